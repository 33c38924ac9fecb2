/** The code of the interpreter's handlers: one instruction on registers in memory, then on to the next record. */
import { codeTableBase, pageShift } from '../../../kernel/guest-memory';
import type { FlagSource, Node } from '../effects';
import { Emitter } from '../emit/emitter';
import type { Places, SupportCalls } from '../emit/places';
import { pushReach } from '../floats/plain';
import { budgetAt, fpReadyAt, itStateAt, registerAt, troubleAt } from '../support/addresses';
import { handlerSignature } from '../support/imports';
import { reasons } from '../support/reasons';
import { insideIT, recordMask, recordOffset, recordShift, recordStride } from '../support/record-layout';
import type { Code, Local } from '../wasm/code';
import type { ModuleBuilder, Signature } from '../wasm/module';
import type { ValueType } from '../wasm/opcodes';
import { pushAllFlags, pushFlag, pushHolds, storeFlags } from './flags';
import { operandAt, type Shape } from './shape';

/** Pipeline refill after a taken branch, as in the run loop. Source: Cortex-M4 TRM, 3.3.1. */
const refillCycles = 2;
const skippedCycles = 1;
const pcAt = registerAt(15);

const settleSignature: Signature = { parameters: ['i32', 'i64'], results: [] };

/** What all handlers of a module share. */
type HandlerModule = {
  readonly module: ModuleBuilder;
  readonly calls: SupportCalls;
  /** (record, budget): the PC is at the record's instruction, the budget in memory. */
  readonly settle: number;
};

export function handlerModule(module: ModuleBuilder, calls: SupportCalls): HandlerModule {
  const { code, index } = module.function(settleSignature);
  code.i32(0).get(code.parameter(0)).memory('i32.load', recordOffset.operands).memory('i32.load', 0);
  code.memory('i32.store', pcAt);
  code.i32(0).get(code.parameter(1)).memory('i64.store', budgetAt);
  return { module, calls, settle: index };
}

/** Writes the handler of a shape, exported under `name`. */
export function addHandler(made: HandlerModule, shape: Shape, name: string): void {
  const { code } = made.module.function(handlerSignature, name);
  const handler = new Handler(code, shape, made);
  handler.begin();
  new Emitter(handler, made.calls).emit(shape.site.effects);
  handler.fallThrough();
}

class Handler implements Places {
  readonly code: Code;
  readonly #shape: Shape;
  readonly #made: HandlerModule;
  readonly #record: Local;
  readonly #budget: Local;
  readonly #operands: Local;

  constructor(code: Code, shape: Shape, made: HandlerModule) {
    this.code = code;
    this.#shape = shape;
    this.#made = made;
    this.#record = code.parameter(0);
    this.#budget = code.parameter(1);
    this.#operands = code.local('i32');
  }

