/** DSP extension: sums and differences of bytes and halfwords, selection, saturating sums. Source: ARMv7-M ARM A5.3.13 to A5.3.15. */
import { saturate } from './arithmetic';
import { type Encoding, encoding, withBits } from './encoding';
import type { Machine } from './machine';
import { name, noPc, reg } from './operands';

type LaneBits = 8 | 16;
/** Plain results set GE, saturating ones are clamped, halved ones lose their lowest bit. */
type Mode = 'plain' | 'saturating' | 'halving';
/** `other`: which lane of the second operand; `adds`: sum or difference. */
type Lane = { readonly other: number; readonly adds: boolean };
type Operation = {
  readonly text: string;
  readonly opcode: string;
  readonly bits: LaneBits;
  readonly lanes: readonly Lane[];
};

const same = (count: number, adds: boolean): readonly Lane[] =>
  Array.from({ length: count }, (_, lane) => ({ other: lane, adds }));
const exchanged = (lowAdds: boolean): readonly Lane[] => [
  { other: 1, adds: lowAdds },
  { other: 0, adds: !lowAdds },
];
const operations: readonly Operation[] = [
  { text: 'add16', opcode: '001', bits: 16, lanes: same(2, true) },
  { text: 'asx', opcode: '010', bits: 16, lanes: exchanged(false) },
  { text: 'sax', opcode: '110', bits: 16, lanes: exchanged(true) },
  { text: 'sub16', opcode: '101', bits: 16, lanes: same(2, false) },
  { text: 'add8', opcode: '000', bits: 8, lanes: same(4, true) },
  { text: 'sub8', opcode: '100', bits: 8, lanes: same(4, false) },
];
const modes: readonly {
  readonly mode: Mode;
  readonly signed: boolean;
  readonly prefix: string;
  readonly opcode: string;
}[] = [
  { mode: 'plain', signed: true, prefix: 's', opcode: '000' },
  { mode: 'saturating', signed: true, prefix: 'q', opcode: '001' },
  { mode: 'halving', signed: true, prefix: 'sh', opcode: '010' },
  { mode: 'plain', signed: false, prefix: 'u', opcode: '100' },
  { mode: 'saturating', signed: false, prefix: 'uq', opcode: '101' },
  { mode: 'halving', signed: false, prefix: 'uh', opcode: '110' },
];

const laneOf = <I, B, F, L>(m: Machine<I, B, F, L>, x: I, lane: number, bits: LaneBits, signed: boolean): I => {
  const down = m.shiftRight(x, m.imm(lane * bits));
  return signed ? m.signExtend(bits, down) : m.and(down, m.imm(2 ** bits - 1));
};
const placed = <I, B, F, L>(m: Machine<I, B, F, L>, x: I, lane: number, bits: LaneBits): I =>
  m.shiftLeft(m.and(x, m.imm(2 ** bits - 1)), m.imm(lane * bits));

/** GE of a lane: not negative, or for an unsigned sum, a carry. */
const greaterOrEqual = <I, B, F, L>(
  m: Machine<I, B, F, L>,
  x: I,
  bits: LaneBits,
  isSum: boolean,
  signed: boolean,
): B => (isSum && !signed ? m.not(m.lessSigned(x, m.imm(2 ** bits))) : m.not(m.lessSigned(x, m.imm(0))));

const parallel = ({ text, opcode, bits, lanes }: Operation): readonly Encoding[] =>
  modes.map(({ mode, signed, prefix, opcode: modeBits }) =>
    encoding(withBits('11111 010 1 ooo nnnn 1111 dddd 0 ooo mmmm', 'o', opcode + modeBits), {
      operands: (f) => (noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m) } : undefined),
      text: (o) => `${prefix}${text}? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}`,
      cycles: 1,
      meaning: (m, o) => {
        const n = m.reg(o.n);
        const second = m.reg(o.m);
        let result = m.imm(0);
        let ge = m.imm(0);
        lanes.forEach(({ other, adds }, lane) => {
          const a = laneOf(m, n, lane, bits, signed);
          const b = laneOf(m, second, other, bits, signed);
          const exact = adds ? m.add(a, b) : m.sub(a, b);
          let value = exact;
          if (mode === 'saturating') value = saturate(m, exact, bits, signed).value;
          if (mode === 'halving') value = m.shiftRightSigned(exact, m.imm(1));
          result = m.or(result, placed(m, value, lane, bits));
          const mark = m.imm(bits === 8 ? 1 << lane : 3 << (2 * lane));
          ge = m.or(ge, m.select(greaterOrEqual(m, exact, bits, adds, signed), mark, m.imm(0)));
        });
        if (mode === 'plain') m.setCell('GE', ge);
        m.setReg(o.d, result);
      },
    }),
  );

