/** Who wrote a byte last: both sides, parts of words, aliases, and copies of the state. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { ramBench } from '../testing/ram-bench';
import { LastWriter } from './last-writer';

const base = 0x1004_2000;

function bench() {
  const { bus, clock, log } = ramBench();
  const writer = new LastWriter({ bus, log, now: () => clock.now });
  writer.follow(0x1004_0000, 0x1_0000);
  const asM4 = (pc: number, act: () => void): void => {
    log.context.pc = pc;
    act();
    log.context.pc = undefined;
  };
  return { bus, clock, log, writer, asM4 };
}

describe('writers', () => {
  it('are told apart to the byte', () => {
    const { bus, clock, log, writer, asM4 } = bench();
    clock.advanceTo(ns(100));
    bus.write(base, 0x1122_3344, 4, 'a7');
    clock.advanceTo(ns(200));
    log.context.cause = 7;
    asM4(0x1000_0a12, () => bus.write(base + 1, 0xff, 1, 'm4'));
    expect(writer.writers(base, 8)).toEqual([
      { address: base, length: 1, by: 'a7', pc: undefined, time: 100, event: undefined },
      { address: base + 1, length: 1, by: 'm4', pc: 0x1000_0a12, time: 200, event: 7 },
      { address: base + 2, length: 2, by: 'a7', pc: undefined, time: 100, event: undefined },
    ]);
  });

  it('are the same under every alias', () => {
    const { bus, writer } = bench();
    bus.write(base + 0x2000_0000, 1, 4, 'debugger');
    expect(writer.writers(base + 0x2000_0000, 4)).toMatchObject([{ address: base + 0x2000_0000, by: 'debugger' }]);
    expect(writer.writers(base, 4)).toMatchObject([{ address: base, length: 4, by: 'debugger' }]);
  });

  it('end at the border of what is watched, also in a block that runs over it', () => {
    const { bus, writer } = bench();
    bus.writeBytes(0x1003_fff0, new Uint8Array(32), 'a7');
    expect(writer.writers(0x1003_fff0, 64)).toMatchObject([{ address: 0x1004_0000, length: 16 }]);
  });

  it('are none where nobody wrote, and where nobody watches', () => {
    const { bus, writer } = bench();
    bus.write(0x1000_0000, 1, 4, 'm4');
    expect(writer.writers(0x1000_0000, 16)).toEqual([]);
    expect(writer.writers(base, 16)).toEqual([]);
  });
});

it('heat counts the writes of each side per block', () => {
  const { bus, clock, writer, asM4 } = bench();
  bus.writeBytes(base, new Uint8Array(130), 'a7');
  clock.advanceTo(ns(50));
  asM4(0x1000_0000, () => bus.write(base + 64, 1, 4, 'm4'));
  expect(writer.heatOf(base)?.slice(0, 4)).toEqual([
    { a7: 1, m4: 0, a7Time: 0, m4Time: 0 },
    { a7: 1, m4: 1, a7Time: 0, m4Time: 50 },
    { a7: 1, m4: 0, a7Time: 0, m4Time: 0 },
    { a7: 0, m4: 0, a7Time: 0, m4Time: 0 },
  ]);
  expect(writer.heatOf(base + 0x1000)).toBeUndefined();
});

it('a copy brings back the writers and goes on watching', () => {
  const { bus, clock, writer } = bench();
  bus.write(base, 1, 4, 'a7');
  const copy = writer.save();
  const before = writer.writers(base, 64);
  clock.advanceTo(ns(900));
  bus.write(base + 4, 1, 4, 'debugger');
  writer.follow(0x1000_0000, 64);
  writer.load(copy);
  expect(writer.writers(base, 64)).toEqual(before);
  bus.write(0x1000_0000, 1, 4, 'a7');
  bus.write(base + 8, 1, 4, 'debugger');
  expect(writer.writers(0x1000_0000, 4)).toEqual([]);
  expect(writer.writers(base, 64)).toMatchObject([{ by: 'a7' }, { address: base + 8, by: 'debugger' }]);
});

it('refuses to watch what no table can mean', () => {
  const { writer } = bench();
  writer.follow(0x1000_0000, 2 ** 30);
  writer.follow(0xffff_fff0, 64);
  expect(writer.ranges).toHaveLength(1);
});
