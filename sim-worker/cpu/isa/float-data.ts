/** Floating-point data processing. Source: ARMv7-M ARM A6.4, FPv4-SP. */
import { type Encoding, encoding, withBits } from './encoding';
import type { Machine } from './machine';
import { fname, freg, imm } from './operands';

/** Cycles. Source: Cortex-M4 TRM 7.2.3. */
const multiplyAddCycles = 3;
const longCycles = 14;

type ThreeFields = {
  readonly n: number;
  readonly N: number;
  readonly d: number;
  readonly D: number;
  readonly m: number;
  readonly M: number;
};
const three = (f: ThreeFields) => ({
  d: freg((f.d << 1) | f.D),
  n: freg((f.n << 1) | f.N),
  m: freg((f.m << 1) | f.M),
});
type Three = ReturnType<typeof three>;

/** `opcode`: bits 23, 21, 20 and 6. */
const binary = (
  opcode: string,
  text: string,
  cycles: number,
  result: <I, B, F, L>(m: Machine<I, B, F, L>, o: Three) => F,
): Encoding =>
  encoding(withBits('1110 1110 o D oo nnnn dddd 1010 N o M 0 mmmm', 'o', opcode), {
    isFloat: true,
    operands: (f) => three(f),
    text: (o) => `${text}?.f32 ${fname(o.d)}, ${fname(o.n)}, ${fname(o.m)}`,
    cycles,
    meaning: (m, o) => m.setFreg(o.d, result(m, o)),
  });

const product = <I, B, F, L>(m: Machine<I, B, F, L>, o: Three): F => m.floatMul(m.freg(o.n), m.freg(o.m));

const arithmetic: readonly Encoding[] = [
  // Rounded twice: after the product and after the sum.
  binary('0000', 'vmla', multiplyAddCycles, (m, o) => m.floatAdd(m.freg(o.d), product(m, o))),
  binary('0001', 'vmls', multiplyAddCycles, (m, o) => m.floatAdd(m.freg(o.d), m.floatNegate(product(m, o)))),
  binary('0010', 'vnmls', multiplyAddCycles, (m, o) => m.floatAdd(m.floatNegate(m.freg(o.d)), product(m, o))),
  binary('0011', 'vnmla', multiplyAddCycles, (m, o) =>
    m.floatAdd(m.floatNegate(m.freg(o.d)), m.floatNegate(product(m, o))),
  ),
  binary('0100', 'vmul', 1, product),
  binary('0101', 'vnmul', 1, (m, o) => m.floatNegate(product(m, o))),
  binary('0110', 'vadd', 1, (m, o) => m.floatAdd(m.freg(o.n), m.freg(o.m))),
  binary('0111', 'vsub', 1, (m, o) => m.floatSub(m.freg(o.n), m.freg(o.m))),
  binary('1000', 'vdiv', longCycles, (m, o) => m.floatDiv(m.freg(o.n), m.freg(o.m))),
  // Rounded once.
  binary('1010', 'vfnms', multiplyAddCycles, (m, o) =>
    m.floatFusedMultiplyAdd(m.freg(o.n), m.freg(o.m), m.floatNegate(m.freg(o.d))),
  ),
  binary('1011', 'vfnma', multiplyAddCycles, (m, o) =>
    m.floatFusedMultiplyAdd(m.floatNegate(m.freg(o.n)), m.freg(o.m), m.floatNegate(m.freg(o.d))),
  ),
  binary('1100', 'vfma', multiplyAddCycles, (m, o) => m.floatFusedMultiplyAdd(m.freg(o.n), m.freg(o.m), m.freg(o.d))),
  binary('1101', 'vfms', multiplyAddCycles, (m, o) =>
    m.floatFusedMultiplyAdd(m.floatNegate(m.freg(o.n)), m.freg(o.m), m.freg(o.d)),
  ),
];

/** `opcode`: bits 19 to 16 and 7. */
const unary = (
  opcode: string,
  text: string,
  cycles: number,
  result: <I, B, F, L>(m: Machine<I, B, F, L>, x: F) => F,
): Encoding =>
  encoding(withBits('1110 1110 1 D 11 oooo dddd 1010 o 1 M 0 mmmm', 'o', opcode), {
    isFloat: true,
    operands: (f) => ({ d: freg((f.d << 1) | f.D), m: freg((f.m << 1) | f.M) }),
    text: (o) => `${text}?.f32 ${fname(o.d)}, ${fname(o.m)}`,
    cycles,
    meaning: (m, o) => m.setFreg(o.d, result(m, m.freg(o.m))),
  });

/** VFPExpandImm of abcdefgh: sign a, exponent NOT(b) bbbbb cd, fraction efgh. Source: ARMv7-M ARM A6.4.1. */
const expandFloat = (i: number): number => {
  const exponent = (i & 0x40) !== 0 ? 0x3e00_0000 : 0x4000_0000;
  return ((i & 0x80) << 24) | exponent | ((i & 0x3f) << 19);
};
const numberOf = (i: number): number => {
  const exponent = ((i & 0x40) !== 0 ? -3 : 1) + ((i >>> 4) & 3);
  return ((i & 0x80) !== 0 ? -1 : 1) * (1 + (i & 0xf) / 16) * 2 ** exponent;
};

const comparison = (withZero: boolean): Encoding =>
  encoding(withZero ? '1110 1110 1 D 11 0101 dddd 1010 E 1 M 0 mmmm' : '1110 1110 1 D 11 0100 dddd 1010 E 1 M 0 mmmm', {
    isFloat: true,
    operands: (f) => {
      if (withZero && (f.m !== 0 || f.M !== 0)) return undefined;
      return { d: freg((f.d << 1) | f.D), m: freg((f.m << 1) | f.M), signalling: f.E === 1 };
    },
    text: (o) => `vcmp${o.signalling ? 'e' : ''}?.f32 ${fname(o.d)}, ${withZero ? '#0' : fname(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const second = withZero ? m.floatFromBits(m.imm(0)) : m.freg(o.m);
      m.floatCompare(m.freg(o.d), second, o.signalling);
    },
  });

export const floatData: readonly Encoding[] = [
  ...arithmetic,
  encoding('1110 1110 1 D 11 iiii dddd 1010 0000 iiii', {
    isFloat: true,
    operands: (f) => ({ d: freg((f.d << 1) | f.D), bits: imm(expandFloat(f.i)), shown: numberOf(f.i) }),
    text: (o) => `vmov?.f32 ${fname(o.d)}, #${Number.isInteger(o.shown) ? o.shown.toFixed(1) : o.shown}`,
    cycles: 1,
    meaning: (m, o) => m.setFreg(o.d, m.floatFromBits(m.imm(o.bits))),
  }),
  unary('00000', 'vmov', 1, (_, x) => x),
  unary('00001', 'vabs', 1, (m, x) => m.floatAbs(x)),
  unary('00010', 'vneg', 1, (m, x) => m.floatNegate(x)),
  unary('00011', 'vsqrt', longCycles, (m, x) => m.floatSqrt(x)),
  comparison(false),
  comparison(true),
];
