/** The chase: three indices over time; the height of a band is the length of an arc of the wheel. */
import { area, curveStepAfter, line } from 'd3';
import { useId } from 'react';
import type { Chase, ChasePoint } from '../derive/chase';
import { tickStep, tickText, unitFor } from '../derive/format';
import styles from './chase-chart.module.css';
import { HatchDefs, hatchUrl } from './Hatch';
import { classes, ownerClass } from './owner-class';
import { useSay } from './roles';

type ChaseChartProps = {
  readonly chase: Chase;
  readonly width: number;
  readonly height: number;
  readonly toLinux: boolean;
};
const right = 84;
const bottom = 20;

export function ChaseChart({ chase, width, height, toLinux }: ChaseChartProps) {
  const id = useId();
  const plot = Math.max(120, width - right);
  const low = height - bottom;
  const span = chase.end - chase.start;
  const x = (time: number): number => 4 + ((time - chase.start) / span) * (plot - 4);
  const y = (index: number): number => low - ((index - chase.floor) / chase.height) * (low - 8);
  const band = (upper: (p: ChasePoint) => number, under: (p: ChasePoint) => number): string =>
    area<ChasePoint>()
      .x((p) => x(p.time))
      .y0((p) => y(under(p)))
      .y1((p) => y(upper(p)))
      .curve(curveStepAfter)([...chase.points]) ?? '';
  const stair = (value: (p: ChasePoint) => number): string =>
    line<ChasePoint>()
      .x((p) => x(p.time))
      .y((p) => y(value(p)))
      .curve(curveStepAfter)([...chase.points]) ?? '';
  return (
    <svg className={styles.drawing} width={width} height={height} role="img" aria-label={sentence(chase)}>
      <HatchDefs id={id} hues={['a7']} />
      {toLinux && (
        <path
          style={{ fill: hatchUrl(id, 'a7') }}
          d={band(
            (p) => p.read,
            (p) => Math.min(p.read, p.avail - chase.num),
          )}
        />
      )}
      <g className={ownerClass('m4')}>
        <path
          className={toLinux ? styles.empty : styles.full}
          d={band(
            (p) => p.avail,
            (p) => p.used,
          )}
        />
      </g>
      <g className={ownerClass('a7')}>
        <path
          className={toLinux ? styles.full : styles.empty}
          d={band(
            (p) => p.used,
            (p) => p.read,
          )}
        />
        <path className={styles.stair} d={stair((p) => p.read)} />
        <path className={styles.stair} d={stair((p) => p.avail)} />
      </g>
      <g className={ownerClass('m4')}>
        <path className={styles.stair} d={stair((p) => p.used)} />
      </g>
      <Names chase={chase} x={x(chase.end) + 10} y={y} />
      <Words chase={chase} x={x} y={y} toLinux={toLinux} />
      <Axis chase={chase} x={x} low={low} />
      <line className={styles.now} x1={x(chase.end)} x2={x(chase.end)} y1="0" y2={low + 3} />
    </svg>
  );
}

type Scale = (value: number) => number;
function Names({ chase, x, y }: { readonly chase: Chase; readonly x: number; readonly y: Scale }) {
  const last = chase.points[chase.points.length - 1];
  if (last === undefined) return null;
  const wanted = [
    { name: 'avail', value: last.avail, owner: 'a7' },
    { name: 'used', value: last.used, owner: 'm4' },
    { name: 'read', value: last.read, owner: 'a7' },
  ] as const;
  let above = Number.NEGATIVE_INFINITY;
  return wanted.map(({ name, value, owner }) => {
    // Equal indices still get a line each.
    const at = Math.max(above + 13, y(value) + 4);
    above = at;
    return (
      <text key={name} className={classes(styles.name, ownerClass(owner))} x={x} y={at}>
        {`${name} ${value & 0xffff}`}
      </text>
    );
  });
}

function Words({
  chase,
  x,
  y,
  toLinux,
}: {
  readonly chase: Chase;
  readonly x: Scale;
  readonly y: Scale;
  readonly toLinux: boolean;
}) {
  const say = useSay();
  const early = chase.points[Math.floor(chase.points.length / 4)];
  const last = chase.points[chase.points.length - 1];
  if (early === undefined || last === undefined) return null;
  const room = (upper: number, under: number): boolean => y(under) - y(upper) > 18;
  const first = toLinux ? 'empty, for the M4' : 'full, for the M4';
  const second = toLinux ? 'full, for Linux' : 'given back';
  return (
    <>
      {room(early.avail, early.used) && (
        <text
          className={classes(styles.word, ownerClass('m4'))}
          x={x(chase.points[0]?.time ?? chase.start) + 24}
          y={(y(early.avail) + y(early.used)) / 2 + 4}
        >
          {say(first)}
        </text>
      )}
      {y(last.read) - y(last.used) > 4 && (
        <g className={ownerClass('a7')}>
          <path
            className={styles.leader}
            d={`M${x(chase.end) - 66} ${y(last.used) - 13}L${x(chase.end) - 12} ${(y(last.used) + y(last.read)) / 2}`}
          />
          <text className={styles.word} x={x(chase.end) - 70} textAnchor="end" y={y(last.used) - 10}>
            {say(second)}
          </text>
        </g>
      )}
    </>
  );
}

function Axis({ chase, x, low }: { readonly chase: Chase; readonly x: Scale; readonly low: number }) {
  const span = chase.end - chase.start;
  const step = tickStep(span, 6);
  const unit = unitFor(span);
  const count = Math.floor(span / step);
  return (
    <g className={styles.axis}>
      {Array.from({ length: count }, (_, i) => (i + 1) * step).map((ago) => (
        <text key={ago} x={x(chase.end - ago)} y={low + 14}>
          {tickText(-ago, unit, true)}
        </text>
      ))}
      <text className={styles.nowWord} x={x(chase.end)} y={low + 14}>
        now
      </text>
    </g>
  );
}

function sentence({ points }: Chase): string {
  const last = points[points.length - 1];
  return last === undefined
    ? 'no history'
    : `The chase: avail is at ${last.avail & 0xffff}, used at ${last.used & 0xffff}, Linux has read up to ${last.read & 0xffff}`;
}
