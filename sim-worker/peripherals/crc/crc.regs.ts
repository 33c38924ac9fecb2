/** CRC register map. Source: RM0436, chapter CRC. */
import { bit, bits, reg, registerMap } from '../../contract/registers';

export const crcMap = registerMap({
  name: 'CRC',
  size: 0x400,
  manual: 'RM0436, chapter CRC',
  fidelity: 'simplified',
  leavesOut: 'A result is there at once: the few bus cycles that a word takes are not counted.',
  registers: {
    DR: reg(
      0x00,
      'Data: what is written goes into the sum, what is read is the sum',
      { DR: bits(0, 32, 'rw', 'Bytes, half-words or words to be summed up; the sum so far') },
      { reset: 0xffff_ffff },
    ),
    IDR: reg(0x04, 'Independent data', { IDR: bits(0, 32, 'rw', 'Kept for the software, whatever is summed up') }),
    CR: reg(0x08, 'Control', {
      RESET: bit(0, 'w1-trigger', 'Starts a new sum with INIT'),
      POLYSIZE: bits(3, 2, 'rw', 'Width of the polynomial', { 0: '32 bits', 1: '16 bits', 2: '8 bits', 3: '7 bits' }),
      REV_IN: bits(5, 2, 'rw', 'Order of bits of what is written', {
        0: 'as written',
        1: 'turned in each byte',
        2: 'turned in each half-word',
        3: 'turned in the word',
      }),
      REV_OUT: bit(7, 'rw', 'The sum is read with its bits turned'),
    }),
    INIT: reg(
      0x10,
      'Initial value',
      { CRC_INIT: bits(0, 32, 'rw', 'Start of each sum; a write starts one') },
      { reset: 0xffff_ffff },
    ),
    POL: reg(
      0x14,
      'Polynomial',
      { POL: bits(0, 32, 'rw', 'Polynomial without its highest term') },
      { reset: 0x04c1_1db7 },
    ),
  },
});
