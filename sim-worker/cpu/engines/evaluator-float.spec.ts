/** Floating point: what goes where, and as raw bits. The arithmetic itself is tested in `fpu/`. */
import { describe, expect, it } from 'vitest';
import { carriedOut, ram, row } from '../../testing/isa-bench';

const at = (offset: number): string => `0x${(ram + offset).toString(16)}`;
const bits = (value: number): number => new Uint32Array(new Float32Array([value]).buffer)[0]!;
const inexact = 0x10;
const check = (rows: readonly ReturnType<typeof row>[]): void => {
  it.each(rows.map((one) => [one[0], one] as const))('%s', (text, one) => {
    expect(carriedOut(one)).toEqual({ text, changed: one[3] });
  });
};

describe('arithmetic', () => {
  const two = { s0: bits(100), s1: bits(6), s2: bits(3) };
  check([
    row('vadd.f32 s0, s1, s2', [0xee30, 0x0a81], two, { s0: bits(9) }),
    row('vsub.f32 s0, s1, s2', [0xee30, 0x0ac1], two, { s0: bits(3) }),
    row('vmul.f32 s0, s1, s2', [0xee20, 0x0a81], two, { s0: bits(18) }),
    row('vnmul.f32 s0, s1, s2', [0xee20, 0x0ac1], two, { s0: bits(-18) }),
    row('vdiv.f32 s0, s1, s2', [0xee80, 0x0a81], two, { s0: bits(2) }),
    row('vdiv.f32 s0, s2, s1', [0xee81, 0x0a20], { s1: bits(3), s2: bits(1) }, { s0: bits(1 / 3), fpscr: inexact }),
    row('vmla.f32 s0, s1, s2', [0xee00, 0x0a81], two, { s0: bits(118) }),
    row('vmls.f32 s0, s1, s2', [0xee00, 0x0ac1], two, { s0: bits(82) }),
    row('vnmla.f32 s0, s1, s2', [0xee10, 0x0ac1], two, { s0: bits(-118) }),
    row('vnmls.f32 s0, s1, s2', [0xee10, 0x0a81], two, { s0: bits(-82) }),
    row('vfma.f32 s0, s1, s2', [0xeea0, 0x0a81], two, { s0: bits(118) }),
    row('vfms.f32 s0, s1, s2', [0xeea0, 0x0ac1], two, { s0: bits(82) }),
    row('vfnma.f32 s0, s1, s2', [0xee90, 0x0ac1], two, { s0: bits(-118) }),
    row('vfnms.f32 s0, s1, s2', [0xee90, 0x0a81], two, { s0: bits(-82) }),
    row('vsqrt.f32 s0, s1', [0xeeb1, 0x0ae0], { s1: bits(9) }, { s0: bits(3) }),
    row('vneg.f32 s0, s1', [0xeeb1, 0x0a60], { s1: 0x7f80_0001 }, { s0: 0xff80_0001 }),
    row('vabs.f32 s0, s1', [0xeeb0, 0x0ae0], { s1: 0xff80_0001 }, { s0: 0x7f80_0001 }),
  ]);
});

describe('VMLA rounds twice, VFMA once', () => {
  // (1 + 2^-23)^2 - 1 - 2^-22 is 2^-46, which the rounded product has lost.
  const before = { s0: bits(-1 - 2 ** -22), s1: bits(1 + 2 ** -23), s2: bits(1 + 2 ** -23) };
  check([
    row('vmla.f32 s0, s1, s2', [0xee00, 0x0a81], before, { s0: 0, fpscr: inexact }),
    row('vfma.f32 s0, s1, s2', [0xeea0, 0x0a81], before, { s0: bits(2 ** -46) }),
  ]);
});

describe('comparison', () => {
  const nan = 0x7fc0_0000;
  check([
    row('vcmp.f32 s0, s1', [0xeeb4, 0x0a60], { s0: bits(1), s1: bits(2) }, { fpscr: 0x8000_0000 }),
    row('vcmp.f32 s0, #0', [0xeeb5, 0x0a40], { s0: bits(-0) }, { fpscr: 0x6000_0000 }),
    row('vcmp.f32 s0, s1', [0xeeb4, 0x0a60], { s0: nan }, { fpscr: 0x3000_0000 }),
    row('vcmpe.f32 s0, s1', [0xeeb4, 0x0ae0], { s0: nan }, { fpscr: 0x3000_0001 }),
    row('vmrs apsr_nzcv, fpscr', [0xeef1, 0xfa10], { fpscr: 0x6000_0000 }, { flags: 'nZCv' }),
  ]);
});

