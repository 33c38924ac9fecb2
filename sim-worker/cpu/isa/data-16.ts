/** 16-bit instructions: shift, add, subtract, move, compare and data processing. Source: ARMv7-M ARM A5.2.1 to A5.2.3. */
import { type Operation, operate, plain, regOrPc, setLogicFlags, shiftBy, shiftByRegister } from './arithmetic';
import { type Encoding, encoding, withBits } from './encoding';
import { hash, imm, immediateShift, lr, name, reg, type ShiftKind, s } from './operands';

const addOrSubtract = (bit: number): Operation => (bit === 1 ? 'sub' : 'add');

const immediates: readonly Encoding[] = [
  encoding('000 kk iiiii mmm ddd', {
    operands: (f, at) => {
      // LSL #0 is MOV, which does not exist in an IT block.
      if (f.k === 3 || (f.k === 0 && f.i === 0 && at.inIT)) return undefined;
      return { d: reg(f.d), m: reg(f.m), shift: immediateShift(f.k, f.i), flags: !at.inIT };
    },
    text: ({ d, m, shift, flags }) =>
      shift.count === 0
        ? `movs? ${name(d)}, ${name(m)}`
        : `${shift.kind}${s(flags)}? ${name(d)}, ${name(m)}, ${hash(shift.count)}`,
    cycles: 1,
    meaning: (m, o) => {
      const shifted = shiftBy(m, m.reg(o.m), o.shift.kind, o.shift.count);
      m.setReg(o.d, operate(m, 'mov', o.flags, m.imm(0), shifted));
    },
  }),
  encoding('000110 S mmm nnn ddd', {
    operands: (f, at) => ({
      d: reg(f.d),
      n: reg(f.n),
      m: reg(f.m),
      operation: addOrSubtract(f.S),
      flags: !at.inIT,
    }),
    text: (o) => `${o.operation}${s(o.flags)}? ${name(o.d)}, ${name(o.n)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, o.operation, o.flags, m.reg(o.n), plain(m.reg(o.m)))),
  }),
  encoding('000111 S iii nnn ddd', {
    operands: (f, at) => ({
      d: reg(f.d),
      n: reg(f.n),
      i: imm(f.i),
      operation: addOrSubtract(f.S),
      flags: !at.inIT,
    }),
    text: (o) => `${o.operation}${s(o.flags)}? ${name(o.d)}, ${name(o.n)}, ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, o.operation, o.flags, m.reg(o.n), plain(m.imm(o.i)))),
  }),
  encoding('00100 ddd iiiiiiii', {
    operands: (f, at) => ({ d: reg(f.d), i: imm(f.i), flags: !at.inIT }),
    text: (o) => `mov${s(o.flags)}? ${name(o.d)}, ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, 'mov', o.flags, m.imm(0), plain(m.imm(o.i)))),
  }),
  encoding('00101 nnn iiiiiiii', {
    operands: (f) => ({ n: reg(f.n), i: imm(f.i) }),
    text: (o) => `cmp? ${name(o.n)}, ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => {
      m.subFlags(m.reg(o.n), m.imm(o.i));
    },
  }),
  encoding('0011 S ddd iiiiiiii', {
    operands: (f, at) => ({ d: reg(f.d), i: imm(f.i), operation: addOrSubtract(f.S), flags: !at.inIT }),
    text: (o) => `${o.operation}${s(o.flags)}? ${name(o.d)}, ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, o.operation, o.flags, m.reg(o.d), plain(m.imm(o.i)))),
  }),
];

const processing = '010000 oooo mmm ddd';
const twoRegisters = (opcode: string, operation: Operation): Encoding =>
  encoding(withBits(processing, 'o', opcode), {
    operands: (f, at) => ({ d: reg(f.d), m: reg(f.m), flags: !at.inIT }),
    text: (o) => `${operation}${s(o.flags)}? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, operation, o.flags, m.reg(o.d), plain(m.reg(o.m)))),
  });
const shiftedByRegister = (opcode: string, kind: ShiftKind): Encoding =>
  encoding(withBits(processing, 'o', opcode), {
    operands: (f, at) => ({ d: reg(f.d), m: reg(f.m), flags: !at.inIT }),
    text: (o) => `${kind}${s(o.flags)}? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) =>
      m.setReg(o.d, operate(m, 'mov', o.flags, m.imm(0), shiftByRegister(m, m.reg(o.d), kind, m.reg(o.m)))),
  });
const comparison = (opcode: string, text: string, operation: Operation): Encoding =>
  encoding(withBits(processing, 'o', opcode), {
    operands: (f) => ({ n: reg(f.d), m: reg(f.m) }),
    text: (o) => `${text}? ${name(o.n)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      operate(m, operation, true, m.reg(o.n), plain(m.reg(o.m)));
    },
  });

