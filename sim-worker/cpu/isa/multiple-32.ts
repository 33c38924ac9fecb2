/** 32-bit loads and stores of several registers, exclusives and table branches. Source: ARMv7-M ARM A5.3.5, A5.3.6. */
import { regOrPc } from './arithmetic';
import { type Encoding, encoding, withBits } from './encoding';
import { indexed, indexedBy, indexText, literalText } from './indexing';
import type { Bytes } from './machine';
import { addressOf, alignedPc, at, imm, listText, name, noPc, reg, registers } from './operands';

/** UNPREDICTABLE, and not an instruction here: fewer than two registers, the base in a list that is written back. */
const listOf = (bits: number, n: number, writeBack: boolean) => {
  const list = registers(bits);
  if (list.length < 2 || n === 15 || (writeBack && ((bits >>> n) & 1) === 1)) return undefined;
  return { list, n: reg(n), writeBack, bytes: imm(4 * list.length), down: imm(-4 * list.length) };
};

const storeMultiple = (opcode: string, before: boolean): Encoding =>
  encoding(withBits('1110100 oo 0 W 0 nnnn 0 M 0 rrrrrrrrrrrrr', 'o', opcode), {
    operands: (f) => listOf((f.M << 14) | f.r, f.n, f.W === 1),
    text: (o) => {
      const list = listText(o.list);
      if (before && o.n === 13 && o.writeBack) return `push?.w ${list}`;
      return `${before ? 'stmdb?' : 'stm?.w'} ${name(o.n)}${o.writeBack ? '!' : ''}, ${list}`;
    },
    cycles: (o) => 1 + o.list.length,
    meaning: (m, o) => {
      const base = m.reg(o.n);
      const moved = m.add(base, m.imm(before ? o.down : o.bytes));
      m.storeMany(
        before ? moved : base,
        o.list.map((r) => m.reg(r)),
      );
      if (o.writeBack) m.setReg(o.n, moved);
    },
  });

const loadMultiple = (opcode: string, before: boolean): Encoding =>
  encoding(withBits('1110100 oo 0 W 1 nnnn P M 0 rrrrrrrrrrrrr', 'o', opcode), {
    operands: (f) => (f.P === 1 && f.M === 1 ? undefined : listOf((f.P << 15) | (f.M << 14) | f.r, f.n, f.W === 1)),
    text: (o) => {
      const list = listText(o.list);
      if (!before && o.n === 13 && o.writeBack) return `pop?.w ${list}`;
      return `${before ? 'ldmdb?' : 'ldm?.w'} ${name(o.n)}${o.writeBack ? '!' : ''}, ${list}`;
    },
    cycles: (o) => 1 + o.list.length,
    meaning: (m, o) => {
      const base = m.reg(o.n);
      const moved = m.add(base, m.imm(before ? o.down : o.bytes));
      const values = m.loadMany(before ? moved : base, o.list.length);
      if (o.writeBack) m.setReg(o.n, moved);
      o.list.forEach((r, i) => {
        if (r === 15) m.branchExchange(values[i]!, 'return');
        else m.setReg(r, values[i]!);
      });
    },
  });

const dual: readonly Encoding[] = [
  encoding('1110100 P U 1 W 1 1111 tttt uuuu iiiiiiii', {
    operands: (f, { pc }) => {
      if (f.P === 0 || f.W === 1 || !noPc(f.t, f.u) || f.t === f.u) return undefined;
      const offset = imm(f.U === 1 ? f.i * 4 : -f.i * 4);
      return { t: reg(f.t), u: reg(f.u), offset, up: f.U === 1, address: imm(addressOf(alignedPc(pc) + offset)) };
    },
    text: (o) => `ldrd? ${name(o.t)}, ${name(o.u)}, ${literalText(o)}`,
    cycles: 3,
    meaning: (m, o) => {
      const values = m.loadMany(m.imm(o.address), 2);
      m.setReg(o.t, values[0]!);
      m.setReg(o.u, values[1]!);
    },
  }),
  encoding('1110100 P U 1 W 1 nnnn tttt uuuu iiiiiiii', {
    operands: (f) => {
      if ((f.P === 0 && f.W === 0) || !noPc(f.n, f.t, f.u) || f.t === f.u) return undefined;
      if (f.W === 1 && (f.n === f.t || f.n === f.u)) return undefined;
      return { t: reg(f.t), u: reg(f.u), ...indexedBy(f, f.i * 4) };
    },
    text: (o) => `ldrd? ${name(o.t)}, ${name(o.u)}, ${indexText(o)}`,
    cycles: 3,
    meaning: (m, o) => {
      const { address, moved } = indexed(m, o);
      const values = m.loadMany(address, 2);
      if (o.writeBack) m.setReg(o.n, moved);
      m.setReg(o.t, values[0]!);
      m.setReg(o.u, values[1]!);
    },
  }),
  encoding('1110100 P U 1 W 0 nnnn tttt uuuu iiiiiiii', {
    operands: (f) => {
      if ((f.P === 0 && f.W === 0) || !noPc(f.n, f.t, f.u)) return undefined;
      if (f.W === 1 && (f.n === f.t || f.n === f.u)) return undefined;
      return { t: reg(f.t), u: reg(f.u), ...indexedBy(f, f.i * 4) };
    },
    text: (o) => `strd? ${name(o.t)}, ${name(o.u)}, ${indexText(o)}`,
    cycles: 3,
    meaning: (m, o) => {
      const { address, moved } = indexed(m, o);
      m.storeMany(address, [m.reg(o.t), m.reg(o.u)]);
      if (o.writeBack) m.setReg(o.n, moved);
    },
  }),
];

