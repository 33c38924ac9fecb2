/** Data processing, chapter by chapter: state before, instruction, all that is different afterwards. */
import { describe, expect, it } from 'vitest';
import { carriedOut, IsaBench, instructionAt, row } from '../../testing/isa-bench';

const minus = (value: number): number => -value >>> 0;
const check = (rows: readonly ReturnType<typeof row>[]): void => {
  it.each(rows.map((one) => [one[0], one] as const))('%s', (text, one) => {
    expect(carriedOut(one)).toEqual({ text, changed: one[3] });
  });
};

describe('addition and subtraction: carry is not borrow, overflow is of the signs', () => {
  check([
    row('adds r0, r1, r2', [0x1888], { r1: 1, r2: 2 }, { r0: 3 }),
    row('adds r0, r1, r2', [0x1888], { r1: 0x7fff_ffff, r2: 1 }, { r0: 0x8000_0000, flags: 'NzcV' }),
    row('adds r0, r1, r2', [0x1888], { r1: minus(1), r2: 1, r0: 7 }, { r0: 0, flags: 'nZCv' }),
    row('subs r0, r1, r2', [0x1a88], { r1: 5, r2: 5, r0: 1 }, { r0: 0, flags: 'nZCv' }),
    row('subs r0, r1, r2', [0x1a88], { r1: 5, r2: 6 }, { r0: minus(1), flags: 'Nzcv' }),
    row('subs r0, r1, r2', [0x1a88], { r1: 0x8000_0000, r2: 1 }, { r0: 0x7fff_ffff, flags: 'nzCV' }),
    row('adcs r0, r1', [0x4148], { r0: 1, r1: 2, flags: 'nzCv' }, { r0: 4, flags: 'nzcv' }),
    row('sbcs r0, r1', [0x4188], { r0: 5, r1: 2 }, { r0: 2, flags: 'nzCv' }),
    row('rsbs r0, r1, #0', [0x4248], { r1: 1 }, { r0: minus(1), flags: 'Nzcv' }),
    row('rsbs r0, r1, #0', [0x4248], { r1: 0, r0: 3 }, { r0: 0, flags: 'nZCv' }),
    row('cmn r0, r1', [0x42c8], { r0: minus(5), r1: 5 }, { flags: 'nZCv' }),
    row('cmp r0, #0xff', [0x28ff], { r0: 0xff }, { flags: 'nZCv' }),
    row('adds r0, #0xff', [0x30ff], { r0: 1 }, { r0: 0x100 }),
    row('add.w r8, r1, r2, lsl #4', [0xeb01, 0x1802], { r1: 3, r2: 2 }, { r8: 35 }),
    row('adc.w r8, r1, r2', [0xeb41, 0x0802], { r1: 3, r2: 2, flags: 'nzCv' }, { r8: 6 }),
    row('sub.w sp, sp, #0x10', [0xf1ad, 0x0d10], {}, { sp: 0x2000_0070 }),
    row('addw r0, r1, #0xfff', [0xf601, 0x70ff], { r1: 1 }, { r0: 0x1000 }),
    row('subw r0, r1, #0xfff', [0xf6a1, 0x70ff], { r1: 0 }, { r0: minus(0xfff) }),
  ]);
});

