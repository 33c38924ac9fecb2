/** BSEC shadow registers that firmware reads: identity of the chip. Source: RM0436, chapter BSEC; word numbers of OTP. */
import { bits, type Register, reg, registerMap } from '../../contract/registers';

const otp = (word: number, doc: string, reset: number): Register =>
  reg(0x200 + 4 * word, doc, { DATA: bits(0, 32, 'ro', doc) }, { reset });

export const bsecMap = registerMap({
  name: 'BSEC',
  size: 0x400,
  manual: 'RM0436, chapter BSEC',
  fidelity: 'simplified',
  leavesOut: 'Only the words that identify the chip; no programming and no locks.',
  registers: {
    OTP_DATA1: otp(1, 'Part number: 0 is STM32MP157C', 0),
    OTP_DATA13: otp(13, 'Unique device id, word 0 (made up)', 0x0026_0031),
    OTP_DATA14: otp(14, 'Unique device id, word 1 (made up)', 0x3131_510d),
    OTP_DATA15: otp(15, 'Unique device id, word 2 (made up)', 0x3536_3230),
    OTP_DATA16: otp(16, 'Package', (3 << 27) >>> 0),
  },
});
