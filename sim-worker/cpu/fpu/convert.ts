/** Conversions between single precision and fixed point, integers and half precision (pseudocode of ARMv7-M ARM A2.5). */
import { numberOf, round } from './rounding';
import {
  DefaultNaN32,
  type FpStatus,
  Fpscr,
  flushInput,
  Infinity32,
  isInfinite32,
  isNaN32,
  isSignalling32,
  isZero32,
  RoundingMode,
  raise,
  roundingMode,
} from './status';

/** Width of a fixed-point number in bits. */
export type FixedSize = 16 | 32;

/** `x` without its fraction, by mode. */
const toInteger = (x: number, mode: number): number => {
  const down = Math.floor(x);
  const error = x - down;
  if (error === 0 || mode === RoundingMode.RM) return down;
  if (mode === RoundingMode.RP) return down + 1;
  if (mode === RoundingMode.RZ) return x < 0 ? down + 1 : down;
  return error > 0.5 || (error === 0.5 && down % 2 !== 0) ? down + 1 : down;
};

/**
 * FPToFixed; integers have 0 fraction bits. Saturates with IOC, NaN gives 0 with IOC. The answer is extended to an int32
 * pattern, with zeros when `unsigned`.
 */
export const toFixed = (
  a: number,
  fractionBits: number,
  unsigned: boolean,
  size: FixedSize,
  roundTowardsZero: boolean,
  status: FpStatus,
): number => {
  a = flushInput(a, status);
  if (isNaN32(a)) {
    raise(status, Fpscr.IOC);
    return 0;
  }
  const exact = numberOf(a) * 2 ** fractionBits;
  const rounded = toInteger(exact, roundTowardsZero ? RoundingMode.RZ : roundingMode(status));
  const lowest = unsigned ? 0 : -(2 ** (size - 1));
  const highest = 2 ** (unsigned ? size : size - 1) - 1;
  const result = Math.min(Math.max(rounded, lowest), highest);
  if (result !== rounded) raise(status, Fpscr.IOC);
  else if (rounded !== exact) raise(status, Fpscr.IXC);
  return result | 0;
};

/** FixedToFP; integers have 0 fraction bits. Only the low `size` bits of `value` count. */
export const fromFixed = (
  value: number,
  fractionBits: number,
  unsigned: boolean,
  size: FixedSize,
  roundToNearest: boolean,
  status: FpStatus,
): number => {
  const shift = 32 - size;
  const integer = unsigned ? (value << shift) >>> shift : (value << shift) >> shift;
  if (integer === 0) return 0;
  const exact = integer / 2 ** fractionBits;
  if (!roundToNearest) return round(exact, 0, status);
  const modes = status.fpscr & (3 << 22);
  status.fpscr ^= modes;
  const result = round(exact, 0, status);
  status.fpscr |= modes;
  return result;
};

const HalfInfinity = 0x7c00;
const HalfDefaultNaN = 0x7e00;
/** What the last bit of a denormal is worth. */
const HalfStep = 2 ** -24;

/** A NaN to half precision: the alternative format has none, so there it is a zero with IOC. */
const nanToHalf = (a: number, sign: number, status: FpStatus): number => {
  const alternative = (status.fpscr & Fpscr.AHP) !== 0;
  if (alternative || isSignalling32(a)) raise(status, Fpscr.IOC);
  if (alternative) return sign;
  return (status.fpscr & Fpscr.DN) !== 0 ? HalfDefaultNaN : sign | HalfDefaultNaN | ((a >>> 13) & 0x1ff);
};

/** Half precision's answer to a number beyond its largest: 65504, or 131008 in the alternative format. */
const halfOverflow = (sign: number, mode: number, status: FpStatus): number => {
  if ((status.fpscr & Fpscr.AHP) !== 0) {
    raise(status, Fpscr.IOC);
    return sign | 0x7fff;
  }
  raise(status, Fpscr.OFC | Fpscr.IXC);
  const away = mode === RoundingMode.RN || mode === (sign === 0 ? RoundingMode.RP : RoundingMode.RM);
  return sign | (away ? HalfInfinity : HalfInfinity - 1);
};

/** FPRound of a finite number to 16 bits. FPSCR.FZ never flushes a half-precision result. */
const roundHalf = (a: number, sign: number, status: FpStatus): number => {
  // The exponent field of 2^-14, the smallest normal number, is 113 in single and 1 in half precision.
  const exponent = ((a >>> 23) & 0xff) - 112;
  const tiny = exponent < 1;
  const steps = tiny ? 0 : exponent - 1;
  const mode = roundingMode(status);
  const exact = numberOf(a) / 2 ** (steps - 24);
  const rounded = toInteger(exact, mode);
  const result = steps * 1024 + Math.abs(rounded);
  if (result >= ((status.fpscr & Fpscr.AHP) === 0 ? HalfInfinity : 0x8000)) return halfOverflow(sign, mode, status);
  if (rounded !== exact) raise(status, tiny ? Fpscr.UFC | Fpscr.IXC : Fpscr.IXC);
  return sign | result;
};

/** FPSingleToHalf: the pattern in bits 15 to 0. */
export const toHalf = (a: number, status: FpStatus): number => {
  a = flushInput(a, status);
  const sign = (a >>> 16) & 0x8000;
  if (isNaN32(a)) return nanToHalf(a, sign, status);
  if (isZero32(a)) return sign;
  if (!isInfinite32(a)) return roundHalf(a, sign, status);
  if ((status.fpscr & Fpscr.AHP) === 0) return sign | HalfInfinity;
  raise(status, Fpscr.IOC);
  return sign | 0x7fff;
};

/** FPHalfToSingle of bits 15 to 0; always exact. FPSCR.FZ does not flush a half-precision operand. */
export const fromHalf = (half: number, status: FpStatus): number => {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f && (status.fpscr & Fpscr.AHP) === 0) {
    if (fraction === 0) return sign | Infinity32;
    if ((fraction & 0x200) === 0) raise(status, Fpscr.IOC);
    return (status.fpscr & Fpscr.DN) !== 0 ? DefaultNaN32 : sign | DefaultNaN32 | (fraction << 13);
  }
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  return sign | round(fraction * HalfStep, 0, status);
};