describe('logic: V stays, C comes from the shifter', () => {
  check([
    row('ands r0, r1', [0x4008], { r0: 6, r1: 3, flags: 'NzCV' }, { r0: 2, flags: 'nzCV' }),
    row('bics r0, r1', [0x4388], { r0: 7, r1: 2 }, { r0: 5 }),
    row('mvns r0, r1', [0x43c8], { r1: 0 }, { r0: minus(1), flags: 'Nzcv' }),
    row('tst r0, r1', [0x4208], { r0: 1, r1: 2 }, { flags: 'nZcv' }),
    row('movs r0, #0', [0x2000], { r0: 1, flags: 'NzCV' }, { r0: 0, flags: 'nZCV' }),
    row('movs.w r8, #-0x80000000', [0xf05f, 0x4800], {}, { r8: 0x8000_0000, flags: 'NzCv' }),
    row('orrs r0, r1, #0xff', [0xf051, 0x00ff], { r1: 0, flags: 'nzCv' }, { r0: 0xff }),
    row('orn r0, r1, r2', [0xea61, 0x0002], { r1: 0, r2: minus(8) }, { r0: 7 }),
    row('eors.w r0, r1, r2, lsr #1', [0xea91, 0x0052], { r1: 1, r2: 3, r0: 9 }, { r0: 0, flags: 'nZCv' }),
    row('teq.w r0, r1', [0xea90, 0x0f01], { r0: 4, r1: 4 }, { flags: 'nZcv' }),
    row('movw r0, #0xabcd', [0xf64a, 0x30cd], { r0: minus(1) }, { r0: 0xabcd }),
    row('movt r0, #0x1234', [0xf2c1, 0x2034], { r0: 0xffff_abcd }, { r0: 0x1234_abcd }),
  ]);
});

describe('shifts: the last bit out is the carry, a count of 0 leaves it', () => {
  check([
    row('lsls r0, r1, #1', [0x0048], { r1: 0x8000_0001 }, { r0: 2, flags: 'nzCv' }),
    row('lsrs r0, r1, #0x20', [0x0808], { r1: 0x8000_0000, r0: 1 }, { r0: 0, flags: 'nZCv' }),
    row('asrs r0, r1, #0x20', [0x1008], { r1: 0x8000_0000 }, { r0: minus(1), flags: 'NzCv' }),
    row('lsls r0, r1', [0x4088], { r0: 1, r1: 0x100, flags: 'nzCv' }, {}),
    row('lsls r0, r1', [0x4088], { r0: 1, r1: 32 }, { r0: 0, flags: 'nZCv' }),
    row('lsls r0, r1', [0x4088], { r0: 1, r1: 33, flags: 'nzCv' }, { r0: 0, flags: 'nZcv' }),
    row('lsrs r0, r1', [0x40c8], { r0: 0x8000_0000, r1: 32 }, { r0: 0, flags: 'nZCv' }),
    row('asrs r0, r1', [0x4108], { r0: 0x8000_0000, r1: 200 }, { r0: minus(1), flags: 'NzCv' }),
    row('rors r0, r1', [0x41c8], { r0: 0x8000_0001, r1: 32 }, { flags: 'NzCv' }),
    row('rors r0, r1', [0x41c8], { r0: 3, r1: 1 }, { r0: 0x8000_0001, flags: 'NzCv' }),
    row('rrxs r0, r1', [0xea5f, 0x0031], { r1: 2, flags: 'nzCv' }, { r0: 0x8000_0001, flags: 'Nzcv' }),
    row('ror.w r0, r1, r2', [0xfa61, 0xf002], { r1: 0xf0, r2: 4 }, { r0: 0xf }),
  ]);
});