const exclusiveBytes = (opcode: string, letter: string, bytes: Bytes): readonly Encoding[] => [
  encoding(withBits('1110100 0110 0 nnnn tttt 1111 oooo dddd', 'o', opcode), {
    operands: (f) =>
      !noPc(f.d, f.n, f.t) || f.d === f.n || f.d === f.t ? undefined : { d: reg(f.d), t: reg(f.t), n: reg(f.n) },
    text: (o) => `strex${letter}? ${name(o.d)}, ${name(o.t)}, [${name(o.n)}]`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.d, m.storeExclusive(bytes, m.reg(o.n), m.reg(o.t))),
  }),
  encoding(withBits('1110100 0110 1 nnnn tttt 1111 oooo 1111', 'o', opcode), {
    operands: (f) => (noPc(f.n, f.t) ? { t: reg(f.t), n: reg(f.n) } : undefined),
    text: (o) => `ldrex${letter}? ${name(o.t)}, [${name(o.n)}]`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.t, m.loadExclusive(bytes, m.reg(o.n))),
  }),
];

const exclusive: readonly Encoding[] = [
  encoding('1110100 0010 0 nnnn tttt dddd iiiiiiii', {
    operands: (f) =>
      !noPc(f.d, f.n, f.t) || f.d === f.n || f.d === f.t
        ? undefined
        : { d: reg(f.d), t: reg(f.t), n: reg(f.n), offset: imm(f.i * 4) },
    text: (o) => `strex? ${name(o.d)}, ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.d, m.storeExclusive(4, m.add(m.reg(o.n), m.imm(o.offset)), m.reg(o.t))),
  }),
  encoding('1110100 0010 1 nnnn tttt 1111 iiiiiiii', {
    operands: (f) => (noPc(f.n, f.t) ? { t: reg(f.t), n: reg(f.n), offset: imm(f.i * 4) } : undefined),
    text: (o) => `ldrex? ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.t, m.loadExclusive(4, m.add(m.reg(o.n), m.imm(o.offset)))),
  }),
  ...exclusiveBytes('0100', 'b', 1),
  ...exclusiveBytes('0101', 'h', 2),
];

const tables: readonly Encoding[] = [
  encoding('1110100 0110 1 nnnn 1111 0000 0000 mmmm', {
    operands: (f, { pc }) => (f.m === 15 ? undefined : { n: reg(f.n), m: reg(f.m), nIsPc: f.n === 15, pc: pc + 4 }),
    text: (o) => `tbb? [${name(o.n)}, ${name(o.m)}]`,
    cycles: 2,
    meaning: (m, o) => {
      const halfwords = m.load(1, false, m.add(regOrPc(m, o.n, o.nIsPc, o.pc), m.reg(o.m)));
      m.branch(m.add(m.imm(o.pc), m.shiftLeft(halfwords, m.imm(1))), 'table');
    },
  }),
  encoding('1110100 0110 1 nnnn 1111 0000 0001 mmmm', {
    operands: (f, { pc }) => (f.m === 15 ? undefined : { n: reg(f.n), m: reg(f.m), nIsPc: f.n === 15, pc: pc + 4 }),
    text: (o) => `tbh? [${name(o.n)}, ${name(o.m)}, lsl #1]`,
    cycles: 2,
    meaning: (m, o) => {
      const offset = m.shiftLeft(m.reg(o.m), m.imm(1));
      const halfwords = m.load(2, false, m.add(regOrPc(m, o.n, o.nIsPc, o.pc), offset));
      m.branch(m.add(m.imm(o.pc), m.shiftLeft(halfwords, m.imm(1))), 'table');
    },
  }),
];

export const multiple32: readonly Encoding[] = [
  storeMultiple('01', false),
  storeMultiple('10', true),
  loadMultiple('01', false),
  loadMultiple('10', true),
  ...dual,
  ...exclusive,
  ...tables,
];
