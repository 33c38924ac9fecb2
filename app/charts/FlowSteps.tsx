/** The steps of the sequence diagram: arrows and points, each a button with the step's sentence as its name. */
import type { KeyboardEvent } from 'react';
import type { StepMarks } from '../derive/chain';
import { type FlowDensity, type LaneXs, type StepWords, tagMargin } from '../derive/flow-labels';
import type { PlacedStep } from '../derive/flow-layout';
import type { FlowStep } from '../derive/flow-steps';
import { microsText } from '../derive/format';
import type { TextPlace } from '../derive/place-labels';
import styles from './flow-steps.module.css';
import { ArrowHead, FaultTriangle } from './marks';
import { classes } from './owner-class';
import { StepTag, stepWords, tagWidth } from './StepTag';

type FlowStepsProps = {
  readonly steps: readonly PlacedStep[];
  readonly x: LaneXs;
  readonly density: FlowDensity;
  readonly origin: number;
  readonly now: number | undefined;
  readonly selected: number | undefined;
  readonly onSelect: (seq: number) => void;
  readonly letter: string;
  readonly width: number;
  /** Right end of the times. */
  readonly timeX: number;
  readonly marks: ReadonlyMap<number, StepMarks> | undefined;
};

export function FlowSteps({
  steps,
  x,
  density,
  origin,
  now,
  selected,
  onSelect,
  letter,
  width,
  timeX,
  marks,
}: FlowStepsProps) {
  const wide = density === 'wide';
  return (
    <g>
      {steps.map(({ step, y, timeShown, words }) => {
        const numbers = joinedMarks(step, marks);
        const isNow = step.events.some((e) => e.seq === now);
        const isSelected = step.events.some((e) => e.seq === selected);
        const press = (event: KeyboardEvent): void => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          onSelect(step.seq);
        };
        return (
          // biome-ignore lint/a11y/useSemanticElements: a mark inside a drawing cannot be a button element
          <g
            key={step.seq}
            role="button"
            tabIndex={0}
            aria-pressed={isSelected}
            aria-label={`${microsText(step.time - origin)} µs: ${wordsOf(step)}${stepWords(numbers)}`}
            className={classes(
              styles.step,
              isNow && styles.now,
              isSelected && styles.selected,
              !step.onChain && styles.side,
              step.faulty && styles.faulty,
            )}
            transform={`translate(0 ${y})`}
            onClick={() => onSelect(step.seq)}
            onKeyDown={press}
          >
            <rect
              className={styles.target}
              x="4"
              y={wide ? -18 : -11}
              width={width - 8}
              height={wide ? 36 : 21}
              rx="4"
            />
            {(timeShown || isNow) && (
              <text className={styles.time} x={timeX} y="4">
                {microsText(step.time - origin)}
              </text>
            )}
            {step.from === step.to ? (
              <PointStep step={step} words={words} x={x} wide={wide} letter={letter} />
            ) : (
              <ArrowStep step={step} words={words} x={x} wide={wide} letter={letter} />
            )}
            {numbers !== undefined && <StepTag x={width - tagMargin - tagWidth(numbers) / 2} y={0} marks={numbers} />}
          </g>
        );
      })}
    </g>
  );
}
/** A step of the diagram may tell two events. */
export function joinedMarks(step: FlowStep, marks: ReadonlyMap<number, StepMarks> | undefined): StepMarks | undefined {
  const all = step.events.flatMap(({ seq }) => marks?.get(seq) ?? []);
  const first = all[0];
  if (first === undefined) return undefined;
  const numbers = all.flatMap((each) => each.numbers);
  return { ...first, numbers, label: numbers.join(', '), current: all.some(({ current }) => current) };
}
const wordsOf = (step: FlowStep): string => (step.detail === '' ? step.title : `${step.title}, ${step.detail}`);

type StepProps = {
  readonly step: FlowStep;
  readonly words: StepWords;
  readonly x: LaneXs;
  readonly wide: boolean;
  readonly letter: string;
};
function ArrowStep({ step, words, x, wide, letter }: StepProps) {
  const to = x[step.to] > x[step.from] ? 'right' : 'left';
  const sign = to === 'right' ? 1 : -1;
  const from = x[step.from] + sign * (wide ? 9 : 4);
  const tip = x[step.to] - sign * (wide ? 9 : 4);
  const middle = (from + tip) / 2;
  const chained = wide && step.onChain;
  return (
    <>
      {!chained && <line className={styles.line} x1={from} x2={tip - sign * 5} y1="0" y2="0" />}
      {chained ? (
        <path
          className={styles.chevron}
          transform={`translate(${middle + sign * (Math.abs(tip - from) * 0.3)} 0) scale(${sign} 1)`}
          d="M-4 -4.500 1 0 -4 4.500"
        />
      ) : (
        <ArrowHead className={styles.head} x={tip} y={0} to={to} size={7} />
      )}
      <StepText
        className={classes(styles.label, wide && step.onChain && styles.strongLabel)}
        at={words.label}
        text={wide ? step.title : step.label}
      />
      {words.detail !== undefined && (
        <StepText className={classes(styles.detail, styles.mono)} at={words.detail} text={step.detail} />
      )}
      {chained && letter !== '' && (step.from === 'user' || step.to === 'user') && (
        <LetterBox x={x.user} letter={letter} />
      )}
    </>
  );
}

/** The followed character where the message lies at this moment. */
function LetterBox({ x, letter }: { readonly x: number; readonly letter: string }) {
  return (
    <>
      <rect className={styles.box} x={x - 9} y="-9" width="18" height="18" rx="2" />
      <text className={styles.boxLetter} x={x} y="4">
        {letter}
      </text>
    </>
  );
}

function PointStep({ step, words, x, wide, letter }: StepProps) {
  const at = x[step.from];
  const carries = wide && step.address !== undefined && letter !== '';
  return (
    <>
      {step.faulty ? (
        <FaultTriangle x={at} y={0} size={12} />
      ) : carries ? (
        <LetterBox x={at} letter={letter} />
      ) : (
        <circle className={styles.dot} cx={at} r={wide ? 4 : 3} />
      )}
      <StepText
        className={wide ? styles.title : styles.pointLabel}
        at={words.label}
        text={wide ? step.title : step.label}
      />
      {words.detail !== undefined && <StepText className={styles.detail} at={words.detail} text={step.detail} />}
    </>
  );
}

type StepTextProps = { readonly className: string | undefined; readonly at: TextPlace; readonly text: string };
function StepText({ className, at, text }: StepTextProps) {
  return (
    <text className={className} x={at.x} y={at.y} textAnchor={at.anchor}>
      {text}
    </text>
  );
}
