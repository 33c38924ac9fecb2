/** Below "now": the steps that are expected, dotted, and the one that is missing, in crimson with a cross. */

import type { PlacedExpected } from '../derive/flow-layout';
import type { LaneXs } from './FlowChart';
import styles from './flow-expected.module.css';
import { ArrowHead, Cross } from './marks';
import { classes } from './owner-class';
import { Decor, Labelled } from './svg';

export function FlowNow({ y, width, label }: { readonly y: number; readonly width: number; readonly label: boolean }) {
  return (
    <Decor>
      <line className={styles.nowLine} x1="0" x2={width} y1={y} y2={y} />
      <rect className={styles.nowTag} x="6" y={y - 8} width="34" height="16" rx="3" />
      <text className={styles.nowWord} x="23" y={y + 4}>
        now
      </text>
      {label && (
        <text className={styles.next} x={width - 8} y={y + 14}>
          expected next
        </text>
      )}
    </Decor>
  );
}

export function FlowExpected({ expected, x }: { readonly expected: readonly PlacedExpected[]; readonly x: LaneXs }) {
  return (
    <g>
      {expected.map(({ step, y }) => {
        const from = x[step.from];
        const to = x[step.to];
        const sign = to > from ? 1 : -1;
        const name = `${step.missing ? 'Should have happened' : 'Expected next'}: ${step.label}`;
        if (from === to) {
          const left = step.from === 'm4' || step.from === 'm4-irq';
          return (
            <Labelled key={step.key} label={name} className={classes(styles.step, step.missing && styles.missing)}>
              <circle className={styles.dot} cx={from} cy={y} r="3" />
              <text className={styles.label} x={from + (left ? -9 : 9)} y={y + 4} textAnchor={left ? 'end' : 'start'}>
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
            <text className={styles.label} x={(from + to) / 2} y={y - 5} textAnchor="middle">
              {step.label}
            </text>
          </Labelled>
        );
      })}
    </g>
  );
}
