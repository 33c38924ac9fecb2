/** Round trips by duration; the one that is looked at is ink. */
import { microsText } from '../derive/format';
import type { Distribution } from '../derive/latency';
import styles from './histogram.module.css';
import { classes } from './owner-class';

export function Histogram({ data, width }: { readonly data: Distribution; readonly width: number }) {
  if (data.slowest - data.fastest < 200)
    return <p className={styles.alike}>{`All took the same time: ${microsText(data.median)} µs.`}</p>;
  const height = 44;
  const most = Math.max(1, ...data.buckets.map((b) => b.count));
  const pitch = width / data.buckets.length;
  const mark = data.buckets.findIndex((b) => b.holds);
  return (
    <svg
      className={styles.histogram}
      width={width}
      height={height + 18}
      role="img"
      aria-label={`${data.count} round trips, median ${microsText(data.median)} µs, slowest ${microsText(data.slowest)} µs`}
    >
      {data.buckets.map((b, i) => {
        const h = b.count === 0 ? 0 : Math.max(2, (b.count / most) * height);
        return (
          <rect
            key={b.from}
            className={classes(styles.column, b.holds && styles.now)}
            x={i * pitch + 1}
            y={height - h}
            width={Math.max(1, pitch - 2)}
            height={h}
          />
        );
      })}
      <line className={styles.base} x1="0" x2={width} y1={height + 0.5} y2={height + 0.5} />
      {mark !== 0 && (
        <text className={styles.tick} x="0" y={height + 14}>
          {`${microsText(data.fastest)} µs`}
        </text>
      )}
      {mark < data.buckets.length - 4 && (
        <text className={styles.tick} x={width} y={height + 14} textAnchor="end">
          {`${microsText(data.slowest)} µs, slowest`}
        </text>
      )}
      {mark >= 0 && (
        <text
          className={classes(styles.tick, styles.this)}
          x={Math.min(width - 16, Math.max(16, (mark + 0.5) * pitch))}
          y={height + 14}
          textAnchor="middle"
        >
          this
        </text>
      )}
    </svg>
  );
}
