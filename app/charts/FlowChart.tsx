/** One message as a sequence diagram: lanes, time down, arrows along the cause, what is expected below "now". */

import { useId } from 'react';
import type { Lane } from '../../sim-worker/contract/event-schema';
import type { StepMarks } from '../derive/chain';
import type { ExpectedStep } from '../derive/expected';
import { chainPoints, type FlowDensity, flowLayout, laneX, type PlacedStep } from '../derive/flow-layout';
import type { FlowBar, FlowStep } from '../derive/flow-steps';
import { FlowBars } from './FlowBars';
import { FlowChain } from './FlowChain';
import { FlowExpected, FlowNow } from './FlowExpected';
import { LaneHeads, Lifelines } from './FlowLanes';
import { FlowSteps } from './FlowSteps';
import styles from './flow-chart.module.css';
import { HatchDefs } from './Hatch';
import { Drawing } from './svg';

export type LaneXs = Readonly<Record<Lane, number>>;
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
  const layout = flowLayout(steps, expected, bars, density, height === undefined ? undefined : height - headHeight);
  const wide = density === 'wide';
  const x = laneX(width, wide ? 112 : 66, wide ? 54 : 42);
  return (
    <div className={styles.chart}>
      <LaneHeads x={x} width={width} height={headHeight} wide={wide && width > 760} unit={wide} />
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
          <path key={b.y} className={styles.break} d={breakMark(wide ? 49 : 30, b.y)} />
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
          marks={marks}
        />
        {now !== undefined && <FlowNow y={layout.nowY} width={width} label={expected.length > 0} />}
        <FlowExpected expected={layout.expected} x={x} />
      </Drawing>
    </div>
  );
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
