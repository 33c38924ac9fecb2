/** WWDG1 register map. Source: RM0436, chapter WWDG; STM32MP1 device header. */
import { bit, bits, reg, registerMap } from '../../contract/registers';

const dividers = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [i, `÷${1 << i}`]));

export const wwdgMap = registerMap({
  name: 'WWDG1',
  size: 0x400,
  manual: 'RM0436, chapter WWDG',
  fidelity: 'simplified',
  leavesOut:
    'The counter stands still until WDGA is set, and begins its first count at that moment; stopping in debug (DBGMCU) has no effect.',
  registers: {
    CR: reg(
      0x00,
      'Control: the counter, and the switch that only a reset turns off',
      {
        T: bits(0, 7, 'rw', 'Counter; the M4 is reset when it goes below 0x40'),
        WDGA: bit(7, 'w1s', 'Watchdog active'),
      },
      { reset: 0x7f },
    ),
    CFR: reg(
      0x04,
      'Configuration: window, early wakeup, prescaler',
      {
        W: bits(0, 7, 'rw', 'A refresh while the counter is above this value resets the M4'),
        EWI: bit(9, 'w1s', 'Early wakeup interrupt enabled; only a reset clears it'),
        WDGTB: bits(11, 3, 'rw', 'Prescaler: PCLK1 / 4096 is divided further', dividers),
      },
      { reset: 0x7f },
    ),
    SR: reg(0x08, 'Status', { EWIF: bit(0, 'w0c', 'The counter has reached 0x40') }),
  },
});
