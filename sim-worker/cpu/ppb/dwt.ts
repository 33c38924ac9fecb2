/** The cycle counter and the PC sample of the DWT unit. */
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { dwtMap } from './debug.regs';

export type DwtPorts = {
  /** Cycles of the processor clock while the core was awake. */
  readonly awakeCycles: () => number;
  /** DEMCR.TRCENA. */
  readonly traceEnabled: () => boolean;
  readonly pc: () => number;
};

export class Dwt {
  readonly registers: RegisterFile<typeof dwtMap>;
  readonly base = 0xe000_1000;
  readonly #ports: DwtPorts;
  /** CYCCNT held `#value` when the core had been awake for `#anchor` cycles. */
  #value = 0;
  #anchor = 0;
  #counting = false;

  constructor(ports: DwtPorts) {
    this.#ports = ports;
    this.registers = new RegisterFile(dwtMap, {
      compute: {
        CYCCNT: () => this.#now(),
        PCSR: () => ports.pc(),
      },
      written: {
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
  }

  reset(): void {
    this.registers.reset();
    this.#value = 0;
    this.#counting = false;
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
  }

  #now(): number {
    const counted = this.#counting ? this.#ports.awakeCycles() - this.#anchor : 0;
    return (this.#value + counted) % 2 ** 32;
  }
}
