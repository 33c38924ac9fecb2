/** FPSCR as the arithmetic sees it: modes in, cumulative flags out, and what becomes of NaNs and flushed operands. */

/** FPSCR in, FPSCR with its cumulative flags out: one object, used again for every operation. */
export type FpStatus = { fpscr: number };

/** Bits of FPSCR (ARMv7-M ARM A2.5, "Floating-point Status and Control Register"). */
export const Fpscr = {
  IOC: 1 << 0,
  DZC: 1 << 1,
  OFC: 1 << 2,
  UFC: 1 << 3,
  IXC: 1 << 4,
  IDC: 1 << 7,
  FZ: 1 << 24,
  DN: 1 << 25,
  AHP: 1 << 26,
} as const;

/** FPSCR.RMode: to nearest even, towards plus infinity, towards minus infinity, towards zero. */
export const RoundingMode = { RN: 0, RP: 1, RM: 2, RZ: 3 } as const;

export const roundingMode = (status: FpStatus): number => (status.fpscr >>> 22) & 3;

/** FPProcessException of an untrapped exception: sets cumulative flags. The M profile traps none. */
export const raise = (status: FpStatus, flags: number): void => {
  status.fpscr |= flags;
};

export const SignBit = 0x8000_0000 | 0;
export const Infinity32 = 0x7f80_0000;
export const MaxNormal32 = 0x7f7f_ffff;
export const DefaultNaN32 = 0x7fc0_0000;
const QuietBit = 0x0040_0000;
const Magnitude = 0x7fff_ffff;

export const isNaN32 = (a: number): boolean => (a & Magnitude) > Infinity32;
export const isSignalling32 = (a: number): boolean => isNaN32(a) && (a & QuietBit) === 0;
export const isInfinite32 = (a: number): boolean => (a & Magnitude) === Infinity32;
export const isZero32 = (a: number): boolean => (a & Magnitude) === 0;

/** The flushing part of FPUnpack: with FPSCR.FZ a denormal operand is a zero of its sign, and IDC is set. */
export const flushInput = (a: number, status: FpStatus): number => {
  if ((a & Infinity32) !== 0 || isZero32(a) || (status.fpscr & Fpscr.FZ) === 0) return a | 0;
  raise(status, Fpscr.IDC);
  return a & SignBit;
};

/** The result of an invalid operation: IOC and the default NaN. */
export const invalid = (status: FpStatus): number => {
  raise(status, Fpscr.IOC);
  return DefaultNaN32;
};

/** FPProcessNaN: quietens a signalling NaN with IOC; FPSCR.DN gives the default NaN for all. */
export const processNaN = (a: number, status: FpStatus): number => {
  if (isSignalling32(a)) raise(status, Fpscr.IOC);
  return (status.fpscr & Fpscr.DN) === 0 ? a | QuietBit : DefaultNaN32;
};

/** FPProcessNaNs for operands of which one at least is a NaN: signalling ones first, then the first operand. */
export const processNaNs = (a: number, b: number, status: FpStatus): number => {
  const first = isSignalling32(a) || (!isSignalling32(b) && isNaN32(a));
  return processNaN(first ? a : b, status);
};

/** FPProcessNaNs3, same order over three. */
export const processNaNs3 = (a: number, b: number, c: number, status: FpStatus): number => {
  if (isSignalling32(a)) return processNaN(a, status);
  if (isSignalling32(b) || isSignalling32(c)) return processNaNs(b, c, status);
  return isNaN32(a) ? processNaN(a, status) : processNaNs(b, c, status);
};
