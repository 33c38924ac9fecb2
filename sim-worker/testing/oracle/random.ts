/** Numbers for operands: reproducible, and with the values at which implementations differ more often than others. */

const edgeInts = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 0x7f, 0x80, 0xff, 0x100, 0x101, 0x7fff, 0x8000, 0xffff, 0x1_0000,
  0x7f7f_7f7f, 0x8080_8080, 0x7fff_7fff, 0x8000_8000, 0x00ff_00ff, 0xff00_ff00, 0x0101_0101, 0x0001_0001, 0x8000_7fff,
  0x7fff_8000, 0xffff_0000, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff, 0x5555_5555,
  0xaaaa_aaaa,
];
/** Zero, denormals, around 1, halves, integers at the edges of 24, 31 and 32 bits, of half precision, infinity, NaNs. */
const edgeFloats = [
  0, 1, 2, 3, 0x40_0000, 0x3f_ffff, 0x7f_fffe, 0x7f_ffff, 0x80_0000, 0x80_0001, 0x80_0002, 0xff_ffff, 0x100_0000,
  0x3eff_ffff, 0x3f00_0000, 0x3f00_0001, 0x3f7f_ffff, 0x3f80_0000, 0x3f80_0001, 0x3fc0_0000, 0x4000_0000, 0x4020_0000,
  0x4b00_0000, 0x4b00_0001, 0x4b7f_ffff, 0x4eff_ffff, 0x4f00_0000, 0x4f00_0001, 0x4f7f_ffff, 0x4f80_0000, 0x3300_0000,
  0x3300_0001, 0x3380_0000, 0x387f_e000, 0x387f_efff, 0x387f_f000, 0x387f_ffff, 0x3880_0000, 0x46ff_fe00, 0x4700_0000,
  0x477f_e000, 0x477f_efff, 0x477f_f000, 0x477f_ffff, 0x4780_0000, 0x47ff_e000, 0x47ff_efff, 0x47ff_f000, 0x7e80_0000,
  0x7f00_0000, 0x7f7f_fffe, 0x7f7f_ffff, 0x7f80_0000, 0x7f80_0001, 0x7fa1_2345, 0x7fbf_ffff, 0x7fc0_0000, 0x7fc0_0001,
  0x7fd5_4321, 0x7fff_ffff,
];
const fractionBits = 23;
const fractionMask = 0x7f_ffff;

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0 || 1;
    for (let i = 0; i < 8; i++) this.word();
  }

  /** 32 bits, unsigned. Multiplied, because the low bits of a shift register alone are not good enough to divide by. */
  word(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return (Math.imul(x, 0x9e37_79bb) ^ (x >>> 15)) >>> 0;
  }

  below(limit: number): number {
    return Math.floor((this.word() / 0x1_0000_0000) * limit);
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** An operand of integer arithmetic, int32. */
  int(): number {
    switch (this.below(6)) {
      case 0:
        return this.pick(edgeInts) | 0;
      case 1:
        return (this.pick(edgeInts) + this.below(5) - 2) | 0;
      case 2:
        return (this.pick(edgeInts) << 16) | (this.pick(edgeInts) & 0xffff);
      case 3:
        return (this.word() | 0) >> this.below(32);
      case 4:
        return 1 << this.below(32);
      default:
        return this.word() | 0;
    }
  }

  /** An operand of floating-point arithmetic; often not far from `exponent`, so that sums and halfway cases matter. */
  float(exponent: number): number {
    const sign = this.word() & 0x8000_0000;
    switch (this.below(8)) {
      case 0:
      case 1:
        return sign | this.pick(edgeFloats);
      case 2:
        return this.word() | 0;
      case 3:
        return sign | (this.below(3) << fractionBits) | this.#fraction();
      case 4:
        return this.int();
      default: {
        const near = Math.max(0, Math.min(254, exponent + this.below(53) - 26));
        return sign | (near << fractionBits) | this.#fraction();
      }
    }
  }

  #fraction(): number {
    const some = this.below(fractionBits + 1);
    switch (this.below(6)) {
      case 0:
        return (1 << some) & fractionMask;
      case 1:
        return (fractionMask << some) & fractionMask;
      case 2:
        return (1 << some) - 1;
      case 3:
        return this.word() & fractionMask & (-1 << some);
      default:
        return this.word() & fractionMask;
    }
  }
}
