/** Time inside a region: cycles and instructions since the last time they were written into the budget's local. */
import type { Code, Local } from '../wasm/code';

export type Cost = { readonly instructions: number; readonly cycles: number };
export const nothing: Cost = { instructions: 0, cycles: 0 };

export class Account {
  /** Of the format at `budgetAt`. */
  readonly budget: Local;
  readonly #code: Code;
  #spent = nothing;

  constructor(code: Code, budget: Local) {
    this.#code = code;
    this.budget = budget;
  }

  /** What is not in the local yet. */
  get spent(): Cost {
    return this.#spent;
  }

  spend(cycles: number): void {
    this.#spent = { instructions: this.#spent.instructions + 1, cycles: this.#spent.cycles + cycles };
  }

  /** Pushes the budget after what was spent, and perhaps one more instruction. */
  push(cycles?: number): void {
    this.#code.get(this.budget);
    this.#add(this.after(cycles));
  }

  /** What was spent after perhaps one more instruction. */
  after(cycles?: number): Cost {
    const { instructions, cycles: before } = this.#spent;
    return cycles === undefined ? this.#spent : { instructions: instructions + 1, cycles: before + cycles };
  }

  /** Writes all into the local, on this path only: others go on from what was spent. */
  settlePath(cycles?: number): void {
    if (cycles === undefined && this.#spent === nothing) return;
    this.push(cycles);
    this.#code.set(this.budget);
  }

  settle(): void {
    this.settlePath();
    this.#spent = nothing;
  }

  /** On another way: this was spent, and the local is as it was then. */
  restore(spent: Cost): void {
    this.#spent = spent;
  }

  /** Two ways have met: behind this, both have spent `spent`. */
  become(spent: Cost): void {
    const { instructions, cycles } = this.#spent;
    const more = { instructions: instructions - spent.instructions, cycles: cycles - spent.cycles };
    if (more.instructions !== 0 || more.cycles !== 0) {
      this.#code.get(this.budget);
      this.#add(more);
      this.#code.set(this.budget);
    }
    this.#spent = spent;
  }

  /** Leaves 1 when an instruction that starts after `cycles` more cycles would come too late. */
  pushIsShort(cycles: number): void {
    this.#code
      .get(this.budget)
      .i64(cycles + 1, 0)
      .op('i64.lt_s');
  }

  #add({ instructions, cycles }: Cost): void {
    if (instructions === 0 && cycles === 0) return;
    // A negative low word borrows from the high one.
    this.#code.i64(-cycles - (instructions < 0 ? 1 : 0), instructions).op('i64.add');
  }
}
