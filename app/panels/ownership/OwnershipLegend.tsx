/** What the hues and marks of the grid mean, with counts. */
import { classes, ownerClass } from '../../charts/owner-class';
import type { EtzpcSummary } from '../../derive/etzpc';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './ownership-legend.module.css';

export function OwnershipLegend({ summary }: { readonly summary: EtzpcSummary }) {
  const hues = [
    { owner: 'secure', name: 'Secure only', count: summary.secure, look: styles.square },
    { owner: 'secure', name: 'Others may read', count: summary.readable, look: styles.dashed },
    { owner: 'm4', name: 'M4 only', count: summary.m4, look: styles.round },
    { owner: 'shared', name: 'Both', count: summary.both, look: styles.square },
  ] as const;
  return (
    <div className={styles.legend}>
      <span className={styles.word}>lets in</span>
      {hues
        .filter((h) => h.count > 0 || h.look !== styles.dashed)
        .map((h) => (
          <span key={h.name} className={styles.entry}>
            <i className={classes(h.look, ownerClass(h.owner))} /> {h.name}{' '}
            <span className={styles.count}>{h.count}</span>
          </span>
        ))}
      <span className={styles.word}>used by</span>
      <span className={classes(styles.entry, styles.linux)}>
        <OwnerMark owner="a7" size={9} /> Linux
      </span>
      <span className={classes(styles.entry, styles.m4)}>
        <OwnerMark owner="m4" size={9} /> M4
      </span>
    </div>
  );
}
