/** Conversions: results and flags as QEMU's Cortex-M4 gives them, rule by rule, and there and back again. */
import { describe, expect, it } from 'vitest';
import { type FixedSize, fromFixed, fromHalf, toFixed, toHalf } from './convert';
import { Fpscr } from './status';

/**
 * Conversion, rule, modes, operand, result, flags that are set. `s32z` converts to a signed integer towards zero (VCVT),
 * `s32r` by mode (VCVTR), `s16#7` to fixed point with 7 fraction bits; `from...` is the way back.
 */
type Row = [string, string, string, number[], number, string];

// biome-ignore format: a table
const rows: readonly Row[] = [
  ['s32r', 'a half', 'RN', [0x3f00_0000], 0, 'IXC'],
  ['s32r', 'a half', 'RP', [0x3f00_0000], 1, 'IXC'],
  ['s32r', 'a half', 'RM', [0x3f00_0000], 0, 'IXC'],
  ['s32r', 'a half', 'RZ', [0x3f00_0000], 0, 'IXC'],
  ['s32r', 'three halves', 'RN', [0x3fc0_0000], 2, 'IXC'],
  ['s32r', 'three halves', 'RP', [0x3fc0_0000], 2, 'IXC'],
  ['s32r', 'three halves', 'RM', [0x3fc0_0000], 1, 'IXC'],
  ['s32r', 'three halves', 'RZ', [0x3fc0_0000], 1, 'IXC'],
  ['s32r', 'minus three halves', 'RN', [0xbfc0_0000], -2, 'IXC'],
  ['s32r', 'minus three halves', 'RP', [0xbfc0_0000], -1, 'IXC'],
  ['s32r', 'minus three halves', 'RM', [0xbfc0_0000], -2, 'IXC'],
  ['s32r', 'minus three halves', 'RZ', [0xbfc0_0000], -1, 'IXC'],
  ['s32z', 'towards zero whatever the mode', 'RP', [0x3fff_ffff], 1, 'IXC'],
  ['s32z', 'largest that fits', 'RN', [0x4eff_ffff], 2147483520, ''],
  ['s32z', '2^31', 'RN', [0x4f00_0000], 2147483647, 'IOC'],
  ['s32z', '-2^31', 'RN', [0xcf00_0000], -2147483648, ''],
  ['s32z', 'below', 'RN', [0xcf00_0001], -2147483648, 'IOC'],
  ['u32z', '2^31', 'RN', [0x4f00_0000], 2147483648, ''],
  ['u32z', '2^32', 'RN', [0x4f80_0000], 4294967295, 'IOC'],
  ['u32z', 'minus a half', 'RN', [0xbf00_0000], 0, 'IXC'],
  ['u32r', 'minus a half', 'RN', [0xbf00_0000], 0, 'IXC'],
  ['u32r', 'minus a half', 'RM', [0xbf00_0000], 0, 'IOC'],
  ['u32z', 'minus one', 'RN', [0xbf80_0000], 0, 'IOC'],
  ['s32z', 'infinity', 'RN', [0x7f80_0000], 2147483647, 'IOC'],
  ['s32z', 'minus infinity', 'RN', [0xff80_0000], -2147483648, 'IOC'],
  ['u32z', 'minus infinity', 'RN', [0xff80_0000], 0, 'IOC'],
  ['s32z', 'quiet NaN', 'RN', [0x7fc0_0001], 0, 'IOC'],
  ['u32z', 'negative NaN', 'RN', [0xff80_0002], 0, 'IOC'],
  ['s32z', 'a denormal', 'RN', [0x0000_0001], 0, 'IXC'],
  ['s32z', 'a denormal', 'RN FZ', [0x0000_0001], 0, 'IDC'],
  ['s16#7', 'one', 'RN', [0x3f80_0000], 128, ''],
  ['s16#7', 'minus one and a bit', 'RN', [0xbf80_0001], -128, 'IXC'],
  ['s16#15', 'saturates', 'RN', [0x3f80_0000], 32767, 'IOC'],
  ['s16#15', 'saturates below', 'RN', [0xc000_0000], -32768, 'IOC'],
  ['u16#8', 'saturates', 'RN', [0x4380_0000], 65535, 'IOC'],
  ['u16#8', 'negative', 'RN', [0xbf80_0000], 0, 'IOC'],
  ['s32#16', 'one', 'RN', [0x3f80_0000], 65536, ''],
  ['u32#32', 'a half', 'RN', [0x3f00_0000], 2147483648, ''],
  ['u32#32', 'one', 'RN', [0x3f80_0000], 4294967295, 'IOC'],
  ['froms32', 'exact', 'RN', [0xffff_ffff], 0xbf80_0000, ''],
  ['froms32', '2^24 + 1', 'RN', [0x0100_0001], 0x4b80_0000, 'IXC'],
  ['froms32', '2^24 + 1', 'RP', [0x0100_0001], 0x4b80_0001, 'IXC'],
  ['froms32', '2^24 + 1', 'RM', [0x0100_0001], 0x4b80_0000, 'IXC'],
  ['froms32', '2^24 + 1', 'RZ', [0x0100_0001], 0x4b80_0000, 'IXC'],
  ['froms32', '-(2^24 + 1)', 'RN', [0xfeff_ffff], 0xcb80_0000, 'IXC'],
  ['froms32', '-(2^24 + 1)', 'RP', [0xfeff_ffff], 0xcb80_0000, 'IXC'],
  ['froms32', '-(2^24 + 1)', 'RM', [0xfeff_ffff], 0xcb80_0001, 'IXC'],
  ['froms32', '-(2^24 + 1)', 'RZ', [0xfeff_ffff], 0xcb80_0000, 'IXC'],
  ['fromu32', '2^32 - 1', 'RN', [0xffff_ffff], 0x4f80_0000, 'IXC'],
  ['fromu32', '2^32 - 1', 'RZ', [0xffff_ffff], 0x4f7f_ffff, 'IXC'],
  ['froms32', 'zero', 'RM', [0x0000_0000], 0x0000_0000, ''],
  ['froms16#15', 'low half only, signed', 'RN', [0x1234_8000], 0xbf80_0000, ''],
  ['fromu16#16', 'low half only, unsigned', 'RN', [0x1234_ffff], 0x3f7f_ff00, ''],
  ['froms32#16', 'to nearest whatever the mode', 'RP', [0x0100_0001], 0x4380_0000, 'IXC'],
  ['fromu32#32', '2^32 - 1', 'RM', [0xffff_ffff], 0x3f80_0000, 'IXC'],
  ['toHalf', 'exact', 'RN', [0xc049_0000], 0xc248, ''],
  ['toHalf', 'halfway to even', 'RN', [0x3f80_1000], 0x3c00, 'IXC'],
  ['toHalf', 'halfway to even', 'RP', [0x3f80_1000], 0x3c01, 'IXC'],
  ['toHalf', 'halfway to even', 'RM', [0x3f80_1000], 0x3c00, 'IXC'],
  ['toHalf', 'halfway to even', 'RZ', [0x3f80_1000], 0x3c00, 'IXC'],
  ['toHalf', 'halfway to even, from an odd one', 'RN', [0x3f80_3000], 0x3c02, 'IXC'],
  ['toHalf', 'negative', 'RP', [0xbf80_1000], 0xbc00, 'IXC'],
  ['toHalf', 'negative', 'RM', [0xbf80_1000], 0xbc01, 'IXC'],
  ['toHalf', 'largest', 'RN', [0x477f_e000], 0x7bff, ''],
  ['toHalf', 'half a unit above the largest', 'RN', [0x477f_f000], 0x7c00, 'OFC IXC'],
  ['toHalf', 'half a unit above the largest', 'RP', [0x477f_f000], 0x7c00, 'OFC IXC'],
  ['toHalf', 'half a unit above the largest', 'RM', [0x477f_f000], 0x7bff, 'IXC'],
  ['toHalf', 'half a unit above the largest', 'RZ', [0x477f_f000], 0x7bff, 'IXC'],
  ['toHalf', 'just below that', 'RN', [0x477f_efff], 0x7bff, 'IXC'],
  ['toHalf', 'far above, negative', 'RN', [0xff7f_ffff], 0xfc00, 'OFC IXC'],
  ['toHalf', 'far above, negative', 'RP', [0xff7f_ffff], 0xfbff, 'OFC IXC'],
  ['toHalf', 'far above, negative', 'RM', [0xff7f_ffff], 0xfc00, 'OFC IXC'],
  ['toHalf', 'the alternative format reaches 131008', 'RN AHP', [0x47ff_e000], 0x7fff, ''],
  ['toHalf', 'and ends there', 'RN AHP', [0x47ff_f000], 0x7fff, 'IOC'],
  ['toHalf', 'rounded down there', 'RZ AHP', [0x47ff_f000], 0x7fff, 'IXC'],
  ['toHalf', 'a denormal', 'RN', [0x3380_0000], 0x0001, ''],
  ['toHalf', 'a denormal', 'RN FZ', [0x3380_0000], 0x0001, ''],
  ['toHalf', 'half of the least', 'RN', [0x3300_0000], 0x0000, 'UFC IXC'],
  ['toHalf', 'half of the least', 'RP', [0x3300_0000], 0x0001, 'UFC IXC'],
  ['toHalf', 'tiny before rounding', 'RN', [0x387f_f000], 0x0400, 'UFC IXC'],
  ['toHalf', 'a denormal operand', 'RN', [0x0000_0001], 0x0000, 'UFC IXC'],
  ['toHalf', 'a denormal operand', 'RP', [0x0000_0001], 0x0001, 'UFC IXC'],
  ['toHalf', 'a denormal operand', 'RN FZ', [0x0000_0001], 0x0000, 'IDC'],
  ['toHalf', 'minus zero', 'RN', [0x8000_0000], 0x8000, ''],
  ['toHalf', 'infinity', 'RN', [0xff80_0000], 0xfc00, ''],
  ['toHalf', 'infinity', 'RN AHP', [0xff80_0000], 0xffff, 'IOC'],
  ['toHalf', 'NaN keeps the top of its payload', 'RN', [0xffd5_4321], 0xfeaa, ''],
  ['toHalf', 'NaN keeps the top of its payload', 'RN DN', [0xffd5_4321], 0x7e00, ''],
  ['toHalf', 'NaN keeps the top of its payload', 'RN AHP', [0xffd5_4321], 0x8000, 'IOC'],
  ['toHalf', 'signalling NaN', 'RN', [0x7f80_0001], 0x7e00, 'IOC'],
  ['toHalf', 'signalling NaN', 'RN DN', [0x7f80_0001], 0x7e00, 'IOC'],
  ['toHalf', 'signalling NaN', 'RN AHP', [0x7f80_0001], 0x0000, 'IOC'],
  ['fromHalf', 'one', 'RN', [0x3c00], 0x3f80_0000, ''],
  ['fromHalf', 'bits above are ignored', 'RN', [0xffff3c00], 0x3f80_0000, ''],
  ['fromHalf', 'largest', 'RN', [0xfbff], 0xc77f_e000, ''],
  ['fromHalf', 'least', 'RN', [0x8001], 0xb380_0000, ''],
  ['fromHalf', 'least', 'RN FZ', [0x8001], 0xb380_0000, ''],
  ['fromHalf', 'largest denormal', 'RN', [0x03ff], 0x387f_c000, ''],
  ['fromHalf', 'minus zero', 'RN', [0x8000], 0x8000_0000, ''],
  ['fromHalf', 'infinity', 'RN', [0x7c00], 0x7f80_0000, ''],
  ['fromHalf', 'infinity', 'RN AHP', [0x7c00], 0x4780_0000, ''],
  ['fromHalf', 'quiet NaN', 'RN', [0xfe01], 0xffc0_2000, ''],
  ['fromHalf', 'quiet NaN', 'RN DN', [0xfe01], 0x7fc0_0000, ''],
  ['fromHalf', 'quiet NaN', 'RN AHP', [0xfe01], 0xc7c0_2000, ''],
  ['fromHalf', 'signalling NaN', 'RN', [0x7c01], 0x7fc0_2000, 'IOC'],
  ['fromHalf', 'signalling NaN', 'RN DN', [0x7c01], 0x7fc0_0000, 'IOC'],
];

