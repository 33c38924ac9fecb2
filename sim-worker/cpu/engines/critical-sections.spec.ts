/** Code that masks exceptions, reads special registers and uses exclusives: made code does it all, and lets nothing in too late. */
import { expect, it, vi } from 'vitest';
import { cpuBench, type Listing, place } from '../../testing/cpu-bench';
import { allDifferences, type Lane } from '../../testing/lock-step';
import { Engine, type EngineKind } from './engine';
import { Evaluator } from './evaluator';

const [sysTickCsr, sysTickRvr] = [0xe000_e010, 0xe000_e014];
const sysTick = 15;
const millisecond = 1_000_000;

/** Counts at [r0] with exceptions masked in one way or the other, and at [r0, #4] with exclusives. */
const loop: Listing = [
  ['movw r0, #0', 0xf240, 0x0000],
  ['movt r0, #0x1001', 0xf2c1, 0x0001],
  ['movs r6, #0x40', 0x2640],
  ['mrs r5, primask', 0xf3ef, 0x8510],
  ['cpsid i', 0xb672],
  ['ldr r1, [r0]', 0x6801],
  ['adds r1, #1', 0x3101],
  ['str r1, [r0]', 0x6001],
  ['msr primask, r5', 0xf385, 0x8810],
  ['msr basepri, r6', 0xf386, 0x8811],
  ['mrs r4, psp', 0xf3ef, 0x8409],
  ['adds r4, #8', 0x3408],
  ['msr psp, r4', 0xf384, 0x8809],
  ['mrs r3, apsr', 0xf3ef, 0x8300],
  ['msr apsr_nzcvq, r3', 0xf383, 0x8800],
  ['msr basepri, r7', 0xf387, 0x8811],
  ['ldrex r1, [r0, #4]', 0xe850, 0x1f01],
  ['adds r1, #1', 0x3101],
  ['strex r2, r1, [r0, #4]', 0xe840, 0x1201],
  ['clrex', 0xf3bf, 0x8f2f],
  ['dmb sy', 0xf3bf, 0x8f5f],
  ['cpsid i', 0xb672],
  ['cpsie i', 0xb662],
  ['b #0x1000000a', 0xe7de],
];
/** Counts at 8 and keeps who was interrupted. */
const tick: Listing = [
  ['movw r0, #0', 0xf240, 0x0000],
  ['movt r0, #0x1001', 0xf2c1, 0x0001],
  ['ldr r1, [r0, #8]', 0x6881],
  ['adds r1, #1', 0x3101],
  ['str r1, [r0, #8]', 0x6081],
  ['ldr r2, [sp, #0x18]', 0x9a06],
  ['lsls r1, r1, #4', 0x0109],
  ['uxtb r1, r1', 0xb2c9],
  ['adds r1, r1, r0', 0x1809],
  ['str r2, [r1, #0x10]', 0x610a],
  ['bx lr', 0x4770],
];

function lane(engine: EngineKind, cyclesPerTick: number) {
  const bench = cpuBench({ engine, skipsPolling: false });
  bench.handler(sysTick, tick);
  bench.start(loop);
  bench.core.ppb.write(0xe000_ed20, 0x8000_0000, 4);
  bench.core.ppb.write(sysTickRvr, cyclesPerTick - 1, 4);
  bench.core.ppb.write(sysTickCsr, 7, 4);
  const made: Lane & typeof bench = { name: engine, ...bench };
  return made;
}

it.each(['interpreter', 'translator'] as const)(
  '%s: an exception that waited comes with the instruction that lets it',
  (engine) => {
    const [reference, tested] = [lane('evaluator', 997), lane(engine, 997)];
    for (let round = 0; round < 40; round++) {
      for (const { run } of [reference, tested]) run(10_000 + 130 * round);
      expect(allDifferences(reference, tested), `round ${round}`).toEqual([]);
    }
    expect(reference.bus.peek(place.data + 8, 4)).toBeGreaterThan(40);
  },
);

it('needs the evaluator only where an exception waits', () => {
  const { bus, core, run } = lane('translator', 50_000);
  run(millisecond);
  const executed = vi.spyOn(Evaluator.prototype, 'execute');
  const before = core.instructions;
  run(millisecond);
  expect(executed.mock.calls.length).toBeLessThan(40);
  executed.mockRestore();
  expect(core.instructions - before).toBeGreaterThan(50_000);
  expect(bus.peek(place.data + 4, 4)).toBeGreaterThan(3000);
});

it('goes on behind a write to the NVIC that lets nothing in, and stops behind one that does', () => {
  const bench = cpuBench({ engine: 'translator', skipsPolling: false });
  const irq = 16;
  bench.handler(irq, [['bx lr', 0x4770]]);
  bench.start([
    ['movw r0, #0xe280', 0xf24e, 0x2080],
    ['movt r0, #0xe000', 0xf2ce, 0x0000],
    ['movs r1, #1', 0x2101],
    ['subs r0, #0x80', 0x3880],
    ['str r1, [r0]', 0x6001],
    ['adds r0, #0x80', 0x3080],
    ['str r1, [r0]', 0x6001],
    ['b #0x1000000a', 0xe7fa],
  ]);
  bench.run(millisecond);
  const runs = vi.spyOn(Engine.prototype, 'run');
  bench.run(millisecond);
  expect(runs.mock.calls.length).toBeLessThan(10);
  bench.core.ppb.write(0xe000_e100, 1, 4);
  bench.run(millisecond);
  expect(runs.mock.calls.length).toBeGreaterThan(1000);
  runs.mockRestore();
  expect(bench.kinds().filter((kind) => kind === 'irq.taken').length).toBeGreaterThan(1000);
});
