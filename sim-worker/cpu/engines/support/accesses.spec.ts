/** What the support module does without anybody outside, and what it asks for. */
import { describe, expect, it } from 'vitest';
import { ramBase } from '../../../kernel/guest-memory';
import { ramBench } from '../../../testing/ram-bench';
import { CpuState } from '../../cpu-state';
import { Mpu } from '../../ppb/mpu';
import { floatsOutside } from '../floats/outside';
import { noPatience } from '../patience';
import { AccessTables } from './access-tables';
import { scratchAt, troubleAt, unalignedTrapAt } from './addresses';
import { Support } from './support';

const sram = 0x1000_0000;
const page = 4096;

const [ctrl, rbar, rasr] = [0x4, 0xc, 0x10];
const pageRegion = (0xb << 1) | 1;
const guardRegion = (4 << 1) | 1;

/** Addresses of pages that the MPU keeps from everybody, or from whoever writes. */
type Forbidden = { readonly unreadable?: number; readonly unwritable?: number; readonly guard?: number };

/** All else is open to privileged code. */
function mpuWith({ unreadable, unwritable, guard }: Forbidden): Mpu {
  const mpu = new Mpu(() => undefined);
  const region = (n: number, address: number | undefined, permission: number, size = pageRegion): void => {
    if (address === undefined) return;
    mpu.registers.write(rbar, address | 0x10 | n, 4, 'm4');
    mpu.registers.write(rasr, (permission << 24) | size, 4, 'm4');
  };
  region(0, unreadable, 0);
  region(1, unwritable, 6);
  region(2, guard, 0, guardRegion);
  mpu.registers.write(ctrl, 5, 4, 'm4');
  return mpu;
}

/** A support module whose outside writes down what it is asked. */
function bench(forbidden: Forbidden = {}) {
  const { bus } = ramBench();
  const { memory } = bus;
  const state = new CpuState(memory);
  const asked: string[] = [];
  const ask = (name: string) => [
    name,
    (...args: number[]) => void asked.push([name, ...args.map((n) => n >>> 0)].join(' ')),
  ];
  const kinds = ['read', 'write', 'readUnprivileged', 'writeUnprivileged'];
  const single = kinds.flatMap((kind) => [1, 2, 4].map((bytes) => `${kind}${bytes}`));
  const outside = Object.fromEntries([...single, 'readMany', 'writeMany'].map(ask));
  const tables = new AccessTables({
    memory,
    bus,
    state,
    mpu: mpuWith(forbidden),
    dwt: { version: 1, watchesData: false, watchesPage: () => false },
    executionPriority: () => 256,
    unalignedTrap: () => false,
  });
  tables.settle();
  const names = ['loadQuick', 'loadFull', 'storeQuick', 'storeFull'].flatMap((name) => [1, 2, 4].map((n) => name + n));
  const all = [...names, 'loadManyQuick', 'storeManyQuick', 'loadManyFull', 'storeManyFull'];
  const { imports } = new Support(
    memory,
    { ...outside, ...floatsOutside(state.words) } as never,
    noPatience,
    'tail calls',
  );
  const call = Object.fromEntries(
    all.map((name) => [name, (...args: number[]) => (imports[name] as (...args: number[]) => number)(...args)]),
  );
  const trouble = (): number => memory.view.getInt32(troubleAt, true);
  return { bus, memory, asked, call, trouble };
}

describe('loads', () => {
  it('of any alignment come straight from RAM, also across pages', () => {
    const { memory, call, trouble } = bench();
    for (let i = 0; i < 2 * page; i++) memory.bytes[ramBase + i] = i * 7;
    const at = [0, 1, 2, 3, page - 1, page - 2, page - 3, page];
    for (const offset of at) {
      const address = sram + offset;
      expect(call.loadQuick1!(address)).toBe(memory.view.getUint8(ramBase + offset));
      expect(call.loadQuick2!(address)).toBe(memory.view.getUint16(ramBase + offset, true));
      expect(call.loadQuick4!(address)).toBe(memory.view.getInt32(ramBase + offset, true));
      expect(trouble()).toBe(0);
    }
  });

  it('that are unaligned are refused where they fault', () => {
    const { memory, call, trouble } = bench();
    memory.view.setInt32(unalignedTrapAt, 1, true);
    expect([call.loadQuick2!(sram + 1), trouble()]).toEqual([0, 1]);
    expect([call.loadQuick4!(sram + 2), trouble()]).toEqual([0, 1]);
    call.loadQuick1!(sram + 1);
    expect(trouble()).toBe(0);
  });

  it('ask outside where there is no RAM, and where a part of them is forbidden', () => {
    const { asked, call, trouble } = bench({ unreadable: sram + page });
    call.loadQuick4!(0x4000_0000);
    expect(trouble()).toBe(1);
    expect(asked).toEqual([]);
    call.loadFull4!(0x4000_0000);
    call.loadFull2!(sram + page - 1);
    call.loadManyFull!(sram + page - 8, 3);
    call.loadManyFull!(sram + 2, 2);
    expect(asked).toEqual([
      `read4 ${0x4000_0000}`,
      `read2 ${sram + page - 1}`,
      `readMany ${sram + page - 8} 3`,
      `readMany ${sram + 2} 2`,
    ]);
  });
});

