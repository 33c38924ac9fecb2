/** Reset, entry and return, priorities, masks and stacks as small programs. Section numbers are those of the ARMv7-M manual. */
import { describe, expect, it } from 'vitest';
import { cpuBench, idlingBench, type Listing, place } from '../testing/cpu-bench';

const nop: Listing[number] = ['nop', 0xbf00];
const iser0 = 0xe000_e100;
const nvicPriority = 0xe000_e400;
const cfsr = 0xe000_ed28;
const hfsr = 0xe000_ed2c;
const icsr = 0xe000_ed04;
const irq = (n: number): number => 16 + n;

describe('reset (B1.5.5)', () => {
  it('loads SP and PC from the vector table, in privileged thread mode', () => {
    const { core } = idlingBench();
    expect(core.pc).toBe(place.code);
    expect(core.view()).toMatchObject({ msp: place.stack, mode: 'thread', control: 0, primask: 0, xpsr: 0x0100_0000 });
  });

  it('a start address without Thumb bit faults with INVSTATE and, with no handler there, locks up', () => {
    const bench = cpuBench();
    bench.word(0, place.stack);
    bench.word(4, place.code);
    bench.core.release();
    expect(bench.run(1000)).toBe('locked-up');
    expect(bench.core.ppb.peek(cfsr, 4)).toBe(1 << 17);
    expect(bench.kinds().slice(-1)).toEqual(['fault.locked-up']);
  });
});

describe('exception entry and return (B1.5.6, B1.5.8)', () => {
  it('stacks R0-R3, R12, LR, the return address and xPSR, and comes back', () => {
    const { core, bus, handler, steps, ppb } = idlingBench();
    handler(irq(3), [['bx lr', 0x4770]]);
    ppb(iser0, 1 << 3);
    steps(2);
    core.setInput(3, true, undefined);
    core.setInput(3, false, undefined);
    steps(1);
    const frame = place.stack - 32;
    expect(bus.peek(frame + 24, 4)).toBe(place.code + 4);
    expect(bus.peek(frame + 28, 4)).toBe(0x0100_0000);
    expect(core.pc).toBe(place.code + 4);
    expect(core.stackPointer).toBe(place.stack);
    steps(1);
    expect(core.pc).toBe(place.code + 6);
  });

  it('enters with EXC_RETURN 0xFFFFFFF9 in LR and the exception number in IPSR', () => {
    const { core, handler, steps, ppb } = idlingBench();
    handler(irq(3), [nop, ['bx lr', 0x4770]]);
    ppb(iser0, 1 << 3);
    core.setInput(3, true, undefined);
    steps(1);
    expect(core.view()).toMatchObject({ mode: 'handler', exception: 'IRQ 3' });
    expect(core.view().r[14]).toBe(0xffff_fff9);
    expect(core.view().xpsr & 0x1ff).toBe(19);
  });

  it('aligns the frame to eight bytes and restores the stack pointer (CCR.STKALIGN)', () => {
    const { core, bus, handler, steps, start, ppb } = (() => {
      const bench = cpuBench();
      return { ...bench, ppb: (a: number, v: number) => bench.core.ppb.write(a, v, 4) };
    })();
    handler(irq(0), [nop, ['bx lr', 0x4770]]);
    start([['push {r0}', 0xb401], nop, nop, nop]);
    ppb(iser0, 1);
    steps(1);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(1);
    const frame = core.stackPointer;
    expect(frame % 8).toBe(0);
    expect((bus.peek(frame + 28, 4) ?? 0) & (1 << 9)).not.toBe(0);
    steps(1);
    expect(core.stackPointer).toBe(place.stack - 4);
  });

  it('a level that is still high when the handler returns is taken again, without unstacking (tail-chaining)', () => {
    const { core, handler, steps, ppb, log } = idlingBench();
    handler(irq(3), [['bx lr', 0x4770]]);
    ppb(iser0, 1 << 3);
    core.setInput(3, true, undefined);
    steps(3);
    expect(log.counts()).toMatchObject({ 'irq.taken': 4 });
    const before = core.cycles;
    core.setInput(3, false, undefined);
    steps(1);
    expect(core.cycles - before).toBeLessThan(20);
    expect(core.view().mode).toBe('thread');
  });

  it('an EXC_RETURN that does not exist is INVPC', () => {
    const { core, handler, steps, ppb, peek } = idlingBench();
    handler(irq(3), [
      ['mvn r0, #0xa', 0xf06f, 0x000a],
      ['bx r0', 0x4700],
    ]);
    handler(3, [nop]);
    ppb(iser0, 1 << 3);
    core.setInput(3, true, undefined);
    steps(2);
    expect(peek(cfsr)).toBe(1 << 18);
    expect(core.view().exception).toBe('HardFault');
  });
});

