/** Where the time went, to scale: solid works, dashed waits, outlined is a bell on its way. */

import type { Stretch } from '../../sim-worker/contract/message-stages';
import { microsText } from '../derive/format';
import type { Latency } from '../derive/latency';
import styles from './latency-bar.module.css';
import { classes, ownerClass } from './owner-class';
import { Drawing, Labelled } from './svg';

type LatencyBarProps = { readonly latency: Latency; readonly width: number };
const gap = 1;

export function LatencyBar({ latency, width }: LatencyBarProps) {
  const { segments, total, longest } = latency;
  if (segments.length === 0 || total <= 0) return null;
  const widths = fitted(segments, total, width - gap * (segments.length - 1));
  let at = 0;
  const placed = segments.map((segment, i) => {
    const x = at;
    const w = widths[i] ?? 0;
    at += w + gap;
    return { segment, x, w };
  });
  return (
    <Drawing className={styles.bar} width={width} height={48} label={`Where ${microsText(total)} microseconds went`}>
      {placed.map(({ segment, x, w }) => {
        const time = microsText(segment.end - segment.start);
        const isLongest = segment === longest;
        return (
          <Labelled
            key={segment.key}
            label={`${segment.word}: ${time} µs`}
            className={classes(styles[segment.kind], ownerClass(segment.owner))}
          >
            <title>{`${segment.word}: ${time} µs`}</title>
            <rect
              className={styles.piece}
              x={x + 0.5}
              y="0.500"
              width={Math.max(1, w - 1)}
              height="25"
              rx={segment.kind === 'bell' ? 0 : segment.owner === 'm4' ? Math.min(13, w / 2) : 2}
            />
            {fits(segment.word, w - 14) && (
              <text
                className={classes(styles.word, isLongest && styles.strong)}
                x={segment.kind === 'bell' ? x + w / 2 : x + 8}
                textAnchor={segment.kind === 'bell' ? 'middle' : 'start'}
                y="17"
              >
                {segment.word}
              </text>
            )}
            {w > 26 && (
              <text className={classes(styles.time, isLongest && styles.longest)} x={x + w / 2} y="42">
                {isLongest && w > 110 ? `${time}, the longest` : time}
              </text>
            )}
          </Labelled>
        );
      })}
    </Drawing>
  );
}

const fits = (word: string, room: number): boolean => word.length * 5.9 <= room;
/** To scale, but never thinner than can be seen; the long pieces pay for the short ones. */
function fitted(segments: readonly Stretch[], total: number, width: number): readonly number[] {
  const least = 5;
  const raw = segments.map((s) => ((s.end - s.start) / total) * width);
  const lack = raw.reduce((sum, w) => sum + Math.max(0, least - w), 0);
  const spare = raw.reduce((sum, w) => sum + Math.max(0, w - least), 0);
  return raw.map((w) => (w < least ? least : w - (lack * (w - least)) / Math.max(1, spare)));
}
