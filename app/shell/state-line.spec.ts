/** The line under the virtual time. */
import { expect, it } from 'vitest';
import { pausedStatus, runningStatus } from '../testing/status-fixtures';
import { meters, mipsText, ratioText, stateLine } from './state-line';

it.each([
  [3.07, '3.1 × real time'],
  [1.02, 'real time'],
  [42.4, '42 × real time'],
  [0.5, '0.5 × real time'],
  [0.00105, '1 : 950'],
  [0.00001, '1 : 100\u00a0000'],
  [0, ''],
])('%f is "%s"', (ratio, text) => expect(ratioText(ratio)).toBe(text));

it.each([
  [1042.4, '1\u00a0042 MIPS'],
  [642, '642 MIPS'],
  [9.97, '10 MIPS'],
  [3.14, '3.1 MIPS'],
  [0.021, '0.02 MIPS'],
  [0.0003, '0 MIPS'],
])('%f is "%s"', (mips, text) => expect(mipsText(mips)).toBe(text));

it('says how fast the run goes, at first as it went before', () => {
  expect(meters(runningStatus, 0)).toEqual({ ratio: '3.1 × real time', mips: '642 MIPS' });
  expect(meters({ ...runningStatus, ratio: 0, mips: 0 }, 1)).toEqual({ ratio: 'real time', mips: '0 MIPS' });
});

it('says what holds while nothing runs', () => {
  expect(stateLine(pausedStatus, 3.07)).toBe('paused · ran at 3.1 × real time');
  expect(stateLine({ ...pausedStatus, stopReason: 'stopped at a breakpoint' }, 0)).toBe('stopped at a breakpoint');
});