describe('bits and bytes', () => {
  check([
    row('sxtb r0, r1', [0xb248], { r1: 0x1280 }, { r0: minus(0x80) }),
    row('uxth.w r8, r1, ror #8', [0xfa1f, 0xf891], { r1: 0x00ab_cd00 }, { r8: 0xabcd }),
    row('sxtah r0, r1, r2', [0xfa01, 0xf082], { r0: 9, r1: 1, r2: 0xffff }, { r0: 0 }),
    row('rev r0, r1', [0xba08], { r1: 0x1122_3344 }, { r0: 0x4433_2211 }),
    row('rev16 r0, r1', [0xba48], { r1: 0x1122_3344 }, { r0: 0x2211_4433 }),
    row('revsh r0, r1', [0xbac8], { r1: 0x0080 }, { r0: 0xffff_8000 }),
    row('rbit r0, r1', [0xfa91, 0xf0a1], { r1: 0x0000_000d }, { r0: 0xb000_0000 }),
    row('clz r0, r1', [0xfab1, 0xf081], { r1: 0x0001_0000 }, { r0: 15 }),
    row('clz r0, r1', [0xfab1, 0xf081], { r1: 0 }, { r0: 32 }),
    row('ubfx r0, r1, #4, #8', [0xf3c1, 0x1007], { r1: 0xabcd }, { r0: 0xbc }),
    row('sbfx r0, r1, #4, #8', [0xf341, 0x1007], { r1: 0xabcd }, { r0: minus(0x44) }),
    row('bfi r0, r1, #8, #4', [0xf361, 0x200b], { r0: minus(1), r1: 0x5 }, { r0: 0xffff_f5ff }),
    row('bfc r0, #0, #0x20', [0xf36f, 0x001f], { r0: minus(1) }, { r0: 0 }),
    row('ssat r0, #8, r1', [0xf301, 0x0007], { r1: 200 }, { r0: 127, q: 1 }),
    row('usat r0, #8, r1', [0xf381, 0x0008], { r1: minus(3), r0: 1 }, { r0: 0, q: 1 }),
    row('ssat r0, #8, r1, lsl #1', [0xf301, 0x0047], { r1: 5 }, { r0: 10 }),
  ]);
});

describe('multiplication and division', () => {
  check([
    row('muls r0, r1, r0', [0x4348], { r0: minus(3), r1: 7 }, { r0: minus(21), flags: 'Nzcv' }),
    row('mla r0, r1, r2, r3', [0xfb01, 0x3002], { r1: 3, r2: 4, r3: 5 }, { r0: 17 }),
    row('mls r0, r1, r2, r3', [0xfb01, 0x3012], { r1: 3, r2: 4, r3: 5 }, { r0: minus(7) }),
    row('umull r0, r1, r2, r3', [0xfba2, 0x0103], { r2: minus(1), r3: minus(1) }, { r0: 1, r1: 0xffff_fffe }),
    row('smull r0, r1, r2, r3', [0xfb82, 0x0103], { r2: minus(1), r3: 5 }, { r0: minus(5), r1: minus(1) }),
    row('umlal r0, r1, r2, r3', [0xfbe2, 0x0103], { r0: minus(1), r1: 1, r2: 1, r3: 1 }, { r0: 0, r1: 2 }),
    row('umaal r0, r1, r2, r3', [0xfbe2, 0x0163], { r0: minus(1), r1: minus(1), r2: minus(1), r3: minus(1) }, {}),
    row('sdiv r0, r1, r2', [0xfb91, 0xf0f2], { r1: minus(7), r2: 2 }, { r0: minus(3) }),
    row('sdiv r0, r1, r2', [0xfb91, 0xf0f2], { r1: 0x8000_0000, r2: minus(1) }, { r0: 0x8000_0000 }),
    row('udiv r0, r1, r2', [0xfbb1, 0xf0f2], { r1: minus(1), r2: 2 }, { r0: 0x7fff_ffff }),
    row('udiv r0, r1, r2', [0xfbb1, 0xf0f2], { r1: 1, r2: 0, r0: 9 }, { r0: 0 }),
  ]);

  it('a division by zero that traps changes nothing', () => {
    const bench = new IsaBench().set({ r1: 1, r0: 9 });
    bench.divisionTraps = true;
    expect(bench.run(0xfbb1, 0xf0f2)).toMatchObject({ fault: 1 << 25, changed: {} });
  });
});

