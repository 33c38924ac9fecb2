/** The arithmetic of the memory measurement. */
import { expect, it } from 'vitest';
import { courseOf } from './memory';

const each = (count: number, value: (minute: number) => number) =>
  Array.from({ length: count }, (_, minute) => [minute, value(minute)] as const);

it('start, middle and end are medians of a tenth each, so that one sample says little', () => {
  const values = each(30, (minute) => (minute === 1 ? 999 : minute));
  expect(courseOf(values)).toMatchObject({ start: 2, middle: 14, end: 28 });
});

it('the slope is that of the straight line through all samples', () => {
  expect(courseOf(each(10, (minute) => 100 - 3 * minute)).slope).toBeCloseTo(-3);
  expect(courseOf(each(10, (minute) => (minute % 2 === 0 ? 5 : 6))).slope).toBeLessThan(0.05);
});

it('one sample has no slope', () => {
  expect(courseOf([[4, 70]])).toEqual({ start: 70, middle: 70, end: 70, slope: 0 });
});
