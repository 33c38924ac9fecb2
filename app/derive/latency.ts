/** Where the time of one message went: works, waits, bell, in the order in which it happened; and how often others took as long. */
import { type Stage, type Stretch, stretchesOf } from '../../sim-worker/contract/message-stages';
import type { MessageStatistics } from '../../sim-worker/contract/message-views';
import type { MessageFacts } from '../../sim-worker/contract/messages';

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

/** What each stage took, in ns. */
export function stageTimes({ segments }: Latency): Readonly<Record<Stage, number>> {
  const times = { firmware: 0, queue: 0, mailbox: 0, interrupt: 0, driver: 0, reader: 0 };
  for (const { stage, start, end } of segments) times[stage] += end - start;
  return times;
}

export type Bucket = { readonly from: number; readonly to: number; readonly count: number; readonly holds: boolean };
export type Distribution = {
  readonly buckets: readonly Bucket[];
  readonly median: number;
  readonly slowest: number;
  readonly fastest: number;
  readonly count: number;
};

/** The histogram of all kept messages, with the place of the one that is looked at. */
export function distributionOf(
  { buckets, median, slowest, fastest, count }: MessageStatistics,
  current: number | undefined,
): Distribution {
  const last = buckets.length - 1;
  const holds = (from: number, to: number, i: number): boolean =>
    current !== undefined && current >= from && (current < to || (i === last && current <= slowest));
  return {
    buckets: buckets.map((bucket, i) => ({ ...bucket, holds: holds(bucket.from, bucket.to, i) })),
    median,
    slowest,
    fastest,
    count,
  };
}
