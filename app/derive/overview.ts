/** Many messages on one axis of time: each is a line through the lanes, drawn from how long each stretch of its way took; idle time is cut out. */
import type { Lane } from '../../sim-worker/contract/event-schema';
import { stretchRows } from '../../sim-worker/contract/message-stages';
import type { MessageRow } from '../../sim-worker/contract/message-views';

export type OverviewPoint = { readonly lane: Lane; readonly time: number };
export type OverviewLine = { readonly row: MessageRow; readonly points: readonly OverviewPoint[] };

/** In which lane a stretch is spent, and which one it leads to. */
const laneOfStretch: Readonly<Record<string, readonly [spent: Lane, next: Lane]>> = {
  send: ['driver', 'ipcc'],
  'bell-out': ['ipcc', 'm4-irq'],
  irq: ['m4-irq', 'm4'],
  'ring-out': ['ipcc', 'm4'],
  firmware: ['m4', 'ipcc'],
  'bell-back': ['ipcc', 'driver'],
  'a7-irq': ['driver', 'driver'],
  'work-queue': ['driver', 'driver'],
  receive: ['driver', 'user'],
  reader: ['driver', 'user'],
};

export function overviewLine(row: MessageRow): OverviewLine {
  const points: OverviewPoint[] = [{ lane: row.out ? 'user' : 'm4', time: row.start }];
  let time = row.start;
  row.stretches.forEach((ns, i) => {
    const [spent, next] = laneOfStretch[stretchRows[i]?.key ?? ''] ?? ['driver', 'driver'];
    if (ns <= 0) return;
    points.push({ lane: spent, time });
    time += ns;
    points.push({ lane: spent, time }, { lane: next, time });
  });
  // The tty has it at once where Linux needs no time to hand it over.
  if (row.progress === 'arrived' && row.port !== undefined) points.push({ lane: 'user', time });
  return { row, points };
}

/** A stretch of time in which at least one message was under way. */
type Busy = { readonly start: number; readonly end: number };
export type OverviewScale = {
  readonly y: (time: number) => number;
  /** The time at a height. */
  readonly timeAt: (y: number) => number;
  readonly busy: readonly (Busy & { readonly top: number })[];
  /** Where idle time was cut out, and how much. */
  readonly breaks: readonly { readonly y: number; readonly ns: number }[];
};
/** Pixels between two busy stretches, and beside the first and last. */
const cutHeight = 30;
const margin = 16;
/** Idle time longer than this many usual messages is cut. */
const patience = 2;

export function overviewScale(rows: readonly MessageRow[], height: number): OverviewScale {
  const stretches = busyStretches(rows);
  const total = stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  const room = Math.max(40, height - 2 * margin - cutHeight * Math.max(0, stretches.length - 1));
  const pixels = room / Math.max(1, total);
  let at = margin;
  const busy = stretches.map((stretch) => {
    const placed = { ...stretch, top: at };
    at += (stretch.end - stretch.start) * pixels + cutHeight;
    return placed;
  });
  const breaks = busy
    .slice(1)
    .map(({ start, top }, i) => ({ y: top - cutHeight / 2, ns: start - (busy[i]?.end ?? start) }));
  const y = (time: number): number => {
    const stretch = busy.findLast(({ start }) => start <= time) ?? busy[0];
    return stretch === undefined ? 0 : stretch.top + (Math.min(time, stretch.end) - stretch.start) * pixels;
  };
  const timeAt = (height_: number): number => {
    const stretch = busy.findLast(({ top }) => top <= height_) ?? busy[0];
    return stretch === undefined ? 0 : Math.min(stretch.end, stretch.start + (height_ - stretch.top) / pixels);
  };
  return { y, timeAt, busy, breaks };
}

/** The messages' own times joined, with no idle time in them worth a cut. */
function busyStretches(rows: readonly MessageRow[]): readonly Busy[] {
  const sorted = rows.toSorted((a, b) => a.start - b.start);
  const usual = rows.map(({ took }) => took).sort((a, b) => a - b)[rows.length >>> 1] ?? 0;
  const longest = Math.max(2_000, usual * patience);
  const out: { start: number; end: number }[] = [];
  for (const { start, took } of sorted) {
    const last = out[out.length - 1];
    if (last !== undefined && start - last.end <= longest) last.end = Math.max(last.end, start + took);
    else out.push({ start, end: start + Math.max(took, 1_000) });
  }
  return out;
}
