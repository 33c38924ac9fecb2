/** From the effects of one instruction to WebAssembly code, for whatever places the engine keeps state in. */
import type { Why } from '../../isa/machine';
import { type Effect, type Node, stateBits } from '../effects';
import { floatEffects } from '../floats/inline';
import { cellAt, waitingAt } from '../support/addresses';
import type { Local } from '../wasm/code';
import type { ValueType } from '../wasm/opcodes';
import { accessEffects } from './access';
import { exclusiveEffects } from './exclusive';
import { Few } from './few';
import { operate, typeOf } from './operators';
import type { Places, SupportCalls } from './places';
import { branchLast, type Plan, planOf, writes } from './usage';
import type { Writer } from './writer';

type Const = Node & { readonly kind: 'const' };
type Op = Node & { readonly kind: 'op' };

/** Places in `#early`. */
const early = { reg: 0, freg: 32, carry: 64 } as const;
const spMask = ~3;
const exceptionReturn = 0xf;

export class Emitter {
  readonly #places: Places;
  readonly #writer: Writer;
  #shared: readonly Node[] = [];
  /** Operations whose value a local holds here. */
  readonly #held = new Few<Node, Local>();
  readonly #results = new Few<Effect, readonly Local[]>();
  /** Registers that were read before the instruction writes them, by place: r0 and s0 on, and C. */
  readonly #early = new Few<number, Local>();

