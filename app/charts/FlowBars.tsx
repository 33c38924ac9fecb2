/** The bars of the sequence diagram: solid works, dashed waits; on the IPCC lane the time a flag was set. */
import type { PlacedBar } from '../derive/flow-layout';
import { spanText } from '../derive/format';
import type { LaneXs } from './FlowChart';
import styles from './flow-bars.module.css';
import { classes, ownerClass } from './owner-class';

type FlowBarsProps = { readonly bars: readonly PlacedBar[]; readonly x: LaneXs; readonly wide: boolean };

export function FlowBars({ bars, x, wide }: FlowBarsProps) {
  const width = wide ? 16 : 6;
  return (
    <g>
      {bars.map(({ bar, top, bottom, open }) => {
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
            {wide && flag && length !== undefined && (
              <text
                className={styles.length}
                x={bar.owner === 'a7' ? at - width / 2 - 6 : at + width / 2 + 6}
                y={bottom + 3}
                textAnchor={bar.owner === 'a7' ? 'end' : 'start'}
              >
                {`flag set ${length}`}
              </text>
            )}
            {wide && bar.kind === 'waits' && height > 76 && (
              <>
                <text className={styles.waits} x={at + width / 2 + 7} y={bottom - 34}>{`waits ${length ?? ''}`}</text>
                <text className={styles.why} x={at + width / 2 + 7} y={bottom - 18}>
                  for the kernel’s work queue
                </text>
              </>
            )}
          </g>
        );
      })}
    </g>
  );
}
