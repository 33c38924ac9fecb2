/** The engine where a value is a JS number: calling a meaning executes it. The reference for all others; never tuned. */

import type { CpuState } from '../cpu-state';
import { usageFault } from '../fault';
import { status } from '../fault-words';
import { fromFixed, fromHalf, toFixed, toHalf } from '../fpu/convert';
import * as float from '../fpu/float32';
import type { FpStatus } from '../fpu/status';
import { conditionHolds } from '../isa/condition';
import type { Instruction } from '../isa/encoding';
import type { Bytes, Cell, Fixed, FReg, Imm, Machine, Mask, Reason, Reg, SystemRegister, Why } from '../isa/machine';
import type { MemoryAccess } from '../memory-access';
import { layout } from '../state-layout';

/** What an instruction needs of the system around the registers. */
export type SystemPort = {
  /** MSR and CPS. */
  writeSystem(register: SystemRegister, value: number): void;
  /** Throws Fault when CCR.DIV_0_TRP is set. */
  divideByZero(): void;
  setExclusive(address: number): void;
  /** Was the monitor armed for this address? Disarms it. */
  passExclusive(address: number): boolean;
  clearExclusive(): void;
};

export type EvaluatorPorts = {
  readonly state: CpuState;
  readonly access: Pick<MemoryAccess, 'read' | 'write' | 'readUnprivileged' | 'writeUnprivileged'>;
  readonly system: SystemPort;
  /** After MSR and CPS: the execution priority may be another. */
  readonly priorityChanged: () => void;
};

export type Leave = 'none' | Reason | 'exception-return';
/** Two halves of 64 bits, int32 each. */
export type Wide = { readonly low: number; readonly high: number };

const cells: Readonly<Record<Cell, number>> = {
  Q: layout.q,
  GE: layout.ge,
  FPSCR: layout.fpscr,
  IPSR: layout.ipsr,
  CONTROL: layout.control,
  OTHER_SP: layout.otherSp,
  PRIMASK: layout.primask,
  BASEPRI: layout.basepri,
  FAULTMASK: layout.faultmask,
};
const exceptionReturn = 0xf;
const signBit = 0x8000_0000 | 0;
const wideOf = (value: bigint): Wide => ({
  low: Number(BigInt.asIntN(32, value)),
  high: Number(BigInt.asIntN(32, value >> 32n)),
});
const bigOf = (value: Wide): bigint => (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);

export class Evaluator implements Machine<number, boolean, number, Wide> {
  /** For 'exception-return' the EXC_RETURN value, for 'svc' and 'bkpt' the immediate. */
  leaveValue = 0;
  /** Did the last instruction branch? */
  taken = false;
  readonly #ports: EvaluatorPorts;
  readonly #status: FpStatus = { fpscr: 0 };
  #leave: Leave = 'none';
  #next = 0;

  constructor(ports: EvaluatorPorts) {
    this.#ports = ports;
  }

  /**
   * Executes one instruction. The PC stays at it while it runs, so that a Fault finds everything as it was; afterwards
   * it is the next address, except when it left with 'bkpt' or 'exception-return': then it is still at the instruction.
   */
  execute(instruction: Instruction): Leave {
    this.taken = false;
    this.#leave = 'none';
    this.#next = instruction.pc + instruction.length;
    instruction.run(this);
    const leave: Leave = this.#left();
    if (leave !== 'bkpt' && leave !== 'exception-return') this.#ports.state.r[15] = this.#next;
    return leave;
  }

  imm(value: Imm | number): number {
    return value | 0;
  }
  reg(r: Reg): number {
    return this.#ports.state.r[r]!;
  }
  setReg(r: Reg, value: number): void {
    this.#ports.state.r[r] = r === 13 ? value & ~3 : value;
  }
  freg(r: FReg): number {
    return this.#ports.state.sBits[r]!;
  }
  setFreg(r: FReg, value: number): void {
    this.#ports.state.sBits[r] = value;
  }
  cell(name: Cell): number {
    return this.#ports.state.words[cells[name]]!;
  }
  setCell(name: Cell, value: number): void {
    this.#ports.state.words[cells[name]] = value;
  }

