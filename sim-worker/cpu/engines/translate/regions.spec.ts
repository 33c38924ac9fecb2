/** When regions are made, and of what. */
import { describe, expect, it } from 'vitest';
import { pageBytes } from '../../../kernel/guest-memory';
import { ramBench } from '../../../testing/ram-bench';
import { CpuState } from '../../cpu-state';
import { decode } from '../../isa/decode';
import { floatsOutside } from '../floats/outside';
import { Records } from '../interpret/records';
import { noPatience, type Patience } from '../patience';
import { firstFreeSlot, tableSize } from '../support/imports';
import { accessNames, type Outside } from '../support/outside';
import { Support } from '../support/support';
import { Finder } from './find';
import { Regions } from './regions';

const start = 0x1000_0000;
// 0: adds r1, #1; 2: adds r2, #2; 4: subs r3, #1; 6: bne 2; 8: bx lr; a: adds r1, #1; c: bx lr
const program = [0x3101, 0x3202, 0x3b01, 0xd1fc, 0x4770, 0x3101, 0x4770];
const [loop, another] = [start + 2, start + 0xa];

function bench(patience: Partial<Patience> = {}) {
  const { memory } = ramBench().bus;
  const outside = Object.fromEntries(accessNames.map((name) => [name, () => 0]));
  const { imports, table } = new Support(
    memory,
    { ...outside, ...floatsOutside(new CpuState(memory).words) } as Outside,
    noPatience,
    'tail calls',
  );
  const records = new Records(memory, noPatience);
  records.open(start, 0);
  for (let pc = start; pc < start + 2 * program.length; pc += 2) records.put(pc, false, firstFreeSlot, []);
  const regions = new Regions({
    table,
    imports,
    form: 'tail calls',
    records,
    slots: { first: firstFreeSlot + 1, end: tableSize },
    patience: { ...noPatience, ...patience },
    constants: () => undefined,
    ramOffsetOf: (address) => (address - start) & (pageBytes - 1),
    markCode: () => undefined,
    finder: new Finder({
      at: (pc, inIT) => decode(program[(pc - start) / 2] ?? 0xde00, 0, pc, inIT),
      isPlain: () => true,
      isSlow: () => false,
      isIndirect: () => false,
      isBreakpoint: () => false,
      peek: () => undefined,
    }),
  });
  return regions;
}

describe('what lies within a region', () => {
  it('is not translated again, unless control comes there often once more', () => {
    const regions = bench();
    for (const pc of [start, loop]) regions.want(pc, 0);
    regions.make(0);
    expect(regions.size).toBe(1);
    regions.want(loop, 100);
    regions.make(100);
    expect(regions.size).toBe(2);
  });

  it('is translated when control comes there before the region is made', () => {
    const regions = bench();
    for (const pc of [loop, start]) regions.want(pc, 0);
    regions.make(0);
    expect(regions.size).toBe(2);
  });
});

describe('time', () => {
  it('passes until several are wanted', () => {
    const regions = bench({ gather: 500 });
    expect(regions.due).toBe(Number.POSITIVE_INFINITY);
    regions.want(start, 100);
    regions.want(another, 200);
    expect(regions.due).toBe(600);
    regions.make(600);
    expect([regions.size, regions.due]).toEqual([2, Number.POSITIVE_INFINITY]);
  });

  it('pays for what was translated: five instructions', () => {
    const regions = bench({ perStep: 1000 });
    const long = 10_000_000;
    regions.want(start, long);
    regions.make(long);
    regions.want(another, long);
    expect(regions.due).toBe(long);
    const early = bench({ perStep: 1000 });
    early.want(start, 0);
    early.make(0);
    early.want(another, 0);
    expect(early.due).toBe(5000);
  });
});
