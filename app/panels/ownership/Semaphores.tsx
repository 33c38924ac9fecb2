/** The 32 hardware semaphores: free ones as outlines, held ones in the holder's hue. */
import type { OwnershipView } from '../../../sim-worker/contract/ownership';
import { classes, ownerClass } from '../../charts/owner-class';
import { ownerOf, processorWord } from '../../derive/words';
import styles from './tables.module.css';

export function Semaphores({ semaphores }: { readonly semaphores: OwnershipView['semaphores'] }) {
  const held = semaphores.filter((s) => s.owner !== 0);
  return (
    <section className={styles.block}>
      <h3 className={styles.title}>
        Hardware semaphores{' '}
        <span>
          {held.length === 0
            ? 'all free'
            : held.map((s) => `${s.index} held by ${processorWord(s.owner)}, process ${s.process}`).join('; ')}
        </span>
      </h3>
      <ul className={styles.semaphores} aria-label="Hardware semaphores">
        {semaphores.map((s) => {
          const name =
            s.owner === 0
              ? `semaphore ${s.index}, free`
              : `semaphore ${s.index}, held by ${processorWord(s.owner)}, process ${s.process}`;
          return (
            <li
              key={s.index}
              title={name}
              aria-label={name}
              className={classes(
                ownerClass(s.owner === 0 ? 'free' : ownerOf(s.owner)),
                s.owner !== 0 && styles.held,
                s.owner === 2 && styles.round,
              )}
            >
              {s.index}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
