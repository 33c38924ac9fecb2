/** Runs a target in short slices so that Pause and questions are answered at once, at the speed the user chose. */
import type { EventKind } from '../contract/event-schema';
import type { Speed } from '../contract/protocol';
import { type Nanoseconds, ns } from '../contract/units';
import type { Machine } from '../soc/machine';
import type { Exit, RunOptions } from '../soc/run-options';
import type { Target } from './target';

/** What the session needs of the place it runs in; the model itself never sees a wall clock. */
export type Host = {
  /** Wall milliseconds. */
  now(): number;
  /** Calls back after at least `milliseconds`; 0 means as soon as messages were looked at. */
  later(callback: () => void, milliseconds: number): void;
};

const sliceMs = 8;
/**
 * A slice is done in chunks with a look at the clock after each: how long an instruction takes may change a hundredfold from one
 * moment to the next, and Pause must not wait for that.
 */
const chunkMs = 0.5;
const mostChunks = 64;
const smallestChunk = 2_000;
const firstChunk = 50_000;
const largestChunk = 2_000_000;
/** While nothing can happen, virtual time follows the wall. */
const idleStepMs = 16;
/** How often the meters move: slower than an eye that reads. */
const meterMs = 250;

/** Why a run or step ended, in words. */
export const stopWords: Readonly<Record<'rule' | 'breakpoint' | 'bkpt' | 'locked-up' | 'fault', string>> = {
  rule: 'stopped by a rule',
  breakpoint: 'stopped at a breakpoint',
  bkpt: 'stopped at a BKPT instruction',
  'locked-up': 'the M4 has locked up',
  fault: 'the M4 faulted',
};

export type StopReason = { readonly exit: keyof typeof stopWords; readonly event: number | undefined };

export class Runner {
  speed: Speed = { kind: 'max' };
  /** Executed guest instructions per wall second, in millions, and virtual over wall time, of the last quarter of a second. */
  mips = 0;
  ratio = 0;
  readonly #host: Host;
  readonly #onSlice: () => void;
  readonly #onStop: (reason: StopReason) => void;
  readonly #onDefect: (error: unknown) => void;
  #target: Target | undefined;
  #generation = 0;
  /** Instructions of the next chunk. */
  #chunk = firstChunk;
  #meter = { wall: 0, instructions: 0, time: ns(0) };
  #anchor = { wall: 0, time: 0 };

  /** `onDefect` hears of exceptions, which are defects of ours: the run is over then. */
  constructor(
    host: Host,
    hear: { onSlice: () => void; onStop: (reason: StopReason) => void; onDefect: (error: unknown) => void },
  ) {
    this.#host = host;
    this.#onSlice = hear.onSlice;
    this.#onStop = hear.onStop;
    this.#onDefect = hear.onDefect;
  }

  /** Virtual time for a reader: the run's own moves with the meters, unless it goes event by event. */
  clockOf({ clock }: Machine): Nanoseconds {
    return this.running && this.speed.kind !== 'event' ? this.#meter.time : clock.now;
  }

  get running(): boolean {
    return this.#target !== undefined;
  }

  start(target: Target): void {
    this.#target = target;
    this.#generation++;
    this.pace();
    this.#startMeter(target);
    this.#plan(this.#generation, 0);
  }

  /** Takes effect between two slices, so within a few milliseconds. */
  stop(): void {
    this.#target = undefined;
    this.#generation++;
    this.mips = 0;
    this.ratio = 0;
  }

  /** Virtual time and wall time are compared from here on. */
  pace(): void {
    this.#anchor = { wall: this.#host.now(), time: this.#target?.machine.clock.now ?? 0 };
  }

  #slice(generation: number): void {
    const target = this.#target;
    if (target === undefined || generation !== this.#generation) return;
    const began = this.#host.now();
    const { exit, event, wait } = this.#advance(target, began);
    this.#measure(target);
    if (exit === 'rule' || exit === 'breakpoint' || exit === 'bkpt' || exit === 'locked-up' || exit === 'fault') {
      this.stop();
      this.#onStop({ exit, event });
      return;
    }
    this.#onSlice();
    this.#plan(generation, wait);
  }

