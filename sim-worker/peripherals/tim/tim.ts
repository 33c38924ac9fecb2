/** Timer: counts its clock up or down, tells of overflows and matches by interrupt and DMA, and is written to in bursts. */
import { type AccessSize, type Initiator, ns } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { Line } from '../../kernel/line';
import { type Counting, countAt, nextAt, periodOf } from '../../kernel/periodic-counter';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import type { Plain } from '../../kernel/snapshot';
import { timMap } from './tim.regs';

export type TimPorts = {
  /** `TIM2`. */
  readonly name: string;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** `compare` where matches have an input of their own. */
  readonly interrupts: { readonly update: Line; readonly compare: Line | undefined };
  readonly requests: { readonly update: Line | undefined; readonly channels: readonly (Line | undefined)[] };
  /** Bits of the counter. */
  readonly width: 16 | 32;
  /** How many channels it has. */
  readonly channels: number;
  /** Timer clock in Hz. */
  readonly hz: () => number;
};

const dmar = 0x4c;
const update = 1;
const channelFlag = (channel: number): number => 1 << channel;
/** Request enables stand eight places above the flags. */
const dmaOf = (flag: number): number => flag << 8;
/** Slave modes in which something from outside is counted or lets count (RM0436, TIMx_SMCR.SMS). */
const countsOutside: readonly number[] = [1, 2, 3, 5, 7];
const ccrs = ['CCR1', 'CCR2', 'CCR3', 'CCR4'] as const;

type More = {
  /** undefined while it stands; then `count` says where. */
  counting: Counting | undefined;
  count: number;
  /** What ARR and PSC were when they were taken over. */
  top: number;
  prescaler: number;
  /** Overflows until the next update. */
  repeat: number;
  /** Place within a DMA burst. */
  burst: number;
};

export class Tim extends Block<typeof timMap> {
  readonly registers: RegisterFile<typeof timMap>;
  readonly #ports: TimPorts;
  readonly #mask: number;
  #more: More;

  constructor(ports: TimPorts) {
    super();
    this.#ports = ports;
    this.#mask = ports.width === 32 ? 0xffff_ffff : 0xffff;
    this.#more = this.#initial();
    const settle = (): void => this.#aim();
    this.registers = new RegisterFile(timMap, {
      compute: { CNT: () => this.#shown() },
      written: {
        CR1: (_bits, before) => this.#controlled(before),
        SMCR: () => this.#controlled(this.registers.word('CR1')),
        DIER: settle,
        SR: settle,
        EGR: (bits) => this.#generate(bits),
        CNT: (bits) => this.#moveTo(this.#phaseOf(bits & this.#mask)),
        ARR: () => this.#limit(),
        ...Object.fromEntries(ccrs.map((name) => [name, settle])),
      },
    });
    this.registers.setWord('ARR', this.#mask);
    ports.schedule.register(ports.name, (what) => this.#due(Number(what)));
  }

  override read(offset: number, size: AccessSize, by: Initiator): number | undefined {
    if ((offset & ~3) !== dmar) return super.read(offset, size, by);
    const value = super.read(this.#burstOffset(), size, by);
    this.#nextOfBurst();
    return value;
  }

  override write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    if ((offset & ~3) !== dmar) return super.write(offset, value, size, by);
    const at = this.#burstOffset();
    this.#nextOfBurst();
    return at === dmar || super.write(at, value, size, by);
  }

  override reset(): void {
    super.reset();
    this.registers.setWord('ARR', this.#mask);
    this.#more = this.#initial();
    this.#ports.schedule.cancelAll(this.#ports.name);
    const { requests } = this.#ports;
    for (const line of [requests.update, ...requests.channels]) line?.set(false);
    this.#drive();
  }

  /** The DMA has done what the update asked for: a burst goes on until its last register. */
  updateServed(): void {
    if (this.#more.burst === 0) this.#ports.requests.update?.set(false);
  }

  /** The same for a channel; the first is 1. */
  channelServed(channel: number): void {
    if (this.#more.burst === 0) this.#ports.requests.channels[channel - 1]?.set(false);
  }

  protected override saveMore(): Plain {
    return structuredClone(this.#more) as unknown as Plain;
  }

  protected override loadMore(state: Plain): void {
    this.#more = structuredClone(state) as unknown as More;
  }

  #initial(): More {
    return { counting: undefined, count: 0, top: this.#mask, prescaler: 0, repeat: 0, burst: 0 };
  }

  get #now(): number {
    return this.#ports.clock.now;
  }

  /** How far it is in its period. */
  get #phase(): number {
    return this.#more.counting === undefined ? this.#more.count : countAt(this.#more.counting, this.#now);
  }

  /** Counting down, the first value is ARR and the last is 0. */
  #phaseOf(value: number): number {
    return this.registers.get('CR1', 'DIR') === 1 ? Math.max(0, this.#more.top - value) : value;
  }

  #shown(): number {
    const { top } = this.#more;
    const value = this.registers.get('CR1', 'DIR') === 1 ? top - this.#phase : this.#phase;
    const flag = this.registers.get('CR1', 'UIFREMAP') === 1 && this.registers.get('SR', 'UIF') === 1;
    return (flag ? value | 0x8000_0000 : value) >>> 0;
  }

  get #isMoved(): boolean {
    const outside =
      countsOutside.includes(this.registers.get('SMCR', 'SMS')) || this.registers.get('SMCR', 'ECE') === 1;
    return this.registers.get('CR1', 'CEN') === 1 && !outside && this.#more.top > 0 && this.#ports.hz() > 0;
  }

  #controlled(before: number): void {
    const phase = this.#phase;
    if ((before & 1) === 0 && this.registers.get('CR1', 'CEN') === 1)
      this.#more.repeat = this.registers.get('RCR', 'REP');
    this.#moveTo(phase);
  }

  /** Goes on from here, or stands here. */
  #moveTo(phase: number): void {
    const { top, prescaler } = this.#more;
    const count = phase > top ? 0 : phase;
    const tick = ((prescaler + 1) * 1e9) / this.#ports.hz();
    this.#more.count = count;
    this.#more.counting = this.#isMoved ? { since: this.#now - count * tick, tick, top } : undefined;
    this.#aim();
  }

  #limit(): void {
    this.registers.setWord('ARR', this.registers.word('ARR') & this.#mask);
    if (this.registers.get('CR1', 'ARPE') === 1) {
      this.#aim();
      return;
    }
    const phase = this.#phase;
    this.#more.top = this.registers.word('ARR');
    this.#moveTo(phase);
  }

  #generate(bits: number): void {
    if ((bits & update) !== 0) {
      this.#takeOver();
      this.#moveTo(0);
      if (this.registers.get('CR1', 'URS') === 0) this.#happens(update);
    }
    for (let channel = 1; channel <= this.#ports.channels; channel++)
      if ((bits & channelFlag(channel)) !== 0) this.#happens(channelFlag(channel));
    this.#aim();
  }

  #takeOver(): void {
    this.#more.top = this.registers.word('ARR');
    this.#more.prescaler = this.registers.get('PSC', 'PSC');
    this.#more.repeat = this.registers.get('RCR', 'REP');
  }

