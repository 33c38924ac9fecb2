/** What several chapters share: shifts with their carry, and the data-processing operations. */

import type { Machine, Reg } from './machine';
import type { Expanded, ShiftKind } from './operands';

/** A shifter's result; `carry` is undefined when the C flag stays as it is. */
export type Shifted<I> = { readonly value: I; readonly carry: I | undefined };

const bit = <I, B, F, L>(m: Machine<I, B, F, L>, x: I, n: I): I => m.and(m.shiftRight(x, n), m.imm(1));

/** Shift_C by a count that the bits give, 0 to 32. Source: ARMv7-M ARM A7.4.2. */
export function shiftBy<I, B, F, L>(m: Machine<I, B, F, L>, x: I, kind: ShiftKind, count: number): Shifted<I> {
  if (kind === 'rrx') {
    const value = m.or(m.shiftLeft(m.carry(), m.imm(31)), m.shiftRight(x, m.imm(1)));
    return { value, carry: bit(m, x, m.imm(0)) };
  }
  if (count === 0) return { value: x, carry: undefined };
  const out = bit(m, x, m.imm(kind === 'lsl' ? 32 - count : count - 1));
  switch (kind) {
    case 'lsl':
      return { value: count === 32 ? m.imm(0) : m.shiftLeft(x, m.imm(count)), carry: out };
    case 'lsr':
      return { value: count === 32 ? m.imm(0) : m.shiftRight(x, m.imm(count)), carry: out };
    case 'asr':
      return { value: m.shiftRightSigned(x, m.imm(Math.min(count, 31))), carry: out };
    case 'ror':
      return { value: m.rotateRight(x, m.imm(count)), carry: out };
  }
}

/** Shift_C by the low byte of a register. */
export function shiftByRegister<I, B, F, L>(m: Machine<I, B, F, L>, x: I, kind: ShiftKind, register: I): Shifted<I> {
  const zero = m.imm(0);
  const count = m.and(register, m.imm(255));
  const below = (limit: number): B => m.lessUnsigned(count, m.imm(limit));
  const before = m.sub(count, m.imm(1));
  const orOld = (out: I): I => m.select(m.isZero(count), m.carry(), out);
  switch (kind) {
    case 'lsl': {
      const out = m.select(below(33), bit(m, x, m.sub(m.imm(32), count)), zero);
      return { value: m.select(below(32), m.shiftLeft(x, count), zero), carry: orOld(out) };
    }
    case 'lsr': {
      const out = m.select(below(33), bit(m, x, before), zero);
      return { value: m.select(below(32), m.shiftRight(x, count), zero), carry: orOld(out) };
    }
    case 'asr': {
      const most = m.select(below(32), count, m.imm(31));
      const last = m.select(below(33), before, m.imm(31));
      return { value: m.shiftRightSigned(x, most), carry: orOld(bit(m, x, last)) };
    }
    default: {
      const value = m.rotateRight(x, count);
      return { value, carry: orOld(bit(m, value, m.imm(31))) };
    }
  }
}

/** A value that leaves the C flag as it is. */
export const plain = <I>(value: I): Shifted<I> => ({ value, carry: undefined });

export const constant = <I, B, F, L>(m: Machine<I, B, F, L>, { value, carry }: Expanded): Shifted<I> => ({
  value: m.imm(value),
  carry: carry === undefined ? undefined : m.imm(carry),
});

/** The data-processing operations on two operands. */
export type Operation = 'and' | 'bic' | 'orr' | 'orn' | 'eor' | 'mov' | 'mvn' | 'add' | 'adc' | 'sbc' | 'sub' | 'rsb';

function logic<I, B, F, L>(m: Machine<I, B, F, L>, operation: Operation, a: I, b: I): I {
  switch (operation) {
    case 'and':
      return m.and(a, b);
    case 'bic':
      return m.and(a, m.invert(b));
    case 'orr':
      return m.or(a, b);
    case 'orn':
      return m.or(a, m.invert(b));
    case 'eor':
      return m.xor(a, b);
    case 'mvn':
      return m.invert(b);
    default:
      return b;
  }
}

/** The result; with `flags`, N Z C V as the operation sets them. */
export function operate<I, B, F, L>(
  m: Machine<I, B, F, L>,
  operation: Operation,
  flags: boolean,
  a: I,
  b: Shifted<I>,
): I {
  const { value } = b;
  switch (operation) {
    case 'add':
      return flags ? m.addFlags(a, value) : m.add(a, value);
    case 'sub':
      return flags ? m.subFlags(a, value) : m.sub(a, value);
    case 'rsb':
      return flags ? m.subFlags(value, a) : m.sub(value, a);
    case 'adc':
      return flags ? m.addCarryFlags(a, value) : m.add(m.add(a, value), m.carry());
    case 'sbc':
      return flags ? m.addCarryFlags(a, m.invert(value)) : m.add(m.add(a, m.invert(value)), m.carry());
    default: {
      const result = logic(m, operation, a, value);
      if (flags) setLogicFlags(m, result, b.carry);
      return result;
    }
  }
}

export function setLogicFlags<I, B, F, L>(m: Machine<I, B, F, L>, result: I, carry: I | undefined): void {
  m.setNZ(result);
  if (carry !== undefined) m.setC(carry);
}

/** A register that may be the PC, which reads as `pc`. */
export const regOrPc = <I, B, F, L>(m: Machine<I, B, F, L>, r: Reg, isPc: boolean, pc: number): I =>
  isPc ? m.imm(pc) : m.reg(r);

/** Bytes in reverse order. */
export function reverseBytes<I, B, F, L>(m: Machine<I, B, F, L>, x: I): I {
  return reverseInHalves(m, m.rotateRight(x, m.imm(16)));
}
/** Bytes of each halfword exchanged. */
export function reverseInHalves<I, B, F, L>(m: Machine<I, B, F, L>, x: I): I {
  const mask = m.imm(0x00ff_00ff);
  return m.or(m.shiftLeft(m.and(x, mask), m.imm(8)), m.and(m.shiftRight(x, m.imm(8)), mask));
}
export function reverseBits<I, B, F, L>(m: Machine<I, B, F, L>, x: I): I {
  const exchange = (value: I, mask: number, distance: number): I => {
    const up = m.shiftLeft(m.and(value, m.imm(mask)), m.imm(distance));
    return m.or(up, m.and(m.shiftRight(value, m.imm(distance)), m.imm(mask)));
  };
  const nibbles = exchange(reverseBytes(m, x), 0x0f0f_0f0f, 4);
  return exchange(exchange(nibbles, 0x3333_3333, 2), 0x5555_5555, 1);
}
/** Extends the low byte or halfword. */
export function extend<I, B, F, L>(m: Machine<I, B, F, L>, x: I, bits: 8 | 16, isSigned: boolean): I {
  if (isSigned) return m.signExtend(bits, x);
  return m.and(x, m.imm(bits === 8 ? 0xff : 0xffff));
}

/** SignedSat or UnsignedSat to that many bits; `saturated` is 1 when the value did not fit. */
export function saturate<I, B, F, L>(
  m: Machine<I, B, F, L>,
  x: I,
  bits: number,
  isSigned: boolean,
): { readonly value: I; readonly saturated: I } {
  const highest = m.imm(isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1);
  const lowest = m.imm(isSigned ? -(2 ** (bits - 1)) : 0);
  const tooLow = m.lessSigned(x, lowest);
  const tooHigh = m.lessSigned(highest, x);
  return {
    value: m.select(tooLow, lowest, m.select(tooHigh, highest, x)),
    saturated: m.or(m.toInt(tooLow), m.toInt(tooHigh)),
  };
}
