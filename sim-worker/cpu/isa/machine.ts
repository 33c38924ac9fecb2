/**
 * The values and actions that every instruction's meaning is written against. An engine chooses what an int I, a bool B,
 * a float F and a 64-bit int L are (numbers, nodes, code); a meaning cannot look inside them.
 */

declare const brand: unique symbol;
/** A core register. Meanings only hand it to `reg` and `setReg`. */
export type Reg = number & { readonly [brand]: 'reg' };
/** A single-precision register. */
export type FReg = number & { readonly [brand]: 'freg' };
/** A constant that the bits give. Meanings only hand it to `imm`. */
export type Imm = number & { readonly [brand]: 'imm' };

/** Bytes moved by one access. */
export type Bytes = 1 | 2 | 4;
/** Why a branch happens: translators and call stacks need to know, and cannot guess. */
export type Why = 'jump' | 'call' | 'return' | 'table';
/**
 * Rare state. Q is 0 or 1, GE bits 3 to 0, FPSCR the whole word with its own N Z C V, OTHER_SP the stack pointer that is not in use. Meanings
 * do not write IPSR and CONTROL.
 */
export type Cell = 'Q' | 'GE' | 'FPSCR' | 'IPSR' | 'CONTROL' | 'OTHER_SP' | Mask | 'FAULTMASK';
/** What keeps exceptions away. */
export type Mask = 'PRIMASK' | 'BASEPRI';
/** Special registers on which more depends than what is executed next. */
export type SystemRegister = 'FAULTMASK' | 'CONTROL';
/** What the run loop has to do after the instruction. */
export type Reason = 'svc' | 'bkpt' | 'wfi' | 'wfe' | 'sev';
/** How a fixed-point number is laid out; no fraction bits make it an integer. */
export type Fixed = {
  readonly fraction: number;
  readonly unsigned: boolean;
  readonly size: 16 | 32;
  /** Not FPSCR.RMode decides: to it towards zero (VCVT, not VCVTR), from it to nearest. */
  readonly ownRounding: boolean;
};

/**
 * Three phases, in this order: read registers and cells, access memory, write registers and cells. So a value always
 * means "at the start of the instruction", and a fault leaves all registers as they were. The recorder refuses another
 * order. Floating-point operations set their cumulative flags in FPSCR when they are called.
 */
export interface Machine<I, B, F, L> {
  // registers and constants
  imm(value: Imm | number): I;
  reg(r: Reg): I;
  /** Writing the stack pointer clears bits 1 and 0. Not for the PC. */
  setReg(r: Reg, value: I): void;
  freg(r: FReg): F;
  setFreg(r: FReg, value: F): void;
  cell(name: Cell): I;
  setCell(name: Cell, value: I): void;

  // integers; shift counts are taken modulo 32
  add(a: I, b: I): I;
  sub(a: I, b: I): I;
  mul(a: I, b: I): I;
  and(a: I, b: I): I;
  or(a: I, b: I): I;
  xor(a: I, b: I): I;
  invert(a: I): I;
  shiftLeft(a: I, count: I): I;
  shiftRight(a: I, count: I): I;
  shiftRightSigned(a: I, count: I): I;
  rotateRight(a: I, count: I): I;
  signExtend(bits: 8 | 16, a: I): I;
  countLeadingZeros(a: I): I;
  /** Rounds towards zero; by zero it is 0, or a fault when CCR.DIV_0_TRP is set. */
  divide(signed: boolean, a: I, b: I): I;
  lessUnsigned(a: I, b: I): B;
  lessSigned(a: I, b: I): B;
  isZero(a: I): B;
  not(c: B): B;
  /** 1 or 0. */
  toInt(c: B): I;
  select(c: B, yes: I, no: I): I;

  // 64 bits
  wide(low: I, high: I): L;
  mulWide(signed: boolean, a: I, b: I): L;
  addWide(a: L, b: L): L;
  subWide(a: L, b: L): L;
  low(a: L): I;
  high(a: L): I;

  // flags
  /** a + b, and N Z C V from it. */
  addFlags(a: I, b: I): I;
  /** a - b, and N Z C V from it. */
  subFlags(a: I, b: I): I;
  /** a + b + C, and N Z C V from it. */
  addCarryFlags(a: I, b: I): I;
  setNZ(value: I): void;
  /** C := value, which is 0 or 1. */
  setC(value: I): void;
  /** N Z C V := bits 31 to 28. */
  setNZCV(value: I): void;
  /** C as 0 or 1. */
  carry(): I;
  /** A condition code of the manual, 0 (EQ) to 14 (AL). */
  condition(code: number): B;

  // memory
  /** The address may be unaligned. Bytes and halfwords are extended as asked. */
  load(bytes: Bytes, signed: boolean, address: I): I;
  store(bytes: Bytes, address: I, value: I): void;
  /** With the rights of unprivileged code. */
  loadUnprivileged(bytes: Bytes, signed: boolean, address: I): I;
  storeUnprivileged(bytes: Bytes, address: I, value: I): void;
  /** Words at rising addresses. UsageFault when the first is not word-aligned. */
  loadMany(address: I, count: number): readonly I[];
  storeMany(address: I, values: readonly I[]): void;
  loadExclusive(bytes: Bytes, address: I): I;
  /** 0 when it was stored, 1 when the monitor had been lost. */
  storeExclusive(bytes: Bytes, address: I, value: I): I;
  clearExclusive(): void;

  // control
  /** BranchWritePC: bit 0 does not matter. */
  branch(target: I, why: Why): void;
  /** BXWritePC and LoadWritePC: bit 0 becomes the Thumb bit; in a handler, 0xFxxxxxxx returns from the exception, except for a call. */
  branchExchange(target: I, why: Why): void;
  when(c: B, body: () => void): void;
  setItState(value: number): void;
  /** The instruction is finished by the run loop; `value` is the immediate of SVC and BKPT. */
  leave(reason: Reason, value: number): void;
  /** Writes a mask. What it let wait may be taken before the next instruction. */
  setMask(name: Mask, value: I): void;
  /** Writes the register, where code is privileged. */
  writeSystem(register: SystemRegister, value: I): void;

  // floats; rounding, flushing and NaNs as FPSCR says
  floatFromBits(bits: I): F;
  floatBits(value: F): I;
  floatNegate(a: F): F;
  floatAbs(a: F): F;
  floatAdd(a: F, b: F): F;
  floatSub(a: F, b: F): F;
  floatMul(a: F, b: F): F;
  floatDiv(a: F, b: F): F;
  floatSqrt(a: F): F;
  /** a × b + addend, rounded once. */
  floatFusedMultiplyAdd(a: F, b: F, addend: F): F;
  /** FPSCR N Z C V. `signalling`: a quiet NaN is an invalid operation too. */
  floatCompare(a: F, b: F, signalling: boolean): void;
  floatToFixed(a: F, to: Fixed): I;
  fixedToFloat(a: I, from: Fixed): F;
  /** Half precision in bits 15 to 0. */
  floatToHalf(a: F): I;
  halfToFloat(a: I): F;
}

export type Meaning<O> = <I, B, F, L>(m: Machine<I, B, F, L>, o: O) => void;
