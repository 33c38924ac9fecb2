/** FPRound to single precision, for a value that is a double plus a known residue; and doubles to patterns and back. */
import { type FpStatus, Fpscr, Infinity32, MaxNormal32, RoundingMode, raise, roundingMode, SignBit } from './status';

/** Scratch for one conversion: always written before it is read, so nothing is kept from call to call. */
const float = new Float32Array(1);
const pattern = new Int32Array(float.buffer);

const MinNormal = 2 ** -126;
const Limit = 2 ** 128;
/** Halfway between the largest number and 2^128: to nearest, infinity starts here. */
const NearestLimit = Limit - 2 ** 103;

/** The number that a pattern stands for; not for NaNs. */
export const numberOf = (a: number): number => {
  pattern[0] = a;
  return float[0] as number;
};

/** The pattern of a number that single precision holds exactly. */
const patternOf = (x: number): number => {
  float[0] = x;
  return pattern[0] as number;
};

/** The third mode of a magnitude, beside RN and RZ: away from zero. */
const Away = 1;

/** The mode as it acts on a magnitude. */
const magnitudeMode = (mode: number, negative: boolean): number => {
  if (mode === RoundingMode.RN || mode === RoundingMode.RZ) return mode;
  return (mode === RoundingMode.RM) === negative ? Away : RoundingMode.RZ;
};

/** Magnitudes above the largest number. `below` says that the exact value is a little less than `magnitude`. */
const roundLarge = (magnitude: number, below: boolean, negative: boolean, mode: number, status: FpStatus): number => {
  const sign = negative ? SignBit : 0;
  const limit = mode === RoundingMode.RN ? NearestLimit : Limit;
  const fits = magnitude < limit || (magnitude === limit && below);
  raise(status, fits && mode !== Away ? Fpscr.IXC : Fpscr.OFC | Fpscr.IXC);
  return sign | (mode === Away || (mode === RoundingMode.RN && !fits) ? Infinity32 : MaxNormal32);
};

/** The neighbour of `nearest` that fits the mode. `beyond`: the sign of the exact magnitude minus that of `nearest`. */
const roundSmall = (nearest: number, beyond: number, mode: number): number => {
  if (mode === RoundingMode.RZ && beyond < 0) return nearest - 1;
  if (mode === Away && beyond > 0) return nearest + 1;
  return nearest;
};

/** `residue` decides between two neighbours when the double alone lies exactly between them. */
const breakTie = (nearest: number, value: number, residue: number): number => {
  const offset = value - nearest;
  const other = nearest + 2 * offset;
  return offset !== 0 && offset > 0 === residue > 0 && Math.fround(other) === other ? other : nearest;
};

/**
 * The pattern of `value + residue` (not zero, finite) rounded by FPSCR.RMode, with its flags: FPRound of ARMv7-M ARM A2.5.
 * `value` must be that sum rounded to a double. A residue of 0 may also stand for one that cannot matter: quotients and
 * roots of single precision are never within 2^-50 of a halfway point without being on it.
 * Tininess is seen before rounding; with FPSCR.FZ a tiny result is zero with UFC alone.
 */
export const round = (value: number, residue: number, status: FpStatus): number => {
  const negative = value < 0;
  const magnitude = Math.abs(value);
  const below = residue !== 0 && residue < 0 !== negative;
  const tiny = magnitude < MinNormal || (magnitude === MinNormal && below);
  if (tiny && (status.fpscr & Fpscr.FZ) !== 0) {
    raise(status, Fpscr.UFC);
    return negative ? SignBit : 0;
  }
  const near = Math.fround(value);
  if (near === value && residue === 0) return patternOf(near);
  const mode = magnitudeMode(roundingMode(status), negative);
  if (Math.abs(near) === Infinity) return roundLarge(magnitude, below, negative, mode, status);
  raise(status, tiny ? Fpscr.UFC | Fpscr.IXC : Fpscr.IXC);
  if (mode === RoundingMode.RN) return patternOf(residue === 0 ? near : breakTie(near, value, residue));
  const offset = near === value ? residue : value - near;
  const rounded = roundSmall(patternOf(near), negative ? -offset : offset, mode);
  if ((rounded & Infinity32) === Infinity32) raise(status, Fpscr.OFC);
  return rounded;
};

/** What is lost when the sum of two doubles is rounded to `sum`, exactly (Knuth, TAOCP 4.2.2, theorem C). */
export const lostInSum = (x: number, y: number, sum: number): number => {
  const yPart = sum - x;
  return x - (sum - yPart) + (y - yPart);
};
