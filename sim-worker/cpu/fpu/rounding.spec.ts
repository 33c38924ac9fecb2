/** Rounding against exact rational arithmetic in whole numbers, which shares nothing with the doubles of the model. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, div, fma, mul, sqrt, sub } from './float32';
import { type FpStatus, Fpscr, RoundingMode } from './status';

const Infinity32 = 0x7f80_0000;
const magnitudeOf = (a: number): number => a & 0x7fff_ffff;
/** The weight of the last bit of a denormal is 2^-149; every finite number is a multiple of it. */
const inSteps = (a: number): bigint => {
  const exponent = (a >>> 23) & 0xff;
  const significand = BigInt((a & 0x7f_ffff) | (exponent === 0 ? 0 : 0x80_0000));
  const steps = significand << BigInt(Math.max(exponent - 1, 0));
  return a < 0 ? -steps : steps;
};

/** FPRound by the book: a positive fraction of steps to a magnitude and flags. `up` says what the mode does with an error. */
const roundSteps = (
  numerator: bigint,
  denominator: bigint,
  up: (twiceError: bigint, unit: bigint, odd: boolean) => boolean,
): { magnitude: number; flags: number } => {
  let exponent = 0n;
  while (numerator >= (denominator << exponent) << 24n) exponent++;
  const unit = denominator << exponent;
  const down = numerator / unit;
  const error = numerator % unit;
  const tiny = numerator < denominator << 23n;
  const significand = error !== 0n && up(2n * error, unit, (down & 1n) === 1n) ? down + 1n : down;
  const magnitude = (exponent << 23n) + significand;
  if (magnitude >= BigInt(Infinity32)) {
    return { magnitude: up(3n, 2n, true) ? Infinity32 : Infinity32 - 1, flags: Fpscr.OFC | Fpscr.IXC };
  }
  return { magnitude: Number(magnitude), flags: error === 0n ? 0 : Fpscr.IXC | (tiny ? Fpscr.UFC : 0) };
};

/** The fraction in steps, rounded; undefined for a zero, whose sign is another matter. */
const exactly = (
  numerator: bigint,
  denominator: bigint,
  mode: number,
): { result: number; flags: number } | undefined => {
  if (numerator === 0n) return undefined;
  const negative = numerator < 0n !== denominator < 0n;
  const absolute = (x: bigint): bigint => (x < 0n ? -x : x);
  const { magnitude, flags } = roundSteps(absolute(numerator), absolute(denominator), (twice, unit, odd) => {
    if (mode === RoundingMode.RN) return twice > unit || (twice === unit && odd);
    if (mode === RoundingMode.RP) return !negative;
    return mode === RoundingMode.RM && negative;
  });
  return { result: magnitude | (negative ? 0x8000_0000 : 0), flags };
};

const one = 1n << 149n;
const mode = fc.constantFrom(...Object.values(RoundingMode));
const sign = fc.constantFrom(0, 0x8000_0000 | 0);
const corner = fc.constantFrom(1, 0x7f_ffff, 0x80_0000, 0x80_0001, 0x3f80_0000, 0x3f80_0001, 0x3f7f_ffff, 0x7f7f_ffff);
const sparse = fc.tuple(fc.nat(22), fc.nat(22)).map(([a, b]) => (1 << a) | (1 << b));
const spread = fc
  .tuple(fc.nat(254), fc.oneof(fc.nat(0x7f_ffff), sparse, fc.constantFrom(0, 0x7f_ffff)))
  .map(([exponent, fraction]) => (exponent << 23) | fraction);
const close = fc.tuple(fc.integer({ min: 100, max: 154 }), sparse).map(([exponent, bits]) => (exponent << 23) | bits);
const finite = fc.tuple(sign, fc.oneof(corner, spread, close)).map(([s, magnitude]) => s | magnitude);

