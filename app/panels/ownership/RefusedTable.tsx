/** Accesses that the ETZPC stopped, newest first. */
import type { OwnershipView } from '../../../sim-worker/contract/ownership';
import { addressText, secondsText } from '../../derive/format';
import { ownerOf, processorWord } from '../../derive/words';
import { useSession } from '../../stores/session-context';
import { type Column, DataTable } from '../../widgets/DataTable';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './tables.module.css';

type Refusal = OwnershipView['refused'][number];
const columns: readonly Column<Refusal>[] = [
  { key: 'time', head: 'Time', mono: true, cell: (r) => `${secondsText(r.last)} s` },
  {
    key: 'by',
    head: 'By',
    cell: (r) => (
      <span className={styles.nowrap}>
        <OwnerMark owner={ownerOf(r.by)} size={9} /> {processorWord(r.by)}
      </span>
    ),
  },
  {
    key: 'what',
    head: 'Access',
    mono: true,
    cell: (r) => `${r.write ? 'write' : 'read'} ${r.block} ${addressText(r.address)}`,
  },
  {
    key: 'answer',
    head: 'Answer',
    align: 'end',
    cell: () => (
      <span className={styles.refused}>
        <OwnerMark owner="fault" size={9} /> refused
      </span>
    ),
  },
];

export function RefusedTable({ refused }: { readonly refused: readonly Refusal[] }) {
  const select = useSession((s) => s.select);
  const selection = useSession((s) => s.selection);
  return (
    <section className={styles.block}>
      <h3 className={styles.title}>
        Refused accesses <span>{refused.length === 0 ? 'none so far' : refused.length}</span>
      </h3>
      {refused.length > 0 && (
        <DataTable
          label="Refused accesses"
          columns={columns}
          rows={refused}
          rowKey={(r) => r.seq}
          selected={selection?.kind === 'event' ? selection.seq : undefined}
          onSelect={(r) => select({ kind: 'event', seq: r.seq })}
        />
      )}
    </section>
  );
}
