/** The rings of a running echo, and what is said of rings that somebody has broken on purpose. */
import { describe, expect, it } from 'vitest';
import { ns } from '../../contract/units';
import { bootedEcho } from '../../testing/echo-bench';
import type { Target } from '../target';
import { descriptor, vrings } from './vrings';

const base = 0x1004_0000;
const ring = { avail: base + 0x100, used: base + 0x130 } as const;

function echo(): Target {
  const target = bootedEcho('');
  target.machine.run(ns(60e6));
  return target;
}
const context = (target: Target): Parameters<typeof vrings>[0] => ({ target }) as Parameters<typeof vrings>[0];
const rings = (target: Target) => vrings(context(target), {}).rings;
const problems = (target: Target, number = 0): readonly string[] =>
  rings(target)[number]?.problems.map((p) => p.text) ?? [];
const half = (target: Target, address: number, value: number): void =>
  target.machine.bus.write(address, value, 2, 'debugger');
const word = (target: Target, address: number, value: number): void =>
  target.machine.bus.write(address, value, 4, 'debugger');
/** Writes a field of a ring into the live table. */
function table(target: Target, field: 'da' | 'num' | 'align', value: number, number = 0): void {
  word(target, target.probe.vdev?.vrings[number]?.[field] ?? 0, value);
}

it('nothing is wrong with the rings of the demo', () => {
  const target = echo();
  expect(problems(target)).toEqual([]);
  expect(problems(target, 1)).toEqual([]);
  expect(vrings(context(target), {}).tableProblems).toEqual([]);
});

describe('the place', () => {
  it.each([
    ['12 descriptors are no power of two: Linux refuses such a ring', 'num', 12, 12],
    ['the table says 0 descriptors: at most 1024 are shown', 'num', 0, 0],
    ['the table says 4096 descriptors: at most 1024 are shown', 'num', 4096, 0],
    ['an alignment of 24 is no power of two', 'align', 24, 16],
    ['it begins at 0x10040008, which is no multiple of 16', 'da', 0x1004_0008, 16],
    ['0x60000000 to 0x600001b5 is not all in RAM', 'da', 0x6000_0000, 16],
    ['the table says 0x10047000, but Linux has its ring at 0x10040000', 'da', 0x1004_7000, 16],
    ['it lies on top of vring1', 'da', 0x1004_1000, 16],
    ['256 descriptors need 6678 bytes, vdev0vring0 has 4096', 'num', 256, 256],
  ] as const)('%s', (text, field, value, drawn) => {
    const target = echo();
    table(target, field, value);
    expect(problems(target)).toContain(text);
    expect(rings(target)[0]?.descriptors).toHaveLength(drawn);
  });

  it('two rings of one address say so of each other', () => {
    const target = echo();
    table(target, 'da', base, 1);
    expect(problems(target, 1)).toContain('it lies on top of vring0');
    expect(problems(target, 0)).toContain('it lies on top of vring1');
  });
});

describe('the contents', () => {
  it.each([
    ['used.idx 40 has overtaken avail.idx 18: more was given back than was offered', ring.used + 2, 40],
    ['avail.idx 90 is 88 ahead of used.idx 2: there are only 16 descriptors', ring.avail + 2, 90],
    ['avail.ring[3] names descriptor 99, there are only 16', ring.avail + 4 + 6, 99],
    ['used.ring[1] names descriptor 77, there are only 16', ring.used + 4 + 8, 77],
  ] as const)('%s', (text, address, value) => {
    const target = echo();
    half(target, address, value);
    expect(problems(target)).toContain(text);
  });

  it.each([
    ['descriptor 3 names 0x20000000, where no RAM is', 0x2000_0000],
    ['descriptor 3 names 0x10044000, outside the receive half 0x10042000 to 0x10043fff', 0x1004_4000],
    ['descriptors 3 and 4 name the same buffer 0x10042800', 0x1004_2800],
  ] as const)('%s', (text, address) => {
    const target = echo();
    word(target, base + 16 * 3, address);
    expect(problems(target)).toContain(text);
  });

  it('an address that no bus of this chip has', () => {
    const target = echo();
    word(target, base + 16 * 3 + 4, 1);
    expect(problems(target)).toContain('the address of descriptor 3 needs more than 32 bits');
  });

  it('indices that run apart come with the event of that moment', () => {
    const target = echo();
    half(target, ring.used + 2, 40);
    const found = rings(target)[0]?.problems.find(({ text }) => text.startsWith('used.idx'));
    expect(target.machine.log.at(found?.event ?? -1)?.kind).toBe('vring.corrupted');
  });

  it('a chain that leaves the table, and one that runs in a circle', () => {
    const target = echo();
    half(target, base + 16 * 5 + 12, 3);
    half(target, base + 16 * 5 + 14, 60);
    half(target, base + 16 * 7 + 12, 3);
    half(target, base + 16 * 7 + 14, 7);
    expect(problems(target)).toContain('descriptor 5 continues at 60, there are only 16');
    expect(problems(target)).toContain('the chain of descriptor 7 runs in a circle');
  });

  it('a status that was taken away behind the back of Linux', () => {
    const target = echo();
    target.machine.bus.write(target.probe.vdev?.status ?? 0, 0, 1, 'm4');
    expect(vrings(context(target), {}).tableProblems[0]?.text).toMatch(/^vdev status is 0, yet Linux uses the rings/);
  });
});

describe('a buffer', () => {
  /** The M4 gives these descriptors of vring0 back, as a firmware of its own mind would. */
  function giveBack(target: Target, ...ids: number[]): void {
    const { bus } = target.machine;
    for (const id of ids) {
      const idx = bus.peek(ring.used + 2, 2) ?? 0;
      word(target, ring.used + 4 + 8 * (idx % 16), id);
      word(target, ring.used + 8 + 8 * (idx % 16), 512);
      half(target, ring.used + 2, idx + 1);
    }
  }

  it('that comes back twice is named, with its event', () => {
    const target = echo();
    giveBack(target, 5, 5);
    const [found] = rings(target)[0]?.problems ?? [];
    expect(found?.text).toBe('descriptor 5 was given back twice');
    expect(target.machine.log.at(found?.event ?? -1)?.kind).toBe('vring.corrupted');
  });

  it('that stays away while later ones come back is kept by the M4', () => {
    const target = echo();
    giveBack(target, 3, 4, 5, 6);
    const { descriptors } = rings(target)[0] ?? { descriptors: [] };
    expect(descriptors[2]).toMatchObject({ state: 'held-m4', overtaken: 4 });
    expect(descriptors[3]).toMatchObject({ state: 'full-linux', overtaken: 0 });
    expect(descriptors[7]).toMatchObject({ state: 'empty-m4', overtaken: 0 });
  });

  it('has a history with the messages that were in it', () => {
    const target = echo();
    const { changes } = descriptor(context(target), { ring: 0, index: 0 });
    expect(changes.map(({ step }) => step)).toEqual(['offered', 'returned', 'taken', 'offered']);
    expect(changes[1]?.message).toBe('rpmsg-tty at 1024');
    expect(changes.every(({ event }) => target.machine.log.at(event ?? -1) !== undefined)).toBe(true);
  });
});

it('the history of the indices has what Linux had read', () => {
  const target = echo();
  const { chase } = vrings(context(target), {});
  const own = chase.filter((point) => point.ring === 0);
  expect(own.at(-1)).toMatchObject({ avail: 18, used: 2, read: 2 });
  expect(own.some(({ used, read }) => read < used)).toBe(true);
});
