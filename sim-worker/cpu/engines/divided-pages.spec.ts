/** Code in a page that the MPU divides for data: it is made code all the same, and a guard that moves about is where it is said to be. */
import { describe, expect, it, vi } from 'vitest';
import { cpuBench, type Listing, place } from '../../testing/cpu-bench';
import { allDifferences, type Lane } from '../../testing/lock-step';
import type { EngineKind } from './engine';
import { Evaluator } from './evaluator';

const reg = { shcsr: 0xe000_ed24, ctrl: 0xe000_ed94, rnr: 0xe000_ed98, rasr: 0xe000_eda0 } as const;
const memManage = 4;
const millisecond = 1_000_000;

/** Region 7, of 32 bytes, goes through 256 bytes beside the code, and two words of these are counted in. */
const moving: Listing = [
  ['adds r5, #0x20', 0x3520],
  ['and r6, r5, #0xe0', 0xf005, 0x06e0],
  ['adds r6, r6, r0', 0x1836],
  ['adds r6, #0x17', 0x3617],
  ['str r6, [r4]', 0x6026],
];
const counting: Listing = [
  ['ldr r1, [r0, #0x40]', 0x6c01],
  ['adds r1, #1', 0x3101],
  ['str r1, [r0, #0x40]', 0x6401],
  ['ldr r2, [r0, #0x10]', 0x6902],
  ['adds r2, #1', 0x3201],
  ['str r2, [r0, #0x10]', 0x6102],
];
const setUp: Listing = [
  ['movw r0, #0x900', 0xf640, 0x1000],
  ['movt r0, #0x1000', 0xf2c1, 0x0000],
  ['movw r4, #0xed9c', 0xf64e, 0x549c],
  ['movt r4, #0xe000', 0xf2ce, 0x0400],
  ['movs r5, #0', 0x2500],
];
/** Calls functions of 32 bytes that lie where the region moves about. */
const calling: Listing = [
  ['lsrs r3, r5, #2', 0x08ab],
  ['and r3, r3, #0xe0', 0xf003, 0x03e0],
  ['adds r3, r3, r0', 0x181b],
  ['adds r3, #1', 0x3301],
  ['blx r3', 0x4798],
];
const callee: Listing = [
  ['adds r2, #1', 0x3201],
  ['bx lr', 0x4770],
];
/** Passes over the instruction. */
const refused: Listing = [
  ['ldr r1, [sp, #0x18]', 0x9906],
  ['adds r1, #2', 0x3102],
  ['str r1, [sp, #0x18]', 0x9106],
  ['adds r7, #1', 0x3701],
  ['bx lr', 0x4770],
];
/** Goes back to the caller. */
const notCalled: Listing = [
  ['ldr r1, [sp, #0x14]', 0x9905],
  ['subs r1, #1', 0x3901],
  ['str r1, [sp, #0x18]', 0x9106],
  ['adds r7, #1', 0x3701],
  ['bx lr', 0x4770],
];
const [toMoving, toCounting]: Listing = [
  ['b #0x10000012', 0xe7f2],
  ['b #0x1000001e', 0xe7f8],
];

function lane(engine: EngineKind, program: Listing, handler: Listing) {
  const bench = cpuBench({ engine, skipsPolling: false });
  bench.handler(memManage, handler);
  for (let at = 0x900; at < 0xa00; at += 32) bench.program(place.code + at, callee);
  bench.start(program);
  const { ppb } = bench.core;
  ppb.write(reg.shcsr, 1 << 16, 4);
  ppb.write(reg.rnr, 7, 4);
  // Nobody's, 32 bytes, at address 0 at first.
  ppb.write(reg.rasr, (4 << 1) | 1, 4);
  ppb.write(reg.ctrl, 5, 4);
  const made: Lane & typeof bench = { name: engine, ...bench };
  return made;
}

describe.each(['interpreter', 'translator'] as const)('%s', (engine) => {
  it.each<readonly [string, Listing, Listing]>([
    ['data', [...setUp, ...moving, ...counting, toMoving!], refused],
    ['code', [...setUp, ...moving, ...calling, toMoving!], notCalled],
  ])('%s', (_, program, handler) => {
    const [reference, tested] = [lane('evaluator', program, handler), lane(engine, program, handler)];
    for (let round = 0; round < 40; round++) {
      for (const { run } of [reference, tested]) run(10_000 + 130 * round);
      expect(allDifferences(reference, tested), `round ${round}`).toEqual([]);
    }
    expect(reference.core.view().r[7]).toBeGreaterThan(50);
    expect(reference.core.view().r[2]).toBeGreaterThan(200);
  });
});

it('code goes on without the evaluator', () => {
  const { bus, core, run } = lane('translator', [...setUp, ...moving, ...counting, toCounting!], refused);
  run(millisecond);
  const executed = vi.spyOn(Evaluator.prototype, 'execute');
  const before = core.instructions;
  run(millisecond);
  expect(executed.mock.calls.length).toBeLessThan(20);
  executed.mockRestore();
  expect(core.instructions - before).toBeGreaterThan(50_000);
  expect(bus.peek(place.code + 0x940, 4)).toBeGreaterThan(5000);
});
