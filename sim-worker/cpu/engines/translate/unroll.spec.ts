/** Which loops are written several times. */
import { describe, expect, it } from 'vitest';
import { split } from './split';
import { unroll } from './unroll';

describe('a loop of one node', () => {
  // 0 -> 1; 1 -> 1 or 2; 2 ends
  const loop = split([[1], [1, 2], []], 0);

  it('goes round once for several turns, and may end after each', () => {
    const { graph, originals, flow } = unroll(loop, () => 10);
    expect(graph).toEqual([[1], [3, 2], [], [4, 2], [5, 2], [1, 2]]);
    expect(originals).toEqual([0, 1, 2, 1, 1, 1]);
    expect(flow.isLoopHead).toEqual([false, true, false, false, false, false]);
  });

  it('stays as it is when it is long', () => {
    expect(unroll(loop, () => 25)).toBe(loop);
    expect(unroll(loop, () => 24).originals).toHaveLength(4);
  });
});

it('other loops stay as they are', () => {
  const two = split([[1], [2], [1, 3], []], 0);
  expect(unroll(two, () => 1)).toBe(two);
  const enteredTwice = split([[1, 2], [2, 1], [1]], 0);
  expect(unroll(enteredTwice, () => 1)).toBe(enteredTwice);
});
