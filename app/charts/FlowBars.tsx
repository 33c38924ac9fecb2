/** The bars of the sequence diagram: solid works, dashed waits; on the IPCC lane the time a flag was set. */
import type { LaneXs } from '../derive/flow-labels';
import type { PlacedBar } from '../derive/flow-layout';
import { spanText } from '../derive/format';
import styles from './flow-bars.module.css';
import { classes, ownerClass } from './owner-class';

type FlowBarsProps = { readonly bars: readonly PlacedBar[]; readonly x: LaneXs; readonly wide: boolean };

export function FlowBars({ bars, x, wide }: FlowBarsProps) {
  const width = wide ? 16 : 6;
  return (
    <g>
      {bars.map(({ bar, top, bottom, open, label }) => {
        const at = x[bar.lane];
        const height = Math.max(4, bottom - top);
        const flag = bar.lane === 'ipcc';
        const radius = bar.owner === 'm4' ? Math.min(width / 2, height / 2, 8) : 1.5;
        const length = bar.end === undefined ? undefined : spanText(bar.end - bar.start);
        return (
          <g key={`${bar.lane}.${bar.start}.${bar.kind}`} className={ownerClass(bar.owner)}>
            <title>{length === undefined ? `${bar.sentence}, until now` : `${bar.sentence}, ${length}`}</title>
            <rect
              className={classes(styles.bar, styles[bar.kind], open && styles.open)}
              x={at - width / 2}
              y={top}
              width={width}
              height={height}
              rx={flag && bar.owner === 'm4' ? 5 : radius}
            />
            {label !== undefined && (
              <text
                className={label.reason === undefined ? styles.length : styles.waits}
                x={label.at.x}
                y={label.at.y}
                textAnchor={label.at.anchor}
              >
                {label.text}
              </text>
            )}
            {label?.reason !== undefined && (
              <text
                className={styles.why}
                x={label.reason.at.x}
                y={label.reason.at.y}
                textAnchor={label.reason.at.anchor}
              >
                {label.reason.text}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
