/** Lengths, targets, costs, and text in IT blocks. */
import { describe, expect, it } from 'vitest';
import { decode, isWide } from './decode';
import { disassemble } from './disassemble';
import { encoding, withBits } from './encoding';

describe('length', () => {
  it.each([
    [0xe7fe, false],
    [0xe800, true],
    [0xf000, true],
    [0xffff, true],
  ])('of %i', (first, wide) => {
    expect(isWide(first)).toBe(wide);
    expect(disassemble(first, 0, 0).length).toBe(wide ? 4 : 2);
  });
});

describe('text', () => {
  it.each([
    ['what does not exist, as data', [0xb600, 0], '.hword 0xb600'],
    ['what does not exist, as data', [0xffff, 0xffff], '.hword 0xffff, 0xffff'],
    ['UDF, which faults for ever', [0xde07, 0], 'udf #7'],
    ['UDF, wide', [0xf7f0, 0xa001], 'udf.w #1'],
  ] as const)('%s: %s', (_, [first, second], text) => {
    expect(disassemble(first, second, 0).text).toBe(text);
  });
  it('in an IT block has its condition and sets no flags', () => {
    expect(disassemble(0x1888, 0, 0, 1).text).toBe('addne r0, r1, r2');
    expect(disassemble(0xf102, 0x0801, 0, 10).text).toBe('addge.w r8, r2, #1');
    expect(disassemble(0xee30, 0x0a81, 0, 14).text).toBe('vadd.f32 s0, s1, s2');
  });
});

describe('an instruction', () => {
  it('knows its target when the bits say it', () => {
    expect(disassemble(0xe7fe, 0, 0x1000)).toEqual({ length: 2, text: 'b #0x1000', target: 0x1000 });
    expect(disassemble(0xf7ff, 0xfffe, 0x1000)).toEqual({ length: 4, text: 'bl #0x1000', target: 0x1000 });
    expect(disassemble(0x4770, 0, 0x1000).target).toBeUndefined();
  });
  it.each([
    ['adds r0, r1, r2', [0x1888], 1],
    ['ldr r0, [r1]', [0x6808], 2],
    ['str r0, [r1]', [0x6008], 1],
    ['push {r4, r5, lr}', [0xb530], 4],
    ['ldrd r0, r1, [r2]', [0xe9d2, 0x0100], 3],
    ['sdiv r0, r1, r2', [0xfb91, 0xf0f2], 7],
    ['vdiv.f32 s0, s1, s2', [0xee80, 0x0a81], 14],
    ['vpush {s16, s17}', [0xed2d, 0x8a02], 3],
  ] as const)('%s costs what the reference manual says', (_, [first, second], cycles) => {
    expect(decode(first, second ?? 0, 0, false)!.cycles).toBe(cycles);
  });
  it('with a condition of its own does not exist in an IT block', () => {
    expect(decode(0xd0fe, 0, 0, true)).toBeUndefined();
    expect(decode(0xb108, 0, 0, true)).toBeUndefined();
    expect(decode(0xbf08, 0, 0, true)).toBeUndefined();
  });
});

describe('a bit row', () => {
  const spec = { operands: () => ({}), text: () => '', cycles: 1, meaning: () => {} };
  it('has 16 or 32 bits', () => {
    expect(() => encoding('0101', spec)).toThrow('4 bits');
  });
  it('takes an opcode of the right length', () => {
    expect(withBits('00 oo nn', 'o', '10')).toBe('00 10 nn');
    expect(() => withBits('00 oo nn', 'o', '1')).toThrow();
    expect(() => withBits('00 oo nn', 'o', '101')).toThrow();
  });
});
