/** From halfwords to an instruction. */
import type { Encoding, Instruction } from './encoding';
import { encodings } from './table';

export type { Instruction } from './encoding';

const isNarrow = (entry: Encoding): boolean => entry.width === 16;
/** The rows that can fit a first halfword, by its upper bits: only these are tried. */
const bucketBits = 7;
const bucketOf = (first: number): number => first >>> bucketBits;
const buckets: readonly (readonly Encoding[])[] = Array.from({ length: 0x1_0000 >>> bucketBits }, (_, n) =>
  encodings.filter((entry) => {
    const shift = isNarrow(entry) ? 0 : 16;
    const mask = bucketOf(entry.mask >>> shift);
    return isWide(n << bucketBits) !== isNarrow(entry) && (n & mask) === bucketOf(entry.value >>> shift);
  }),
);

/** Needs a second halfword. */
export function isWide(first: number): boolean {
  return first >>> 11 >= 0x1d;
}

/** `first`, `second`: the halfwords at `pc` and `pc + 2`. Undefined: no such instruction. */
export function decode(first: number, second: number, pc: number, inIT: boolean): Instruction | undefined {
  const wide = isWide(first);
  const word = wide ? ((first << 16) | second) >>> 0 : first;
  const at = { pc, length: wide ? 4 : 2, inIT } as const;
  for (const entry of buckets[bucketOf(first)]!) {
    if ((word & entry.mask) >>> 0 !== entry.value) continue;
    const instruction = entry.decode(word, at);
    if (instruction !== undefined) return instruction;
  }
  return undefined;
}
