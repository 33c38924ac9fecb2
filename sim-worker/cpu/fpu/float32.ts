/** FPv4-SP arithmetic on raw 32-bit patterns, as the functions of the same names in the pseudocode of ARMv7-M ARM A2.5. */
import { lostInSum, numberOf, round } from './rounding';
import {
  type FpStatus,
  Fpscr,
  flushInput,
  Infinity32,
  invalid,
  isInfinite32,
  isNaN32,
  isSignalling32,
  isZero32,
  processNaN,
  processNaNs,
  processNaNs3,
  RoundingMode,
  raise,
  roundingMode,
  SignBit,
} from './status';

/** `x + y` of exact doubles, rounded once. A zero from unlike signs is minus zero only when rounding towards minus. */
const roundedSum = (x: number, y: number, status: FpStatus): number => {
  const sum = x + y;
  if (sum !== 0) return round(sum, lostInSum(x, y, sum), status);
  if (x === 0 && Object.is(x, y)) return Object.is(x, 0) ? 0 : SignBit;
  return roundingMode(status) === RoundingMode.RM ? SignBit : 0;
};

/** The sum of two flushed operands that are no NaNs. */
const sumOf = (a: number, b: number, status: FpStatus): number => {
  if (isInfinite32(a)) return isInfinite32(b) && a !== b ? invalid(status) : a;
  return isInfinite32(b) ? b : roundedSum(numberOf(a), numberOf(b), status);
};

/** FPAdd. */
export const add = (a: number, b: number, status: FpStatus): number => {
  a = flushInput(a, status);
  b = flushInput(b, status);
  return isNaN32(a) || isNaN32(b) ? processNaNs(a, b, status) : sumOf(a, b, status);
};

/** FPSub: `a - b`. A NaN in `b` keeps its sign. */
export const sub = (a: number, b: number, status: FpStatus): number => {
  a = flushInput(a, status);
  b = flushInput(b, status);
  return isNaN32(a) || isNaN32(b) ? processNaNs(a, b, status) : sumOf(a, b ^ SignBit, status);
};

/** FPMul. */
export const mul = (a: number, b: number, status: FpStatus): number => {
  a = flushInput(a, status);
  b = flushInput(b, status);
  if (isNaN32(a) || isNaN32(b)) return processNaNs(a, b, status);
  const sign = (a ^ b) & SignBit;
  const zero = isZero32(a) || isZero32(b);
  if (isInfinite32(a) || isInfinite32(b)) return zero ? invalid(status) : sign | Infinity32;
  return zero ? sign : round(numberOf(a) * numberOf(b), 0, status);
};

/** FPDiv: `a / b`. */
export const div = (a: number, b: number, status: FpStatus): number => {
  a = flushInput(a, status);
  b = flushInput(b, status);
  if (isNaN32(a) || isNaN32(b)) return processNaNs(a, b, status);
  const sign = (a ^ b) & SignBit;
  if (isInfinite32(a)) return isInfinite32(b) ? invalid(status) : sign | Infinity32;
  if (isZero32(b)) {
    if (isZero32(a)) return invalid(status);
    raise(status, Fpscr.DZC);
    return sign | Infinity32;
  }
  return isZero32(a) || isInfinite32(b) ? sign : round(numberOf(a) / numberOf(b), 0, status);
};

/** FPMulAdd: `a * b + addend`, rounded once. The callers negate operands for VFMS, VFNMA and VFNMS. */
export const fma = (a: number, b: number, addend: number, status: FpStatus): number => {
  addend = flushInput(addend, status);
  a = flushInput(a, status);
  b = flushInput(b, status);
  const noProduct = (isInfinite32(a) && isZero32(b)) || (isZero32(a) && isInfinite32(b));
  if (isNaN32(a) || isNaN32(b) || isNaN32(addend)) {
    const quiet = !isSignalling32(addend);
    return noProduct && quiet ? invalid(status) : processNaNs3(addend, a, b, status);
  }
  if (noProduct) return invalid(status);
  if (isInfinite32(a) || isInfinite32(b)) return sumOf(((a ^ b) & SignBit) | Infinity32, addend, status);
  return isInfinite32(addend) ? addend : roundedSum(numberOf(a) * numberOf(b), numberOf(addend), status);
};

/** FPSqrt. */
export const sqrt = (a: number, status: FpStatus): number => {
  a = flushInput(a, status);
  if (isNaN32(a)) return processNaN(a, status);
  if (isZero32(a)) return a;
  if (a < 0) return invalid(status);
  return isInfinite32(a) ? a : round(Math.sqrt(numberOf(a)), 0, status);
};

/** FPCompare: NZCV in bits 3 to 0. `signalling` (VCMPE) sets IOC for quiet NaNs too. */
export const compare = (a: number, b: number, signalling: boolean, status: FpStatus): number => {
  a = flushInput(a, status);
  b = flushInput(b, status);
  if (isNaN32(a) || isNaN32(b)) {
    if (signalling || isSignalling32(a) || isSignalling32(b)) raise(status, Fpscr.IOC);
    return 0b0011;
  }
  const x = numberOf(a);
  const y = numberOf(b);
  if (x === y) return 0b0110;
  return x < y ? 0b1000 : 0b0010;
};
