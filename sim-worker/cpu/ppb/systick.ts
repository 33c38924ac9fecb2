/** SysTick: a down counter that is worked out from the cycle count when somebody looks, and plans the moment it reaches 0. */
import { cycles, type Nanoseconds, ns } from '../../contract/units';
import type { Clock, ClockDomain } from '../../kernel/clock';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { sysTickMap } from './systick.regs';

const device = 'SysTick';
/** The reference clock is HCLK / 8. */
const referenceDivider = 8;
/** CTRL bits. Source: ARMv7-M ARM, B3.3.3. */
const ctrl = { enable: 1, tickInt: 2, clkSource: 4, countFlag: 1 << 16 } as const;

export type SysTickPorts = {
  readonly clock: Clock;
  readonly domain: ClockDomain;
  readonly schedule: Schedule;
  /** Cycles of the processor clock, sleep included. */
  readonly cycles: () => number;
  /** Does the clock run: false in reset, after a lock-up and while the debugger has stopped the core. */
  readonly counts: () => boolean;
  readonly pend: () => void;
};

export class SysTick {
  readonly registers: RegisterFile<typeof sysTickMap>;
  readonly base = 0xe000_e010;
  readonly #ports: SysTickPorts;
  /** Places of registers in their words. */
  readonly #ctrl: number;
  readonly #load: number;
  /** The counter held `#value` when the cycle count was `#anchor`. */
  #value = 0;
  #anchor = 0;
  #planned: number | undefined;

  constructor(ports: SysTickPorts) {
    this.#ports = ports;
    this.registers = new RegisterFile(sysTickMap, {
      compute: {
        CTRL: (stored) => (this.#wraps() > 0 ? stored | ctrl.countFlag : stored),
        VAL: () => this.#valueNow(),
      },
      reading: {
        CTRL: (value) => {
          this.#settle();
          this.registers.set('CTRL', 'COUNTFLAG', 0);
          return value;
        },
      },
      written: {
        CTRL: (_bits, before) => this.#controlled(before),
        LOAD: (_bits, before) => this.#loaded(before),
        VAL: () => this.#cleared(),
      },
    });
    this.#ctrl = this.registers.placeOf('CTRL');
    this.#load = this.registers.placeOf('LOAD');
    ports.schedule.register(device, () => this.#due());
  }

  reset(): void {
    this.registers.reset();
    this.#value = 0;
    this.#anchor = this.#ports.cycles();
    this.#plan();
  }

  /** To be called when the relation of cycles to time has changed: another frequency, or a stop. */
  replan(): void {
    this.#settle();
    this.#plan();
  }

  /** Brings the counter up to now; to be called before the core's clock stops. */
  settle(): void {
    this.#settle();
  }

  save(): Plain {
    return {
      words: this.registers.save(),
      value: this.#value,
      anchor: this.#anchor,
      planned: this.#planned,
    };
  }

  load(state: Plain): void {
    const saved = state as unknown as Saved;
    this.registers.load(saved.words);
    this.#value = saved.value;
    this.#anchor = saved.anchor;
    this.#planned = saved.planned;
  }

  #has(bit: number): boolean {
    return (this.registers.words[this.#ctrl]! & bit) !== 0;
  }

  /** From one reaching of 0 to the next, in ticks. */
  get #period(): number {
    return this.registers.words[this.#load]! + 1;
  }

  #divider(): number {
    return this.#has(ctrl.clkSource) ? 1 : referenceDivider;
  }

  /** Ticks since the anchor. */
  #ticks(): number {
    if (!this.#has(ctrl.enable)) return 0;
    return Math.floor((this.#ports.cycles() - this.#anchor) / this.#divider());
  }

  /** How often the counter has reached 0 since the anchor. A reload value of 0 keeps it there for good. */
  #wraps(ticks = this.#ticks()): number {
    const period = this.#period;
    const later = ticks - this.#value;
    if (later < 0) return 0;
    const first = this.#value > 0 ? 1 : 0;
    return period === 1 ? first : first + Math.floor(later / period);
  }

  #valueNow(ticks = this.#ticks()): number {
    const later = ticks - this.#value;
    if (later <= 0) return -later;
    const period = this.#period;
    const phase = later % period;
    return phase === 0 ? 0 : period - phase;
  }

  #settle(): void {
    const ticks = this.#ticks();
    const wraps = this.#wraps(ticks);
    this.#value = this.#valueNow(ticks);
    this.#anchor = this.#has(ctrl.enable) ? this.#anchor + ticks * this.#divider() : this.#ports.cycles();
    if (wraps === 0) return;
    this.registers.set('CTRL', 'COUNTFLAG', 1);
    if (this.#has(ctrl.tickInt)) this.#ports.pend();
  }

  #controlled(before: number): void {
    // What was counted so far was counted under the old settings.
    const after = this.registers.word('CTRL');
    this.registers.setWord('CTRL', before);
    this.#settle();
    this.registers.setWord('CTRL', (after & ~ctrl.countFlag) | (this.registers.word('CTRL') & ctrl.countFlag));
    this.#plan();
  }

  #loaded(before: number): void {
    const after = this.registers.word('LOAD');
    this.registers.setWord('LOAD', before);
    this.#settle();
    this.registers.setWord('LOAD', after);
    this.#plan();
  }

  #cleared(): void {
    this.#settle();
    this.#value = 0;
    this.#anchor = this.#ports.cycles();
    this.registers.set('CTRL', 'COUNTFLAG', 0);
    this.#plan();
  }

  /** Cycle count at which the counter next reaches 0; undefined when it never does or nobody wants to know. */
  #nextWrap(): number | undefined {
    if (!this.#has(ctrl.enable) || !this.#has(ctrl.tickInt)) return undefined;
    if (this.#value === 0 && this.#period === 1) return undefined;
    return this.#anchor + (this.#value > 0 ? this.#value : this.#period) * this.#divider();
  }

  #plan(): void {
    const { schedule, clock, domain } = this.#ports;
    if (this.#planned !== undefined) schedule.cancel(this.#planned);
    this.#planned = undefined;
    const wrap = this.#ports.counts() ? this.#nextWrap() : undefined;
    if (wrap === undefined) return;
    const time = firstTimeAt(domain, wrap);
    this.#planned = schedule.plan(time > clock.now ? time : ns(clock.now + 1), device, 'zero');
  }

  #due(): void {
    this.#planned = undefined;
    this.#settle();
    this.#plan();
  }
}

/** The first nanosecond at which `count` cycles have passed. */
function firstTimeAt(domain: ClockDomain, count: number): Nanoseconds {
  const time = domain.timeAt(cycles(count));
  return domain.cyclesAt(time) < count ? ns(time + 1) : time;
}

type Saved = {
  readonly words: readonly number[];
  readonly value: number;
  readonly anchor: number;
  readonly planned: number | undefined;
};
