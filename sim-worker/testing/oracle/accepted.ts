/** Where QEMU's Cortex-M4 and we may differ: what it is, who is right, and by which section of the ARMv7-M manual. */
import type { Difference, Disagreement } from './batch';
import { place, word } from './layout';

export type Accepted = {
  readonly what: string;
  readonly right: 'ampscope' | 'QEMU' | 'both';
  readonly source: string;
  readonly applies: (one: Disagreement) => boolean;
};

const invState = 0x2_0000;
const unaligned = 0x100_0000;
const undefInstr = 0x1_0000;

const of = (one: Disagreement, index: number): Difference | undefined => one.words.find((w) => w.index === index);
const onlyThese = (one: Disagreement, ...indexes: readonly number[]): boolean =>
  one.words.every(({ index }) => indexes.includes(index));

export const accepted: readonly Accepted[] = [
  {
    what: 'Without the Thumb bit at an address that is not a multiple of four, QEMU says UNALIGNED instead of INVSTATE.',
    right: 'ampscope',
    source:
      'B1.4.2: T is 0, so execution is an INVSTATE UsageFault; there is no alignment of instructions to be wrong.',
    applies: (one) => {
      const cfsr = of(one, word.cfsr);
      return onlyThese(one, word.cfsr) && cfsr?.ours === invState && cfsr.theirs === unaligned;
    },
  },
  {
    what: 'QEMU rounds the address of a bus error down to the size of the access, and reads doubles at once.',
    right: 'ampscope',
    source: 'B2.3, MemU: an unaligned access is done byte by byte, and the first of them fails; a double is two words.',
    applies: (one) => {
      const address = of(one, word.address);
      if (address === undefined || !onlyThese(one, word.address)) return false;
      return address.ours >>> 0 >= place.hole && address.ours > address.theirs && address.ours - address.theirs < 8;
    },
  },
  {
    what: 'QEMU keeps all eight bits of BASEPRI.',
    right: 'both',
    source: 'B1.5.4: three to eight bits of a priority exist; on the STM32MP15x four.',
    applies: (one) => {
      const basepri = of(one, word.basepri);
      if (basepri === undefined || !onlyThese(one, word.basepri)) return false;
      return one.program.text.startsWith('msr basepri') && (basepri.theirs & 0xf) !== 0;
    },
  },
  {
    what: 'QEMU looks at the exclusive monitor before the alignment of STREX.',
    right: 'ampscope',
    source: 'B2.3, ExclusiveMonitorsPass: an address that is not aligned is a UsageFault before the monitor is asked.',
    applies: (one) => {
      const cfsr = of(one, word.cfsr);
      return one.program.text.startsWith('strex') && cfsr?.ours === unaligned && cfsr.theirs === 0;
    },
  },
  {
    what: 'QEMU has no LDREX and STREX with SP as data.',
    right: 'both',
    source: 'A7.7.52 to A7.7.54, A7.7.167 to A7.7.169: UNPREDICTABLE; here SP is a register like others.',
    applies: (one) =>
      /^(ldrex[bh]? sp|strex[bh]? (r\d+|lr), sp|strex[bh]? sp)/.test(one.program.text) &&
      of(one, word.cfsr)?.theirs === undefInstr,
  },
];