  constructor(places: Places, calls: SupportCalls) {
    this.#places = places;
    this.#writer = {
      places,
      calls,
      push: (node) => this.#push(node),
      hold: (node, type) => this.#hold(node, type),
      result: (effect, type) => this.#result(effect, type),
      results: (effect, locals) => this.#results.set(effect, locals),
      perhaps: (body) => this.#perhaps(body),
    };
  }

  /** Effects as recorded; none may need the evaluator (`needsEvaluator`). */
  emit(effects: readonly Effect[]): void {
    this.write(planOf(effects));
  }

  write({ effects, exchange, late, shared }: Plan): void {
    this.#held.keep(0);
    this.#results.keep(0);
    this.#early.keep(0);
    this.#shared = shared;
    if ((late.regs | late.fregs | late.flags) !== 0) this.#readEarly(late);
    let guarded = exchange === undefined;
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i]!;
      if (!guarded && writes(effect)) {
        this.#guardExchange(exchange!.target, exchange!.why);
        guarded = true;
      }
      this.#effect(effect);
    }
  }

  /** Leaves for the evaluator, before anything is written, where the target is not Thumb code, or perhaps an exception return. */
  #guardExchange(node: Node, why: Why): void {
    const { code } = this.#places;
    const target = this.#hold(node, 'i32');
    code.get(target).i32(1).op('i32.and', 'i32.eqz');
    if (why !== 'call') code.get(target).i32(28).op('i32.shr_u').i32(exceptionReturn).op('i32.eq', 'i32.or');
    code.if();
    this.#places.evaluateInstead();
    code.op('end');
  }

  #readEarly({ regs, fregs, flags }: Plan['late']): void {
    for (let r = 0; r < 32; r++) {
      if (((regs >>> r) & 1) === 1) this.#keep(early.reg + r, 'i32', () => this.#places.pushReg(r));
      if (((fregs >>> r) & 1) === 1) this.#keep(early.freg + r, 'f32', () => this.#places.pushFreg(r));
    }
    if ((flags & stateBits.C) !== 0) this.#keep(early.carry, 'i32', () => this.#places.pushCarry());
    // No meaning asks for a condition after it wrote flags.
    if ((flags & ~stateBits.C) !== 0) throw new Error('reads a condition after flags were written');
  }

  #keep(place: number, type: ValueType, push: () => void): void {
    const local = this.#places.temporary(type);
    push();
    this.#places.code.set(local);
    this.#early.set(place, local);
  }

  #effect(effect: Effect): void {
    const places = this.#places;
    const { code } = places;
    switch (effect.kind) {
      case 'setReg':
        this.#push(effect.value);
        if (effect.r === 13) code.i32(spMask).op('i32.and');
        places.popReg(effect.r);
        return;
      case 'setFreg':
        this.#push(effect.value);
        places.popFreg(effect.r);
        return;
      case 'cell':
        code.i32(0).memory('i32.load', cellAt(effect.name));
        this.#result(effect, 'i32');
        return;
      case 'setCell':
        code.i32(0);
        this.#push(effect.value);
        code.memory('i32.store', cellAt(effect.name));
        if (effect.name === 'FPSCR') places.floatStatusChanged();
        return;
      case 'setMask':
        this.#setMask(effect);
        return;
      case 'flags':
        this.#flags(effect);
        return;
      case 'divide':
        this.#divide(effect);
        return;
      case 'when':
        this.#push(effect.test);
        code.if();
        this.#perhaps(() => {
          for (const inner of branchLast(effect.body)) this.#effect(inner);
        });
        code.op('end');
        return;
      case 'branch':
        places.branch(effect.target, () => this.#push(effect.target), effect.why, effect.exchange);
        return;
      case 'setItState':
        // The engines follow IT blocks by their own means.
        return;
      default:
        this.#other(effect);
    }
  }

  #other(effect: Effect): void {
    const w = this.#writer;
    if (accessEffects(w, effect) || floatEffects(w, effect) || exclusiveEffects(w, effect)) return;
    throw new Error(`${effect.kind} is the evaluator's`);
  }

  /** The one thing that the instruction writes. While an exception waits, the run loop has to see whether it comes now. */
  #setMask(effect: Effect & { readonly kind: 'setMask' }): void {
    const { code } = this.#places;
    const value = this.#hold(effect.value, 'i32');
    code.i32(0).memory('i32.load', waitingAt);
    // BASEPRI may let something through whatever is written; PRIMASK only when it is cleared.
    if (effect.name === 'PRIMASK') code.get(value).op('i32.eqz', 'i32.and');
    code.if();
    this.#places.evaluateInstead();
    code.op('end').i32(0).get(value).memory('i32.store', cellAt(effect.name));
  }

  #flags(effect: Effect & { readonly kind: 'flags' }): void {
    const args: Local[] = [];
    for (let i = 0; i < effect.args.length; i++) args.push(this.#hold(effect.args[i]!, 'i32'));
    if (effect.from === 'addCarry') {
      const carry = this.#places.temporary('i32');
      this.#pushCarry();
      this.#places.code.set(carry);
      args.push(carry);
    }
    this.#places.setFlags(effect.from, args);
  }

  /** By zero it is 0, or a fault: the evaluator's. And INT_MIN by -1, where WebAssembly traps, is INT_MIN. */
  #divide(effect: Effect & { readonly kind: 'divide' }): void {
    const { code } = this.#places;
    const [a, b] = effect.args.map((arg) => this.#hold(arg, 'i32')) as [Local, Local];
    code.get(b).op('i32.eqz').if();
    this.#places.evaluateInstead();
    code.op('end');
    if (!effect.signed) {
      code.get(a).get(b).op('i32.div_u');
    } else {
      code.get(b).i32(-1).op('i32.eq').if('i32');
      code.i32(0).get(a).op('i32.sub', 'else').get(a).get(b).op('i32.div_s', 'end');
    }
    this.#result(effect, 'i32');
  }

  #push(node: Node): void {
    const { code } = this.#places;
    switch (node.kind) {
      case 'const':
        this.#places.pushConst(node as Const);
        return;
      case 'reg':
        if (!this.#pushEarly(early.reg + node.r)) this.#places.pushReg(node.r);
        return;
      case 'freg':
        if (!this.#pushEarly(early.freg + node.r)) this.#places.pushFreg(node.r);
        return;
      case 'carry':
        this.#pushCarry();
        return;
      case 'condition':
        this.#places.pushCondition(node.code);
        return;
      case 'result':
        code.get(this.#results.get(node.of)![node.part]!);
        return;
      case 'op':
        this.#operation(node);
    }
  }

  #pushCarry(): void {
    if (!this.#pushEarly(early.carry)) this.#places.pushCarry();
  }

  /** False: it was not read early. */
  #pushEarly(place: number): boolean {
    const local = this.#early.get(place);
    if (local === undefined) return false;
    this.#places.code.get(local);
    return true;
  }

  #operation(node: Op): void {
    const { code } = this.#places;
    const held = this.#held.get(node);
    if (held !== undefined) {
      code.get(held);
      return;
    }
    operate(code, node, this.#writer.push);
    if (!this.#shared.includes(node)) return;
    const local = this.#places.temporary(typeOf(node.name));
    code.tee(local);
    this.#held.set(node, local);
  }

  #hold(node: Node, type: ValueType): Local {
    const { code } = this.#places;
    const held = node.kind === 'op' ? this.#held.get(node) : undefined;
    if (held !== undefined) return held;
    const local = this.#places.temporary(type);
    if (node.kind === 'op') {
      operate(code, node, this.#writer.push);
      this.#held.set(node, local);
    } else this.#push(node);
    code.set(local);
    return local;
  }

  #result(effect: Effect, type: ValueType): void {
    const local = this.#places.temporary(type);
    this.#places.code.set(local);
    this.#results.set(effect, [local]);
  }

  #perhaps(body: () => void): void {
    const before = this.#held.size;
    body();
    this.#held.keep(before);
  }
}