describe('conversion', () => {
  const up = 1 << 22;
  check([
    row('vcvt.s32.f32 s0, s1', [0xeebd, 0x0ae0], { s1: bits(-2.75), fpscr: up }, { s0: -2 >>> 0, fpscr: up | inexact }),
    row('vcvtr.s32.f32 s0, s1', [0xeebd, 0x0a60], { s1: bits(-2.75) }, { s0: -3 >>> 0, fpscr: inexact }),
    row('vcvtr.s32.f32 s0, s1', [0xeebd, 0x0a60], { s1: bits(2.25), fpscr: up }, { s0: 3, fpscr: up | inexact }),
    row('vcvt.u32.f32 s0, s1', [0xeebc, 0x0ae0], { s0: 1, s1: bits(-5) }, { s0: 0, fpscr: 1 }),
    row('vcvt.f32.s32 s0, s1', [0xeeb8, 0x0ae0], { s1: -7 >>> 0 }, { s0: bits(-7) }),
    row('vcvt.f32.u32 s0, s1', [0xeeb8, 0x0a60], { s1: 0x8000_0000 }, { s0: bits(2 ** 31) }),
    row('vcvt.s16.f32 s0, s0, #8', [0xeebe, 0x0a44], { s0: bits(-1.5) }, { s0: -384 >>> 0 }),
    row('vcvt.f32.u16 s0, s0, #4', [0xeebb, 0x0a46], { s0: 0xffff_0018 }, { s0: bits(1.5) }),
    row('vcvtb.f16.f32 s0, s1', [0xeeb3, 0x0a60], { s0: 0xaaaa_bbbb, s1: bits(1) }, { s0: 0xaaaa_3c00 }),
    row('vcvtt.f16.f32 s0, s1', [0xeeb3, 0x0ae0], { s0: 0xaaaa_bbbb, s1: bits(1) }, { s0: 0x3c00_bbbb }),
    row('vcvtt.f32.f16 s0, s1', [0xeeb2, 0x0ae0], { s1: 0xc000_0000 }, { s0: bits(-2) }),
  ]);
});

describe('moves keep every bit', () => {
  const signalling = 0x7f80_0001;
  check([
    row('vmov.f32 s0, #1.0', [0xeeb7, 0x0a00], {}, { s0: bits(1) }),
    row('vmov.f32 s0, #-0.125', [0xeebc, 0x0a00], {}, { s0: bits(-0.125) }),
    row('vmov.f32 s0, #31.0', [0xeeb3, 0x0a0f], {}, { s0: bits(31) }),
    row('vmov.f32 s0, s1', [0xeeb0, 0x0a60], { s1: signalling }, { s0: signalling }),
    row('vmov s1, r0', [0xee00, 0x0a90], { r0: signalling }, { s1: signalling }),
    row('vmov r0, s1', [0xee10, 0x0a90], { s1: signalling }, { r0: signalling }),
    row('vmov r0, r1, s2, s3', [0xec51, 0x0a11], { s2: 2, s3: 3 }, { r0: 2, r1: 3 }),
    row('vmov d1, r0, r1', [0xec41, 0x0b11], { r0: 2, r1: 3 }, { s2: 2, s3: 3 }),
    row('vmov.32 d1[1], r0', [0xee21, 0x0b10], { r0: 2 }, { s3: 2 }),
    row('vmrs r0, fpscr', [0xeef1, 0x0a10], { fpscr: 0x0300_0001 }, { r0: 0x0300_0001 }),
    row('vmsr fpscr, r0', [0xeee1, 0x0a10], { r0: 0xffff_ffff }, { fpscr: 0xf7c0_009f }),
  ]);
});

describe('loads and stores', () => {
  check([
    row('vldr s0, [r0, #4]', [0xed90, 0x0a01], { r0: ram, [at(4)]: 5 }, { s0: 5 }),
    row('vldr d1, [r0]', [0xed90, 0x1b00], { r0: ram, [at(0)]: 5, [at(4)]: 6 }, { s2: 5, s3: 6 }),
    row('vstr s0, [r0, #-4]', [0xed00, 0x0a01], { r0: ram + 4, s0: 5 }, { [at(0)]: 5 }),
    row('vstmia r0!, {s1, s2}', [0xece0, 0x0a02], { r0: ram, s1: 1, s2: 2 }, { r0: ram + 8, [at(0)]: 1, [at(4)]: 2 }),
    row('vldmia r0, {d0}', [0xec90, 0x0b02], { r0: ram, [at(0)]: 1, [at(4)]: 2 }, { s0: 1, s1: 2 }),
    row('vpush {s0}', [0xed2d, 0x0a01], { s0: 5 }, { sp: ram + 124, [at(124)]: 5 }),
    row('vpop {d8}', [0xecbd, 0x8b02], { [at(128)]: 5, [at(132)]: 6 }, { sp: ram + 136, s16: 5, s17: 6 }),
    row(
      'fldmiax r0!, {d0}',
      [0xecb0, 0x0b03],
      { r0: ram, [at(0)]: 1, [at(4)]: 2, [at(8)]: 3 },
      { r0: ram + 12, s0: 1, s1: 2 },
    ),
  ]);
});
