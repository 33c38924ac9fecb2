/** The buffer ledger: every descriptor accounted for, with its owner, content, age and last change. */
import type { VringView } from '../../../sim-worker/contract/views';
import { classes, ownerClass } from '../../charts/owner-class';
import { spanText } from '../../derive/format';
import { accounted, type LedgerRow, ledgerRows, oldestInHand } from '../../derive/ledger';
import { slotWords } from '../../derive/words';
import { type Column, DataTable } from '../../widgets/DataTable';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './ledger.module.css';

type LedgerProps = {
  readonly ring: VringView;
  readonly now: number;
  readonly selected: number | undefined;
  readonly onSelect: (index: number) => void;
  /** Fewer columns, no head line. */
  readonly brief?: boolean;
};
/** A receiver that keeps a buffer as long as this makes the sender's timeout run out (virtio_rpmsg_bus waits 15 s). */
const alarm = 15_000_000_000;

export function Ledger({ ring, now, selected, onSelect, brief = false }: LedgerProps) {
  const rows = ledgerRows(ring, now);
  const sum = accounted(ring);
  const oldest = oldestInHand(ring, now);
  const marked = rows.find((r) => selected !== undefined && r.indices.includes(selected))?.key;
  return (
    <section className={brief ? styles.brief : styles.ledger} aria-label="Buffer ledger">
      {!brief && (
        <header className={styles.head}>
          <h3 className={styles.title}>Buffer ledger</h3>
          <span className={sum.all ? styles.sum : styles.wrong}>{sum.text}</span>
          <span className={styles.oldest}>
            {oldest === undefined ? 'no message waits' : `oldest in hand ${spanText(oldest)}, alarm at 15 s`}
          </span>
        </header>
      )}
      <DataTable
        label="Buffers"
        columns={brief ? briefColumns : columns}
        rows={rows}
        rowKey={(r) => r.key}
        selected={marked}
        onSelect={(r) => onSelect(r.indices[0] ?? 0)}
      />
    </section>
  );
}

const owner: Column<LedgerRow> = {
  key: 'owner',
  head: 'Owner now',
  cell: (r) => (
    <span className={classes(styles.owner, ownerClass(r.owner))}>
      <OwnerMark owner={r.owner} size={10} /> {r.ownerWord}
    </span>
  ),
};
const since: Column<LedgerRow> = { key: 'since', head: 'For how long', mono: true, cell: (r) => <Age row={r} /> };
const columns: readonly Column<LedgerRow>[] = [
  { key: 'name', head: 'Buffer', mono: true, cell: (r) => <strong className={styles.name}>{r.name}</strong> },
  owner,
  { key: 'content', head: 'Content', mono: true, cell: (r) => r.content },
  { key: 'doing', head: 'State', cell: (r) => r.doing },
  since,
  { key: 'last', head: 'Last change', mono: true, cell: (r) => <span className={styles.last}>{r.lastChange}</span> },
];
const briefColumns: readonly Column<LedgerRow>[] = [
  { key: 'name', head: 'Buffer', mono: true, cell: (r) => <strong className={styles.name}>{r.name}</strong> },
  { ...owner, head: 'Owner' },
  { key: 'since', head: 'Since', mono: true, cell: (r) => (r.since === undefined ? '' : spanText(r.since)) },
  { key: 'content', head: 'Content', cell: (r) => r.content },
  { key: 'last', head: 'Last change', mono: true, cell: (r) => <span className={styles.last}>{r.lastChange}</span> },
];

/** The bar grows with the logarithm of the age, full at the alarm; only a message in it gives it a hue. */
function Age({ row }: { readonly row: LedgerRow }) {
  if (row.since === undefined) return null;
  const share = Math.min(1, Math.max(0.04, Math.log10(1 + row.since / 500) / Math.log10(alarm / 500)));
  const filled = slotWords[row.state].filled;
  return (
    <span className={styles.age}>
      <span className={styles.ageText}>{spanText(row.since)}</span>
      <svg width="56" height="4" aria-hidden="true" className={classes(ownerClass(row.owner), styles.bar)}>
        <rect className={styles.well} width="56" height="4" rx="2" />
        <rect className={filled ? styles.filled : styles.plain} width={56 * share} height="4" rx="2" />
      </svg>
    </span>
  );
}
