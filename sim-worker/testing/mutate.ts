/** Damaged copies of a firmware file, by a fixed recipe: the same number gives the same damage. */

/** A small generator of the xorshift family; tests must not depend on chance. */
export function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

const interesting = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1000_0000, 0x3800_0000];
/** Damage is aimed here more often than elsewhere: ELF header, program headers, the end of the file with its sections. */
const aim = (next: () => number, length: number): number => {
  switch (next() % 4) {
    case 0:
      return next() % Math.min(length, 52);
    case 1:
      return next() % Math.min(length, 52 + 6 * 32);
    case 2:
      return Math.max(0, length - 1 - (next() % Math.min(length, 2048)));
    default:
      return next() % length;
  }
};

/** Flips, words, cuts, doubled blocks and zeroed runs, one to four of them. */
export function mutate(original: Uint8Array, seed: number): Uint8Array {
  const next = generator(seed + 1);
  let bytes = original.slice();
  for (let n = 1 + (next() % 4); n > 0 && bytes.length > 0; n--) {
    const at = aim(next, bytes.length);
    switch (next() % 5) {
      case 0:
        bytes[at]! ^= 1 << (next() % 8);
        break;
      case 1: {
        const word = interesting[next() % interesting.length] ?? 0;
        for (let i = 0; i < 4 && at + i < bytes.length; i++) bytes[at + i] = word >>> (8 * i);
        break;
      }
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes.copyWithin(at, next() % bytes.length, Math.min(bytes.length, (next() % bytes.length) + 64));
        break;
      default:
        bytes.fill(0, at, at + (next() % 256));
    }
  }
  return bytes;
}
