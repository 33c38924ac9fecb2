/** Branches by an address to the places of a known set: short tables, found by comparison. */
import type { Code, Label, Local } from '../wasm/code';

/** An address of code, and where to go for it. */
export type Jump = readonly [address: number, to: Label];

/**
 * Halfwords in one table. TurboFan makes a block for each entry, and its scheduler takes time by the square of them for each value: with
 * the 500 entries of a printf it does not come to an end.
 */
const longest = 16;

/** Goes where the address in the local says, or to `elsewhere`. `jumps`: by rising addresses, not empty. Nothing comes behind it. */
export function writeJumps(code: Code, address: Local, jumps: readonly Jump[], elsewhere: Label): void {
  const first = jumps[0]![0];
  const length = (jumps.at(-1)![0] - first) / 2 + 1;
  if (length <= longest) {
    const places = new Map(jumps);
    code.get(address).i32(first).op('i32.sub').i32(1).op('i32.shr_u');
    code.brTable(
      Array.from({ length }, (_, i) => places.get(first + 2 * i) ?? elsewhere),
      elsewhere,
    );
    return;
  }
  const middle = jumps.length >>> 1;
  code.get(address).i32(jumps[middle]![0]).op('i32.lt_u').if();
  writeJumps(code, address, jumps.slice(0, middle), elsewhere);
  code.op('end');
  writeJumps(code, address, jumps.slice(middle), elsewhere);
}
