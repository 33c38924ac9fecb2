/** The line under the virtual time. */
import { expect, it } from 'vitest';
import { pausedStatus, runningStatus } from '../testing/status-fixtures';
import { ratioText, stateLine } from './state-line';

it.each([
  [3.07, '3.1 × real time'],
  [1.02, 'real time'],
  [42.4, '42 × real time'],
  [0.5, '0.5 × real time'],
  [0.00105, '1 : 950'],
  [0.00001, '1 : 100\u00a0000'],
  [0, ''],
])('%f is "%s"', (ratio, text) => expect(ratioText(ratio)).toBe(text));

it('says what the run does', () => {
  expect(stateLine(runningStatus, 0)).toBe('running · 3.1 × real time · 642 MIPS');
  expect(stateLine(pausedStatus, 3.07)).toBe('paused · ran at 3.1 × real time');
  expect(stateLine({ ...pausedStatus, stopReason: 'stopped at a breakpoint' }, 0)).toBe('stopped at a breakpoint');
});
