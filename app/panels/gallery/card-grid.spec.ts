/** The rows of the first page are full for every number of demos that it may have. */
import { expect, it } from 'vitest';
import { cardGrid } from './card-grid';

it.each([
  [1, 1, false],
  [4, 4, false],
  [5, 3, true],
  [6, 3, false],
  [7, 4, true],
  [8, 4, false],
  [9, 3, false],
  [10, 3, false],
  [11, 3, true],
])('%i demos: rows of %i, a wide first card: %s', (count, columns, wideFirst) => {
  expect(cardGrid(count)).toEqual({ columns, wideFirst });
});
