/** What the system map shows of one message: where the letter is, which ways it took, and how far its bell has come. */
import type { Leg } from '../../sim-worker/contract/messages';
import type { Message } from './messages';
import { letterText } from './words';

/** now: 2.6 px ink; past: thin, earlier in this message; expected: dotted; missing: dotted crimson with a cross. */
export type WayState = 'none' | 'past' | 'now' | 'expected' | 'missing';
/** Four ways of the letter: into vring1, out of it, into vring0, out of it. */
export type LetterWay = 'out-in' | 'out-out' | 'back-in' | 'back-out';
export type BellWay = 'linux-ipcc' | 'ipcc-m4' | 'm4-ipcc' | 'ipcc-linux';
export type MapStory = {
  readonly letter:
    | { readonly text: string; readonly at: LetterWay; readonly place: 'start' | 'ring' | 'end' }
    | undefined;
  readonly ways: Readonly<Record<LetterWay, WayState>>;
  readonly bells: Readonly<Record<BellWay, WayState>>;
  /** The channels on which the two legs ring. */
  readonly outChannel: number;
  readonly backChannel: number;
};

const quiet: MapStory = {
  letter: undefined,
  ways: { 'out-in': 'none', 'out-out': 'none', 'back-in': 'none', 'back-out': 'none' },
  bells: { 'linux-ipcc': 'none', 'ipcc-m4': 'none', 'm4-ipcc': 'none', 'ipcc-linux': 'none' },
  outChannel: 2,
  backChannel: 1,
};

export type Blocked = { readonly out: boolean; readonly back: boolean };

export function mapStory(message: Message | undefined, blocked: Blocked = { out: false, back: false }): MapStory {
  if (message === undefined) return quiet;
  const { out, back } = message;
  const text = letterText(message.text, 10) || `${message.bytes} B`;
  const began = back !== undefined && (back.written !== undefined || back.handed !== undefined);
  const ways = {
    ...quiet.ways,
    ...(out === undefined ? (back === undefined ? { 'out-in': 'expected' as const } : {}) : outWays(out, began)),
    ...(back === undefined ? {} : backWays(back)),
  };
  const bells = {
    ...quiet.bells,
    ...(out === undefined || began ? {} : outBells(out, blocked.out)),
    ...(back === undefined ? {} : backBells(back, blocked.back)),
  };
  const letter = began && back !== undefined ? letterBack(back) : letterOut(out);
  return { ...quiet, ways, bells, letter: { text, ...letter } };
}

type Place = { readonly at: LetterWay; readonly place: 'start' | 'ring' | 'end' };
const letterOut = (out: Leg | undefined): Place => {
  if (out?.taken !== undefined) return { at: 'out-out', place: 'end' };
  if (out?.handed !== undefined) return { at: 'out-in', place: 'ring' };
  return { at: 'out-in', place: 'start' };
};
const letterBack = (back: Leg): Place => {
  if (back.taken !== undefined || back.delivered !== undefined) return { at: 'back-out', place: 'end' };
  if (back.handed !== undefined) return { at: 'back-in', place: 'ring' };
  return { at: 'back-in', place: 'start' };
};

function outWays(out: Leg, answered: boolean): Partial<Record<LetterWay, WayState>> {
  if (answered) return { 'out-in': 'past', 'out-out': 'past' };
  if (out.handed === undefined) return { 'out-in': 'expected' };
  if (out.taken !== undefined) return { 'out-in': 'past', 'out-out': 'now', 'back-in': 'expected' };
  return { 'out-in': 'now', 'out-out': 'expected' };
}
function backWays(back: Leg): Partial<Record<LetterWay, WayState>> {
  if (back.taken !== undefined || back.delivered !== undefined) return { 'back-in': 'past', 'back-out': 'now' };
  return back.handed === undefined ? { 'back-in': 'expected' } : { 'back-in': 'now', 'back-out': 'expected' };
}
function outBells(out: Leg, blocked: boolean): Partial<Record<BellWay, WayState>> {
  if (out.acknowledged !== undefined) return out.taken === undefined ? { 'linux-ipcc': 'past', 'ipcc-m4': 'past' } : {};
  if (out.heard !== undefined) return { 'linux-ipcc': 'past', 'ipcc-m4': 'now' };
  if (out.rung !== undefined) return { 'linux-ipcc': 'now', 'ipcc-m4': blocked ? 'missing' : 'expected' };
  return out.handed === undefined ? {} : { 'linux-ipcc': 'expected' };
}
function backBells(back: Leg, blocked: boolean): Partial<Record<BellWay, WayState>> {
  if (back.acknowledged !== undefined)
    return back.taken === undefined ? { 'm4-ipcc': 'past', 'ipcc-linux': 'past' } : {};
  if (back.heard !== undefined) return { 'm4-ipcc': 'past', 'ipcc-linux': 'now' };
  if (back.rung !== undefined) return { 'm4-ipcc': 'now', 'ipcc-linux': blocked ? 'missing' : 'expected' };
  return back.handed === undefined ? {} : { 'm4-ipcc': 'expected' };
}

/** The message that the map follows: the one of the event the sentence is about, else the newest. */
export function followedMessage(
  messages: readonly Message[],
  messageOf: (seq: number) => Message | undefined,
  event: number | undefined,
): Message | undefined {
  const told = event === undefined ? undefined : messageOf(event);
  return told ?? messages[messages.length - 1];
}
