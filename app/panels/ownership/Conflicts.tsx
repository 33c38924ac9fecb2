/** While nothing is chosen: what will go wrong, each a way to the peripheral. */
import { type EtzpcCell, isContested } from '../../derive/etzpc';
import { EmptyState } from '../../widgets/EmptyState';
import styles from './cell-detail.module.css';

type ConflictsProps = { readonly cells: readonly EtzpcCell[]; readonly onChoose: (id: number) => void };
export function Conflicts({ cells, onChoose }: ConflictsProps) {
  const contested = cells.filter(isContested);
  return (
    <>
      {contested.length > 0 && (
        <section className={styles.detail} aria-label="Conflicts to come">
          <h2>{contested.length === 1 ? 'One conflict to come' : `${contested.length} conflicts to come`}</h2>
          <ul className={styles.list}>
            {contested.map(({ id, name, conflict }) => (
              <li key={id}>
                <button type="button" className={styles.place} onClick={() => onChoose(id)}>
                  <code>{name}</code>
                </button>
                : {conflict}
              </li>
            ))}
          </ul>
        </section>
      )}
      <EmptyState
        why={contested.length === 0 ? 'Nobody was refused, and no conflict is to come.' : 'Choose a cell.'}
        whatToDo="The hue is what the ETZPC permits; the small marks are who uses the peripheral now. Two marks in an open cell are a conflict to come."
      />
    </>
  );
}