describe('priorities (B1.5.4)', () => {
  function twoInputs(first: number, second: number) {
    const bench = idlingBench();
    bench.handler(irq(0), [nop, nop, nop, ['bx lr', 0x4770]]);
    bench.handler(irq(1), [nop, nop, nop, ['bx lr', 0x4770]]);
    bench.ppb(nvicPriority, first | (second << 8));
    bench.ppb(iser0, 3);
    return bench;
  }

  it('the smaller number preempts', () => {
    const { core, steps } = twoInputs(0x80, 0x40);
    core.setInput(0, true, undefined);
    steps(1);
    expect(core.view().exception).toBe('IRQ 0');
    core.setInput(1, true, undefined);
    steps(1);
    expect(core.view().exception).toBe('IRQ 1');
  });

  it('an equal priority waits', () => {
    const { core, steps } = twoInputs(0x40, 0x40);
    core.setInput(1, true, undefined);
    steps(1);
    core.setInput(0, true, undefined);
    steps(1);
    expect(core.view().exception).toBe('IRQ 1');
  });

  it('of two with the same priority the lower number is first', () => {
    const { core, steps } = twoInputs(0x40, 0x40);
    core.setInput(1, true, undefined);
    core.setInput(0, true, undefined);
    steps(1);
    expect(core.view().exception).toBe('IRQ 0');
  });

  it('with PRIGROUP 5 the lower bits do not preempt', () => {
    const { core, steps, ppb } = twoInputs(0x60, 0x40);
    ppb(0xe000_ed0c, 0x05fa_0500);
    core.setInput(0, true, undefined);
    steps(1);
    core.setInput(1, true, undefined);
    steps(1);
    expect(core.view().exception).toBe('IRQ 0');
  });

  it('has four bits', () => {
    const { core, ppb, peek } = idlingBench();
    ppb(nvicPriority, 0xffff_ffff);
    expect(peek(nvicPriority)).toBe(0xf0f0_f0f0);
    expect(core.state).toBe('running');
  });
});

describe('PRIMASK, BASEPRI and FAULTMASK (B1.4.3)', () => {
  it('PRIMASK keeps interrupts waiting', () => {
    const { core, handler, steps, start, ...bench } = cpuBench();
    handler(irq(0), [['bx lr', 0x4770]]);
    start([['cpsid i', 0xb672], nop, ['cpsie i', 0xb662], nop, nop]);
    core.ppb.write(iser0, 1, 4);
    steps(1);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(1);
    expect(bench.log.counts()['irq.taken']).toBeUndefined();
    steps(2);
    expect(bench.log.counts()['irq.taken']).toBe(1);
  });

  it('BASEPRI keeps those waiting that are not more urgent', () => {
    const { core, handler, steps, start, log } = cpuBench();
    handler(irq(0), [['bx lr', 0x4770]]);
    handler(irq(1), [['bx lr', 0x4770]]);
    start([['movs r0, #0x40', 0x2040], ['msr basepri, r0', 0xf380, 0x8811], nop, nop, nop, nop]);
    core.ppb.write(nvicPriority, 0x2040, 4);
    core.ppb.write(iser0, 3, 4);
    steps(2);
    core.setInput(0, true, undefined);
    steps(1);
    expect(log.counts()['irq.taken']).toBeUndefined();
    core.setInput(1, true, undefined);
    core.setInput(1, false, undefined);
    steps(1);
    expect(log.at(log.length - 2)).toMatchObject({ kind: 'irq.taken', fields: { name: 'IRQ 1' } });
  });

  it('FAULTMASK lets only NMI through, and exception return clears it', () => {
    const { core, handler, steps, start, log } = cpuBench();
    handler(irq(0), [
      ['cpsid f', 0xb671],
      ['bx lr', 0x4770],
    ]);
    start([nop, nop, nop]);
    core.ppb.write(iser0, 1, 4);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(1);
    expect(core.view().faultmask).toBe(1);
    steps(1);
    expect(core.view().faultmask).toBe(0);
    expect(log.counts()).toMatchObject({ 'irq.taken': 1, 'irq.returned': 1 });
  });
});

