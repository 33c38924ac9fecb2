/** Turns raw writes to a vring into facts: offered, returned, flagged, written. It reads memory only, never a side's opinion. */
import type { Initiator } from '../contract/units';
import type { EventLog } from '../kernel/event-log';
import type { Plain, Snapshottable } from '../kernel/snapshot';
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
      listener: (write: { address: number; length: number; by: Initiator }) => void,
    ): () => void;
  };
  readonly log: EventLog;
  readonly now: () => number;
  /** The M4 made or took a message: what it does next follows from this event. */
  readonly m4Follows: (seq: number) => void;
};

type ChasePoint = { readonly time: number; readonly avail: number; readonly used: number };
const chaseLimit = 256;

type State = {
  availIdx: number;
  usedIdx: number;
  availFlags: number;
  usedFlags: number;
  corrupt: boolean;
  described: readonly string[];
  /** Virtual time of each descriptor's last change of hands. */
  since: number[];
  chase: ChasePoint[];
};

const fresh = (): State => ({
  availIdx: 0,
  usedIdx: 0,
  availFlags: 0,
  usedFlags: 0,
  corrupt: false,
  described: [],
  since: [],
  chase: [],
});
const asKey = (d: Descriptor): string => `${d.address} ${d.length} ${d.flags}`;

export class VringProbe implements Snapshottable {
  readonly place: VringPlace;
  readonly #ports: ProbePorts;
  readonly #at: VringAddresses;
  readonly #unwatch: () => void;
  #state = fresh();

  constructor(place: VringPlace, ports: ProbePorts) {
    this.place = place;
    this.#ports = ports;
    this.#at = vringAddresses(place);
    this.#unwatch = ports.bus.watch(place.address, this.#at.end - place.address, (write) =>
      this.#written(write.address, write.length),
    );
    this.#adopt();
  }

  close(): void {
    this.#unwatch();
  }

  /** Virtual time at which the descriptor last changed hands. */
  since(descriptor: number): number | undefined {
    return this.#state.since[descriptor];
  }

  get chase(): readonly ChasePoint[] {
    return this.#state.chase;
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  /** What already stands in the ring is the beginning, not news. */
  #adopt(): void {
    this.#state.availIdx = this.#half(this.#at.avail + 2);
    this.#state.usedIdx = this.#half(this.#at.used + 2);
    this.#state.availFlags = this.#half(this.#at.avail);
    this.#state.usedFlags = this.#half(this.#at.used);
  }

  #half(address: number): number {
    return this.#ports.bus.peek(address, 2) ?? 0;
  }

  #written(address: number, length: number): void {
    const touches = (at: number): boolean => address < at + 2 && address + length > at;
    if (length > 16) {
      // A block as large as this is the whole ring being cleared or loaded, not a step of the protocol.
      this.#adopt();
      return;
    }
    const { avail, used } = this.#at;
    if (this.place.eventIndex && touches(this.#at.usedEvent)) this.#eventNamed(false, this.#half(this.#at.usedEvent));
    if (this.place.eventIndex && touches(this.#at.availEvent)) this.#eventNamed(true, this.#half(this.#at.availEvent));
    if (touches(avail)) this.#flagged(false, this.#half(avail));
    if (touches(used)) this.#flagged(true, this.#half(used));
    if (touches(avail + 2)) this.#offered(this.#half(avail + 2));
    if (touches(used + 2)) this.#returned(this.#half(used + 2));
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

  #offered(index: number): void {
    const { ring, num } = this.place;
    const before = this.#state.availIdx;
    this.#state.availIdx = index;
    const count = ahead(index, before);
    if (count === 0) return;
    if (count > num || ahead(index, this.#state.usedIdx) > num) {
      this.#corrupted(`avail.idx went from ${before} to ${index} while used.idx is ${this.#state.usedIdx}`);
      return;
    }
    for (let i = 0; i < count; i++) {
      const slot = (before + i) % num;
      const descriptor = this.#half(this.#at.avail + 4 + 2 * slot);
      if (descriptor >= num) {
        this.#corrupted(`avail.ring[${slot}] names descriptor ${descriptor}`);
        return;
      }
      const letter = this.#describe(descriptor);
      this.#state.since[descriptor] = this.#ports.now();
      const seq = this.#ports.log.record(
        'vring.offered',
        { ring, descriptor, index: (before + i + 1) & 0xffff },
        letter,
      );
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
      this.#corrupted(`used.idx went from ${before} to ${index} while avail.idx is ${this.#state.availIdx}`);
      return;
    }
    for (let i = 0; i < count; i++) {
      const at = this.#at.used + 4 + 8 * ((before + i) % num);
      const descriptor = this.#ports.bus.peek(at, 4) ?? 0;
      const length = this.#ports.bus.peek(at + 4, 4) ?? 0;
      if (descriptor >= num) {
        this.#corrupted(`used.ring[${(before + i) % num}] names descriptor ${descriptor}`);
        return;
      }
      const letter =
        ring === 0 ? this.#letter(readDescriptor(this.#ports.bus, this.place, descriptor).address) : undefined;
      this.#state.since[descriptor] = this.#ports.now();
      const fields = { ring, descriptor, length, index: (before + i + 1) & 0xffff };
      const { log } = this.#ports;
      this.#moveOn(log.record('vring.returned', fields, letter ?? log.context.cause));
    }
    this.#chased();
  }

  #moveOn(seq: number): void {
    const { log } = this.#ports;
    if (log.context.pc === undefined) log.context.cause = seq;
    else this.#ports.m4Follows(seq);
  }

  #corrupted(problem: string): void {
    if (this.#state.corrupt) return;
    this.#state.corrupt = true;
    this.#ports.log.record('vring.corrupted', { ring: this.place.ring, problem });
  }

  #chased(): void {
    const { chase, availIdx, usedIdx } = this.#state;
    chase.push({ time: this.#ports.now(), avail: availIdx, used: usedIdx });
    if (chase.length > chaseLimit) chase.shift();
  }
}