describe('the DSP extension', () => {
  check([
    row('uadd8 r0, r1, r2', [0xfa81, 0xf042], { r1: 0xff01_8000, r2: 0x0101_8000 }, { r0: 0x0002_0000, ge: 0b1010 }),
    row('sadd16 r0, r1, r2', [0xfa91, 0xf002], { r1: 0x8000_0001, r2: 0xffff_0001 }, { r0: 0x7fff_0002, ge: 0b0011 }),
    row('usub8 r0, r1, r2', [0xfac1, 0xf042], { r1: 0x0501_0200, r2: 0x0601_0100 }, { r0: 0xff00_0100, ge: 0b0111 }),
    row('sel r0, r1, r2', [0xfaa1, 0xf082], { r1: 0x1111_1111, r2: 0x2222_2222, ge: 0b1001 }, { r0: 0x1122_2211 }),
    row('qadd16 r0, r1, r2', [0xfa91, 0xf012], { r1: 0x7fff_8000, r2: 0x0001_ffff }, { r0: 0x7fff_8000 }),
    row('uhadd8 r0, r1, r2', [0xfa81, 0xf062], { r1: 0xff00_0203, r2: 0xff01_0404 }, { r0: 0xff00_0303 }),
    row('sasx r0, r1, r2', [0xfaa1, 0xf002], { r1: 0x0005_0003, r2: 0x0001_0002 }, { r0: 0x0007_0002, ge: 0b1111 }),
    row('qadd r0, r1, r2', [0xfa82, 0xf081], { r1: 0x7fff_ffff, r2: 1 }, { r0: 0x7fff_ffff, q: 1 }),
    row('qdsub r0, r1, r2', [0xfa82, 0xf0b1], { r1: 0, r2: 0x4000_0001 }, { r0: 0x8000_0001, q: 1 }),
    row('usada8 r0, r1, r2, r3', [0xfb71, 0x3002], { r1: 0x0102_0304, r2: 0x0403_0201, r3: 10 }, { r0: 18 }),
    row('smlabt r0, r1, r2, r3', [0xfb11, 0x3012], { r1: 0x0001_fffe, r2: 0x0003_0001, r3: 10 }, { r0: 4 }),
    row('smlabb r0, r1, r2, r3', [0xfb11, 0x3002], { r1: 1, r2: 1, r3: 0x7fff_ffff }, { r0: 0x8000_0000, q: 1 }),
    row('smulwb r0, r1, r2', [0xfb31, 0xf002], { r1: 0x0003_0000, r2: 2 }, { r0: 6 }),
    row('smuad r0, r1, r2', [0xfb21, 0xf002], { r1: 0x8000_8000, r2: 0x8000_8000 }, { r0: 0x8000_0000, q: 1 }),
    row('smlsdx r0, r1, r2, r3', [0xfb41, 0x3012], { r1: 0x0002_0003, r2: 0x0005_0007, r3: 1 }, { r0: 2 }),
    row('smmulr r0, r1, r2', [0xfb51, 0xf012], { r1: 0x4000_0000, r2: 2 }, { r0: 1 }),
    row(
      'smlald r0, r1, r2, r3',
      [0xfbc2, 0x01c3],
      { r0: minus(1), r2: 0x0001_0001, r3: 0x0001_0001 },
      { r0: 1, r1: 1 },
    ),
    row('pkhtb r0, r1, r2, asr #8', [0xeac1, 0x2022], { r1: 0xaaaa_bbbb, r2: 0x0012_3456 }, { r0: 0xaaaa_1234 }),
    row('uxtab16 r0, r1, r2', [0xfa31, 0xf082], { r1: 0x0001_0001, r2: 0x12ff_34fe }, { r0: 0x0100_00ff }),
    row('ssat16 r0, #4, r1', [0xf321, 0x0003], { r1: 0x0064_ff9c }, { r0: 0x0007_fff8, q: 1 }),
  ]);
});

describe('in an IT block', () => {
  it('16-bit instructions leave the flags alone', () => {
    expect(new IsaBench().set({ r1: 1, r2: minus(1), r0: 5 }).run(0x1888, 0, true).changed).toEqual({ r0: 0 });
  });
  it('compares set them all the same', () => {
    expect(new IsaBench().run(0x2800, 0, true).changed).toEqual({ flags: 'nZCv' });
  });
});

describe('the PC as an operand', () => {
  it('is the instruction + 4', () => {
    expect(new IsaBench().run(0x4678).changed).toEqual({ r0: instructionAt + 4 });
  });
});
