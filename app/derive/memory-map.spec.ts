/** Lanes, heat and places of the shared memory. */
import { describe, expect, it } from 'vitest';
import type { MemoryMapView, MemoryPage, MemoryPlace } from '../../sim-worker/contract/memory-map';
import { lanesOf, overviewParts, placeAt } from './memory-map';

const now = 5_000_000_000;
const place = (row: Partial<MemoryPlace>): MemoryPlace => ({
  kind: 'carveout',
  name: 'vdev0vring0',
  address: 0x1004_0000,
  length: 0x1000,
  source: 'device tree',
  ring: undefined,
  descriptor: undefined,
  state: undefined,
  doc: 'doc',
  ...row,
});
const never = (): number[] => new Array<number>(64).fill(0);
const page = (
  address: number,
  linux: Record<number, [number, number]>,
  m4: Record<number, [number, number]>,
): MemoryPage => {
  const side = (rows: Record<number, [number, number]>) => {
    const out = { writes: never(), last: never() };
    for (const [block, [writes, last]] of Object.entries(rows)) {
      out.writes[Number(block)] = writes;
      out.last[Number(block)] = last;
    }
    return out;
  };
  return { address, linux: side(linux), m4: side(m4) };
};
const view: MemoryMapView = {
  regions: [{ name: 'SRAM3', address: 0x1004_0000, length: 0x1_0000, doc: '' }],
  places: [
    place({}),
    place({ kind: 'descriptors', name: 'vring0 descriptors', length: 256, ring: 0 }),
    place({ kind: 'avail', name: 'vring0 avail', address: 0x1004_0100, length: 38, ring: 0 }),
    place({ kind: 'used', name: 'vring0 used', address: 0x1004_0130, length: 134, ring: 0 }),
    place({ name: 'vdev0buffer', address: 0x1004_2000, length: 0x4000 }),
    place({
      kind: 'buffer',
      name: 'vring0 buffer 1',
      address: 0x1004_2200,
      length: 512,
      descriptor: 1,
      state: 'full-linux',
    }),
  ],
  pages: [
    page(0x1004_0000, { 0: [3, now - 2e9], 1: [3, now - 2e9], 4: [9, now - 2e9] }, { 4: [1, now - 50_000] }),
    page(0x1004_6000, { 2: [1, now - 5e6] }, {}),
  ],
  bytes: undefined,
  problems: [],
};

describe('lanes', () => {
  const lanes = lanesOf(view, now);

  it('are the carveouts, and the pages that somebody wrote without one', () => {
    expect(lanes.map(({ name, address }) => [name, address])).toEqual([
      ['vdev0vring0', 0x1004_0000],
      ['vdev0buffer', 0x1004_2000],
      ['no carveout', 0x1004_6000],
    ]);
  });

  it('show of a ring only what it needs', () => {
    expect(lanes[0]).toMatchObject({ length: 448, whole: 4096 });
    expect(lanes[0]?.places.map(({ label, owner }) => [label, owner])).toEqual([
      ['descriptors', 'a7'],
      ['avail', 'a7'],
      ['used', 'm4'],
    ]);
  });

  it('colour a buffer by its owner now', () => {
    expect(lanes[1]?.places[0]).toMatchObject({ label: '1', owner: 'a7', filled: true, from: 512 / 0x4000 });
  });

  it('join blocks of one writer and age; the last writer gives the hue', () => {
    expect(lanes[0]?.heat.map(({ owner, level }) => [owner, level])).toEqual([
      ['a7', 1],
      ['m4', 4],
    ]);
    expect(lanes[0]?.heat[0]?.sentence).toBe('0x10040000, 128 B: 6 writes, the last by Linux 2.0 s ago');
    expect(lanes[2]?.heat[0]).toMatchObject({ level: 3, from: 128 / 4096 });
  });
});

it('finds the smallest place', () => {
  expect(placeAt(view, 0x1004_0104)?.name).toBe('vring0 avail');
  expect(placeAt(view, 0x1004_0ff0)?.name).toBe('vdev0vring0');
  expect(placeAt(view, 0x1005_0000)).toBeUndefined();
});

it('draws carveouts to scale', () => {
  expect(overviewParts(view, view.regions[0]!)).toMatchObject([
    { from: 0, width: 1 / 16, kind: 'shared' },
    { from: 2 / 16, width: 4 / 16, kind: 'shared' },
  ]);
});
