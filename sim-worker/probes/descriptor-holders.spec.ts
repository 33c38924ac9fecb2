/** Who has a descriptor, through orderly and disorderly lives. */
import { describe, expect, it } from 'vitest';
import { DescriptorHolders } from './descriptor-holders';

function ring() {
  const holders = new DescriptorHolders();
  let time = 0;
  const at = () => ({ time: ++time, event: time, index: time });
  return {
    holders,
    at,
    offer: (...all: number[]) => all.map((d) => holders.offered(d, at())),
    give: (...all: number[]) => all.map((d) => holders.returned(d, at())),
    take: (d: number) => holders.taken(d, at()),
  };
}

describe('in order', () => {
  it('nobody is overtaken', () => {
    const { holders, offer, give } = ring();
    offer(0, 1, 2, 3);
    for (let lap = 0; lap < 10; lap++) {
      for (let d = 0; d < 4; d++) {
        give(d);
        offer(d);
      }
    }
    expect([0, 1, 2, 3].map((d) => holders.overtaken(d))).toEqual([0, 0, 0, 0]);
    expect([0, 1, 2, 3].every((d) => holders.isWithM4(d))).toBe(true);
  });
});

describe('one that stays behind', () => {
  it('counts how many came back that were given later', () => {
    const { holders, offer, give } = ring();
    offer(0, 1, 2, 3);
    give(0);
    expect(holders.overtaken(1)).toBe(0);
    give(2, 3);
    offer(0, 2, 3);
    give(0, 2, 3);
    expect(holders.overtaken(1)).toBe(5);
    expect(holders.isWithM4(1)).toBe(true);
    give(1);
    expect(holders.overtaken(1)).toBe(0);
  });

  it('is found on the side of Linux too', () => {
    const { holders, offer, give } = ring();
    offer(0, 1, 2);
    give(0, 1, 2);
    offer(1, 2);
    expect([0, 1, 2].map((d) => holders.overtaken(d))).toEqual([2, 0, 0]);
  });
});

it('that was taken back stands where it stood', () => {
  const { holders, offer, give, at } = ring();
  offer(0, 1, 2);
  give(0);
  holders.takenBack(0, at());
  give(1, 2);
  expect(holders.isWithM4(0)).toBe(true);
  expect(holders.overtaken(0)).toBe(2);
  expect(holders.history(0).map(({ step }) => step)).toEqual(['offered', 'returned', 'taken-back']);
});

it('notices what is offered or given back twice', () => {
  const { holders, offer, give } = ring();
  expect(offer(0, 0)).toEqual([true, false]);
  expect(give(0, 0, 5)).toEqual([true, false, false]);
  expect(holders.history(0).map(({ step }) => step)).toEqual([
    'offered',
    'offered-again',
    'returned',
    'returned-again',
  ]);
  expect(holders.wasOffered(7)).toBe(false);
});

it('keeps the last twelve changes, with their events, and a copy keeps them too', () => {
  const { holders, offer, give, take } = ring();
  for (let lap = 0; lap < 6; lap++) {
    offer(3);
    give(3);
    take(3);
  }
  const copy = new DescriptorHolders();
  copy.load(holders.save());
  offer(3);
  expect(copy.history(3)).toHaveLength(12);
  expect(copy.history(3).at(-1)).toEqual({ time: 18, event: 18, step: 'taken', index: 18 });
  expect(copy.since(3)).toBe(18);
  expect(copy.isWithM4(3)).toBe(false);
});

it('begins with what the M4 has already', () => {
  const { holders, give } = ring();
  holders.begin([4, 5], 100);
  expect(holders.history(4)).toEqual([]);
  expect(holders.since(4)).toBe(100);
  expect(give(5, 4)).toEqual([true, true]);
});
