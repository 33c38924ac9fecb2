/** The buffer ledger: every descriptor accounted for, with its owner, content, age and last change, and what waits for it. */
import { useState } from 'react';
import type { SendWaitView } from '../../../sim-worker/contract/linux-ipc';
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { classes, ownerClass } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import type { StepMarks } from '../../derive/chain';
import { spanText } from '../../derive/format';
import {
  accounted,
  filterWords,
  type LedgerFilter,
  type LedgerOrder,
  type LedgerRow,
  ledgerFilters,
  ledgerOrders,
  ledgerRows,
  oldestInHand,
  orderWords,
} from '../../derive/ledger';
import { slotWords } from '../../derive/words';
import { useChain, useView } from '../../stores/session-context';
import { type Column, DataTable } from '../../widgets/DataTable';
import { OwnerMark } from '../../widgets/OwnerMark';
import { StepMark } from '../../widgets/StepMark';
import styles from './ledger.module.css';

type LedgerProps = {
  readonly rings: readonly VringView[];
  /** The ring that is shown, and its descriptor that is selected. */
  readonly ring: number;
  readonly selected: number | undefined;
  readonly now: number;
  readonly onSelect: (ring: number, index: number) => void;
};
/** A receiver that keeps a buffer as long as this makes the sender's timeout run out (virtio_rpmsg_bus waits 15 s). */
const alarm = 15_000_000_000;
const nothing = {};

export function Ledger({ rings, ring, selected, now, onSelect }: LedgerProps) {
  const say = useSay();
  const marks = useMarks();
  const [filter, setFilter] = useState<LedgerFilter>('all');
  const [order, setOrder] = useState<LedgerOrder>('urgent');
  const [both, setBoth] = useState(false);
  const scope = both ? rings : rings.filter((r) => r.ring === ring);
  const rows = ledgerRows(scope, now, { filter, order });
  const sum = accounted(scope);
  const oldest = oldestInHand(scope, now);
  return (
    <section className={styles.ledger} aria-label="Buffer ledger">
      <header className={styles.head}>
        <h3 className={styles.title}>Buffer ledger</h3>
        <span className={sum.all ? styles.sum : styles.wrong}>{sum.text}</span>
        <div className={styles.bar}>
          <label className={styles.choice}>
            <input type="checkbox" checked={both} onChange={(event) => setBoth(event.target.checked)} /> both rings
          </label>
          <Choice label="Show" values={ledgerFilters} words={filterWords} value={filter} onChange={setFilter} />
          <Choice label="Order" values={ledgerOrders} words={orderWords} value={order} onChange={setOrder} />
        </div>
        <span className={styles.oldest}>
          {oldest === undefined ? 'no message waits' : `oldest in hand ${spanText(oldest)} of 15 s`}
        </span>
      </header>
      <Countdown now={now} />
      {rows.length === 0 ? (
        <p className={styles.none}>{say(`No buffer is ${filterWords[filter]} now.`)}</p>
      ) : (
        <DataTable
          label="Buffers"
          columns={columnsFor(both, say, marks)}
          rows={rows}
          rowKey={(r) => r.key}
          selected={markedOf(rows, ring, selected)}
          onSelect={(r) => onSelect(r.ring, r.indices[0] ?? 0)}
        />
      )}
    </section>
  );
}

/** Fewer columns, no head line: for the narrow form. */
export function BriefLedger({ rings, ring, selected, now, onSelect }: LedgerProps) {
  const say = useSay();
  const marks = useMarks();
  const rows = ledgerRows(
    rings.filter((r) => r.ring === ring),
    now,
  );
  return (
    <section className={styles.brief} aria-label="Buffer ledger">
      <Countdown now={now} />
      <DataTable
        label="Buffers"
        columns={briefColumns(say, marks)}
        rows={rows}
        rowKey={(r) => r.key}
        selected={markedOf(rows, ring, selected)}
        onSelect={(r) => onSelect(r.ring, r.indices[0] ?? 0)}
      />
    </section>
  );
}

const markedOf = (rows: readonly LedgerRow[], ring: number, selected: number | undefined): string | undefined =>
  rows.find((r) => selected !== undefined && r.ring === ring && r.indices.includes(selected))?.key;

