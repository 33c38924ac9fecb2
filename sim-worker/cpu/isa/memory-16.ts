/** 16-bit instructions: loads, stores, addresses and lists of registers. Source: ARMv7-M ARM A5.2, A5.2.4, A5.2.5. */
import { type Encoding, encoding, withBits } from './encoding';
import type { Bytes } from './machine';
import { alignedPc, at, hash, imm, listText, name, reg, registers, sp } from './operands';

const registerOffset = (opcode: string, mnemonic: string, bytes: Bytes, signed = false): Encoding =>
  encoding(withBits('0101 ooo mmm nnn ttt', 'o', opcode), {
    operands: (f) => ({ t: reg(f.t), n: reg(f.n), m: reg(f.m) }),
    text: (o) => `${mnemonic}? ${name(o.t)}, [${name(o.n)}, ${name(o.m)}]`,
    cycles: 2,
    meaning: (m, o) => {
      const address = m.add(m.reg(o.n), m.reg(o.m));
      if (mnemonic.startsWith('str')) m.store(bytes, address, m.reg(o.t));
      else m.setReg(o.t, m.load(bytes, signed, address));
    },
  });

const immediateOffset = (opcode: string, mnemonic: string, bytes: Bytes): Encoding[] => [
  encoding(withBits('oooo 0 iiiii nnn ttt', 'o', opcode), {
    operands: (f) => ({ t: reg(f.t), n: reg(f.n), offset: imm(f.i * bytes) }),
    text: (o) => `str${mnemonic}? ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.store(bytes, m.add(m.reg(o.n), m.imm(o.offset)), m.reg(o.t)),
  }),
  encoding(withBits('oooo 1 iiiii nnn ttt', 'o', opcode), {
    operands: (f) => ({ t: reg(f.t), n: reg(f.n), offset: imm(f.i * bytes) }),
    text: (o) => `ldr${mnemonic}? ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.t, m.load(bytes, false, m.add(m.reg(o.n), m.imm(o.offset)))),
  }),
];

