/** One demo: a drawing of what it is about, its name, and one sentence. */
import type { Demo } from '../../stores/demo-manifest';
import styles from './demo-card.module.css';
import { drawingOf } from './drawings';

type DemoCardProps = { readonly demo: Demo; readonly first: boolean; readonly onOpen: () => void };

export function DemoCard({ demo, first, onOpen }: DemoCardProps) {
  return (
    <article className={first ? `${styles.card} ${styles.first}` : styles.card}>
      <div className={styles.drawing}>{drawingOf(demo)}</div>
      <div className={styles.words}>
        <h3 className={styles.title}>
          <button type="button" className={styles.open} onClick={onOpen}>
            {demo.title}
          </button>
        </h3>
        <span className={styles.aside}>{first ? 'start here' : demo.minutes > 0 ? `${demo.minutes} min` : ''}</span>
        <p className={styles.sentence}>{demo.sentence}</p>
      </div>
    </article>
  );
}
