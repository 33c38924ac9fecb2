/** The bus: aliases, unaligned accesses, holes, watches, guards and code marks. */
import { describe, expect, it } from 'vitest';
import { GuestMemory } from '../kernel/guest-memory';
import { ramBench } from '../testing/ram-bench';
import { Bus, BusError } from './bus';
import type { RamRegion } from './regions';

describe('RAM', () => {
  it('is the same storage under both aliases', () => {
    const { bus } = ramBench();
    bus.write(0x1000_1234, 0xcafe_f00d, 4, 'm4');
    expect(bus.read(0x3000_1234, 4, 'a7')).toBe(0xcafe_f00d);
    bus.write(0x3000_1236, 0x55aa, 2, 'a7');
    expect(bus.read(0x1000_1234, 4, 'm4')).toBe(0x55aa_f00d);
    expect(bus.canonicalOf(0x3000_1236)).toBe(0x1000_1236);
  });

  it('takes unaligned accesses, also across a page', () => {
    const { bus } = ramBench();
    bus.write(0x1000_0ffd, 0x1122_3344, 4, 'm4');
    expect(bus.read(0x1000_0ffd, 4, 'm4')).toBe(0x1122_3344);
    expect(bus.read(0x1000_1000, 1, 'm4')).toBe(0x11);
  });

  it('reads back what was written as bytes', () => {
    const { bus } = ramBench();
    const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i * 7);
    bus.writeBytes(0x1000_0f80, bytes, 'a7');
    expect(bus.peekRam(0x3000_0f80, bytes.length)).toEqual(bytes);
  });
});

it('DDR, beyond 2 GiB, is read and watched page by page', () => {
  const { bus, told } = ddrBench();
  bus.writeBytes(0xc000_0ff8, Uint8Array.of(1, 2, 3), 'm4');
  expect(bus.readBytes(0xc000_0ff8, 16, 'a7').subarray(0, 3)).toEqual(Uint8Array.of(1, 2, 3));
  expect(told).toEqual([0xc000_0ff8]);
});

/** One page of RAM before and one behind 0xc0001000, watched. */
function ddrBench() {
  const ddr: RamRegion = { kind: 'ram', name: 'DDR', base: 0xc000_0000, size: 8192, ramOffset: 0 };
  const bus = new Bus(new GuestMemory(8192), [ddr], {
    check: () => 'ok',
    unmodelled: () => undefined,
    unmapped: () => undefined,
  });
  const told: number[] = [];
  bus.watch(0xc000_0800, 0x1000, (address) => told.push(address));
  return { bus, told };
}

describe('holes', () => {
  it('throw, name the access, and write nothing', () => {
    const { bus, holes } = ramBench();
    expect(() => bus.read(0xa000_3000, 4, 'm4')).toThrow(BusError);
    expect(() => bus.write(0x1005_fffe, 0xffff_ffff, 4, 'm4')).toThrow(BusError);
    expect(bus.read(0x1005_fffe, 2, 'm4')).toBe(0);
    expect(holes).toEqual([
      { address: 0xa000_3000, write: false, by: 'm4' },
      { address: 0x1006_0000, write: true, by: 'm4' },
    ]);
  });

  it('are undefined for a peek', () => {
    const { bus } = ramBench();
    expect(bus.peek(0xa000_3000, 4)).toBeUndefined();
    expect(bus.peekBytes(0x1005_fffe, 4)).toEqual([0, 0, undefined, undefined]);
  });
});

describe('watching', () => {
  it('hears writes of every size, under every alias, by everybody, and nothing beside it', () => {
    const { bus } = ramBench();
    const heard: string[] = [];
    const end = bus.watch(0x1004_0100, 16, (address, length, by) =>
      heard.push(`${by} ${address.toString(16)} ${length}`),
    );
    bus.write(0x1004_0100, 1, 1, 'm4');
    bus.write(0x3004_0104, 1, 4, 'a7');
    bus.write(0x1004_0110, 1, 4, 'm4');
    bus.writeBytes(0x1004_00f0, new Uint8Array(64), 'a7');
    end();
    bus.write(0x1004_0100, 1, 1, 'm4');
    expect(heard).toEqual(['m4 10040100 1', 'a7 10040104 4', 'a7 100400f0 64']);
  });

  it('goes on for others in the same 64 bytes, and for code there, when one watch ends', () => {
    const { bus } = ramBench();
    const heard: string[] = [];
    const watch = (name: string) => bus.watch(0x1004_0100, 16, () => heard.push(name));
    const end = watch('first');
    watch('second');
    bus.onCodeWritten(() => heard.push('code'));
    bus.markCode(bus.ramOffsetOf(0x1004_0100)!, 4);
    end();
    bus.write(0x3004_0104, 1, 4, 'm4');
    bus.write(0x1004_0100, 1, 2, 'a7');
    expect(heard.toSorted()).toEqual(['code', 'second', 'second']);
  });

  it('tells once when marked code is written, and again after it is marked anew', () => {
    const { bus } = ramBench();
    const heard: number[] = [];
    bus.onCodeWritten((offset) => heard.push(offset));
    bus.markCode(0x2000, 4);
    bus.write(0x1000_2004, 1, 4, 'm4');
    bus.write(0x1000_2008, 1, 4, 'm4');
    bus.markCode(0x2000, 4);
    bus.write(0x3000_2000, 1, 2, 'a7');
    expect(heard).toEqual([0x2004, 0x2000]);
  });

  it('says nothing of data beside code in the same page, however often it is written', () => {
    const { bus } = ramBench();
    const heard: number[] = [];
    bus.onCodeWritten((offset) => heard.push(offset));
    bus.markCode(0x203e, 4);
    bus.write(0x1000_2080, 1, 4, 'm4');
    bus.write(0x1000_2080, 2, 4, 'm4');
    bus.writeBytes(0x1000_2100, new Uint8Array(64), 'a7');
    expect(heard).toEqual([]);
    bus.write(0x1000_2040, 1, 4, 'm4');
    expect(heard).toEqual([0x2040]);
  });
});
