/** One message as a sequence diagram: lanes, time down, arrows along the cause, what is expected below "now". */

import { useId } from 'react';
import type { Lane } from '../../sim-worker/contract/event-schema';
import { laneOwner, lanes } from '../derive/actor';
import type { ExpectedStep } from '../derive/expected';
import { chainPoints, type FlowDensity, flowLayout, laneX, type PlacedStep } from '../derive/flow-layout';
import type { FlowBar, FlowStep } from '../derive/flow-steps';
import { FlowBars } from './FlowBars';
import { FlowChain } from './FlowChain';
import { FlowExpected, FlowNow } from './FlowExpected';
import { FlowSteps } from './FlowSteps';
import styles from './flow-chart.module.css';
import { HatchDefs } from './Hatch';
import { classes, ownerClass } from './owner-class';
import { Decor, Drawing } from './svg';

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
};

const shortNames: Readonly<Record<Lane, string>> = {
  user: 'User',
  driver: 'Drivers',
  ipcc: 'IPCC',
  'm4-irq': 'M4 IRQ',
  m4: 'Firmware',
};
const longNames: Readonly<Record<Lane, string>> = {
  user: 'User space',
  driver: 'rpmsg_tty, virtio_rpmsg_bus',
  ipcc: 'IPCC',
  'm4-irq': 'M4 interrupt',
  m4: 'M4 firmware',
};
const headHeight = 26;

export function FlowChart(props: FlowChartProps) {
  const { steps, bars, expected, width, height, density, now, selected, onSelect, origin, letter } = props;
  const id = useId();
  const layout = flowLayout(steps, expected, bars, density, height === undefined ? undefined : height - headHeight);
  const wide = density === 'wide';
  const x = laneX(width, wide ? 112 : 66, wide ? 54 : 42);
  const names = wide && width > 760 ? longNames : shortNames;
  return (
    <div className={styles.chart}>
      <svg className={styles.heads} width={width} height={headHeight} aria-hidden="true">
        {wide && (
          <text className={styles.unit} x="60" y="17">
            µs
          </text>
        )}
        {lanes.map((lane) => (
          <LaneHead key={lane} lane={lane} x={x[lane]} name={names[lane]} />
        ))}
      </svg>
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

function LaneHead({ lane, x, name }: { readonly lane: Lane; readonly x: number; readonly name: string }) {
  const owner = laneOwner[lane];
  const half = name.length * 3.3;
  return (
    <g className={owner === undefined ? undefined : ownerClass(owner)}>
      {owner === 'a7' && <rect className={styles.mark} x={x - half - 13} y="8.500" width="8" height="8" rx="1.5" />}
      {owner === 'm4' && <circle className={styles.mark} cx={x - half - 9} cy="12.500" r="4" />}
      <text className={classes(styles.laneName, owner === undefined && styles.plain)} x={x} y="17">
        {name}
      </text>
    </g>
  );
}

function Lifelines({ x, nowY, height }: { readonly x: LaneXs; readonly nowY: number; readonly height: number }) {
  return (
    <Decor>
      {lanes.map((lane) => {
        const owner = laneOwner[lane];
        return (
          <g key={lane} className={owner === undefined ? styles.neutral : ownerClass(owner)}>
            <line className={styles.life} x1={x[lane]} x2={x[lane]} y1="0" y2={nowY} />
            {nowY < height && <line className={styles.future} x1={x[lane]} x2={x[lane]} y1={nowY + 6} y2={height} />}
          </g>
        );
      })}
    </Decor>
  );
}

const breakMark = (x: number, y: number): string =>
  [-3, 4].map((d) => `M${x - 9} ${y + d}l4.500 -4 4.500 4 4.500 -4 4.500 4`).join('');
