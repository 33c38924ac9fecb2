/** The number of a step of the chain inside a drawing: filled for the present step, outlined for the others. */
import type { StepMarks } from '../derive/chain';
import { classes } from './owner-class';
import styles from './step-tag.module.css';

type StepTagProps = { readonly x: number; readonly y: number; readonly marks: StepMarks };

/** Centred at x, y; as wide as its numbers. */
export function StepTag({ x, y, marks }: StepTagProps) {
  const { label, current } = marks;
  const width = tagWidth(marks);
  return (
    <g className={classes(styles.tag, current && styles.current)} transform={`translate(${x} ${y})`}>
      <rect x={-width / 2} y="-7" width={width} height="14" rx="3" />
      <text y="3.500">{label}</text>
    </g>
  );
}

export const tagWidth = ({ label }: StepMarks): number => Math.max(14, label.length * 6 + 7);

/** For the accessible name of what carries the tag. */
export const stepWords = (marks: StepMarks | undefined): string =>
  marks === undefined ? '' : `, ${marks.numbers.length > 1 ? 'steps' : 'step'} ${marks.label} of the chain`;
