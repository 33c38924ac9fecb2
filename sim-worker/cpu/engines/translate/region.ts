/** A region as a graph of blocks: who goes where, and how much time that takes. */
import { type Block, goesOn } from './blocks';
import type { Flow, Graph } from './graph';
import { split } from './split';
import { type Form, structure } from './structure';
import { type Summary, summaryOf } from './summary';
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

export class Region {
  readonly blocks: readonly Block[];
  /** What each does; its ways are in the order of its successors. */
  readonly summaries: readonly Summary[];
  readonly successors: Graph;
  /** The block that each goes on to without a branch. */
  readonly next: readonly (number | undefined)[];
  readonly flow: Flow;
  /** Is there one way only into each block? */
  readonly isEnteredOnce: readonly boolean[];
  /** Is there arithmetic that depends on FPSCR? */
  readonly computesFloats: boolean;
  /** Its blocks, nested. */
  readonly forms: readonly Form[];
  readonly #tests: boolean[];
  /** Of each block, as `needFrom` says. */
  readonly #needs: number[] = [];

  /** `copies`: how many blocks may be copied for the sake of loops that are entered in several places. */
  constructor(found: readonly Block[], copies: number = mostCopies) {
    const numbers = new Map<number, number>();
    for (let i = 0; i < found.length; i++) numbers.set(found[i]!.pc, i);
    const isInside = (pc: number): boolean => numbers.has(pc);
    const summaries = found.map((block) => summaryOf(block, isInside));
    const successors = summaries.map(({ ways }) => ways.map(({ pc }) => numbers.get(pc)!));
    const { graph, originals, flow } = unroll(split(successors, copies), (i) => found[i]!.steps.length);
    this.flow = flow;
    this.successors = graph;
    this.blocks = originals.map((i) => found[i]!);
    this.summaries = originals.map((i) => summaries[i]!);
    this.isEnteredOnce = entriesOf(graph).map((count) => count === 1);
    this.computesFloats = found.some(({ steps }) => steps.some(({ traffic }) => traffic.computesFloats));
    this.next = this.blocks.map(({ next }, i) => (goesOn(next) ? this.numberOf(next.pc, i) : undefined));
    // What is also jumped to cannot just lie behind.
    this.forms = structure(
      flow,
      this.next.map((to, i) =>
        this.summaries[i]!.ways.some(({ pc }, n) => n > 0 && pc === this.blocks[i]!.next?.pc) ? undefined : to,
      ),
    );
    this.#tests = this.blocks.map((_, i) => i === 0 || flow.isLoopHead[i]! || !flow.reducible);
    for (let place = flow.order.length - 1; place >= 0; place--) {
      const i = flow.order[place]!;
      const need = this.#needBehind(i, 0);
      this.#needs[i] = need;
      if (need > furthest) this.#tests[i] = true;
    }
  }

  /** The block that begins at `pc`, for one that goes there from the block `from`. */
  numberOf(pc: number, from: number): number | undefined {
    const { ways } = this.summaries[from]!;
    for (let n = 0; n < ways.length; n++) if (ways[n]!.pc === pc) return this.successors[from]![n];
    return undefined;
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
    return from === 0 ? this.#needs[block]! : this.#needBehind(block, from);
  }

  #needBehind(block: number, from: number): number {
    const { steps } = this.blocks[block]!;
    let before = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = from; i < steps.length; i++) {
      const { instruction, isSlow, targets } = steps[i]!;
      most = Math.max(most, before);
      before += instruction.cycles;
      if (isSlow) return most;
      for (let t = 0; t < targets.length; t++)
        most = Math.max(most, before + refillCycles + this.#needOf(this.numberOf(targets[t]!, block)));
    }
    return Math.max(most, before + this.#needOf(this.next[block]));
  }

  /** What lies outside tests for itself. */
  #needOf(block: number | undefined): number {
    return block === undefined || this.tests(block) ? Number.NEGATIVE_INFINITY : this.#needs[block]!;
  }
}

/** How many ways there are into each node, that into the first from outside too. */
function entriesOf(graph: Graph): readonly number[] {
  const count = graph.map((_, i) => (i === 0 ? 1 : 0));
  for (const successors of graph) for (const to of successors) count[to]!++;
  return count;
}