/** `RM FZ` as FPSCR. */
const fpscrOf = (modes: string): number => {
  const [rounding = 'RN', ...others] = modes.split(' ');
  const bits = others.reduce((word, name) => word | Fpscr[name as keyof typeof Fpscr], 0);
  return bits | (['RN', 'RP', 'RM', 'RZ'].indexOf(rounding) << 22);
};
const cumulative = ['IOC', 'DZC', 'OFC', 'UFC', 'IXC', 'IDC'] as const;
const flagsOf = (fpscr: number): string => cumulative.filter((name) => (fpscr & Fpscr[name]) !== 0).join(' ');

const convert = (conversion: string, operand: number, status: { fpscr: number }): number => {
  if (conversion === 'toHalf') return toHalf(operand, status);
  if (conversion === 'fromHalf') return fromHalf(operand, status);
  const [, from, sign, width, towardsZero, fraction] = /^(from)?([su])(16|32)(z?)r?#?(\d*)$/.exec(conversion) ?? [];
  const fixed = fraction !== '';
  const size = Number(width) as FixedSize;
  if (from) return fromFixed(operand, Number(fraction), sign === 'u', size, fixed, status);
  return toFixed(operand, Number(fraction), sign === 'u', size, fixed || towardsZero === 'z', status);
};