const select = encoding('11111 010 1010 nnnn 1111 dddd 1000 mmmm', {
  operands: (f) => (noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m) } : undefined),
  text: (o) => `sel? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}`,
  cycles: 1,
  meaning: (m, o) => {
    const ge = m.cell('GE');
    let mask = m.imm(0);
    for (let lane = 0; lane < 4; lane++) {
      const unset = m.isZero(m.and(ge, m.imm(1 << lane)));
      mask = m.or(mask, m.select(unset, m.imm(0), m.imm(0xff << (8 * lane))));
    }
    m.setReg(o.d, m.or(m.and(m.reg(o.n), mask), m.and(m.reg(o.m), m.invert(mask))));
  },
});

/** a ± b clamped to 32 bits; `saturated` is 1 when it was. */
function saturatedSum<I, B, F, L>(
  m: Machine<I, B, F, L>,
  a: I,
  b: I,
  adds: boolean,
): { readonly value: I; readonly saturated: I } {
  const exact = adds ? m.add(a, b) : m.sub(a, b);
  const signs = adds ? m.xor(b, exact) : m.xor(a, b);
  const overflow = m.lessSigned(m.and(m.xor(a, exact), signs), m.imm(0));
  const clamped = m.xor(m.shiftRightSigned(a, m.imm(31)), m.imm(0x7fff_ffff));
  return { value: m.select(overflow, clamped, exact), saturated: m.toInt(overflow) };
}
const saturating = (opcode: string, text: string, adds: boolean, doubles: boolean): Encoding =>
  encoding(withBits('11111 010 1000 nnnn 1111 dddd 10 oo mmmm', 'o', opcode), {
    operands: (f) => (noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m) } : undefined),
    text: (o) => `${text}? ${name(o.d)}, ${name(o.m)}, ${name(o.n)}`,
    cycles: 1,
    meaning: (m, o) => {
      const n = m.reg(o.n);
      const doubled = doubles ? saturatedSum(m, n, n, true) : { value: n, saturated: m.imm(0) };
      const { value, saturated } = saturatedSum(m, m.reg(o.m), doubled.value, adds);
      m.setCell('Q', m.or(m.cell('Q'), m.or(saturated, doubled.saturated)));
      m.setReg(o.d, value);
    },
  });

const absoluteDifferences = encoding('11111 0110 111 nnnn aaaa dddd 0000 mmmm', {
  operands: (f) =>
    noPc(f.d, f.n, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), a: reg(f.a), accumulates: f.a !== 15 } : undefined,
  text: (o) => {
    const operands = `${name(o.d)}, ${name(o.n)}, ${name(o.m)}`;
    return o.accumulates ? `usada8? ${operands}, ${name(o.a)}` : `usad8? ${operands}`;
  },
  cycles: 1,
  meaning: (m, o) => {
    const n = m.reg(o.n);
    const second = m.reg(o.m);
    let sum = o.accumulates ? m.reg(o.a) : m.imm(0);
    for (let lane = 0; lane < 4; lane++) {
      const a = laneOf(m, n, lane, 8, false);
      const b = laneOf(m, second, lane, 8, false);
      sum = m.add(sum, m.select(m.lessSigned(a, b), m.sub(b, a), m.sub(a, b)));
    }
    m.setReg(o.d, sum);
  },
});

export const dspParallel: readonly Encoding[] = [
  ...operations.flatMap(parallel),
  select,
  saturating('00', 'qadd', true, false),
  saturating('01', 'qdadd', true, true),
  saturating('10', 'qsub', false, false),
  saturating('11', 'qdsub', false, true),
  absoluteDifferences,
];
