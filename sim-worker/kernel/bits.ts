/** Words turned round. */

/** The lowest `width` bits in the opposite order. */
export function reversedBits(value: number, width: number): number {
  let out = 0;
  for (let bit = 0; bit < width; bit++) out |= ((value >>> bit) & 1) << (width - 1 - bit);
  return out >>> 0;
}

/** The four bytes in the opposite order. */
export const swappedBytes = (word: number): number =>
  ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
