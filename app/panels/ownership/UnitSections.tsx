/** Semaphores, clock gates, EXTI lines and pins: the sections without a firewall. */
import { useMemo } from 'react';
import { gateChanges, gateDetail, gateKey, gateLegend, gateRows } from '../../derive/clock-gates';
import { extiChanges, extiDetail, extiLegend, extiRows } from '../../derive/exti-lines';
import { pinChanges, pinDetail, pinLegend, pinRows } from '../../derive/pins';
import { semaphoreChanges, semaphoreDetail, semaphoreLegend, semaphoreRows } from '../../derive/semaphores';
import { useSession, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { ChangeTable } from './ChangeTable';
import { OwnedPanel, type SectionSwitch } from './OwnedPanel';
import { UnitDetail } from './UnitDetail';

const none = {};
type SectionProps = { readonly switch: SectionSwitch };

export function SemaphoreSection(props: SectionProps) {
  const semaphores = useView('ownership', none)?.semaphores;
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const all = semaphores ?? [];
  const shown = selection?.kind === 'semaphore' ? all[selection.index] : undefined;
  const choose = (key: string): void => select({ kind: 'semaphore', index: Number(key) });
  return (
    <OwnedPanel
      switch={props.switch}
      word="who holds it"
      legend={semaphoreLegend(all)}
      marks="has taken it"
      rows={semaphoreRows(all)}
      selected={shown === undefined ? undefined : String(shown.index)}
      onSelect={choose}
      detail={shown === undefined ? undefined : <UnitDetail detail={semaphoreDetail(shown)} />}
      nothing={
        <EmptyState
          why="Choose a semaphore."
          whatToDo="A full cell is held: the hue says by whom. A mark in a free cell says who has had it before. A triangle: the other side asks in vain."
        />
      }
    >
      <ChangeTable
        title="Last asked for"
        none="Nobody has asked for a semaphore yet."
        changes={semaphoreChanges(all)}
        onChoose={choose}
      />
    </OwnedPanel>
  );
}

export function ClockSection(props: SectionProps) {
  const gates = useView('gates', none);
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const rows = useMemo(() => gateRows(gates ?? []), [gates]);
  const legend = useMemo(() => gateLegend(gates ?? []), [gates]);
  const asked = selection?.kind === 'gate' ? selection.gate : undefined;
  const shown = gates?.find((gate) => gateKey(gate) === asked);
  const choose = (gate: string): void => select({ kind: 'gate', gate });
  return (
    <OwnedPanel
      switch={props.switch}
      word="opened by"
      legend={legend}
      marks="its enable bit is set"
      rows={rows}
      selected={asked}
      onSelect={choose}
      detail={shown === undefined ? undefined : <UnitDetail detail={gateDetail(shown)} />}
      nothing={
        <EmptyState
          why="Choose a clock gate."
          whatToDo="Each side has a bit of its own for every clock, MP_…ENSETR for Linux and MC_…ENSETR for the M4; the clock runs while either is set. A triangle: the block was used while its clock stood."
        />
      }
    >
      <ChangeTable
        title="Last changes of clocks"
        none="Nobody has changed a gate since the board came up."
        changes={gateChanges(gates ?? [])}
        onChoose={choose}
      />
    </OwnedPanel>
  );
}

export function LineSection(props: SectionProps) {
  const lines = useView('exti', none);
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const rows = useMemo(() => extiRows(lines ?? []), [lines]);
  const legend = useMemo(() => extiLegend(lines ?? []), [lines]);
  const shown = selection?.kind === 'exti' ? lines?.[selection.line] : undefined;
  const choose = (key: string): void => select({ kind: 'exti', line: Number(key) });
  return (
    <OwnedPanel
      switch={props.switch}
      word="unmasked by"
      legend={legend}
      marks="wants the interrupt"
      rows={rows}
      selected={shown === undefined ? undefined : String(shown.line)}
      onSelect={choose}
      detail={shown === undefined ? undefined : <UnitDetail detail={extiDetail(shown)} />}
      nothing={
        <EmptyState
          why="Choose a line."
          whatToDo="Lines 0 to 15 come from a pin, of the bank that EXTICR chooses. A full cell is pending. A dashed one is direct: the peripheral’s own interrupt, which only wakes."
        />
      }
    >
      <ChangeTable
        title="Last changes of masks"
        none="Nobody has changed a mask since the board came up."
        changes={extiChanges(lines ?? [])}
        onChoose={choose}
      />
    </OwnedPanel>
  );
}

export function PinSection(props: SectionProps) {
  const banks = useView('pins', none);
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const rows = useMemo(() => pinRows(banks ?? []), [banks]);
  const legend = useMemo(() => pinLegend(banks ?? []), [banks]);
  const asked = selection?.kind === 'pin' ? selection.pin : undefined;
  const shown = banks?.flatMap(({ pins }) => pins).find(({ pin }) => pin === asked);
  const choose = (pin: string): void => select({ kind: 'pin', pin });
  return (
    <OwnedPanel
      switch={props.switch}
      word="set up by"
      legend={legend}
      marks="has set it up"
      rows={rows}
      selected={asked}
      onSelect={choose}
      detail={shown === undefined ? undefined : <UnitDetail detail={pinDetail(shown)} />}
      nothing={
        <EmptyState
          why="Choose a pin."
          whatToDo="No firewall guards pins, except those of GPIOZ: the last one who writes the mode wins. A triangle: both sides have set it up."
        />
      }
    >
      <ChangeTable
        title="Last changes of pins"
        none="Nobody has set up a pin since the board came up."
        changes={pinChanges(banks ?? [])}
        onChoose={choose}
      />
    </OwnedPanel>
  );
}
