/** The processor clock of the core: how its cycles and virtual time follow each other through runs, sleep and stops. */
import { cycles, type Nanoseconds, ns } from '../contract/units';
import type { Clock, ClockDomain } from '../kernel/clock';
import type { CpuState } from './cpu-state';
import type { SysTick } from './ppb/systick';
import { counter } from './state-layout';

export type CoreClockPorts = {
  readonly state: CpuState;
  readonly clock: Clock;
  readonly domain: ClockDomain;
  readonly sysTick: SysTick;
};

export class CoreClock {
  readonly #ports: CoreClockPorts;
  #until = ns(0);

  constructor(ports: CoreClockPorts) {
    this.#ports = ports;
  }

  /** The run loop comes up for air at `until`. */
  runUntil(until: Nanoseconds): void {
    this.#until = until;
    this.#setLimit();
  }

  /** Something is due earlier than the run was to last: it must not pass that. */
  limitTo(time: Nanoseconds): void {
    if (time < this.#until) this.runUntil(time);
  }

  /** Brings the machine's clock up to the core's cycles, or to this count. */
  sync(count: number = this.#ports.state.cycles): void {
    const { clock, domain } = this.#ports;
    clock.advanceTo(domain.timeAt(cycles(count)));
  }

  /** Another frequency, from now on. */
  change(hz: number): void {
    const { domain, clock, state, sysTick } = this.#ports;
    if (hz === domain.hz) return;
    sysTick.settle();
    domain.anchor(clock.now, cycles(state.cycles), hz);
    sysTick.replan();
    this.#setLimit();
  }

  /** Asleep, time passes without instructions. */
  skipSleepTo(time: Nanoseconds): void {
    const { counters } = this.#ports.state;
    const skipped = this.#ports.domain.cyclesAt(time) - counters[counter.cycles]!;
    if (skipped <= 0) return;
    counters[counter.cycles]! += skipped;
    counters[counter.asleep]! += skipped;
  }

  /** The core is held, halted or locked up from here on: its cycles stand still. */
  stop(): void {
    this.#ports.sysTick.settle();
  }

  /** The cycles go on from now. */
  restart(): void {
    const { domain, clock, state, sysTick } = this.#ports;
    domain.anchor(clock.now, cycles(state.cycles));
    sysTick.replan();
  }

  #setLimit(): void {
    this.#ports.state.counters[counter.limit] = this.#ports.domain.cyclesAt(this.#until);
  }
}
