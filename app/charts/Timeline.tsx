/** The timeline: an overview of all recorded time, three lanes of work and bells for a window of it, and the cursor at now. */

import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef } from 'react';
import type { ChainStep } from '../../sim-worker/contract/message-views';
import { secondsText, spanText } from '../derive/format';
import { type Spans, spansIn } from '../derive/spans';
import { panned, positionIn, spanOf, type TimeWindow, timeAt, windowForKey, zoomed } from '../derive/time-window';
import { HatchDefs, hatchUrl } from './Hatch';
import { OwnerSymbol } from './OwnerSymbol';
import { useSay } from './roles';
import { Decor } from './svg';
import { TimelineAxis } from './TimelineAxis';
import { TimelineLane } from './TimelineLane';
import { TimelineOverview } from './TimelineOverview';
import { TimelineSteps } from './TimelineSteps';
import styles from './timeline.module.css';

type TimelineProps = {
  readonly spans: Spans;
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
  readonly now: number;
  /** Time that the axis counts from, and what it is called. */
  readonly origin: number;
  readonly originName: string;
  readonly running: boolean;
  /** Time of the selected event. */
  readonly selected: number | undefined;
  /** The numbered steps of the chain, and the event of the present one. */
  readonly steps?: readonly ChainStep[];
  readonly present?: number | undefined;
  /** An event was chosen on a lane. */
  readonly onSelect: (seq: number) => void;
  readonly width: number;
  readonly height: number;
};
const timelineLeft = 92;
const right = 18;
const sides = ['linux', 'ipcc', 'firmware'] as const;
const sideNames = { linux: 'Linux', ipcc: 'IPCC', firmware: 'Firmware' } as const;

/** The pixels of the drawing, from its size and window. */
type Frame = {
  readonly plot: number;
  readonly right: number;
  readonly laneHeight: number;
  readonly bottom: number;
  readonly nowX: number;
  /** Now lies inside the window. */
  readonly inside: boolean;
  readonly x: (time: number) => number;
};
const top = 33;
/** On the whole page a lane grows no further: a piece of work would be a wall. */
const mostLane = 64;

function frameOf({ window, width, height, now }: TimelineProps): Frame {
  const plot = Math.max(100, width - timelineLeft - right);
  const laneHeight = Math.min(mostLane, Math.max(16, Math.floor((height - top - 18) / 3)));
  const x = (time: number): number => timelineLeft + positionIn(window, time, plot);
  const nowX = x(now);
  const end = timelineLeft + plot;
  return {
    plot,
    right: end,
    laneHeight,
    bottom: top + laneHeight * 3,
    nowX,
    inside: nowX >= timelineLeft && nowX <= end,
    x,
  };
}

export function Timeline(props: TimelineProps) {
  const { spans, window, onWindow, now, width, height, running, origin, originName } = props;
  const id = useId();
  const frame = frameOf(props);
  const { plot, x, bottom, nowX, inside } = frame;
  const gestures = useGestures({ window, onWindow, now, plot, selected: props.selected });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset; it is itself what is dragged and zoomed
    <svg
      ref={gestures.ref}
      className={styles.timeline}
      width={width}
      height={height}
      role="group"
      aria-label="Timeline. W and S zoom, A and D move, F shows all, the full stop goes to what is selected."
      data-letters="wasdf."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys need a place that has the focus
      tabIndex={0}
      onKeyDown={gestures.press}
      onPointerDown={gestures.grab}
      onPointerMove={gestures.drag}
      onPointerUp={gestures.drop}
    >
      <HatchDefs id={id} hues={['ghost']} />
      <clipPath id={`${id}-plot`}>
        <rect x={timelineLeft} y="0" width={plot} height={height} />
      </clipPath>
      <TimelineOverview
        marks={spans.marks}
        faults={spans.faults}
        now={now}
        window={window}
        left={timelineLeft}
        width={plot}
        laneTop={top}
        onWindow={onWindow}
      />
      <LaneHeads frame={frame} />
      <LaneContents {...props} id={id} frame={frame} />
      {inside && frame.right - nowX > 130 && !running && (
        <text className={styles.uncomputed} x={frame.right - 8} y={top + frame.laneHeight / 2 + 4}>
          not computed yet
        </text>
      )}
      <TimelineAxis
        window={window}
        origin={origin}
        originName={originName}
        x={x}
        left={timelineLeft}
        plot={plot}
        y={bottom}
      />
      <TimelineSteps
        steps={props.steps ?? []}
        present={props.present}
        frame={frame}
        laneTop={top}
        left={timelineLeft}
        onSelect={props.onSelect}
      />
      {inside && (
        <Cursor x={nowX} bottom={bottom} right={frame.right} label={running ? 'now' : cursorText(now, origin)} />
      )}
    </svg>
  );
}

function LaneHeads({ frame: { laneHeight, right: end } }: { readonly frame: Frame }) {
  return (
    <>
      {[0, 1, 2, 3].map((i) => {
        const y = top + i * laneHeight + 0.5;
        return <line key={i} className={styles.hairline} x1={timelineLeft} x2={end} y1={y} y2={y} />;
      })}
      {sides.map((side, i) => (
        <LaneName key={side} side={side} y={top + i * laneHeight + laneHeight / 2} />
      ))}
    </>
  );
}

