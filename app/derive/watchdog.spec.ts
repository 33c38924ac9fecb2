/** The words about a window watchdog. */
import { expect, it } from 'vitest';
import type { WatchdogView } from '../../sim-worker/contract/chip';
import { watchdogFacts, watchdogSentence } from './watchdog';

const off: WatchdogView = {
  counter: 0x7f,
  window: 0x7f,
  tick: 1_000_000,
  left: undefined,
  closed: 0,
  earlyWakeup: false,
  linuxIsTold: true,
};
const text = (view: WatchdogView, name: string): string | undefined =>
  watchdogFacts(view).find((fact) => fact.name === name)?.text;

it('is off until firmware starts it', () => {
  expect(watchdogSentence(off)).toBe('It is off: firmware has not set WDGA. One count would take 1.0 ms.');
  expect(text(off, 'Counter')).toBe('0x7f, stands still');
});

it('says how long firmware has, and from when on it may refresh', () => {
  const on = { ...off, left: 40_500_000, counter: 0x68, window: 0x50, closed: 24_000_000 };
  expect(watchdogSentence(on)).toBe('It bites in 40.5 ms unless the M4 refreshes it.');
  expect(text(on, 'Refresh')).toContain('too early for another 24.0 ms');
  expect(text({ ...on, closed: 0 }, 'Refresh')).toBe('allowed now: the window is 0x50');
});

it('says who hears of the bite', () => {
  expect(text(off, 'Its bite')).toContain('EXTI line 68 tells Linux');
  expect(text({ ...off, linuxIsTold: false }, 'Its bite')).toContain('EXTI masks line 68');
});
