/** Shifters and adders against the definitions of the manual, with arbitrary operands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsaBench } from '../../testing/isa-bench';
import { expandImmediate, type ShiftKind } from './operands';

const word = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
);
const modulus = 2n ** 32n;
const unsigned = (x: number): bigint => BigInt(x >>> 0);
const signedBig = (x: number): bigint => BigInt(x);

/** AddWithCarry. Source: ARMv7-M ARM A2.2.1. */
function addWithCarry(x: number, y: number, carry: number): { readonly result: number; readonly flags: string } {
  const unsignedSum = unsigned(x) + unsigned(y) + BigInt(carry);
  const signedSum = signedBig(x) + signedBig(y) + BigInt(carry);
  const result = Number(BigInt.asIntN(32, unsignedSum));
  const letter = (name: string, set: boolean): string => (set ? name.toUpperCase() : name);
  const c = unsignedSum >= modulus;
  const v = signedSum !== BigInt(result);
  return { result, flags: letter('n', result < 0) + letter('z', result === 0) + letter('c', c) + letter('v', v) };
}
function run(
  first: number,
  r0: number,
  r1: number,
  carry: number,
): { readonly result: number; readonly flags: string } {
  const bench = new IsaBench().set({ r0, r1, flags: carry === 1 ? 'nzCv' : 'nzcv' });
  bench.run(first);
  const flags = [...'nzcv'].map((letter, i) => (bench.words[48 + i] === 1 ? letter.toUpperCase() : letter)).join('');
  return { result: bench.words[0]!, flags };
}

describe('adders', () => {
  const carry = fc.constantFrom(0, 1);
  it.each([
    ['adds r0, r0, r1', 0x1840, (x: number, y: number) => addWithCarry(x, y, 0)],
    ['subs r0, r0, r1', 0x1a40, (x: number, y: number) => addWithCarry(x, ~y, 1)],
    ['adcs r0, r1', 0x4148, (x: number, y: number, c: number) => addWithCarry(x, y, c)],
    ['sbcs r0, r1', 0x4188, (x: number, y: number, c: number) => addWithCarry(x, ~y, c)],
  ] as const)('%s', (_, first, definition) => {
    fc.assert(
      fc.property(word, word, carry, (x, y, c) => {
        expect(run(first, x, y, c)).toEqual(definition(x, y, c));
      }),
    );
  });
});

/** Shift_C, one bit at a time. Source: ARMv7-M ARM A2.2.1, A7.4.2. */
function shifted(
  x: number,
  kind: ShiftKind,
  count: number,
  carry: number,
): { readonly value: number; readonly carry: number } {
  let value = x | 0;
  let out = carry;
  for (let i = 0; i < count; i++) {
    out = kind === 'lsl' ? value >>> 31 : value & 1;
    if (kind === 'lsl') value <<= 1;
    else if (kind === 'asr') value >>= 1;
    else value = (value >>> 1) | (kind === 'ror' ? out << 31 : 0);
  }
  return { value, carry: out };
}

describe('shifters', () => {
  const opcodes = { lsl: 0x4088, lsr: 0x40c8, asr: 0x4108, ror: 0x41c8 } as const;
  const kind = fc.constantFrom('lsl', 'lsr', 'asr', 'ror' as const) as fc.Arbitrary<keyof typeof opcodes>;
  it('by a register: its low byte counts', () => {
    fc.assert(
      fc.property(kind, word, word, fc.constantFrom(0, 1), (shift, x, register, c) => {
        const { value, carry } = shifted(x, shift, register & 255, c);
        const { result, flags } = run(opcodes[shift], x, register, c);
        expect({ result, carry: flags[2] }).toEqual({ result: value, carry: carry === 1 ? 'C' : 'c' });
      }),
    );
  });
  it('by a constant', () => {
    const first = { lsl: 0x0000, lsr: 0x0800, asr: 0x1000 } as const;
    fc.assert(
      fc.property(
        fc.constantFrom('lsl', 'lsr', 'asr' as const),
        word,
        fc.integer({ min: 1, max: 31 }),
        (shift, x, count) => {
          const { value, carry } = shifted(x, shift, count, 0);
          const { result, flags } = run(first[shift as keyof typeof first] | (count << 6), x, 0, 0);
          expect({ result, carry: flags[2] }).toEqual({ result: value, carry: carry === 1 ? 'C' : 'c' });
        },
      ),
    );
  });
});

describe('modified immediates', () => {
  it.each([
    ['a byte', 0x0ab, 0xab, undefined],
    ['in both halfwords', 0x1ab, 0x00ab_00ab, undefined],
    ['in both upper bytes', 0x2ab, 0xab00_ab00, undefined],
    ['everywhere', 0x3ab, 0xabab_abab, undefined],
    ['rotated by 8: the carry is its top bit', 0x400, 0x8000_0000, 1],
    ['rotated by 31', 0xfff, 0x0000_01fe, 0],
  ] as const)('%s', (_, bits, value, carry) => {
    expect(expandImmediate(bits)).toEqual({ value: value | 0, carry });
  });
  it('a repeated byte of zero is UNPREDICTABLE', () => {
    expect(expandImmediate(0x100)).toBeUndefined();
  });
});
