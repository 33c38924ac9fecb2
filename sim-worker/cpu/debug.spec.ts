/** BKPT with and without a debugger, DWT comparators and cycle counter, the ITM console, bit-band aliases. */
import { describe, expect, it } from 'vitest';
import { cpuBench, type Listing, place } from '../testing/cpu-bench';

const nop: Listing[number] = ['nop', 0xbf00];
const toData: Listing = [
  ['movw r0, #0', 0xf240, 0x0000],
  ['movt r0, #0x1001', 0xf2c1, 0x0001],
];
const demcr = 0xe000_edfc;
const dfsr = 0xe000_ed30;
const hfsr = 0xe000_ed2c;
const dhcsr = 0xe000_edf0;
const dwt = { ctrl: 0xe000_1000, cyccnt: 0xe000_1004, comp0: 0xe000_1020, mask0: 0xe000_1024, function0: 0xe000_1028 };
const traceEnabled = 1 << 24;
const monitorEnabled = 1 << 16;

function benchWith(listing: Listing, options: Parameters<typeof cpuBench>[0] = {}) {
  const bench = cpuBench(options);
  bench.start(listing);
  const write = (address: number, value: number, size: 1 | 4 = 4): void => bench.core.ppb.write(address, value, size);
  const read = (address: number): number => bench.core.ppb.read(address, 4);
  return { ...bench, write, read };
}

describe('BKPT (C1.6.1)', () => {
  it('halts while a debugger is connected, which firmware can see in DHCSR', () => {
    const { core, run, read } = benchWith([['bkpt #1', 0xbe01]]);
    expect(read(dhcsr) & 1).toBe(1);
    run(1000);
    expect(core.state).toBe('halted');
  });

  it('is a HardFault with DEBUGEVT without one', () => {
    const { core, run, read, handler, log } = benchWith([['bkpt #1', 0xbe01]], { connected: false });
    handler(3, [nop, ['b #0x100010c0', 0xe7fd]]);
    expect(read(dhcsr) & 1).toBe(0);
    run(1000);
    expect([core.view().exception, read(hfsr), read(dfsr)]).toEqual(['HardFault', 0x8000_0000, 2]);
    expect(log.at(0)).toMatchObject({
      kind: 'fault.taken',
      fields: { cause: expect.stringContaining('no debugger is connected') },
    });
  });

  it('in an IT block keeps its place there: it is what the handler returns to', () => {
    const { core, run, bus, handler } = benchWith(
      [
        ['cmp r0, #0', 0x2800],
        ['ite eq', 0xbf0c],
        ['bkpt #1', 0xbe01],
      ],
      { connected: false },
    );
    handler(3, [nop, ['b #0x100010c0', 0xe7fd]]);
    run(1000);
    const xpsr = bus.peek(core.stackPointer + 28, 4) ?? 0;
    expect(((xpsr >>> 25) & 3) | (((xpsr >>> 10) & 0x3f) << 2)).toBe(0x0c);
  });

  it('enters DebugMonitor with DEMCR.MON_EN', () => {
    const { core, steps, write, handler } = benchWith([['bkpt #1', 0xbe01]], { connected: false });
    handler(12, [nop]);
    write(demcr, monitorEnabled);
    steps(1);
    expect(core.view().exception).toBe('DebugMonitor');
  });
});

describe('DWT (C1.8)', () => {
  it('CYCCNT counts the cycles of the core while it is on', () => {
    const { core, steps, write, read } = benchWith(Array.from({ length: 10 }, () => nop));
    write(demcr, traceEnabled);
    steps(2);
    write(dwt.ctrl, 1);
    const before = core.cycles;
    steps(5);
    expect(read(dwt.cyccnt)).toBe(core.cycles - before);
  });

  it('a data comparator halts behind the store that matches, and says so once', () => {
    const { core, run, write, read, bus } = benchWith([
      ...toData,
      ['str r0, [r0, #8]', 0x6080],
      ['movs r1, #1', 0x2101],
    ]);
    write(demcr, traceEnabled);
    write(dwt.comp0, place.data + 8);
    write(dwt.function0, 6);
    run(1000);
    expect([core.state, core.pc, bus.peek(place.data + 8, 4)]).toEqual(['halted', place.code + 10, place.data]);
    expect([read(dwt.function0) >>> 24, read(dwt.function0) >>> 24]).toEqual([1, 0]);
  });

  it('MASK widens the range, reads can be told from writes', () => {
    const { core, run, write } = benchWith([...toData, ['ldr r1, [r0]', 0x6801], ['str r0, [r0, #8]', 0x6080], nop]);
    write(demcr, traceEnabled);
    write(dwt.comp0, place.data);
    write(dwt.mask0, 4);
    write(dwt.function0, 6);
    run(1000);
    expect(core.pc).toBe(place.code + 12);
  });

  it('a code comparator matches an executed address, with DebugMonitor when no debugger is there', () => {
    const { core, steps, write, read, handler } = benchWith([nop, nop, nop, nop], { connected: false });
    handler(12, [nop]);
    write(demcr, traceEnabled | monitorEnabled);
    write(dwt.comp0, place.code + 2);
    write(dwt.function0, 4);
    steps(3);
    expect([core.view().exception, read(dfsr)]).toEqual(['DebugMonitor', 4]);
  });
});

describe('ITM (C1.7)', () => {
  const stimulus = 0xe000_0000;
  const enable = (write: (address: number, value: number) => void): void => {
    write(0xe000_0e80, 1);
    write(0xe000_0e00, 1);
  };

  it('carries characters to a console, and each line to the event log', () => {
    const { core, write, read, log } = benchWith([nop]);
    enable(write);
    expect(read(stimulus)).toBe(1);
    for (const character of 'hi\nthere') write(stimulus, character.charCodeAt(0), 1);
    expect(core.itmText(0)).toBe('hi\nthere');
    expect(log.at(0)).toMatchObject({ kind: 'debug.printed', fields: { port: 0, text: 'hi\n' } });
  });

  it('drops what is written to a port that is off', () => {
    const { core, write } = benchWith([nop]);
    enable(write);
    write(stimulus + 4, 0x41, 1);
    expect(core.itmText(1)).toBe('');
  });
});

describe('bit-band aliases (B3.1)', () => {
  const listing: Listing = [
    ['movw r0, #0', 0xf240, 0x0000],
    ['movt r0, #0x2200', 0xf2c2, 0x2000],
    ['ldr r1, [r0]', 0x6801],
  ];

  it('do not exist unless asked for', () => {
    const { steps, log } = benchWith(listing);
    steps(3);
    expect(log.counts()).toMatchObject({ 'fault.taken': 1 });
  });

  it('lead to one bit of the megabyte below, where nothing is on this chip', () => {
    const { steps, core } = benchWith(listing, { bitBand: true });
    core.ppb.write(0xe000_ed24, 7 << 16, 4);
    steps(3);
    expect(core.ppb.peek(0xe000_ed38, 4)).toBe(0x2000_0000);
  });
});