describe.each([...new Set(rows.map(([conversion]) => conversion))])('%s', (conversion) => {
  const own = rows.filter(([of]) => of === conversion);
  it.each(own)('%s: %s (%s)', (_conversion, _rule, modes, operands, result, flags) => {
    const status = { fpscr: fpscrOf(modes) };
    const answer = convert(conversion, (operands[0] ?? 0) | 0, status);
    expect([answer, flagsOf(status.fpscr)]).toEqual([result | 0, flags]);
    expect(status.fpscr & ~0x9f).toBe(fpscrOf(modes));
  });
});

describe('half precision', () => {
  it.each([0, Fpscr.AHP])('comes back exactly, whatever it was (FPSCR %i)', (fpscr) => {
    const status = { fpscr };
    const quiet = (half: number): number => (fpscr === 0 && (half & 0x7fff) > 0x7c00 ? half | 0x200 : half);
    const changed = Array.from({ length: 0x1_0000 }, (_, half) => half).filter(
      (half) => toHalf(fromHalf(half, status), status) !== quiet(half),
    );
    expect(changed).toEqual([]);
    expect(flagsOf(status.fpscr)).toBe(fpscr === 0 ? 'IOC' : '');
  });
});

describe('fixed point', () => {
  it.each([0, 1, 8, 15, 16])('of 16 bits comes back exactly with %i fraction bits', (fraction) => {
    const status = { fpscr: 0 };
    const there = (value: number, unsigned: boolean) => fromFixed(value, fraction, unsigned, 16, true, status);
    const changed = Array.from({ length: 0x1_0000 }, (_, value) => value).filter(
      (value) =>
        toFixed(there(value, true), fraction, true, 16, true, status) !== value ||
        toFixed(there(value, false), fraction, false, 16, true, status) !== (value << 16) >> 16,
    );
    expect(changed).toEqual([]);
    expect(status.fpscr).toBe(0);
  });
});