describe('a page with a guard of 32 bytes', () => {
  const guard = sram + page + 0x100;

  it('is read and written beside it without a word, and not in it', () => {
    const { memory, call, trouble } = bench({ guard });
    const at = (address: number): number => ramBase + address - sram;
    for (const address of [guard - 4, guard + 32, guard - 2]) {
      const isBeside = address !== guard - 2;
      memory.view.setUint32(at(address), 0x1357_9bdf, true);
      expect([call.loadQuick4!(address) >>> 0, trouble()]).toEqual(isBeside ? [0x1357_9bdf, 0] : [0, 1]);
      call.storeQuick4!(address, 7);
      expect([memory.view.getUint32(at(address), true), trouble()]).toEqual(isBeside ? [7, 0] : [0x1357_9bdf, 1]);
    }
    call.storeManyQuick!(guard - 16, 4);
    expect(trouble()).toBe(0);
    call.storeManyQuick!(guard - 16, 5);
    expect(trouble()).toBe(1);
    expect(memory.dirty[1]).toBe(1);
  });

  it('stays so after it was written, under the same rules', () => {
    const { call, trouble } = bench({ guard });
    call.storeQuick1!(guard - 1, 1);
    call.storeQuick1!(guard, 1);
    expect(trouble()).toBe(1);
    call.loadQuick1!(guard + 31);
    expect(trouble()).toBe(1);
  });
});

describe('stores', () => {
  it('mark a page as written the first time, under each of its addresses', () => {
    const { memory, call, trouble } = bench();
    call.storeQuick4!(sram, 0x1234_5678);
    call.storeQuick1!(0x3000_0000 + page + 3, 0x1ff);
    expect(trouble()).toBe(0);
    expect([...memory.dirty.subarray(0, 3)]).toEqual([1, 1, 0]);
    expect(memory.view.getUint32(ramBase, true)).toBe(0x1234_5678);
    expect(memory.bytes[ramBase + page + 3]).toBe(0xff);
  });

  it('of any alignment reach each of their bytes and no other', () => {
    const { memory, call } = bench();
    for (const offset of [1, page - 1, page - 2, page - 3]) {
      call.storeFull4!(sram, 0);
      call.storeFull4!(sram + page, 0);
      memory.bytes.fill(0xee, ramBase, ramBase + 2 * page);
      call.storeQuick4!(sram + offset, 0x0403_0201);
      const around = memory.bytes.subarray(ramBase + offset - 1, ramBase + offset + 5);
      expect([...around]).toEqual([0xee, 1, 2, 3, 4, 0xee]);
    }
  });

  it('beside code are made, and those on code are told', () => {
    const { bus, asked, call, trouble } = bench();
    bus.markCode(0x100, 4);
    call.storeQuick4!(sram + 0x140, 1);
    call.storeQuick2!(sram + 0xfe, 1);
    expect(trouble()).toBe(0);
    call.storeQuick4!(sram + 0xfe, 1);
    expect(trouble()).toBe(1);
    call.storeFull1!(0x3000_013f, 2);
    expect(asked).toEqual([`write1 ${0x3000_013f} 2`]);
  });

  it('of many words are made as a whole or not at all', () => {
    const { memory, asked, call, trouble } = bench({ unwritable: sram + page });
    [1, 2, 3].forEach((word, i) => {
      memory.view.setInt32(scratchAt + 4 * i, word, true);
    });
    call.storeManyQuick!(sram + page - 12, 3);
    expect([trouble(), memory.view.getInt32(ramBase + page - 4, true)]).toEqual([0, 3]);
    call.storeManyQuick!(sram + page - 8, 3);
    expect([trouble(), memory.view.getInt32(ramBase + page - 8, true)]).toEqual([1, 2]);
    call.storeManyFull!(sram + page - 8, 3);
    expect(asked).toEqual([`writeMany ${sram + page - 8} 3`]);
  });
});
