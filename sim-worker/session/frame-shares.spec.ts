/** Views take turns while the model runs. */
import { expect, it } from 'vitest';
import { shareOf } from './frame-shares';

const wanted = {
  status: {},
  events: { after: -1, epoch: -1 },
  vrings: {},
  ttys: {},
  memoryMap: { at: undefined },
} as const;
const names = (frame: number): readonly string[] => Object.keys(shareOf(wanted, frame));

it('gives each view its turn within four frames, and the status always', () => {
  expect([0, 1, 2, 3].map(names)).toEqual([
    ['status', 'events'],
    ['status', 'vrings'],
    ['status', 'ttys'],
    ['status', 'memoryMap'],
  ]);
  expect(names(4)).toEqual(names(0));
});
