/** Virtual time, and how a clock domain converts its own cycles to it. */
import { type Cycles, cycles, type Nanoseconds, ns } from '../contract/units';

/** The one clock of the machine. The part that runs moves it; everybody else reads it. */
export class Clock {
  #now = 0;

  get now(): Nanoseconds {
    return ns(this.#now);
  }

  /** Time never runs back, except through `restore`. */
  advanceTo(time: Nanoseconds): void {
    if (time > this.#now) this.#now = time;
  }

  restore(time: Nanoseconds): void {
    this.#now = time;
  }
}

/** A frequency with an anchor, so that changing it never bends the past. Rounds time down and cycles up. */
export class ClockDomain {
  #hz: number;
  #anchorTime = 0;
  #anchorCycles = 0;

  constructor(hz: number) {
    this.#hz = hz;
  }

  get hz(): number {
    return this.#hz;
  }

  timeAt(count: Cycles): Nanoseconds {
    return ns(this.#anchorTime + Math.floor(((count - this.#anchorCycles) * 1e9) / this.#hz));
  }

  /** The first cycle that does not end before `time`. */
  cyclesAt(time: Nanoseconds): Cycles {
    return cycles(this.#anchorCycles + Math.ceil(((time - this.#anchorTime) * this.#hz) / 1e9));
  }

  /** From here on `count` cycles stand at `time`: after a sleep, a hold, or a change of frequency. */
  anchor(time: Nanoseconds, count: Cycles, hz = this.#hz): void {
    this.#anchorTime = time;
    this.#anchorCycles = count;
    this.#hz = hz;
  }

  save(): readonly number[] {
    return [this.#hz, this.#anchorTime, this.#anchorCycles];
  }

  load([hz, time, count]: readonly number[]): void {
    this.anchor(ns(time ?? 0), cycles(count ?? 0), hz ?? this.#hz);
  }
}
