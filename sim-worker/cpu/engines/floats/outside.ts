/** What the float functions ask from JavaScript: the arithmetic of `../../fpu`, by bits, on the FPSCR of guest memory. */
import { fromFixed, fromHalf, toFixed, toHalf } from '../../fpu/convert';
import * as float from '../../fpu/float32';
import type { FpStatus } from '../../fpu/status';
import { layout } from '../../state-layout';
import { fixedOf } from './fixed-key';
import type { FloatFunction } from './functions';

/** `words`: the register file. */
export function floatsOutside(
  words: Int32Array,
): Readonly<Record<FloatFunction, (...bits: number[]) => number | undefined>> {
  const status: FpStatus = { fpscr: 0 };
  const flagged = (operation: () => number): number => {
    status.fpscr = words[layout.fpscr]!;
    const result = operation();
    words[layout.fpscr] = status.fpscr;
    return result;
  };
  return {
    floatAdd: (a, b) => flagged(() => float.add(a!, b!, status)),
    floatSub: (a, b) => flagged(() => float.sub(a!, b!, status)),
    floatMul: (a, b) => flagged(() => float.mul(a!, b!, status)),
    floatDiv: (a, b) => flagged(() => float.div(a!, b!, status)),
    floatSqrt: (a) => flagged(() => float.sqrt(a!, status)),
    floatFusedMultiplyAdd: (a, b, addend) => flagged(() => float.fma(a!, b!, addend!, status)),
    floatCompare: (a, b, signalling) => {
      const nzcv = flagged(() => float.compare(a!, b!, signalling === 1, status));
      words[layout.fpscr] = (words[layout.fpscr]! & 0x0fff_ffff) | (nzcv << 28);
      return undefined;
    },
    floatToFixed: (a, key) => {
      const { fraction, unsigned, size, ownRounding } = fixedOf(key!);
      return flagged(() => toFixed(a!, fraction, unsigned, size, ownRounding, status));
    },
    fixedToFloat: (a, key) => {
      const { fraction, unsigned, size, ownRounding } = fixedOf(key!);
      return flagged(() => fromFixed(a!, fraction, unsigned, size, ownRounding, status));
    },
    floatToHalf: (a) => flagged(() => toHalf(a!, status)),
    halfToFloat: (a) => flagged(() => fromHalf(a!, status)),
  };
}
