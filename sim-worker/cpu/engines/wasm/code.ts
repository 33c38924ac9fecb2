/** The body of one function while it is written: instructions, labels by depth, locals as they are needed. */
import { Bytes } from './bytes';
import { type Access, accesses, type Plain, plain, types, type ValueType } from './opcodes';

/** A block, loop or if that is open; a branch to it needs to know how deep it lies now. */
export type Label = { readonly depth: number };
/** A local variable or parameter, by its number. */
export type Local = number & { readonly [local]: true };
declare const local: unique symbol;

const opcode = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
} as const;
/** The type of a block without a result. */
const empty = 0x40;

/** Instructions as bytes, for code that needs them again and again. */
export type Fragment = Uint8Array & { readonly [fragment]: true };
declare const fragment: unique symbol;

/** `write` opens and closes no block, and uses no local. */
export function fragmentOf(write: (code: Code) => void): Fragment {
  const code = new Code(0);
  write(code);
  return code.fragment;
}

export class Code {
  readonly #bytes = new Bytes();
  /** Neighbouring locals of one type. */
  readonly #locals: { readonly type: ValueType; count: number }[] = [];
  readonly #parameters: number;
  #count: number;
  #depth = 0;

  /** `parameters`: how many the function has; they are the first locals. */
  constructor(parameters: number) {
    this.#parameters = parameters;
    this.#count = parameters;
  }

  /** Size so far, in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  get fragment(): Fragment {
    return this.#bytes.view as Fragment;
  }

  parameter(n: number): Local {
    if (n >= this.#parameters) throw new RangeError(`parameter ${n} of ${this.#parameters}`);
    return n as Local;
  }

  /** A new local variable; it is zero at first. */
  local(type: ValueType): Local {
    const last = this.#locals.at(-1);
    if (last?.type === type) last.count++;
    else this.#locals.push({ type, count: 1 });
    return this.#count++ as Local;
  }

  /** Instructions without operands of their own. */
  op(first: Plain, second?: Plain, third?: Plain, fourth?: Plain): this {
    this.#plain(first);
    if (second !== undefined) this.#plain(second);
    if (third !== undefined) this.#plain(third);
    if (fourth !== undefined) this.#plain(fourth);
    return this;
  }

  i32(value: number): this {
    this.#bytes.withSigned(opcode.i32Const, value);
    return this;
  }

  /** As two words, because a number cannot hold all of them. */
  i64(high: number, low: number): this {
    this.#bytes.byte(opcode.i64Const);
    this.#bytes.signed64(high, low);
    return this;
  }

  /** Not for NaNs: they may lose their bits. */
  f32(value: number): this {
    this.#bytes.byte(opcode.f32Const);
    this.#bytes.float32(value);
    return this;
  }

  f64(value: number): this {
    this.#bytes.byte(opcode.f64Const);
    this.#bytes.float64(value);
    return this;
  }

  /** Instructions that were written before; see `fragmentOf`. */
  put(part: Fragment): this {
    this.#bytes.all(part);
    return this;
  }

  get(from: Local): this {
    this.#bytes.withUnsigned(opcode.localGet, from);
    return this;
  }

  set(to: Local): this {
    this.#bytes.withUnsigned(opcode.localSet, to);
    return this;
  }

  tee(to: Local): this {
    this.#bytes.withUnsigned(opcode.localTee, to);
    return this;
  }

  /** A load or store at the address on the stack plus `offset`, which is not negative. Nothing is said of alignment. */
  memory(name: Access, offset: number): this {
    this.#bytes.withUnsigned(accesses[name], 0);
    this.#bytes.unsigned(offset);
    return this;
  }

  block(result?: ValueType): Label {
    return this.#open(opcode.block, result);
  }

  loop(): Label {
    return this.#open(opcode.loop, undefined);
  }

  if(result?: ValueType): Label {
    return this.#open(opcode.if, result);
  }

  br(to: Label): this {
    this.#bytes.withUnsigned(opcode.br, this.#distance(to));
    return this;
  }

  brIf(to: Label): this {
    this.#bytes.withUnsigned(opcode.brIf, this.#distance(to));
    return this;
  }

  brTable(to: readonly Label[], otherwise: Label): this {
    this.#bytes.withUnsigned(opcode.brTable, to.length);
    for (const label of to) this.#bytes.unsigned(this.#distance(label));
    this.#bytes.unsigned(this.#distance(otherwise));
    return this;
  }

  call(functionIndex: number): this {
    this.#bytes.withUnsigned(opcode.call, functionIndex);
    return this;
  }

  /** The index of the function in table 0 is on the stack. */
  callIndirect(typeIndex: number): this {
    this.#bytes.withUnsigned(opcode.callIndirect, typeIndex);
    this.#bytes.byte(0);
    return this;
  }

  returnCall(functionIndex: number): this {
    this.#bytes.withUnsigned(opcode.returnCall, functionIndex);
    return this;
  }

  /** The index of the function in table 0 is on the stack. */
  returnCallIndirect(typeIndex: number): this {
    this.#bytes.withUnsigned(opcode.returnCallIndirect, typeIndex);
    this.#bytes.byte(0);
    return this;
  }

  /** Puts the finished body, with its size and its locals before it. Ends the function. */
  finish(out: Bytes): void {
    if (this.#depth !== 0) throw new Error(`${this.#depth} blocks are still open`);
    const head = new Bytes(16);
    head.unsigned(this.#locals.length);
    for (const { type, count } of this.#locals) {
      head.unsigned(count);
      head.byte(types[type]);
    }
    out.unsigned(head.length + this.#bytes.length + 1);
    out.all(head.view);
    out.all(this.#bytes.view);
    out.byte(plain.end);
  }

  #plain(name: Plain): void {
    if (name === 'end') this.#depth--;
    this.#bytes.byte(plain[name]);
  }

  #open(code: number, result: ValueType | undefined): Label {
    this.#bytes.byte(code);
    this.#bytes.byte(result === undefined ? empty : types[result]);
    this.#depth++;
    return { depth: this.#depth };
  }

  #distance(to: Label): number {
    if (to.depth > this.#depth) throw new Error('branches to a block that is closed');
    return this.#depth - to.depth;
  }
}
