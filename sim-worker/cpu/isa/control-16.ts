/** 16-bit instructions: extension, byte order, IT, hints, exceptions and branches. Source: ARMv7-M ARM A5.2.5, A5.2.6. */
import { extend, reverseBytes, reverseInHalves } from './arithmetic';
import { conditionNames } from './condition';
import { type Encoding, encoding, withBits } from './encoding';
import type { Reason } from './machine';
import { addressOf, hash, name, reg, signed, targetText } from './operands';
import { changeMasks } from './special';

const extension = (opcode: string, mnemonic: string, bits: 8 | 16, isSigned: boolean): Encoding =>
  encoding(withBits('10110010 oo mmm ddd', 'o', opcode), {
    operands: (f) => ({ d: reg(f.d), m: reg(f.m) }),
    text: (o) => `${mnemonic}? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, extend(m, m.reg(o.m), bits, isSigned)),
  });

const byteOrder: readonly Encoding[] = [
  encoding('1011101000 mmm ddd', {
    operands: (f) => ({ d: reg(f.d), m: reg(f.m) }),
    text: (o) => `rev? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, reverseBytes(m, m.reg(o.m))),
  }),
  encoding('1011101001 mmm ddd', {
    operands: (f) => ({ d: reg(f.d), m: reg(f.m) }),
    text: (o) => `rev16? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, reverseInHalves(m, m.reg(o.m))),
  }),
  encoding('1011101011 mmm ddd', {
    operands: (f) => ({ d: reg(f.d), m: reg(f.m) }),
    text: (o) => `revsh? ${name(o.d)}, ${name(o.m)}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, m.signExtend(16, reverseInHalves(m, m.reg(o.m)))),
  }),
];

/** YIELD and the hints without a meaning do nothing. */
const hints: Readonly<Record<number, { readonly text: string; readonly reason?: Reason }>> = {
  0: { text: 'nop?' },
  1: { text: 'yield?' },
  2: { text: 'wfe?', reason: 'wfe' },
  3: { text: 'wfi?', reason: 'wfi' },
  4: { text: 'sev?', reason: 'sev' },
};

/** 't' and 'e' after the first of an IT block. */
function itLetters(firstCondition: number, mask: number): string {
  let letters = '';
  for (let rest = mask; (rest & 7) !== 0; rest <<= 1)
    letters += ((rest >>> 3) & 1) === (firstCondition & 1) ? 't' : 'e';
  return letters;
}

const control: readonly Encoding[] = [
  encoding('10111111 hhhh 0000', {
    operands: (f) => ({ hint: hints[f.h], number: f.h }),
    text: (o) => o.hint?.text ?? `hint? ${hash(o.number)}`,
    cycles: 1,
    meaning: (m, o) => {
      if (o.hint?.reason !== undefined) m.leave(o.hint.reason, 0);
    },
  }),
  // UNPREDICTABLE and not an instruction here: IT in an IT block, condition 15, AL with an else.
  encoding('10111111 cccc kkkk', {
    operands: (f, at) => {
      const elseOfAlways = f.c === 14 && (f.k & (f.k - 1)) !== 0;
      if (at.inIT || f.c === 15 || elseOfAlways) return undefined;
      return { state: (f.c << 4) | f.k, letters: itLetters(f.c, f.k), condition: f.c };
    },
    text: (o) => `it${o.letters} ${conditionNames[o.condition]}`,
    cycles: 1,
    meaning: (m, o) => m.setItState(o.state),
  }),
  encoding('10110110011 d 00 I F', {
    operands: (f) =>
      f.I === 0 && f.F === 0 ? undefined : { disable: f.d === 1, primask: f.I === 1, faultmask: f.F === 1 },
    text: (o) => `cps${o.disable ? 'id' : 'ie'} ${o.primask ? 'i' : ''}${o.faultmask ? 'f' : ''}`,
    cycles: 1,
    meaning: (m, o) => changeMasks(m, o),
  }),
  encoding('10111110 iiiiiiii', {
    operands: (f) => ({ i: f.i }),
    text: (o) => `bkpt ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => m.leave('bkpt', o.i),
  }),
  encoding('11011111 iiiiiiii', {
    operands: (f) => ({ i: f.i }),
    text: (o) => `svc? ${hash(o.i)}`,
    cycles: 1,
    meaning: (m, o) => m.leave('svc', o.i),
  }),
];

// Branches with their own condition are UNPREDICTABLE in an IT block: not an instruction there.
const branches: readonly Encoding[] = [
  encoding('1011 Z 0 i 1 iiiii nnn', {
    operands: (f, at) =>
      at.inIT ? undefined : { n: reg(f.n), whenZero: f.Z === 0, target: addressOf(at.pc + 4 + f.i * 2) },
    text: (o) => `cb${o.whenZero ? '' : 'n'}z ${name(o.n)}, ${targetText(o.target)}`,
    cycles: 1,
    meaning: (m, o) => {
      const zero = m.isZero(m.reg(o.n));
      m.when(o.whenZero ? zero : m.not(zero), () => m.branch(m.imm(o.target), 'jump'));
    },
  }),
  encoding('1101 cccc iiiiiiii', {
    operands: (f, at) =>
      at.inIT || f.c >= 14 ? undefined : { condition: f.c, target: addressOf(at.pc + 4 + signed(f.i, 8) * 2) },
    text: (o) => `b${conditionNames[o.condition]} ${targetText(o.target)}`,
    cycles: 1,
    meaning: (m, o) => m.when(m.condition(o.condition), () => m.branch(m.imm(o.target), 'jump')),
  }),
  encoding('11100 iiiiiiiiiii', {
    operands: (f, at) => ({ target: addressOf(at.pc + 4 + signed(f.i, 11) * 2) }),
    text: (o) => `b? ${targetText(o.target)}`,
    cycles: 1,
    meaning: (m, o) => m.branch(m.imm(o.target), 'jump'),
  }),
];

export const control16: readonly Encoding[] = [
  extension('00', 'sxth', 16, true),
  extension('01', 'sxtb', 8, true),
  extension('10', 'uxth', 16, false),
  extension('11', 'uxtb', 8, false),
  ...byteOrder,
  ...control,
  ...branches,
];
