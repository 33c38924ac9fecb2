/** What a message is: which events begin one, which join it, and what each tells of it. The worker's ledger and the page's pictures share it. */
import type { SocEvent } from './event-schema';

/** Always named by where it goes: "TX" means the opposite on the other side. */
export type Direction = 'm4-to-linux' | 'linux-to-m4';
/** A milestone: which event, and when. */
export type Mark = { readonly seq: number; readonly time: number };
/** One way through the rings: from the write to the moment the receiver has it. */
export type Leg = {
  readonly direction: Direction;
  /** The letter stands in a buffer. */
  readonly written: Mark | undefined;
  readonly buffer: number | undefined;
  /** Bytes of its payload. */
  readonly bytes: number | undefined;
  /** The descriptor was handed over in this message's ring. */
  readonly handed: Mark | undefined;
  readonly descriptor: number | undefined;
  readonly rung: Mark | undefined;
  readonly channel: number | undefined;
  /** The receiver's interrupt began. */
  readonly heard: Mark | undefined;
  readonly acknowledged: Mark | undefined;
  /** The M4's interrupt handler was left for the last time before an answer. */
  readonly left: Mark | undefined;
  /** The receiver gave the buffer back (M4) or took the message out (Linux). */
  readonly taken: Mark | undefined;
  /** The tty has it. */
  readonly delivered: Mark | undefined;
  /** A program has read it from the tty. */
  readonly read: Mark | undefined;
};
export type MessageFacts = {
  /** The number of its first event: stable while events are added. */
  readonly id: number;
  /** Of its letter: the first of them when there are two. */
  readonly text: string;
  readonly bytes: number;
  readonly src: number | undefined;
  readonly dst: number | undefined;
  /** ttyRPMSG number. */
  readonly port: number | undefined;
  readonly start: number;
  readonly end: number;
  /** The way there, when Linux began it. */
  readonly out: Leg | undefined;
  /** The way to Linux: the answer, or a message that the M4 began. */
  readonly back: Leg | undefined;
  /** A fault or a broken ring happened on the way. */
  readonly faulty: boolean;
};

/** A message keeps at most this many events; a firmware that goes on for ever after one interrupt must not fill the list. */
export const maxEventsPerMessage = 240;

type LegDraft = { -readonly [K in keyof Leg]: Leg[K] };
/** A message that still grows. */
export type MessageDraft = {
  -readonly [K in Exclude<keyof MessageFacts, 'out' | 'back'>]: MessageFacts[K];
} & {
  out: LegDraft | undefined;
  back: LegDraft | undefined;
  /** The cause of its first event. */
  readonly cause: number | undefined;
};

const markOf = ({ seq, time }: SocEvent): Mark => ({ seq, time });
const emptyLeg = (direction: Direction): LegDraft => ({
  direction,
  written: undefined,
  buffer: undefined,
  bytes: undefined,
  handed: undefined,
  descriptor: undefined,
  rung: undefined,
  channel: undefined,
  heard: undefined,
  acknowledged: undefined,
  left: undefined,
  taken: undefined,
  delivered: undefined,
  read: undefined,
});

export const beginMessage = (event: SocEvent): MessageDraft => ({
  id: event.seq,
  text: '',
  bytes: 0,
  src: undefined,
  dst: undefined,
  port: undefined,
  start: event.time,
  end: event.time,
  out: undefined,
  back: undefined,
  faulty: false,
  cause: event.cause,
});

/** Kinds that can begin a message or say something of it; all others only belong to the message of their cause. */
export const tellingKinds: ReadonlySet<SocEvent['kind']> = new Set([
  'tty.written',
  'tty.received',
  'tty.read',
  'rpmsg.written',
  'rpmsg.received',
  'rpmsg.announced',
  'vring.offered',
  'vring.returned',
  'vring.corrupted',
  'ipcc.occupied',
  'ipcc.freed',
  'irq.taken',
  'irq.returned',
  'irq.handled',
  'fault.taken',
  'fault.locked-up',
]);

