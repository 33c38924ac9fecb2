/** The last accesses of both sides to blocks of the chip, accepted and refused, or those to one peripheral. */
import { useState } from 'react';
import type { Access, AccessesView, AccessFate } from '../../../sim-worker/contract/ownership';
import type { EtzpcCell } from '../../derive/etzpc';
import { addressText, countText, secondsText } from '../../derive/format';
import { accessWords } from '../../derive/refusal';
import { ownerOf, processorWord } from '../../derive/words';
import { useSession } from '../../stores/session-context';
import { type Column, DataTable } from '../../widgets/DataTable';
import { OwnerMark } from '../../widgets/OwnerMark';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import styles from './tables.module.css';

const fateWords: Readonly<Record<AccessFate, string>> = {
  accepted: 'accepted',
  refused: 'refused',
  unclocked: 'no clock',
};
const columns: readonly Column<Access>[] = [
  { key: 'time', head: 'Last', mono: true, cell: (a) => `${secondsText(a.last)} s` },
  {
    key: 'by',
    head: 'By',
    cell: (a) => (
      <span className={a.by === 1 ? styles.linux : styles.m4}>
        <OwnerMark owner={ownerOf(a.by) === 'a7' ? 'a7' : 'm4'} size={9} /> {processorWord(a.by)}
      </span>
    ),
  },
  { key: 'what', head: 'Access', mono: true, cell: (a) => `${a.write ? 'wrote' : 'read'} ${accessWords(a)}` },
  {
    key: 'from',
    head: 'From',
    mono: true,
    spare: true,
    cell: (a) => a.function || (a.pc === undefined ? '' : addressText(a.pc)),
  },
  { key: 'count', head: 'Times', mono: true, align: 'end', spare: true, cell: (a) => countText(a.count) },
  {
    key: 'fate',
    head: 'Answer',
    align: 'end',
    cell: (a) =>
      a.fate === 'accepted' ? (
        <span className={styles.accepted}>accepted</span>
      ) : (
        <span className={styles.refused}>
          <OwnerMark owner="fault" size={9} /> {fateWords[a.fate]}
        </span>
      ),
  },
];

type AccessTableProps = {
  readonly accesses: AccessesView | undefined;
  /** The peripheral that is looked at. */
  readonly about: EtzpcCell | undefined;
  readonly onChoose: (id: number) => void;
};
export function AccessTable({ accesses, about, onChoose }: AccessTableProps) {
  const [scope, setScope] = useState<'all' | 'one'>('all');
  const select = useSession((s) => s.select);
  if (accesses === undefined) return null;
  const one = about !== undefined && about.name !== '' && scope === 'one';
  const rows = one ? accesses.about : accesses.newest;
  return (
    <section className={styles.block}>
      <div className={styles.heading}>
        <h3 className={styles.title}>
          {one ? `Last accesses to ${about.name}` : 'Last accesses across the border'}{' '}
          <span>{totalWords(accesses)}</span>
        </h3>
        {about !== undefined && about.name !== '' && (
          <SegmentedControl
            small
            label="Whose accesses"
            segments={[
              { value: 'all', label: 'All' },
              { value: 'one', label: about.name },
            ]}
            value={scope}
            onChange={setScope}
          />
        )}
      </div>
      {rows.length === 0 ? (
        <p className={styles.none}>
          {one ? `Nobody has asked for ${about.name} yet.` : 'Nobody has asked for a block yet.'}
        </p>
      ) : (
        <DataTable
          label="Last accesses"
          columns={columns}
          rows={rows}
          rowKey={(a) => `${a.by} ${a.address} ${a.write} ${a.fate}`}
          onSelect={({ id, pc, address }) =>
            id === undefined ? select({ kind: 'address', address: pc ?? address }) : onChoose(id)
          }
        />
      )}
    </section>
  );
}

/** "1 refused of 2,118". */
function totalWords({ counts: { accepted, refused, unclocked } }: AccessesView): string {
  const total = accepted + refused + unclocked;
  const lost = unclocked === 0 ? '' : `, ${countText(unclocked)} without a clock`;
  return `${refused === 0 ? 'none' : countText(refused)} refused of ${countText(total)}${lost}`;
}
