/** 32-bit data processing with registers. Source: ARMv7-M ARM A5.3.11, A5.3.12, A5.3.15. */
import {
  extend,
  type Operation,
  operate,
  reverseBits,
  reverseBytes,
  reverseInHalves,
  shiftBy,
  shiftByRegister,
} from './arithmetic';
import { type Encoding, encoding, withBits } from './encoding';
import type { Machine } from './machine';
import { hash, immediateShift, name, noPc, reg, s, shiftKind, shiftText } from './operands';

const operation = (opcode: string, operation: Operation, wide = ''): Encoding =>
  encoding(withBits('11101 01 oooo S nnnn 0 iii dddd ii kk mmmm', 'o', opcode), {
    operands: (f) =>
      noPc(f.d, f.n, f.m)
        ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), shift: immediateShift(f.k, f.i), flags: f.S === 1 }
        : undefined,
    text: (o) => `${operation}${s(o.flags)}?${wide} ${name(o.d)}, ${name(o.n)}, ${name(o.m)}${shiftText(o.shift)}`,
    cycles: 1,
    meaning: (m, o) => {
      const shifted = shiftBy(m, m.reg(o.m), o.shift.kind, o.shift.count);
      m.setReg(o.d, operate(m, operation, o.flags, m.reg(o.n), shifted));
    },
  });
const comparison = (opcode: string, text: string, operation: Operation): Encoding =>
  encoding(withBits('11101 01 oooo 1 nnnn 0 iii 1111 ii kk mmmm', 'o', opcode), {
    operands: (f) => (noPc(f.n, f.m) ? { n: reg(f.n), m: reg(f.m), shift: immediateShift(f.k, f.i) } : undefined),
    text: (o) => `${text}?.w ${name(o.n)}, ${name(o.m)}${shiftText(o.shift)}`,
    cycles: 1,
    meaning: (m, o) => {
      operate(m, operation, true, m.reg(o.n), shiftBy(m, m.reg(o.m), o.shift.kind, o.shift.count));
    },
  });

const moves: readonly Encoding[] = [
  encoding('11101 01 0010 S 1111 0 iii dddd ii kk mmmm', {
    operands: (f) =>
      noPc(f.d, f.m) ? { d: reg(f.d), m: reg(f.m), shift: immediateShift(f.k, f.i), flags: f.S === 1 } : undefined,
    text: ({ d, m, shift: { kind, count }, flags }) => {
      if (kind === 'rrx') return `rrx${s(flags)}? ${name(d)}, ${name(m)}`;
      if (count === 0) return `mov${s(flags)}?.w ${name(d)}, ${name(m)}`;
      return `${kind}${s(flags)}?.w ${name(d)}, ${name(m)}, ${hash(count)}`;
    },
    cycles: 1,
    meaning: (m, o) => {
      const shifted = shiftBy(m, m.reg(o.m), o.shift.kind, o.shift.count);
      m.setReg(o.d, operate(m, 'mov', o.flags, m.imm(0), shifted));
    },
  }),
  encoding('11101 01 0011 S 1111 0 iii dddd ii kk mmmm', {
    operands: (f) =>
      noPc(f.d, f.m) ? { d: reg(f.d), m: reg(f.m), shift: immediateShift(f.k, f.i), flags: f.S === 1 } : undefined,
    text: (o) => `mvn${s(o.flags)}?.w ${name(o.d)}, ${name(o.m)}${shiftText(o.shift)}`,
    cycles: 1,
    meaning: (m, o) => {
      const shifted = shiftBy(m, m.reg(o.m), o.shift.kind, o.shift.count);
      m.setReg(o.d, operate(m, 'mvn', o.flags, m.imm(0), shifted));
    },
  }),
  encoding('11101 01 0110 0 nnnn 0 iii dddd ii T 0 mmmm', {
    operands: (f) =>
      noPc(f.d, f.n, f.m)
        ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), shift: immediateShift(f.T << 1, f.i), topOfN: f.T === 0 }
        : undefined,
    text: (o) => `pkh${o.topOfN ? 'bt' : 'tb'}? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}${shiftText(o.shift, hash)}`,
    cycles: 1,
    meaning: (m, o) => {
      const n = m.reg(o.n);
      const shifted = shiftBy(m, m.reg(o.m), o.shift.kind, o.shift.count).value;
      const [top, bottom] = o.topOfN ? [shifted, n] : [n, shifted];
      m.setReg(o.d, m.or(m.and(top, m.imm(0xffff_0000)), m.and(bottom, m.imm(0xffff))));
    },
  }),
  encoding('11111 010 0 kk S nnnn 1111 dddd 0000 mmmm', {
    operands: (f) =>
      noPc(f.d, f.n, f.m)
        ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), kind: shiftKind(f.k), flags: f.S === 1 }
        : undefined,
    text: (o) => `${o.kind}${s(o.flags)}?.w ${name(o.d)}, ${name(o.n)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const shifted = shiftByRegister(m, m.reg(o.n), o.kind, m.reg(o.m));
      m.setReg(o.d, operate(m, 'mov', o.flags, m.imm(0), shifted));
    },
  }),
];

const rotationText = (rotation: number): string => (rotation === 0 ? '' : `, ror #${rotation}`);
/** Rotates, extends and, unless the first operand is absent (1111), adds. */
const extension = (opcode: string, letters: 's' | 'u', bits: 8 | 16): Encoding =>
  encoding(withBits('11111 010 0 ooo nnnn 1111 dddd 1 0 rr mmmm', 'o', opcode), {
    operands: (f) =>
      noPc(f.d, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), rotation: f.r * 8, adds: f.n !== 15 } : undefined,
    text: ({ d, n, m, rotation, adds }) => {
      const size = bits === 8 ? 'b' : 'h';
      const operands = `${name(m)}${rotationText(rotation)}`;
      return adds
        ? `${letters}xta${size}? ${name(d)}, ${name(n)}, ${operands}`
        : `${letters}xt${size}?.w ${name(d)}, ${operands}`;
    },
    cycles: 1,
    meaning: (m, o) => {
      const extended = extend(m, rotate(m, m.reg(o.m), o.rotation), bits, letters === 's');
      m.setReg(o.d, o.adds ? m.add(m.reg(o.n), extended) : extended);
    },
  });
