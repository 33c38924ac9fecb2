/** Everything that is known to lie in the memories, one row each; the buffers stand in the lanes. */
import { useMemo, useState } from 'react';
import type { MemoryMapView, MemoryPlace } from '../../../sim-worker/contract/memory-map';
import { useSay } from '../../charts/roles';
import { addressText, sizeText } from '../../derive/format';
import { type Column, DataTable } from '../../widgets/DataTable';
import styles from './memory-map.module.css';

type PlaceTableProps = {
  readonly view: MemoryMapView;
  readonly selected: MemoryPlace | undefined;
  readonly onSelect: (address: number) => void;
};
const keyOf = ({ name, address }: MemoryPlace): string => `${name}.${address}`;

const columnsFor = (say: (text: string) => string): readonly Column<MemoryPlace>[] => [
  { key: 'name', head: 'What lies there', cell: ({ name }) => name },
  { key: 'address', head: 'From', mono: true, width: '92px', cell: ({ address }) => addressText(address) },
  { key: 'size', head: 'Size', mono: true, align: 'end', width: '84px', cell: ({ length }) => sizeText(length) },
  { key: 'source', head: 'Known from', cell: ({ source }) => source },
  { key: 'doc', head: 'What it is', cell: ({ doc }) => say(doc) },
];

/** The same array as long as the same things lie at the same places: only then the table is drawn anew. */
function useSteady(places: readonly MemoryPlace[]): readonly MemoryPlace[] {
  const key = places.map(({ name, address, length }) => `${name} ${address} ${length}`).join();
  const [last, setLast] = useState({ key, places });
  if (last.key === key) return last.places;
  setLast({ key, places });
  return places;
}

export function PlaceTable({ view, selected, onSelect }: PlaceTableProps) {
  const say = useSay();
  const rows = useSteady(view.places.filter(({ kind }) => kind !== 'buffer'));
  const current = selected === undefined ? undefined : keyOf(selected);
  return useMemo(
    () => (
      <section className={styles.all} aria-label="Everything in these memories">
        <DataTable
          label="Places"
          columns={columnsFor(say)}
          rows={rows}
          rowKey={keyOf}
          selected={current}
          onSelect={({ address }) => onSelect(address)}
        />
      </section>
    ),
    [rows, current, say, onSelect],
  );
}
