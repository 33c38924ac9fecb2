/** Floating-point loads, stores and transfers to and from core registers. Source: ARMv7-M ARM A6.5 to A6.7. */
import { type Encoding, encoding } from './encoding';
import { indexText, literalText } from './indexing';
import type { FReg, Machine } from './machine';
import { addressOf, alignedPc, fname, freg, imm, name, reg } from './operands';

/** Single registers that hold a list; a double is two of them. */
type List = { readonly first: number; readonly count: number; readonly double: boolean };
const registersOf = ({ first, count, double }: List): readonly FReg[] =>
  Array.from({ length: double ? 2 * count : count }, (_, n) => freg((double ? 2 * first : first) + n));
const listText = ({ first, count, double }: List): string =>
  `{${Array.from({ length: count }, (_, n) => `${double ? 'd' : 's'}${first + n}`).join(', ')}}`;
/** Undefined: there are 16 doubles. */
const firstOf = (d: number, D: number, x: number): number | undefined =>
  x === 0 ? (d << 1) | D : D === 1 ? undefined : d;

const values = <I, B, F, L>(m: Machine<I, B, F, L>, list: readonly FReg[]): readonly I[] =>
  list.map((r) => m.floatBits(m.freg(r)));
const setValues = <I, B, F, L>(m: Machine<I, B, F, L>, list: readonly FReg[], bits: readonly I[]): void => {
  list.forEach((r, i) => {
    m.setFreg(r, m.floatFromBits(bits[i]!));
  });
};

const single: readonly Encoding[] = [
  encoding('1110 1101 U D 01 1111 dddd 101 x iiiiiiii', {
    isFloat: true,
    operands: (f, { pc }) => {
      const first = firstOf(f.d, f.D, f.x);
      if (first === undefined) return undefined;
      const list = { first, count: 1, double: f.x === 1 };
      const offset = imm(f.U === 1 ? f.i * 4 : -f.i * 4);
      const address = imm(addressOf(alignedPc(pc) + offset));
      return { list, registers: registersOf(list), offset, up: f.U === 1, address };
    },
    text: (o) => `vldr? ${listText(o.list).slice(1, -1)}, ${literalText(o)}`,
    cycles: (o) => 1 + o.registers.length,
    meaning: (m, o) => setValues(m, o.registers, m.loadMany(m.imm(o.address), o.registers.length)),
  }),
  encoding('1110 1101 U D 0 L nnnn dddd 101 x iiiiiiii', {
    isFloat: true,
    operands: (f) => {
      const first = firstOf(f.d, f.D, f.x);
      if (first === undefined || f.n === 15) return undefined;
      const list = { first, count: 1, double: f.x === 1 };
      const offset = imm(f.U === 1 ? f.i * 4 : -f.i * 4);
      return { list, registers: registersOf(list), n: reg(f.n), offset, up: f.U === 1, loads: f.L === 1 };
    },
    text: (o) => {
      const place = indexText({ ...o, before: true, writeBack: false });
      return `v${o.loads ? 'ld' : 'st'}r? ${listText(o.list).slice(1, -1)}, ${place}`;
    },
    cycles: (o) => 1 + o.registers.length,
    meaning: (m, o) => {
      const address = m.add(m.reg(o.n), m.imm(o.offset));
      if (o.loads) setValues(m, o.registers, m.loadMany(address, o.registers.length));
      else m.storeMany(address, values(m, o.registers));
    },
  }),
];

type MultipleFields = { readonly d: number; readonly D: number; readonly x: number; readonly i: number };
/** An odd count of words for doubles is FLDMX or FSTMX: the last word is jumped over. */
const multipleList = (f: MultipleFields) => {
  const double = f.x === 1;
  const count = double ? f.i >>> 1 : f.i;
  const first = firstOf(f.d, f.D, f.x);
  if (first === undefined || count === 0 || first + count > (double ? 16 : 32)) return undefined;
  const list = { first, count, double };
  return { list, registers: registersOf(list), odd: double && (f.i & 1) === 1 };
};

const multiple = encoding('1110 110 P U D W L nnnn dddd 101 x iiiiiiii', {
  isFloat: true,
  operands: (f) => {
    const list = multipleList(f);
    // Rising from the base, with or without write-back, or falling with it.
    const rises = f.P === 0 && f.U === 1;
    const falls = f.P === 1 && f.U === 0 && f.W === 1;
    if (list === undefined || f.n === 15 || !(rises || falls)) return undefined;
    const moved = imm(rises ? 4 * f.i : -4 * f.i);
    return { ...list, n: reg(f.n), moved, falls, writeBack: f.W === 1, loads: f.L === 1 };
  },
  text: (o) => {
    const list = listText(o.list);
    if (o.n === 13 && o.writeBack && !o.odd && o.falls !== o.loads) return `v${o.loads ? 'pop' : 'push'}? ${list}`;
    const way = o.falls ? 'db' : 'ia';
    const mnemonic = o.odd ? `f${o.loads ? 'ld' : 'st'}m${way}x` : `v${o.loads ? 'ld' : 'st'}m${way}`;
    return `${mnemonic}? ${name(o.n)}${o.writeBack ? '!' : ''}, ${list}`;
  },
  cycles: (o) => 1 + o.registers.length,
  meaning: (m, o) => {
    const base = m.reg(o.n);
    const moved = m.add(base, m.imm(o.moved));
    const address = o.falls ? moved : base;
    if (o.loads) {
      const loaded = m.loadMany(address, o.registers.length);
      if (o.writeBack) m.setReg(o.n, moved);
      setValues(m, o.registers, loaded);
    } else {
      m.storeMany(address, values(m, o.registers));
      if (o.writeBack) m.setReg(o.n, moved);
    }
  },
});

