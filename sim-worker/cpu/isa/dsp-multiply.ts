/** DSP extension: multiplies of halfwords and of upper words. Source: ARMv7-M ARM A5.3.16, A5.3.17. */
import { type Encoding, encoding, withBits } from './encoding';
import type { Machine } from './machine';
import { name, noPc, reg } from './operands';

const half = <I, B, F, L>(m: Machine<I, B, F, L>, x: I, top: boolean): I =>
  top ? m.shiftRightSigned(x, m.imm(16)) : m.signExtend(16, x);
const exchanged = <I, B, F, L>(m: Machine<I, B, F, L>, x: I, exchange: boolean): I =>
  exchange ? m.rotateRight(x, m.imm(16)) : x;
/** A signed 32-bit value as 64 bits. */
const widened = <I, B, F, L>(m: Machine<I, B, F, L>, x: I): L => m.wide(x, m.shiftRightSigned(x, m.imm(31)));
/** Q := 1 when the condition holds, else it stays. */
const stickQ = <I, B, F, L>(m: Machine<I, B, F, L>, c: B): void => m.setCell('Q', m.or(m.cell('Q'), m.toInt(c)));
/** a + b, and whether it does not fit in 32 bits. */
function overflowingSum<I, B, F, L>(m: Machine<I, B, F, L>, a: I, b: I): { readonly sum: I; readonly overflow: B } {
  const sum = m.add(a, b);
  return { sum, overflow: m.lessSigned(m.and(m.xor(a, sum), m.xor(b, sum)), m.imm(0)) };
}
const letter = (top: boolean): string => (top ? 't' : 'b');

type FourFields = { readonly n: number; readonly a: number; readonly d: number; readonly m: number };
/** Rn, Rm, Rd and an accumulator that is absent as 1111. */
const four = (f: FourFields) =>
  noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), a: reg(f.a), accumulates: f.a !== 15 } : undefined;
type Four = NonNullable<ReturnType<typeof four>>;
const fourText = (o: Four, long: string, short: string): string => {
  const operands = `${name(o.d)}, ${name(o.n)}, ${name(o.m)}`;
  return o.accumulates ? `${long}? ${operands}, ${name(o.a)}` : `${short}? ${operands}`;
};

const halves: readonly Encoding[] = [
  encoding('11111 0110 001 nnnn aaaa dddd 00 N M mmmm', {
    operands: (f) => {
      const o = four(f);
      return o && { ...o, nTop: f.N === 1, mTop: f.M === 1 };
    },
    text: (o) => {
      const letters = letter(o.nTop) + letter(o.mTop);
      return fourText(o, `smla${letters}`, `smul${letters}`);
    },
    cycles: 1,
    meaning: (m, o) => {
      const product = m.mul(half(m, m.reg(o.n), o.nTop), half(m, m.reg(o.m), o.mTop));
      if (!o.accumulates) {
        m.setReg(o.d, product);
        return;
      }
      const { sum, overflow } = overflowingSum(m, product, m.reg(o.a));
      stickQ(m, overflow);
      m.setReg(o.d, sum);
    },
  }),
  // The upper 32 of the 48 bits of a word times a halfword.
  encoding('11111 0110 011 nnnn aaaa dddd 000 M mmmm', {
    operands: (f) => {
      const o = four(f);
      return o && { ...o, mTop: f.M === 1 };
    },
    text: (o) => fourText(o, `smlaw${letter(o.mTop)}`, `smulw${letter(o.mTop)}`),
    cycles: 1,
    meaning: (m, o) => {
      const wide = m.mulWide(true, m.reg(o.n), half(m, m.reg(o.m), o.mTop));
      const sixteen = m.imm(16);
      const product = m.or(m.shiftRight(m.low(wide), sixteen), m.shiftLeft(m.high(wide), sixteen));
      if (!o.accumulates) {
        m.setReg(o.d, product);
        return;
      }
      const { sum, overflow } = overflowingSum(m, product, m.reg(o.a));
      stickQ(m, overflow);
      m.setReg(o.d, sum);
    },
  }),
];

/** The products of both halfwords, added or subtracted, as 64 bits. */
function twoProducts<I, B, F, L>(m: Machine<I, B, F, L>, n: I, x: I, exchange: boolean, adds: boolean): L {
  const other = exchanged(m, x, exchange);
  const low = widened(m, m.mul(half(m, n, false), half(m, other, false)));
  const high = widened(m, m.mul(half(m, n, true), half(m, other, true)));
  return adds ? m.addWide(low, high) : m.subWide(low, high);
}

