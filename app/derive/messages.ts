/** Messages out of events: the causal chain of one message and of the answer to it, followed along `cause` alone. */
import type { Lane, SocEvent } from '../../sim-worker/contract/event-schema';
import { laneOf } from './actor';
import type { Direction } from './words';

/** A milestone: which event, and when. */
export type Mark = { readonly seq: number; readonly time: number };
export type MessageEvent = { readonly event: SocEvent; readonly lane: Lane; readonly inHandler: boolean };
/** One way through the rings: from the write to the moment the receiver has it. */
export type Leg = {
  readonly direction: Direction;
  /** The letter stands in a buffer. */
  readonly written: Mark | undefined;
  readonly buffer: number | undefined;
  /** The descriptor was handed over in this message's ring. */
  readonly handed: Mark | undefined;
  readonly descriptor: number | undefined;
  readonly rung: Mark | undefined;
  /** The receiver's interrupt began. */
  readonly heard: Mark | undefined;
  readonly acknowledged: Mark | undefined;
  /** The receiver gave the buffer back (M4) or took the message out (Linux). */
  readonly taken: Mark | undefined;
  /** The reader in user space has it. */
  readonly delivered: Mark | undefined;
};
export type Message = {
  /** The number of its first event: stable while events are added. */
  readonly id: number;
  readonly text: string;
  readonly bytes: number;
  readonly src: number | undefined;
  readonly dst: number | undefined;
  readonly start: number;
  readonly end: number;
  /** The way there, when Linux began it. */
  readonly out: Leg | undefined;
  /** The way to Linux: the answer, or a message that the M4 began. */
  readonly back: Leg | undefined;
  readonly events: readonly MessageEvent[];
  /** A fault or a broken ring happened on the way. */
  readonly faulty: boolean;
};

/** A message keeps at most this many events; a firmware that goes on for ever after one interrupt must not fill the page. */
export const maxEventsPerMessage = 240;
/** The list keeps this many messages; older ones stay in the worker's log. */
const maxMessages = 200;

type Draft = { -readonly [K in keyof Leg]: Leg[K] };
type Group = {
  id: number;
  text: string;
  bytes: number;
  src: number | undefined;
  dst: number | undefined;
  start: number;
  end: number;
  out: Draft | undefined;
  back: Draft | undefined;
  events: MessageEvent[];
  faulty: boolean;
  shown: Message | undefined;
};

const markOf = ({ seq, time }: SocEvent): Mark => ({ seq, time });
const emptyLeg = (direction: Direction): Draft => ({
  direction,
  written: undefined,
  buffer: undefined,
  handed: undefined,
  descriptor: undefined,
  rung: undefined,
  heard: undefined,
  acknowledged: undefined,
  taken: undefined,
  delivered: undefined,
});

/** Reads each event once; asked again with a longer log it only looks at what is new. */
export class MessageIndex {
  private last = -1;
  private lastTime = 0;
  private inHandler = 0;
  private groups: Group[] = [];
  private readonly home = new Map<number, Group>();
  private result: readonly Message[] = [];

  /** The messages of this log, oldest first. The same list comes back while nothing was added. */
  advance(events: readonly SocEvent[]): readonly Message[] {
    const newest = events[events.length - 1];
    const next = indexAfter(events, this.last);
    if (newest === undefined) this.forget();
    const met = events[next - 1];
    // The same number at another time is another board's event.
    const rewound = this.last >= 0 && (met?.seq !== this.last || met.time !== this.lastTime);
    if (rewound) this.forget();
    const from = rewound ? 0 : next;
    if (from >= events.length) return this.result;
    for (let i = from; i < events.length; i++) {
      const event = events[i];
      if (event !== undefined) this.take(event);
    }
    this.last = newest?.seq ?? -1;
    this.lastTime = newest?.time ?? 0;
    this.trim(events[0]?.seq ?? 0);
    this.result = this.groups.map(shownOf);
    return this.result;
  }

  /** The message that an event belongs to. */
  messageOf(seq: number): Message | undefined {
    const group = this.home.get(seq);
    return group === undefined ? undefined : shownOf(group);
  }

  private forget(): void {
    this.last = -1;
    this.inHandler = 0;
    this.groups = [];
    this.home.clear();
    this.result = [];
  }

  private trim(first: number): void {
    const drop = this.groups.length - maxMessages;
    for (const group of drop > 0 ? this.groups.splice(0, drop) : []) {
      for (const { event } of group.events) this.home.delete(event.seq);
    }
    while (this.groups[0] !== undefined && this.groups[0].id < first && this.groups.length > 1) {
      for (const { event } of this.groups.shift()?.events ?? []) this.home.delete(event.seq);
    }
  }

  private take(event: SocEvent): void {
    if (event.kind === 'irq.taken') this.inHandler++;
    const parent = event.cause === undefined ? undefined : this.home.get(event.cause);
    const group = startsNew(event, parent) ? (this.otherHalf(event) ?? this.begin(event)) : parent;
    if (group !== undefined && group.events.length < maxEventsPerMessage) {
      const inHandler = this.inHandler > 0;
      group.events.push({ event, lane: laneOf(event, inHandler), inHandler });
      this.home.set(event.seq, group);
      group.end = event.time;
      group.shown = undefined;
      note(group, event);
    }
    if (event.kind === 'irq.returned' && this.inHandler > 0) this.inHandler--;
    if (event.kind === 'rcc.m4-released') this.inHandler = 0;
  }

