/** How a fixed-point number is laid out, as one int: what code hands to the conversions. */
import type { Fixed } from '../../isa/machine';

export const fixedKey = ({ fraction, unsigned, size, ownRounding }: Fixed): number =>
  fraction | (unsigned ? 0x40 : 0) | (size === 16 ? 0x80 : 0) | (ownRounding ? 0x100 : 0);

export const fixedOf = (key: number): Fixed => ({
  fraction: key & 0x3f,
  unsigned: (key & 0x40) !== 0,
  size: (key & 0x80) !== 0 ? 16 : 32,
  ownRounding: (key & 0x100) !== 0,
});