/** FPSCR bits that exist. Source: ARMv7-M ARM A2.5.3. */
const fpscrBits = 0xf7c0_009f;

const transfers: readonly Encoding[] = [
  encoding('1110 1110 000 L nnnn tttt 1010 N 00 1 0000', {
    isFloat: true,
    operands: (f) => (f.t === 15 ? undefined : { n: freg((f.n << 1) | f.N), t: reg(f.t), toCore: f.L === 1 }),
    text: (o) => (o.toCore ? `vmov? ${name(o.t)}, ${fname(o.n)}` : `vmov? ${fname(o.n)}, ${name(o.t)}`),
    cycles: 1,
    meaning: (m, o) => {
      if (o.toCore) m.setReg(o.t, m.floatBits(m.freg(o.n)));
      else m.setFreg(o.n, m.floatFromBits(m.reg(o.t)));
    },
  }),
  encoding('1110 1110 00 x L nnnn tttt 1011 0 00 1 0000', {
    isFloat: true,
    operands: (f) =>
      f.t === 15 ? undefined : { n: freg((f.n << 1) | f.x), t: reg(f.t), toCore: f.L === 1, shown: `d${f.n}[${f.x}]` },
    text: (o) => (o.toCore ? `vmov?.32 ${name(o.t)}, ${o.shown}` : `vmov?.32 ${o.shown}, ${name(o.t)}`),
    cycles: 1,
    meaning: (m, o) => {
      if (o.toCore) m.setReg(o.t, m.floatBits(m.freg(o.n)));
      else m.setFreg(o.n, m.floatFromBits(m.reg(o.t)));
    },
  }),
  encoding('1110 1110 1110 0001 tttt 1010 0001 0000', {
    isFloat: true,
    operands: (f) => (f.t === 15 ? undefined : { t: reg(f.t) }),
    text: (o) => `vmsr? fpscr, ${name(o.t)}`,
    cycles: 1,
    meaning: (m, o) => m.setCell('FPSCR', m.and(m.reg(o.t), m.imm(fpscrBits))),
  }),
  encoding('1110 1110 1111 0001 tttt 1010 0001 0000', {
    isFloat: true,
    operands: (f) => ({ t: reg(f.t), toFlags: f.t === 15 }),
    text: (o) => `vmrs? ${o.toFlags ? 'apsr_nzcv' : name(o.t)}, fpscr`,
    cycles: 1,
    meaning: (m, o) => {
      const fpscr = m.cell('FPSCR');
      if (o.toFlags) m.setNZCV(fpscr);
      else m.setReg(o.t, fpscr);
    },
  }),
  // x: a double; else two neighbouring singles.
  encoding('1110 1100 010 L uuuu tttt 101 x 00 M 1 mmmm', {
    isFloat: true,
    operands: (f) => {
      const double = f.x === 1;
      const first = double ? f.m << 1 : (f.m << 1) | f.M;
      if (f.t === 15 || f.u === 15 || first === 31 || (double && f.M === 1)) return undefined;
      if (f.L === 1 && f.t === f.u) return undefined;
      const shown = double ? `d${f.m}` : `${fname(first)}, ${fname(first + 1)}`;
      return { t: reg(f.t), u: reg(f.u), low: freg(first), high: freg(first + 1), toCore: f.L === 1, shown };
    },
    text: (o) => {
      const core = `${name(o.t)}, ${name(o.u)}`;
      return o.toCore ? `vmov? ${core}, ${o.shown}` : `vmov? ${o.shown}, ${core}`;
    },
    cycles: 2,
    meaning: (m, o) => {
      if (o.toCore) {
        const low = m.floatBits(m.freg(o.low));
        const high = m.floatBits(m.freg(o.high));
        m.setReg(o.t, low);
        m.setReg(o.u, high);
      } else {
        const low = m.reg(o.t);
        const high = m.reg(o.u);
        m.setFreg(o.low, m.floatFromBits(low));
        m.setFreg(o.high, m.floatFromBits(high));
      }
    },
  }),
];

export const floatMemory: readonly Encoding[] = [...transfers, ...single, multiple];
