/** The part of virtual time that the timeline shows, and what zooming and panning make of it. */

import type { Chain } from './chain';

export type TimeWindow = { readonly start: number; readonly end: number };
const shortest = 500;

export const spanOf = (window: TimeWindow): number => Math.max(1, window.end - window.start);
export const positionIn = (window: TimeWindow, time: number, width: number): number =>
  ((time - window.start) / spanOf(window)) * width;
export const timeAt = (window: TimeWindow, x: number, width: number): number =>
  window.start + (x / Math.max(1, width)) * spanOf(window);

/** Zooms by a factor (below 1 is nearer) while the time under the pointer stays where it is. */
export function zoomed(window: TimeWindow, factor: number, at: number, limit: number): TimeWindow {
  const longest = Math.max(shortest, limit * 1.6);
  const span = Math.min(longest, Math.max(shortest, spanOf(window) * factor));
  const share = (at - window.start) / spanOf(window);
  return clamped({ start: at - share * span, end: at - share * span + span }, limit);
}
export function panned(window: TimeWindow, ns: number, limit: number): TimeWindow {
  return clamped({ start: window.start + ns, end: window.end + ns }, limit);
}
/** At least a sliver of recorded time stays in sight. */
function clamped(window: TimeWindow, limit: number): TimeWindow {
  const span = spanOf(window);
  const start = Math.min(Math.max(window.start, -span * 0.1), Math.max(0, limit - span * 0.05));
  return { start, end: start + span };
}

/** Longer ago than this, the end of a message and now do not fit into one readable window; ns. */
const longAgo = 50_000_000;

/**
 * Up to when the page knows what has happened. `behind`: the model is so fast that the page gets only a part of its events; then a
 * window up to now would be empty. `newest`: time of the newest event that it has.
 */
export const knownUntil = (now: number, newest: number | undefined, behind: boolean): number =>
  behind && newest !== undefined ? Math.min(now, newest) : now;

/** While paused: the last message from a little before its start, with room for what comes; a message that is long over stands alone. While running: the last stretch. */
export function followWindow(
  now: number,
  message: { readonly start: number; readonly end: number } | undefined,
  running: boolean,
): TimeWindow {
  if (running) {
    const span = Math.min(Math.max(now, 200_000), 20_000_000);
    return { start: now - span * 0.92, end: now + span * 0.08 };
  }
  const begin = message?.start ?? Math.max(0, now - 100_000);
  const end = message !== undefined && now - message.end > longAgo ? message.end : now;
  const span = Math.max(42_000, Math.max(0, end - begin) * 1.25);
  return { start: begin - span * 0.05, end: begin + span * 0.95 };
}

/** All of the message that the chain goes through, else the neighbourhood of its present step. */
export function chainWindow({ path, message, current }: Pick<Chain, 'path' | 'message' | 'current'>): TimeWindow {
  const last = path[path.length - 1]?.event.time ?? 0;
  const start = message?.start ?? Math.max(path[0]?.event.time ?? 0, (current?.event.time ?? last) - 50_000);
  const span = Math.max(4_000, Math.max(last, message?.end ?? 0) - start);
  return { start: start - span * 0.06, end: start + span * 1.1 };
}

/** WASD, F and the full stop as in a profiler. `at`: the time that zooming keeps in its place; `centre`: what goes into the middle. */
export function windowForKey(
  key: string,
  window: TimeWindow,
  at: number,
  limit: number,
  centre: number = limit,
): TimeWindow | undefined {
  switch (key.toLowerCase()) {
    case 'w':
      return zoomed(window, 0.7, at, limit);
    case 's':
      return zoomed(window, 1 / 0.7, at, limit);
    case 'a':
      return panned(window, -spanOf(window) * 0.15, limit);
    case 'd':
      return panned(window, spanOf(window) * 0.15, limit);
    case 'f':
      return { start: -limit * 0.02, end: Math.max(shortest, limit * 1.05) };
    case '.':
      return { start: centre - spanOf(window) / 2, end: centre + spanOf(window) / 2 };
    default:
      return undefined;
  }
}