const run = (roundingMode: number, operation: (status: FpStatus) => number): { result: number; flags: number } => {
  const status = { fpscr: roundingMode << 22 };
  const result = operation(status);
  return { result, flags: status.fpscr & 0x9f };
};

const agree = (
  operation: (a: number, b: number, c: number, status: FpStatus) => number,
  reference: (a: bigint, b: bigint, c: bigint) => readonly [bigint, bigint],
): void => {
  fc.assert(
    fc.property(finite, finite, finite, mode, (a, b, c, m) => {
      const [numerator, denominator] = reference(inSteps(a), inSteps(b), inSteps(c));
      const wanted = denominator === 0n ? undefined : exactly(numerator, denominator, m);
      fc.pre(wanted !== undefined);
      expect(run(m, (status) => operation(a, b, c, status))).toEqual(wanted);
    }),
    { numRuns: 3000 },
  );
};

describe('rounded once from the exact value, in all modes, with its flags', () => {
  it('add', () =>
    agree(
      (a, b, _c, status) => add(a, b, status),
      (a, b) => [a + b, 1n],
    ));
  it('sub', () =>
    agree(
      (a, b, _c, status) => sub(a, b, status),
      (a, b) => [a - b, 1n],
    ));
  it('mul', () =>
    agree(
      (a, b, _c, status) => mul(a, b, status),
      (a, b) => [a * b, one],
    ));
  it('div', () =>
    agree(
      (a, b, _c, status) => div(a, b, status),
      (a, b) => [a * one, b],
    ));
  it('fma', () => agree(fma, (a, b, c) => [a * b + c * one, one]));

  it('fma close to a cancelled product', () => {
    const nudge = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(finite, finite, nudge, mode, (a, b, by, m) => {
        const product = run(m, (status) => mul(a, b, status)).result;
        const addend = (product ^ 0x8000_0000) + by;
        fc.pre(magnitudeOf(addend) < Infinity32);
        const wanted = exactly(inSteps(a) * inSteps(b) + inSteps(addend) * one, one, m);
        fc.pre(wanted !== undefined);
        expect(run(m, (status) => fma(a, b, addend, status))).toEqual(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  it('sqrt lies between the squares of its neighbours', () => {
    fc.assert(
      fc.property(finite, mode, (a, m) => {
        const square = inSteps(magnitudeOf(a)) * one;
        fc.pre(square !== 0n);
        const { result, flags } = run(m, (status) => sqrt(magnitudeOf(a), status));
        const root = inSteps(result);
        expect(flags).toBe(root * root === square ? 0 : Fpscr.IXC);
        const before = m === RoundingMode.RP ? inSteps(result - 1) : root;
        const after = m === RoundingMode.RP ? root : inSteps(result + 1);
        if (m !== RoundingMode.RN) expect(before * before <= square && square <= after * after).toBe(true);
        const low = root + inSteps(result - 1);
        const high = root + inSteps(result + 1);
        expect(m !== RoundingMode.RN || (low * low < 4n * square && 4n * square < high * high)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('to nearest, as doubles rounded to single precision', () => {
  const float = new Float32Array(1);
  const pattern = new Int32Array(float.buffer);
  const patternOf = (x: number): number => {
    float[0] = x;
    return pattern[0] as number;
  };
  const numberOf = (a: number): number => {
    pattern[0] = a;
    return float[0] as number;
  };
  const table = [
    ['add', add, (x: number, y: number) => x + y],
    ['sub', sub, (x: number, y: number) => x - y],
    ['mul', mul, (x: number, y: number) => x * y],
    ['div', div, (x: number, y: number) => x / y],
  ] as const;
  it.each(table)('%s', (_name, operation, double) => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const wanted = double(numberOf(a), numberOf(b));
        fc.pre(!Number.isNaN(wanted));
        expect(run(RoundingMode.RN, (status) => operation(a, b, status)).result).toBe(patternOf(wanted));
      }),
    );
  });
});
