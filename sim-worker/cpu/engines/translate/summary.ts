/** What a block does to registers and flags as a whole, and on each way out of it: found once, however often it is asked for. */
import { goesOn, type Step, type Unit } from './blocks';
import type { State } from './state';

/** A way to another block: what was written up to there, perhaps and surely. */
export type Way = { readonly pc: number; readonly perhapsWrites: State; readonly surelyWrites: State };

export type Summary = {
  /** To blocks of the region: where it goes on without a branch comes first. */
  readonly ways: readonly Way[];
  /** What its instructions need of what was before it. */
  readonly reads: State;
  /** What it may itself have changed at a place where the region may be left, and what of the changes before it is still there. */
  readonly leftOwn: State;
  readonly leftBefore: State;
};

/** Does it perhaps go to somewhere outside of the region? The targets of a table are a guess. */
const leavesBy = ({ instruction, traffic, targets }: Step, isInside: (pc: number) => boolean): boolean =>
  traffic.branches && (instruction.target === undefined || targets.length === 0 || !isInside(targets[0]!));

/** `isInside`: does a block of the region begin there? */
export function summaryOf({ steps, next }: Unit, isInside: (pc: number) => boolean): Summary {
  const survey = new Survey();
  for (let n = 0; n < steps.length; n++) {
    const step = steps[n]!;
    survey.step(step);
    if (step.isSlow || leavesBy(step, isInside)) survey.leaves();
    for (let t = 0; t < step.targets.length; t++) if (isInside(step.targets[t]!)) survey.goes(step.targets[t]!);
  }
  const isInsideNext = goesOn(next) && isInside(next.pc);
  if (isInsideNext) survey.goesOn(next.pc);
  else if (next !== undefined) survey.leaves();
  return survey.summary;
}

/** Bits as in `State`. */
class Survey {
  readonly #ways: Way[] = [];
  #perhapsWords = 0;
  #perhapsFloats = 0;
  #surelyWords = 0;
  #surelyFloats = 0;
  #readsWords = 0;
  #readsFloats = 0;
  #ownWords = 0;
  #ownFloats = 0;
  #beforeWords = 0;
  #beforeFloats = 0;

  step({ traffic }: Step): void {
    const { reads, perhapsWrites, surelyWrites } = traffic;
    this.#readsWords |= reads.words & ~this.#surelyWords;
    this.#readsFloats |= reads.floats & ~this.#surelyFloats;
    if (traffic.mayLeave) this.leaves();
    this.#perhapsWords |= perhapsWrites.words;
    this.#perhapsFloats |= perhapsWrites.floats;
    this.#surelyWords |= surelyWrites.words;
    this.#surelyFloats |= surelyWrites.floats;
  }

  /** What is changed is needed wherever the region may be left: it goes to memory there. */
  leaves(): void {
    this.#ownWords |= this.#perhapsWords & ~this.#surelyWords;
    this.#ownFloats |= this.#perhapsFloats & ~this.#surelyFloats;
    this.#beforeWords |= ~this.#surelyWords;
    this.#beforeFloats |= ~this.#surelyFloats;
  }

  goes(pc: number): void {
    this.#ways.push(this.#way(pc));
  }

  goesOn(pc: number): void {
    this.#ways.unshift(this.#way(pc));
  }

  get summary(): Summary {
    return {
      ways: this.#ways,
      reads: { words: this.#readsWords, floats: this.#readsFloats },
      leftOwn: { words: this.#ownWords, floats: this.#ownFloats },
      leftBefore: { words: this.#beforeWords, floats: this.#beforeFloats },
    };
  }

  #way(pc: number): Way {
    return {
      pc,
      perhapsWrites: { words: this.#perhapsWords, floats: this.#perhapsFloats },
      surelyWrites: { words: this.#surelyWords, floats: this.#surelyFloats },
    };
  }
}
