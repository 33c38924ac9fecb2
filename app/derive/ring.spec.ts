/** The ring's numbers against the pictures of the design and against every split of the index circle. */
import { describe, expect, it } from 'vitest';
import { vring } from './echo-trip.fixture';
import { ringCounts, ringFace, ringHeadline, ringSlots, stateCounts } from './ring';

describe('ringCounts', () => {
  it.each([
    ['after boot', { avail: 16, used: 0, read: 0, num: 16 }, { withM4: 16, returned: 0, withLinux: 0, overrun: 0 }],
    [
      'one letter waits',
      { avail: 18, used: 3, read: 2, num: 16 },
      { withM4: 15, returned: 1, withLinux: 0, overrun: 0 },
    ],
    ['a burst', { avail: 20, used: 8, read: 5, num: 16 }, { withM4: 12, returned: 3, withLinux: 1, overrun: 0 }],
    ['starved', { avail: 16, used: 16, read: 0, num: 16 }, { withM4: 0, returned: 16, withLinux: 0, overrun: 0 }],
    [
      'used passed avail',
      { avail: 16, used: 17, read: 2, num: 16 },
      { withM4: 0, returned: 15, withLinux: 0, overrun: 1 },
    ],
    [
      'avail beyond the ring',
      { avail: 19, used: 0, read: 0, num: 16 },
      { withM4: 0, returned: 0, withLinux: 0, overrun: 3 },
    ],
    [
      'over the top of 16 bits',
      { avail: 2, used: 0xfffa, read: 0xfff8, num: 16 },
      { withM4: 8, returned: 2, withLinux: 6, overrun: 0 },
    ],
  ])('%s', (_name, indices, counts) => expect(ringCounts(indices)).toEqual(counts));

  it('accounts for every slot whenever the indices are sound', () => {
    for (let used = 0; used <= 16; used++) {
      for (let read = 0; read <= used; read++) {
        for (let avail = used; avail <= read + 16; avail++) {
          const ring = vring({ ring: 0, avail, used, read });
          const counts = ringCounts({ avail, used, read, num: 16 });
          expect(counts.withM4 + counts.returned + counts.withLinux).toBe(16);
          expect(ringSlots(ring).filter((s) => s.state === 'full-linux')).toHaveLength(counts.returned);
        }
      }
    }
  });
});

describe('ringSlots', () => {
  it('puts the letter of the design on slot 2', () => {
    const slots = ringSlots(vring({ ring: 0, avail: 18, used: 3, read: 2 }));
    expect(slots.map((s) => s.state)).toEqual(
      Array.from({ length: 16 }, (_, i) => (i === 2 ? 'full-linux' : 'empty-m4')),
    );
    expect(slots[2]?.descriptor).toBe(2);
  });
  it('hatches what Linux holds and fills what waits', () => {
    const slots = ringSlots(vring({ ring: 0, avail: 20, used: 8, read: 5 }));
    expect(slots.slice(3, 9).map((s) => s.state)).toEqual([
      'empty-m4',
      'held-linux',
      'full-linux',
      'full-linux',
      'full-linux',
      'empty-m4',
    ]);
  });
  it('names no descriptor where Linux may fill a slot of vring1', () => {
    const slots = ringSlots(vring({ ring: 1, avail: 1, used: 1, read: 0 }));
    expect(slots[0]).toMatchObject({ state: 'empty-linux', descriptor: 0 });
    expect(slots[5]).toMatchObject({ state: 'empty-linux', descriptor: undefined });
  });
  it('marks the slots between crossed indices as impossible', () => {
    const slots = ringSlots(vring({ ring: 0, avail: 16, used: 18, read: 2 }));
    expect(slots.filter((s) => s.state === 'broken').map((s) => s.slot)).toEqual([0, 1]);
  });
});

describe('what the wheel says', () => {
  it.each([
    [{ ring: 0, avail: 16, used: 0, read: 0 }, 16, 'for M4', 'm4'],
    [{ ring: 0, avail: 18, used: 3, read: 2 }, 1, 'to read', 'a7'],
    [{ ring: 1, avail: 1, used: 1, read: 0 }, 16, 'free', 'a7'],
    [{ ring: 1, avail: 4, used: 1, read: 0 }, 3, 'to read', 'm4'],
  ] as const)('%o: %i %s', (options, count, word, owner) =>
    expect(ringHeadline(vring(options))).toEqual({ count, word, owner }),
  );

  it('tells starved and broken rings from sound ones', () => {
    expect(ringFace(vring({ ring: 0, avail: 18, used: 3, read: 2 }))).toBe('sound');
    expect(ringFace(vring({ ring: 0, avail: 16, used: 16, read: 0 }))).toBe('starved');
    expect(ringFace(vring({ ring: 1, avail: 16, used: 0, read: 0 }))).toBe('starved');
    expect(ringFace(vring({ ring: 0, avail: 16, used: 17, read: 1 }))).toBe('broken');
    expect(
      ringFace({
        ...vring({ ring: 0, avail: 16, used: 0, read: 0 }),
        problems: [{ text: 'id 99 out of range', event: undefined, address: undefined }],
      }),
    ).toBe('broken');
  });
  it('counts for the legend, the urgent first', () => {
    expect(stateCounts(vring({ ring: 0, avail: 18, used: 3, read: 2 })).map((c) => c.text)).toEqual([
      '1 full, Linux to read',
      '15 empty, M4 may fill',
    ]);
  });
});
