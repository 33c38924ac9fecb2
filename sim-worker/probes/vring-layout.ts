/** Where the parts of a split virtqueue lie, and what stands in them. Source: virtio 1.0, 2.4 "Split Virtqueues". */

/** What the probes need of the bus: reading without side effects. */
export type Peek = {
  peek(address: number, size: 1 | 2 | 4): number | undefined;
  peekRam(address: number, length: number): Uint8Array;
};

export type VringPlace = {
  readonly ring: number;
  readonly address: number;
  readonly num: number;
  readonly align: number;
  /** VIRTIO_RING_F_EVENT_IDX was negotiated: used_event and avail_event decide about bells, not the flags. */
  readonly eventIndex: boolean;
};
export type VringAddresses = {
  readonly descriptors: number;
  readonly avail: number;
  /** Where the driver says at which used index it wants to be rung. */
  readonly usedEvent: number;
  readonly used: number;
  /** Where the device says at which avail index it wants to be rung. */
  readonly availEvent: number;
  readonly end: number;
};

/** The largest ring that is drawn; a table that claims more is shown as wrong. */
export const maxRing = 1024;
const unset = 0xffff_ffff;

/** True for values that can be a ring at all: a power of two, a sane alignment, an address. */
export const isPlausible = ({ address, num, align }: Omit<VringPlace, 'eventIndex'>): boolean =>
  num > 0 &&
  num <= maxRing &&
  (num & (num - 1)) === 0 &&
  align > 0 &&
  align <= 65536 &&
  (align & (align - 1)) === 0 &&
  address !== 0 &&
  address !== unset;

/** Can this be followed and drawn, right or wrong? It has an address and a number of descriptors that fit in memory. */
export const isDrawable = (place: Omit<VringPlace, 'eventIndex'>): boolean =>
  place.num > 0 &&
  place.num <= maxRing &&
  place.address !== 0 &&
  place.address !== unset &&
  place.align <= 65536 &&
  vringAddresses(place).end <= 2 ** 32;

export function vringAddresses({ address, num, align }: Omit<VringPlace, 'eventIndex'>): VringAddresses {
  const avail = address + 16 * num;
  const step = Math.max(align, 1);
  const used = Math.ceil((avail + 2 * (3 + num)) / step) * step;
  return {
    descriptors: address,
    avail,
    usedEvent: avail + 4 + 2 * num,
    used,
    availEvent: used + 4 + 8 * num,
    end: used + 6 + 8 * num,
  };
}

export type Descriptor = {
  readonly address: number;
  readonly length: number;
  readonly flags: number;
  readonly next: number;
};

export function readDescriptor(bus: Peek, place: VringPlace, index: number): Descriptor {
  const at = place.address + 16 * index;
  return {
    address: bus.peek(at, 4) ?? 0,
    length: bus.peek(at + 8, 4) ?? 0,
    flags: bus.peek(at + 12, 2) ?? 0,
    next: bus.peek(at + 14, 2) ?? 0,
  };
}

export type AvailRing = { readonly flags: number; readonly idx: number; readonly ring: readonly number[] };
export type UsedRing = {
  readonly flags: number;
  readonly idx: number;
  readonly ring: readonly { readonly id: number; readonly length: number }[];
};

export function readAvail(bus: Peek, place: VringPlace): AvailRing {
  const { avail } = vringAddresses(place);
  return {
    flags: bus.peek(avail, 2) ?? 0,
    idx: bus.peek(avail + 2, 2) ?? 0,
    ring: Array.from({ length: place.num }, (_, i) => bus.peek(avail + 4 + 2 * i, 2) ?? 0),
  };
}

export function readUsed(bus: Peek, place: VringPlace): UsedRing {
  const { used } = vringAddresses(place);
  return {
    flags: bus.peek(used, 2) ?? 0,
    idx: bus.peek(used + 2, 2) ?? 0,
    ring: Array.from({ length: place.num }, (_, i) => ({
      id: bus.peek(used + 4 + 8 * i, 4) ?? 0,
      length: bus.peek(used + 8 + 8 * i, 4) ?? 0,
    })),
  };
}

/** Distance between two free-running 16-bit indices. */
export const ahead = (newer: number, older: number): number => (newer - older) & 0xffff;

/** Would the next step of each side be without a bell? `toM4`: one more offer; `toLinux`: one more return. */
export function quietOf(
  bus: Peek,
  place: VringPlace,
  avail: AvailRing,
  used: UsedRing,
): { readonly toM4: boolean; readonly toLinux: boolean } {
  if (!place.eventIndex) return { toM4: (used.flags & 1) === 1, toLinux: (avail.flags & 1) === 1 };
  const at = vringAddresses(place);
  return { toM4: bus.peek(at.availEvent, 2) !== avail.idx, toLinux: bus.peek(at.usedEvent, 2) !== used.idx };
}
