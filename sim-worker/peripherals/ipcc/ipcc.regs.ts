/** IPCC register map. Source: RM0436, chapter IPCC; identification values of the same IP in STM32WB/WL. */
import { bit, bits, flags, reg, registerMap } from '../../contract/registers';

const control = (offset: number) =>
  reg(offset, 'Control: which of the two interrupts this processor receives', {
    RXOIE: bit(0, 'rw', 'Receive-channel-occupied interrupt enable'),
    TXFIE: bit(16, 'rw', 'Transmit-channel-free interrupt enable'),
  });
const mask = (offset: number) =>
  reg(
    offset,
    'Mask: per channel, which of them may raise it',
    {
      CHOM: flags(0, 6, 'rw', 'CH{n}OM', '1 = occupied interrupt of channel n masked'),
      CHFM: flags(16, 6, 'rw', 'CH{n}FM', '1 = free interrupt of channel n masked'),
    },
    { reset: 0xffff_ffff },
  );
const setClear = (offset: number) =>
  reg(offset, 'Rings a bell of this processor (CHS), answers one of the other (CHC); reads 0', {
    CHC: flags(0, 6, 'w1-trigger', 'CH{n}C', 'Frees receive channel n (this processor has read the message)'),
    CHS: flags(16, 6, 'w1-trigger', 'CH{n}S', 'Occupies transmit channel n (this processor has left a message)'),
  });
const status = (offset: number, from: 1 | 2) =>
  reg(offset, `Bells that processor ${from} has rung and processor ${3 - from} has not answered`, {
    CHF: flags(0, 6, 'ro', 'CH{n}F', '1 = a message is waiting in channel n'),
  });

export const ipccMap = registerMap({
  name: 'IPCC',
  size: 0x400,
  manual: 'RM0436, chapter IPCC',
  fidelity: 'modelled',
  registers: {
    C1CR: control(0x000),
    C1MR: mask(0x004),
    C1SCR: setClear(0x008),
    C1TOC2SR: status(0x00c, 1),
    C2CR: control(0x010),
    C2MR: mask(0x014),
    C2SCR: setClear(0x018),
    C2TOC1SR: status(0x01c, 2),
    HWCFGR: reg(0x3f0, 'Hardware configuration', { CHANNELS: bits(0, 8, 'ro', 'Number of channels') }, { reset: 6 }),
    VERR: reg(
      0x3f4,
      'Version',
      { MINREV: bits(0, 4, 'ro', 'Minor revision'), MAJREV: bits(4, 4, 'ro', 'Major revision') },
      { reset: 0x10 },
    ),
    IPIDR: reg(0x3f8, 'Identification', { IPID: bits(0, 32, 'ro', 'Block identifier') }, { reset: 0x0010_0071 }),
    SIDR: reg(
      0x3fc,
      'Size identification',
      { SID: bits(0, 32, 'ro', '1 KiB register window') },
      { reset: 0xa3c5_dd01 },
    ),
  },
});
