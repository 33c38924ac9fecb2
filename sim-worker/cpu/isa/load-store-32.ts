/** 32-bit loads and stores of one register, and memory hints. Source: ARMv7-M ARM A5.3.7 to A5.3.10. */
import { type Encoding, encoding, withBits } from './encoding';
import { indexed, indexedBy, indexText, offsetText } from './indexing';
import type { Bytes, Machine, Reg, Why } from './machine';
import { addressOf, alignedPc, at, hash, imm, name, noPc, reg } from './operands';

/** `opcode`: sign bit and size. */
type Kind = { readonly text: string; readonly bytes: Bytes; readonly signed: boolean; readonly opcode: string };
const loadKinds: readonly Kind[] = [
  { text: 'ldrb', bytes: 1, signed: false, opcode: '000' },
  { text: 'ldrh', bytes: 2, signed: false, opcode: '001' },
  { text: 'ldr', bytes: 4, signed: false, opcode: '010' },
  { text: 'ldrsb', bytes: 1, signed: true, opcode: '100' },
  { text: 'ldrsh', bytes: 2, signed: true, opcode: '101' },
];
const storeKinds: readonly Kind[] = [
  { text: 'strb', bytes: 1, signed: false, opcode: '000' },
  { text: 'strh', bytes: 2, signed: false, opcode: '001' },
  { text: 'str', bytes: 4, signed: false, opcode: '010' },
];

type Destination = { readonly t: Reg; readonly toPc: boolean; readonly why: Why };
/** Only words can be loaded into the PC. */
const destination = (t: number, bytes: Bytes, why: Why): Destination | undefined =>
  t === 15 && bytes !== 4 ? undefined : { t: reg(t), toPc: t === 15, why };
const put = <I, B, F, L>(m: Machine<I, B, F, L>, o: Destination, value: I): void => {
  if (o.toPc) m.branchExchange(value, o.why);
  else m.setReg(o.t, value);
};
/** P U W = 110 is unprivileged, P W = 00 nothing. */
const isIndexing = (f: { readonly P: number; readonly U: number; readonly W: number }): boolean =>
  (f.P === 1 || f.W === 1) && !(f.P === 1 && f.U === 1 && f.W === 0);
const scaled = (o: { readonly n: Reg; readonly m: Reg; readonly shift: number }): string =>
  `[${name(o.n)}, ${name(o.m)}${o.shift === 0 ? '' : `, lsl ${hash(o.shift)}`}]`;

const load = ({ text, bytes, signed, opcode }: Kind): readonly Encoding[] => [
  encoding(withBits('1111100 o U oo 1 1111 tttt iiiiiiiiiiii', 'o', opcode), {
    operands: (f, { pc }) => {
      const to = destination(f.t, bytes, 'jump');
      const offset = imm(f.U === 1 ? f.i : -f.i);
      return to && { ...to, offset, up: f.U === 1, address: imm(addressOf(alignedPc(pc) + offset)) };
    },
    text: (o) => `${text}?.w ${name(o.t)}, [pc, ${offsetText(o)}]`,
    cycles: 2,
    meaning: (m, o) => put(m, o, m.load(bytes, signed, m.imm(o.address))),
  }),
  encoding(withBits('1111100 o 1 oo 1 nnnn tttt iiiiiiiiiiii', 'o', opcode), {
    operands: (f) => {
      const to = destination(f.t, bytes, 'jump');
      return to && { ...to, n: reg(f.n), offset: imm(f.i) };
    },
    text: (o) => `${text}?.w ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 2,
    meaning: (m, o) => put(m, o, m.load(bytes, signed, m.add(m.reg(o.n), m.imm(o.offset)))),
  }),
  encoding(withBits('1111100 o 0 oo 1 nnnn tttt 1110 iiiiiiii', 'o', opcode), {
    operands: (f) => (f.t === 15 ? undefined : { t: reg(f.t), n: reg(f.n), offset: imm(f.i) }),
    text: (o) => `${text}t? ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 2,
    meaning: (m, o) => m.setReg(o.t, m.loadUnprivileged(bytes, signed, m.add(m.reg(o.n), m.imm(o.offset)))),
  }),
  encoding(withBits('1111100 o 0 oo 1 nnnn tttt 1 P U W iiiiiiii', 'o', opcode), {
    operands: (f) => {
      const to = destination(f.t, bytes, f.n === 13 ? 'return' : 'jump');
      if (!isIndexing(f) || (f.W === 1 && f.n === f.t)) return undefined;
      return to && { ...to, ...indexedBy(f, f.i) };
    },
    text: (o) => `${text}? ${name(o.t)}, ${indexText(o)}`,
    cycles: 2,
    meaning: (m, o) => {
      const { address, moved } = indexed(m, o);
      const value = m.load(bytes, signed, address);
      if (o.writeBack) m.setReg(o.n, moved);
      put(m, o, value);
    },
  }),
  encoding(withBits('1111100 o 0 oo 1 nnnn tttt 000000 ss mmmm', 'o', opcode), {
    operands: (f) => {
      const to = destination(f.t, bytes, 'table');
      return f.m === 15 ? undefined : to && { ...to, n: reg(f.n), m: reg(f.m), shift: f.s };
    },
    text: (o) => `${text}?.w ${name(o.t)}, ${scaled(o)}`,
    cycles: 2,
    meaning: (m, o) => {
      const address = m.add(m.reg(o.n), m.shiftLeft(m.reg(o.m), m.imm(o.shift)));
      put(m, o, m.load(bytes, signed, address));
    },
  }),
];

