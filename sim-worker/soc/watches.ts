/** Ranges of RAM that the user watches: each access becomes an event with what stood there before and after. */
import type { WatchListener } from '../bus/regions';
import type { Initiator } from '../contract/units';
import type { EventLog } from '../kernel/event-log';
import type { Plain, Snapshottable } from '../kernel/snapshot';

export type Range = { readonly address: number; readonly length: number };
export type WatchWanted = {
  /** As the user wrote it; the events carry it, and a field of a ring is looked up by it. */
  readonly place: string;
  /** Undefined while the place does not exist yet: a field of a ring that is still to come. */
  readonly range: Range | undefined;
  readonly reads: boolean;
  readonly writes: boolean;
};

export type WatchPorts = {
  readonly bus: {
    watch(address: number, length: number, listener: WatchListener): () => void;
    watchReads(address: number, length: number, listener: WatchListener): () => void;
    peekRam(address: number, length: number): Uint8Array;
    canonicalOf(address: number): number;
  };
  readonly log: EventLog;
};

type Armed = {
  readonly wanted: WatchWanted & { readonly range: Range };
  /** Canonical address of the first byte. */
  readonly start: number;
  /** The bytes as they were after the last write. */
  known: Uint8Array;
  readonly end: () => void;
};

export class Watches implements Snapshottable {
  /** Where a place lies now that is found by what stands in memory; set by whoever knows the rings. */
  locate: (place: string) => Range | undefined = () => undefined;
  readonly #ports: WatchPorts;
  #wanted: readonly WatchWanted[] = [];
  #armed: Armed[] = [];

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  get wanted(): readonly WatchWanted[] {
    return this.#wanted;
  }

  /** Watches these and nothing else. */
  set(wanted: readonly WatchWanted[]): void {
    this.#wanted = wanted;
    this.placesMoved();
  }

  /** The rings were made, or lie somewhere else now. */
  placesMoved(): void {
    if (this.#wanted.length === 0 && this.#armed.length === 0) return;
    this.#disarm();
    this.#arm(this.#wanted.map((each) => ({ ...each, range: each.range ?? this.locate(each.place) })));
  }

  /** Where a watched place lies; undefined while it lies nowhere. */
  rangeOf(place: string): Range | undefined {
    return this.#armed.find(({ wanted }) => wanted.place === place)?.wanted.range;
  }

  save(): Plain {
    return structuredClone({
      wanted: this.#wanted,
      armed: this.#armed.map(({ wanted }) => wanted),
    }) as unknown as Plain;
  }

  /** Memory must have been restored before. */
  load(state: Plain): void {
    const { wanted, armed } = structuredClone(state) as unknown as {
      readonly wanted: readonly WatchWanted[];
      readonly armed: readonly WatchWanted[];
    };
    this.#wanted = wanted;
    this.#disarm();
    this.#arm(armed);
  }

  #disarm(): void {
    for (const { end } of this.#armed) end();
    this.#armed = [];
  }

  #arm(watches: readonly WatchWanted[]): void {
    const { bus } = this.#ports;
    for (const each of watches) {
      const { range } = each;
      if (range === undefined) continue;
      const ends: (() => void)[] = [];
      const armed: Armed = {
        wanted: { ...each, range },
        start: bus.canonicalOf(range.address),
        known: bus.peekRam(range.address, range.length),
        end: () => {
          for (const end of ends) end();
        },
      };
      if (each.writes)
        ends.push(bus.watch(range.address, range.length, (...access) => this.#written(armed, ...access)));
      if (each.reads)
        ends.push(bus.watchReads(range.address, range.length, (...access) => this.#read(armed, ...access)));
      this.#armed.push(armed);
    }
  }

  #written(armed: Armed, address: number, length: number, by: Initiator): void {
    const { wanted, start, known } = armed;
    const now = this.#ports.bus.peekRam(wanted.range.address, wanted.range.length);
    armed.known = now;
    if (by !== 'a7' && by !== 'm4') return;
    const first = Math.max(address - start, 0);
    const end = Math.min(address + length - start, now.length);
    const from = end - first > 4 ? firstChange(known, now, first, end) : first;
    const count = end - from;
    this.#ports.log.record('watch.written', {
      place: wanted.place,
      by: by === 'a7' ? 1 : 2,
      address: wanted.range.address + from,
      old: wordAt(known, from, count),
      value: wordAt(now, from, count),
    });
  }

  #read({ wanted, start }: Armed, address: number, length: number, by: Initiator): void {
    if (by !== 'a7' && by !== 'm4') return;
    const { range, place } = wanted;
    const from = Math.max(address - start, 0);
    const count = Math.min(address + length - start, range.length) - from;
    const value = wordAt(this.#ports.bus.peekRam(range.address + from, Math.min(count, 4)), 0, count);
    this.#ports.log.record('watch.read', { place, by: by === 'a7' ? 1 : 2, address: range.address + from, value });
  }
}

/** Of a long write: the word in which the first byte changes; its first word when none does. */
function firstChange(before: Uint8Array, after: Uint8Array, first: number, end: number): number {
  for (let i = first; i < end; i++) if (before[i] !== after[i]) return first + ((i - first) & ~3);
  return first;
}

/** At most four bytes, little endian. */
function wordAt(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = Math.min(count, 4) - 1; i >= 0; i--) value = value * 256 + (bytes[from + i] ?? 0);
  return value;
}
