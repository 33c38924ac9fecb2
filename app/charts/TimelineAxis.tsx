/** Ticks under the lanes, counted from the beginning of the message in sight or from power-on. */

import { tickStep, tickText, unitFor } from '../derive/format';
import { spanOf, type TimeWindow } from '../derive/time-window';
import { Decor } from './svg';
import styles from './timeline.module.css';

type AxisProps = {
  readonly window: TimeWindow;
  readonly origin: number;
  readonly originName: string;
  readonly x: (time: number) => number;
  readonly left: number;
  readonly plot: number;
  readonly y: number;
};

export function TimelineAxis({ window, origin, originName, x, left, plot, y }: AxisProps) {
  const span = spanOf(window);
  const step = tickStep(span, plot / 130);
  const near = Math.abs(window.start - origin) < span * 50;
  const zero = near ? origin : 0;
  const unit = unitFor(near ? span : Math.max(span, window.end));
  const first = Math.ceil((window.start - zero) / step);
  const count = Math.min(60, Math.floor((window.end - zero) / step) - first + 1);
  return (
    <Decor className={styles.axis}>
      {Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step).map((offset) => {
        const at = x(zero + offset);
        if (zero + offset < 0) return null;
        const edge = at < left + 14 ? 'start' : at > left + plot - 14 ? 'end' : 'middle';
        return (
          <g key={offset}>
            <line x1={at} x2={at} y1={y} y2={y + 4} />
            <text x={at} y={y + 14} textAnchor={edge}>
              {offset === 0 && near ? originName : tickText(offset, unit, near)}
            </text>
          </g>
        );
      })}
    </Decor>
  );
}
