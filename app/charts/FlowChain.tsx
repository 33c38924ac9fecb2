/** The one line of a message that never breaks, with rounded corners, crossing from lane to lane. */

import type { LaneXs } from '../derive/flow-labels';
import type { ChainPoint } from '../derive/flow-layout';
import styles from './flow-chart.module.css';
import { Decor } from './svg';

export function FlowChain({ points, x }: { readonly points: readonly ChainPoint[]; readonly x: LaneXs }) {
  if (points.length < 2) return null;
  const d = roundedPath(
    points.map((p) => ({ x: x[p.lane], y: p.y })),
    8,
  );
  return (
    <Decor>
      <path className={styles.chainGround} d={d} />
      <path className={styles.chain} d={d} />
    </Decor>
  );
}

type XY = { readonly x: number; readonly y: number };
/** A polyline whose corners are arcs; a corner never takes more than half of a side. */
function roundedPath(points: readonly XY[], radius: number): string {
  const distinct = points.filter((p, i) => i === 0 || p.x !== points[i - 1]?.x || p.y !== points[i - 1]?.y);
  const parts: string[] = [];
  distinct.forEach((p, i) => {
    const before = distinct[i - 1];
    const after = distinct[i + 1];
    if (before === undefined) parts.push(`M${p.x} ${p.y}`);
    else if (after === undefined) parts.push(`L${p.x} ${p.y}`);
    else {
      const a = towards(p, before, radius);
      const b = towards(p, after, radius);
      parts.push(`L${a.x} ${a.y}Q${p.x} ${p.y} ${b.x} ${b.y}`);
    }
  });
  return parts.join('');
}
function towards(from: XY, to: XY, radius: number): XY {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const r = Math.min(radius, length / 2);
  return length === 0
    ? from
    : { x: from.x + ((to.x - from.x) / length) * r, y: from.y + ((to.y - from.y) / length) * r };
}
