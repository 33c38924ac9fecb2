/** The driver side of a split virtqueue, on bare memory. Source: linux-side reference 4.1-4.6. */
import { describe, expect, it } from 'vitest';
import { ramBench } from '../../testing/ram-bench';
import { Virtqueue } from './virtqueue';
import { vringSize } from './vring-layout';

const base = 0x1004_0000;

function bench(num = 4, eventIndex = false) {
  const { bus } = ramBench();
  const writes: { at: number; value: number }[] = [];
  const said: string[] = [];
  const port = {
    read: (address: number, size: 1 | 2 | 4) => bus.read(address, size, 'a7'),
    write: (address: number, value: number, size: 1 | 2 | 4) => {
      writes.push({ at: address - base, value });
      bus.write(address, value, size, 'a7');
    },
    writeBytes: (address: number, bytes: Uint8Array) => bus.writeBytes(address, bytes, 'a7'),
    readBytes: (address: number, length: number) => bus.peekRam(address, length),
  };
  const place = { name: 'input', address: base, num, align: 16, notifyId: 0, eventIndex };
  const queue = new Virtqueue(place, port, (text) => said.push(text));
  const used = base + (num === 4 ? 0x50 : 0x130);
  /** The other side gives a descriptor back. */
  const giveBack = (id: number, length: number): void => {
    const index = bus.read(used + 2, 2, 'm4');
    bus.write(used + 4 + 8 * (index % num), id, 4, 'm4');
    bus.write(used + 8 + 8 * (index % num), length, 4, 'm4');
    bus.write(used + 2, (index + 1) & 0xffff, 2, 'm4');
  };
  return { bus, queue, writes, said, giveBack, used };
}

describe('layout', () => {
  it.each([
    [4, 118],
    [8, 230],
    [16, 438],
    [32, 854],
    [64, 1686],
    [128, 3350],
    [256, 6678],
  ])('%i descriptors with alignment 16 take %i bytes', (num, bytes) => {
    expect(vringSize(num, 16)).toBe(bytes);
  });
});

describe('offering', () => {
  it('writes the descriptor, then the ring entry, then the index', () => {
    const { queue, writes } = bench(16);
    expect(queue.addIn(0x1004_2000, 512)).toBe(0);
    expect(writes).toEqual([
      { at: 12, value: 2 },
      { at: 0, value: 0x1004_2000 },
      { at: 4, value: 0 },
      { at: 8, value: 512 },
      { at: 14, value: 1 },
      { at: 0x104, value: 0 },
      { at: 0x102, value: 1 },
    ]);
  });

  it('refuses when no descriptor is free', () => {
    const { queue } = bench();
    for (let i = 0; i < 4; i++) expect(queue.addOut(base + 0x1000, 16)).toBe(0);
    expect(queue.addOut(base + 0x1000, 16)).toBe(28);
  });

  it('takes the descriptor that came back last', () => {
    const { queue, giveBack, bus } = bench();
    for (let i = 0; i < 4; i++) queue.addOut(base + 0x1000 + i, 16);
    for (const id of [2, 0]) {
      giveBack(id, 16);
      queue.take();
    }
    queue.addOut(base + 0x2000, 16);
    expect(bus.read(base, 4, 'm4')).toBe(base + 0x2000);
  });
});

