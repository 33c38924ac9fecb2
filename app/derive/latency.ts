/** Where the time of one message went: works, waits, bell, in the order in which it happened. */
import type { Message } from './messages';
import type { Owner } from './words';

export type Segment = {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'works' | 'waits' | 'bell';
  readonly owner: Owner;
  readonly word: string;
};
export type Latency = {
  readonly total: number;
  readonly waiting: number;
  readonly segments: readonly Segment[];
  readonly longest: Segment | undefined;
};

type Milestone = readonly [key: string, time: number | undefined, kind: Segment['kind'], owner: Owner, word: string];

/** Each milestone ends the segment named beside it; those that never came are left out. */
function milestones(message: Message): readonly Milestone[] {
  const { out, back } = message;
  const lastReturn = message.events.findLast(
    (e) => e.event.kind === 'irq.returned' && (back?.rung === undefined || e.event.time <= back.rung.time),
  )?.event.time;
  const handlerEnd = out?.heard === undefined ? undefined : (lastReturn ?? out.acknowledged?.time);
  return [
    ['send', (out?.rung ?? out?.handed)?.time, 'works', 'a7', 'Linux sends'],
    ['bell-out', out?.heard?.time, 'bell', 'a7', 'bell'],
    ['irq', handlerEnd, 'works', 'm4', 'IRQ'],
    ['firmware', (back?.rung ?? back?.handed ?? out?.taken)?.time, 'works', 'm4', 'firmware'],
    ['bell-back', back?.heard?.time, 'bell', 'm4', 'bell'],
    ['a7-irq', back?.acknowledged?.time, 'works', 'a7', 'A7 IRQ'],
    ['work-queue', back?.taken?.time, 'waits', 'a7', 'waits for the work queue'],
    ['receive', back?.delivered?.time ?? lastDriver(message), 'works', 'a7', 'Linux receives'],
  ];
}
const lastDriver = ({ back, events }: Message): number | undefined =>
  back?.taken === undefined ? undefined : events.findLast((e) => e.lane === 'driver')?.event.time;

export function latencyOf(message: Message): Latency {
  const segments: Segment[] = [];
  let at = message.start;
  for (const [key, time, kind, owner, word] of milestones(message)) {
    if (time === undefined || time <= at) continue;
    segments.push({ key, start: at, end: time, kind, owner, word });
    at = time;
  }
  const length = (s: Segment): number => s.end - s.start;
  const waiting = segments.reduce((sum, s) => (s.kind === 'works' ? sum : sum + length(s)), 0);
  const longest = segments.reduce<Segment | undefined>(
    (best, s) => (best === undefined || length(s) > length(best) ? s : best),
    undefined,
  );
  return { total: at - message.start, waiting, segments, longest };
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
