/** The last moments of a conversation for a small drawing: who sent what, how long the bell was set, and when the M4 heard it. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';

export type SetSpan = {
  readonly from: number;
  /** undefined: the flag is still set. */
  readonly to: number | undefined;
  readonly seq: number;
};
export type Mark = { readonly time: number; readonly seq: number; readonly text: string };
export type WhenStopped = {
  /** The doorbell of Linux that is looked at. */
  readonly channel: number;
  readonly start: number;
  readonly end: number;
  /** Writes to a ttyRPMSG, or kicks where nothing was written. */
  readonly sent: readonly Mark[];
  readonly flag: readonly SetSpan[];
  /** The M4 entered a handler of the mailbox. */
  readonly heard: readonly Mark[];
};

/** So many sends are drawn. */
const lastSends = 4;
const mailboxHandlers = new Set([16 + 103, 16 + 104]);

/** `events`: the newest part of the log, oldest first; undefined when Linux has not rung in it. */
export function whenStopped(events: readonly SocEvent[], now: number): WhenStopped | undefined {
  const channel = channelOf(events);
  if (channel === undefined) return undefined;
  const flag = spansOf(events, channel);
  const writes = events.flatMap((event) =>
    event.kind === 'tty.written' ? [{ time: event.time, seq: event.seq, text: event.fields.text }] : [],
  );
  const sent = writes.length > 0 ? writes : flag.map(({ from, seq }) => ({ time: from, seq, text: 'kick' }));
  const first = Math.min((sent.at(-lastSends) ?? sent[0])?.time ?? now, flag.at(-1)?.from ?? now);
  const start = first - Math.max(1, now - first) * 0.06;
  const isShown = ({ time }: Mark): boolean => time >= start && time <= now;
  return {
    channel,
    start,
    end: now,
    sent: sent.filter(isShown),
    flag: flag.filter(({ to }) => (to ?? now) >= start),
    heard: events
      .flatMap((event) =>
        event.kind === 'irq.taken' && mailboxHandlers.has(event.fields.exception)
          ? [{ time: event.time, seq: event.seq, text: event.fields.name }]
          : [],
      )
      .filter(isShown),
  };
}

/** Messages of a tty ring this one. */
const messageChannel = 2;

/** The channel of Linux that has been set for longest; that of a message that was written and not rung for; or the one that was rung last. */
function channelOf(events: readonly SocEvent[]): number | undefined {
  const open = new Map<number, number>();
  let last: number | undefined;
  for (const { kind, fields, time } of events) {
    if (kind === 'tty.written' && last !== undefined) last = messageChannel;
    if ((kind !== 'ipcc.occupied' && kind !== 'ipcc.freed') || fields.from !== 1) continue;
    if (kind === 'ipcc.freed') open.delete(fields.channel);
    else {
      open.set(fields.channel, time);
      last = fields.channel;
    }
  }
  const [longest] = [...open].toSorted(([, a], [, b]) => a - b);
  return longest?.[0] ?? last;
}

function spansOf(events: readonly SocEvent[], wanted: number): readonly SetSpan[] {
  const spans: { from: number; to: number | undefined; seq: number }[] = [];
  for (const { kind, fields, time, seq } of events) {
    if (kind !== 'ipcc.occupied' && kind !== 'ipcc.freed') continue;
    if (fields.from !== 1 || fields.channel !== wanted) continue;
    const last = spans.at(-1);
    if (kind === 'ipcc.occupied') spans.push({ from: time, to: undefined, seq });
    else if (last !== undefined) last.to = time;
  }
  return spans;
}
