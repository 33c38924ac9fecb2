/** Turns raw writes to a vring into facts: offered, returned, flagged, written. It reads memory only, never a side's opinion. */
import type { Initiator } from '../contract/units';
import type { EventLog } from '../kernel/event-log';
import type { Plain, Snapshottable } from '../kernel/snapshot';
import { DescriptorHolders } from './descriptor-holders';
import { messageText, readMessage } from './rpmsg-message';
import {
  ahead,
  type Descriptor,
  type Peek,
  readDescriptor,
  type VringAddresses,
  type VringPlace,
  vringAddresses,
} from './vring-layout';

export type ProbePorts = {
  readonly bus: Peek & {
    watch(
      address: number,
      length: number,
      listener: (address: number, length: number, by: Initiator) => void,
    ): () => void;
  };
  readonly log: EventLog;
  readonly now: () => number;
  /** The M4 made or took a message: what it does next follows from this event. */
  readonly m4Follows: (seq: number) => void;
  /** Linux' private read index of a ring, which no memory holds: looked up for the history, never for a fact. */
  readonly linuxRead?: (ring: number) => number;
};

type ChasePoint = { readonly time: number; readonly avail: number; readonly used: number; readonly read: number };
/** Points that are shown; at most twice as many are kept. */
const chaseLimit = 256;
/** What went wrong with a ring; each is told once. */
type Fault = { readonly kind: string; readonly problem: string; readonly event: number };

type State = {
  availIdx: number;
  usedIdx: number;
  availFlags: number;
  usedFlags: number;
  /** Linux' read index when it was last looked up. */
  readIdx: number;
  faults: Fault[];
  described: readonly string[];
  chase: ChasePoint[];
};

const fresh = (): State => ({
  availIdx: 0,
  usedIdx: 0,
  availFlags: 0,
  usedFlags: 0,
  readIdx: 0,
  faults: [],
  described: [],
  chase: [],
});
/** Do these bytes reach into the halfword at `place`? */
const touches = (start: number, end: number, place: number): boolean => start < place + 2 && end > place;
const asKey = (d: Descriptor): string => `${d.address} ${d.length} ${d.flags}`;

export class VringProbe implements Snapshottable {
  readonly place: VringPlace;
  readonly #ports: ProbePorts;
  readonly #at: VringAddresses;
  readonly #unwatch: () => void;
  /** Who has each descriptor, and how it came there. */
  readonly holders = new DescriptorHolders();
  #state = fresh();

