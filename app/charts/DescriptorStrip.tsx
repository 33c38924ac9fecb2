/** The descriptors of a ring as a row of cells, in descriptor order: owner by hue and shape, content by fill. */
import { useRef } from 'react';
import type { SlotState, VringView } from '../../sim-worker/contract/ring-views';
import type { StepMarks } from '../derive/chain';
import { spanText } from '../derive/format';
import { elapsed } from '../derive/ledger';
import { slotWords } from '../derive/words';
import { walked } from '../widgets/walk-keys';
import styles from './descriptor-strip.module.css';
import { classes, ownerClass } from './owner-class';
import { useSay } from './roles';
import { stepWords } from './StepTag';

type DescriptorStripProps = {
  readonly ring: VringView;
  /** Virtual time. */
  readonly now: number;
  readonly selected: number | undefined;
  readonly onSelect: (index: number) => void;
  /** Steps of the chain, by descriptor. */
  readonly marksOf?: (index: number) => StepMarks | undefined;
};

export function DescriptorStrip({ ring, now, selected, onSelect, marksOf }: DescriptorStripProps) {
  const say = useSay();
  const list = useRef<HTMLDivElement>(null);
  const count = ring.descriptors.length;
  const reachable = selected !== undefined && selected < count ? selected : 0;
  return (
    <div
      ref={list}
      className={classes(styles.strip, count > 16 && styles.many)}
      role="listbox"
      aria-label={`Descriptors of vring${ring.ring}`}
    >
      {ring.descriptors.map((d) => {
        const words = slotWords[d.state];
        const held = elapsed(d, now);
        const marks = marksOf?.(d.index);
        const since = held === undefined ? '' : `, for ${spanText(held)}`;
        return (
          <button
            key={d.index}
            type="button"
            role="option"
            aria-selected={d.index === selected}
            aria-label={say(`Descriptor ${d.index}, ${words.spoken}${since}${stepWords(marks)}`)}
            tabIndex={d.index === reachable ? 0 : -1}
            className={classes(
              styles.cell,
              ownerClass(words.owner),
              styles[words.owner],
              words.filled && styles.filled,
              words.held && styles.held,
              d.state === 'broken' && styles.broken,
            )}
            onClick={() => onSelect(d.index)}
            onKeyDown={(event) => {
              const next = walked(event.key, d.index, count);
              if (next === undefined) return;
              event.preventDefault();
              onSelect(next);
              list.current?.querySelectorAll('button')[next]?.focus();
            }}
          >
            <span>{d.index}</span>
            {marks !== undefined && (
              <i className={classes(styles.steps, marks.current && styles.present)} aria-hidden="true">
                {marks.label}
              </i>
            )}
          </button>
        );
      })}
    </div>
  );
}

/** The legend's little cell. */
export function StateMark({ state, large = false }: { readonly state: SlotState; readonly large?: boolean }) {
  const words = slotWords[state];
  return (
    <span
      aria-hidden="true"
      className={classes(
        styles.mark,
        large && styles.large,
        ownerClass(words.owner),
        styles[words.owner],
        words.filled && styles.filled,
        words.held && styles.held,
        state === 'broken' && styles.broken,
      )}
    />
  );
}
