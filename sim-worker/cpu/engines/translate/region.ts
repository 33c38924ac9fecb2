/** A region as a graph of blocks: who goes where, and how much time that takes. */
import { type Block, goesOn } from './find';
import { type Flow, flowOf } from './graph';
import { type Form, structure } from './structure';

/** Pipeline refill after a taken branch, as in the run loop. Source: Cortex-M4 TRM, 3.3.1. */
export const refillCycles = 2;
/** Of an instruction whose IT condition does not hold. */
export const skippedCycles = 1;

/**
 * A block is not tested by itself while its cost is small together with what comes after it. The bound keeps the last cycles
 * of a slice, which are interpreted, few.
 */
const furthest = 400;

export class Region {
  readonly blocks: readonly Block[];
  /** The block that each goes on to without a branch. */
  readonly next: readonly (number | undefined)[];
  readonly flow: Flow;
  /** Its blocks, nested. */
  readonly forms: readonly Form[];
  readonly #numbers: ReadonlyMap<number, number>;
  readonly #tests: boolean[];
  /** Of each block, as `needFrom` says. */
  readonly #needs: number[] = [];

  constructor(blocks: readonly Block[]) {
    this.blocks = blocks;
    this.#numbers = new Map(blocks.map(({ pc }, i) => [pc, i]));
    this.next = blocks.map(({ next }) => (goesOn(next) ? this.numberOf(next.pc) : undefined));
    const jumps = blocks.map(({ steps }) =>
      steps.flatMap(({ targets }) => targets.flatMap((pc) => this.numberOf(pc) ?? [])),
    );
    this.flow = flowOf(jumps.map((to, i) => (this.next[i] === undefined ? to : [this.next[i], ...to])));
    // What is also jumped to cannot just lie behind.
    this.forms = structure(
      this.flow,
      this.next.map((to, i) => (to !== undefined && jumps[i]!.includes(to) ? undefined : to)),
    );
    this.#tests = blocks.map((_, i) => i === 0 || this.flow.isLoopHead[i]! || !this.flow.reducible);
    for (const i of this.flow.order.toReversed()) {
      this.#needs[i] = this.needFrom(i, 0);
      if (this.#needs[i] > furthest) this.#tests[i] = true;
    }
  }

  /** The block that begins at `pc`. */
  numberOf(pc: number): number | undefined {
    return this.#numbers.get(pc);
  }

  /** Is it tested at its beginning whether there is time left? Else whoever goes there has done it. */
  tests(block: number): boolean {
    return this.#tests[block]!;
  }

  /**
   * How many cycles there are at most from a step of the block to the beginning of the last instruction before the next test,
   * which is behind a slow instruction at the latest. -Infinity: there is none.
   */
  needFrom(block: number, from: number): number {
    const { steps } = this.blocks[block]!;
    let before = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const step of steps.slice(from)) {
      most = Math.max(most, before);
      before += step.instruction.cycles;
      if (step.isSlow) return most;
      for (const target of step.targets)
        most = Math.max(most, before + refillCycles + this.#needOf(this.numberOf(target)));
    }
    return Math.max(most, before + this.#needOf(this.next[block]));
  }

  /** What lies outside tests for itself. */
  #needOf(block: number | undefined): number {
    return block === undefined || this.tests(block) ? Number.NEGATIVE_INFINITY : this.#needs[block]!;
  }
}
