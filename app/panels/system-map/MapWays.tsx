/** The letter's ways: now in ink, earlier ones thin, expected ones dotted; while running, lanes as wide as their rate. */

import type { VringView } from '../../../sim-worker/contract/ring-views';
import { ArrowHead, Cross } from '../../charts/marks';
import { classes } from '../../charts/owner-class';
import { useSay } from '../../charts/roles';
import { Decor } from '../../charts/svg';
import { rateText } from '../../derive/format';
import type { MapLayout } from '../../derive/map-layout';
import type { LetterWay, MapStory, WayState } from '../../derive/map-story';
import type { Message } from '../../derive/messages';
import { type Flow, laneWidth } from '../../derive/rates';
import type { Point } from '../../derive/wheel-geometry';
import styles from './map-ways.module.css';
import { letterWays, slotPoint, type Way, wayToSlot } from './ways';

type MapWaysProps = {
  readonly layout: MapLayout;
  readonly story: MapStory;
  readonly flow: Flow | undefined;
  readonly rings: readonly [VringView | undefined, VringView | undefined];
  readonly message: Message | undefined;
};

export function MapWays({ layout, story, flow, rings, message }: MapWaysProps) {
  const ways = letterWays(layout);
  const ringless = rings[0] === undefined && rings[1] === undefined;
  if (flow !== undefined) return ringless ? null : <Lanes layout={layout} ways={ways} flow={flow} />;
  const toSlot = {
    'out-in': wayToSlot(
      ways['out-in'],
      slotPoint(layout, rings[1], message?.out?.descriptor),
      layout,
      layout.wheels[1].x,
    ),
    'back-in': wayToSlot(
      ways['back-in'],
      slotPoint(layout, rings[0], message?.back?.descriptor),
      layout,
      layout.wheels[0].x,
    ),
  };
  const touching = story.letter?.place === 'ring';
  return (
    <Decor>
      {(Object.keys(ways) as LetterWay[]).map((key) => {
        const state = story.ways[key];
        const touches = state === 'now' && touching;
        const way = touches && (key === 'out-in' || key === 'back-in') ? toSlot[key] : ways[key];
        return <WayLine key={key} way={way} state={state} head={way === ways[key]} />;
      })}
      <SideTexts
        layout={layout}
        story={story}
        rings={rings}
        y0={touching && story.letter?.at === 'back-in' ? toSlot['back-in'].from.y : layout.wheels[0].y}
        y1={layout.wheels[1].y}
        clear={story.letter?.place !== 'ring' ? story.letter?.at : undefined}
      />
    </Decor>
  );
}

function WayLine({ way, state, head }: { readonly way: Way; readonly state: WayState; readonly head: boolean }) {
  if (state === 'none') return null;
  const to = way.to.x > way.from.x ? 'right' : 'left';
  const sign = to === 'right' ? 1 : -1;
  return (
    <g className={classes(styles.way, styles[state])}>
      <line x1={way.from.x} y1={way.from.y} x2={way.to.x - (head ? sign * 6 : 0)} y2={way.to.y} />
      {state === 'missing' ? (
        <Cross x={way.to.x} y={way.to.y} />
      ) : (
        head && <ArrowHead className={styles.head} x={way.to.x} y={way.to.y} to={to} />
      )}
    </g>
  );
}

/** Which way a line goes, in words, and what is odd about it. */
/** An arrow whose shaft is as wide as its rate. */
function broadArrow(from: Point, to: Point, width: number): string {
  const sign = to.x > from.x ? 1 : -1;
  const half = width / 2;
  const head = 7 + width * 0.7;
  const neck = to.x - sign * head;
  return `M${from.x} ${from.y - half}H${neck}V${from.y - half - 3}L${to.x} ${to.y} ${neck} ${from.y + half + 3}V${from.y + half}H${from.x}Z`;
}

type SideTextsProps = {
  readonly layout: MapLayout;
  readonly story: MapStory;
  readonly rings: MapWaysProps['rings'];
  readonly y0: number;
  readonly y1: number;
  /** Where the letter stands: the words beside it step aside. */
  readonly clear: LetterWay | undefined;
};
function SideTexts({ layout, story, rings, y0, y1, clear }: SideTextsProps) {
  const say = useSay();
  const x = layout.m4.x - 12;
  const quiet = rings[1]?.quiet?.toLinux ?? ((rings[1]?.avail.flags ?? 0) & 1) === 1;
  const room = x - layout.wheels[1].x - layout.radius;
  const returned = story.ways['out-out'] === 'past' && quiet && room > 140 * layout.grow;
  if (rings[0] === undefined && rings[1] === undefined) return null;
  return (
    <g className={styles.side}>
      <text x={x} y={y1 - (clear === 'out-out' ? 21 * layout.grow : 8)}>
        {say('Linux → M4')}
      </text>
      {returned && (
        <text className={styles.remark} x={x} y={y1 + 17 * layout.grow}>
          returned, no kick wanted
        </text>
      )}
      <text x={x} y={y0 + (clear === 'back-in' ? 29 : 16) * layout.grow}>
        {say('M4 → Linux')}
      </text>
    </g>
  );
}

function Lanes({
  layout,
  ways,
  flow,
}: {
  readonly layout: MapLayout;
  readonly ways: Readonly<Record<LetterWay, Way>>;
  readonly flow: Flow;
}) {
  const say = useSay();
  const rate = { 'out-in': flow.toM4, 'out-out': flow.toM4, 'back-in': flow.toLinux, 'back-out': flow.toLinux };
  const [ring0, ring1] = layout.wheels;
  const x = layout.m4.x - 12;
  return (
    <g>
      {(Object.keys(ways) as LetterWay[]).map((key) => {
        const { from, to } = ways[key];
        return <path key={key} className={styles.lane} d={broadArrow(from, to, laneWidth(rate[key]))} />;
      })}
      <g className={styles.side}>
        <text x={x} y={ring1.y - 13}>
          {say('Linux → M4')}
        </text>
        <text className={styles.rate} x={x} y={ring1.y + 22}>{`${rateText(flow.toM4)}/s`}</text>
        <text x={x} y={ring0.y - 13}>
          {say('M4 → Linux')}
        </text>
        <text className={styles.rate} x={x} y={ring0.y + 22}>{`${rateText(flow.toLinux)}/s`}</text>
      </g>
    </g>
  );
}
