/** What the hues and marks of a grid mean, with counts. */
import { classes, ownerClass } from '../../charts/owner-class';
import type { LegendEntry } from '../../derive/owned-grid';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './ownership-legend.module.css';

type OwnershipLegendProps = {
  readonly word: string;
  readonly entries: readonly LegendEntry[];
  readonly marks: string;
};
export function OwnershipLegend({ word, entries, marks }: OwnershipLegendProps) {
  return (
    <div className={styles.legend}>
      <span className={styles.word}>{word}</span>
      {entries.map(({ owner, name, count, look }) => (
        <span key={name} className={styles.entry}>
          {look === 'triangle' ? <Foreseen /> : <i className={classes(styles[look], ownerClass(owner))} />} {name}{' '}
          <span className={styles.count}>{count}</span>
        </span>
      ))}
      <span className={styles.marks}>
        <span className={styles.word}>{marks}</span>
        <span className={classes(styles.entry, styles.linux)}>
          <OwnerMark owner="a7" size={9} /> Linux
        </span>
        <span className={classes(styles.entry, styles.m4)}>
          <OwnerMark owner="m4" size={9} /> M4
        </span>
      </span>
    </div>
  );
}

/** As the grid draws what has not happened yet. */
function Foreseen() {
  return (
    <svg className={styles.foreseen} width="13" height="13" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M6 1.200 11 10.600H1Z" />
    </svg>
  );
}
