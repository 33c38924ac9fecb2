/** The aliases in which each bit of a megabyte is a word. Source: ARMv7-M ARM, B3.1 (the SRAM and peripheral bit-band aliases). */

/** Bits 31 to 25 of the two alias regions. */
const bandOfRam = 0x22000000 >>> 25;
const bandOfPeripherals = 0x42000000 >>> 25;

export const isInBand = (at: number): boolean => at >>> 25 === bandOfRam || at >>> 25 === bandOfPeripherals;
/** Each word of an alias region is one bit of the megabyte 32 MiB below it. */
export const bandByte = (at: number): number => (((at & 0xfe00_0000) - 0x0200_0000) | ((at & 0x01ff_ffff) >>> 5)) >>> 0;
export const bandBit = (at: number): number => (at >>> 2) & 7;
