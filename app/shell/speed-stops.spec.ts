/** Every speed has a place on the slider. */
import { expect, it } from 'vitest';
import { speedStops, stopOf } from './speed-stops';

it('finds every stop again', () => {
  for (const [at, stop] of speedStops.entries()) expect(stopOf(stop.speed)).toBe(at);
});

it('puts a speed in between at the nearest stop', () => {
  expect(speedStops[stopOf({ kind: 'ratio', ratio: 1 / 1_300 })]?.label).toBe('1 : 1\u00a0000');
  expect(stopOf({ kind: 'event', perSecond: 50 })).toBe(1);
  expect(speedStops[stopOf({ kind: 'ratio', ratio: 3 })]?.label).toBe('real time');
});
