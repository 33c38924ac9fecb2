/**
 * Notices that the core only polls: one turn of its loop after the other leaves registers and memory as they were. Until the next event
 * every further turn would do the same, so they are added up at once. Nobody can tell: cycles, instructions and all state are as if it
 * had looped.
 *
 * From time to time some instructions are watched, each data access told by `MemoryAccess`. A turn counts if it comes back to where the
 * watch began with the same registers, flags and masks, and with each stored word as it was. An access to anything but plain RAM ends the
 * watch: a device may answer otherwise later (a timer), counts its readers (the firewall), or does something. The first turn may still do
 * what happens once (a lazy frame, a first fetch), so it is the second that is multiplied.
 */
import { fastRead, fastWrite, type GuestMemory, pageBytes, pageShift } from '../kernel/guest-memory';
import type { CpuState } from './cpu-state';
import type { MemoryAccess } from './memory-access';
import type { Dwt } from './ppb/dwt';
import { counter, layout } from './state-layout';

export type AccessWatcher = (address: number, size: number, write: boolean) => void;
export type PollingPorts = {
  readonly memory: GuestMemory;
  readonly state: CpuState;
  readonly access: Pick<MemoryAccess, 'watch'>;
  /** Its comparators want to see each access and each instruction. */
  readonly dwt: Pick<Dwt, 'watchesCode' | 'watchesData'>;
  readonly on: boolean;
};

/** Cycles between two looks. After one that found nothing the next is twice as far away. */
const interval = { least: 256, most: 1 << 20 } as const;
/** A turn is at most half as many instructions. */
const longestWatch = 600;
/** Words that two turns may store to. */
const mostStored = 64;

export class Polling {
  /** The cycle count from which on the run loop calls `look` before each instruction. */
  due = 0;
  /** Instructions that were added up and never executed, since the machine was made. No part of its state. */
  skipped = 0;
  /** The last look found that the core only polls. */
  found = false;
  readonly #ports: PollingPorts;
  readonly #watcher: AccessWatcher = (address, size, write) => this.#accessed(address, size, write);
  /** Registers at the beginning of the watch. */
  readonly #before = new Int32Array(layout.counters);
  /** Words that were stored to, by index in guest memory, with what they held before. */
  readonly #stored = new Map<number, number>();
  #watching = false;
  #disturbed = false;
  #steps = 0;
  /** Cycles and instructions when the last turn ended; undefined during the first. */
  #turn: { readonly cycles: number; readonly instructions: number } | undefined;
  #interval: number = interval.least;

  constructor(ports: PollingPorts) {
    this.#ports = ports;
  }

  /** Each instruction is to be executed one by one, by the evaluator: a look is going on. */
  get watching(): boolean {
    return this.#watching;
  }

  /** Something happened that is not in registers and memory alone; or time was set anew. */
  forget(): void {
    if (this.#watching) this.#end(false, Math.min(this.#interval * 2, interval.most));
  }

  /** Time and memory are another: a state was loaded. */
  restart(): void {
    this.#end(false, interval.least);
    this.due = this.#ports.state.cycles;
  }

  /** Before an instruction at or after `due`. True: time has passed, look at the limit again. */
  look(): boolean {
    if (!this.#watching) {
      this.#begin();
      return false;
    }
    this.#steps++;
    if (this.#disturbed || this.#steps > longestWatch) {
      this.forget();
      return false;
    }
    if (this.#ports.state.r[15] !== this.#before[15] || !this.#isAsBefore()) return false;
    const { counters } = this.#ports.state;
    const turn = this.#turn;
    if (turn === undefined) {
      this.#turn = { cycles: counters[counter.cycles]!, instructions: counters[counter.instructions]! };
      return false;
    }
    const cycles = counters[counter.cycles]! - turn.cycles;
    // Whatever ends at or before the limit began before it.
    const turns = Math.floor((counters[counter.limit]! - counters[counter.cycles]!) / cycles);
    const instructions = turns * (counters[counter.instructions]! - turn.instructions);
    counters[counter.instructions]! += instructions;
    counters[counter.cycles]! += turns * cycles;
    this.skipped += instructions;
    this.#end(true, interval.least);
    return true;
  }

  #begin(): void {
    const { state, access, dwt, on } = this.#ports;
    this.#watching = true;
    this.#disturbed = !on || dwt.watchesCode || dwt.watchesData;
    this.#steps = 0;
    this.#turn = undefined;
    this.#before.set(state.words.subarray(0, layout.counters));
    this.#stored.clear();
    access.watch(this.#watcher);
  }

  #end(found: boolean, next: number): void {
    if (this.#watching) this.#ports.access.watch(undefined);
    this.#watching = false;
    this.found = found;
    this.#interval = next;
    this.due = this.#ports.state.cycles + next;
  }

  #isAsBefore(): boolean {
    const { words } = this.#ports.state;
    for (let i = 0; i < layout.counters; i++) if (words[i] !== this.#before[i]) return false;
    const memory = this.#ports.memory.words;
    for (const [at, before] of this.#stored) if (memory[at] !== before) return false;
    return true;
  }

  #accessed(address: number, size: number, write: boolean): void {
    const { pageTable, words } = this.#ports.memory;
    const entry = pageTable[address >>> pageShift]!;
    const within = address & (pageBytes - 1);
    if ((entry & (write ? fastWrite : fastRead)) === 0 || within + size > pageBytes) {
      this.#disturbed = true;
      return;
    }
    if (!write) return;
    const first = (entry & ~(pageBytes - 1)) + within;
    for (let at = first >>> 2; at <= (first + size - 1) >>> 2; at++) {
      if (!this.#stored.has(at)) this.#stored.set(at, words[at]!);
    }
    if (this.#stored.size > mostStored) this.#disturbed = true;
  }
}