type LaneContentsProps = TimelineProps & { readonly id: string; readonly frame: Frame };
function LaneContents({ spans, window, now, running, selected, onSelect, id, frame }: LaneContentsProps) {
  const { plot, right: end, laneHeight, bottom, nowX, x } = frame;
  const future = Math.max(timelineLeft, nowX);
  return (
    <g clipPath={`url(#${id}-plot)`}>
      {future < end && !running && (
        <rect
          className={styles.future}
          style={{ fill: hatchUrl(id, 'ghost') }}
          x={future}
          y={top}
          width={end - future}
          height={bottom - top}
        />
      )}
      {sides.map((side, i) => (
        <TimelineLane
          key={side}
          side={side}
          spans={spansIn(spans[side], window.start, window.end)}
          x={x}
          now={now}
          top={top + i * laneHeight}
          height={laneHeight}
          plot={plot}
          left={timelineLeft}
          onSelect={onSelect}
        />
      ))}
      <Crossings spans={spans} window={window} x={x} laneHeight={laneHeight} />
      {selected !== undefined && (
        <line className={styles.selected} x1={x(selected)} x2={x(selected)} y1={top} y2={bottom} />
      )}
    </g>
  );
}

const cursorText = (now: number, origin: number): string =>
  origin > 0 && now > origin && now - origin < 1e9 ? `+${spanText(now - origin)} now` : `${secondsText(now)} s now`;

function LaneName({ side, y }: { readonly side: (typeof sides)[number]; readonly y: number }) {
  const say = useSay();
  return (
    <g transform={`translate(16 ${y})`}>
      {side === 'ipcc' ? (
        <path className={styles.bell} d="M.5 -3.500h6l4 3.500 -4 3.500h-6z" />
      ) : (
        <OwnerSymbol owner={side === 'linux' ? 'a7' : 'm4'} x={5} y={0} size={9} />
      )}
      <text className={styles.laneName} x="17" y="4">
        {say(sideNames[side])}
      </text>
    </g>
  );
}

function Crossings({
  spans,
  window,
  x,
  laneHeight,
}: {
  readonly spans: Spans;
  readonly window: TimeWindow;
  readonly x: (t: number) => number;
  readonly laneHeight: number;
}) {
  const most = 40;
  const visible = [];
  for (let i = spans.crossings.length - 1; i >= 0; i--) {
    const crossing = spans.crossings[i];
    if (crossing === undefined || crossing.time < window.start) break;
    if (crossing.time <= window.end) visible.push(crossing);
    if (visible.length > most) return null;
  }
  const edge = { linux: 0, ipcc: 1, firmware: 2 } as const;
  return (
    <Decor className={styles.crossing}>
      {visible.map((c) => {
        const down = edge[c.to] > edge[c.from];
        const y = top + (down ? edge[c.from] + 1 : edge[c.from]) * laneHeight;
        const reach = down ? 5 : -5;
        return (
          <path
            key={c.seq}
            d={`M${x(c.time)} ${y - reach}V${y + reach * 0.2}M${x(c.time) - 3.5} ${y - reach * 0.2}h7l-3.500 ${reach * 1.2}z`}
          />
        );
      })}
    </Decor>
  );
}

type CursorProps = {
  readonly x: number;
  readonly bottom: number;
  readonly right: number;
  readonly label: string;
};
function Cursor({ x, bottom, right: end, label }: CursorProps) {
  const width = label.length * 6.1 + 14;
  const at = Math.min(end - width / 2, Math.max(timelineLeft + width / 2, x));
  return (
    <Decor className={styles.cursor}>
      <line x1={x} x2={x} y1={top - 6} y2={bottom + 2} />
      <rect x={at - width / 2} y={top - 13} width={width} height="16" rx="3" />
      <text x={at} y={top - 1.5}>
        {label}
      </text>
    </Decor>
  );
}

type GestureProps = {
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
  readonly now: number;
  readonly plot: number;
  readonly selected: number | undefined;
};
function useGestures({ window, onWindow, now, plot, selected }: GestureProps) {
  const ref = useRef<SVGSVGElement>(null);
  const held = useRef<{ readonly x: number; readonly window: TimeWindow } | undefined>(undefined);
  const pointer = useRef<number | undefined>(undefined);
  const latest = useRef({ window, onWindow, now, plot });
  useEffect(() => {
    latest.current = { window, onWindow, now, plot };
  });
  useEffect(() => {
    const element = ref.current;
    const turn = (event: WheelEvent): void => {
      const { window: w, onWindow: set, now: limit, plot: width } = latest.current;
      event.preventDefault();
      const at = timeAt(w, event.clientX - (element?.getBoundingClientRect().left ?? 0) - timelineLeft, width);
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      set(
        sideways
          ? panned(w, ((event.deltaX || event.deltaY) / width) * spanOf(w), limit)
          : zoomed(w, Math.exp(event.deltaY * 0.002), at, limit),
      );
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  }, []);
  const localX = (event: PointerEvent): number =>
    event.clientX - (ref.current?.getBoundingClientRect().left ?? 0) - timelineLeft;
  return {
    ref,
    press: (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const at = pointer.current === undefined ? Math.min(now, window.end) : timeAt(window, pointer.current, plot);
      const next = windowForKey(event.key, window, at, now, selected);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      onWindow(next);
    },
    grab: (event: PointerEvent<SVGSVGElement>): void => {
      if (event.button !== 0 || localX(event) < 0 || (event.target as Element).closest('[data-own-drag]') !== null)
        return;
      held.current = { x: event.clientX, window };
    },
    drag: (event: PointerEvent<SVGSVGElement>): void => {
      pointer.current = localX(event);
      if (held.current === undefined || Math.abs(event.clientX - held.current.x) < 3) return;
      if (!event.currentTarget.hasPointerCapture(event.pointerId))
        event.currentTarget.setPointerCapture(event.pointerId);
      onWindow(
        panned(held.current.window, (-(event.clientX - held.current.x) / plot) * spanOf(held.current.window), now),
      );
    },
    drop: (): void => {
      held.current = undefined;
    },
  };
}
