/** From the letters of a bit row to operands, and operands as assembler text. */
import type { FReg, Imm, Reg } from './machine';

export const reg = (n: number): Reg => n as Reg;
export const freg = (n: number): FReg => n as FReg;
export const imm = (value: number): Imm => (value | 0) as Imm;
export const sp = reg(13);
export const lr = reg(14);

/** A number of that many bits in two's complement. */
export const signed = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits);
/** A branch target or an address, modulo 2^32. */
export const addressOf = (value: number): number => value >>> 0;
/** Value of the PC as an operand: instruction + 4, aligned to a word. */
export const alignedPc = (pc: number): number => (pc + 4) & ~3;

const special: Readonly<Record<number, string>> = { 13: 'sp', 14: 'lr', 15: 'pc' };
export const name = (r: number): string => special[r] ?? `r${r}`;
export const fname = (r: number): string => `s${r}`;
/** `#9`, `#0xa`, `#-0x10`. */
export const hash = (value: number): string => {
  const size = Math.abs(value);
  return `#${value < 0 ? '-' : ''}${size > 9 ? `0x${size.toString(16)}` : size}`;
};
/** A branch target: an absolute address. */
export const targetText = (target: number): string => `#0x${target.toString(16)}`;
/** A bit pattern: not shown as negative. */
export const pattern = (value: number): string => hash(value >>> 0);
/** None of them is the PC: else the encoding is UNPREDICTABLE, which is not an instruction here. */
export const noPc = (...rs: readonly number[]): boolean => !rs.includes(15);

/** The suffix of instructions that set flags. */
export const s = (flags: boolean): string => (flags ? 's' : '');
/** `[n]` or `[n, #offset]`. */
export const at = (n: number, offset: number): string =>
  offset === 0 ? `[${name(n)}]` : `[${name(n)}, ${hash(offset)}]`;

/** The registers of a list, rising. */
export const registers = (list: number): readonly Reg[] =>
  Array.from({ length: 16 }, (_, n) => reg(n)).filter((n) => ((list >>> n) & 1) === 1);
export const listText = (list: readonly number[]): string => `{${list.map(name).join(', ')}}`;

export type ShiftKind = 'lsl' | 'lsr' | 'asr' | 'ror' | 'rrx';
export type Shift = { readonly kind: ShiftKind; readonly count: number };
const shiftKinds = ['lsl', 'lsr', 'asr', 'ror'] as const;
export const shiftKind = (type: number): ShiftKind => shiftKinds[type & 3]!;

/** DecodeImmShift. Source: ARMv7-M ARM A7.4.2. */
export function immediateShift(type: number, count: number): Shift {
  const kind = shiftKind(type);
  if (kind === 'lsl') return { kind, count };
  if (count !== 0) return { kind, count };
  return kind === 'ror' ? { kind: 'rrx', count: 1 } : { kind, count: 32 };
}
/** `, lsl #16`, in decimal unless asked otherwise; nothing for no shift. */
export function shiftText({ kind, count }: Shift, number = (n: number): string => `#${n}`): string {
  if (kind === 'rrx') return ', rrx';
  return count === 0 ? '' : `, ${kind} ${number(count)}`;
}

/** A modified immediate constant; `carry` is undefined when the C flag stays as it is. */
export type Expanded = { readonly value: Imm; readonly carry: 0 | 1 | undefined };

/** ThumbExpandImm_C of i:imm3:imm8. Undefined: UNPREDICTABLE, a pattern of zero bytes. Source: ARMv7-M ARM A5.3.2. */
export function expandImmediate(i12: number): Expanded | undefined {
  const byte = i12 & 0xff;
  const rotation = i12 >>> 7;
  if (rotation >= 8) {
    const unrotated = 0x80 | (i12 & 0x7f);
    const value = (unrotated >>> rotation) | (unrotated << (32 - rotation));
    return { value: imm(value), carry: value < 0 ? 1 : 0 };
  }
  const pattern = (i12 >>> 8) & 3;
  if (pattern !== 0 && byte === 0) return undefined;
  const values = [byte, byte * 0x0001_0001, byte * 0x0100_0100, byte * 0x0101_0101];
  return { value: imm(values[pattern]!), carry: undefined };
}
