/** Late arrival, imprecise and stacking faults, floating-point frames, sleep on exit, the MPU. Sections are those of the ARMv7-M manual. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { cpuBench, type Listing, place } from '../testing/cpu-bench';

const nop: Listing[number] = ['nop', 0xbf00];
const back: Listing[number] = ['bx lr', 0x4770];
const toHole: Listing = [
  ['movw r0, #0', 0xf240, 0x0000],
  ['movt r0, #0xa000', 0xf2ca, 0x0000],
];
const reg = {
  iser0: 0xe000_e100,
  ipr0: 0xe000_e400,
  actlr: 0xe000_e008,
  scr: 0xe000_ed10,
  ccr: 0xe000_ed14,
  shpr2: 0xe000_ed1c,
  shcsr: 0xe000_ed24,
  cfsr: 0xe000_ed28,
  hfsr: 0xe000_ed2c,
  bfar: 0xe000_ed38,
  mmfar: 0xe000_ed34,
  cpacr: 0xe000_ed88,
  fpccr: 0xe000_ef34,
} as const;
const mpu = { ctrl: 0xe000_ed94, rnr: 0xe000_ed98, rbar: 0xe000_ed9c, rasr: 0xe000_eda0 } as const;
const irq = (n: number): number => 16 + n;

function benchWith(listing: Listing) {
  const bench = cpuBench();
  bench.start(listing);
  const write = (address: number, value: number): void => bench.core.ppb.write(address, value, 4);
  const read = (address: number): number => bench.core.ppb.peek(address, 4) ?? Number.NaN;
  return { ...bench, write, read };
}

describe('late arrival (B1.5.4)', () => {
  it('of two interrupts that come while a frame is stacked, the more urgent is entered, on one frame', () => {
    const { core, handler, run, schedule, clock, write, log } = benchWith(Array.from({ length: 50 }, () => nop));
    handler(irq(0), [nop, back]);
    handler(irq(1), [nop, back]);
    write(reg.ipr0, 0x2040);
    write(reg.iser0, 3);
    schedule.register('wires', (_what, data) => core.setInput(data as number, true, undefined));
    schedule.plan(ns(clock.now + 100), 'wires', 'rise', 0);
    // Five cycles later: the twelve of the entry are not over.
    schedule.plan(ns(clock.now + 150), 'wires', 'rise', 1);
    run(240);
    const first = Array.from({ length: log.length }, (_, seq) => log.at(seq)).find((e) => e?.kind === 'irq.taken');
    expect(first).toMatchObject({ fields: { name: 'IRQ 1' }, pc: expect.any(Number) });
    expect(core.stackPointer).toBe(place.stack - 32);
  });
});

describe('bus faults of stores', () => {
  it('are imprecise: the next instruction is the one that is interrupted, and no address is kept', () => {
    const { handler, steps, write, read, bus, core } = benchWith([...toHole, ['str r1, [r0]', 0x6001], nop, nop]);
    handler(5, [nop]);
    write(reg.shcsr, 7 << 16);
    steps(4);
    expect([read(reg.cfsr), core.view().exception]).toEqual([1 << 10, 'BusFault']);
    expect(bus.peek(core.stackPointer + 24, 4)).toBe(place.code + 10);
  });

  it('are precise with ACTLR.DISDEFWBUF', () => {
    const { handler, steps, write, read } = benchWith([...toHole, ['str r1, [r0]', 0x6001], nop]);
    handler(5, [nop]);
    write(reg.shcsr, 7 << 16);
    write(reg.actlr, 2);
    steps(3);
    expect([read(reg.cfsr), read(reg.bfar)]).toEqual([0x8200, 0xa000_0000]);
  });

  it('become HardFault where BusFault is off', () => {
    const { handler, steps, read, core } = benchWith([...toHole, ['str r1, [r0]', 0x6001], nop, nop]);
    handler(3, [nop]);
    steps(4);
    expect([read(reg.cfsr), read(reg.hfsr), core.view().exception]).toEqual([1 << 10, 1 << 30, 'HardFault']);
  });

  it('are ignored in HardFault with CCR.BFHFNMIGN', () => {
    const { handler, steps, write, read, core } = benchWith([['udf #0', 0xde00]]);
    handler(3, [...toHole, ['ldr r1, [r0]', 0x6801], ['str r1, [r0]', 0x6001], nop]);
    write(reg.ccr, 0x300);
    steps(6);
    expect([core.state, read(reg.cfsr) & 0xff00]).toEqual(['running', 0]);
  });
});

describe('faults of stacking (B1.5.14)', () => {
  it('a stack pointer without memory under it is STKERR; the interrupt is taken after the fault', () => {
    const { core, handler, steps, write, read } = benchWith([...toHole, ['mov sp, r0', 0x4685], nop, nop]);
    handler(5, [nop]);
    handler(irq(0), [nop]);
    write(reg.shcsr, 7 << 16);
    write(reg.ipr0, 0x40);
    write(reg.iser0, 1);
    steps(3);
    core.setInput(0, true, undefined);
    steps(1);
    expect([read(reg.cfsr), core.view().exception]).toEqual([1 << 12, 'BusFault']);
  });

  it('on entry to HardFault it does not lock up: the handler runs, without a usable frame', () => {
    const { core, handler, steps, read } = benchWith([...toHole, ['mov sp, r0', 0x4685], ['ldr r1, [r0]', 0x6801]]);
    handler(3, [nop, nop]);
    steps(5);
    expect([core.state, core.view().exception, read(reg.cfsr)]).toEqual(['running', 'HardFault', 0x9200]);
  });

  it('a frame that cannot be read is UNSTKERR', () => {
    const { core, handler, steps, write, read } = benchWith([nop, nop]);
    handler(5, [nop]);
    handler(irq(0), [...toHole, ['mov sp, r0', 0x4685], back]);
    write(reg.shcsr, 7 << 16);
    write(reg.ipr0, 0x40);
    write(reg.iser0, 1);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(4);
    expect([read(reg.cfsr), core.view().exception]).toEqual([1 << 11, 'BusFault']);
  });
});

describe('a return whose frame says another mode (B1.5.8)', () => {
  it('is INVPC; the frame is put back, and the handler of the fault returns by it', () => {
    const { core, handler, steps, write, read, bus } = benchWith([nop]);
    handler(irq(0), [nop, nop]);
    handler(irq(1), [['str r1, [sp, #0x1c]', 0x9107], back]);
    handler(6, [nop]);
    write(reg.shcsr, 7 << 16);
    write(reg.ipr0, 0x4080);
    write(reg.iser0, 3);
    core.setInput(0, true, undefined);
    steps(1);
    core.setInput(1, true, undefined);
    core.setInput(1, false, undefined);
    steps(2);
    expect([read(reg.cfsr), core.view().exception, core.view().r[14]]).toEqual([1 << 18, 'UsageFault', 0xffff_fff1]);
    expect(bus.peek(core.stackPointer + 28, 4)).toBe(0);
  });
});

describe('floating-point context (B1.5.7)', () => {
  const float: Listing = [['vmov.f32 s0, #1.0', 0xeeb7, 0x0a00], nop, nop, nop];

  it('the first instruction of the FPU sets CONTROL.FPCA, and the frame then has room for S0-S15 and FPSCR', () => {
    const { core, handler, steps, write } = benchWith(float);
    handler(irq(0), [nop, back]);
    write(reg.cpacr, 0xf << 20);
    write(reg.iser0, 1);
    steps(1);
    expect(core.view().control).toBe(4);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(1);
    expect([core.stackPointer, core.view().r[14]]).toEqual([place.stack - 0x68, 0xffff_ffe9]);
    steps(1);
    expect([core.stackPointer, core.view().control]).toEqual([place.stack, 4]);
  });

  it('is saved only when the handler uses the FPU (lazy)', () => {
    const { core, handler, steps, write, read, bus } = benchWith(float);
    handler(irq(0), [nop, ['vadd.f32 s0, s0, s0', 0xee30, 0x0a00], back]);
    write(reg.cpacr, 0xf << 20);
    write(reg.iser0, 1);
    steps(1);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(1);
    const saved = place.stack - 0x68 + 0x20;
    expect([read(reg.fpccr) & 1, bus.peek(saved, 4)]).toEqual([1, 0]);
    steps(1);
    expect([read(reg.fpccr) & 1, bus.peek(saved, 4)]).toEqual([0, 0x3f80_0000]);
    expect(core.view().s[0]).toBe(0x4000_0000);
    steps(1);
    expect(core.view().s[0]).toBe(0x3f80_0000);
  });

  it('is saved at once without FPCCR.LSPEN', () => {
    const { core, handler, steps, write, bus } = benchWith(float);
    handler(irq(0), [nop, back]);
    write(reg.cpacr, 0xf << 20);
    write(reg.fpccr, 0x8000_0000);
    write(reg.iser0, 1);
    steps(1);
    core.setInput(0, true, undefined);
    steps(1);
    expect(bus.peek(place.stack - 0x68 + 0x20, 4)).toBe(0x3f80_0000);
  });
});

describe('sleep on exit (B1.5.18)', () => {
  it('the core sleeps when the last handler returns, and thread mode does not go on', () => {
    const { core, handler, run, write } = benchWith([
      ['movs r1, #1', 0x2101],
      ...Array.from({ length: 20 }, () => nop),
    ]);
    handler(irq(0), [back]);
    write(reg.scr, 2);
    write(reg.iser0, 1);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    run(1000);
    expect([core.state, core.view().mode, core.view().r[1]]).toEqual(['sleeping', 'thread', 0]);
  });
});

describe('MPU (B3.5)', () => {
  /** Everything open, and region 7 over 256 bytes of data with these attributes. */
  function guarded(attributes: number, listing: Listing) {
    const bench = benchWith(listing);
    bench.handler(4, [nop]);
    bench.handler(3, [nop]);
    bench.write(reg.shcsr, 7 << 16);
    bench.write(mpu.rnr, 7);
    bench.write(mpu.rbar, place.data);
    bench.write(mpu.rasr, attributes | (7 << 1) | 1);
    bench.write(mpu.ctrl, 5);
    return bench;
  }
  const toData: Listing = [
    ['movw r0, #0', 0xf240, 0x0000],
    ['movt r0, #0x1001', 0xf2c1, 0x0001],
  ];

  it('a region without rights refuses privileged code as well: MemManage with the address', () => {
    const { steps, read, core } = guarded(0, [...toData, ['ldr r1, [r0]', 0x6801], nop]);
    steps(4);
    expect([read(reg.cfsr), read(reg.mmfar), core.view().exception]).toEqual([0x82, place.data, 'MemManage']);
  });

  it('read-only regions refuse stores, precisely', () => {
    const { steps, read, bus } = guarded(5 << 24, [...toData, ['ldr r1, [r0]', 0x6801], ['str r1, [r0, #8]', 0x6081]]);
    steps(4);
    expect([read(reg.cfsr), read(reg.mmfar), bus.peek(place.data + 8, 4)]).toEqual([0x82, place.data + 8, 0]);
  });

  it('a sub-region that is switched off does not count', () => {
    const { steps, read } = guarded(1 << 8, [
      ...toData,
      ['ldr r1, [r0]', 0x6801],
      ['str r1, [r0, #0x20]', 0x6201],
      nop,
    ]);
    steps(3);
    expect(read(reg.cfsr)).toBe(0);
    steps(1);
    expect(read(reg.mmfar)).toBe(place.data + 32);
  });

  it('XN stops execution: IACCVIOL', () => {
    const { steps, read } = guarded((3 << 24) | (1 << 28), [
      ['movw r0, #1', 0xf240, 0x0001],
      ['movt r0, #0x1001', 0xf2c1, 0x0001],
      ['bx r0', 0x4700],
    ]);
    steps(4);
    expect(read(reg.cfsr)).toBe(1);
  });

  it('unprivileged code needs rights of its own', () => {
    const { steps, read } = guarded(1 << 24, [
      ...toData,
      ['movs r1, #1', 0x2101],
      ['msr control, r1', 0xf381, 0x8814],
      ['ldr r1, [r0]', 0x6801],
    ]);
    steps(5);
    // With PRIVDEFENA the default map is for privileged code only: the next fetch is refused, and stacking for that, too.
    expect(read(reg.cfsr)).toBe(0x11);
  });

  it('is off at priority -1 unless HFNMIENA is set', () => {
    const { steps, read, handler } = guarded(0, [...toData, ['udf #0', 0xde00], nop]);
    handler(3, [['ldr r1, [r0]', 0x6801], nop]);
    handler(6, [['udf #0', 0xde00]]);
    steps(5);
    expect(read(reg.cfsr) & 0xff).toBe(0);
  });
});
