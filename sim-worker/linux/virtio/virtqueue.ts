/** Driver side of a split virtqueue: every field is written in the kernel's order, every index from memory is checked. Source: drivers/virtio/virtio_ring.c. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EIO } from '../fs/errno';
import type { Say } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import { usedOffset } from './vring-layout';

const ENOSPC = 28;
const descriptorBytes = 16;
const noInterrupt = 1;
const noNotify = 1;
/** The other side writes into this buffer. */
const writeFlag = 2;

export type VirtqueuePlace = {
  readonly name: string;
  readonly address: number;
  readonly num: number;
  readonly align: number;
  readonly notifyId: number;
  /** VIRTIO_RING_F_EVENT_IDX was negotiated: two indices, not two flags, say when a side wants to be rung. */
  readonly eventIndex: boolean;
};
export type UsedBuffer = { readonly address: number; readonly length: number };

/** What the kernel keeps for itself: nothing in here can be changed by the other side. */
type State = {
  readonly place: VirtqueuePlace;
  freeHead: number;
  free: number;
  /** Next free descriptor per descriptor. */
  next: number[];
  /** Address of the buffer that a descriptor carries while the other side has it. */
  buffers: (number | undefined)[];
  availIdx: number;
  /** Up to where in the avail ring it was asked whether the other side wants to be rung. */
  askedIdx: number;
  /** With the event index nothing but this side knows of it. */
  availFlags: number;
  /** The other side has rung since bells were last asked for; only kept with the event index. */
  triggered: boolean;
  lastUsed: number;
  broken: boolean;
};

export class Virtqueue implements Snapshottable {
  readonly #bus: LinuxBus;
  readonly #say: Say;
  #state: State;

  /** The memory of the ring is zero already. */
  constructor(place: VirtqueuePlace, bus: LinuxBus, say: Say) {
    this.#bus = bus;
    this.#say = say;
    const { num } = place;
    this.#state = {
      place,
      freeHead: 0,
      free: num,
      next: Array.from({ length: num }, (_, i) => (i + 1) % num),
      buffers: new Array(num).fill(undefined),
      availIdx: 0,
      askedIdx: 0,
      availFlags: 0,
      triggered: false,
      lastUsed: 0,
      broken: false,
    };
  }

  get place(): VirtqueuePlace {
    return this.#state.place;
  }

  /** Descriptors that the driver could offer now. */
  get free(): number {
    return this.#state.free;
  }

  get num(): number {
    return this.#state.place.num;
  }

  get notifyId(): number {
    return this.#state.place.notifyId;
  }

  /** How far this side has read the used ring; no memory holds it. */
  get lastUsed(): number {
    return this.#state.lastUsed;
  }

  get broken(): boolean {
    return this.#state.broken;
  }

  /** Offers a buffer for the other side to read. Returns 0 or an errno. */
  addOut(address: number, length: number): number {
    return this.#add(address, length, 0);
  }

  /** Offers a buffer for the other side to fill. Returns 0 or an errno. */
  addIn(address: number, length: number): number {
    return this.#add(address, length, writeFlag);
  }

  /** Has the other side given something back that was not looked at yet? */
  hasUsed(): boolean {
    return !this.#state.broken && this.#state.lastUsed !== this.#bus.read(this.#used + 2, 2);
  }

  /** The oldest buffer given back; undefined when there is none, or when what is there cannot be. */
  take(): UsedBuffer | undefined {
    const state = this.#state;
    if (!this.hasUsed()) return undefined;
    const at = this.#used + 4 + 8 * (state.lastUsed & (state.place.num - 1));
    const id = this.#bus.read(at, 4);
    const length = this.#bus.read(at + 4, 4);
    if (id >= state.place.num) return this.#bad(`id ${id} out of range`);
    const address = state.buffers[id];
    if (address === undefined) return this.#bad(`id ${id} is not a head!`);
    state.buffers[id] = undefined;
    state.next[id] = state.freeHead;
    state.freeHead = id;
    state.free++;
    state.lastUsed = (state.lastUsed + 1) & 0xffff;
    if ((state.availFlags & noInterrupt) === 0) this.#writeUsedEvent(state.lastUsed);
    return { address, length };
  }

  /** vring_interrupt(): false when there is nothing to be taken. */
  interrupted(): boolean {
    const state = this.#state;
    if (!this.hasUsed()) return false;
    if (state.place.eventIndex) state.triggered = true;
    return true;
  }

  /** Says that this side need not be rung. The event index can only be put where it is passed rarely: once in 65536. */
  disableCallback(): void {
    const state = this.#state;
    if ((state.availFlags & noInterrupt) !== 0) return;
    state.availFlags |= noInterrupt;
    if (!state.place.eventIndex) this.#bus.write(this.#avail, state.availFlags, 2);
    else if (!state.triggered) this.#writeUsedEvent(0);
  }

  /** Says that this side wants to be rung. */
  enableCallback(): void {
    const state = this.#state;
    state.triggered = false;
    if ((state.availFlags & noInterrupt) !== 0) {
      state.availFlags &= ~noInterrupt;
      if (!state.place.eventIndex) this.#bus.write(this.#avail, state.availFlags, 2);
    }
    this.#writeUsedEvent(state.lastUsed);
  }

  /** virtqueue_kick_prepare(): does the other side want to be rung for the next `entries` of those that it was not rung for? */
  kickWanted(entries = (this.#state.availIdx - this.#state.askedIdx) & 0xffff): boolean {
    const state = this.#state;
    const old = state.askedIdx;
    state.askedIdx = (old + entries) & 0xffff;
    if (state.broken) return false;
    if (!state.place.eventIndex) return (this.#bus.read(this.#used, 2) & noNotify) === 0;
    return passes(this.#bus.read(this.#used + 4 + 8 * state.place.num, 2), state.askedIdx, old);
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  #add(address: number, length: number, flags: number): number {
    const state = this.#state;
    if (state.broken) return EIO;
    if (state.free === 0) return ENOSPC;
    const index = state.freeHead;
    const at = state.place.address + index * descriptorBytes;
    this.#bus.write(at + 12, flags, 2);
    this.#bus.write(at, address, 4);
    this.#bus.write(at + 4, 0, 4);
    this.#bus.write(at + 8, length, 4);
    this.#bus.write(at + 14, state.next[index]!, 2);
    state.free--;
    state.freeHead = state.next[index]!;
    state.buffers[index] = address;
    this.#bus.write(this.#avail + 4 + 2 * (state.availIdx & (state.place.num - 1)), index, 2);
    state.availIdx = (state.availIdx + 1) & 0xffff;
    this.#bus.write(this.#avail + 2, state.availIdx, 2);
    return 0;
  }

  /** The kernel writes used_event even when the feature EVENT_IDX was not negotiated. */
  #writeUsedEvent(index: number): void {
    this.#bus.write(this.#avail + 4 + 2 * this.#state.place.num, index, 2);
  }

  #bad(problem: string): undefined {
    this.#state.broken = true;
    this.#say(`${this.#state.place.name}:${problem}`);
    return undefined;
  }

  get #avail(): number {
    return this.#state.place.address + descriptorBytes * this.#state.place.num;
  }

  get #used(): number {
    return this.#state.place.address + usedOffset(this.#state.place.num, this.#state.place.align);
  }
}

/** vring_need_event(): is `event` one of the indices from `old` up to, but not including, `now`? */
const passes = (event: number, now: number, old: number): boolean =>
  ((now - event - 1) & 0xffff) < ((now - old) & 0xffff);
