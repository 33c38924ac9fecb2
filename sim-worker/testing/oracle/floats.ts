/** Operands of floating-point instructions that belong together: most faults of rounding show only in such. */
import type { Random } from './random';

/** Addend or destination, and two factors or summands, as patterns. */
export type FloatOperands = readonly [addend: number, first: number, second: number];

const bias = 127;
const signBit = 0x8000_0000;
const bitsOf = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0]!;
const numberOf = (bits: number): number => new Float32Array(Int32Array.of(bits).buffer)[0]!;
const exponentOf = (bits: number): number => (bits >>> 23) & 0xff;

const sign = (random: Random): number => (random.oneIn(2) ? signBit : 0);
/** With an exponent, as far as it exists; 0 gives zeros and denormals. */
const withExponent = (exponent: number, fraction: number, random: Random): number =>
  sign(random) | (Math.max(0, Math.min(254, exponent)) << 23) | (fraction & 0x7f_ffff);
/** Few bits next to each other, so that a sum or a product is exact, or exactly halfway. */
function shortFraction(random: Random): number {
  const length = random.below(13);
  return (random.word() & ((1 << length) - 1)) << random.below(24 - length);
}

/** Zeros, infinities and NaNs of both kinds against each other and against numbers. */
function specials(random: Random): FloatOperands {
  const one = (): number => {
    const payload = random.oneIn(2) ? 1 << random.below(22) : random.word() & 0x3f_ffff;
    const kinds = [
      0,
      0x7f80_0000,
      0x7fc0_0000 | payload,
      0x7f80_0000 | payload | 1,
      withExponent(random.below(255), random.word(), random),
    ];
    return sign(random) | random.pick(kinds);
  };
  return [one(), one(), one()];
}

/** Summands whose lowest bits lie around half of the last place of the result. */
function halfway(random: Random): FloatOperands {
  const exponent = random.below(255);
  const lower = exponent - 22 - random.below(5);
  const first = withExponent(exponent, random.oneIn(2) ? shortFraction(random) : random.word(), random);
  const second = withExponent(lower, random.oneIn(2) ? 0 : random.pick([1, 0x7f_ffff, 0x40_0000, 0x40_0001]), random);
  const addend = withExponent(exponent - random.below(50), shortFraction(random), random);
  return random.oneIn(2) ? [addend, first, second] : [addend, second, first];
}

/** Products and quotients near the smallest and the largest numbers. */
function limits(random: Random): FloatOperands {
  const wanted = random.oneIn(2) ? random.below(28) - 25 : 252 + random.below(4);
  const exponent = random.below(255);
  const fraction = (): number => random.pick([0, 0x7f_ffff, shortFraction(random), random.word()]);
  const other = random.oneIn(2) ? wanted + bias - exponent : exponent + bias - wanted;
  const addend = withExponent(random.pick([wanted, wanted - 24, wanted - 25, 0, 254]), fraction(), random);
  return [addend, withExponent(exponent, fraction(), random), withExponent(other, fraction(), random)];
}

/** An addend that takes the product away but for its lowest bits, or that lies at its last place. */
function cancelling(random: Random): FloatOperands {
  const significand = (): number => (random.oneIn(2) ? shortFraction(random) : random.word());
  const first = withExponent(64 + random.below(128), significand(), random);
  const second = withExponent(64 + random.below(128), significand(), random);
  const product = bitsOf(numberOf(first) * numberOf(second));
  if (random.oneIn(2)) return [(product ^ signBit) + random.below(5) - 2, first, second];
  return [withExponent(exponentOf(product) + random.below(54) - 27, shortFraction(random), random), first, second];
}

/** Differences of neighbours, and equal ones. */
function neighbours(random: Random): FloatOperands {
  const first = withExponent(random.below(255), random.word(), random);
  const second = (random.oneIn(2) ? first ^ signBit : first) + random.below(5) - 2;
  return [first + random.below(3) - 1, first, second];
}

/** Integers and a half, scaled: ties of conversions, of integers, of fixed point and of half precision. */
function ties(random: Random): FloatOperands {
  const scale = 2 ** -random.pick([0, 1, 7, 8, 15, 16, 24, 31, 32]);
  const one = (): number => {
    const whole = random.word() >>> random.below(32);
    const part = random.pick([0, 0.5, 0.5, 0.25, 0.75]);
    return bitsOf((whole + part) * scale) ^ sign(random);
  };
  return [one(), one(), one()];
}

/**
 * A product of 25 bits, which is exactly halfway, or a power of two, and an addend that is far too small to matter but
 * decides. 18631 × 1801 is 2^25 - 1: with the right scale it lies halfway between the largest number and infinity.
 */
function decidedByLittle(random: Random): FloatOperands {
  const odd = (bits: number): number => 2 ** (bits - 1) + (random.below(2 ** (bits - 1)) | 1);
  const [x, y] = random.pick([() => [odd(13), odd(12)], () => [18_631, 1801], () => [1, 1]])() as [number, number];
  const log = Math.floor(Math.log2(x * y));
  const wanted = random.pick([127, 128, -126, -127, -140, -149, -150, random.below(200) - 100]) - log;
  const scale = Math.trunc(wanted / 2);
  const first = bitsOf(x * 2 ** scale);
  const second = bitsOf(y * 2 ** (wanted - scale));
  const addend = withExponent(wanted + log + bias - 40 - random.below(60), random.word(), random);
  return [random.oneIn(8) ? 0 : addend, first ^ sign(random), second];
}

const kinds = [specials, halfway, limits, cancelling, neighbours, ties, decidedByLittle] as const;
export const floatOperands = (random: Random): FloatOperands => random.pick(kinds)(random);