const dual = (opcode: string, long: string, short: string, adds: boolean): Encoding =>
  encoding(withBits('11111 0110 ooo nnnn aaaa dddd 000 X mmmm', 'o', opcode), {
    operands: (f) => {
      const o = four(f);
      return o && { ...o, exchange: f.X === 1 };
    },
    text: (o) => fourText(o, long + (o.exchange ? 'x' : ''), short + (o.exchange ? 'x' : '')),
    cycles: 1,
    meaning: (m, o) => {
      const products = twoProducts(m, m.reg(o.n), m.reg(o.m), o.exchange, adds);
      const exact = o.accumulates ? m.addWide(products, widened(m, m.reg(o.a))) : products;
      const result = m.low(exact);
      const fits = m.isZero(m.xor(m.high(exact), m.shiftRightSigned(result, m.imm(31))));
      // A difference of two products always fits.
      if (o.accumulates || adds) stickQ(m, m.not(fits));
      m.setReg(o.d, result);
    },
  });

/** The upper word of a product, of Ra:0 ± it. */
const upper = (opcode: string, long: string, short: string, adds: boolean): Encoding =>
  encoding(withBits('11111 0110 ooo nnnn aaaa dddd 000 R mmmm', 'o', opcode), {
    operands: (f) => {
      const o = four(f);
      // There is no SMMLS without accumulator.
      if (f.a === 15 && !adds) return undefined;
      return o && { ...o, rounds: f.R === 1 };
    },
    text: (o) => fourText(o, long + (o.rounds ? 'r' : ''), short + (o.rounds ? 'r' : '')),
    cycles: 1,
    meaning: (m, o) => {
      const product = m.mulWide(true, m.reg(o.n), m.reg(o.m));
      const start = m.wide(m.imm(o.rounds ? 0x8000_0000 : 0), o.accumulates ? m.reg(o.a) : m.imm(0));
      m.setReg(o.d, m.high(adds ? m.addWide(start, product) : m.subWide(start, product)));
    },
  });

type LongFields = { readonly n: number; readonly l: number; readonly h: number; readonly m: number };
const long = (f: LongFields) =>
  noPc(f.l, f.h, f.n, f.m) && f.l !== f.h ? { l: reg(f.l), h: reg(f.h), n: reg(f.n), m: reg(f.m) } : undefined;
const longText = (o: NonNullable<ReturnType<typeof long>>): string => [o.l, o.h, o.n, o.m].map(name).join(', ');

const longDual = (opcode: string, text: string, adds: boolean): Encoding =>
  encoding(withBits('11111 0111 ooo nnnn llll hhhh 110 X mmmm', 'o', opcode), {
    operands: (f) => {
      const o = long(f);
      return o && { ...o, exchange: f.X === 1 };
    },
    text: (o) => `${text}${o.exchange ? 'x' : ''}? ${longText(o)}`,
    cycles: 1,
    meaning: (m, o) => {
      const products = twoProducts(m, m.reg(o.n), m.reg(o.m), o.exchange, adds);
      const result = m.addWide(products, m.wide(m.reg(o.l), m.reg(o.h)));
      m.setReg(o.l, m.low(result));
      m.setReg(o.h, m.high(result));
    },
  });

export const dspMultiply: readonly Encoding[] = [
  ...halves,
  dual('010', 'smlad', 'smuad', true),
  dual('100', 'smlsd', 'smusd', false),
  upper('101', 'smmla', 'smmul', true),
  upper('110', 'smmls', 'smmls', false),
  longDual('100', 'smlald', true),
  longDual('101', 'smlsld', false),
  encoding('11111 0111 100 nnnn llll hhhh 10 N M mmmm', {
    operands: (f) => {
      const o = long(f);
      return o && { ...o, nTop: f.N === 1, mTop: f.M === 1 };
    },
    text: (o) => `smlal${letter(o.nTop)}${letter(o.mTop)}? ${longText(o)}`,
    cycles: 1,
    meaning: (m, o) => {
      const product = m.mul(half(m, m.reg(o.n), o.nTop), half(m, m.reg(o.m), o.mTop));
      const result = m.addWide(widened(m, product), m.wide(m.reg(o.l), m.reg(o.h)));
      m.setReg(o.l, m.low(result));
      m.setReg(o.h, m.high(result));
    },
  }),
];