/** While somebody on Linux sleeps for a free buffer of vring1: how long it still will. */
function Countdown({ now }: { readonly now: number }) {
  const say = useSay();
  const waits = useView('linuxIpc', nothing)?.sendWaits ?? [];
  if (waits.length === 0) return null;
  return (
    <ul className={styles.waits} aria-label="Waiting for a free buffer">
      {waits.map((wait) => (
        <li key={`${wait.who}.${wait.until}`}>
          <OwnerMark owner="fault" size={11} />
          <span>{say(waitSentence(wait, now))}</span>
          <svg width="90" height="4" aria-hidden="true">
            <rect className={styles.well} width="90" height="4" rx="2" />
            <rect
              className={styles.left}
              width={90 * Math.max(0, Math.min(1, (wait.until - now) / alarm))}
              height="4"
              rx="2"
            />
          </svg>
        </li>
      ))}
    </ul>
  );
}
const waitSentence = ({ who, until }: SendWaitView, now: number): string =>
  `Linux waits for a free buffer of vring1 (${who}): ${spanText(Math.max(0, until - now))} left, then “timeout waiting for a tx buffer”`;

type ChoiceProps<T extends string> = {
  readonly label: string;
  readonly values: readonly T[];
  readonly words: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
};
function Choice<T extends string>({ label, values, words, value, onChange }: ChoiceProps<T>) {
  const say = useSay();
  return (
    <select
      className={styles.select}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value as T)}
    >
      {values.map((v) => (
        <option key={v} value={v}>
          {say(words[v])}
        </option>
      ))}
    </select>
  );
}

type Marks = (row: LedgerRow) => readonly StepMarks[];
/** The steps of the chain that are about the buffers of a row. */
function useMarks(): Marks {
  const chain = useChain();
  return (row) => row.indices.flatMap((index) => chain?.descriptors.get(`${row.ring}.${index}`) ?? []);
}

type NameProps = { readonly name: string; readonly marks: readonly StepMarks[] };
function Name({ name, marks }: NameProps) {
  return (
    <>
      <strong className={styles.name}>{name}</strong>{' '}
      {marks.map(({ label, current }) => (
        <StepMark key={label} label={label} current={current} />
      ))}
    </>
  );
}

type Say = (text: string) => string;
const ownerColumn = (say: Say): Column<LedgerRow> => ({
  key: 'owner',
  head: 'Owner now',
  cell: (r) => (
    <span className={classes(styles.owner, ownerClass(r.owner))}>
      <OwnerMark owner={r.owner} size={10} /> {say(r.ownerWord)}
    </span>
  ),
});
const last = (say: Say): Column<LedgerRow> => ({
  key: 'last',
  head: 'Last change',
  mono: true,
  cell: (r) => <span className={styles.last}>{say(r.lastChange)}</span>,
});
const columnsFor = (both: boolean, say: Say, marks: Marks): readonly Column<LedgerRow>[] => [
  {
    key: 'name',
    head: 'Buffer',
    mono: true,
    cell: (r) => <Name name={both ? `vring${r.ring} ${r.name}` : r.name} marks={marks(r)} />,
  },
  ownerColumn(say),
  { key: 'content', head: 'Content', mono: true, cell: (r) => r.content },
  {
    key: 'doing',
    head: 'State',
    cell: (r) => <span className={r.suspicion === 'none' ? undefined : styles.wrong}>{say(r.doing)}</span>,
  },
  { key: 'since', head: 'For how long', mono: true, cell: (r) => <Age row={r} /> },
  last(say),
];
const briefColumns = (say: Say, marks: Marks): readonly Column<LedgerRow>[] => [
  { key: 'name', head: 'Buffer', mono: true, cell: (r) => <Name name={r.name} marks={marks(r)} /> },
  { ...ownerColumn(say), head: 'Owner' },
  { key: 'since', head: 'Since', mono: true, cell: (r) => (r.since === undefined ? '' : spanText(r.since)) },
  { key: 'content', head: 'Content', cell: (r) => r.content },
  last(say),
];

/** The bar grows with the logarithm of the age, full at the alarm; only a message in it gives it a hue. */
function Age({ row }: { readonly row: LedgerRow }) {
  if (row.since === undefined) return null;
  const share = Math.min(1, Math.max(0.04, Math.log10(1 + row.since / 500) / Math.log10(alarm / 500)));
  const filled = slotWords[row.state].filled;
  return (
    <span className={styles.age}>
      <span className={styles.ageText}>{spanText(row.since)}</span>
      <svg width="56" height="4" aria-hidden="true" className={classes(ownerClass(row.owner), styles.ageBar)}>
        <rect className={styles.well} width="56" height="4" rx="2" />
        <rect className={filled ? styles.filled : styles.plain} width={56 * share} height="4" rx="2" />
      </svg>
    </span>
  );
}
