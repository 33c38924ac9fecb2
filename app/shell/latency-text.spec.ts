/** What is typed as microseconds comes back as the same text. */
import { expect, it } from 'vitest';
import { microseconds, nanoseconds } from './latency-text';

it.each([
  ['8', 8_000],
  ['1.5', 1_500],
  ['0', 0],
  ['0.001', 1],
  ['1000000', 1e9],
])('%s µs are %i ns, and back', (text, ns) => {
  expect(nanoseconds(text)).toBe(ns);
  expect(microseconds(ns)).toBe(text);
});

it('takes a comma and spaces, and rounds to whole nanoseconds', () => {
  expect(nanoseconds(' 2,5 ')).toBe(2_500);
  expect(nanoseconds('0.0004')).toBe(0);
});

it.each(['', '-1', 'soon', '1e3', '1000000.001', '0x10'])('%s is no time', (text) => {
  expect(nanoseconds(text)).toBeUndefined();
});
