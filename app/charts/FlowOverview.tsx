/** Many messages on one true axis of time, which runs down: one thin line each through the lanes, the chosen one in ink. */
import type { Lane } from '../../sim-worker/contract/event-schema';
import type { MessageRow } from '../../sim-worker/contract/message-views';
import { laneX } from '../derive/flow-layout';
import { spanText } from '../derive/format';
import { type OverviewLine, overviewLine, overviewScale } from '../derive/overview';
import { type AxisLabels, overviewLabels } from '../derive/overview-labels';
import { breakMark } from './FlowChart';
import { LaneHeads, Lifelines } from './FlowLanes';
import styles from './flow-overview.module.css';
import { Decor, Drawing } from './svg';

type FlowOverviewProps = {
  readonly rows: readonly MessageRow[];
  readonly width: number;
  readonly height: number;
  readonly wide: boolean;
  /** First event of the chosen message. */
  readonly chosen: number | undefined;
  readonly onChoose: (row: MessageRow) => void;
};
const left = 92;
const headHeight = 26;

export function FlowOverview({ rows, width, height, wide, chosen, onChoose }: FlowOverviewProps) {
  const tall = Math.max(120, height - headHeight - 4);
  const x = laneX(width, left + (wide ? 36 : 0), wide ? 54 : 42);
  const scale = overviewScale(rows, tall);
  const { y } = scale;
  const lines = rows.map(overviewLine);
  const choose = (at: number): void => {
    const near = nearest(rows, scale.timeAt(at));
    if (near !== undefined) onChoose(near);
  };
  const labels = overviewLabels(rows, scale, { x, width, left }, chosen);
  const present = lines.find(({ row }) => row.id === chosen);
  return (
    <div>
      <LaneHeads x={x} width={width} height={headHeight} wide={wide && width > 760} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the mouse; the list beside it is for the keys */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list of messages chooses by key */}
      <div
        className={styles.ground}
        onClick={(event) => choose(event.clientY - event.currentTarget.getBoundingClientRect().top)}
      >
        <Drawing width={width} height={tall} label={`${rows.length} messages on one axis of time, which runs down`}>
          <Lifelines x={x} nowY={tall} height={tall} />
          <Axis labels={labels.axis} />
          <Decor>
            <path className={styles.others} d={lines.map((line) => pathOf(line, x, y)).join('')} />
            {present !== undefined && <path className={styles.under} d={pathOf(present, x, y)} />}
            {present !== undefined && <path className={styles.chosen} d={pathOf(present, x, y)} />}
            {labels.names.map(({ row, text, at }) => (
              <text
                key={row.ordinal}
                className={row.id === chosen ? styles.nameChosen : styles.name}
                x={at.x}
                y={at.y}
                textAnchor={at.anchor}
              >
                {text}
              </text>
            ))}
          </Decor>
        </Drawing>
      </div>
    </div>
  );
}

function pathOf({ points }: OverviewLine, x: Readonly<Record<Lane, number>>, y: (time: number) => number): string {
  return points.map(({ lane, time }, i) => `${i === 0 ? 'M' : 'L'}${x[lane]} ${y(time).toFixed(1)}`).join('');
}

/** Each busy stretch counts from its own beginning, which is told in seconds; a break mark says how much idle time was cut. */
function Axis({ labels: { stretches, ticks, breaks } }: { readonly labels: AxisLabels }) {
  return (
    <Decor>
      {stretches.map(({ text, at }) => (
        <text key={at.y} className={styles.stretch} x={at.x} y={at.y} textAnchor={at.anchor}>
          {text}
        </text>
      ))}
      {ticks.map(({ text, at, y }) => (
        <g key={y}>
          <line className={styles.tick} x1={left - 8} x2={left - 2} y1={y} y2={y} />
          {at !== undefined && (
            <text className={styles.time} x={at.x} y={at.y} textAnchor={at.anchor}>
              {text}
            </text>
          )}
        </g>
      ))}
      {breaks.map((cut) => (
        <g key={cut.y}>
          <path className={styles.break} d={breakMark(left - 24, cut.y - 8)} />
          <title>{`${spanText(cut.ns)} without a message`}</title>
        </g>
      ))}
    </Decor>
  );
}

/** The message that is under way at this time, else the one that begins nearest to it. */
function nearest(rows: readonly MessageRow[], time: number): MessageRow | undefined {
  const under = rows.filter((row) => time >= row.start && time <= row.start + row.took);
  const among = under.length > 0 ? under : rows;
  return among.reduce<MessageRow | undefined>(
    (best, row) => (best === undefined || Math.abs(row.start - time) < Math.abs(best.start - time) ? row : best),
    undefined,
  );
}
