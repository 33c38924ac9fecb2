/** The slots around the three hands of a large ring, one row per hand; the bar is the hand. */
import type { VringView } from '../../sim-worker/contract/ring-views';
import { lensRows } from '../derive/ring-lens';
import { slotWords } from '../derive/words';
import { HandMark } from './marks';
import { classes, ownerClass } from './owner-class';
import styles from './ring-lens.module.css';
import { useSay } from './roles';

type RingLensProps = {
  readonly ring: VringView;
  readonly selected: number | undefined;
  readonly onSelect: (descriptor: number | undefined) => void;
};

export function RingLens({ ring, selected, onSelect }: RingLensProps) {
  const say = useSay();
  return (
    <section className={styles.lens} aria-label={`Slots around the hands of vring${ring.ring}`}>
      {lensRows(ring).map(({ hand, index, slots }) => (
        <div key={hand} className={styles.row}>
          <span className={styles.name}>
            <HandMark name={hand} /> {hand} <strong>{index}</strong>
          </span>
          {slots.map((slot, at) => {
            const words = slotWords[slot.state];
            const named = slot.descriptor === undefined ? '' : `, descriptor ${slot.descriptor}`;
            return (
              <button
                key={slot.slot}
                type="button"
                aria-label={say(`Slot ${slot.slot}${named}: ${words.spoken}`)}
                aria-pressed={selected !== undefined && slot.descriptor === selected}
                className={classes(
                  styles.cell,
                  ownerClass(words.owner),
                  words.filled && styles.filled,
                  at === slots.length / 2 && styles.next,
                )}
                onClick={() => onSelect(slot.descriptor)}
              >
                {slot.descriptor ?? '–'}
                <small>{slot.slot}</small>
              </button>
            );
          })}
        </div>
      ))}
    </section>
  );
}
