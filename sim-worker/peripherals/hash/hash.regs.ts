/** HASH register map. Source: RM0436, chapter HASH. */
import { bit, bits, reg, registerMap } from '../../contract/registers';

/** Words that a context takes. */
export const contextWords = 54;
/** Words of the longest digest. */
export const digestWords = 8;
const word = (offset: number, name: string, access: 'ro' | 'rw', doc: string) =>
  reg(offset, doc, { [name]: bits(0, 32, access, doc) });
/** `name`0, `name`1, … */
const row = (
  name: string,
  count: number,
  at: number,
  access: 'ro' | 'rw',
  doc: string,
): Readonly<Record<string, ReturnType<typeof word>>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${name}${i}`, word(at + 4 * i, `${name}${i}`, access, `${doc} ${i}`)]),
  );

export const hashMap = registerMap({
  name: 'HASH',
  size: 0x400,
  manual: 'RM0436, chapter HASH',
  fidelity: 'simplified',
  leavesOut:
    'The context registers hold the state in an order of this model: a saved context can be put back, and means nothing elsewhere. While a block is worked on, a write does not wait.',
  registers: {
    CR: reg(0x00, 'Control', {
      INIT: bit(2, 'w1-trigger', 'Starts a new message'),
      DMAE: bit(3, 'rw', 'DMA brings the data'),
      DATATYPE: bits(4, 2, 'rw', 'How a word of data is turned', {
        0: 'as it is',
        1: 'half-words swapped',
        2: 'bytes swapped',
        3: 'bits swapped',
      }),
      MODE: bit(6, 'rw', 'HMAC; taken over by INIT'),
      ALGO0: bit(7, 'rw', 'Algorithm, with ALGO1: 0 SHA-1, 1 MD5, 2 SHA-224, 3 SHA-256'),
      NBW: bits(8, 4, 'ro', 'Words of data that wait'),
      DINNE: bit(12, 'ro', 'Data wait'),
      MDMAT: bit(13, 'rw', 'The end of a DMA transfer is not the end of the message'),
      DMAA: bit(14, 'w1-trigger', 'DMA aborted'),
      LKEY: bit(16, 'rw', 'The key of HMAC is longer than 64 bytes'),
      ALGO1: bit(18, 'rw', 'Algorithm, higher bit'),
    }),
    DIN: reg(0x04, 'Data input', { DATAIN: bits(0, 32, 'rw', 'The next word of message or key') }),
    STR: reg(0x08, 'Start', {
      NBLW: bits(0, 5, 'rw', 'Valid bits of the last word; 0: all'),
      DCAL: bit(8, 'w1-trigger', 'That was all: message or key are complete'),
    }),
    ...row('HRA', 5, 0x0c, 'ro', 'Digest, the older place, word'),
    IMR: reg(0x20, 'Interrupts enabled', {
      DINIE: bit(0, 'rw', 'Interrupt when there is room for a block'),
      DCIE: bit(1, 'rw', 'Interrupt when the digest is there'),
    }),
    SR: reg(
      0x24,
      'Status',
      {
        DINIS: bit(0, 'w0c', 'Room for a block'),
        DCIS: bit(1, 'w0c', 'The digest is there'),
        DMAS: bit(2, 'ro', 'DMA is on'),
        BUSY: bit(3, 'ro', 'A block is being worked on'),
      },
      { reset: 1 },
    ),
    ...row('CSR', contextWords, 0xf8, 'rw', 'Context'),
    ...row('HR', digestWords, 0x310, 'ro', 'Digest, word'),
  },
});
