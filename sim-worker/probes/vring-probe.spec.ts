/** The vring probe: writes as both sides make them, and the facts that come out. */
import { describe, expect, it } from 'vitest';
import { asText } from '../contract/event-text';
import { ramBench } from '../testing/ram-bench';
import { VringProbe } from './vring-probe';

const base = 0x1004_0000;

function bench(ring: 0 | 1, eventIndex = false) {
  const { bus, clock, log } = ramBench();
  const place = { ring, address: base, num: 16, align: 16, eventIndex };
  const probe = new VringProbe(place, { bus, log, now: () => clock.now, m4Follows: () => undefined });
  const half = (offset: number, value: number): void => bus.write(base + offset, value, 2, 'a7');
  const word = (offset: number, value: number): void => bus.write(base + offset, value, 4, 'a7');
  const describeBuffer = (index: number, address: number, length: number, flags: number): void => {
    word(16 * index, address);
    word(16 * index + 8, length);
    half(16 * index + 12, flags);
  };
  const story = (): string[] =>
    Array.from({ length: log.length }, (_, i) =>
      asText(log.at(i)!)
        .replace(/^#\d+\s+\d+ ns\s+\S+\s+/, '')
        .replace(/\s+<-.*/, ''),
    );
  return { bus, probe, half, word, describeBuffer, story };
}

describe('vring0', () => {
  it('tells an offered empty buffer, and the message in a returned one', () => {
    const { bus, half, word, describeBuffer, story } = bench(0);
    describeBuffer(0, 0x1004_2000, 512, 2);
    half(0x104, 0);
    half(0x102, 1);
    bus.write(0x1004_2000, 0x400, 4, 'm4');
    bus.write(0x1004_2004, 0x401, 4, 'm4');
    bus.write(0x1004_200c, 3, 2, 'm4');
    bus.writeBytes(0x1004_2010, Uint8Array.from([0x68, 0x69, 0x0a]), 'm4');
    word(0x134, 0);
    word(0x138, 512);
    half(0x132, 1);
    expect(story()).toEqual([
      'vring0 descriptor 0 = 0x10042000, 512 B, flags 2',
      'vring0 offers descriptor 0, avail.idx 1',
      'message 0x400 → 0x401, 3 B: hi⏎',
      'vring0 returns descriptor 0, 512 B, used.idx 1',
    ]);
  });

  it('tells flags once per change', () => {
    const { half, story } = bench(0);
    half(0x130, 1);
    half(0x130, 1);
    half(0x100, 0);
    half(0x130, 0);
    expect(story()).toEqual(['vring0 used.flags = 1', 'vring0 used.flags = 0']);
  });
});

describe('used_event and avail_event', () => {
  const writeBoth = ({ half }: ReturnType<typeof bench>): void => {
    half(0x124, 7);
    half(0x1b4, 9);
  };

  it('are told where EVENT_IDX was negotiated', () => {
    const at = bench(1, true);
    writeBoth(at);
    expect(at.story()).toEqual(['vring1 used_event = 7', 'vring1 avail_event = 9']);
  });

  it('mean nothing where it was not', () => {
    const at = bench(1);
    writeBoth(at);
    expect(at.story()).toEqual([]);
  });
});

describe('a broken ring', () => {
  it('is told once, with what is wrong', () => {
    const { half, story } = bench(0);
    half(0x132, 5);
    half(0x132, 9);
    expect(story()).toEqual(['vring0 is broken: used.idx went from 0 to 5 while avail.idx is 0']);
  });

  it('names an impossible descriptor', () => {
    const { half, story } = bench(1);
    half(0x104, 99);
    half(0x102, 1);
    expect(story()).toEqual(['vring1 is broken: avail.ring[0] names descriptor 99']);
  });
});

it('indices run freely over 65536', () => {
  const { probe, half, word, story } = bench(0);
  half(0x102, 0xffff);
  half(0x132, 0xfff0);
  const { holders } = probe.save() as { holders: never };
  const indices = { availIdx: 0xffff, usedIdx: 0xfff0, readIdx: 0xfff0, availFlags: 0, usedFlags: 0 };
  probe.load({ state: { ...indices, faults: [], described: [], chase: [] }, holders });
  half(0x104 + 2 * 15, 3);
  half(0x102, 0);
  word(0x134, 3);
  half(0x132, 0xfff1);
  expect(
    story()
      .filter((line) => line.startsWith('vring0 offers') || line.startsWith('vring0 returns'))
      .slice(-2),
  ).toEqual(['vring0 offers descriptor 3, avail.idx 0', 'vring0 returns descriptor 3, 0 B, used.idx 65521']);
});
