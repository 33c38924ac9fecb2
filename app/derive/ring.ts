/** What a vring's three indices mean: counts, slots in slot order, and the one number that matters to the reader. */
import type { SlotState, VringView } from '../../sim-worker/contract/ring-views';
import { type Owner, slotWords } from './words';

const modulo = (value: number): number => value & 0xffff;

/** The three arcs; a hand on the border between them is an index. */
export type RingCounts = {
  /** used..avail: in the M4's power. */
  readonly withM4: number;
  /** read..used: given back, not yet taken by Linux. */
  readonly returned: number;
  /** avail..read + num: with Linux. */
  readonly withLinux: number;
  /** How far one index ran past another; 0 in a sound ring. */
  readonly overrun: number;
};
export type RingSlot = {
  readonly slot: number;
  readonly state: SlotState;
  /** The free-running index that stands on this slot. */
  readonly index: number;
  /** The descriptor that the entry names, when there is one. */
  readonly descriptor: number | undefined;
};
export type RingFace = 'sound' | 'starved' | 'broken';
export type RingHeadline = { readonly count: number; readonly word: string; readonly owner: Owner };

type Indices = { readonly avail: number; readonly used: number; readonly read: number; readonly num: number };
export const indicesOf = (ring: VringView): Indices => ({
  avail: ring.avail.idx,
  used: ring.used.idx,
  read: ring.read,
  num: ring.num,
});

export function ringCounts({ avail, used, read, num }: Indices): RingCounts {
  const withM4 = modulo(avail - used);
  const returned = modulo(used - read);
  if (withM4 > num) {
    // Half of the number circle decides who ran too far: used beyond avail, or avail beyond the ring's length.
    const overrun = withM4 > 0x8000 ? modulo(used - avail) : withM4 - num;
    return { withM4: 0, returned: Math.min(returned, num), withLinux: 0, overrun };
  }
  if (withM4 + returned > num)
    return { withM4, returned: num - withM4, withLinux: 0, overrun: withM4 + returned - num };
  return { withM4, returned, withLinux: num - withM4 - returned, overrun: 0 };
}

const statesOf = (ring: VringView): readonly [withM4: SlotState, returned: SlotState, withLinux: SlotState] =>
  ring.direction === 'm4-to-linux'
    ? ['empty-m4', 'full-linux', 'held-linux']
    : ['full-m4', 'empty-linux', 'empty-linux'];

/** Every slot once, in slot order. */
export function ringSlots(ring: VringView): readonly RingSlot[] {
  const { num } = ring;
  const slots = new Array<RingSlot>(num);
  if (num <= 0) return [];
  const { withM4, returned, withLinux, overrun } = ringCounts(indicesOf(ring));
  const [mine, back, linux] = statesOf(ring);
  if (overrun > 0) return brokenSlots(ring, overrun);
  type Entry = (slot: number) => number | undefined;
  const offered = outstanding(ring, withM4);
  const givenBack: Entry = (slot) => ring.used.ring[slot]?.id;
  const put = (from: number, count: number, state: SlotState, entry: Entry): void => {
    for (let i = 0; i < count; i++) {
      const index = modulo(from + i);
      const slot = index % num;
      const descriptor = entry(slot);
      const kept = state === mine && descriptor !== undefined && ring.descriptors[descriptor]?.state === 'held-m4';
      slots[slot] = { slot, state: kept ? 'held-m4' : state, index, descriptor };
    }
  };
  put(ring.used.idx, withM4, mine, offered);
  put(ring.read, returned, back, givenBack);
  // In vring1 a slot that Linux may fill names no descriptor yet: what stands there is history.
  put(ring.avail.idx, withLinux, linux, ring.direction === 'm4-to-linux' ? givenBack : () => undefined);
  return slots;
}

/**
 * Which descriptor stands on a slot between used and avail. As long as the M4 works in order, the one that avail.ring
 * names there. When it keeps some, those come first: the entries that named them have been passed by.
 */
function outstanding(ring: VringView, count: number): (slot: number) => number | undefined {
  const named = (slot: number): number | undefined => ring.avail.ring[slot];
  const kept = ring.descriptors.filter((d) => d.state === 'held-m4').map((d) => d.index);
  if (kept.length === 0) return named;
  const [mine] = statesOf(ring);
  const rest = Array.from({ length: ring.num }, (_, i) =>
    named(modulo(ring.avail.idx - ring.num + i) % ring.num),
  ).filter((index) => index !== undefined && ring.descriptors[index]?.state === mine);
  const all = [...kept, ...rest].slice(0, count);
  return (slot) => all[modulo(slot - (ring.used.idx % ring.num) + ring.num) % ring.num];
}