  /** Plans what comes next. A flag that is set, and asks for no DMA, says nothing more until it is cleared. */
  #aim(): void {
    const { schedule, name, channels } = this.#ports;
    const { counting } = this.#more;
    schedule.cancelAll(name);
    this.#drive();
    if (counting === undefined) return;
    const plan = (flag: number, value: number): void => {
      schedule.plan(ns(Math.ceil(nextAt(counting, value, this.#now))), name, String(flag));
    };
    if (this.#isWatched(update) || this.#changesAtUpdate) plan(update, counting.top + 1);
    for (let channel = 1; channel <= channels; channel++) {
      const value = this.#phaseOf(this.#compareOf(channel));
      if (this.#compares(channel) && value <= counting.top && this.#isWatched(channelFlag(channel)))
        plan(value === 0 ? update : channelFlag(channel), value === 0 ? counting.top + 1 : value);
    }
  }

  #isWatched(flag: number): boolean {
    return (this.registers.word('SR') & flag) === 0 || (this.registers.word('DIER') & dmaOf(flag)) !== 0;
  }

  get #changesAtUpdate(): boolean {
    const { top, prescaler } = this.#more;
    const isLate = top !== this.registers.word('ARR') || prescaler !== this.registers.get('PSC', 'PSC');
    return isLate || this.registers.get('CR1', 'OPM') === 1;
  }

  #compareOf(channel: number): number {
    return this.registers.word(ccrs[channel - 1] ?? 'CCR1') & this.#mask;
  }

  #compares(channel: number): boolean {
    const mode = this.registers.word(channel < 3 ? 'CCMR1' : 'CCMR2');
    return ((mode >>> ((channel & 1) === 1 ? 0 : 8)) & 3) === 0;
  }

  #due(flag: number): void {
    const phase = flag === update ? 0 : this.#phaseOf(this.#compareOf(Math.log2(flag)));
    if (flag === update) this.#overflow();
    // All that match at this moment: to aim anew drops what is due now.
    for (let channel = 1; channel <= this.#ports.channels; channel++)
      if (this.#compares(channel) && this.#phaseOf(this.#compareOf(channel)) === phase)
        this.#happens(channelFlag(channel));
    this.#aim();
  }

  #overflow(): void {
    const { counting } = this.#more;
    if (counting === undefined) return;
    // Not the rounded time at which it is told, so that periods do not grow.
    const period = periodOf(counting);
    const since = counting.since + Math.round((this.#now - counting.since) / period) * period;
    this.#more.counting = { ...counting, since };
    if (this.#more.repeat > 0) {
      this.#more.repeat--;
      return;
    }
    if (this.registers.get('CR1', 'UDIS') === 1) return;
    this.#takeOver();
    const { top, prescaler } = this.#more;
    this.#more.counting = { since, tick: ((prescaler + 1) * 1e9) / this.#ports.hz(), top };
    if (this.registers.get('CR1', 'OPM') === 1) {
      this.registers.set('CR1', 'CEN', 0);
      this.#more.count = 0;
      this.#more.counting = undefined;
    }
    this.#happens(update);
  }

  #happens(flag: number): void {
    this.registers.setWord('SR', this.registers.word('SR') | flag);
    this.#drive();
    if ((this.registers.word('DIER') & dmaOf(flag)) === 0) return;
    const { requests } = this.#ports;
    if (flag === update) requests.update?.set(true);
    else requests.channels[Math.log2(flag) - 1]?.set(true);
  }

  #drive(): void {
    const wanted = this.registers.word('SR') & this.registers.word('DIER') & 0x1f;
    const { update: line, compare } = this.#ports.interrupts;
    line.set((compare === undefined ? wanted : wanted & update) !== 0);
    compare?.set((wanted & ~update) !== 0);
  }

  #burstOffset(): number {
    return 4 * (this.registers.get('DCR', 'DBA') + this.#more.burst);
  }

  #nextOfBurst(): void {
    this.#more.burst = this.#more.burst >= this.registers.get('DCR', 'DBL') ? 0 : this.#more.burst + 1;
  }
}
