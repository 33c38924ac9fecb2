/** A region as a graph of blocks: who goes where, and how much time that takes. */
import type { Effect } from '../effects';
import { bodyOf } from '../emit/usage';
import { type Block, goesOn, placesBehind } from './blocks';
import type { Flow } from './graph';
import { split } from './split';
import { type Form, structure } from './structure';
import { unroll } from './unroll';

/** Pipeline refill after a taken branch, as in the run loop. Source: Cortex-M4 TRM, 3.3.1. */
export const refillCycles = 2;
/** Of an instruction whose IT condition does not hold. */
export const skippedCycles = 1;

/**
 * A block is not tested by itself while its cost is small together with what comes after it. The bound keeps the last cycles
 * of a slice, which are interpreted, few.
 */
const furthest = 400;

const mostCopies = 16;

const computesFloats = (effects: readonly Effect[]): boolean =>
  effects.some(
    (effect) =>
      effect.kind === 'float' ||
      effect.kind === 'floatToFixed' ||
      effect.kind === 'fixedToFloat' ||
      computesFloats(bodyOf(effect)),
  );

export class Region {
  readonly blocks: readonly Block[];
  /** The block that each goes on to without a branch. */
  readonly next: readonly (number | undefined)[];
  readonly flow: Flow;
  /** Is there one way only into each block? */
  readonly isEnteredOnce: readonly boolean[];
  /** Is there arithmetic that depends on FPSCR? */
  readonly computesFloats: boolean;
  /** Its blocks, nested. */
  readonly forms: readonly Form[];
  /** Of each block: the blocks that begin at addresses. */
  readonly #routes: readonly ReadonlyMap<number, number>[];
  readonly #tests: boolean[];
  /** Of each block, as `needFrom` says. */
  readonly #needs: number[] = [];

  /** `copies`: how many blocks may be copied for the sake of loops that are entered in several places. */
  constructor(found: readonly Block[], copies: number = mostCopies) {
    const numbers = new Map(found.map(({ pc }, i) => [pc, i]));
    const goesTo = found.map((block) => placesBehind(block).filter((pc) => numbers.has(pc)));
    const successors = goesTo.map((places) => places.map((pc) => numbers.get(pc)!));
    const { graph, originals, flow } = unroll(split(successors, copies), (i) => found[i]!.steps.length);
    this.flow = flow;
    this.blocks = originals.map((i) => found[i]!);
    const ways = graph.map((_, i) => (i === 0 ? 1 : 0));
    for (const to of graph.flat()) ways[to]!++;
    this.isEnteredOnce = ways.map((count) => count === 1);
    this.#routes = graph.map((to, i) => new Map(to.map((number, n) => [goesTo[originals[i]!]![n]!, number])));
    this.computesFloats = found.some(({ steps }) => steps.some(({ recorded }) => computesFloats(recorded.effects)));
    this.next = this.blocks.map(({ next }, i) => (goesOn(next) ? this.numberOf(next.pc, i) : undefined));
    // What is also jumped to cannot just lie behind.
    this.forms = structure(
      flow,
      this.next.map((to, i) => {
        const { steps, next } = this.blocks[i]!;
        return next !== undefined && steps.some(({ targets }) => targets.includes(next.pc)) ? undefined : to;
      }),
    );
    this.#tests = this.blocks.map((_, i) => i === 0 || flow.isLoopHead[i]! || !flow.reducible);
    for (const i of flow.order.toReversed()) {
      this.#needs[i] = this.needFrom(i, 0);
      if (this.#needs[i] > furthest) this.#tests[i] = true;
    }
  }

  /** The block that begins at `pc`, for one that goes there from the block `from`. */
  numberOf(pc: number, from: number): number | undefined {
    return this.#routes[from]!.get(pc);
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
        most = Math.max(most, before + refillCycles + this.#needOf(this.numberOf(target, block)));
    }
    return Math.max(most, before + this.#needOf(this.next[block]));
  }

  /** What lies outside tests for itself. */
  #needOf(block: number | undefined): number {
    return block === undefined || this.tests(block) ? Number.NEGATIVE_INFINITY : this.#needs[block]!;
  }
}