const registers: readonly Encoding[] = [
  twoRegisters('0000', 'and'),
  twoRegisters('0001', 'eor'),
  shiftedByRegister('0010', 'lsl'),
  shiftedByRegister('0011', 'lsr'),
  shiftedByRegister('0100', 'asr'),
  twoRegisters('0101', 'adc'),
  twoRegisters('0110', 'sbc'),
  shiftedByRegister('0111', 'ror'),
  comparison('1000', 'tst', 'and'),
  encoding(withBits(processing, 'o', '1001'), {
    operands: (f, at) => ({ d: reg(f.d), n: reg(f.m), flags: !at.inIT }),
    text: (o) => `rsb${s(o.flags)}? ${name(o.d)}, ${name(o.n)}, #0`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, 'rsb', o.flags, m.reg(o.n), plain(m.imm(0)))),
  }),
  comparison('1010', 'cmp', 'sub'),
  comparison('1011', 'cmn', 'add'),
  twoRegisters('1100', 'orr'),
  encoding(withBits(processing, 'o', '1101'), {
    operands: (f, at) => ({ d: reg(f.d), n: reg(f.m), flags: !at.inIT }),
    text: (o) => `mul${s(o.flags)}? ${name(o.d)}, ${name(o.n)}, ${name(o.d)}`,
    cycles: 1,
    meaning: (m, o) => {
      const product = m.mul(m.reg(o.n), m.reg(o.d));
      if (o.flags) setLogicFlags(m, product, undefined);
      m.setReg(o.d, product);
    },
  }),
  twoRegisters('1110', 'bic'),
  encoding(withBits(processing, 'o', '1111'), {
    operands: (f, at) => ({ d: reg(f.d), m: reg(f.m), flags: !at.inIT }),
    text: (o) => `mvn${s(o.flags)}? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, operate(m, 'mvn', o.flags, m.imm(0), plain(m.reg(o.m)))),
  }),
];

const special: readonly Encoding[] = [
  encoding('01000100 D mmmm ddd', {
    operands: (f, at) => {
      const d = (f.D << 3) | f.d;
      if (d === 15 && f.m === 15) return undefined;
      return { d: reg(d), m: reg(f.m), pc: at.pc + 4, dIsPc: d === 15, mIsPc: f.m === 15 };
    },
    text: (o) => `add? ${name(o.d)}, ${o.m === 13 ? `sp, ${name(o.d)}` : name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const sum = m.add(regOrPc(m, o.d, o.dIsPc, o.pc), regOrPc(m, o.m, o.mIsPc, o.pc));
      if (o.dIsPc) m.branch(sum, 'jump');
      else m.setReg(o.d, sum);
    },
  }),
  encoding('01000101 N mmmm nnn', {
    operands: (f) => {
      const n = (f.N << 3) | f.n;
      return n === 15 || f.m === 15 ? undefined : { n: reg(n), m: reg(f.m) };
    },
    text: (o) => `cmp? ${name(o.n)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      m.subFlags(m.reg(o.n), m.reg(o.m));
    },
  }),
  encoding('01000110 D mmmm ddd', {
    operands: (f, at) => {
      const d = (f.D << 3) | f.d;
      return { d: reg(d), m: reg(f.m), pc: at.pc + 4, dIsPc: d === 15, mIsPc: f.m === 15 };
    },
    text: (o) => `mov? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const value = regOrPc(m, o.m, o.mIsPc, o.pc);
      if (o.dIsPc) m.branch(value, o.m === 14 ? 'return' : 'jump');
      else m.setReg(o.d, value);
    },
  }),
  encoding('010001110 mmmm 000', {
    operands: (f, at) => ({ m: reg(f.m), mIsPc: f.m === 15, pc: at.pc + 4 }),
    text: (o) => `bx? ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.branchExchange(regOrPc(m, o.m, o.mIsPc, o.pc), o.m === 14 ? 'return' : 'jump'),
  }),
  encoding('010001111 mmmm 000', {
    operands: (f, at) => (f.m === 15 ? undefined : { m: reg(f.m), link: imm((at.pc + 2) | 1) }),
    text: (o) => `blx? ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => {
      const target = m.reg(o.m);
      m.setReg(lr, m.imm(o.link));
      m.branchExchange(target, 'call');
    },
  }),
];

export const data16: readonly Encoding[] = [...immediates, ...registers, ...special];
