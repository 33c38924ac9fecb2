/** Time inside a region: cycles and instructions since the last time they were written into the budget's local. */
import type { Code, Local } from '../wasm/code';

export type Cost = { readonly instructions: number; readonly cycles: number };
export const nothing: Cost = { instructions: 0, cycles: 0 };

export class Account {
  /** Of the format at `budgetAt`. */
  readonly budget: Local;
  readonly #code: Code;
  #instructions = 0;
  #cycles = 0;

  constructor(code: Code, budget: Local) {
    this.#code = code;
    this.budget = budget;
  }

  /** What is not in the local yet. */
  get spent(): Cost {
    return { instructions: this.#instructions, cycles: this.#cycles };
  }

  spend(cycles: number): void {
    this.#instructions++;
    this.#cycles += cycles;
  }

  /** Pushes the budget after what was spent, and perhaps one more instruction. */
  push(cycles?: number): void {
    this.#code.get(this.budget);
    if (cycles === undefined) this.#add(this.#instructions, this.#cycles);
    else this.#add(this.#instructions + 1, this.#cycles + cycles);
  }

  /** What was spent after perhaps one more instruction. */
  after(cycles?: number): Cost {
    if (cycles === undefined) return this.spent;
    return { instructions: this.#instructions + 1, cycles: this.#cycles + cycles };
  }

  /** Writes all into the local, on this path only: others go on from what was spent. */
  settlePath(cycles?: number): void {
    if (cycles === undefined && this.#instructions === 0 && this.#cycles === 0) return;
    this.push(cycles);
    this.#code.set(this.budget);
  }

  settle(): void {
    this.settlePath();
    this.restore(nothing);
  }

  /** On another way: this was spent, and the local is as it was then. */
  restore({ instructions, cycles }: Cost): void {
    this.#instructions = instructions;
    this.#cycles = cycles;
  }

  /** Two ways have met: behind this, both have spent `spent`. */
  become(spent: Cost): void {
    const instructions = this.#instructions - spent.instructions;
    const cycles = this.#cycles - spent.cycles;
    if (instructions !== 0 || cycles !== 0) {
      this.#code.get(this.budget);
      this.#add(instructions, cycles);
      this.#code.set(this.budget);
    }
    this.restore(spent);
  }

  /** Leaves 1 when an instruction that starts after `cycles` more cycles would come too late. */
  pushIsShort(cycles: number): void {
    this.#code
      .get(this.budget)
      .i64(cycles + 1, 0)
      .op('i64.lt_s');
  }

  #add(instructions: number, cycles: number): void {
    if (instructions === 0 && cycles === 0) return;
    // A negative low word borrows from the high one.
    this.#code.i64(-cycles - (instructions < 0 ? 1 : 0), instructions).op('i64.add');
  }
}
