/** All recorded time in one band: a tick per event worth one, and the window, which can be dragged. */
import { type PointerEvent, useMemo, useRef } from 'react';
import { spanText } from '../derive/format';
import { spanOf, type TimeWindow } from '../derive/time-window';
import styles from './timeline.module.css';

type OverviewProps = {
  readonly marks: readonly number[];
  readonly faults: readonly number[];
  readonly now: number;
  readonly window: TimeWindow;
  readonly left: number;
  readonly width: number;
  readonly laneTop: number;
  readonly onWindow: (window: TimeWindow) => void;
};
const top = 7;
const height = 12;

export function TimelineOverview({ marks, faults, now, window, left, width, laneTop, onWindow }: OverviewProps) {
  const held = useRef<{ readonly x: number; readonly start: number } | undefined>(undefined);
  const whole = Math.max(1, now * 1.04);
  const x = (time: number): number => left + Math.min(1, Math.max(0, time / whole)) * width;
  const ticks = useMemo(() => tickPath(marks, whole, width, left), [marks, whole, width, left]);
  const from = x(window.start);
  const rect = { x: Math.min(from, left + width - 12), width: Math.max(12, x(window.end) - from) };
  const move = (event: PointerEvent<SVGGElement>): void => {
    const grip = held.current;
    if (grip === undefined) return;
    const start = grip.start + ((event.clientX - grip.x) / width) * whole;
    onWindow({ start, end: start + spanOf(window) });
  };
  const grab = (event: PointerEvent<SVGGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const time = ((event.clientX - box.left) / width) * whole;
    const outside = time < window.start || time > window.end;
    const start = outside ? time - spanOf(window) / 2 : window.start;
    if (outside) onWindow({ start, end: start + spanOf(window) });
    held.current = { x: event.clientX, start };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  return (
    <g>
      <text className={styles.range} x="16" y={top + 10}>{`0 – ${spanText(now)}`}</text>
      <path
        className={styles.funnel}
        d={`M${rect.x} ${top + height + 2}L${left} ${laneTop}M${rect.x + rect.width} ${top + height + 2}L${left + width} ${laneTop}`}
      />
      <g
        data-own-drag=""
        className={styles.band}
        onPointerDown={grab}
        onPointerMove={move}
        onPointerUp={() => (held.current = undefined)}
      >
        <rect className={styles.well} x={left} y={top} width={width} height={height} />
        <path className={styles.ticks} d={ticks} />
        {faults.slice(-20).map((time) => (
          <path key={time} className={styles.faultTick} d={`M${x(time) - 4} ${top + height}l4 -8 4 8z`} />
        ))}
        <rect className={styles.windowFrame} x={rect.x} y={top - 1.5} width={rect.width} height={height + 3} rx="3" />
      </g>
    </g>
  );
}

/** One bar per pixel column; its height says how many events fell into it. */
function tickPath(marks: readonly number[], whole: number, width: number, left: number): string {
  const columns = Math.max(1, Math.floor(width / 2));
  const counts = new Uint32Array(columns);
  for (const time of marks) {
    const at = Math.min(columns - 1, Math.max(0, Math.floor((time / whole) * columns)));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const parts: string[] = [];
  counts.forEach((count, i) => {
    if (count === 0) return;
    const h = Math.min(height - 3, 5 + Math.log2(count) * 1.6);
    parts.push(`M${(left + i * 2).toFixed(1)} ${top + height - 1.5}v${-h.toFixed(1)}h1.800v${h.toFixed(1)}z`);
  });
  return parts.join('');
}
