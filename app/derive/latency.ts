/** Where the time of one message went: works, waits, bell, in the order in which it happened; and how often others took as long. */
import { type Stretch, stretchesOf } from '../../sim-worker/contract/message-stages';
import type { MessageFacts } from '../../sim-worker/contract/messages';
import type { Message } from './messages';

export type Latency = {
  readonly total: number;
  readonly waiting: number;
  readonly segments: readonly Stretch[];
  readonly longest: Stretch | undefined;
};

export function latencyOf(message: MessageFacts): Latency {
  const segments = stretchesOf(message);
  const length = (s: Stretch): number => s.end - s.start;
  const waiting = segments.reduce((sum, s) => (s.kind === 'works' ? sum : sum + length(s)), 0);
  const longest = segments.reduce<Stretch | undefined>(
    (best, s) => (best === undefined || length(s) > length(best) ? s : best),
    undefined,
  );
  return { total: (segments[segments.length - 1]?.end ?? message.start) - message.start, waiting, segments, longest };
}

export type Bucket = { readonly from: number; readonly to: number; readonly count: number; readonly holds: boolean };
export type Distribution = {
  readonly buckets: readonly Bucket[];
  readonly median: number;
  readonly slowest: number;
  readonly fastest: number;
  readonly count: number;
};

/** Round trips of finished messages, for the histogram. */
export function roundTrips(
  messages: readonly Message[],
  current: number | undefined,
  limit = 64,
  wanted = 12,
): Distribution | undefined {
  const times: number[] = [];
  for (let i = messages.length - 1; i >= 0 && times.length < limit; i--) {
    const message = messages[i];
    const end = message?.back?.delivered ?? message?.back?.taken;
    if (message?.out !== undefined && end !== undefined) times.push(end.time - message.start);
  }
  if (times.length < 2) return undefined;
  times.sort((a, b) => a - b);
  const fastest = times[0] ?? 0;
  const slowest = times[times.length - 1] ?? 0;
  const width = Math.max(100, (slowest - fastest) / wanted);
  const buckets = Array.from({ length: wanted }, (_, i) => {
    const from = fastest + i * width;
    const to = from + width;
    const last = i === wanted - 1;
    const inside = (t: number): boolean => t >= from && (t < to || last);
    return {
      from,
      to,
      count: times.filter(inside).length,
      holds: current !== undefined && inside(current) && current <= slowest + width,
    };
  });
  return { buckets, median: times[times.length >>> 1] ?? 0, slowest, fastest, count: times.length };
}
