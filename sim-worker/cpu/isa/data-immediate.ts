/** 32-bit data processing with a modified or plain immediate. Source: ARMv7-M ARM A5.3.1, A5.3.3. */
import { constant, type Operation, operate, saturate, shiftBy } from './arithmetic';
import { type Encoding, encoding, withBits } from './encoding';
import {
  addressOf,
  alignedPc,
  expandImmediate,
  hash,
  imm,
  immediateShift,
  name,
  noPc,
  pattern,
  reg,
  s,
  shiftText,
} from './operands';

const modified = '11110 i 0 oooo S nnnn 0 iii dddd iiiiiiii';

const patterns: readonly Operation[] = ['and', 'bic', 'orr', 'eor', 'mvn'];
const constantText = (operation: Operation, value: number): string =>
  patterns.includes(operation) ? pattern(value) : hash(value);

const operation = (opcode: string, operation: Operation, wide = ''): Encoding =>
  encoding(withBits(modified, 'o', opcode), {
    operands: (f) => {
      const i = expandImmediate(f.i);
      return i === undefined || !noPc(f.d, f.n) ? undefined : { d: reg(f.d), n: reg(f.n), i, flags: f.S === 1 };
    },
    text: (o) => `${operation}${s(o.flags)}?${wide} ${name(o.d)}, ${name(o.n)}, ${constantText(operation, o.i.value)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, operation, o.flags, m.reg(o.n), constant(m, o.i))),
  });
const move = (opcode: string, operation: Operation, wide = ''): Encoding =>
  encoding(withBits('11110 i 0 oooo S 1111 0 iii dddd iiiiiiii', 'o', opcode), {
    operands: (f) => {
      const i = expandImmediate(f.i);
      return i === undefined || f.d === 15 ? undefined : { d: reg(f.d), i, flags: f.S === 1 };
    },
    text: (o) => `${operation}${s(o.flags)}?${wide} ${name(o.d)}, ${constantText(operation, o.i.value)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, operation, o.flags, m.imm(0), constant(m, o.i))),
  });
const comparison = (opcode: string, text: string, operation: Operation): Encoding =>
  encoding(withBits('11110 i 0 oooo 1 nnnn 0 iii 1111 iiiiiiii', 'o', opcode), {
    operands: (f) => {
      const i = expandImmediate(f.i);
      return i === undefined || f.n === 15 ? undefined : { n: reg(f.n), i };
    },
    text: (o) => `${text}?.w ${name(o.n)}, ${hash(o.i.value)}`,
    cycles: 1,
    meaning: (m, o) => {
      operate(m, operation, true, m.reg(o.n), constant(m, o.i));
    },
  });

const plainSum = (opcode: string, text: string, sign: 1 | -1): Encoding =>
  encoding(withBits('11110 i 1oooo 0 nnnn 0 iii dddd iiiiiiii', 'o', opcode), {
    operands: (f) => (noPc(f.d, f.n) ? { d: reg(f.d), n: reg(f.n), i: imm(sign * f.i), shown: f.i } : undefined),
    text: (o) => `${text}? ${name(o.d)}, ${name(o.n)}, ${hash(o.shown)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.add(m.reg(o.n), m.imm(o.i))),
  });
const address = (opcode: string, text: string, sign: 1 | -1): Encoding =>
  encoding(withBits('11110 i 1oooo 0 1111 0 iii dddd iiiiiiii', 'o', opcode), {
    operands: (f, { pc }) =>
      f.d === 15 ? undefined : { d: reg(f.d), shown: f.i, address: imm(addressOf(alignedPc(pc) + sign * f.i)) },
    text: (o) => `${text}? ${name(o.d)}, pc, ${hash(o.shown)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.imm(o.address)),
  });

const plainImmediates: readonly Encoding[] = [
  address('0000', 'addw', 1),
  address('0101', 'subw', -1),
  plainSum('0000', 'addw', 1),
  plainSum('0101', 'subw', -1),
  encoding('11110 i 100100 jjjj 0 iii dddd iiiiiiii', {
    operands: (f) => (f.d === 15 ? undefined : { d: reg(f.d), i: imm((f.j << 12) | f.i) }),
    text: (o) => `movw? ${name(o.d)}, ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.imm(o.i)),
  }),
  encoding('11110 i 101100 jjjj 0 iii dddd iiiiiiii', {
    operands: (f) => {
      const i = (f.j << 12) | f.i;
      return f.d === 15 ? undefined : { d: reg(f.d), i, upper: imm(i << 16) };
    },
    text: (o) => `movt? ${name(o.d)}, ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.or(m.and(m.reg(o.d), m.imm(0xffff)), m.imm(o.upper))),
  }),
];

