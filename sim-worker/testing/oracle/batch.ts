/** Cases of some entries: made and executed by us, written for the harness, and compared with what it answers. */
import type { Encoding } from '../../cpu/isa/encoding';
import { headWords, place, stateWords, word } from './layout';
import type { Model } from './model';
import { type Program, programOf, programOfWord } from './programs';
import { Random } from './random';
import {
  harmlessOverrides,
  isPossible,
  isRecoverable,
  itBits,
  type Kind,
  overridesOf,
  planOf,
  stateOfKind,
  statePool,
} from './states';

/** States that one program is executed from: QEMU translates it only once. */
const statesPerProgram = 8;
const attempts = 40;
/** ITSTATE in xPSR. */
const itStateBits = 0x0600_fc00;
/** Of a program whose states cannot be made: after so many the entry has what it has. */
const barrenPrograms = 200;

/** Words that grow. */
class Words {
  #words = new Int32Array(1 << 20);
  length = 0;

  push(...values: readonly number[]): void {
    if (this.length + values.length > this.#words.length) {
      const more = new Int32Array(2 * this.#words.length);
      more.set(this.#words);
      this.#words = more;
    }
    this.#words.set(values, this.length);
    this.length += values.length;
  }
  get all(): Int32Array {
    return this.#words.subarray(0, this.length);
  }
}

type Case = {
  /** Undefined: no instruction. */
  readonly entry: Encoding | undefined;
  readonly program: Program;
  /** Where its words begin in the cases. */
  readonly at: number;
  /** Where our answer begins. */
  readonly ours: number;
};
/** One word that we and QEMU see differently. */
export type Difference = {
  readonly index: number;
  readonly before: number;
  readonly ours: number;
  readonly theirs: number;
};
export type Disagreement = {
  readonly entry: Encoding | undefined;
  readonly program: Program;
  readonly before: Int32Array;
  readonly words: readonly Difference[];
};

export class Batch {
  readonly #model: Model;
  readonly #random: Random;
  readonly #pool: Int32Array;
  readonly #cases = new Words();
  readonly #ours = new Words();
  readonly #list: Case[] = [];
  #completed = 0;
  readonly #before = new Int32Array(stateWords);
  readonly #after = new Int32Array(stateWords);

  constructor(model: Model, seed: number) {
    this.#model = model;
    this.#random = new Random(seed);
    this.#pool = statePool(this.#random);
  }

  get size(): number {
    return this.#list.length;
  }

  /** The file for the harness. */
  get file(): readonly Int32Array[] {
    return [Int32Array.of(this.#pool.length / stateWords), this.#pool, this.#cases.all];
  }

  /**
   * Makes cases of this entry. Answers how many, how many of them came to an end without a fault and without a condition
   * that might have skipped them, and an example.
   */
  add(entry: Encoding, wanted: number): { readonly cases: number; readonly completed: number; readonly text: string } {
    const start = this.#list.length;
    this.#completed = 0;
    for (let barren = 0; barren < barrenPrograms && this.#list.length - start < wanted; ) {
      barren = this.#addProgram(entry, Math.min(statesPerProgram, wanted - (this.#list.length - start)))
        ? 0
        : barren + 1;
    }
    return {
      cases: this.#list.length - start,
      completed: this.#completed,
      text: this.#list[start]?.program.text ?? '',
    };
  }

  /** A case of a word that is no instruction, with all registers such that little happens if it is one after all. */
  addUndefined(opcode: number): boolean {
    const program = programOfWord(opcode);
    return this.#addCase(undefined, program, stateOfKind('stack', this.#random), harmlessOverrides(this.#random));
  }

  #addProgram(entry: Encoding, wanted: number): boolean {
    const random = this.#random;
    const pc = place.code + 2 * random.below(2);
    const inIT = random.oneIn(5);
    const program = programOf(entry, random, pc, inIT);
    if (program === undefined) return false;
    const plan = planOf(program);
    let made = 0;
    for (let i = 0; i < attempts && made < wanted; i++) {
      const it = inIT ? itBits(random, plan.isBranch) : 0;
      const kind = this.#kind(i, plan);
      const state = stateOfKind(kind, random);
      const overrides = overridesOf({ plan, kind, pc, it }, random);
      if (this.#addCase(entry, program, state, overrides)) made++;
    }
    return made > 0;
  }

  /** Any values first; when nothing good comes of them, such as can be stack pointers. */
  #kind(attempt: number, plan: ReturnType<typeof planOf>): Kind {
    if (plan.isBranch) return attempt % 4 === 3 ? 'any' : 'landing';
    return plan.hasSp && attempt % 2 === 1 ? 'stack' : 'any';
  }

  #addCase(entry: Encoding | undefined, program: Program, state: number, overrides: readonly number[]): boolean {
    const before = this.#stateOf(state, overrides);
    if (!isPossible(before)) return false;
    this.#model.execute(before, program.code, program.steps, this.#after);
    if (!isRecoverable(this.#after, before[word.pc]!, program)) return false;
    if (this.#after[word.cfsr] === 0 && (before[word.xpsr]! & itStateBits) === 0) this.#completed++;
    this.#list.push({ entry, program, at: this.#cases.length, ours: this.#ours.length });
    this.#cases.push(state, overrides.length / 2, ...new Int32Array(program.code.buffer), ...overrides);
    const changed: number[] = [];
    for (let i = 0; i < stateWords; i++) if (before[i] !== this.#after[i]) changed.push(i, this.#after[i]!);
    this.#ours.push(changed.length / 2, ...changed);
    return true;
  }

  #stateOf(state: number, overrides: ArrayLike<number>): Int32Array {
    const before = this.#before;
    before.set(this.#pool.subarray(state * stateWords, (state + 1) * stateWords));
    for (let i = 0; i < overrides.length; i += 2) before[overrides[i]!] = overrides[i + 1]!;
    return before;
  }

  /** All cases in which the harness has seen another state. Throws when it has not answered all. */
  compare(theirs: Int32Array): readonly Disagreement[] {
    const found: Disagreement[] = [];
    const cases = this.#cases.all;
    const ours = this.#ours.all;
    let at = 0;
    for (const one of this.#list) {
      const count = theirs[at];
      if (count === undefined) throw new Error(`QEMU has answered too little; the next was ${one.program.text}`);
      const their = theirs.subarray(at + 1, at + 1 + 2 * count);
      const our = ours.subarray(one.ours + 1, one.ours + 1 + 2 * ours[one.ours]!);
      at += 1 + 2 * count;
      if (isSame(their, our)) continue;
      const overrides = cases.subarray(one.at + headWords, one.at + headWords + 2 * cases[one.at + 1]!);
      const before = this.#stateOf(cases[one.at]!, overrides);
      const words = differences(before, our, their);
      if (words.length > 0) found.push({ entry: one.entry, program: one.program, before: before.slice(), words });
    }
    if (at !== theirs.length) throw new Error('QEMU has answered too much');
    return found;
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const frameBytes = 36;
/** Below the stack pointer lies the frame with which the case ended: the harness sees it, we do not make it. */
function differences(before: Int32Array, our: Int32Array, their: Int32Array): readonly Difference[] {
  const ours = applied(before, our);
  const theirs = applied(before, their);
  const sp = ours[word.sp]! >>> 0;
  const isFrame = (index: number): boolean => {
    const address = place.window + 4 * (index - word.window);
    return index >= word.window && address >= sp - frameBytes && address < sp;
  };
  const found: Difference[] = [];
  for (let index = 0; index < stateWords; index++) {
    if (ours[index] === theirs[index] || isFrame(index)) continue;
    found.push({ index, before: before[index]!, ours: ours[index]!, theirs: theirs[index]! });
  }
  return found;
}
function applied(before: Int32Array, changes: Int32Array): Int32Array {
  const state = before.slice();
  for (let i = 0; i < changes.length; i += 2) state[changes[i]!] = changes[i + 1]!;
  return state;
}