/** Slots between the two indices that crossed are impossible; the others keep the last sound meaning. */
function brokenSlots(ring: VringView, overrun: number): readonly RingSlot[] {
  const { num } = ring;
  const usedAhead = modulo(ring.avail.idx - ring.used.idx) > 0x8000;
  const start = usedAhead ? ring.avail.idx : ring.avail.idx - overrun;
  const rest: SlotState = usedAhead ? statesOf(ring)[1] : statesOf(ring)[0];
  return Array.from({ length: num }, (_, slot) => {
    const distance = modulo(slot - start) % num;
    const state = distance < Math.min(overrun, num) ? 'broken' : rest;
    // What was never written names nothing.
    const written = slot < ring.used.idx;
    return { slot, state, index: slot, descriptor: written ? ring.used.ring[slot]?.id : undefined };
  });
}

export function ringFace(ring: VringView): RingFace {
  const counts = ringCounts(indicesOf(ring));
  if (counts.overrun > 0 || ring.problems.length > 0) return 'broken';
  const nothingToFill = ring.direction === 'm4-to-linux' ? counts.withM4 === 0 : counts.withM4 === ring.num;
  return nothingToFill ? 'starved' : 'sound';
}

/** The number in the middle of the wheel: what somebody has to act on. */
export function ringHeadline(ring: VringView): RingHeadline {
  const { withM4, returned, withLinux } = ringCounts(indicesOf(ring));
  if (ring.direction === 'm4-to-linux') {
    if (returned > 0) return { count: returned, word: 'to read', owner: 'a7' };
    if (withM4 > 0) return { count: withM4, word: 'for M4', owner: 'm4' };
    return { count: withLinux, word: 'in Linux’s hands', owner: 'a7' };
  }
  if (withM4 > 0) return { count: withM4, word: 'to read', owner: 'm4' };
  return { count: returned + withLinux, word: 'free', owner: 'a7' };
}

/** The three distances of the close-up, in words. */
export type RingArc = {
  readonly from: number;
  readonly count: number;
  readonly owner: Owner;
  readonly dashed: boolean;
  readonly title: string;
  readonly detail: string;
};
export function ringArcs(ring: VringView): readonly RingArc[] {
  const { withM4, returned, withLinux } = ringCounts(indicesOf(ring));
  const toLinux = ring.direction === 'm4-to-linux';
  return [
    {
      from: ring.used.idx,
      count: withM4,
      owner: 'm4',
      dashed: false,
      title: toLinux ? 'empty, for the M4' : 'full, for the M4',
      detail: 'avail − used',
    },
    {
      from: ring.read,
      count: returned,
      owner: 'a7',
      dashed: false,
      title: toLinux ? 'full, for Linux' : 'given back, for Linux',
      detail: 'used − Linux read',
    },
    {
      from: ring.avail.idx,
      count: withLinux,
      owner: 'a7',
      dashed: toLinux,
      title: toLinux ? 'in Linux’s hands' : 'free, for Linux',
      detail: toLinux ? 'being delivered' : 'not offered',
    },
  ];
}

export type StateCount = {
  readonly state: SlotState;
  readonly count: number;
  readonly brief: string;
  readonly text: string;
};
/** Full and empty counts for the line under the strip, by descriptor state. */
export function stateCounts(ring: VringView): readonly StateCount[] {
  const counts = new Map<SlotState, number>();
  for (const d of ring.descriptors) counts.set(d.state, (counts.get(d.state) ?? 0) + 1);
  const order: readonly SlotState[] = [
    'broken',
    'held-m4',
    'full-linux',
    'full-m4',
    'held-linux',
    'empty-m4',
    'empty-linux',
  ];
  return order.flatMap((state) => {
    const count = counts.get(state);
    const { brief, short } = slotWords[state];
    return count === undefined ? [] : [{ state, count, brief: `${count} ${brief}`, text: `${count} ${short}` }];
  });
}

/** What the two flags words say, one sentence each; with EVENT_IDX the two event words instead. */
export function flagSentences(ring: VringView): readonly { readonly word: string; readonly sentence: string }[] {
  const name = `vring${ring.ring}`;
  const { negotiated, usedEvent, availEvent } = ring.eventIndex;
  if (negotiated) {
    return [
      { word: `${name}.avail_event = ${availEvent}`, sentence: `the M4 wants a bell when avail passes ${availEvent}` },
      { word: `${name}.used_event = ${usedEvent}`, sentence: `Linux wants a bell when used passes ${usedEvent}` },
    ];
  }
  return [
    {
      word: `${name}.used.flags = ${ring.used.flags}`,
      sentence: (ring.used.flags & 1) === 1 ? 'the M4 asks Linux not to ring' : 'the M4 wants a bell',
    },
    {
      word: `${name}.avail.flags = ${ring.avail.flags}`,
      sentence: (ring.avail.flags & 1) === 1 ? 'Linux asks the M4 not to ring' : 'Linux wants a bell',
    },
  ];
}