const store = ({ text, bytes, opcode }: Kind): readonly Encoding[] => [
  encoding(withBits('1111100 o 1 oo 0 nnnn tttt iiiiiiiiiiii', 'o', opcode), {
    operands: (f) => (f.n === 15 || f.t === 15 ? undefined : { t: reg(f.t), n: reg(f.n), offset: imm(f.i) }),
    text: (o) => `${text}?.w ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.store(bytes, m.add(m.reg(o.n), m.imm(o.offset)), m.reg(o.t)),
  }),
  encoding(withBits('1111100 o 0 oo 0 nnnn tttt 1110 iiiiiiii', 'o', opcode), {
    operands: (f) => (f.n === 15 || f.t === 15 ? undefined : { t: reg(f.t), n: reg(f.n), offset: imm(f.i) }),
    text: (o) => `${text}t? ${name(o.t)}, ${at(o.n, o.offset)}`,
    cycles: 1,
    meaning: (m, o) => m.storeUnprivileged(bytes, m.add(m.reg(o.n), m.imm(o.offset)), m.reg(o.t)),
  }),
  encoding(withBits('1111100 o 0 oo 0 nnnn tttt 1 P U W iiiiiiii', 'o', opcode), {
    operands: (f) => {
      if (!isIndexing(f) || (f.W === 1 && f.n === f.t) || f.n === 15 || f.t === 15) return undefined;
      return { t: reg(f.t), ...indexedBy(f, f.i) };
    },
    text: (o) => `${text}? ${name(o.t)}, ${indexText(o)}`,
    cycles: 1,
    meaning: (m, o) => {
      const { address, moved } = indexed(m, o);
      m.store(bytes, address, m.reg(o.t));
      if (o.writeBack) m.setReg(o.n, moved);
    },
  }),
  encoding(withBits('1111100 o 0 oo 0 nnnn tttt 000000 ss mmmm', 'o', opcode), {
    operands: (f) =>
      f.n === 15 || f.t === 15 || f.m === 15 ? undefined : { t: reg(f.t), n: reg(f.n), m: reg(f.m), shift: f.s },
    text: (o) => `${text}?.w ${name(o.t)}, ${scaled(o)}`,
    cycles: 2,
    meaning: (m, o) => {
      const address = m.add(m.reg(o.n), m.shiftLeft(m.reg(o.m), m.imm(o.shift)));
      m.store(bytes, address, m.reg(o.t));
    },
  }),
];

/**
 * PLD, PLDW and PLI do nothing here: there is no cache. `opcode`: as of the load that they would be with Rt = 15. That of
 * LDRSH is an unallocated hint, which is NOP as well; it has no name of its own. Source: ARMv7-M ARM A5.3.9, A5.3.10.
 */
const hintLiteral = (opcode: string, text: string): Encoding =>
  encoding(withBits('1111100 o U oo 1 1111 1111 iiiiiiiiiiii', 'o', opcode), {
    operands: (f) => ({ offset: imm(f.U === 1 ? f.i : -f.i), up: f.U === 1 }),
    text: (o) => `${text} [pc, ${offsetText(o)}]`,
    cycles: 1,
    meaning: () => {},
  });
const hint = (opcode: string, text: string): readonly Encoding[] => [
  encoding(withBits('1111100 o 1 oo 1 nnnn 1111 iiiiiiiiiiii', 'o', opcode), {
    operands: (f) => (f.n === 15 ? undefined : { n: reg(f.n), offset: f.i }),
    text: (o) => `${text} ${at(o.n, o.offset)}`,
    cycles: 1,
    meaning: () => {},
  }),
  encoding(withBits('1111100 o 0 oo 1 nnnn 1111 1100 iiiiiiii', 'o', opcode), {
    operands: (f) => (f.n === 15 ? undefined : { n: reg(f.n), offset: imm(-f.i), up: false }),
    text: (o) => `${text} [${name(o.n)}, ${offsetText(o)}]`,
    cycles: 1,
    meaning: () => {},
  }),
  encoding(withBits('1111100 o 0 oo 1 nnnn 1111 000000 ss mmmm', 'o', opcode), {
    operands: (f) => (noPc(f.n, f.m) ? { n: reg(f.n), m: reg(f.m), shift: f.s } : undefined),
    text: (o) => `${text} ${scaled(o)}`,
    cycles: 1,
    meaning: () => {},
  }),
];

export const loadStore32: readonly Encoding[] = [
  hintLiteral('000', 'pld?'),
  ...hint('000', 'pld?'),
  hintLiteral('001', 'pldw?'),
  ...hint('001', 'pldw?'),
  hintLiteral('100', 'pli?'),
  ...hint('100', 'pli?'),
  hintLiteral('101', 'ldrsh?.w pc,'),
  ...hint('101', 'ldrsh?.w pc,'),
  ...loadKinds.flatMap(load),
  ...storeKinds.flatMap(store),
];
