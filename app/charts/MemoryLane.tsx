/** One stretch of shared memory at its own scale: what lies in it, and under it how lately each side wrote where. */
import { useRef } from 'react';
import type { Lane, LanePlace } from '../derive/memory-map';
import { walked } from '../widgets/walk-keys';
import styles from './memory-lane.module.css';
import { classes, ownerClass } from './owner-class';
import { useSay } from './roles';

type MemoryLaneProps = {
  readonly lane: Lane;
  /** Address of the place that is selected. */
  readonly selected: number | undefined;
  readonly onSelect: (address: number) => void;
};
const percent = (share: number): string => `${share * 100}%`;
/** Share of the lane that a character needs; below it the box stays without its word. */
const roomPerCharacter = { number: 0.012, word: 0.0165 } as const;

export function MemoryLane({ lane, selected, onSelect }: MemoryLaneProps) {
  const say = useSay();
  const list = useRef<HTMLDivElement>(null);
  const { places } = lane;
  const at = places.findIndex(({ place }) => place.address === selected);
  const walk = (key: string, from: number): boolean => {
    const next = walked(key, from, places.length);
    if (next === undefined) return false;
    onSelect(places[next]?.place.address ?? lane.address);
    list.current?.querySelectorAll('button')[next]?.focus();
    return true;
  };
  return (
    <div className={styles.lane}>
      <div ref={list} className={styles.track} role="listbox" aria-label={`What lies in ${lane.name}`}>
        {places.map((p, i) => (
          <button
            key={`${p.place.name}.${p.place.address}`}
            type="button"
            role="option"
            aria-selected={p.place.address === selected}
            aria-label={say(p.sentence)}
            title={say(p.sentence)}
            tabIndex={i === Math.max(0, at) ? 0 : -1}
            className={classes(
              styles.place,
              ownerClass(p.owner),
              p.filled && styles.filled,
              p.place.kind !== 'buffer' && styles.part,
              p.place.address === selected && styles.selected,
            )}
            style={{ left: percent(p.from), width: percent(p.width) }}
            onClick={() => onSelect(p.place.address)}
            onKeyDown={(event) => {
              if (walk(event.key, i)) event.preventDefault();
            }}
          >
            {wordOf(p)}
          </button>
        ))}
        {places.length === 0 && (
          <button
            type="button"
            role="option"
            aria-selected={lane.address === selected}
            aria-label={lane.name}
            className={classes(styles.place, styles.plain, lane.address === selected && styles.selected)}
            style={{ left: 0, width: '100%' }}
            onClick={() => onSelect(lane.address)}
          >
            {lane.name}
          </button>
        )}
      </div>
      <div className={styles.heat}>
        {lane.heat.map((run) => (
          <span
            key={run.from}
            title={say(run.sentence)}
            className={classes(styles.run, ownerClass(run.owner), styles[`level${run.level}`])}
            style={{ left: percent(run.from), width: percent(run.width) }}
          />
        ))}
      </div>
    </div>
  );
}

const wordOf = ({ place, label, width }: LanePlace): string =>
  width >= label.length * (place.kind === 'buffer' ? roomPerCharacter.number : roomPerCharacter.word) ? label : '';
