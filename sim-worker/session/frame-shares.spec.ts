/** Views take turns while the model runs. */
import { expect, it } from 'vitest';
import { FrameShares } from './frame-shares';

const wanted = {
  status: {},
  events: { after: -1, epoch: -1 },
  vrings: {},
  ttys: {},
  memoryMap: { at: undefined },
} as const;

it('gives each view its turn within four frames, and the status always', () => {
  const shares = new FrameShares();
  const names = Array.from({ length: 5 }, () => Object.keys(shares.next(wanted, true).views));
  expect(names.slice(0, 4)).toEqual([
    ['status', 'events'],
    ['status', 'vrings'],
    ['status', 'ttys'],
    ['status', 'memoryMap'],
  ]);
  expect(names[4]).toEqual(names[0]);
});

it('says first that it has stopped, then everything', () => {
  const shares = new FrameShares();
  expect(shares.next(wanted, false)).toEqual({ views: wanted, more: false });
  expect(shares.hasStopped(false)).toBe(false);
  shares.next(wanted, true);
  expect(shares.hasStopped(true)).toBe(false);
  expect(shares.hasStopped(false)).toBe(true);
  expect(shares.next(wanted, false)).toEqual({ views: { status: {} }, more: true });
  expect(shares.next(wanted, false)).toEqual({ views: wanted, more: false });
});
