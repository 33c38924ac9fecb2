/** Arithmetic on raw patterns: results and flags as QEMU's Cortex-M4 gives them, rule by rule. */
import { describe, expect, it } from 'vitest';
import { add, compare, div, fma, mul, sqrt, sub } from './float32';
import { type FpStatus, Fpscr } from './status';

const operations = {
  add: ([a, b], status) => add(a, b, status),
  sub: ([a, b], status) => sub(a, b, status),
  mul: ([a, b], status) => mul(a, b, status),
  div: ([a, b], status) => div(a, b, status),
  sqrt: ([a], status) => sqrt(a, status),
  fma: ([a, b, addend], status) => fma(a, b, addend, status),
  compare: ([a, b], status) => compare(a, b, false, status),
  compareSignalling: ([a, b], status) => compare(a, b, true, status),
} satisfies Record<string, (operands: [number, number, number], status: FpStatus) => number>;

/** Operation, rule, modes, operands (a product's addend last), result, flags that are set. */
type Row = [keyof typeof operations, string, string, number[], number, string];

// biome-ignore format: a table
const rows: readonly Row[] = [
  ['add', 'halfway goes to the even neighbour', 'RN', [0x3f80_0000, 0x3380_0000], 0x3f80_0000, 'IXC'],
  ['add', 'halfway goes to the even neighbour', 'RP', [0x3f80_0000, 0x3380_0000], 0x3f80_0001, 'IXC'],
  ['add', 'halfway goes to the even neighbour', 'RM', [0x3f80_0000, 0x3380_0000], 0x3f80_0000, 'IXC'],
  ['add', 'halfway goes to the even neighbour', 'RZ', [0x3f80_0000, 0x3380_0000], 0x3f80_0000, 'IXC'],
  ['add', 'halfway goes to the even neighbour, from an odd one', 'RN', [0x3f80_0001, 0x3380_0000], 0x3f80_0002, 'IXC'],
  ['add', 'a residue far below the last bit counts', 'RN', [0x3f80_0000, 0x0000_0001], 0x3f80_0000, 'IXC'],
  ['add', 'a residue far below the last bit counts', 'RP', [0x3f80_0000, 0x0000_0001], 0x3f80_0001, 'IXC'],
  ['add', 'a residue far below the last bit counts', 'RM', [0x3f80_0000, 0x0000_0001], 0x3f80_0000, 'IXC'],
  ['add', 'a residue far below the last bit counts', 'RZ', [0x3f80_0000, 0x0000_0001], 0x3f80_0000, 'IXC'],
  ['sub', 'a residue below a power of two', 'RN', [0x3f80_0000, 0x0000_0001], 0x3f80_0000, 'IXC'],
  ['sub', 'a residue below a power of two', 'RP', [0x3f80_0000, 0x0000_0001], 0x3f80_0000, 'IXC'],
  ['sub', 'a residue below a power of two', 'RM', [0x3f80_0000, 0x0000_0001], 0x3f7f_ffff, 'IXC'],
  ['sub', 'a residue below a power of two', 'RZ', [0x3f80_0000, 0x0000_0001], 0x3f7f_ffff, 'IXC'],
  ['sub', 'a negative result turns RP and RM round', 'RN', [0xbf80_0000, 0x0000_0001], 0xbf80_0000, 'IXC'],
  ['sub', 'a negative result turns RP and RM round', 'RP', [0xbf80_0000, 0x0000_0001], 0xbf80_0000, 'IXC'],
  ['sub', 'a negative result turns RP and RM round', 'RM', [0xbf80_0000, 0x0000_0001], 0xbf80_0001, 'IXC'],
  ['sub', 'a negative result turns RP and RM round', 'RZ', [0xbf80_0000, 0x0000_0001], 0xbf80_0000, 'IXC'],
  ['add', 'unlike operands cancel to a zero of the mode', 'RN', [0x3f80_0000, 0xbf80_0000], 0x0000_0000, ''],
  ['add', 'unlike operands cancel to a zero of the mode', 'RM', [0x3f80_0000, 0xbf80_0000], 0x8000_0000, ''],
  ['add', 'zeros of like sign keep it', 'RN', [0x8000_0000, 0x8000_0000], 0x8000_0000, ''],
  ['add', 'zeros of like sign keep it', 'RM', [0x8000_0000, 0x8000_0000], 0x8000_0000, ''],
  ['add', 'zeros of like sign keep it', 'RM', [0x0000_0000, 0x0000_0000], 0x0000_0000, ''],
  ['add', 'zeros of unlike sign', 'RN', [0x0000_0000, 0x8000_0000], 0x0000_0000, ''],
  ['add', 'zeros of unlike sign', 'RM', [0x0000_0000, 0x8000_0000], 0x8000_0000, ''],
  ['add', 'infinities of like sign', 'RN', [0x7f80_0000, 0x7f80_0000], 0x7f80_0000, ''],
  ['add', 'infinities of unlike sign', 'RN', [0x7f80_0000, 0xff80_0000], 0x7fc0_0000, 'IOC'],
  ['sub', 'infinities of like sign', 'RN', [0x7f80_0000, 0x7f80_0000], 0x7fc0_0000, 'IOC'],
  ['sub', 'a finite number less infinity', 'RN', [0x3f80_0000, 0x7f80_0000], 0xff80_0000, ''],
  ['add', 'overflow', 'RN', [0x7f7f_ffff, 0x7f7f_ffff], 0x7f80_0000, 'OFC IXC'],
  ['add', 'overflow', 'RP', [0x7f7f_ffff, 0x7f7f_ffff], 0x7f80_0000, 'OFC IXC'],
  ['add', 'overflow', 'RM', [0x7f7f_ffff, 0x7f7f_ffff], 0x7f7f_ffff, 'OFC IXC'],
  ['add', 'overflow', 'RZ', [0x7f7f_ffff, 0x7f7f_ffff], 0x7f7f_ffff, 'OFC IXC'],
  ['add', 'negative overflow', 'RN', [0xff7f_ffff, 0xff7f_ffff], 0xff80_0000, 'OFC IXC'],
  ['add', 'negative overflow', 'RP', [0xff7f_ffff, 0xff7f_ffff], 0xff7f_ffff, 'OFC IXC'],
  ['add', 'negative overflow', 'RM', [0xff7f_ffff, 0xff7f_ffff], 0xff80_0000, 'OFC IXC'],
  ['add', 'negative overflow', 'RZ', [0xff7f_ffff, 0xff7f_ffff], 0xff7f_ffff, 'OFC IXC'],
  ['add', 'half a unit above the largest number', 'RN', [0x7f7f_ffff, 0x7300_0000], 0x7f80_0000, 'OFC IXC'],
  ['add', 'half a unit above the largest number', 'RP', [0x7f7f_ffff, 0x7300_0000], 0x7f80_0000, 'OFC IXC'],
  ['add', 'half a unit above the largest number', 'RM', [0x7f7f_ffff, 0x7300_0000], 0x7f7f_ffff, 'IXC'],
  ['add', 'half a unit above the largest number', 'RZ', [0x7f7f_ffff, 0x7300_0000], 0x7f7f_ffff, 'IXC'],
  ['add', 'less than half a unit above the largest number', 'RN', [0x7f7f_ffff, 0x72ff_ffff], 0x7f7f_ffff, 'IXC'],
  ['add', 'less than half a unit above the largest number', 'RP', [0x7f7f_ffff, 0x72ff_ffff], 0x7f80_0000, 'OFC IXC'],
  ['add', 'less than half a unit above the largest number', 'RM', [0x7f7f_ffff, 0x72ff_ffff], 0x7f7f_ffff, 'IXC'],
  ['add', 'less than half a unit above the largest number', 'RZ', [0x7f7f_ffff, 0x72ff_ffff], 0x7f7f_ffff, 'IXC'],
  ['add', 'denormals are exact', 'RN', [0x0000_0001, 0x0000_0002], 0x0000_0003, ''],
  ['add', 'denormals are exact', 'RN FZ', [0x0000_0001, 0x0000_0002], 0x0000_0000, 'IDC'],
  ['add', 'a flushed operand is a zero of its sign', 'RM FZ', [0x8000_0001, 0x8000_0000], 0x8000_0000, 'IDC'],
  ['sub', 'an exact denormal: flushed with UFC alone', 'RN', [0x0080_0001, 0x0080_0000], 0x0000_0001, ''],
  ['sub', 'an exact denormal: flushed with UFC alone', 'RN FZ', [0x0080_0001, 0x0080_0000], 0x0000_0000, 'UFC'],
  ['sub', 'a negative one becomes minus zero', 'RN FZ', [0x0080_0000, 0x0080_0001], 0x8000_0000, 'UFC'],
  ['add', 'the first NaN of two quiet ones', 'RN', [0x7fc0_0001, 0xffc0_0002], 0x7fc0_0001, ''],
  ['add', 'a signalling NaN before a quiet one', 'RN', [0x7fc0_0001, 0xff80_0002], 0xffc0_0002, 'IOC'],
  ['add', 'the first of two signalling ones', 'RN', [0x7f80_0001, 0xff80_0002], 0x7fc0_0001, 'IOC'],
  ['add', 'NaN before infinity', 'RN', [0x7f80_0000, 0xffc0_0002], 0xffc0_0002, ''],
  ['sub', 'a NaN is not negated', 'RN', [0x3f80_0000, 0xffc0_0002], 0xffc0_0002, ''],
  ['add', 'default NaN', 'RN DN', [0xffc0_0002, 0x3f80_0000], 0x7fc0_0000, ''],
  ['add', 'default NaN', 'RN DN', [0x3f80_0000, 0xff80_0002], 0x7fc0_0000, 'IOC'],
  ['add', 'IDC beside a NaN', 'RN FZ', [0x7fc0_0001, 0x0000_0001], 0x7fc0_0001, 'IDC'],
  ['mul', 'inexact product', 'RN', [0x3f80_0001, 0x3f80_0001], 0x3f80_0002, 'IXC'],
  ['mul', 'inexact product', 'RP', [0x3f80_0001, 0x3f80_0001], 0x3f80_0003, 'IXC'],
  ['mul', 'inexact product', 'RM', [0x3f80_0001, 0x3f80_0001], 0x3f80_0002, 'IXC'],
  ['mul', 'inexact product', 'RZ', [0x3f80_0001, 0x3f80_0001], 0x3f80_0002, 'IXC'],
  ['mul', 'zero times infinity', 'RN', [0x0000_0000, 0xff80_0000], 0x7fc0_0000, 'IOC'],
  ['mul', 'infinity times a negative number', 'RN', [0x7f80_0000, 0xbf80_0000], 0xff80_0000, ''],
  ['mul', 'zero of the sign of the product', 'RN', [0x8000_0000, 0x3f80_0000], 0x8000_0000, ''],
  ['mul', 'zero of the sign of the product', 'RM', [0x8000_0000, 0x3f80_0000], 0x8000_0000, ''],
  ['mul', 'underflow to nothing or to the least number', 'RN', [0x0000_0001, 0x0000_0001], 0x0000_0000, 'UFC IXC'],
  ['mul', 'underflow to nothing or to the least number', 'RP', [0x0000_0001, 0x0000_0001], 0x0000_0001, 'UFC IXC'],
  ['mul', 'underflow to nothing or to the least number', 'RM', [0x0000_0001, 0x0000_0001], 0x0000_0000, 'UFC IXC'],
  ['mul', 'underflow to nothing or to the least number', 'RZ', [0x0000_0001, 0x0000_0001], 0x0000_0000, 'UFC IXC'],
  ['mul', 'underflow, negative', 'RN', [0x0000_0001, 0x8000_0001], 0x8000_0000, 'UFC IXC'],
  ['mul', 'underflow, negative', 'RP', [0x0000_0001, 0x8000_0001], 0x8000_0000, 'UFC IXC'],
  ['mul', 'underflow, negative', 'RM', [0x0000_0001, 0x8000_0001], 0x8000_0001, 'UFC IXC'],
  ['mul', 'underflow, negative', 'RZ', [0x0000_0001, 0x8000_0001], 0x8000_0000, 'UFC IXC'],
  ['mul', 'half of the least number', 'RN', [0x0000_0001, 0x3f00_0000], 0x0000_0000, 'UFC IXC'],
  ['mul', 'half of the least number', 'RP', [0x0000_0001, 0x3f00_0000], 0x0000_0001, 'UFC IXC'],
  ['mul', 'three halves of the least number', 'RN', [0x0000_0003, 0x3f00_0000], 0x0000_0002, 'UFC IXC'],
  ['mul', 'three halves of the least number', 'RZ', [0x0000_0003, 0x3f00_0000], 0x0000_0001, 'UFC IXC'],
  ['mul', 'tiny before rounding, not after', 'RN', [0x00ff_ffff, 0x3f00_0000], 0x0080_0000, 'UFC IXC'],
  ['mul', 'tiny before rounding, not after', 'RP', [0x00ff_ffff, 0x3f00_0000], 0x0080_0000, 'UFC IXC'],
  ['mul', 'tiny before rounding, not after', 'RZ', [0x00ff_ffff, 0x3f00_0000], 0x007f_ffff, 'UFC IXC'],
  ['mul', 'tiny before rounding, not after', 'RN FZ', [0x00ff_ffff, 0x3f00_0000], 0x0000_0000, 'UFC'],
  ['mul', 'an exact denormal is no underflow', 'RN', [0x0100_0000, 0x3e80_0000], 0x0040_0000, ''],
  ['mul', 'an exact denormal is no underflow', 'RN FZ', [0x0100_0000, 0x3e80_0000], 0x0000_0000, 'UFC'],
  ['mul', 'overflow', 'RN', [0x7f7f_ffff, 0xc000_0000], 0xff80_0000, 'OFC IXC'],
  ['mul', 'overflow', 'RP', [0x7f7f_ffff, 0xc000_0000], 0xff7f_ffff, 'OFC IXC'],
  ['mul', 'overflow', 'RM', [0x7f7f_ffff, 0xc000_0000], 0xff80_0000, 'OFC IXC'],
  ['mul', 'overflow', 'RZ', [0x7f7f_ffff, 0xc000_0000], 0xff7f_ffff, 'OFC IXC'],
  ['div', 'a third', 'RN', [0x3f80_0000, 0x4040_0000], 0x3eaa_aaab, 'IXC'],
  ['div', 'a third', 'RP', [0x3f80_0000, 0x4040_0000], 0x3eaa_aaab, 'IXC'],
  ['div', 'a third', 'RM', [0x3f80_0000, 0x4040_0000], 0x3eaa_aaaa, 'IXC'],
  ['div', 'a third', 'RZ', [0x3f80_0000, 0x4040_0000], 0x3eaa_aaaa, 'IXC'],
  ['div', 'division by zero', 'RN', [0x3f80_0000, 0x8000_0000], 0xff80_0000, 'DZC'],
  ['div', 'zero by zero', 'RN', [0x0000_0000, 0x8000_0000], 0x7fc0_0000, 'IOC'],
  ['div', 'infinity by infinity', 'RN', [0x7f80_0000, 0xff80_0000], 0x7fc0_0000, 'IOC'],
  ['div', 'infinity by zero raises nothing', 'RN', [0x7f80_0000, 0x8000_0000], 0xff80_0000, ''],
  ['div', 'by infinity', 'RN', [0xbf80_0000, 0x7f80_0000], 0x8000_0000, ''],
  ['div', 'by a flushed denormal', 'RN', [0x3f80_0000, 0x0000_0001], 0x7f80_0000, 'OFC IXC'],
  ['div', 'by a flushed denormal', 'RN FZ', [0x3f80_0000, 0x0000_0001], 0x7f80_0000, 'DZC IDC'],
  ['div', 'underflow', 'RN', [0x0080_0000, 0x4040_0000], 0x002a_aaab, 'UFC IXC'],
  ['div', 'underflow', 'RP', [0x0080_0000, 0x4040_0000], 0x002a_aaab, 'UFC IXC'],
  ['div', 'underflow', 'RM', [0x0080_0000, 0x4040_0000], 0x002a_aaaa, 'UFC IXC'],
  ['div', 'underflow', 'RZ', [0x0080_0000, 0x4040_0000], 0x002a_aaaa, 'UFC IXC'],
  ['div', 'an exact denormal quotient', 'RN', [0x0080_0000, 0x4000_0000], 0x0040_0000, ''],
  ['div', 'an exact denormal quotient', 'RN FZ', [0x0080_0000, 0x4000_0000], 0x0000_0000, 'UFC'],
  ['sqrt', 'of two', 'RN', [0x4000_0000], 0x3fb5_04f3, 'IXC'],
  ['sqrt', 'of two', 'RP', [0x4000_0000], 0x3fb5_04f4, 'IXC'],
  ['sqrt', 'of two', 'RM', [0x4000_0000], 0x3fb5_04f3, 'IXC'],
  ['sqrt', 'of two', 'RZ', [0x4000_0000], 0x3fb5_04f3, 'IXC'],
  ['sqrt', 'exact', 'RN', [0x4080_0000], 0x4000_0000, ''],
  ['sqrt', 'of minus zero', 'RN', [0x8000_0000], 0x8000_0000, ''],
  ['sqrt', 'of a negative number', 'RN', [0xbf80_0000], 0x7fc0_0000, 'IOC'],
  ['sqrt', 'of minus infinity', 'RN', [0xff80_0000], 0x7fc0_0000, 'IOC'],
  ['sqrt', 'of infinity', 'RN', [0x7f80_0000], 0x7f80_0000, ''],
  ['sqrt', 'of a denormal', 'RN', [0x0000_0001], 0x1a35_04f3, 'IXC'],
  ['sqrt', 'of a denormal', 'RN FZ', [0x0000_0001], 0x0000_0000, 'IDC'],
  ['sqrt', 'of a negative denormal', 'RN', [0x8000_0001], 0x7fc0_0000, 'IOC'],
  ['sqrt', 'of a negative denormal', 'RN FZ', [0x8000_0001], 0x8000_0000, 'IDC'],
  ['sqrt', 'of a signalling NaN', 'RN', [0xff80_0002], 0xffc0_0002, 'IOC'],
  ['sqrt', 'of a signalling NaN', 'RN DN', [0xff80_0002], 0x7fc0_0000, 'IOC'],
  ['fma', 'the product is not rounded', 'RN', [0x3f80_0001, 0x3f80_0001, 0xbf80_0002], 0x2880_0000, ''],
  ['fma', 'a tie broken by bits a double loses', 'RN', [0x3f80_0001, 0x3f7f_fffe, 0x4b80_0001], 0x4b80_0001, 'IXC'],
  ['fma', 'a tie broken by bits a double loses', 'RP', [0x3f80_0001, 0x3f7f_fffe, 0x4b80_0001], 0x4b80_0002, 'IXC'],
  ['fma', 'a tie broken by bits a double loses', 'RM', [0x3f80_0001, 0x3f7f_fffe, 0x4b80_0001], 0x4b80_0001, 'IXC'],
  ['fma', 'a tie broken by bits a double loses', 'RZ', [0x3f80_0001, 0x3f7f_fffe, 0x4b80_0001], 0x4b80_0001, 'IXC'],
  ['fma', 'a tie broken the other way', 'RN', [0xbf80_0001, 0x3f7f_fffe, 0x4b80_0001], 0x4b80_0001, 'IXC'],
  ['fma', 'just below the least normal number', 'RN', [0x0d80_0000, 0x8d80_0000, 0x0080_0000], 0x0080_0000, 'UFC IXC'],
  ['fma', 'just below the least normal number', 'RZ', [0x0d80_0000, 0x8d80_0000, 0x0080_0000], 0x007f_ffff, 'UFC IXC'],
  ['fma', 'just below the least normal number', 'RN FZ', [0x0d80_0000, 0x8d80_0000, 0x0080_0000], 0x0000_0000, 'UFC'],
  ['fma', 'just below the limit of infinity', 'RN', [0x7280_0001, 0x3fff_fffe, 0x7f7f_ffff], 0x7f7f_ffff, 'IXC'],
  ['fma', 'at the limit of infinity', 'RN', [0x7300_0000, 0x3f80_0000, 0x7f7f_ffff], 0x7f80_0000, 'OFC IXC'],
  ['fma', 'cancels to a zero of the mode', 'RN', [0x3f80_0000, 0x3f80_0000, 0xbf80_0000], 0x0000_0000, ''],
  ['fma', 'cancels to a zero of the mode', 'RM', [0x3f80_0000, 0x3f80_0000, 0xbf80_0000], 0x8000_0000, ''],
  ['fma', 'zero product and zero of like sign', 'RM', [0x0000_0000, 0x3f80_0000, 0x0000_0000], 0x0000_0000, ''],
  ['fma', 'zero product and zero of unlike sign', 'RN', [0x8000_0000, 0x3f80_0000, 0x0000_0000], 0x0000_0000, ''],
  ['fma', 'zero product and zero of unlike sign', 'RM', [0x8000_0000, 0x3f80_0000, 0x0000_0000], 0x8000_0000, ''],
  ['fma', 'infinite product, unlike infinity', 'RN', [0x7f80_0000, 0x3f80_0000, 0xff80_0000], 0x7fc0_0000, 'IOC'],
  ['fma', 'an overflowing product is no infinity yet', 'RN', [0x7f7f_ffff, 0x7f7f_ffff, 0xff80_0000], 0xff80_0000, ''],
  ['fma', 'infinity times zero', 'RN', [0x7f80_0000, 0x0000_0000, 0x3f80_0000], 0x7fc0_0000, 'IOC'],
  ['fma', 'infinity times zero and a quiet NaN', 'RN', [0x7f80_0000, 0x0000_0000, 0xffc0_0002], 0x7fc0_0000, 'IOC'],
  ['fma', 'infinity times zero and a signalling NaN', 'RN', [0x7f80_0000, 0x0000_0000, 0xff80_0002], 0xffc0_0002, 'IOC'],
  ['fma', 'the addend is first among NaNs', 'RN', [0x7fc0_0001, 0x3f80_0000, 0xffc0_0002], 0xffc0_0002, ''],
  ['fma', 'signalling ones come before it', 'RN', [0x7fc0_0001, 0x7f80_0001, 0xffc0_0002], 0x7fc0_0001, 'IOC'],
  ['fma', 'then the factors in order', 'RN', [0x7fc0_0001, 0xffc0_0002, 0x3f80_0000], 0x7fc0_0001, ''],
  ['fma', 'flushed factor', 'RN FZ', [0x0000_0001, 0x7f80_0000, 0x3f80_0000], 0x7fc0_0000, 'IOC IDC'],
  ['compare', 'equal', 'RN', [0x3f80_0000, 0x3f80_0000], 0b0110, ''],
  ['compare', 'zeros are equal', 'RN', [0x0000_0000, 0x8000_0000], 0b0110, ''],
  ['compare', 'less', 'RN', [0xbf80_0000, 0x3f80_0000], 0b1000, ''],
  ['compare', 'greater', 'RN', [0x3f80_0000, 0xff80_0000], 0b0010, ''],
  ['compare', 'unordered', 'RN', [0x7fc0_0001, 0x3f80_0000], 0b0011, ''],
  ['compare', 'unordered, signalling', 'RN', [0x3f80_0000, 0x7f80_0001], 0b0011, 'IOC'],
  ['compareSignalling', 'unordered', 'RN', [0x7fc0_0001, 0x3f80_0000], 0b0011, 'IOC'],
  ['compareSignalling', 'less', 'RN', [0x0000_0001, 0x0000_0002], 0b1000, ''],
  ['compare', 'denormals', 'RN FZ', [0x0000_0001, 0x0000_0002], 0b0110, 'IDC'],
];

