/** The empty ITM console names what is still off. */
import { expect, it } from 'vitest';
import { whatIsOff } from './what-is-off';

it.each([
  [false, false, 0, 'The ITM is silent: `DEMCR.TRCENA`, `ITM_TCR.ITMENA` and every port in `ITM_TER` are off.'],
  [true, false, 1, 'The ITM is silent: `ITM_TCR.ITMENA` is off.'],
  [true, true, 0, 'The ITM is silent: every port in `ITM_TER` is off.'],
  [true, true, 0x8000_0000, ''],
])('TRCENA %s, ITMENA %s, TER %s', (traceEnabled, itmEnabled, ports, said) => {
  expect(whatIsOff({ traceEnabled, itmEnabled, ports })).toBe(said);
});
