/** The chase: how the three indices ran after each other, as stairs over a window of time. */
import type { VringsView, VringView } from '../../sim-worker/contract/ring-views';

export type ChasePoint = {
  readonly time: number;
  readonly avail: number;
  readonly used: number;
  readonly read: number;
};
export type Chase = {
  readonly points: readonly ChasePoint[];
  readonly start: number;
  readonly end: number;
  readonly num: number;
  /** The free-running index at the bottom of the drawing, and its height in indices. */
  readonly floor: number;
  readonly height: number;
};

/** A silence this many times longer than all that came after it ends the window, once a few moves are in it. */
const longSilence = 8;
const fewMoves = 4;

/** The first of the last `changes` moves that belong together. */
function windowStart(own: VringsView['chase'], now: number, changes: number): number {
  let first = own.length - 1;
  while (first > 0 && own.length - first < changes) {
    const here = own[first]?.time ?? now;
    const gap = here - (own[first - 1]?.time ?? here);
    if (own.length - first >= fewMoves && gap > longSilence * Math.max(now - here, 10_000)) break;
    first--;
  }
  return first;
}

/** The window ends now; its length shows the last `changes` moves, or the burst that they are, at least 10 µs. */
export function chaseOf(
  view: VringsView['chase'],
  { ring, num, direction, read }: VringView,
  now: number,
  changes = 12,
): Chase | undefined {
  const own = view.filter((p) => p.ring === ring);
  const last = own[own.length - 1];
  if (last === undefined) return undefined;
  const firstShown = own[windowStart(own, now, changes)] ?? last;
  const length = Math.max(10_000, (now - firstShown.time) * 1.08);
  const earlier = own.findLast((p) => p.time <= now - length);
  const start = earlier === undefined ? Math.min(firstShown.time, now - 10_000) : now - length;
  const before = earlier ?? firstShown;
  const inside = own.filter((p) => p.time > start && p.time <= now);
  const base = unwrapFrom(last);
  const points = [
    { ...before, time: Math.max(start, before.time) },
    ...inside,
    { ...last, read: Math.min(read, last.used), time: now },
  ].map(base);
  // In vring0 the band under `read` is what Linux holds; it ends where avail will be one lap ahead.
  const floor = Math.min(
    ...points.map((p) => (direction === 'm4-to-linux' ? Math.min(p.read, p.avail - num) : p.read)),
  );
  const top = Math.max(...points.map((p) => p.avail));
  return { points, start, end: now, num, floor, height: Math.max(num / 4, top - floor) };
}

/** Indices run modulo 65536; near the newest point they are made to rise through it. */
function unwrapFrom(last: ChasePoint): (p: ChasePoint) => ChasePoint {
  const near = (value: number, anchor: number): number => {
    const difference = (value - anchor) & 0xffff;
    return anchor + (difference > 0x8000 ? difference - 0x1_0000 : difference);
  };
  const used = near(last.used, last.read);
  const avail = near(last.avail, used);
  return (p) => ({
    time: p.time,
    read: near(p.read, last.read),
    used: near(p.used, used),
    avail: near(p.avail, avail),
  });
}