describe('SVC and PendSV', () => {
  it('SVC is taken at once and returns behind itself', () => {
    const { core, handler, steps, start } = cpuBench();
    handler(11, [['bx lr', 0x4770]]);
    start([['svc #1', 0xdf01], nop]);
    steps(1);
    expect(core.view().exception).toBe('SVCall');
    steps(1);
    expect(core.pc).toBe(place.code + 2);
  });

  it('SVC in a handler of the same priority is a HardFault (FORCED)', () => {
    const { core, handler, steps, start } = cpuBench();
    handler(11, [['svc #2', 0xdf02]]);
    handler(3, [nop]);
    start([['svc #1', 0xdf01]]);
    steps(2);
    expect(core.view().exception).toBe('HardFault');
    expect(core.ppb.peek(hfsr, 4)).toBe(1 << 30);
  });

  it('PendSV waits for less urgent code', () => {
    const { core, handler, steps, ppb } = idlingBench();
    handler(14, [nop, ['bx lr', 0x4770]]);
    handler(irq(0), [nop, nop, ['bx lr', 0x4770]]);
    ppb(0xe000_ed20, 0x00f0_0000);
    ppb(iser0, 1);
    core.setInput(0, true, undefined);
    core.setInput(0, false, undefined);
    steps(1);
    ppb(icsr, 1 << 28);
    steps(1);
    expect(core.view().exception).toBe('IRQ 0');
    steps(2);
    expect(core.view().exception).toBe('PendSV');
  });
});

describe('the process stack', () => {
  it('CONTROL.SPSEL in thread mode; handlers use the main stack and EXC_RETURN 0xFFFFFFFD leads back', () => {
    const { core, handler, steps, start, word } = cpuBench();
    const psp = place.data + 0x100;
    handler(11, [nop, ['bx lr', 0x4770]]);
    word(place.code + 16, psp);
    start([
      ['ldr r0, [pc, #0xc]', 0x4803],
      ['msr psp, r0', 0xf380, 0x8809],
      ['movs r1, #2', 0x2102],
      ['msr control, r1', 0xf381, 0x8814],
      ['svc #0', 0xdf00],
    ]);
    steps(4);
    expect([core.stackPointer, core.view().control]).toEqual([psp, 2]);
    steps(1);
    expect([core.stackPointer, core.view().psp, core.view().r[14]]).toEqual([place.stack, psp - 32, 0xffff_fffd]);
    steps(2);
    expect([core.stackPointer, core.view().msp]).toEqual([psp, place.stack]);
  });
});

describe('what happens to the core from outside', () => {
  it('a frozen core executes nothing until it goes on or is reset', () => {
    const { core, run } = idlingBench();
    run(100);
    const { pc, instructions } = core;
    core.freeze(true);
    run(100);
    expect(core).toMatchObject({ state: 'frozen', pc, instructions });
    core.freeze(false);
    run(100);
    expect(core.instructions).toBeGreaterThan(instructions);
    core.freeze(true);
    core.reset();
    expect(core.state).toBe('running');
  });

  it('a store that fails late is an imprecise bus fault (B1.5.14), also for a core asleep', () => {
    const { core, run, handler, start } = cpuBench();
    handler(3, [nop]);
    start([['wfi', 0xbf30], nop]);
    run(1000);
    expect(core.state).toBe('sleeping');
    core.failStore(0x1234_5678);
    run(1000);
    expect(core.view().exception).toBe('HardFault');
    expect(core.ppb.peek(cfsr, 4)).toBe(1 << 10);
  });
});
