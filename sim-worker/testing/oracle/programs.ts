/** From an entry of the instruction table to code: the row with its operand bits filled in, and what must stand around it. */
import { decode } from '../../cpu/isa/decode';
import { disassemble } from '../../cpu/isa/disassemble';
import type { Encoding } from '../../cpu/isa/encoding';
import { codeWords } from './layout';
import type { Random } from './random';

export type Program = {
  readonly code: Uint16Array;
  /** Instructions. */
  readonly steps: number;
  /** Halfwords before the traps. */
  readonly length: number;
  /** The instruction under test. */
  readonly text: string;
  readonly opcode: number;
  /** Of the access with which the program is laid out, when the instruction has none of its own. */
  readonly accessText: string;
};

/** BKPT of semihosting. */
const semihosting = 0xbeab;
const trap = 0xbe00;
const attempts = 2000;

/** Bits of a row that do not matter: they stay as the manual prints them, (0). */
function freeBits(entry: Encoding): number {
  const row = entry.row.replaceAll(' ', '');
  let free = 0;
  [...row].forEach((c, i) => {
    if (c !== '0' && c !== '1' && c !== '-') free |= 1 << (row.length - 1 - i);
  });
  return free >>> 0;
}

/** Register numbers and counts at the ends of a field matter more often than in the middle: whole fields of zeros and ones. */
function fill(entry: Encoding, random: Random): number {
  const bits = random.word();
  const some = random.oneIn(8) ? bits & random.word() & random.word() : bits;
  const more = random.oneIn(8) ? some | random.word() | random.word() : some;
  return ((more & freeBits(entry)) | entry.value) >>> 0;
}

const halves = (entry: Encoding, opcode: number): readonly number[] =>
  entry.width === 16 ? [opcode] : [opcode >>> 16, opcode & 0xffff];

/** LDREX of the same size and place as the STREX, into a register that it does not use; undefined for others. */
function loadExclusiveFor(text: string): readonly number[] | undefined {
  const found = /^strex([bh]?) r\d+, \w+, \[(\w+)(?:, #(\w+))?\]/.exec(text);
  if (found === null) return undefined;
  const [, size, base, offset] = found;
  const used = new Set(text.match(/r\d+/g));
  const free = [0, 1, 2, 3].find((n) => !used.has(`r${n}`)) ?? 4;
  const n = base === 'sp' ? 13 : base === 'lr' ? 14 : Number(base!.slice(1));
  if (size === '') return [0xe850 | n, (free << 12) | 0xf00 | (Number(offset ?? 0) / 4)];
  return [0xe8d0 | n, (free << 12) | (size === 'b' ? 0xf4f : 0xf5f)];
}

/** mrs r0, faultmask; cpsie f: else nothing could trap any more. */
const endOfFaultmask = { halves: [0xf3ef, 0x8013, 0xb661], steps: 2 } as const;
/** ldrex r1, [r0] and strex r2, r3, [r0]. */
const exclusivePair = { load: [0xe850, 0x1f00], store: [0xe840, 0x3200] } as const;

function around(text: string, random: Random): { before: readonly number[]; after: readonly number[]; steps: number } {
  if (/^cps.* i?f$|^msr faultmask/.test(text)) return { before: [], after: endOfFaultmask.halves, steps: 3 };
  if (text.startsWith('clrex')) return { before: exclusivePair.load, after: exclusivePair.store, steps: 3 };
  // The handler of SVC is entered by the step behind it.
  if (text.startsWith('svc')) return { before: [], after: [], steps: 2 };
  const load = loadExclusiveFor(text);
  return load === undefined || random.oneIn(4)
    ? { before: [], after: [], steps: 1 }
    : { before: load, after: [], steps: 2 };
}

/** Only at the end of an IT block, or not in it at all. */
const branches = /^(b|bl|bx|blx|b\w\w|cbn?z|tb[bh])(\.w)? |\bpc\b|^svc|^bkpt/;
export const isBranch = (text: string): boolean => branches.test(text);

/** A random instruction of this entry; undefined when its bits are hard to fill. `inIT`: it will stand in an IT block. */
export function programOf(entry: Encoding, random: Random, pc: number, inIT: boolean): Program | undefined {
  for (let i = 0; i < attempts; i++) {
    const opcode = fill(entry, random);
    const [first = 0, second = 0] = halves(entry, opcode);
    if (decode(first, second, pc, inIT)?.entry !== entry || opcode === semihosting) continue;
    const { text } = disassemble(first, second, pc);
    if (!text.startsWith('.') || inIT) return assemble(entry, opcode, text, random, inIT);
  }
  return undefined;
}

/** A word that is no instruction. */
export function programOfWord(opcode: number): Program {
  const own = opcode > 0xffff ? [opcode >>> 16, opcode & 0xffff] : [opcode];
  const code = new Uint16Array(2 * codeWords).fill(trap);
  code.set(own);
  return { code, steps: 1, length: own.length, text: 'undefined', opcode, accessText: '' };
}

function assemble(entry: Encoding, opcode: number, text: string, random: Random, inIT: boolean): Program {
  const { before, after, steps } = inIT ? { before: [], after: [], steps: 1 } : around(text, random);
  const own = halves(entry, opcode);
  const code = new Uint16Array(2 * codeWords).fill(trap);
  code.set([...before, ...own, ...after]);
  const accessText = text.startsWith('clrex') ? 'strex r2, r3, [r0]' : text;
  return { code, steps, length: before.length + own.length + after.length, text, opcode, accessText };
}
