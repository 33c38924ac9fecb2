/** Walking a row by keys. */
import { expect, it } from 'vitest';
import { walked } from './walk-keys';

it.each([
  ['ArrowRight', 15, 0],
  ['ArrowDown', 3, 4],
  ['ArrowLeft', 0, 15],
  ['ArrowUp', 4, 3],
  ['Home', 7, 0],
  ['End', 7, 15],
  ['x', 7, undefined],
])('%s at %i of 16 goes to %s', (key, at, next) => {
  expect(walked(key, at, 16)).toBe(next);
});