  /** "Written" and "handed over" are one act in two events; siblings of one cause meet here, in either order. */
  private otherHalf(event: SocEvent): Group | undefined {
    const newest = this.groups[this.groups.length - 1];
    const first = newest?.events[0]?.event;
    if (newest === undefined || first === undefined || first.cause !== event.cause || newest.out !== undefined)
      return undefined;
    if (event.kind === 'vring.returned')
      return newest.back?.written !== undefined && newest.back.handed === undefined ? newest : undefined;
    if (event.kind === 'rpmsg.written' && event.pc !== undefined) {
      return newest.back?.handed !== undefined && newest.back.written === undefined ? newest : undefined;
    }
    return undefined;
  }

  private begin(event: SocEvent): Group {
    const group: Group = {
      id: event.seq,
      text: '',
      bytes: 0,
      src: undefined,
      dst: undefined,
      start: event.time,
      end: event.time,
      out: undefined,
      back: undefined,
      events: [],
      faulty: false,
      shown: undefined,
    };
    this.groups.push(group);
    return group;
  }
}

function shownOf(group: Group): Message {
  group.shown ??= {
    ...group,
    out: group.out === undefined ? undefined : { ...group.out },
    back: group.back === undefined ? undefined : { ...group.back },
    events: group.events.slice(),
  };
  return group.shown;
}

/** The position of the first event after `seq`, by bisection: numbers ascend. */
export function indexAfter(events: readonly { readonly seq: number }[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A message has at most one way out and one way back; what follows is another message. */
function startsNew(event: SocEvent, parent: Group | undefined): boolean {
  const byM4 = event.pc !== undefined;
  switch (event.kind) {
    case 'tty.written':
      return true;
    case 'rpmsg.written':
      if (parent === undefined) return true;
      return byM4 ? parent.back?.written !== undefined : parent.out?.written !== undefined || parent.back !== undefined;
    case 'vring.offered':
      return (
        event.fields.ring === 1 &&
        parent !== undefined &&
        (parent.out?.handed !== undefined || (parent.out === undefined && parent.back !== undefined))
      );
    case 'vring.returned':
      return event.fields.ring === 0 && (parent === undefined || parent.back?.handed !== undefined);
    default:
      return false;
  }
}

function note(group: Group, event: SocEvent): void {
  switch (event.kind) {
    case 'tty.written':
      group.text = event.fields.text;
      group.bytes = event.fields.bytes;
      break;
    case 'tty.received':
      if (group.back !== undefined) group.back.delivered ??= markOf(event);
      if (group.text === '') group.text = event.fields.text;
      break;
    case 'rpmsg.written':
      noteWritten(group, event);
      break;
    case 'rpmsg.received':
    case 'rpmsg.announced':
      group.back ??= emptyLeg('m4-to-linux');
      group.back.taken ??= markOf(event);
      break;
    case 'vring.offered':
    case 'vring.returned':
      noteHanded(group, event);
      break;
    case 'ipcc.occupied':
    case 'ipcc.freed':
    case 'irq.taken':
    case 'irq.handled':
      noteBell(group, event);
      break;
    case 'fault.taken':
    case 'fault.locked-up':
    case 'vring.corrupted':
      group.faulty = true;
      break;
    default:
      break;
  }
}

function noteWritten(group: Group, event: Extract<SocEvent, { kind: 'rpmsg.written' }>): void {
  const { buffer, payload, length, src, dst } = event.fields;
  if (event.pc === undefined) group.out ??= emptyLeg('linux-to-m4');
  else group.back ??= emptyLeg('m4-to-linux');
  const leg = event.pc === undefined ? group.out : group.back;
  if (leg === undefined) return;
  leg.written ??= markOf(event);
  leg.buffer ??= buffer;
  group.src ??= src;
  group.dst ??= dst;
  if (group.text === '') {
    group.text = payload;
    group.bytes = length;
  }
}

function noteHanded(group: Group, event: Extract<SocEvent, { kind: 'vring.offered' | 'vring.returned' }>): void {
  const { ring, descriptor } = event.fields;
  if (event.kind === 'vring.offered' && ring === 1) {
    group.out ??= emptyLeg('linux-to-m4');
    group.out.handed ??= markOf(event);
    group.out.descriptor ??= descriptor;
  } else if (event.kind === 'vring.returned' && ring === 0) {
    group.back ??= emptyLeg('m4-to-linux');
    group.back.handed ??= markOf(event);
    group.back.descriptor ??= descriptor;
  } else if (event.kind === 'vring.returned' && group.out !== undefined) {
    group.out.taken ??= markOf(event);
  }
}

function noteBell(
  group: Group,
  event: Extract<SocEvent, { kind: 'ipcc.occupied' | 'ipcc.freed' | 'irq.taken' | 'irq.handled' }>,
): void {
  switch (event.kind) {
    case 'ipcc.occupied':
      if (event.fields.from === 1 && group.out !== undefined) group.out.rung ??= markOf(event);
      if (event.fields.from === 2 && group.back !== undefined) group.back.rung ??= markOf(event);
      break;
    case 'ipcc.freed':
      if (event.fields.from === 1 && group.out !== undefined) group.out.acknowledged ??= markOf(event);
      if (event.fields.from === 2 && group.back !== undefined) group.back.acknowledged ??= markOf(event);
      break;
    case 'irq.taken':
      if (group.out?.rung !== undefined) group.out.heard ??= markOf(event);
      break;
    case 'irq.handled':
      if (group.back?.rung !== undefined) group.back.heard ??= markOf(event);
      break;
  }
}

/** How far a message has come. */
export type Progress = 'on its way out' | 'with the M4' | 'on its way back' | 'arrived';
export function progressOf(message: Message): Progress {
  const { out, back } = message;
  if (back?.delivered !== undefined || back?.taken !== undefined) return 'arrived';
  if (back?.handed !== undefined) return 'on its way back';
  return out?.taken !== undefined || out?.heard !== undefined ? 'with the M4' : 'on its way out';
}
