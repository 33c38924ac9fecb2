/** Watches the word at an address: a run stops when it is written, changed or read, by either side. */
import { OctagonPause } from 'lucide-react';
import type { Access } from '../../sim-worker/contract/stop-rules';
import { hex } from '../../sim-worker/contract/units';
import { useCommands, useSession } from '../stores/session-context';
import { Menu } from '../widgets/Menu';

const choices: readonly { readonly access: Access; readonly label: string }[] = [
  { access: 'change', label: 'when it changes' },
  { access: 'write', label: 'when it is written' },
  { access: 'read', label: 'when it is read' },
];

export function WatchMenu({
  address,
  buttonClass,
}: {
  readonly address: number;
  readonly buttonClass: string | undefined;
}) {
  const commands = useCommands();
  const reveal = useSession((state) => state.reveal);
  const word = hex(address & ~3);
  return (
    <Menu
      label={`Stop at ${word}`}
      align="end"
      buttonClass={buttonClass}
      items={[
        { kind: 'heading', key: 'word', label: `The word at ${word}: stop` },
        ...choices.map(({ access, label }) => ({
          key: access,
          label,
          onChoose: () => {
            commands.addStop({ on: { kind: 'memory', access, place: word }, where: [], count: 1, once: false });
            reveal('stops');
          },
        })),
      ]}
    >
      <OctagonPause size={14} aria-hidden="true" />
    </Menu>
  );
}
