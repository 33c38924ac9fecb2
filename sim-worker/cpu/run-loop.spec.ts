/** Faults, sleep, SysTick, IT blocks and debugging as small programs. Section numbers are those of the ARMv7-M manual. */
import { describe, expect, it } from 'vitest';
import { cpuBench, idlingBench, type Listing, place } from '../testing/cpu-bench';

const nop: Listing[number] = ['nop', 0xbf00];
const iser0 = 0xe000_e100;
const shcsr = 0xe000_ed24;
const ccr = 0xe000_ed14;
const cfsr = 0xe000_ed28;
const hfsr = 0xe000_ed2c;
const irq = (n: number): number => 16 + n;

describe('faults', () => {
  it('a load from a hole is a precise BusFault with its address', () => {
    const { core, handler, steps, start } = cpuBench();
    handler(5, [nop]);
    start([
      ['movs r0, #1', 0x2001],
      ['lsls r0, r0, #0x1d', 0x0740],
      ['ldr r1, [r0]', 0x6801],
    ]);
    core.ppb.write(shcsr, 7 << 16, 4);
    steps(3);
    expect(core.ppb.peek(cfsr, 4)).toBe(0x8200);
    expect(core.ppb.peek(0xe000_ed38, 4)).toBe(place.hole);
    steps(1);
    expect(core.view().exception).toBe('BusFault');
  });

  it('escalates to HardFault when its handler is not enabled', () => {
    const { core, handler, steps, start, log } = cpuBench();
    handler(3, [nop]);
    start([['udf #0', 0xde00]]);
    steps(1);
    expect(core.ppb.peek(cfsr, 4)).toBe(1 << 16);
    expect(core.ppb.peek(hfsr, 4)).toBe(1 << 30);
    expect(log.counts()).toMatchObject({ 'fault.taken': 1, 'irq.taken': 1 });
  });

  it('a fault in HardFault locks the core up, and reset frees it', () => {
    const { core, handler, start, run } = cpuBench();
    handler(3, [['udf #1', 0xde01]]);
    start([['udf #0', 0xde00]]);
    expect(run(10_000)).toBe('locked-up');
    core.reset();
    expect(core.state).toBe('running');
  });

  it('division by zero gives 0, or UsageFault with CCR.DIV_0_TRP', () => {
    const { core, handler, steps, start } = cpuBench();
    handler(3, [nop]);
    start([
      ['movs r0, #5', 0x2005],
      ['movs r1, #0', 0x2100],
      ['udiv r2, r0, r1', 0xfbb0, 0xf2f1],
      ['udiv r2, r0, r1', 0xfbb0, 0xf2f1],
    ]);
    steps(3);
    expect(core.view().r[2]).toBe(0);
    core.ppb.write(ccr, 0x210, 4);
    steps(1);
    expect(core.ppb.peek(cfsr, 4)).toBe(1 << 25);
  });

  it('a floating-point instruction with the FPU off is NOCP', () => {
    const { core, handler, steps, start } = cpuBench();
    handler(3, [nop]);
    start([['vadd.f32 s0, s0, s0', 0xee30, 0x0a00]]);
    steps(1);
    expect(core.ppb.peek(cfsr, 4)).toBe(1 << 19);
  });

  it.each([
    ['a coprocessor that is absent', [0xee00, 0x0110], 19],
    ['Advanced SIMD, whose place belongs to no coprocessor', [0xef00, 0x0110], 16],
    ['Advanced SIMD, whose place belongs to no coprocessor', [0xff00, 0x0110], 16],
  ] as const)('%s', (_, [first, second], bit) => {
    const { core, handler, steps, start } = cpuBench();
    handler(3, [nop]);
    const hex = (half: number): string => `0x${half.toString(16).padStart(4, '0')}`;
    start([[`.hword ${hex(first)}, ${hex(second)}`, first, second]]);
    steps(1);
    expect(core.ppb.peek(cfsr, 4)).toBe(2 ** bit);
  });

  it('an unaligned word may be read, but not with LDM, and not with CCR.UNALIGN_TRP', () => {
    const { core, handler, steps, start, word } = cpuBench();
    handler(3, [nop]);
    word(place.data, 0x4433_2211);
    word(place.data + 4, 0x8877_6655);
    start([
      ['movw r0, #1', 0xf240, 0x0001],
      ['movt r0, #0x1001', 0xf2c1, 0x0001],
      ['ldr r1, [r0]', 0x6801],
      ['ldm r0!, {r1, r2}', 0xc806],
    ]);
    steps(3);
    expect(core.view().r[1]).toBe(0x5544_3322);
    steps(1);
    expect(core.ppb.peek(cfsr, 4)).toBe(1 << 24);
    expect(core.view().r[0]).toBe(place.data + 1);
  });
});

