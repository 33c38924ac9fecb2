/** The timeline's content: who worked when, and how long each bell stood, gathered from events once and for all. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { type Side, sideOf } from './actor';
import { LogReader } from './log-reader';
import type { Owner } from './words';

export type Span = {
  readonly side: Side;
  readonly start: number;
  /** undefined while it lasts. */
  readonly end: number | undefined;
  readonly owner: Owner;
  /** A channel number on the IPCC lane, a word elsewhere; may be empty. */
  readonly label: string;
  readonly from: 1 | 2 | undefined;
  readonly channel: number | undefined;
  readonly firstEvent: number;
  readonly lastEvent: number;
  readonly faulty: boolean;
};
/** A cause that crosses lanes, drawn as a small arrow. */
export type Crossing = {
  readonly from: Side;
  readonly to: Side;
  readonly cause: number;
  readonly time: number;
  readonly seq: number;
};
export type Spans = {
  readonly linux: readonly Span[];
  readonly ipcc: readonly Span[];
  readonly firmware: readonly Span[];
  readonly crossings: readonly Crossing[];
  /** Times of events worth a tick in the overview. */
  readonly marks: readonly number[];
  readonly faults: readonly number[];
};

/** Events nearer than this belong to one piece of work: longer than a driver's steps, shorter than a workqueue's wait. */
const workGap = 6_000;

type Open = { -readonly [K in keyof Span]: Span[K] };
type Labels = Readonly<Partial<Record<SocEvent['kind'], string>>>;
const linuxLabels: Labels = {
  'tty.written': 'write',
  'ipcc.occupied': 'send',
  'irq.handled': 'IRQ',
  'rpmsg.received': 'receive',
  'tty.received': 'read',
  'rpmsg.announced': 'name service',
  'rproc.state-changed': 'remoteproc',
  'rproc.segment-loaded': 'load',
  'vring.cleared': 'make rings',
  'shell.ran': 'shell',
};
const firmwareLabels: Labels = {
  'vring.returned': 'take',
  'rpmsg.written': 'transmit',
  'gpio.driven': 'GPIO',
  'hsem.taken': 'semaphore',
  'fault.taken': 'fault',
  'fault.locked-up': 'locked up',
  'etzpc.refused': 'refused',
};
/** What is worth an arrow between lanes: a bell that is rung, and an interrupt that it raises. */
const handsOver: ReadonlySet<string> = new Set(['ipcc.occupied', 'irq.taken', 'irq.handled']);

/** "give back" of an empty buffer and of a letter are one kind: on vring0 the letter's own word says it. */
function labelFor(event: SocEvent, side: 'linux' | 'firmware'): string | undefined {
  if (event.kind === 'vring.returned' && event.fields.ring === 0) return undefined;
  return (side === 'linux' ? linuxLabels : firmwareLabels)[event.kind];
}

/** Keeps the spans of a growing log; asked again it only reads what is new. */
export class SpanIndex extends LogReader {
  private linux: Open[] = [];
  private firmware: Open[] = [];
  private ipcc: Open[] = [];
  private crossings: Crossing[] = [];
  private marks: number[] = [];
  private faults: number[] = [];
  private handler: Open | undefined;
  private readonly words: Record<'linux' | 'firmware', Set<string>> = { linux: new Set(), firmware: new Set() };
  private readonly standing = new Map<string, Open>();
  private readonly seen = new Map<number, { readonly side: Side; readonly time: number }>();
  private result: Spans = { linux: [], ipcc: [], firmware: [], crossings: [], marks: [], faults: [] };

  advance(events: readonly SocEvent[]): Spans {
    if (!this.readOn(events)) return this.result;
    this.trim();
    const { linux, ipcc, firmware, crossings, marks, faults } = this;
    // The arrays grow in place; a fresh object says that they did.
    this.result = { linux, ipcc, firmware, crossings, marks, faults };
    return this.result;
  }

  protected override forget(): void {
    this.linux = [];
    this.firmware = [];
    this.ipcc = [];
    this.crossings = [];
    this.marks = [];
    this.faults = [];
    this.handler = undefined;
    this.standing.clear();
    this.seen.clear();
  }

  private trim(): void {
    const most = 20_000;
    for (const list of [this.linux, this.firmware, this.ipcc, this.crossings, this.marks] as const) {
      if (list.length > most) list.splice(0, list.length - most);
    }
    if (this.seen.size > most) {
      let drop = this.seen.size - most;
      for (const seq of this.seen.keys()) {
        if (drop-- <= 0) break;
        this.seen.delete(seq);
      }
    }
  }

