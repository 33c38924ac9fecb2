/** How numbers are written: precision a reader can use, and units that never jump at a border. */
import { describe, expect, it } from 'vitest';
import { microsText, rateText, secondsText, spanText, tickStep, tickText, unitFor } from './format';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('secondsText', () => {
  it.each([
    [1_284_117_100, '1.284 117 1'],
    [0, '0.000 000 0'],
    [49, '0.000 000 0'],
    [50, '0.000 000 1'],
    [999_999_999, '1.000 000 0'],
    [61_000_000_000, '61.000 000 0'],
  ])('%i ns', (ns, text) => expect(plain(secondsText(ns))).toBe(text));
});

describe('spanText', () => {
  it.each([
    [12, '12 ns'],
    [500, '0.5 µs'],
    [2_400, '2.4 µs'],
    [15_100, '15.1 µs'],
    [882_000, '882 µs'],
    [999_960, '1.0 ms'],
    [24_096_000, '24.1 ms'],
    [2_410_000_000, '2.41 s'],
    [-1_500, '−1.5 µs'],
  ])('%i ns', (ns, text) => expect(spanText(ns)).toBe(text));

  it('never writes 1000 of a unit', () => {
    for (let ns = 1; ns < 3e9; ns = Math.ceil(ns * 1.0037)) expect(spanText(ns)).not.toMatch(/^\d{4}/);
  });
});

it('writes microseconds for a column', () => {
  expect(microsText(38_400)).toBe('38.4');
  expect(plain(microsText(1_204_000))).toBe('1 204.0');
});

it('picks ticks of 1, 2 or 5', () => {
  for (const span of [1, 40, 40_000, 123_456, 2e9]) {
    const step = tickStep(span, 8);
    expect(span / step).toBeLessThanOrEqual(8);
    expect([1, 2, 5]).toContain(Math.round(step / 10 ** Math.floor(Math.log10(step))));
  }
  expect(tickText(5_000, unitFor(40_000), true)).toBe('+5 µs');
  expect(tickText(-20_000, unitFor(40_000), true)).toBe('−20 µs');
});

it('writes rates', () =>
  expect([0.25, 12, 999, 1_280, 16_400, 2.1e6].map(rateText)).toEqual([
    '0.3',
    '12',
    '999',
    '1.28 k',
    '16.4 k',
    '2.1 M',
  ]));
