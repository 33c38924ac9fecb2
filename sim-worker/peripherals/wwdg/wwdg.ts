/** Window watchdog of the M4: a counter that firmware must refresh in time, but not too early. */
import { type Nanoseconds, ns } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Line } from '../../kernel/line';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { wwdgMap } from './wwdg.regs';

export type WwdgPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly earlyWakeup: Line;
  /** PCLK1 in Hz. */
  readonly pclk: () => number;
  /** Resets the M4, and this block with it. */
  readonly bite: () => void;
};

const device = 'wwdg1';
const inputDivider = 4096;
/** T6: the M4 lives as long as it is set. The early wakeup comes with the last value that has it. */
const lastGood = 0x40;
/** The counter had this value at this time, and has counted since then with ticks of so many ns. */
type Count = { readonly value: number; readonly since: number; readonly tick: number; readonly started: number };

export type Countdown = {
  readonly counter: number;
  readonly window: number;
  readonly tick: number;
  readonly left: number | undefined;
  readonly closed: number;
};

export class Wwdg extends Block<typeof wwdgMap> {
  readonly registers: RegisterFile<typeof wwdgMap>;
  readonly #ports: WwdgPorts;
  /** Undefined while the watchdog is off. */
  #count: Count | undefined;

  constructor(ports: WwdgPorts) {
    super();
    this.#ports = ports;
    this.registers = new RegisterFile(wwdgMap, {
      compute: { CR: (stored) => (stored & ~0x7f) | (this.#count === undefined ? stored & 0x7f : this.#now()) },
      written: {
        CR: (bits) => this.#refresh(bits & 0x7f),
        CFR: () => this.#restart(this.#now()),
        SR: () => this.#drive(),
      },
    });
    ports.schedule.register(device, (what) => this.#due(what));
  }

  override reset(): void {
    super.reset();
    this.#count = undefined;
    this.#ports.schedule.cancelAll(device);
    this.#drive();
  }

  /** PCLK1 has another frequency from now on. */
  clockChanged(): void {
    const { pclk } = this.#ports;
    if (this.#count !== undefined && this.#count.tick !== this.#tick(pclk())) this.#restart(this.#now());
  }

  /** Counter now, and spans in ns: one count, until it bites (undefined while it is off), until a refresh is allowed. */
  get countdown(): Countdown {
    const { clock, pclk } = this.#ports;
    const window = this.registers.get('CFR', 'W');
    const counter = this.#now();
    if (this.#count === undefined) return { counter, window, tick: this.#tick(pclk()), left: undefined, closed: 0 };
    const { value, since, tick } = this.#count;
    const until = (goal: number): number => Math.max(0, since + Math.max(0, value - goal) * tick - clock.now);
    return { counter, window, tick, left: until(lastGood - 1), closed: until(window) };
  }

  /** Resets the M4 as it does when its counter runs out. */
  fire(reason: string): void {
    this.#bite(reason);
  }

  protected override saveMore(): Plain {
    return structuredClone(this.#count) as unknown as Plain;
  }

  protected override loadMore(state: Plain): void {
    this.#count = structuredClone(state) as unknown as Count | undefined;
  }

  #now(): number {
    if (this.#count === undefined) return this.registers.get('CR', 'T');
    const { value, since, tick } = this.#count;
    return Math.max(0, value - Math.floor((this.#ports.clock.now - since) / tick));
  }

  #tick(hz: number): number {
    return (1e9 / hz) * inputDivider * 2 ** this.registers.get('CFR', 'WDGTB');
  }

  #refresh(value: number): void {
    if (this.registers.get('CR', 'WDGA') === 0) return;
    const isOn = this.#count !== undefined;
    const started = this.#count?.started ?? this.#ports.log.record('wwdg.started', { counter: value });
    if ((value & lastGood) === 0) this.#bite('counter written below 0x40');
    else if (isOn && this.#now() > this.registers.get('CFR', 'W')) this.#bite('refreshed too early');
    else this.#start(value, started);
  }

  #restart(value: number): void {
    if (this.#count !== undefined) this.#start(value, this.#count.started);
  }

  #start(value: number, started: number): void {
    const { clock, schedule, pclk } = this.#ports;
    const tick = this.#tick(pclk());
    this.#count = { value, since: clock.now, tick, started };
    schedule.cancelAll(device);
    const after = (ticks: number): Nanoseconds => ns(Math.ceil(clock.now + ticks * tick));
    if (value > lastGood) schedule.plan(after(value - lastGood), device, 'warn');
    schedule.plan(after(value - lastGood + 1), device, 'bite');
  }

  /** What follows from time alone follows from the start of the watchdog. */
  #due(what: string): void {
    this.#ports.log.because(this.#count?.started, () => {
      if (what === 'bite') this.#bite('not refreshed in time');
      else {
        this.registers.set('SR', 'EWIF', 1);
        this.#drive();
      }
    });
  }

  #bite(reason: string): void {
    const { log, bite } = this.#ports;
    const before = log.context.cause;
    log.context.cause = log.record('wwdg.bitten', { reason });
    bite();
    log.context.cause = before;
  }

  #drive(): void {
    this.#ports.earlyWakeup.set(this.registers.get('SR', 'EWIF') === 1 && this.registers.get('CFR', 'EWI') === 1);
  }
}