  protected override take(event: SocEvent): void {
    const side = sideOf(event);
    const cause = event.cause === undefined ? undefined : this.seen.get(event.cause);
    if (cause !== undefined && event.cause !== undefined && cause.side !== side && handsOver.has(event.kind)) {
      this.crossings.push({ from: cause.side, to: side, cause: cause.time, time: event.time, seq: event.seq });
    }
    this.seen.set(event.seq, { side, time: event.time });
    if (event.kind.startsWith('fault.') || event.kind === 'vring.corrupted') this.faults.push(event.time);
    if (linuxLabels[event.kind] !== undefined || firmwareLabels[event.kind] !== undefined) this.marks.push(event.time);
    if (event.kind === 'ipcc.occupied' || event.kind === 'ipcc.freed') this.takeBell(event);
    else if (event.kind === 'irq.taken') this.enter(event);
    else if (event.kind === 'irq.returned') this.leave(event);
    else if (side === 'linux') this.work(this.linux, event, 'linux', 'a7');
    else if (side === 'firmware') this.workOfM4(event);
  }

  private takeBell(event: Extract<SocEvent, { kind: 'ipcc.occupied' | 'ipcc.freed' }>): void {
    const { from, channel } = event.fields;
    const key = `${from}.${channel}`;
    const open = this.standing.get(key);
    const actor = event.kind === 'ipcc.occupied' ? from : from === 1 ? 2 : 1;
    if (event.kind === 'ipcc.freed') {
      if (open !== undefined) {
        open.end = event.time;
        open.lastEvent = event.seq;
      }
      this.standing.delete(key);
    } else if (open === undefined) {
      const span = opened(event, 'ipcc', from === 1 ? 'a7' : 'm4', String(channel));
      span.from = from;
      span.channel = channel;
      this.standing.set(key, span);
      this.ipcc.push(span);
    }
    // Setting and clearing a flag is somebody's work too.
    if (actor === 1) this.work(this.linux, event, 'linux', 'a7');
    else this.workOfM4(event);
  }

  private enter(event: Extract<SocEvent, { kind: 'irq.taken' }>): void {
    const { exception } = event.fields;
    this.handler = opened(event, 'firmware', 'm4', exception >= 16 ? `IRQ ${exception - 16}` : event.fields.name);
    this.firmware.push(this.handler);
  }

  private leave(event: SocEvent): void {
    if (this.handler === undefined) return;
    this.handler.end = event.time;
    this.handler.lastEvent = event.seq;
    this.handler = undefined;
  }

  private workOfM4(event: SocEvent): void {
    if (this.handler === undefined) {
      this.work(this.firmware, event, 'firmware', 'm4');
      return;
    }
    this.handler.lastEvent = event.seq;
    if (event.kind.startsWith('fault.')) this.handler.faulty = true;
  }

  private work(list: Open[], event: SocEvent, side: 'linux' | 'firmware', owner: Owner): void {
    const word = labelFor(event, side);
    const last = list[list.length - 1];
    const continues =
      last !== undefined && event.time - (last.end ?? last.start) <= workGap && !last.label.startsWith('IRQ ');
    const span = continues ? last : opened(event, side, owner, '');
    if (!continues) {
      list.push(span);
      this.words[side].clear();
    }
    span.end = event.time;
    span.lastEvent = event.seq;
    if (event.kind.startsWith('fault.')) span.faulty = true;
    const told = this.words[side];
    if (word === undefined || told.has(word) || told.size >= 3) return;
    told.add(word);
    span.label = span.label === '' ? word : `${span.label}, ${word}`;
  }
}

const opened = (event: SocEvent, side: Side, owner: Owner, label: string): Open => ({
  side,
  start: event.time,
  end: undefined,
  owner,
  label,
  from: undefined,
  channel: undefined,
  firstEvent: event.seq,
  lastEvent: event.seq,
  faulty: false,
});

/** The spans that touch a window, by bisection on their starts. */
export function spansIn(spans: readonly Span[], start: number, end: number): readonly Span[] {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.start ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  const out: Span[] = [];
  // Spans of one lane start in order; a bell may stand long, so look a little further back than the first that ended.
  let misses = 0;
  for (let i = low - 1; i >= 0 && misses < 64; i--) {
    const span = spans[i];
    if (span === undefined) break;
    if (span.end === undefined || span.end >= start) {
      out.push(span);
      misses = 0;
    } else misses++;
  }
  return out.reverse();
}