/** Bytes 0 and 2 to two halfwords. */
const extensionOfTwo = (opcode: string, letters: 's' | 'u'): Encoding =>
  encoding(withBits('11111 010 0 ooo nnnn 1111 dddd 1 0 rr mmmm', 'o', opcode), {
    operands: (f) =>
      noPc(f.d, f.m) ? { d: reg(f.d), n: reg(f.n), m: reg(f.m), rotation: f.r * 8, adds: f.n !== 15 } : undefined,
    text: ({ d, n, m, rotation, adds }) => {
      const first = adds ? `${name(d)}, ${name(n)}` : name(d);
      return `${letters}xt${adds ? 'a' : ''}b16? ${first}, ${name(m)}${rotationText(rotation)}`;
    },
    cycles: 1,
    meaning: (m, o) => {
      const rotated = rotate(m, m.reg(o.m), o.rotation);
      const n = o.adds ? m.reg(o.n) : m.imm(0);
      const low = m.add(n, extend(m, rotated, 8, letters === 's'));
      const second = extend(m, m.shiftRight(rotated, m.imm(16)), 8, letters === 's');
      const high = m.add(m.shiftRight(n, m.imm(16)), second);
      m.setReg(o.d, m.or(m.and(low, m.imm(0xffff)), m.shiftLeft(high, m.imm(16))));
    },
  });
const rotate = <I, B, F, L>(m: Machine<I, B, F, L>, x: I, rotation: number): I =>
  rotation === 0 ? x : m.rotateRight(x, m.imm(rotation));

/** The register stands in the encoding twice. */
const unary = (opcode: string, text: string, result: <I, B, F, L>(m: Machine<I, B, F, L>, x: I) => I): Encoding =>
  encoding(withBits('11111 010 10 oo nnnn 1111 dddd 10 oo mmmm', 'o', opcode), {
    operands: (f) => (noPc(f.d, f.m) && f.n === f.m ? { d: reg(f.d), m: reg(f.m) } : undefined),
    text: (o) => `${text} ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, result(m, m.reg(o.m))),
  });

export const dataRegister: readonly Encoding[] = [
  comparison('0000', 'tst', 'and'),
  comparison('0100', 'teq', 'eor'),
  comparison('1000', 'cmn', 'add'),
  comparison('1101', 'cmp', 'sub'),
  ...moves,
  operation('0000', 'and', '.w'),
  operation('0001', 'bic', '.w'),
  operation('0010', 'orr', '.w'),
  operation('0011', 'orn'),
  operation('0100', 'eor', '.w'),
  operation('1000', 'add', '.w'),
  operation('1010', 'adc', '.w'),
  operation('1011', 'sbc', '.w'),
  operation('1101', 'sub', '.w'),
  operation('1110', 'rsb'),
  extension('000', 's', 16),
  extension('001', 'u', 16),
  extensionOfTwo('010', 's'),
  extensionOfTwo('011', 'u'),
  extension('100', 's', 8),
  extension('101', 'u', 8),
  unary('0100', 'rev?.w', (m, x) => reverseBytes(m, x)),
  unary('0101', 'rev16?.w', (m, x) => reverseInHalves(m, x)),
  unary('0110', 'rbit?', (m, x) => reverseBits(m, x)),
  unary('0111', 'revsh?.w', (m, x) => m.signExtend(16, reverseInHalves(m, x))),
  unary('1100', 'clz?', (m, x) => m.countLeadingZeros(x)),
];
