/** The steps of the chain on the timeline: a tick on the lane of who did it, with its number where there is room. */
import type { ChainStep } from '../../sim-worker/contract/message-views';
import { laneOf, type Side, sideOf } from '../derive/actor';
import type { StepMarks } from '../derive/chain';
import { StepTag, tagWidth } from './StepTag';
import styles from './timeline-steps.module.css';

type TimelineStepsProps = {
  readonly steps: readonly ChainStep[];
  readonly present: number | undefined;
  readonly frame: { readonly x: (time: number) => number; readonly right: number; readonly laneHeight: number };
  readonly laneTop: number;
  readonly left: number;
  readonly onSelect: (seq: number) => void;
};
const laneAt: Readonly<Record<Side, number>> = { linux: 0, ipcc: 1, firmware: 2 };
/** Numbers nearer than this share one tag. */
const tagRoom = 17;

export function TimelineSteps({ steps, present, frame, laneTop, left, onSelect }: TimelineStepsProps) {
  const inside = steps.filter(({ event }) => frame.x(event.time) >= left && frame.x(event.time) <= frame.right);
  return (
    <g>
      {tagsOf(inside, frame.x, present).map(({ x, lane, marks }) => {
        const y = laneTop + lane * frame.laneHeight;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a mark inside a drawing cannot be a button element
          <g
            key={marks.label}
            role="button"
            tabIndex={-1}
            aria-label={`${marks.numbers.length > 1 ? 'Steps' : 'Step'} ${marks.label} of the chain`}
            className={styles.step}
            onClick={() => onSelect(marks.seq)}
            onKeyDown={(event) => event.key === 'Enter' && onSelect(marks.seq)}
          >
            <line className={styles.tick} x1={x} x2={x} y1={y + 1} y2={y + frame.laneHeight - 1} />
            <StepTag x={x - tagWidth(marks) / 2} y={y + frame.laneHeight / 2} marks={marks} />
          </g>
        );
      })}
    </g>
  );
}

type Tag = { readonly x: number; readonly lane: number; readonly marks: StepMarks };
function tagsOf(steps: readonly ChainStep[], x: (time: number) => number, present: number | undefined): readonly Tag[] {
  const tags: Tag[] = [];
  for (const { event, number = 0 } of steps) {
    const lane = laneAt[laneOf(event, false) === 'ipcc' ? 'ipcc' : sideOf(event)];
    const at = x(event.time);
    const near = tags.findIndex((tag) => tag.lane === lane && Math.abs(tag.x - at) < tagRoom);
    const other = tags[near];
    const current = event.seq === present;
    if (other === undefined) {
      tags.push({ x: at, lane, marks: marksFor([number], current, event.seq, event.time) });
      continue;
    }
    const seq = current ? event.seq : other.marks.seq;
    tags[near] = {
      ...other,
      marks: marksFor([...other.marks.numbers, number], current || other.marks.current, seq, other.marks.time),
    };
  }
  return tags;
}

/** "4–6" for neighbours, "4, 7" else. */
function marksFor(numbers: readonly number[], current: boolean, seq: number, time: number): StepMarks {
  const first = numbers[0] ?? 0;
  const last = numbers[numbers.length - 1] ?? first;
  const row = numbers.length > 1 && numbers.every((n, i) => n === first + i);
  return { label: row ? `${first}–${last}` : numbers.join(', '), numbers, current, seq, time };
}
