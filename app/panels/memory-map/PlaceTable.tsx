/** Everything that is known to lie in the memories, one row each; the buffers stand in the lanes. */
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

export function PlaceTable({ view, selected, onSelect }: PlaceTableProps) {
  const say = useSay();
  const rows = view.places.filter(({ kind }) => kind !== 'buffer');
  const columns: readonly Column<MemoryPlace>[] = [
    { key: 'name', head: 'What lies there', cell: ({ name }) => name },
    { key: 'address', head: 'From', mono: true, width: '92px', cell: ({ address }) => addressText(address) },
    { key: 'size', head: 'Size', mono: true, align: 'end', width: '84px', cell: ({ length }) => sizeText(length) },
    { key: 'source', head: 'Known from', cell: ({ source }) => source },
    { key: 'doc', head: 'What it is', cell: ({ doc }) => say(doc) },
  ];
  return (
    <section className={styles.all} aria-label="Everything in these memories">
      <DataTable
        label="Places"
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        selected={selected === undefined ? undefined : keyOf(selected)}
        onSelect={({ address }) => onSelect(address)}
      />
    </section>
  );
}