  /** What comes before the effects: is there time, does the condition hold, is the FPU there? */
  begin(): void {
    const { code } = this;
    const { itState, isFloat } = this.#shape.site;
    code.get(this.#budget).i64(1, 0).op('i64.lt_s').if();
    this.#leave(reasons.budget);
    code.op('end');
    code.get(this.#record).memory('i32.load', recordOffset.operands).set(this.#operands);
    if (itState !== 0) this.#condition();
    if (!isFloat) return;
    code.i32(0).memory('i32.load', fpReadyAt).op('i32.eqz').if();
    this.evaluateInstead();
    code.op('end');
  }

  /** On to the next instruction. */
  fallThrough(): void {
    this.#setItState();
    this.#toNext(this.#shape.site.cycles);
  }

  pushReg(r: number): void {
    this.#pushRegisterAt(r);
    this.code.memory('i32.load', r === 13 ? registerAt(13) : 0);
  }
  popReg(r: number): void {
    const value = this.temporary('i32');
    this.code.set(value);
    this.#pushRegisterAt(r);
    this.code.get(value).memory('i32.store', r === 13 ? registerAt(13) : 0);
  }
  pushFreg(r: number): void {
    this.#pushWord(this.#shape.floatRegisterWord(r));
    this.code.memory('f32.load', 0);
  }
  popFreg(r: number): void {
    const value = this.temporary('f32');
    this.code.set(value);
    this.#pushWord(this.#shape.floatRegisterWord(r));
    this.code.get(value).memory('f32.store', 0);
  }
  pushConst(node: Node & { readonly kind: 'const' }): void {
    const word = this.#shape.constantWord(node);
    if (word === undefined) this.code.i32(node.value);
    else this.#pushWord(word);
  }
  pushCarry(): void {
    pushFlag(this.code, 'C');
  }
  pushCondition(condition: number): void {
    pushHolds(this.code, condition);
  }
  setFlags(from: FlagSource, args: readonly Local[]): void {
    storeFlags(this.code, from, args, this.temporary('i32'));
  }
  temporary(type: ValueType): Local {
    return this.code.local(type);
  }
  evaluateInstead(): void {
    this.#leave(reasons.evaluate);
  }
  pushFloatReach(): void {
    pushReach(this.code);
  }
  floatStatusChanged(): void {
    // It is looked at each time.
  }
  seldom(call: () => void): void {
    call();
  }
  slowAccess(_quick: (() => void) | undefined, full: () => void): void {
    const { code } = this;
    this.#settle();
    full();
    code.i32(0).memory('i64.load', budgetAt).set(this.#budget);
    code.i32(0).memory('i32.load', troubleAt).if();
    code.i32(reasons.fault).op('return', 'end');
  }
  branch(target: Node, pushTarget: () => void): void {
    const { code } = this;
    this.#setItState();
    const near = this.#shape.nearTargetWord(target);
    const cycles = this.#shape.site.cycles + refillCycles;
    if (near === undefined) {
      pushTarget();
      code.i32(~1).op('i32.and');
      this.#lookUp(cycles);
      return;
    }
    const record = this.temporary('i32');
    this.#pushWord(near);
    code.set(record);
    this.#go(record, 0, cycles);
  }

  #pushWord(word: number): void {
    this.code.get(this.#operands).memory('i32.load', 4 * word);
  }
  /** What an access of the register adds its offset to. */
  #pushRegisterAt(r: number): void {
    const word = this.#shape.registerWord(r);
    if (word === undefined) this.code.i32(0);
    else this.#pushWord(word);
  }
  #settle(): void {
    this.code.get(this.#record).get(this.#budget).call(this.#made.settle);
  }
  #leave(reason: number): void {
    this.#settle();
    this.code.i32(reason).op('return');
  }

  /** In an IT block, which another IT instruction than the expected one may have opened. */
  #condition(): void {
    const { code } = this;
    code.i32(0).memory('i32.load', itStateAt);
    this.#pushWord(operandAt.itState);
    code.op('i32.ne').if();
    this.evaluateInstead();
    code.op('end');
    this.#pushWord(operandAt.truth);
    pushAllFlags(code);
    code.op('i32.shr_u').i32(1).op('i32.and', 'i32.eqz').if();
    this.#setItState();
    this.#toNext(skippedCycles);
    code.op('end');
  }

  #setItState(): void {
    const { itState, itStateAfter } = this.#shape.site;
    if (itState === 0 && itStateAfter === 0) return;
    this.code.i32(0);
    this.#pushWord(operandAt.itStateAfter);
    this.code.memory('i32.store', itStateAt);
  }

  #toNext(cycles: number): void {
    const { length, itState, following } = this.#shape.site;
    if (!following.near) {
      this.#pushWord(operandAt.pc);
      this.code.i32(length).op('i32.add');
      this.#lookUp(cycles);
      return;
    }
    const planes = (following.inIT ? 1 : 0) - (itState !== 0 ? 1 : 0);
    this.#go(this.#record, (length / 2) * recordStride + planes * insideIT, cycles);
  }

  /** The next PC is on the stack. It goes to memory, because a page without records cannot tell it. */
  #lookUp(cycles: number): void {
    const { code } = this;
    const pc = this.temporary('i32');
    const record = this.temporary('i32');
    code.set(pc).i32(0).get(pc).memory('i32.store', pcAt);
    code.get(pc).i32(pageShift).op('i32.shr_u').i32(2).op('i32.shl').memory('i32.load', codeTableBase);
    code.get(pc).i32(recordMask).op('i32.and').i32(recordShift).op('i32.shl', 'i32.add').set(record);
    this.#go(record, this.#shape.site.following.inIT ? insideIT : 0, cycles);
  }

  #go(record: Local, distance: number, cycles: number): void {
    const { code } = this;
    const next = distance === 0 ? record : this.temporary('i32');
    if (distance !== 0) code.get(record).i32(distance).op('i32.add').set(next);
    code.get(next).get(this.#budget).i64(-cycles, 1).op('i64.add');
    code.get(next).memory('i32.load', recordOffset.handler);
    this.#made.calls.passOn(code);
  }
}
