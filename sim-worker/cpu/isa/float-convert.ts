/** Floating-point conversions. Source: ARMv7-M ARM A7.7.228 to A7.7.231. */
import { type Encoding, encoding } from './encoding';
import type { Fixed } from './machine';
import { fname, freg, hash } from './operands';

const integer = (unsigned: boolean, ownRounding: boolean): Fixed => ({ fraction: 0, unsigned, size: 32, ownRounding });
const typeOf = ({ unsigned, size }: Fixed): string => `${unsigned ? 'u' : 's'}${size}`;

/** A half of the register; the other one stays. */
const halfPrecision: readonly Encoding[] = [
  encoding('1110 1110 1 D 11 0010 dddd 1010 T 1 M 0 mmmm', {
    isFloat: true,
    operands: (f) => ({ d: freg((f.d << 1) | f.D), m: freg((f.m << 1) | f.M), top: f.T === 1 }),
    text: (o) => `vcvt${o.top ? 't' : 'b'}?.f32.f16 ${fname(o.d)}, ${fname(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const bits = m.floatBits(m.freg(o.m));
      const half = o.top ? m.shiftRight(bits, m.imm(16)) : m.and(bits, m.imm(0xffff));
      m.setFreg(o.d, m.halfToFloat(half));
    },
  }),
  encoding('1110 1110 1 D 11 0011 dddd 1010 T 1 M 0 mmmm', {
    isFloat: true,
    operands: (f) => ({ d: freg((f.d << 1) | f.D), m: freg((f.m << 1) | f.M), top: f.T === 1 }),
    text: (o) => `vcvt${o.top ? 't' : 'b'}?.f16.f32 ${fname(o.d)}, ${fname(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const before = m.floatBits(m.freg(o.d));
      const half = m.floatToHalf(m.freg(o.m));
      const kept = m.and(before, m.imm(o.top ? 0xffff : 0xffff_0000));
      m.setFreg(o.d, m.floatFromBits(m.or(kept, o.top ? m.shiftLeft(half, m.imm(16)) : half)));
    },
  }),
];

const integers: readonly Encoding[] = [
  encoding('1110 1110 1 D 11 1000 dddd 1010 S 1 M 0 mmmm', {
    isFloat: true,
    // Integers are rounded as FPSCR.RMode says.
    operands: (f) => ({ d: freg((f.d << 1) | f.D), m: freg((f.m << 1) | f.M), from: integer(f.S === 0, false) }),
    text: (o) => `vcvt?.f32.${typeOf(o.from)} ${fname(o.d)}, ${fname(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setFreg(o.d, m.fixedToFloat(m.floatBits(m.freg(o.m)), o.from)),
  }),
  encoding('1110 1110 1 D 11 110 S dddd 1010 Z 1 M 0 mmmm', {
    isFloat: true,
    operands: (f) => ({ d: freg((f.d << 1) | f.D), m: freg((f.m << 1) | f.M), to: integer(f.S === 0, f.Z === 1) }),
    text: (o) => `vcvt${o.to.ownRounding ? '' : 'r'}?.${typeOf(o.to)}.f32 ${fname(o.d)}, ${fname(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setFreg(o.d, m.floatFromBits(m.floatToFixed(m.freg(o.m), o.to))),
  }),
];

const fixedPoint = encoding('1110 1110 1 D 11 1 t 1 U dddd 1010 s 1 i 0 jjjj', {
  isFloat: true,
  operands: (f) => {
    const size = f.s === 1 ? 32 : 16;
    const fraction = size - ((f.j << 1) | f.i);
    if (fraction < 0) return undefined;
    const fixed: Fixed = { fraction, unsigned: f.U === 1, size, ownRounding: true };
    return { d: freg((f.d << 1) | f.D), fixed, toFixed: f.t === 1 };
  },
  text: (o) => {
    const types = o.toFixed ? `${typeOf(o.fixed)}.f32` : `f32.${typeOf(o.fixed)}`;
    return `vcvt?.${types} ${fname(o.d)}, ${fname(o.d)}, ${hash(o.fixed.fraction)}`;
  },
  cycles: 1,
  meaning: (m, o) => {
    const value = m.freg(o.d);
    if (o.toFixed) m.setFreg(o.d, m.floatFromBits(m.floatToFixed(value, o.fixed)));
    else m.setFreg(o.d, m.fixedToFloat(m.floatBits(value), o.fixed));
  },
});

export const floatConvert: readonly Encoding[] = [...halfPrecision, ...integers, fixedPoint];
