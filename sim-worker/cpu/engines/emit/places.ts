/** Where code that is made from recorded effects finds state, and how it ends: what interpreter and translator do differently. */
import type { Why } from '../../isa/machine';
import type { FlagSource, Node } from '../effects';
import type { FloatFunction } from '../floats/functions';
import type { Code, Local } from '../wasm/code';

/**
 * All methods write code. "Push" leaves a value on WebAssembly's stack, "pop" takes one from it. Registers are read as they
 * are at that place of the code: the emitter reads those early that the same instruction writes before it needs them.
 */
export interface Places {
  readonly code: Code;
  /** i32, r0 to r14. */
  pushReg(r: number): void;
  popReg(r: number): void;
  /** f32, s0 to s31. */
  pushFreg(r: number): void;
  popFreg(r: number): void;
  /** i32. `node` tells which constant of the instruction it is: an interpreter takes it from the operand words. */
  pushConst(node: Node & { readonly kind: 'const' }): void;
  /** C as 0 or 1. */
  pushCarry(): void;
  /** 1 where the condition of the manual holds, 0 (EQ) to 13 (LE), else 0. */
  pushCondition(code: number): void;
  /** N Z C V as far as `from` sets them. The locals hold its arguments, and the carry-in behind those of 'addCarry'. */
  setFlags(from: FlagSource, args: readonly Local[]): void;
  /**
   * A temporary of this instruction; it may be another's afterwards. Not zero at first.
   */
  temporary(type: 'i32' | 'i64' | 'f32' | 'f64'): Local;
  /** Leaves before this instruction, for the evaluator to execute it. The stack behind it is free, as behind a return. */
  evaluateInstead(): void;
  /**
   * A memory access that did not pass the fast test. `quick` calls what needs nobody outside and sets `trouble` when it does;
   * `full` also calls the bus: before it PC and budget must be in memory, after it a fault may have happened and the budget
   * be another. Both leave the same value on the stack, or none. Without `quick` there is no way without the bus.
   */
  slowAccess(quick: (() => void) | undefined, full: () => void, result: 'i32' | undefined): void;
  /** i32: how far above the least normal number float results are plain, see floats/plain.ts. */
  pushFloatReach(): void;
  /** FPSCR may be another than before. */
  floatStatusChanged(): void;
  /** `call`, which may change FPSCR, is made; or this instruction is left to the evaluator, as long as that is seldom. */
  seldom(call: () => void): void;
  /** What a load from this constant address finds, if it cannot change while the code lives. Bytes and halfwords zero-extended. */
  readonly constantAt?: (address: number, bytes: 1 | 2 | 4) => number | undefined;
  /** Control goes on at `target`. Behind it the code of this path ends. `exchange`: bit 0 is set, and it is no exception return. */
  branch(target: Node, pushTarget: () => void, why: Why, exchange: boolean): void;
}

/** Functions of the support module that code from effects calls, by their numbers in the module that is made. */
export type SupportCalls = {
  /** (address) -> value, zero-extended; sets `trouble` where the access needs somebody outside. */
  readonly loadQuick: (bytes: 1 | 2 | 4) => number;
  /** (address) -> value, zero-extended; asks the bus. */
  readonly loadFull: (bytes: 1 | 2 | 4) => number;
  /** (address, value) */
  readonly storeQuick: (bytes: 1 | 2 | 4) => number;
  readonly storeFull: (bytes: 1 | 2 | 4) => number;
  /** (address, count): words go to the scratch words. */
  readonly loadManyQuick: number;
  readonly loadManyFull: number;
  /** (address, count): words come from the scratch words. */
  readonly storeManyQuick: number;
  readonly storeManyFull: number;
  /** (address) -> value; only ever asks the bus. */
  readonly loadUnprivileged: (bytes: 1 | 2 | 4) => number;
  /** (address, value) */
  readonly storeUnprivileged: (bytes: 1 | 2 | 4) => number;
  /** Float operations with exact flags, see floats/functions.ts. */
  readonly float: (name: FloatFunction) => number;
  /** Ends a function of the table: on the stack are a record, the budget, and the slot of the function that goes on. */
  readonly passOn: (code: Code) => void;
};
