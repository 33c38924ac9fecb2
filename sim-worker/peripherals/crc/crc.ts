/** Cyclic redundancy check: sums up what is written, with a polynomial of 7, 8, 16 or 32 bits. */
import type { AccessSize, Initiator } from '../../contract/units';
import { reversedBits } from '../../kernel/bits';
import { Block } from '../../kernel/block';
import { RegisterFile } from '../../kernel/register-file';
import { crcMap } from './crc.regs';

const data = 0x00;
/** By CR.POLYSIZE. */
const widths = [32, 16, 8, 7] as const;
/** Bits that are turned together, by CR.REV_IN; at most as many as were written. */
const turned = [0, 8, 16, 32] as const;

const ones = (width: number): number => (width === 32 ? 0xffff_ffff : (1 << width) - 1) >>> 0;

export class Crc extends Block<typeof crcMap> {
  readonly registers: RegisterFile<typeof crcMap>;

  constructor() {
    super();
    this.registers = new RegisterFile(crcMap, {
      compute: { DR: (sum) => (this.registers.get('CR', 'REV_OUT') === 1 ? reversedBits(sum, this.#width) : sum) },
      written: {
        CR: (bits) => {
          if ((bits & 1) === 1) this.#restart();
        },
        INIT: () => this.#restart(),
      },
    });
  }

  override write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    if ((offset & ~3) !== data) return super.write(offset, value, size, by);
    this.#add(value, 8 * size);
    return true;
  }

  get #width(): number {
    return widths[this.registers.get('CR', 'POLYSIZE')] ?? 32;
  }

  #restart(): void {
    this.registers.setWord('DR', this.registers.word('INIT') & ones(this.#width));
  }

  /** The highest bit first. */
  #add(value: number, length: number): void {
    const width = this.#width;
    const polynomial = this.registers.word('POL');
    const input = this.#ordered(value, length);
    let sum = this.registers.word('DR');
    for (let bit = length - 1; bit >= 0; bit--) {
      const carry = ((sum >>> (width - 1)) ^ (input >>> bit)) & 1;
      sum = ((sum << 1) ^ (carry === 1 ? polynomial : 0)) & ones(width);
    }
    this.registers.setWord('DR', sum >>> 0);
  }

  #ordered(value: number, length: number): number {
    const group = Math.min(turned[this.registers.get('CR', 'REV_IN')] ?? 0, length);
    if (group === 0) return value;
    let out = 0;
    for (let at = 0; at < length; at += group) out |= reversedBits((value >>> at) & ones(group), group) << at;
    return out >>> 0;
  }
}