  constructor(place: VringPlace, ports: ProbePorts) {
    this.place = place;
    this.#ports = ports;
    this.#at = vringAddresses(place);
    this.#unwatch = ports.bus.watch(place.address, this.#at.end - place.address, (address, length, by) =>
      this.#written(address, length, by),
    );
    this.#adopt();
  }

  close(): void {
    this.#unwatch();
  }

  /** What has gone wrong since the ring was made. */
  get faults(): readonly Fault[] {
    return this.#state.faults;
  }

  get chase(): readonly ChasePoint[] {
    return this.#state.chase.slice(-chaseLimit);
  }

  save(): Plain {
    return { state: structuredClone(this.#state) as unknown as Plain, holders: this.holders.save() };
  }

  load(saved: Plain): void {
    const { state, holders } = saved as unknown as { state: State; holders: Plain };
    this.#state = structuredClone(state);
    this.holders.load(holders);
  }

  /** What already stands in the ring is the beginning, not news. */
  #adopt(): void {
    this.#state.availIdx = this.#half(this.#at.avail + 2);
    this.#state.usedIdx = this.#half(this.#at.used + 2);
    this.#state.availFlags = this.#half(this.#at.avail);
    this.#state.usedFlags = this.#half(this.#at.used);
    this.#state.readIdx = this.#linuxRead();
    this.#state.faults = [];
    const { num } = this.place;
    const offered = Math.min(ahead(this.#state.availIdx, this.#state.usedIdx), num);
    const entries = Array.from({ length: offered }, (_, i) => this.#availEntry((this.#state.usedIdx + i) & 0xffff));
    this.holders.begin(
      entries.filter((descriptor) => descriptor < num),
      this.#ports.now(),
    );
  }

  #availEntry(index: number): number {
    return this.#half(this.#at.avail + 4 + 2 * (index % this.place.num));
  }

  #linuxRead(): number {
    return (this.#ports.linuxRead?.(this.place.ring) ?? this.#state.usedIdx) & 0xffff;
  }

  #half(address: number): number {
    return this.#ports.bus.peek(address, 2) ?? 0;
  }

  #written(address: number, length: number, by: Initiator): void {
    if (length > 16) {
      // A block as large as this is the whole ring being cleared or loaded, not a step of the protocol.
      this.#adopt();
      return;
    }
    const end = address + length;
    const { avail, used, usedEvent, availEvent } = this.#at;
    if (this.place.eventIndex && touches(address, end, usedEvent)) this.#eventNamed(false, this.#half(usedEvent));
    if (this.place.eventIndex && touches(address, end, availEvent)) this.#eventNamed(true, this.#half(availEvent));
    if (touches(address, end, usedEvent)) this.#read();
    if (touches(address, end, avail)) this.#flagged(false, this.#half(avail));
    if (touches(address, end, used)) this.#flagged(true, this.#half(used));
    if (touches(address, end, avail + 2)) this.#offered(this.#half(avail + 2));
    if (!touches(address, end, used + 2)) return;
    if (by === 'injection') this.#takenBack(this.#half(used + 2));
    else this.#returned(this.#half(used + 2));
  }

  #flagged(used: boolean, flags: number): void {
    const before = used ? this.#state.usedFlags : this.#state.availFlags;
    if (used) this.#state.usedFlags = flags;
    else this.#state.availFlags = flags;
    if (flags !== before) this.#ports.log.record('vring.flagged', { ring: this.place.ring, used, flags });
  }

  /** Without the feature Linux writes used_event as well, and it means nothing. */
  #eventNamed(used: boolean, index: number): void {
    this.#ports.log.record('vring.event-named', { ring: this.place.ring, used, index });
  }

  /** virtio_ring writes used_event each time it has taken an entry, unless its callbacks are off. */
  #read(): void {
    if (this.#catchUpWithLinux()) this.#chased();
  }

  /** Notes what Linux has taken since the last look; false when that is nothing. */
  #catchUpWithLinux(): boolean {
    const read = this.#linuxRead();
    const before = this.#state.readIdx;
    const count = ahead(read, before);
    this.#state.readIdx = read;
    if (count === 0 || count > this.place.num) return count !== 0;
    const { log, bus, now } = this.#ports;
    for (let i = 0; i < count; i++) {
      const index = (before + i) & 0xffff;
      const descriptor = bus.peek(this.#at.used + 4 + 8 * (index % this.place.num), 4) ?? 0;
      if (descriptor < this.place.num) this.holders.taken(descriptor, { time: now(), event: log.context.cause, index });
    }
    return true;
  }

  #offered(index: number): void {
    const { ring, num } = this.place;
    this.#catchUpWithLinux();
    const before = this.#state.availIdx;
    this.#state.availIdx = index;
    const count = ahead(index, before);
    if (count === 0) return;
    if (count > num || ahead(index, this.#state.usedIdx) > num) {
      this.#corrupted('index', `avail.idx went from ${before} to ${index} while used.idx is ${this.#state.usedIdx}`);
      return;
    }
    for (let i = 0; i < count; i++) {
      const slot = (before + i) % num;
      const descriptor = this.#half(this.#at.avail + 4 + 2 * slot);
      if (descriptor >= num) {
        this.#corrupted('avail entry', `avail.ring[${slot}] names descriptor ${descriptor}`);
        return;
      }
      const letter = this.#describe(descriptor);
      const moved = (before + i + 1) & 0xffff;
      const seq = this.#ports.log.record('vring.offered', { ring, descriptor, index: moved }, letter);
      if (!this.holders.offered(descriptor, { time: this.#ports.now(), event: seq, index: moved }))
        this.#corrupted('offered twice', `descriptor ${descriptor} was offered while the M4 still had it`);
      this.#moveOn(seq);
    }
    this.#chased();
  }

  /** Tells a changed descriptor, and on vring1 the message it carries. Returns the event that the offer follows from. */
  #describe(index: number): number | undefined {
    const { ring } = this.place;
    const { bus, log } = this.#ports;
    const d = readDescriptor(bus, this.place, index);
    if (this.#state.described[index] !== asKey(d)) {
      this.#state.described = Object.assign([...this.#state.described], { [index]: asKey(d) });
      log.record('vring.described', { ring, descriptor: index, address: d.address, length: d.length, flags: d.flags });
    }
    return ring === 1 ? this.#letter(d.address) : log.context.cause;
  }

  #letter(address: number): number {
    const message = readMessage(this.#ports.bus, address);
    return this.#ports.log.record('rpmsg.written', {
      buffer: address,
      src: message.src,
      dst: message.dst,
      length: message.length,
      payload: messageText(message),
    });
  }

  #returned(index: number): void {
    const { ring, num } = this.place;
    const before = this.#state.usedIdx;
    this.#state.usedIdx = index;
    const count = ahead(index, before);
    if (count === 0) return;
    if (count > num || ahead(this.#state.availIdx, index) > num) {
      this.#corrupted('index', `used.idx went from ${before} to ${index} while avail.idx is ${this.#state.availIdx}`);
      return;
    }
    for (let i = 0; i < count; i++) {
      const at = this.#at.used + 4 + 8 * ((before + i) % num);
      const descriptor = this.#ports.bus.peek(at, 4) ?? 0;
      const length = this.#ports.bus.peek(at + 4, 4) ?? 0;
      if (descriptor >= num) {
        this.#corrupted('used entry', `used.ring[${(before + i) % num}] names descriptor ${descriptor}`);
        return;
      }
      const letter =
        ring === 0 ? this.#letter(readDescriptor(this.#ports.bus, this.place, descriptor).address) : undefined;
      const moved = (before + i + 1) & 0xffff;
      const { log } = this.#ports;
      const known = this.holders.wasOffered(descriptor);
      const seq = log.record('vring.returned', { ring, descriptor, length, index: moved }, letter ?? log.context.cause);
      if (!this.holders.returned(descriptor, { time: this.#ports.now(), event: seq, index: moved }))
        this.#corrupted(
          known ? 'returned twice' : 'returned unoffered',
          `descriptor ${descriptor} was given back ${known ? 'twice' : 'without having been offered'}`,
        );
      this.#moveOn(seq);
    }
    this.#chased();
  }

  /** A fault on purpose lets the newest returns vanish: their descriptors are with the M4 again. */
  #takenBack(index: number): void {
    const { num } = this.place;
    const gone = ahead(this.#state.usedIdx, index);
    if (gone > num) {
      this.#returned(index);
      return;
    }
    this.#state.usedIdx = index;
    const { bus, log, now } = this.#ports;
    for (let i = 0; i < gone; i++) {
      const descriptor = bus.peek(this.#at.used + 4 + 8 * ((index + i) % num), 4) ?? 0;
      if (descriptor < num) this.holders.takenBack(descriptor, { time: now(), event: log.context.cause, index });
    }
    this.#chased();
  }

  #moveOn(seq: number): void {
    const { log } = this.#ports;
    if (log.context.pc === undefined) log.context.cause = seq;
    else this.#ports.m4Follows(seq);
  }

  #corrupted(kind: string, problem: string): void {
    if (this.#state.faults.some((fault) => fault.kind === kind)) return;
    const event = this.#ports.log.record('vring.corrupted', { ring: this.place.ring, problem });
    this.#state.faults.push({ kind, problem, event });
  }

  #chased(): void {
    const { chase, availIdx, usedIdx, readIdx } = this.#state;
    chase.push({ time: this.#ports.now(), avail: availIdx, used: usedIdx, read: readIdx });
    if (chase.length >= 2 * chaseLimit) chase.splice(0, chase.length - chaseLimit);
  }
}
