/** Low-power timer: counts up to ARR with a clock of its own, once or for ever, and tells when it passes CMP and ARR. */
import { type AccessSize, type Initiator, ns } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { Line } from '../../kernel/line';
import { countAt, nextAt } from '../../kernel/periodic-counter';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { lptimMap } from './lptim.regs';

export type LptimPorts = {
  /** `LPTIM1`. */
  readonly name: string;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly interrupt: Line;
  /** Kernel clock in Hz; 0 while it is off. */
  readonly hz: () => number;
};

/** Kernel clocks until a write to ARR or CMP has reached the counter (RM0436: between two and three, plus the bus). */
const crossing = 3;
const flags = { CMPM: 1 << 0, ARRM: 1 << 1, CMPOK: 1 << 3, ARROK: 1 << 4 } as const;
type Limit = 'ARR' | 'CMP';

type More = {
  /** It was 0 at this time, in ns, and has counted with so many ns a tick. */
  since: number | undefined;
  tick: number;
  isSingle: boolean;
  /** What the counter compares with; with PRELOAD older than the registers. */
  arr: number;
  cmp: number;
};

export class Lptim extends Block<typeof lptimMap> {
  readonly registers: RegisterFile<typeof lptimMap>;
  readonly #ports: LptimPorts;
  #more: More = { since: undefined, tick: 0, isSingle: false, arr: 1, cmp: 0 };

  constructor(ports: LptimPorts) {
    super();
    this.#ports = ports;
    this.registers = new RegisterFile(lptimMap, {
      compute: { CNT: () => this.#count() },
      written: {
        ICR: (bits) => this.#setFlags(this.registers.word('ISR') & ~bits),
        IER: () => this.#drive(),
        CR: (bits) => this.#controlled(bits),
        ARR: () => this.#limit('ARR'),
        CMP: () => this.#limit('CMP'),
      },
    });
    ports.schedule.register(ports.name, (what) => this.#due(what));
  }

  override read(offset: number, size: AccessSize, by: Initiator): number | undefined {
    const value = super.read(offset, size, by);
    const resets = this.registers.nameAt(offset) === 'CNT' && this.registers.get('CR', 'RSTARE') === 1;
    if (resets && this.#more.since !== undefined) this.#start(this.#more.isSingle);
    return value;
  }

  override reset(): void {
    super.reset();
    this.#more = { since: undefined, tick: 0, isSingle: false, arr: 1, cmp: 0 };
    this.#ports.schedule.cancelAll(this.#ports.name);
    this.#drive();
  }

  protected override saveMore(): Plain {
    return { ...this.#more };
  }

  protected override loadMore(state: Plain): void {
    this.#more = { ...(state as unknown as More) };
  }

  #count(): number {
    const { since, tick, arr } = this.#more;
    return since === undefined ? 0 : countAt({ since, tick, top: arr }, this.#ports.clock.now);
  }

  /** Does anything move the counter? Neither edges nor triggers come from outside. */
  get #isMoved(): boolean {
    const cfgr = (field: 'CKSEL' | 'TRIGEN' | 'COUNTMODE' | 'ENC'): boolean => this.registers.get('CFGR', field) !== 0;
    return this.#ports.hz() > 0 && !(cfgr('CKSEL') || cfgr('TRIGEN') || cfgr('COUNTMODE') || cfgr('ENC'));
  }

  #controlled(bits: number): void {
    if (this.registers.get('CR', 'ENABLE') === 0) {
      this.registers.setWord('CR', this.registers.word('CR') & (1 << 4));
      this.#stop();
      return;
    }
    if ((bits & 0b110) !== 0) this.#start((bits & 0b100) === 0);
    else if ((bits & 0b1000) !== 0 && this.#more.since !== undefined) this.#start(this.#more.isSingle);
  }

  #start(isSingle: boolean): void {
    const { clock, hz } = this.#ports;
    if (!this.#isMoved) return;
    const tick = (2 ** this.registers.get('CFGR', 'PRESC') * 1e9) / hz();
    this.#more = { ...this.#more, since: clock.now, tick, isSingle };
    this.#aim();
  }

  #stop(): void {
    this.#more.since = undefined;
    for (const what of ['CMPM', 'ARRM', 'end']) this.#ports.schedule.cancelAll(this.#ports.name, what);
  }

  /** Plans what the counter will say next: a flag that is set says nothing more until it is cleared. */
  #aim(): void {
    const { schedule, name } = this.#ports;
    const { since, isSingle, arr, cmp } = this.#more;
    for (const what of ['CMPM', 'ARRM', 'end']) schedule.cancelAll(name, what);
    if (since === undefined) return;
    const isSet = (flag: number): boolean => (this.registers.word('ISR') & flag) !== 0;
    const isLate = arr !== this.registers.get('ARR', 'ARR') || cmp !== this.registers.get('CMP', 'CMP');
    // The end of a period comes before what the next one begins with: the order of planning decides.
    if (isSingle || isLate) this.#planAt('end', arr + 1);
    if (!isSet(flags.CMPM) && cmp <= arr) this.#planAt('CMPM', cmp);
    if (!isSet(flags.ARRM)) this.#planAt('ARRM', arr);
  }

  /** The next time at which the counter has this value. */
  #planAt(what: string, value: number): void {
    const { schedule, clock, name } = this.#ports;
    const { since = 0, tick, arr } = this.#more;
    schedule.plan(ns(Math.ceil(nextAt({ since, tick, top: arr }, value, clock.now))), name, what);
  }

  /** A write to ARR or CMP crosses into the timer's clock, and is told when it is there. */
  #limit(which: Limit): void {
    const { schedule, clock, hz, name } = this.#ports;
    if (hz() > 0) schedule.plan(ns(Math.ceil(clock.now + (crossing * 1e9) / hz())), name, which);
  }

  #takeOver(): void {
    const { since, tick } = this.#more;
    const count = this.#count();
    this.#more.arr = this.registers.get('ARR', 'ARR');
    this.#more.cmp = this.registers.get('CMP', 'CMP');
    // The counter keeps its value; of a shorter period it may be past the end, and begins anew.
    if (since !== undefined) this.#more.since = this.#ports.clock.now - (count > this.#more.arr ? 0 : count * tick);
    this.#aim();
  }

  #due(what: string): void {
    if (what === 'ARR' || what === 'CMP') {
      const isCounting = this.#more.since !== undefined;
      if (!isCounting || this.registers.get('CFGR', 'PRELOAD') === 0) this.#takeOver();
      else this.#aim();
      this.#setFlags(this.registers.word('ISR') | (what === 'ARR' ? flags.ARROK : flags.CMPOK));
      return;
    }
    if (what === 'end') {
      if (this.#more.isSingle) this.#stop();
      this.#takeOver();
      return;
    }
    // Both when both match now: to aim anew drops what is due at this moment.
    const { arr, cmp } = this.#more;
    const reached = what === 'ARRM' ? arr : cmp;
    const matches = (cmp === reached ? flags.CMPM : 0) | (arr === reached ? flags.ARRM : 0);
    this.#setFlags(this.registers.word('ISR') | matches);
  }

  #setFlags(bits: number): void {
    this.registers.setWord('ISR', bits >>> 0);
    this.#aim();
    this.#drive();
  }

  #drive(): void {
    this.#ports.interrupt.set((this.registers.word('ISR') & this.registers.word('IER')) !== 0);
  }
}
