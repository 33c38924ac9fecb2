/** The last changes of a section, each a way to its cell. */
import { countText, secondsText } from '../../derive/format';
import { type OwnedChange, placeWords } from '../../derive/owned-grid';
import { processorWord } from '../../derive/words';
import { type Column, DataTable } from '../../widgets/DataTable';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './tables.module.css';

const columns: readonly Column<OwnedChange>[] = [
  { key: 'time', head: 'Last', mono: true, width: '18%', cell: ({ deed }) => `${secondsText(deed.time)} s` },
  {
    key: 'by',
    head: 'By',
    width: '12%',
    cell: ({ deed: { by } }) => (
      <span className={by === 1 ? styles.linux : styles.m4}>
        <OwnerMark owner={by === 1 ? 'a7' : 'm4'} size={9} /> {processorWord(by)}
      </span>
    ),
  },
  { key: 'what', head: 'Change', mono: true, cell: ({ what }) => what },
  { key: 'from', head: 'From', mono: true, spare: true, cell: ({ deed }) => placeWords(deed) },
  { key: 'count', head: 'Times', mono: true, align: 'end', spare: true, cell: ({ deed }) => countText(deed.count) },
];

type ChangeTableProps = {
  readonly title: string;
  /** Said while there is none. */
  readonly none: string;
  readonly changes: readonly OwnedChange[];
  readonly onChoose: (key: string) => void;
};
export function ChangeTable({ title, none, changes, onChoose }: ChangeTableProps) {
  return (
    <section className={styles.block}>
      <div className={styles.heading}>
        <h3 className={styles.title}>{title}</h3>
      </div>
      {changes.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <DataTable
          label={title}
          columns={columns}
          rows={changes}
          rowKey={({ what, deed }) => `${what} ${deed.by}`}
          onSelect={({ key }) => onChoose(key)}
        />
      )}
    </section>
  );
}