describe('WFI and WFE (B1.5.17)', () => {
  it('WFI sleeps until an interrupt, also with PRIMASK set, which then keeps it from being taken', () => {
    const { core, start, run, log, handler } = cpuBench();
    handler(irq(0), [['bx lr', 0x4770]]);
    start([
      ['cpsid i', 0xb672],
      ['wfi', 0xbf30],
      ['movs r0, #1', 0x2001],
      ['wfi', 0xbf30],
    ]);
    core.ppb.write(iser0, 1, 4);
    run(10_000);
    expect(core.state).toBe('sleeping');
    expect(core.cycles).toBe(1000);
    core.setInput(0, true, undefined);
    run(1000);
    expect(core.view().r[0]).toBe(1);
    expect(log.counts()['irq.taken']).toBeUndefined();
  });

  it('WFE goes on at once when an event is registered', () => {
    const { core, steps, start } = cpuBench();
    start([
      ['sev', 0xbf40],
      ['wfe', 0xbf20],
      ['movs r0, #1', 0x2001],
      ['wfe', 0xbf20],
    ]);
    steps(3);
    expect(core.view().r[0]).toBe(1);
    steps(1);
    expect(core.state).toBe('sleeping');
  });
});

describe('SysTick (B3.3)', () => {
  it('counts processor cycles and interrupts when it reaches 0', () => {
    const { core, start, run, handler, log } = cpuBench();
    handler(15, [['bx lr', 0x4770]]);
    start([
      ['wfi', 0xbf30],
      ['b #0x10000000', 0xe7fd],
    ]);
    core.ppb.write(0xe000_e014, 999, 4);
    core.ppb.write(0xe000_e018, 0, 4);
    core.ppb.write(0xe000_e010, 7, 4);
    run(100_000);
    const taken = Array.from({ length: log.length }, (_, seq) => log.at(seq)!).filter(
      ({ kind }) => kind === 'irq.taken',
    );
    expect(taken.length).toBe(9);
    expect(taken.slice(1).map(({ time }, i) => time - taken[i]!.time)).toEqual(Array(8).fill(10_000));
  });

  it('reading CTRL clears COUNTFLAG', () => {
    const { core, run, ppb } = idlingBench();
    ppb(0xe000_e014, 10);
    ppb(0xe000_e010, 5);
    run(150);
    expect((core.ppb.read(0xe000_e010, 4) >>> 16) & 1).toBe(1);
    expect((core.ppb.read(0xe000_e010, 4) >>> 16) & 1).toBe(0);
  });
});

describe('IT blocks (A7.3)', () => {
  it('skips what does not hold, and the state survives an interrupt in the middle', () => {
    const { core, handler, steps, start } = cpuBench();
    handler(irq(0), [
      ['movs r7, #7', 0x2707],
      ['bx lr', 0x4770],
    ]);
    start([['cmp r0, #0', 0x2800], ['ite eq', 0xbf0c], ['movs r1, #1', 0x2101], ['movs r2, #2', 0x2202], nop]);
    core.ppb.write(iser0, 1, 4);
    steps(2);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(2);
    expect(core.view().r[7]).toBe(7);
    steps(2);
    expect(core.view().r.slice(1, 3)).toEqual([1, 0]);
  });
});

describe('debugging', () => {
  it('a breakpoint stops before its instruction, and the next run passes it', () => {
    const { core, run } = idlingBench();
    core.breakpoints.add(place.code + 4);
    expect(run(1000)).toBe('breakpoint');
    expect(core.pc).toBe(place.code + 4);
    run(10);
    expect(core.pc).toBeGreaterThan(place.code + 4);
  });

  it('BKPT halts, and resume goes on behind it', () => {
    const { core, start, run } = cpuBench();
    start([
      ['bkpt #0xab', 0xbeab],
      ['movs r0, #1', 0x2001],
      ['b #0x10000004', 0xe7fe],
    ]);
    expect(run(1000)).toBe('bkpt');
    expect([core.state, core.pc]).toEqual(['halted', place.code]);
    core.resume();
    run(1000);
    expect(core.view().r[0]).toBe(1);
  });

  it('code that is overwritten is decoded anew', () => {
    const { core, bus, start, steps } = cpuBench();
    start([
      ['movs r0, #1', 0x2001],
      ['b #0x10000000', 0xe7fd],
    ]);
    steps(2);
    bus.write(place.code, 0x2002, 2, 'debugger');
    steps(1);
    expect(core.view().r[0]).toBe(2);
  });

  it('the call stack names the interrupted function behind a handler', () => {
    const { core, start, steps, handler } = cpuBench();
    handler(irq(0), [['push {r4, lr}', 0xb510], nop, ['pop {r4, pc}', 0xbd10]]);
    start([['bl #0x10000008', 0xf000, 0xf802], nop, nop, ['push {r4, lr}', 0xb510], nop, nop]);
    core.ppb.write(iser0, 1, 4);
    steps(3);
    core.setInput(0, true, undefined);
    steps(2);
    const functionStart = (address: number): number | undefined =>
      address >= place.code && address < place.handlers + 0x800
        ? address >= place.handlers
          ? place.handlers
          : address >= place.code + 8
            ? place.code + 8
            : place.code
        : undefined;
    expect(core.callStack(functionStart, 8)).toEqual([core.pc, place.code + 12, place.code + 4]);
  });
});
