/** SysTick register map, from 0xE000E010. Source: ARMv7-M ARM B3.3. */
import { bit, bits, reg, registerMap } from '../../contract/registers';

export const sysTickMap = registerMap({
  name: 'SysTick',
  size: 0x10,
  manual: 'ARMv7-M ARM, B3.3',
  fidelity: 'modelled',
  registers: {
    CTRL: reg(0x0, 'Control and status', {
      ENABLE: bit(0, 'rw', 'The counter runs'),
      TICKINT: bit(1, 'rw', 'Counting to 0 makes the SysTick exception pending'),
      CLKSOURCE: bits(2, 1, 'rw', 'Clock', { 0: 'HCLK / 8', 1: 'processor clock' }),
      COUNTFLAG: bit(16, 'rc', 'The counter has reached 0 since this register was last read'),
    }),
    LOAD: reg(0x4, 'Reload value', { RELOAD: bits(0, 24, 'rw', 'Period in ticks, less one; 0 stops the counter') }),
    VAL: reg(0x8, 'Current value', { CURRENT: bits(0, 24, 'rw', 'Any write clears it to 0, and COUNTFLAG with it') }),
    CALIB: reg(0xc, 'Calibration', {
      TENMS: {
        ...bits(0, 24, 'ro', 'Reload value for 10 ms; the value of this chip is not published'),
        modelled: false,
      },
      SKEW: bit(30, 'ro', 'TENMS is not exact'),
      NOREF: bit(31, 'ro', 'There is no reference clock'),
    }),
  },
});
