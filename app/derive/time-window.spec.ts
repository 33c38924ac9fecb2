/** What the timeline shows while it follows time. */
import { describe, expect, it } from 'vitest';
import { followWindow, knownUntil } from './time-window';

describe('while the model runs', () => {
  it('the window ends a little behind now', () => {
    expect(followWindow(1e9, undefined, true)).toEqual({ start: 1e9 - 18.4e6, end: 1e9 + 1.6e6 });
  });

  it('ends at the newest event that the page has, when there are more: in a flood nothing else could be shown', () => {
    const until = knownUntil(1e9, 0.9e9, true);
    const { start, end } = followWindow(until, undefined, true);
    expect(start).toBeLessThan(0.9e9);
    expect(end).toBeLessThan(1e9);
  });

  it('stays at now while the page has everything, however long nothing has happened', () => {
    expect(knownUntil(1e9, 0.2e9, false)).toBe(1e9);
    expect(knownUntil(1e9, undefined, true)).toBe(1e9);
  });
});
