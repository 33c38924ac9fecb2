/** System control block: state of the core's own exceptions, their priorities, fault status, vector table, sleep and reset. */
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { exceptions, type Nvic } from './nvic';
import { scbMap } from './scb.regs';

const key = 0x05fa;

/** SHCSR bits: which exception, and what of it. All of them are in the first word of their set. */
const handlerBits: readonly (readonly [bit: number, exception: number, set: 'active' | 'pending' | 'enabled'])[] = [
  [0, exceptions.memManage, 'active'],
  [1, exceptions.busFault, 'active'],
  [3, exceptions.usageFault, 'active'],
  [7, exceptions.svCall, 'active'],
  [8, exceptions.debugMonitor, 'active'],
  [10, exceptions.pendSv, 'active'],
  [11, exceptions.sysTick, 'active'],
  [12, exceptions.usageFault, 'pending'],
  [13, exceptions.memManage, 'pending'],
  [14, exceptions.busFault, 'pending'],
  [15, exceptions.svCall, 'pending'],
  [16, exceptions.memManage, 'enabled'],
  [17, exceptions.busFault, 'enabled'],
  [18, exceptions.usageFault, 'enabled'],
];
type BitPlace = readonly [bit: number, exception: number];
const placesIn = (wanted: string): readonly BitPlace[] =>
  handlerBits.flatMap(([bit, exception, set]): BitPlace[] => (set === wanted ? [[bit, exception]] : []));
const placesOf = { active: placesIn('active'), pending: placesIn('pending'), enabled: placesIn('enabled') } as const;

/** The bits of SHCSR that are the exceptions of this word. */
function gathered(word: number, places: readonly BitPlace[]): number {
  if (word === 0) return 0;
  let value = 0;
  for (const [bit, exception] of places) value |= ((word >>> exception) & 1) << bit;
  return value;
}

const shcsrOffset = scbMap.registers.SHCSR.offset;
const priorityRegisters = { SHPR1: 4, SHPR2: 8, SHPR3: 12 } as const;

export type ScbPorts = {
  readonly nvic: Nvic;
  /** IPSR: number of the running exception. */
  readonly running: () => number;
  /** The event that a software trigger follows from. */
  readonly cause: () => number | undefined;
  readonly systemReset: () => void;
  /** CCR has changed. */
  readonly rulesChanged: () => void;
};

export class Scb {
  readonly registers: RegisterFile<typeof scbMap>;
  readonly base = 0xe000_ed00;
  readonly #ports: ScbPorts;

  constructor(ports: ScbPorts) {
    this.#ports = ports;
    this.registers = new RegisterFile(scbMap, {
      compute: {
        ICSR: () => this.#icsr(),
        SHCSR: () => this.#shcsr(),
      },
      written: {
        ICSR: (bits) => this.#interruptControl(bits),
        AIRCR: (bits) => this.#aircr(bits),
        CCR: () => this.#ports.rulesChanged(),
        SHCSR: () => this.#handlerControl(),
        SHPR1: () => this.#prioritise('SHPR1'),
        SHPR2: () => this.#prioritise('SHPR2'),
        SHPR3: () => this.#prioritise('SHPR3'),
      },
    });
  }

  reset(): void {
    this.registers.reset();
  }

  /** SHCSR is worked out when read; a byte written to it must not bring back old neighbours. */
  beforeWrite(offset: number): void {
    if ((offset & ~3) === shcsrOffset) this.registers.setWord('SHCSR', this.#shcsr());
  }

  save(): Plain {
    return this.registers.save();
  }

  load(state: Plain): void {
    this.registers.load(state as readonly number[]);
  }

  #icsr(): number {
    const { nvic, running } = this.#ports;
    const { pending, active } = nvic;
    let value = running() | (nvic.next() << 12);
    if (!active.hasOther(running())) value |= 1 << 11;
    if (pending.inUse > 1) value |= 1 << 22;
    if (pending.has(exceptions.sysTick)) value |= 1 << 26;
    if (pending.has(exceptions.pendSv)) value |= 1 << 28;
    if (pending.has(exceptions.nmi)) value |= 1 << 31;
    return value >>> 0;
  }

  #interruptControl(bits: number): void {
    const { nvic, cause } = this.#ports;
    const pend = (bit: number, exception: number): void => {
      if (((bits >>> bit) & 1) === 1) nvic.setPending(exception, cause());
    };
    if (((bits >>> 25) & 1) === 1) nvic.clearPending(exceptions.sysTick);
    if (((bits >>> 27) & 1) === 1) nvic.clearPending(exceptions.pendSv);
    pend(26, exceptions.sysTick);
    pend(28, exceptions.pendSv);
    pend(31, exceptions.nmi);
  }

  #aircr(bits: number): void {
    if (bits >>> 16 !== key) return;
    const { nvic } = this.#ports;
    nvic.priorityGroup = (bits >>> 8) & 7;
    this.registers.set('AIRCR', 'PRIGROUP', nvic.priorityGroup);
    nvic.activityChanged();
    if ((bits & 4) !== 0) this.#ports.systemReset();
  }

  #shcsr(): number {
    const { active, pending, enabled } = this.#ports.nvic;
    return (
      (gathered(active.words[0]!, placesOf.active) |
        gathered(pending.words[0]!, placesOf.pending) |
        gathered(enabled.words[0]!, placesOf.enabled)) >>>
      0
    );
  }

  #handlerControl(): void {
    const { nvic } = this.#ports;
    const value = this.registers.word('SHCSR');
    for (const set of ['active', 'pending', 'enabled'] as const) {
      let word = nvic[set].words[0]!;
      for (const [bit, exception] of placesOf[set])
        word = (word & ~(1 << exception)) | (((value >>> bit) & 1) << exception);
      nvic[set].setWord(0, word);
    }
    nvic.activityChanged();
  }

  #prioritise(register: keyof typeof priorityRegisters): void {
    const { nvic } = this.#ports;
    const first = priorityRegisters[register];
    const value = this.registers.word(register);
    for (let byte = 0; byte < 4; byte++) nvic.priority[first + byte] = (value >>> (byte * 8)) & 0xff;
    nvic.activityChanged();
  }
}