  add(a: number, b: number): number {
    return (a + b) | 0;
  }
  sub(a: number, b: number): number {
    return (a - b) | 0;
  }
  mul(a: number, b: number): number {
    return Math.imul(a, b);
  }
  and(a: number, b: number): number {
    return a & b;
  }
  or(a: number, b: number): number {
    return a | b;
  }
  xor(a: number, b: number): number {
    return a ^ b;
  }
  invert(a: number): number {
    return ~a;
  }
  shiftLeft(a: number, count: number): number {
    return a << count;
  }
  shiftRight(a: number, count: number): number {
    return (a >>> count) | 0;
  }
  shiftRightSigned(a: number, count: number): number {
    return a >> count;
  }
  rotateRight(a: number, count: number): number {
    return (a >>> count) | (a << -count);
  }
  signExtend(bits: 8 | 16, a: number): number {
    return (a << (32 - bits)) >> (32 - bits);
  }
  countLeadingZeros(a: number): number {
    return Math.clz32(a);
  }
  divide(signed: boolean, a: number, b: number): number {
    if (b === 0) {
      this.#ports.system.divideByZero();
      return 0;
    }
    return signed ? (a / b) | 0 : ((a >>> 0) / (b >>> 0)) | 0;
  }
  lessUnsigned(a: number, b: number): boolean {
    return a >>> 0 < b >>> 0;
  }
  lessSigned(a: number, b: number): boolean {
    return a < b;
  }
  isZero(a: number): boolean {
    return a === 0;
  }
  not(c: boolean): boolean {
    return !c;
  }
  toInt(c: boolean): number {
    return c ? 1 : 0;
  }
  select(c: boolean, yes: number, no: number): number {
    return c ? yes : no;
  }

  wide(low: number, high: number): Wide {
    return { low, high };
  }
  mulWide(signed: boolean, a: number, b: number): Wide {
    return wideOf(signed ? BigInt(a) * BigInt(b) : BigInt(a >>> 0) * BigInt(b >>> 0));
  }
  addWide(a: Wide, b: Wide): Wide {
    return wideOf(bigOf(a) + bigOf(b));
  }
  subWide(a: Wide, b: Wide): Wide {
    return wideOf(bigOf(a) - bigOf(b));
  }
  low(a: Wide): number {
    return a.low;
  }
  high(a: Wide): number {
    return a.high;
  }

