/** Where the text of an instruction may be another one than an outside disassembler's, and why. */

/** `word`: a 16-bit instruction below 0x10000. An empty text: no such instruction. */
export type TextDifference = { readonly word: number; readonly ours: string; readonly theirs: string };
export type AcceptedText = { readonly reason: string; readonly applies: (difference: TextDifference) => boolean };
const registersIn = (text: string): readonly string[] => text.match(/\b(r\d+|sp|lr|pc)\b/g) ?? [];
const mnemonicOf = (text: string): string => text.split(' ')[0]!;
/** Capstone writes an instruction, we have none. */
export const unknownToUs =
  (mnemonics: RegExp, also: (difference: TextDifference) => boolean = () => true) =>
  (difference: TextDifference): boolean =>
    difference.ours === '' && mnemonics.test(mnemonicOf(difference.theirs)) && also(difference);
/** They write an empty text or another one, we have the instruction. */
const ourText =
  (mnemonics: RegExp, also: (difference: TextDifference) => boolean = () => true) =>
  (difference: TextDifference): boolean =>
    mnemonics.test(mnemonicOf(difference.ours)) && also(difference);

export const unpredictable: readonly AcceptedText[] = [
  {
    reason: 'UNPREDICTABLE: a bit set that should be zero, in BX and BLX, in shifted and in extended registers',
    applies: ({ word, ours: mine }) =>
      mine === '' &&
      (word >>> 8 === 0x47
        ? (word & 7) !== 0
        : (word >>> 25 === 0x75 && (word & 0x8000) !== 0) || (word >>> 23 === 0x1f4 && (word & 0xc0) === 0xc0)),
  },
  {
    reason: 'UNPREDICTABLE: a repeated byte of zero as an immediate',
    applies: ({ word, ours: mine, theirs: other }) =>
      mine === '' && other.endsWith('#0') && (word & 0xff) === 0 && (word & 0x3000) !== 0,
  },
  {
    reason: 'the PC where it is UNPREDICTABLE: not an instruction here',
    applies: ({ ours: mine, theirs: other }) => mine === '' && /\bpc\b/.test(other),
  },
  {
    reason: 'UNPREDICTABLE list: fewer than two, SP in it, LR and PC, or the base with write-back',
    applies: unknownToUs(/^(ldm|stm|push|pop)/, ({ theirs: text }) => {
      const [base, ...list] = /^(push|pop)/.test(text) ? ['sp', ...registersIn(text)] : registersIn(text);
      const writeBack = text.includes('!') || /^(push|pop)/.test(text);
      const both = list.includes('lr') && list.includes('pc');
      return list.length < 2 || list.includes('sp') || both || (writeBack && list.includes(base!));
    }),
  },
  {
    reason: 'UNPREDICTABLE: a list that does not begin or is too long, doubles above d15',
    applies: unknownToUs(/^(v|f)(ld|st)m|^v(push|pop)/, ({ word }) => {
      const double = (word & 0x100) !== 0;
      const count = (word & 0xff) >>> (double ? 1 : 0);
      const first = double ? ((word >>> 18) & 16) | ((word >>> 12) & 15) : ((word >>> 11) & 30) | ((word >>> 22) & 1);
      return count === 0 || first + count > (double ? 16 : 32);
    }),
  },
  {
    reason: 'UNPREDICTABLE: two results in one register, or a base written back that is used twice',
    applies: unknownToUs(
      /^(ldrd|strd|strex|[su]mlal|[su]mull|umaal|smlsld|(ld|st)r(s?[bh])?$)/,
      ({ theirs: text }) => new Set(registersIn(text)).size < registersIn(text).length,
    ),
  },
  {
    reason: 'UNPREDICTABLE: the register that is encoded twice differs',
    applies: unknownToUs(/^(rev|rev16|revsh|rbit|clz)/, ({ word }) => ((word >>> 16) & 15) !== (word & 15)),
  },
  {
    reason: 'UNPREDICTABLE: a bit field that does not fit, or a bit set that should be zero',
    applies: unknownToUs(/^(bf[ci]|[su]bfx)$/, ({ word }) => {
      const lsb = ((word >>> 10) & 0x1c) | ((word >>> 6) & 3);
      const last = word & 31;
      if ((word & 0x0400_0020) !== 0) return true;
      return (word & 0x0040_0000) !== 0 && (word & 0x0020_0000) !== 0 ? last < lsb : lsb + last > 31;
    }),
  },
  {
    reason: 'UNPREDICTABLE: AL with an else, condition 15',
    applies: unknownToUs(/^it/, ({ theirs: text }) => text.endsWith(' al')),
  },
  {
    reason: 'there is no A bit on this profile, and no mask is no CPS',
    applies: unknownToUs(/^cps/, ({ theirs: text }) => /none|a/.test(text.slice(6))),
  },
  {
    reason: 'UNPREDICTABLE: a fixed-point number with more fraction than bits',
    applies: unknownToUs(/^vcvt/, ({ theirs: text }) => text.includes('#0xffff')),
  },
  {
    reason: 'UNPREDICTABLE: two halves of a transfer in one register',
    applies: unknownToUs(/^vmov$/, ({ theirs: text }) => new Set(registersIn(text)).size < registersIn(text).length),
  },
];

export const otherArchitectures: readonly AcceptedText[] = [
  { reason: 'coprocessors, which this core has not', applies: unknownToUs(/^(cdp|mcrr?|mrr?c|[ls][dt]c)2?l?$/) },
  {
    reason: 'TrustZone of v8-M and the other profiles',
    applies: unknownToUs(/^(tta?t?|ttat|sg|hvc\.w|smc|vlldm|vlstm|dcps\d|eret|srs|rfe|lda|stl|crc32)/),
  },
  {
    reason: 'Advanced SIMD',
    applies: unknownToUs(
      /^v/,
      ({ word, theirs }) => [0xef, 0xff, 0xf9].includes(word >>> 24) || theirs.startsWith('vdup'),
    ),
  },
  { reason: 'half-precision arithmetic', applies: unknownToUs(/^v.*\.f?16|^vins|^vmovx/) },
  {
    reason: 'double precision, or registers above d15',
    applies: unknownToUs(/^v/, ({ theirs: text }) => /\.f64|\bd\d+/.test(text)),
  },
  {
    reason: 'floating point of v8',
    applies: unknownToUs(/^v(sel|maxnm|minnm|rint|cvt[anpm]|jcvt|dot|mmla|fmal|cmla|cadd|[su]dot)/),
  },
  {
    reason: 'special registers that this core has not, or a mask that the manual forbids',
    applies: unknownToUs(/^v?m(sr|rs)(eq)?$/),
  },
];

const spelling: readonly AcceptedText[] = [
  {
    reason: 'unallocated memory hints, which are NOP: unknown to Capstone, or PLD',
    applies: ourText(/^(ldrsh\.w|pldw)$/, ({ ours, theirs }) => / (pc,|\[pc)/.test(ours) && /^(pld .*)?$/.test(theirs)),
  },
  { reason: 'hints without a meaning are NOP', applies: ourText(/^hint/) },
  {
    reason: 'only SY exists: other options are written as numbers',
    applies: ourText(/^(dsb|dmb|isb)$/),
  },
  {
    reason: 'two values of UDF are something else to Capstone',
    applies: ({ word }) => word === 0xdefe || word === 0xdef9,
  },
];
export const acceptedOfCapstone: readonly AcceptedText[] = [...unpredictable, ...otherArchitectures, ...spelling];
