/** The cycle counter, the PC sample and the address comparators of the DWT unit. Source: ARMv7-M ARM, C1.8. */
import type { AccessSize } from '../../contract/units';
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { dwtMap } from './debug.regs';

export type DwtPorts = {
  /** Cycles of the processor clock while the core was awake. */
  readonly awakeCycles: () => number;
  /** DEMCR.TRCENA. */
  readonly traceEnabled: () => boolean;
  readonly pc: () => number;
  /** A comparator has matched. */
  readonly matched: (comparator: number) => void;
  /** Comparators look at data accesses now, or no longer. */
  readonly rulesChanged: () => void;
};

/** DWT_FUNCTION values. Source: ARMv7-M ARM, table C1-14. */
const functions = { code: 4, read: 5, write: 6, both: 7 } as const;
const comparators = [0, 1, 2, 3] as const;
/** DWT_FUNCTION.MATCHED. */
const matched = 1 << 24;

export class Dwt {
  readonly registers: RegisterFile<typeof dwtMap>;
  readonly base = 0xe000_1000;
  readonly #ports: DwtPorts;
  /** CYCCNT held `#value` when the core had been awake for `#anchor` cycles. */
  #value = 0;
  #anchor = 0;
  #counting = false;
  #watchesData = false;
  #watchesCode = false;
  #version = 0;

  constructor(ports: DwtPorts) {
    this.#ports = ports;
    this.registers = new RegisterFile(dwtMap, {
      compute: {
        CYCCNT: () => this.#now(),
        PCSR: () => ports.pc(),
      },
      written: {
        ...Object.fromEntries(
          comparators.flatMap((n) => [`FUNCTION${n}`, `COMP${n}`, `MASK${n}`].map((name) => [name, () => this.#arm()])),
        ),
        CTRL: () => this.changed(),
        CYCCNT: (bits) => {
          this.#value = bits;
          this.#anchor = ports.awakeCycles();
        },
      },
    });
  }

  /** To be called when DWT_CTRL or DEMCR.TRCENA has changed. */
  changed(): void {
    this.#value = this.#now();
    this.#anchor = this.#ports.awakeCycles();
    this.#counting = this.#ports.traceEnabled() && (this.registers.word('CTRL') & 1) === 1;
    this.#arm();
  }

  /** Some comparator looks at loads and stores. */
  get watchesData(): boolean {
    return this.#watchesData;
  }

  /** Some comparator looks at executed addresses. */
  get watchesCode(): boolean {
    return this.#watchesCode;
  }

  /** Another whenever comparators may look at other addresses. */
  get version(): number {
    return this.#version;
  }

  /** Does a comparator look at loads or stores in this page of 4 KiB? */
  watchesPage(page: number): boolean {
    if (!this.#watchesData) return false;
    const first = page * 4096;
    return comparators.some((n) => {
      const wanted = this.#function(n);
      if (wanted < functions.read || wanted > functions.both) return false;
      const start = this.#start(n);
      return start < first + 4096 && start + this.#ignored(n) >= first;
    });
  }

  accessed(address: number, size: AccessSize, write: boolean): void {
    for (const n of comparators) {
      const wanted = this.#function(n);
      if (wanted !== functions.both && wanted !== (write ? functions.write : functions.read)) continue;
      const start = this.#start(n);
      if (address + size > start && address <= start + this.#ignored(n)) this.#match(n);
    }
  }

  executed(address: number): void {
    for (const n of comparators) {
      if (this.#function(n) !== functions.code) continue;
      const start = this.#start(n);
      if (address >= start && address <= start + this.#ignored(n)) this.#match(n);
    }
  }

  reset(): void {
    this.registers.reset();
    this.#value = 0;
    this.#counting = false;
    this.#arm();
  }

  save(): Plain {
    return { words: this.registers.save(), value: this.#value, anchor: this.#anchor, counting: this.#counting };
  }

  load(state: Plain): void {
    const saved = state as unknown as { words: readonly number[]; value: number; anchor: number; counting: boolean };
    this.registers.load(saved.words);
    this.#value = saved.value;
    this.#anchor = saved.anchor;
    this.#counting = saved.counting;
    this.#arm();
  }

  #arm(): void {
    this.#version++;
    const on = this.#ports.traceEnabled();
    const armed = comparators.map((n) => this.#function(n));
    this.#watchesCode = on && armed.includes(functions.code);
    this.#watchesData = on && armed.some((wanted) => wanted >= functions.read && wanted <= functions.both);
    this.#ports.rulesChanged();
  }

  #function(n: number): number {
    return this.registers.word(`FUNCTION${n}`) & 0xf;
  }

  #ignored(n: number): number {
    return 2 ** (this.registers.word(`MASK${n}`) & 0x1f) - 1;
  }

  #start(n: number): number {
    return (this.registers.word(`COMP${n}`) & ~this.#ignored(n)) >>> 0;
  }

  #match(n: number): void {
    this.registers.setWord(`FUNCTION${n}`, (this.registers.word(`FUNCTION${n}`) | matched) >>> 0);
    this.#ports.matched(n);
  }

  #now(): number {
    const counted = this.#counting ? this.#ports.awakeCycles() - this.#anchor : 0;
    return (this.#value + counted) % 2 ** 32;
  }
}
