/** How objdump writes what we write otherwise: rewritten before texts are compared, one rule for each habit. */
import { type AcceptedText, otherArchitectures, unknownToUs, unpredictable } from './spellings';

type Rule = {
  readonly reason: string;
  readonly from: RegExp;
  readonly to: (...groups: readonly string[]) => string;
};

/** Modulo 2^32, so that -1 and 0xffffffff are the same. */
const plainNumber = (text: string): string => {
  const value = text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
  return `#${value >>> 0}`;
};

const range = (first: string, last: string): string => {
  const kind = first[0]!;
  const from = Number(first.slice(1));
  return Array.from({ length: Number(last.slice(1)) - from + 1 }, (_, n) => `${kind}${from + n}`).join(', ');
};

/** A constant of VMOV from its eight bits. Source: ARMv7-M ARM A6.4.1. */
const smallFloat = (bits: number): string => {
  const exponent = ((bits & 0x40) === 0 ? 1 : -3) + ((bits >>> 4) & 3);
  const value = ((bits & 0x80) === 0 ? 1 : -1) * (1 + (bits & 15) / 16) * 2 ** exponent;
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
};
const conditions: Readonly<Record<string, string>> = { cs: 'hs', cc: 'lo' };

/** For both texts. */
const common: readonly Rule[] = [
  { reason: 'the width of an encoding is said or not said', from: /^([a-z0-9]+)\.[wn]\b/, to: (_, name) => name! },
  {
    reason: 'decimal and hexadecimal, negative and unsigned',
    from: /#(-?(?:0x[0-9a-f]+|\d+))(?![\d.x])/g,
    to: (_, number) => plainNumber(number!),
  },
  { reason: 'an offset of zero is said or not said, with or without its sign', from: /, #0\]/, to: () => ']' },
];

/** For objdump's text only. */
const theirs: readonly Rule[] = [
  {
    reason: 'what it cannot name',
    from: /^(.*<(?:UNDEFINED|undefined)>.*|undefined.*|\?\?.*|it.* <und>|cpsi[ed])$/,
    to: () => '',
  },
  {
    reason: 'targets of branches have no hash',
    from: /^(b\w*)(\.[wn])? (?:0x)?([0-9a-f]+)$/,
    to: (_, name, __, target) => `${name} #0x${target}`,
  },
  {
    reason: 'targets of branches have no hash',
    from: /^(cbn?z) (r\d), (?:0x)?([0-9a-f]+)$/,
    to: (_, name, register, target) => `${name} ${register}, #0x${target}`,
  },
  { reason: 'CS and CC, not HS and LO', from: /^b(cs|cc)(\.w)? /, to: (_, condition) => `b${conditions[condition!]} ` },
  {
    reason: 'CS and CC, not HS and LO',
    from: /^(it\w*) (cs|cc)$/,
    to: (_, name, condition) => `${name} ${conditions[condition!]}`,
  },
  { reason: 'the base of a stack is named', from: /^ldm(?:ia)?(?:\.w)? sp!, /, to: () => 'pop ' },
  { reason: 'the base of a stack is named', from: /^stmdb(?:\.w)? sp!, /, to: () => 'push ' },
  { reason: 'increment-after is said', from: /^(ldm|stm)ia\b/, to: (_, name) => name! },
  {
    reason: 'floating-point registers in a row are a range',
    from: /\b([sd]\d+)-([sd]\d+)\b/,
    to: (_, first, last) => range(first!, last!),
  },
  {
    reason: 'status registers are in capitals',
    from: /\b([A-Z]*PSR|[MP]SP|PRIMASK|BASEPRI|FAULTMASK|CONTROL)(?:_\w+)?\b/g,
    to: (name) => name!.toLowerCase(),
  },
  {
    reason: 'shifts are MOV with a shifted register',
    from: /^mov(s?)(?:\.w)? (\w+), (\w+), (lsl|lsr|asr|ror) (#\d+)$/,
    to: (_, s, d, m, kind, count) => `${kind}${s} ${d}, ${m}, ${count}`,
  },
  {
    reason: 'shifts are MOV with a shifted register',
    from: /^mov(s?)(?:\.w)? (\w+), (\w+), rrx$/,
    to: (_, s, d, m) => `rrx${s} ${d}, ${m}`,
  },
  {
    reason: 'ADR is a sum with the PC',
    from: /^add(?:\.w)? (r\d), pc, (#\d+)$/,
    to: (_, d, offset) => `adr ${d}, ${offset}`,
  },
  { reason: 'NEGS is RSBS with zero', from: /^negs (r\d), (r\d)$/, to: (_, d, n) => `rsbs ${d}, ${n}, #0` },
  {
    reason: 'a register that is operand and result is said once',
    from: /^muls (r\d), (r\d)$/,
    to: (_, d, n) => `muls ${d}, ${n}, ${d}`,
  },
  {
    reason: 'a register that is operand and result is said once',
    from: /^add (\w+), sp$/,
    to: (_, d) => `add ${d}, sp, ${d}`,
  },
  {
    reason: 'a comparison with zero shows a fraction',
    from: /^(vcmpe?\.f32 s\d+), #0\.0$/,
    to: (_, start) => `${start}, #0`,
  },
  {
    reason: 'comments and numbers of calls have no hash',
    from: /^(bkpt|svc|udf)(?:\.w)? #?(\w+)$/,
    to: (_, name, number) => `${name} #${Number(number)}`,
  },
  {
    reason: 'hints without a meaning are NOP with a number',
    from: /^nop(?:\.w)? \{(\d+)\}$/,
    to: (_, number) => `hint #${number}`,
  },
  {
    reason: 'constants of VMOV are shown as their bits',
    from: /^(vmov\.f32 s\d+), #(\d+)$/,
    to: (_, start, bits) => `${start}, #${smallFloat(Number(bits))}`,
  },
];

const apply = (text: string, rules: readonly Rule[]): string =>
  rules.reduce((now, { from, to }) => now.replace(from, to as (...groups: string[]) => string), text);

export const comparable = (ours: string): string => apply(ours, common);
export const comparableOfObjdump = (text: string): string => apply(apply(text, theirs), common);

export const acceptedOfObjdump: readonly AcceptedText[] = [
  ...unpredictable,
  ...otherArchitectures,
  {
    reason: 'UNPREDICTABLE: a modified constant added to or subtracted from the PC',
    applies: unknownToUs(/^adr$/),
  },
  {
    reason: 'options of barriers have names on other profiles',
    applies: ({ ours, theirs: text }) =>
      /^(dsb|dmb|isb) #/.test(ours) && (text.startsWith(ours.slice(0, 4)) || /^(p?ssbb|dfb)$/.test(text)),
  },
  {
    reason: 'hints of later versions have names',
    applies: ({ ours, theirs: text }) =>
      ours.startsWith('hint') && /^(esb|tsb|csdb|sevl|bti|pac\w*|aut\w*)( |$)/.test(text),
  },
  { reason: 'the old NOP', applies: ({ word }) => word === 0x46c0 },
  {
    reason: 'write-back is forgotten where the offset is zero',
    applies: ({ ours, theirs: text }) => /^(ld|st)rd /.test(ours) && ours === `${text}!`,
  },
  {
    reason: 'CPS with a mode, which other profiles have',
    applies: unknownToUs(/^cps/, ({ theirs: text }) => text.includes('#')),
  },
  { reason: 'there is no Arm state to call', applies: unknownToUs(/^blx$/, ({ theirs: text }) => text.includes('#')) },
  {
    reason: 'loops, branch futures, selections and pointer authentication of v8.1-M',
    applies: unknownToUs(
      /^(bf\w*|wls\w*|dls\w*|letp|le|lctp|clrm|cs\w+|cinc|cinv|cneg|cset\w*|bxaut|pac\w*|aut\w*)(\.\d+)?$/,
    ),
  },
  { reason: 'a width of access that does not exist', applies: unknownToUs(/\?\?/) },
  {
    reason: 'coprocessors, which this core has not: 10 and 11 are floating point, which is double precision in part',
    applies: ({ word, ours }) => ours === '' && (word & 0xec00_0000) >>> 0 === 0xec00_0000 && ((word >>> 9) & 7) !== 5,
  },
  { reason: 'forms that a memory hint has not', applies: unknownToUs(/^(pldw?|pli)$/) },
  {
    reason: 'bits that must be zero: of a register offset, of a saturation of halfwords',
    applies: unknownToUs(/^((ld|st)rs?[bh]?|[su]sat16)$/, ({ word }) =>
      word >>> 25 === 0x7c ? (word & 0xfc0) !== 0 : (word & 0x0400_0010) !== 0,
    ),
  },
  {
    reason: 'status registers by their names on other profiles',
    applies: ({ ours, theirs: text }) => {
      const names = /\b[a-z]*psr(_\w+)?\b/;
      return /^m(rs|sr) /.test(ours) && ours.replace(names, 'psr') === text.replace(names, 'psr');
    },
  },
  {
    reason: 'UNPREDICTABLE: a pair of singles that begins at s31',
    applies: unknownToUs(/^vmov$/, ({ theirs: text }) => text.includes('s32')),
  },
  {
    reason: 'instructions of A and R profiles',
    applies: unknownToUs(/^(sb|hvc|hlt|(ld|st)rexd|ldrt|bxj|eret|setend|setpan)$/),
  },
  { reason: 'UNPREDICTABLE: a fixed-point number with more fraction than bits', applies: unknownToUs(/^vcvt\./) },
  {
    reason: 'UNPREDICTABLE: a bit of VCMP with zero set that should be zero',
    applies: unknownToUs(/^vcmpe?\.f32$/, ({ theirs: text }) => text.endsWith('#0')),
  },
  {
    reason: 'a literal is never unprivileged: with the PC as base these bits belong to the offset',
    applies: ({ ours, theirs: text }) => ours.includes('[pc, ') && text.replace(/^(ldrs?[bh]?)t /, '$1 ') === ours,
  },
];