/** Halfwords, saturated each. */
const saturateHalves = (opcode: string, isSigned: boolean): Encoding =>
  encoding(withBits('11110 0 11oo10 nnnn 0 000 dddd 0000 bbbb', 'o', opcode), {
    operands: (f) => (noPc(f.d, f.n) ? { d: reg(f.d), n: reg(f.n), bits: isSigned ? f.b + 1 : f.b } : undefined),
    text: (o) => `${isSigned ? 's' : 'u'}sat16? ${name(o.d)}, ${hash(o.bits)}, ${name(o.n)}`,
    cycles: 1,
    meaning: (m, o) => {
      const n = m.reg(o.n);
      const low = saturate(m, m.signExtend(16, n), o.bits, isSigned);
      const high = saturate(m, m.shiftRightSigned(n, m.imm(16)), o.bits, isSigned);
      m.setCell('Q', m.or(m.cell('Q'), m.or(low.saturated, high.saturated)));
      m.setReg(o.d, m.or(m.and(low.value, m.imm(0xffff)), m.shiftLeft(high.value, m.imm(16))));
    },
  });
const saturation = (opcode: string, isSigned: boolean): Encoding =>
  encoding(withBits('11110 0 11oo H 0 nnnn 0 iii dddd ii 0 bbbbb', 'o', opcode), {
    operands: (f) => {
      // ASR #0 is SSAT16 or USAT16.
      if (f.H === 1 && f.i === 0) return undefined;
      const shift = immediateShift(f.H << 1, f.i);
      return noPc(f.d, f.n) ? { d: reg(f.d), n: reg(f.n), shift, bits: isSigned ? f.b + 1 : f.b } : undefined;
    },
    text: (o) => `${isSigned ? 's' : 'u'}sat? ${name(o.d)}, ${hash(o.bits)}, ${name(o.n)}${shiftText(o.shift, hash)}`,
    cycles: 1,
    meaning: (m, o) => {
      const operand = shiftBy(m, m.reg(o.n), o.shift.kind, o.shift.count).value;
      const { value, saturated } = saturate(m, operand, o.bits, isSigned);
      m.setCell('Q', m.or(m.cell('Q'), saturated));
      m.setReg(o.d, value);
    },
  });

const ones = (width: number): number => (width === 32 ? -1 : (1 << width) - 1);
const extract = (opcode: string, isSigned: boolean): Encoding =>
  encoding(withBits('11110 0 11oo00 nnnn 0 iii dddd ii 0 wwwww', 'o', opcode), {
    operands: (f) =>
      f.i + f.w > 31 || !noPc(f.d, f.n) ? undefined : { d: reg(f.d), n: reg(f.n), lsb: f.i, width: f.w + 1 },
    text: (o) => `${isSigned ? 's' : 'u'}bfx? ${name(o.d)}, ${name(o.n)}, ${hash(o.lsb)}, ${hash(o.width)}`,
    cycles: 1,
    meaning: (m, o) => {
      const top = m.shiftLeft(m.reg(o.n), m.imm(32 - o.lsb - o.width));
      const down = m.imm(32 - o.width);
      m.setReg(o.d, isSigned ? m.shiftRightSigned(top, down) : m.shiftRight(top, down));
    },
  });
const bitFields: readonly Encoding[] = [
  saturateHalves('00', true),
  saturateHalves('10', false),
  saturation('00', true),
  saturation('10', false),
  extract('01', true),
  extract('11', false),
  encoding('11110 0 110110 1111 0 iii dddd ii 0 mmmmm', {
    operands: (f) => {
      const width = f.m - f.i + 1;
      if (width < 1 || f.d === 15) return undefined;
      return { d: reg(f.d), lsb: f.i, width, kept: imm(~(ones(width) << f.i)) };
    },
    text: (o) => `bfc? ${name(o.d)}, ${hash(o.lsb)}, ${hash(o.width)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.and(m.reg(o.d), m.imm(o.kept))),
  }),
  encoding('11110 0 110110 nnnn 0 iii dddd ii 0 mmmmm', {
    operands: (f) => {
      const width = f.m - f.i + 1;
      if (width < 1 || f.d === 15) return undefined;
      return {
        d: reg(f.d),
        n: reg(f.n),
        lsb: imm(f.i),
        width,
        ones: imm(ones(width)),
        kept: imm(~(ones(width) << f.i)),
      };
    },
    text: (o) => `bfi? ${name(o.d)}, ${name(o.n)}, ${hash(o.lsb)}, ${hash(o.width)}`,
    cycles: 1,
    meaning: (m, o) => {
      const field = m.shiftLeft(m.and(m.reg(o.n), m.imm(o.ones)), m.imm(o.lsb));
      m.setReg(o.d, m.or(m.and(m.reg(o.d), m.imm(o.kept)), field));
    },
  }),
];

export const dataImmediate: readonly Encoding[] = [
  comparison('0000', 'tst', 'and'),
  comparison('0100', 'teq', 'eor'),
  comparison('1000', 'cmn', 'add'),
  comparison('1101', 'cmp', 'sub'),
  move('0010', 'mov', '.w'),
  move('0011', 'mvn'),
  operation('0000', 'and'),
  operation('0001', 'bic'),
  operation('0010', 'orr'),
  operation('0011', 'orn'),
  operation('0100', 'eor'),
  operation('1000', 'add', '.w'),
  operation('1010', 'adc'),
  operation('1011', 'sbc'),
  operation('1101', 'sub', '.w'),
  operation('1110', 'rsb', '.w'),
  ...plainImmediates,
  ...bitFields,
];
