/** A name that is cut in its middle where there is no room for it: names that begin alike differ at their ends. */
import styles from './middle-cut.module.css';

/** Characters that stay at the end. */
const tail = 8;

export function MiddleCut({ text }: { readonly text: string }) {
  const letters = [...text];
  const cut = Math.max(0, letters.length - tail);
  return (
    <span className={styles.whole} title={text}>
      <span className={styles.head}>{letters.slice(0, cut).join('')}</span>
      <span className={styles.tail}>{letters.slice(cut).join('')}</span>
    </span>
  );
}
