/** One message as a sequence diagram: lanes, time down, arrows along the cause, what is expected below "now". */

import { useId, useMemo } from 'react';
import type { StepMarks } from '../derive/chain';
import type { ExpectedStep } from '../derive/expected';
import { type FlowDensity, tagMargin } from '../derive/flow-labels';
import { chainPoints, flowLayout, laneX, type PlacedStep } from '../derive/flow-layout';
import type { FlowBar, FlowStep } from '../derive/flow-steps';
import { microsText } from '../derive/format';
import { textWidth } from '../derive/text-width';
import { FlowBars } from './FlowBars';
import { FlowChain } from './FlowChain';
import { FlowExpected, FlowNow } from './FlowExpected';
import { LaneHeads, Lifelines } from './FlowLanes';
import { FlowSteps, joinedMarks } from './FlowSteps';
import styles from './flow-chart.module.css';
import { HatchDefs } from './Hatch';
import { tagWidth } from './StepTag';
import { Drawing } from './svg';

type FlowChartProps = {
  readonly steps: readonly FlowStep[];
  readonly bars: readonly FlowBar[];
  readonly expected: readonly ExpectedStep[];
  readonly width: number;
  /** The height there is for the diagram and its head. */
  readonly height?: number;
  readonly density: FlowDensity;
  /** Time of the first step, from which the left column counts. */
  readonly origin: number;
  /** The step that happens now, if the message is under way. */
  readonly now: number | undefined;
  readonly selected: number | undefined;
  readonly onSelect: (seq: number) => void;
  /** The character that is followed through all addresses, for the wide form. */
  readonly letter: string;
  /** Steps of the chain, by event. */
  readonly marks?: ReadonlyMap<number, StepMarks> | undefined;
};

const headHeight = 26;

export function FlowChart(props: FlowChartProps) {
  const { steps, bars, expected, width, height, density, now, selected, onSelect, origin, letter, marks } = props;
  const id = useId();
  const wide = density === 'wide';
  const timeX = timesEnd(steps, origin, wide);
  const room = height === undefined ? undefined : height - headHeight;
  const right = Math.max(wide ? 54 : 42, ...steps.map((step) => tagOf(step, marks) + tagMargin + (wide ? 16 : 12)));
  const x = useMemo(() => laneX(width, timeX + (wide ? 52 : 28), right), [width, timeX, wide, right]);
  const layout = useMemo(
    () => flowLayout({ steps, expected, bars, tagWidth: (step) => tagOf(step, marks) }, { density, width, x }, room),
    [steps, expected, bars, marks, density, width, x, room],
  );
  return (
    <div className={styles.chart}>
      <LaneHeads x={x} width={width} height={headHeight} wide={wide && width > 760} unitEnd={timeX - (wide ? 0 : 9)} />
      <Drawing
        className={styles.drawing}
        width={width}
        height={layout.height}
        label="Sequence diagram of the message, time runs down"
      >
        <HatchDefs id={id} hues={['a7', 'm4']} />
        <ChosenRow steps={layout.steps} selected={selected} width={width} wide={wide} />
        <Lifelines x={x} nowY={now === undefined ? layout.height : layout.nowY} height={layout.height} />
        <FlowBars bars={layout.bars} x={x} wide={wide} />
        {wide && <FlowChain points={chainPoints(layout.steps)} x={x} />}
        {layout.breaks.map((b) => (
          <path key={b.y} className={styles.break} d={breakMark(timeX - (wide ? 11 : 8), b.y)} />
        ))}
        <FlowSteps
          steps={layout.steps}
          x={x}
          density={density}
          origin={origin}
          now={now}
          selected={selected}
          onSelect={onSelect}
          letter={letter}
          width={width}
          timeX={timeX}
          marks={marks}
        />
        {now !== undefined && <FlowNow y={layout.nowY} width={width} next={layout.nextWords} />}
        <FlowExpected expected={layout.expected} x={x} />
      </Drawing>
    </div>
  );
}

/** How wide the number of the chain's step is; 0 for none. */
function tagOf(step: FlowStep, marks: FlowChartProps['marks']): number {
  const numbers = joinedMarks(step, marks);
  return numbers === undefined ? 0 : tagWidth(numbers);
}

/** The times stand in a column that is as wide as the longest of them. */
function timesEnd(steps: readonly FlowStep[], origin: number, wide: boolean): number {
  const last = steps[steps.length - 1];
  const longest = last === undefined ? 0 : textWidth(microsText(last.time - origin), { size: 11, mono: true });
  return Math.max(wide ? 60 : 38, Math.ceil(longest) + 4);
}

type ChosenRowProps = {
  readonly steps: readonly PlacedStep[];
  readonly selected: number | undefined;
  readonly width: number;
  readonly wide: boolean;
};
/** The ground of the selected step, under everything else. */
function ChosenRow({ steps, selected, width, wide }: ChosenRowProps) {
  const chosen = steps.find(({ step }) => step.events.some((e) => e.seq === selected));
  if (chosen === undefined) return null;
  const half = wide ? 18 : 10.5;
  return <rect className={styles.chosen} x="4" y={chosen.y - half} width={width - 8} height={2 * half} rx="4" />;
}

export const breakMark = (x: number, y: number): string =>
  [-3, 4].map((d) => `M${x - 9} ${y + d}l4.500 -4 4.500 4 4.500 -4 4.500 4`).join('');