/** `RM FZ` as FPSCR. */
const fpscrOf = (modes: string): number => {
  const [rounding = 'RN', ...others] = modes.split(' ');
  const bits = others.reduce((word, name) => word | Fpscr[name as keyof typeof Fpscr], 0);
  return bits | (['RN', 'RP', 'RM', 'RZ'].indexOf(rounding) << 22);
};
const cumulative = ['IOC', 'DZC', 'OFC', 'UFC', 'IXC', 'IDC'] as const;
const flagsOf = (fpscr: number): string => cumulative.filter((name) => (fpscr & Fpscr[name]) !== 0).join(' ');
const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

describe.each(Object.keys(operations) as (keyof typeof operations)[])('%s', (operation) => {
  const own = rows.filter(([of]) => of === operation);
  it.each(own)('%s: %s (%s)', (_operation, _rule, modes, operands, result, flags) => {
    const [a = 0, b = 0, c = 0] = operands.map((word) => word | 0);
    const status = { fpscr: fpscrOf(modes) };
    const answer = operations[operation]([a, b, c], status);
    expect([hex(answer), flagsOf(status.fpscr)]).toEqual([hex(result), flags]);
    expect(status.fpscr & ~0x9f).toBe(fpscrOf(modes));
  });
});

it('keeps flags that were set before', () => {
  const status = { fpscr: Fpscr.DZC | Fpscr.IDC };
  add(0x3f80_0000, 1, status);
  expect(flagsOf(status.fpscr)).toBe('DZC IXC IDC');
});

it('answers with int32 patterns', () => {
  const status = { fpscr: 0 };
  expect(add(0xbf80_0000, 0xbf80_0000, status)).toBe(0xc000_0000 | 0);
  expect(sub(0xffc0_0000, 0, status)).toBe(0xffc0_0000 | 0);
});