  #plan(generation: number, wait: number): void {
    this.#host.later(() => {
      try {
        this.#slice(generation);
      } catch (error) {
        this.stop();
        this.#onDefect(error);
      }
    }, wait);
  }

  #advance(target: Target, wall: number): { exit: Exit | 'rule'; event: number | undefined; wait: number } {
    const { machine, stops } = target;
    const { speed } = this;
    let event: number | undefined;
    let byRule = false;
    const stopAt = (kind: EventKind, seq: number): boolean => {
      if (stops.sees(kind, seq)) byRule = true;
      if (isFault(kind)) event = seq;
      return byRule || event !== undefined || (speed.kind === 'event' && machine.log.lastIpc === seq);
    };
    const elapsed = wall - this.#anchor.wall;
    const rate = speed.kind === 'ratio' ? speed.ratio : 1;
    const quiet = machine.idle || machine.waits;
    const paced = quiet || speed.kind === 'ratio';
    // The wall clock has fractions of a nanosecond; virtual time has none.
    const limit = paced ? Math.floor(this.#anchor.time + elapsed * 1e6 * rate) : Number.MAX_SAFE_INTEGER;
    if (quiet) {
      // What comes after a rest is often what has not been done before, and takes long the first times.
      this.#chunk = firstChunk;
      this.#runChunks(machine, ns(Math.max(limit, machine.clock.now)), { stopAt });
      if (event === undefined && byRule) return { exit: 'rule', event, wait: 0 };
      return { exit: event === undefined ? 'time' : 'fault', event, wait: idleStepMs };
    }
    const exit = this.#runChunks(machine, ns(limit), { stopAt, stopWhenIdle: true });
    if (machine.idle || machine.waits || exit === 'idle') this.pace();
    if (event !== undefined) return { exit: 'fault', event, wait: 0 };
    if (byRule) return { exit: 'rule', event, wait: 0 };
    if (exit === 'event' && speed.kind === 'event') return { exit, event, wait: 1000 / speed.perSecond };
    return { exit, event, wait: paced && exit === 'time' ? 4 : 0 };
  }

  #runChunks(machine: Machine, until: Nanoseconds, options: RunOptions): Exit {
    const began = this.#host.now();
    let exit: Exit = 'time';
    let now = began;
    for (let chunks = 0; chunks < mostChunks && exit === 'time' && now - began < sliceMs; chunks++) {
      if (chunks > 0 && machine.clock.now >= until) break;
      const before = now;
      exit = machine.run(until, { ...options, instructions: this.#chunk });
      now = this.#host.now();
      if (machine.clock.now < until) this.#adapt(now - before);
    }
    return exit;
  }

  /** Chunks grow and shrink towards their time. */
  #adapt(took: number): void {
    if (took < chunkMs / 2) this.#chunk = Math.min(this.#chunk * 2, largestChunk);
    else if (took > chunkMs) this.#chunk = Math.max(Math.floor((this.#chunk * chunkMs) / took), smallestChunk);
  }

  #startMeter({ machine }: Target): void {
    this.#meter = { wall: this.#host.now(), instructions: machine.core.executed, time: machine.clock.now };
  }

  #measure(target: Target): void {
    const wall = this.#host.now() - this.#meter.wall;
    if (wall < meterMs) return;
    this.mips = (target.machine.core.executed - this.#meter.instructions) / wall / 1e3;
    this.ratio = (target.machine.clock.now - this.#meter.time) / (wall * 1e6);
    this.#startMeter(target);
  }
}

/** Every fault stops a run, also one with a handler of its own: an RTOS enables them all, and ends there. Run goes on. */
export const isFault = (kind: EventKind): boolean => kind === 'fault.taken' || kind === 'fault.locked-up';
