/** What is known of instructions that do not go straight to RAM, until other code lies there. */
import { expect, it } from 'vitest';
import { SlowPlaces } from './slow-places';

it('an access that has asked the bus is slow from then on', () => {
  const places = new SlowPlaces();
  places.add(0x1000);
  expect([places.isSlow(0x1000), places.isSlow(0x1002), places.isIndirect(0x1000)]).toEqual([true, false, false]);
});

it('one before which regions were left is remarkable when that happens often, and says so once', () => {
  const places = new SlowPlaces();
  expect(Array.from({ length: 6 }, () => places.addIndirect(0x1000))).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
  ]);
  expect([places.isIndirect(0x1000), places.isSlow(0x1000)]).toEqual([true, false]);
});

it('is forgotten where other code lies now', () => {
  const places = new SlowPlaces();
  for (const pc of [0x1000, 0x2000]) {
    places.add(pc);
    for (let i = 0; i < 4; i++) places.addIndirect(pc);
  }
  places.forget((pc) => pc < 0x2000);
  expect([places.isSlow(0x1000), places.isIndirect(0x1000)]).toEqual([false, false]);
  expect([places.isSlow(0x2000), places.isIndirect(0x2000)]).toEqual([true, true]);
  places.add(0x1000);
  expect(places.isSlow(0x1000)).toBe(true);
});
