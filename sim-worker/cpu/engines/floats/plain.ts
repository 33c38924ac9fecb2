/** When a result of WebAssembly's own arithmetic is the architecture's, and sets no flag that is not set already. */
import { Fpscr } from '../../fpu/status';
import { cellAt } from '../support/addresses';
import type { Code, Local } from '../wasm/code';
import type { Plain } from '../wasm/opcodes';

/** Instructions that turn arguments on the stack into a result. */
export type FastForm = readonly [Plain, Plain?];

/** FPSCR bits that must be as usual: FZ, DN and RMode 0. With IXC set, an inexact result has nothing to add. */
const looked = Fpscr.FZ | Fpscr.DN | (3 << 22) | Fpscr.IXC;
/** The smallest normal pattern: what is above it was not tiny before rounding, either. */
const minNormal = 0x0080_0000;
const infinity = 0x7f80_0000;

/** How many patterns of plain results there are. */
const allPlain = infinity - minNormal - 1;

function pushMagnitude(code: Code, result: Local): void {
  code.get(result).op('i32.reinterpret_f32').i32(0x7fff_ffff).op('i32.and');
}

/** Leaves 1 when `result` is finite, not zero and not tiny: so no operand was a NaN, and nothing overflowed. */
export function pushIsPlain(code: Code, result: Local): void {
  pushMagnitude(code, result);
  code
    .i32(minNormal + 1)
    .op('i32.sub')
    .i32(allPlain)
    .op('i32.lt_u');
}

/** Leaves how many patterns may be taken for plain: none where modes are not as usual, or IXC is not set. */
export function pushReach(code: Code): void {
  code.i32(allPlain).i32(0);
  code.i32(0).memory('i32.load', cellAt('FPSCR')).i32(looked).op('i32.and').i32(Fpscr.IXC).op('i32.eq', 'select');
}

/** Leaves 1 when `result` is not plain, or the reach on the stack is none. */
export function pushIsBeyond(code: Code, result: Local, pushReachAgain: () => void): void {
  pushMagnitude(code, result);
  code.i32(minNormal + 1).op('i32.sub');
  pushReachAgain();
  code.op('i32.ge_u');
}

/**
 * The same for a sum: it may be zero or tiny, because then it is exact. The largest ones are left out: one reach serves both.
 */
export function pushIsSumBeyond(code: Code, result: Local, pushReachAgain: () => void): void {
  pushMagnitude(code, result);
  pushReachAgain();
  code.op('i32.ge_u');
}