/** A message has at most one way out and one way back; what follows is another message. `parent`: the message of its cause. */
export function startsMessage(event: SocEvent, parent: MessageDraft | undefined): boolean {
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

/** "Written" and "handed over" are one act in two events; siblings of one cause meet in the `newest` message, in either order. */
export function isOtherHalf(event: SocEvent, newest: MessageDraft | undefined): boolean {
  if (newest === undefined || newest.cause !== event.cause || newest.out !== undefined) return false;
  if (event.kind === 'vring.returned') return newest.back?.written !== undefined && newest.back.handed === undefined;
  if (event.kind === 'rpmsg.written' && event.pc !== undefined)
    return newest.back?.handed !== undefined && newest.back.written === undefined;
  return false;
}

/** Adds to the message what this event tells of it. */
export function noteEvent(message: MessageDraft, event: SocEvent): void {
  switch (event.kind) {
    case 'tty.written':
      message.text = event.fields.text;
      message.bytes = event.fields.bytes;
      message.port = event.fields.port;
      break;
    case 'tty.received':
      message.port ??= event.fields.port;
      if (message.back !== undefined) message.back.delivered ??= markOf(event);
      if (message.text === '') message.text = event.fields.text;
      break;
    case 'tty.read':
      if (message.back !== undefined) message.back.read ??= markOf(event);
      break;
    case 'rpmsg.written':
      noteWritten(message, event);
      break;
    case 'rpmsg.received':
    case 'rpmsg.announced':
      message.back ??= emptyLeg('m4-to-linux');
      message.back.taken ??= markOf(event);
      break;
    case 'vring.offered':
    case 'vring.returned':
      noteHanded(message, event);
      break;
    case 'ipcc.occupied':
    case 'ipcc.freed':
      noteBell(message, event);
      break;
    case 'irq.taken':
    case 'irq.returned':
    case 'irq.handled':
      noteInterrupt(message, event);
      break;
    case 'fault.taken':
    case 'fault.locked-up':
    case 'vring.corrupted':
      message.faulty = true;
      break;
    default:
      break;
  }
}

function noteWritten(message: MessageDraft, event: Extract<SocEvent, { kind: 'rpmsg.written' }>): void {
  const { buffer, payload, length, src, dst } = event.fields;
  if (event.pc === undefined) message.out ??= emptyLeg('linux-to-m4');
  else message.back ??= emptyLeg('m4-to-linux');
  const leg = event.pc === undefined ? message.out : message.back;
  if (leg === undefined) return;
  leg.written ??= markOf(event);
  leg.buffer ??= buffer;
  leg.bytes ??= length;
  message.src ??= src;
  message.dst ??= dst;
  // A long write is several messages, each with a part of its text.
  if (message.text === '' || leg === message.out) {
    message.text = payload;
    message.bytes = length;
  }
}

function noteHanded(
  message: MessageDraft,
  event: Extract<SocEvent, { kind: 'vring.offered' | 'vring.returned' }>,
): void {
  const { ring, descriptor } = event.fields;
  if (event.kind === 'vring.offered' && ring === 1) {
    message.out ??= emptyLeg('linux-to-m4');
    message.out.handed ??= markOf(event);
    message.out.descriptor ??= descriptor;
  } else if (event.kind === 'vring.returned' && ring === 0) {
    message.back ??= emptyLeg('m4-to-linux');
    message.back.handed ??= markOf(event);
    message.back.descriptor ??= descriptor;
  } else if (event.kind === 'vring.returned' && message.out !== undefined) {
    message.out.taken ??= markOf(event);
  }
}

function noteBell(message: MessageDraft, event: Extract<SocEvent, { kind: 'ipcc.occupied' | 'ipcc.freed' }>): void {
  const leg = event.fields.from === 1 ? message.out : message.back;
  if (leg === undefined) return;
  if (event.kind === 'ipcc.freed') leg.acknowledged ??= markOf(event);
  else {
    leg.rung ??= markOf(event);
    leg.channel ??= event.fields.channel;
  }
}

function noteInterrupt(
  { out, back }: MessageDraft,
  event: Extract<SocEvent, { kind: 'irq.taken' | 'irq.returned' | 'irq.handled' }>,
): void {
  if (event.kind === 'irq.taken' && out?.rung !== undefined) out.heard ??= markOf(event);
  if (event.kind === 'irq.returned' && out?.heard !== undefined && back?.rung === undefined) out.left = markOf(event);
  if (event.kind === 'irq.handled' && back?.rung !== undefined) back.heard ??= markOf(event);
}

/** How far a message has come. */
export type Progress = 'on its way out' | 'with the M4' | 'on its way back' | 'arrived';
export function progressOf({ out, back }: MessageFacts): Progress {
  if (back?.delivered !== undefined || back?.taken !== undefined) return 'arrived';
  if (back?.handed !== undefined) return 'on its way back';
  return out?.taken !== undefined || out?.heard !== undefined ? 'with the M4' : 'on its way out';
}