const single: readonly Encoding[] = [
  encoding('01001 ttt iiiiiiii', {
    operands: (f, { pc }) => ({ t: reg(f.t), offset: f.i * 4, address: imm(alignedPc(pc) + f.i * 4) }),
    text: (o) => `ldr? ${name(o.t)}, [pc, ${hash(o.offset)}]`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.t, m.load(4, false, m.imm(o.address))),
  }),
  registerOffset('000', 'str', 4),
  registerOffset('001', 'strh', 2),
  registerOffset('010', 'strb', 1),
  registerOffset('011', 'ldrsb', 1, true),
  registerOffset('100', 'ldr', 4),
  registerOffset('101', 'ldrh', 2),
  registerOffset('110', 'ldrb', 1),
  registerOffset('111', 'ldrsh', 2, true),
  ...immediateOffset('0110', '', 4),
  ...immediateOffset('0111', 'b', 1),
  ...immediateOffset('1000', 'h', 2),
  encoding('1001 0 ttt iiiiiiii', {
    operands: (f) => ({ t: reg(f.t), offset: imm(f.i * 4) }),
    text: (o) => `str? ${name(o.t)}, ${at(13, o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.store(4, m.add(m.reg(sp), m.imm(o.offset)), m.reg(o.t)),
  }),
  encoding('1001 1 ttt iiiiiiii', {
    operands: (f) => ({ t: reg(f.t), offset: imm(f.i * 4) }),
    text: (o) => `ldr? ${name(o.t)}, ${at(13, o.offset)}`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.t, m.load(4, false, m.add(m.reg(sp), m.imm(o.offset)))),
  }),
];

const addresses: readonly Encoding[] = [
  encoding('10100 ddd iiiiiiii', {
    operands: (f, { pc }) => ({ d: reg(f.d), offset: f.i * 4, address: imm(alignedPc(pc) + f.i * 4) }),
    text: (o) => `adr? ${name(o.d)}, ${hash(o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.imm(o.address)),
  }),
  encoding('10101 ddd iiiiiiii', {
    operands: (f) => ({ d: reg(f.d), offset: imm(f.i * 4) }),
    text: (o) => `add? ${name(o.d)}, sp, ${hash(o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.add(m.reg(sp), m.imm(o.offset))),
  }),
  encoding('10110000 0 iiiiiii', {
    operands: (f) => ({ offset: imm(f.i * 4) }),
    text: (o) => `add? sp, ${hash(o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(sp, m.add(m.reg(sp), m.imm(o.offset))),
  }),
  encoding('10110000 1 iiiiiii', {
    operands: (f) => ({ offset: imm(f.i * 4) }),
    text: (o) => `sub? sp, ${hash(o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(sp, m.sub(m.reg(sp), m.imm(o.offset))),
  }),
];

// An empty list is UNPREDICTABLE: not an instruction here.
const lists: readonly Encoding[] = [
  encoding('1011010 M rrrrrrrr', {
    operands: (f) => {
      const list = registers(f.r | (f.M << 14));
      return list.length === 0 ? undefined : { list, bytes: imm(4 * list.length) };
    },
    text: (o) => `push? ${listText(o.list)}`,
    cycles: (o) => 1 + o.list.length,
    meaning: (m, o) => {
      const address = m.sub(m.reg(sp), m.imm(o.bytes));
      m.storeMany(
        address,
        o.list.map((r) => m.reg(r)),
      );
      m.setReg(sp, address);
    },
  }),
  encoding('1011110 P rrrrrrrr', {
    operands: (f) => {
      const list = registers(f.r);
      const count = list.length + f.P;
      return count === 0 ? undefined : { list, toPc: f.P === 1, count, bytes: imm(4 * count) };
    },
    text: (o) => `pop? ${listText(o.toPc ? [...o.list, 15] : o.list)}`,
    cycles: (o) => 1 + o.count,
    meaning: (m, o) => {
      const base = m.reg(sp);
      const values = m.loadMany(base, o.count);
      m.setReg(sp, m.add(base, m.imm(o.bytes)));
      o.list.forEach((r, i) => {
        m.setReg(r, values[i]!);
      });
      if (o.toPc) m.branchExchange(values[o.count - 1]!, 'return');
    },
  }),
  // With the base in the list but not first, the stored base is UNKNOWN: here it is the old one.
  encoding('11000 nnn rrrrrrrr', {
    operands: (f) => {
      const list = registers(f.r);
      return list.length === 0 ? undefined : { n: reg(f.n), list, bytes: imm(4 * list.length) };
    },
    text: (o) => `stm? ${name(o.n)}!, ${listText(o.list)}`,
    cycles: (o) => 1 + o.list.length,
    meaning: (m, o) => {
      const base = m.reg(o.n);
      m.storeMany(
        base,
        o.list.map((r) => m.reg(r)),
      );
      m.setReg(o.n, m.add(base, m.imm(o.bytes)));
    },
  }),
  encoding('11001 nnn rrrrrrrr', {
    operands: (f) => {
      const list = registers(f.r);
      const writeBack = ((f.r >>> f.n) & 1) === 0;
      return list.length === 0 ? undefined : { n: reg(f.n), list, writeBack, bytes: imm(4 * list.length) };
    },
    text: (o) => `ldm? ${name(o.n)}${o.writeBack ? '!' : ''}, ${listText(o.list)}`,
    cycles: (o) => 1 + o.list.length,
    meaning: (m, o) => {
      const base = m.reg(o.n);
      const values = m.loadMany(base, o.list.length);
      if (o.writeBack) m.setReg(o.n, m.add(base, m.imm(o.bytes)));
      o.list.forEach((r, i) => {
        m.setReg(r, values[i]!);
      });
    },
  }),
];

export const memory16: readonly Encoding[] = [...single, ...addresses, ...lists];
