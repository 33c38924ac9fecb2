/** Below "now": the steps that are expected, dotted, and the one that is missing, in crimson with a cross. */

import type { LaneXs } from '../derive/flow-labels';
import { nextText, type PlacedExpected } from '../derive/flow-layout';
import type { TextPlace } from '../derive/place-labels';
import styles from './flow-expected.module.css';
import { ArrowHead, Cross } from './marks';
import { classes } from './owner-class';
import { Decor, Labelled } from './svg';

type FlowNowProps = { readonly y: number; readonly width: number; readonly next: TextPlace | undefined };

export function FlowNow({ y, width, next }: FlowNowProps) {
  return (
    <Decor>
      <line className={styles.nowLine} x1="0" x2={width} y1={y} y2={y} />
      <rect className={styles.nowTag} x="6" y={y - 8} width="34" height="16" rx="3" />
      <text className={styles.nowWord} x="23" y={y + 4}>
        now
      </text>
      {next !== undefined && (
        <text className={styles.next} x={next.x} y={next.y}>
          {nextText}
        </text>
      )}
    </Decor>
  );
}

export function FlowExpected({ expected, x }: { readonly expected: readonly PlacedExpected[]; readonly x: LaneXs }) {
  return (
    <g>
      {expected.map(({ step, y, words: { label } }) => {
        const from = x[step.from];
        const to = x[step.to];
        const sign = to > from ? 1 : -1;
        const name = `${step.missing ? 'Should have happened' : 'Expected next'}: ${step.label}`;
        if (from === to) {
          return (
            <Labelled key={step.key} label={name} className={classes(styles.step, step.missing && styles.missing)}>
              <circle className={styles.dot} cx={from} cy={y} r="3" />
              <text className={styles.label} x={label.x} y={y + label.y} textAnchor={label.anchor}>
                {step.label}
              </text>
            </Labelled>
          );
        }
        return (
          <Labelled key={step.key} label={name} className={classes(styles.step, step.missing && styles.missing)}>
            <line className={styles.line} x1={from + sign * 4} x2={to - sign * 10} y1={y} y2={y} />
            {step.missing ? (
              <Cross x={to - sign * 10} y={y} size={8} />
            ) : (
              <ArrowHead className={styles.head} x={to - sign * 4} y={y} to={sign > 0 ? 'right' : 'left'} size={7} />
            )}
            <text className={styles.label} x={label.x} y={y + label.y} textAnchor={label.anchor}>
              {step.label}
            </text>
          </Labelled>
        );
      })}
    </g>
  );
}
