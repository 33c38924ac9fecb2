/** 32-bit branches, system registers, hints and barriers. Source: ARMv7-M ARM A5.3.4, B5.2. */
import { conditionNames } from './condition';
import { type Encoding, encoding } from './encoding';
import type { Reason } from './machine';
import { addressOf, hash, imm, lr, name, reg, signed, targetText } from './operands';
import { readSpecial, writeSpecial } from './special';

/** J1 and J2 are I1 and I2 turned over when the offset is negative. */
const farOffset = (f: { S: number; J: number; K: number; i: number; j: number }): number => {
  const i1 = f.J ^ f.S ^ 1;
  const i2 = f.K ^ f.S ^ 1;
  return signed((f.S << 24) | (i1 << 23) | (i2 << 22) | (f.i << 12) | (f.j << 1), 25);
};

// UNPREDICTABLE and not an instruction here: a branch with its own condition in an IT block.
const branches: readonly Encoding[] = [
  encoding('11110 S cccc iiiiii 10 J 0 K jjjjjjjjjjj', {
    operands: (f, at) => {
      if (at.inIT || f.c >= 14) return undefined;
      const offset = signed((f.S << 20) | (f.K << 19) | (f.J << 18) | (f.i << 12) | (f.j << 1), 21);
      return { condition: f.c, target: addressOf(at.pc + 4 + offset) };
    },
    text: (o) => `b${conditionNames[o.condition]}.w ${targetText(o.target)}`,
    cycles: 1,
    meaning: (m, o) => m.when(m.condition(o.condition), () => m.branch(m.imm(o.target), 'jump')),
  }),
  encoding('11110 S iiiiiiiiii 10 J 1 K jjjjjjjjjjj', {
    operands: (f, at) => ({ target: addressOf(at.pc + 4 + farOffset(f)) }),
    text: (o) => `b?.w ${targetText(o.target)}`,
    cycles: 1,
    meaning: (m, o) => m.branch(m.imm(o.target), 'jump'),
  }),
  encoding('11110 S iiiiiiiiii 11 J 1 K jjjjjjjjjjj', {
    operands: (f, at) => ({ target: addressOf(at.pc + 4 + farOffset(f)), link: imm((at.pc + 4) | 1) }),
    text: (o) => `bl? ${targetText(o.target)}`,
    cycles: 1,
    meaning: (m, o) => {
      m.setReg(lr, m.imm(o.link));
      m.branch(m.imm(o.target), 'call');
    },
  }),
];

/** SYSm. Source: ARMv7-M ARM, table B5-1. */
const specialNames: Readonly<Record<number, string>> = {
  0: 'apsr',
  1: 'iapsr',
  2: 'eapsr',
  3: 'xpsr',
  5: 'ipsr',
  6: 'epsr',
  7: 'iepsr',
  8: 'msp',
  9: 'psp',
  16: 'primask',
  17: 'basepri',
  18: 'basepri_max',
  19: 'faultmask',
  20: 'control',
};
/** Which part of the APSR is written: bit 1 N Z C V Q, bit 0 GE. */
const parts = ['', '_g', '_nzcvq', '_nzcvqg'] as const;
const writtenName = (sysm: number, mask: number): string => `${specialNames[sysm]}${sysm < 4 ? parts[mask] : ''}`;

const system: readonly Encoding[] = [
  encoding('11110 011100 0 nnnn 10 0 0 mm 00 ssssssss', {
    operands: (f) =>
      specialNames[f.s] === undefined || f.n === 15 || f.m === 0 || (f.s > 3 && f.m !== 2)
        ? undefined
        : { n: reg(f.n), sysm: f.s, mask: f.m },
    text: (o) => `msr? ${writtenName(o.sysm, o.mask)}, ${name(o.n)}`,
    cycles: 1,
    meaning: (m, o) => writeSpecial(m, o.sysm, o.mask, m.reg(o.n)),
  }),
  encoding('11110 011111 0 1111 10 0 0 dddd ssssssss', {
    operands: (f) => (specialNames[f.s] === undefined || f.d === 15 ? undefined : { d: reg(f.d), sysm: f.s }),
    text: (o) => `mrs? ${name(o.d)}, ${specialNames[o.sysm]}`,
    cycles: 1,
    meaning: (m, o) => m.setReg(o.d, readSpecial(m, o.sysm)),
  }),
  encoding('11110 011101 1 1111 10 0 0 1111 0010 1111', {
    operands: () => ({}),
    text: () => 'clrex?',
    cycles: 1,
    meaning: (m) => m.clearExclusive(),
  }),
];

const hints: Readonly<Record<number, { readonly text: string; readonly reason?: Reason }>> = {
  0: { text: 'nop' },
  1: { text: 'yield' },
  2: { text: 'wfe', reason: 'wfe' },
  3: { text: 'wfi', reason: 'wfi' },
  4: { text: 'sev', reason: 'sev' },
};
/** Barriers order nothing here: every access is finished before the next instruction. */
const barriers: Readonly<Record<number, string>> = { 4: 'dsb', 5: 'dmb', 6: 'isb' };

const hintsAndBarriers: readonly Encoding[] = [
  encoding('11110 011101 0 1111 10 0 0 0 000 hhhhhhhh', {
    operands: (f) => ({ hint: hints[f.h], number: f.h }),
    text: (o) => {
      if (o.hint !== undefined) return `${o.hint.text}?.w`;
      return o.number >= 0xf0 ? `dbg? ${hash(o.number & 15)}` : `hint?.w ${hash(o.number)}`;
    },
    cycles: 1,
    meaning: (m, o) => {
      if (o.hint?.reason !== undefined) m.leave(o.hint.reason, 0);
    },
  }),
  encoding('11110 011101 1 1111 10 0 0 1111 bbbb oooo', {
    operands: (f) => {
      const barrier = barriers[f.b];
      return barrier === undefined ? undefined : { barrier, option: f.o };
    },
    text: (o) => `${o.barrier}? ${o.option === 15 ? 'sy' : hash(o.option)}`,
    cycles: 1,
    meaning: () => {},
  }),
];

export const branch32: readonly Encoding[] = [...branches, ...system, ...hintsAndBarriers];
