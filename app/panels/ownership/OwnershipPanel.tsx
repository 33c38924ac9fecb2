/** Ownership: peripherals behind the firewall, semaphores, clock gates, EXTI lines and pins: whose each is, who asked, who was refused. */
import { useState } from 'react';
import { useChip, useSession } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { FirewallSection } from './FirewallSection';
import type { SectionSwitch } from './OwnedPanel';
import { type SectionName, sectionOf } from './sections';
import { ClockSection, LineSection, PinSection, SemaphoreSection } from './UnitSections';

export function OwnershipPanel() {
  const chip = useChip();
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const known = useSession((s) => s.views.status !== undefined && s.views.status.phase !== 'empty');
  const [chosen, setChosen] = useState<SectionName>('firewall');
  const own = sectionOf(selection);
  const section = own ?? chosen;
  if (chip === undefined || !known) {
    return (
      <Panel title="Ownership">
        <EmptyState
          why="There is no chip yet."
          whatToDo="Drop a firmware ELF on the page, or open a demo: then the firewall, the clock gates and the pins appear here."
        />
      </Panel>
    );
  }
  const choose = (next: SectionName): void => {
    if (own !== undefined && own !== next) select(undefined);
    setChosen(next);
  };
  return <Section section={section} switch={{ section, choose }} />;
}

type SectionProps = { readonly section: SectionName; readonly switch: SectionSwitch };
function Section({ section, switch: control }: SectionProps) {
  switch (section) {
    case 'firewall':
      return <FirewallSection switch={control} />;
    case 'semaphores':
      return <SemaphoreSection switch={control} />;
    case 'clocks':
      return <ClockSection switch={control} />;
    case 'lines':
      return <LineSection switch={control} />;
    case 'pins':
      return <PinSection switch={control} />;
  }
}
