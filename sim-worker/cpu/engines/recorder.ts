/** The engine where a value is a node: it records what an instruction does, and refuses meanings that break the rules. */
import type { Instruction } from '../isa/encoding';
import type { Bytes, Cell, Fixed, FReg, Imm, Machine, Mask, Reason, Reg, SystemRegister, Why } from '../isa/machine';
import { type Effect, type FlagSource, flagsRead, flagsWritten, type Node, type OpName, stateBits } from './effects';

type Phase = 'read' | 'access' | 'write';
const order: readonly Phase[] = ['read', 'access', 'write'];

export class Recorder implements Machine<Node, Node, Node, Node> {
  /** State that the instruction reads; `stateBits`. */
  use = 0;
  /** State that it writes whatever happens. */
  def = 0;
  /** State that it writes, perhaps under a condition. */
  mayDef = 0;
  /** The same for s0 to s31. */
  floatUse = 0;
  floatDef = 0;
  floatMayDef = 0;
  touchesMemory = false;
  /** Can the next instruction be the one behind it? */
  fallsThrough = true;
  #effects: Effect[] = [];
  #depth = 0;
  #phase: Phase = 'read';

  get effects(): readonly Effect[] {
    return this.#effects;
  }

  imm(value: Imm | number): Node {
    return { kind: 'const', value: value | 0 };
  }
  reg(r: Reg): Node {
    this.#enter('read', `reads r${r}`);
    if (r === 15) throw new Error('the PC is a constant, not a register');
    this.use |= 1 << r;
    return { kind: 'reg', r };
  }
  setReg(r: Reg, value: Node): void {
    if (r === 15) throw new Error('the PC is written by branches only');
    if (((this.mayDef >>> r) & 1) === 1) throw new Error(`r${r} is written twice`);
    this.#writes(1 << r);
    this.#add({ kind: 'setReg', r, value });
  }
  freg(r: FReg): Node {
    this.#enter('read', `reads s${r}`);
    this.floatUse |= 1 << r;
    return { kind: 'freg', r };
  }
  setFreg(r: FReg, value: Node): void {
    if (((this.floatMayDef >>> r) & 1) === 1) throw new Error(`s${r} is written twice`);
    this.#enter('write', '');
    this.floatMayDef |= 1 << r;
    if (this.#depth === 0) this.floatDef |= 1 << r;
    this.#add({ kind: 'setFreg', r, value });
  }
  cell(name: Cell): Node {
    this.#reads(stateBits[name], name);
    return this.#result({ kind: 'cell', name });
  }
  setCell(name: Cell, value: Node): void {
    this.#writes(stateBits[name]);
    this.#add({ kind: 'setCell', name, value });
  }

  add(a: Node, b: Node): Node {
    return this.#op('add', a, b);
  }
  sub(a: Node, b: Node): Node {
    return this.#op('sub', a, b);
  }
  mul(a: Node, b: Node): Node {
    return this.#op('mul', a, b);
  }
  and(a: Node, b: Node): Node {
    return this.#op('and', a, b);
  }
  or(a: Node, b: Node): Node {
    return this.#op('or', a, b);
  }
  xor(a: Node, b: Node): Node {
    return this.#op('xor', a, b);
  }
  invert(a: Node): Node {
    return this.#op('invert', a);
  }
  shiftLeft(a: Node, count: Node): Node {
    return this.#op('shiftLeft', a, count);
  }
  shiftRight(a: Node, count: Node): Node {
    return this.#op('shiftRight', a, count);
  }
  shiftRightSigned(a: Node, count: Node): Node {
    return this.#op('shiftRightSigned', a, count);
  }
  rotateRight(a: Node, count: Node): Node {
    return this.#op('rotateRight', a, count);
  }
  signExtend(bits: 8 | 16, a: Node): Node {
    return this.#op(`signExtend${bits}`, a);
  }
  countLeadingZeros(a: Node): Node {
    return this.#op('countLeadingZeros', a);
  }
  divide(signed: boolean, a: Node, b: Node): Node {
    this.#enter('access', 'divides, which may fault,');
    return this.#result({ kind: 'divide', signed, args: [a, b] });
  }
  lessUnsigned(a: Node, b: Node): Node {
    return this.#op('lessUnsigned', a, b);
  }
  lessSigned(a: Node, b: Node): Node {
    return this.#op('lessSigned', a, b);
  }
  isZero(a: Node): Node {
    return this.#op('isZero', a);
  }
  not(c: Node): Node {
    return this.#op('not', c);
  }
  toInt(c: Node): Node {
    return this.#op('toInt', c);
  }
  select(c: Node, yes: Node, no: Node): Node {
    return this.#op('select', c, yes, no);
  }

  wide(low: Node, high: Node): Node {
    return this.#op('wide', low, high);
  }
  mulWide(signed: boolean, a: Node, b: Node): Node {
    return this.#op(signed ? 'mulWideSigned' : 'mulWideUnsigned', a, b);
  }
  addWide(a: Node, b: Node): Node {
    return this.#op('addWide', a, b);
  }
  subWide(a: Node, b: Node): Node {
    return this.#op('subWide', a, b);
  }
  low(a: Node): Node {
    return this.#op('low', a);
  }
  high(a: Node): Node {
    return this.#op('high', a);
  }

  addFlags(a: Node, b: Node): Node {
    this.#flags('add', a, b);
    return this.add(a, b);
  }
  subFlags(a: Node, b: Node): Node {
    this.#flags('sub', a, b);
    return this.sub(a, b);
  }
  addCarryFlags(a: Node, b: Node): Node {
    const carry = this.carry();
    this.#flags('addCarry', a, b);
    return this.add(this.add(a, b), carry);
  }
  setNZ(value: Node): void {
    this.#flags('nz', value);
  }
  setC(value: Node): void {
    this.#flags('c', value);
  }
  setNZCV(value: Node): void {
    this.#flags('nzcv', value);
  }
  carry(): Node {
    this.#reads(stateBits.C, 'C');
    return { kind: 'carry' };
  }
  condition(code: number): Node {
    this.#reads(flagsRead[code >> 1]!, 'flags');
    return { kind: 'condition', code };
  }

  load(bytes: Bytes, signed: boolean, address: Node): Node {
    return this.#accesses({ kind: 'load', bytes, signed, unprivileged: false, address });
  }
  store(bytes: Bytes, address: Node, value: Node): void {
    this.#accesses({ kind: 'store', bytes, unprivileged: false, address, value });
  }
  loadUnprivileged(bytes: Bytes, signed: boolean, address: Node): Node {
    return this.#accesses({ kind: 'load', bytes, signed, unprivileged: true, address });
  }
  storeUnprivileged(bytes: Bytes, address: Node, value: Node): void {
    this.#accesses({ kind: 'store', bytes, unprivileged: true, address, value });
  }
  loadMany(address: Node, count: number): readonly Node[] {
    const effect: Effect = { kind: 'loadMany', address, count };
    this.#accesses(effect);
    return Array.from({ length: count }, (_, part) => ({ kind: 'result', of: effect, part }));
  }
  storeMany(address: Node, values: readonly Node[]): void {
    this.#accesses({ kind: 'storeMany', address, values });
  }
  loadExclusive(bytes: Bytes, address: Node): Node {
    return this.#accesses({ kind: 'loadExclusive', bytes, address });
  }
  storeExclusive(bytes: Bytes, address: Node, value: Node): Node {
    return this.#accesses({ kind: 'storeExclusive', bytes, address, value });
  }
  clearExclusive(): void {
    this.#enter('write', '');
    this.#add({ kind: 'clearExclusive' });
  }

  branch(target: Node, why: Why): void {
    this.#branches({ kind: 'branch', target, why, exchange: false });
  }
  branchExchange(target: Node, why: Why): void {
    this.#branches({ kind: 'branch', target, why, exchange: true });
  }
  when(test: Node, body: () => void): void {
    const outer = this.#effects;
    const inner: Effect[] = [];
    this.#effects = inner;
    this.#depth++;
    body();
    this.#depth--;
    this.#effects = outer;
    this.#add({ kind: 'when', test, body: inner });
  }
  setItState(value: number): void {
    this.#enter('write', '');
    this.#add({ kind: 'setItState', value });
  }
  leave(reason: Reason, value: number): void {
    this.#enter('write', '');
    this.#add({ kind: 'leave', reason, value });
  }
  setMask(name: Mask, value: Node): void {
    this.#writes(stateBits[name]);
    this.#add({ kind: 'setMask', name, value });
  }
  writeSystem(register: SystemRegister, value: Node): void {
    this.#writes(stateBits[register]);
    this.#add({ kind: 'writeSystem', register, value });
  }

  floatFromBits(bits: Node): Node {
    return this.#op('floatFromBits', bits);
  }
  floatBits(value: Node): Node {
    return this.#op('floatBits', value);
  }
  floatNegate(a: Node): Node {
    return this.#op('floatNegate', a);
  }
  floatAbs(a: Node): Node {
    return this.#op('floatAbs', a);
  }
  floatAdd(a: Node, b: Node): Node {
    return this.#float({ kind: 'float', name: 'add', args: [a, b] });
  }
  floatSub(a: Node, b: Node): Node {
    return this.#float({ kind: 'float', name: 'sub', args: [a, b] });
  }
  floatMul(a: Node, b: Node): Node {
    return this.#float({ kind: 'float', name: 'mul', args: [a, b] });
  }
  floatDiv(a: Node, b: Node): Node {
    return this.#float({ kind: 'float', name: 'div', args: [a, b] });
  }
  floatSqrt(a: Node): Node {
    return this.#float({ kind: 'float', name: 'sqrt', args: [a] });
  }
  floatFusedMultiplyAdd(a: Node, b: Node, addend: Node): Node {
    return this.#float({ kind: 'float', name: 'fusedMultiplyAdd', args: [a, b, addend] });
  }
  floatCompare(a: Node, b: Node, signalling: boolean): void {
    this.#float({ kind: 'floatCompare', args: [a, b], signalling });
  }
  floatToFixed(a: Node, fixed: Fixed): Node {
    return this.#float({ kind: 'floatToFixed', value: a, fixed });
  }
  fixedToFloat(a: Node, fixed: Fixed): Node {
    return this.#float({ kind: 'fixedToFloat', value: a, fixed });
  }
  floatToHalf(a: Node): Node {
    return this.#float({ kind: 'float', name: 'toHalf', args: [a] });
  }
  halfToFloat(a: Node): Node {
    return this.#float({ kind: 'float', name: 'fromHalf', args: [a] });
  }

  #add(effect: Effect): void {
    this.#effects.push(effect);
  }
  #result(effect: Effect): Node {
    this.#add(effect);
    return { kind: 'result', of: effect, part: 0 };
  }
  #op(name: OpName, ...args: readonly Node[]): Node {
    return { kind: 'op', name, args };
  }
  /** Phases only go forward. */
  #enter(phase: Phase, what: string): void {
    if (order.indexOf(phase) < order.indexOf(this.#phase)) throw new Error(`${what} after the phase: ${this.#phase}`);
    this.#phase = phase;
  }
  #reads(bits: number, what: string): void {
    if ((this.mayDef & bits) !== 0) throw new Error(`reads ${what} after it was written`);
    this.use |= bits;
  }
  #writes(bits: number): void {
    this.#enter('write', '');
    this.mayDef |= bits;
    if (this.#depth === 0) this.def |= bits;
  }
  #flags(from: FlagSource, ...args: readonly Node[]): void {
    const bits = flagsWritten[from];
    if ((this.mayDef & bits) !== 0) throw new Error('a flag is written twice');
    this.#writes(bits);
    this.#add({ kind: 'flags', from, args });
  }
  #accesses(effect: Effect): Node {
    this.#enter('access', 'accesses memory');
    this.touchesMemory = true;
    return this.#result(effect);
  }
  /** Cumulative flags only ever add up, so several operations may follow each other before registers are written. */
  #float(effect: Effect): Node {
    if (this.#phase === 'write') throw new Error('computes with floats after a register was written');
    this.use |= stateBits.FPSCR;
    this.mayDef |= stateBits.FPSCR;
    return this.#result(effect);
  }
  #branches(effect: Effect): void {
    this.#enter('write', '');
    if (!this.fallsThrough) throw new Error('branches twice');
    if (this.#depth === 0) this.fallsThrough = false;
    this.#add(effect);
  }
}

/** What one instruction does. Throws Error when its meaning breaks a rule. */
export function record(instruction: Instruction): Recorder {
  const recorder = new Recorder();
  instruction.run(recorder);
  return recorder;
}