  addFlags(a: number, b: number): number {
    return this.#addWithCarry(a, b, 0);
  }
  subFlags(a: number, b: number): number {
    return this.#addWithCarry(a, ~b, 1);
  }
  addCarryFlags(a: number, b: number): number {
    return this.#addWithCarry(a, b, this.carry());
  }
  setNZ(value: number): void {
    const { flags } = this.#ports.state;
    flags[0] = value >>> 31;
    flags[1] = value === 0 ? 1 : 0;
  }
  setC(value: number): void {
    this.#ports.state.flags[2] = value;
  }
  setNZCV(value: number): void {
    for (let i = 0; i < 4; i++) this.#ports.state.flags[i] = (value >>> (31 - i)) & 1;
  }
  carry(): number {
    return this.#ports.state.flags[2]!;
  }
  condition(code: number): boolean {
    return conditionHolds(this.#ports.state.flags, code);
  }

  load(bytes: Bytes, signed: boolean, address: number): number {
    const value = this.#ports.access.read(address, bytes);
    return signed ? this.#extended(bytes, value) : value;
  }
  store(bytes: Bytes, address: number, value: number): void {
    this.#ports.access.write(address, this.#cut(bytes, value), bytes);
  }
  loadUnprivileged(bytes: Bytes, signed: boolean, address: number): number {
    const value = this.#ports.access.readUnprivileged(address, bytes);
    return signed ? this.#extended(bytes, value) : value;
  }
  storeUnprivileged(bytes: Bytes, address: number, value: number): void {
    this.#ports.access.writeUnprivileged(address, this.#cut(bytes, value), bytes);
  }
  loadMany(address: number, count: number): readonly number[] {
    this.#aligned(address, 4);
    const values: number[] = [];
    for (let i = 0; i < count; i++) values.push(this.#ports.access.read((address + 4 * i) | 0, 4));
    return values;
  }
  storeMany(address: number, values: readonly number[]): void {
    this.#aligned(address, 4);
    for (let i = 0; i < values.length; i++) this.#ports.access.write((address + 4 * i) | 0, values[i]!, 4);
  }
  loadExclusive(bytes: Bytes, address: number): number {
    this.#aligned(address, bytes);
    const value = this.#ports.access.read(address, bytes);
    this.#ports.system.setExclusive(address);
    return value;
  }
  storeExclusive(bytes: Bytes, address: number, value: number): number {
    this.#aligned(address, bytes);
    if (!this.#ports.system.passExclusive(address)) return 1;
    this.store(bytes, address, value);
    return 0;
  }
  clearExclusive(): void {
    this.#ports.system.clearExclusive();
  }

  branch(target: number, _why: Why): void {
    this.taken = true;
    this.#next = target & ~1;
  }
  branchExchange(target: number, why: Why): void {
    const { state } = this.#ports;
    if (why !== 'call' && state.inHandler && target >>> 28 === exceptionReturn) {
      this.#leave = 'exception-return';
      this.leaveValue = target >>> 0;
      return;
    }
    state.words[layout.thumb] = target & 1;
    this.branch(target, why);
  }
  when(c: boolean, body: () => void): void {
    if (c) body();
  }
  setItState(value: number): void {
    this.#ports.state.words[layout.itState] = value;
  }
  leave(reason: Reason, value: number): void {
    this.#leave = reason;
    this.leaveValue = value;
  }
  setMask(name: Mask, value: number): void {
    this.setCell(name, value);
    this.#ports.priorityChanged();
  }
  writeSystem(register: SystemRegister, value: number): void {
    this.#ports.system.writeSystem(register, value);
    this.#ports.priorityChanged();
  }

  floatFromBits(bits: number): number {
    return bits;
  }
  floatBits(value: number): number {
    return value;
  }
  floatNegate(a: number): number {
    return a ^ signBit;
  }
  floatAbs(a: number): number {
    return a & ~signBit;
  }
  floatAdd(a: number, b: number): number {
    return this.#flagged((status) => float.add(a, b, status));
  }
  floatSub(a: number, b: number): number {
    return this.#flagged((status) => float.sub(a, b, status));
  }
  floatMul(a: number, b: number): number {
    return this.#flagged((status) => float.mul(a, b, status));
  }
  floatDiv(a: number, b: number): number {
    return this.#flagged((status) => float.div(a, b, status));
  }
  floatSqrt(a: number): number {
    return this.#flagged((status) => float.sqrt(a, status));
  }
  floatFusedMultiplyAdd(a: number, b: number, addend: number): number {
    return this.#flagged((status) => float.fma(a, b, addend, status));
  }
  floatCompare(a: number, b: number, signalling: boolean): void {
    const nzcv = this.#flagged((status) => float.compare(a, b, signalling, status));
    this.setCell('FPSCR', (this.cell('FPSCR') & 0x0fff_ffff) | (nzcv << 28));
  }
  floatToFixed(a: number, to: Fixed): number {
    return this.#flagged((status) => toFixed(a, to.fraction, to.unsigned, to.size, to.ownRounding, status));
  }
  fixedToFloat(a: number, from: Fixed): number {
    return this.#flagged((status) => fromFixed(a, from.fraction, from.unsigned, from.size, from.ownRounding, status));
  }
  floatToHalf(a: number): number {
    return this.#flagged((status) => toHalf(a, status));
  }
  halfToFloat(a: number): number {
    return this.#flagged((status) => fromHalf(a, status));
  }

  #left(): Leave {
    return this.#leave;
  }
  /** An operation that may set cumulative flags. */
  #flagged(operation: (status: FpStatus) => number): number {
    this.#status.fpscr = this.cell('FPSCR');
    const result = operation(this.#status);
    this.setCell('FPSCR', this.#status.fpscr);
    return result;
  }
  #addWithCarry(a: number, b: number, carry: number): number {
    const sum = (a + b + carry) | 0;
    this.setNZ(sum);
    const { flags } = this.#ports.state;
    flags[2] = (a >>> 0) + (b >>> 0) + carry > 0xffff_ffff ? 1 : 0;
    flags[3] = ((a ^ sum) & (b ^ sum)) >>> 31;
    return sum;
  }
  #aligned(address: number, bytes: Bytes): void {
    if ((address & (bytes - 1)) !== 0) throw usageFault(status.UNALIGNED);
  }
  #cut(bytes: Bytes, value: number): number {
    return bytes === 4 ? value : value & (bytes === 2 ? 0xffff : 0xff);
  }
  #extended(bytes: Bytes, value: number): number {
    return bytes === 4 ? value : this.signExtend(bytes === 2 ? 16 : 8, value);
  }
}