describe('taking back', () => {
  it('gives the address that was offered and the length of the used entry', () => {
    const { queue, giveBack } = bench();
    queue.addIn(base + 0x1000, 512);
    expect(queue.hasUsed()).toBe(false);
    giveBack(0, 99);
    expect(queue.take()).toEqual({ address: base + 0x1000, length: 99 });
    expect(queue.lastUsed).toBe(1);
    expect(queue.take()).toBeUndefined();
  });

  it('does not believe a changed descriptor', () => {
    const { queue, giveBack, bus } = bench();
    queue.addIn(base + 0x1000, 512);
    bus.write(base, 0xdead_0000, 4, 'm4');
    giveBack(0, 1);
    expect(queue.take()?.address).toBe(base + 0x1000);
  });

  it.each([
    ['an id that does not exist', 4, 'input:id 4 out of range'],
    ['a huge one', 0xffff_ffff, 'input:id 4294967295 out of range'],
    ['one that was not offered', 3, 'input:id 3 is not a head!'],
  ])('%s breaks the queue for good', (_what, id, message) => {
    const { queue, giveBack, said } = bench();
    queue.addIn(base + 0x1000, 512);
    giveBack(id, 1);
    expect(queue.take()).toBeUndefined();
    expect(said).toEqual([message]);
    expect(queue.broken).toBe(true);
    expect(queue.addIn(base + 0x1000, 512)).toBe(5);
    expect(queue.hasUsed()).toBe(false);
  });

  it('the same descriptor twice is no head the second time', () => {
    const { queue, giveBack, said } = bench();
    queue.addIn(base + 0x1000, 512);
    giveBack(0, 1);
    giveBack(0, 1);
    expect(queue.take()).toBeDefined();
    expect(queue.take()).toBeUndefined();
    expect(said).toEqual(['input:id 0 is not a head!']);
  });

  it('indices run on through 65535', () => {
    const { queue, giveBack, bus, used, writes } = bench();
    for (let i = 0; i < 65_537; i++) {
      queue.addIn(base + 0x1000, 512);
      giveBack(0, 1);
      queue.take();
      writes.length = 0;
    }
    expect(queue.lastUsed).toBe(1);
    expect(bus.read(used + 2, 2, 'm4')).toBe(1);
  });
});

describe('bells', () => {
  it('the flag of the other side decides whether it is rung', () => {
    const { queue, bus, used } = bench();
    expect(queue.kickWanted()).toBe(true);
    bus.write(used, 1, 2, 'm4');
    expect(queue.kickWanted()).toBe(false);
  });

  it('its own flag is written only when it changes', () => {
    const { queue, writes } = bench();
    queue.disableCallback();
    queue.disableCallback();
    expect(writes).toEqual([{ at: 0x40, value: 1 }]);
    queue.enableCallback();
    expect(writes.slice(1)).toEqual([
      { at: 0x40, value: 0 },
      { at: 0x4c, value: 0 },
    ]);
  });
});

it('goes on after a copy of its state was loaded', () => {
  const { queue, giveBack } = bench();
  queue.addIn(base + 0x1000, 512);
  queue.addIn(base + 0x1200, 512);
  const saved = queue.save();
  giveBack(1, 7);
  expect(queue.take()?.address).toBe(base + 0x1200);
  queue.load(saved);
  expect(queue.take()?.address).toBe(base + 0x1200);
});

describe('bells with the event index', () => {
  const usedEvent = 0x4c;
  /** avail_event, which the other side writes. */
  const place = (used: number): number => used + 4 + 8 * 4;

  it('rings when the index that the other side named is passed, not before and not after', () => {
    const { queue, bus, used } = bench(4, true);
    const offered = (): boolean => {
      queue.addOut(base + 0x1000, 16);
      return queue.kickWanted(1);
    };
    bus.write(place(used), 1, 2, 'm4');
    expect([offered(), offered(), offered()]).toEqual([false, true, false]);
  });

  it('asks once for all that was offered since', () => {
    const { queue, bus, used } = bench(4, true);
    for (let i = 0; i < 3; i++) queue.addIn(base + 0x1000, 16);
    bus.write(place(used), 1, 2, 'm4');
    expect([queue.kickWanted(), queue.kickWanted()]).toEqual([true, false]);
  });

  it("does not look at the other side's flag", () => {
    const { queue, bus, used } = bench(4, true);
    queue.addOut(base + 0x1000, 16);
    bus.write(used, 1, 2, 'm4');
    expect(queue.kickWanted()).toBe(true);
  });

  it('names each index that was taken, and 0 when it wants no bell: its flag stays 0', () => {
    const { queue, giveBack, writes } = bench(4, true);
    queue.addIn(base + 0x1000, 512);
    giveBack(0, 1);
    writes.length = 0;
    queue.take();
    queue.disableCallback();
    queue.enableCallback();
    expect(writes).toEqual([
      { at: usedEvent, value: 1 },
      { at: usedEvent, value: 0 },
      { at: usedEvent, value: 1 },
    ]);
  });

  it('a side that was just rung need not be told to be quiet', () => {
    const { queue, giveBack, writes } = bench(4, true);
    queue.addOut(base + 0x1000, 16);
    giveBack(0, 1);
    expect(queue.interrupted()).toBe(true);
    writes.length = 0;
    queue.disableCallback();
    expect(writes).toEqual([]);
  });
});
