/** What a run stops for under each engine, when it is set and taken away while code is hot. */
import { describe, expect, it, vi } from 'vitest';
import { cpuBench, type Listing, place } from '../../testing/cpu-bench';
import { Engine } from './engine';

const [millisecond, demcr, dwt] = [1_000_000, 0xe000_edfc, 0xe000_1020];
/** A loop that calls a function, which stores to memory what it counts. */
const program: Listing = [
  ['movw r0, #0', 0xf240, 0x0000],
  ['movt r0, #0x1001', 0xf2c1, 0x0001],
  ['bl #0x10000010', 0xf000, 0xf802],
  ['b #0x10000008', 0xe7fc],
  ['nop', 0xbf00],
  ['adds r1, #1', 0x3101],
  ['str r1, [r0, #4]', 0x6041],
  ['bx lr', 0x4770],
];
const [call, callee, store] = [place.code + 8, place.code + 0x10, place.code + 0x12];

function hot(engine: 'evaluator' | 'interpreter' | 'translator') {
  const bench = cpuBench({ engine });
  bench.start(program);
  bench.run(millisecond);
  return bench;
}

describe.each(['evaluator', 'interpreter', 'translator'] as const)('%s', (engine) => {
  it('stops before a breakpoint in code that has run for long, and again after each time round', () => {
    const { core, run } = hot(engine);
    core.breakpoints.add(store);
    const counts = [1, 2, 3].map(() => {
      expect(run(millisecond)).toBe('breakpoint');
      expect(core.pc).toBe(store);
      return core.view().r[1]!;
    });
    expect([counts[1]! - counts[0]!, counts[2]! - counts[1]!]).toEqual([1, 1]);
  });

  it('runs on as before when the breakpoint is taken away', () => {
    const { core, run } = hot(engine);
    for (const pc of [callee, call]) {
      core.breakpoints.add(pc);
      expect(run(millisecond)).toBe('breakpoint');
      core.breakpoints.delete(pc);
      const before = core.instructions;
      expect(run(millisecond)).toBe('time');
      expect(core.instructions - before).toBeGreaterThan(30_000);
    }
  });

  it('asks whether a breakpoint holds each time that the core comes there', () => {
    const { core, run } = hot(engine);
    let asked = 0;
    core.breakpoints.add(callee);
    core.breakpoints.holdsAt = () => ++asked === 500;
    const before = core.view().r[1]!;
    expect(run(millisecond)).toBe('breakpoint');
    expect([core.pc, core.view().r[1]! - before]).toEqual([callee, 499]);
  });

  it('halts after the store to a word that a comparator watches, and not before it does', () => {
    const { core, run } = hot(engine);
    core.ppb.write(demcr, 1 << 24, 4);
    core.ppb.write(dwt, place.data + 4, 4);
    core.ppb.write(dwt + 8, 6, 4);
    expect(run(millisecond)).toBe('bkpt');
    expect([core.state, core.pc]).toEqual(['halted', store + 2]);
  });

  it('executes what memory holds after it was put back, whether that is the same or not', () => {
    const { bus, clock, core, memory, run } = hot(engine);
    const saved = { pages: memory.savePages(), core: core.save(), time: clock.now };
    const back = (): void => {
      bus.codeReplaced(memory.loadPages(saved.pages));
      clock.restore(saved.time);
      core.load(saved.core);
    };
    run(millisecond);
    const expected = core.view().r;
    back();
    bus.write(callee, 0x3201, 2, 'a7');
    run(millisecond);
    expect(core.view().r).not.toEqual(expected);
    back();
    run(millisecond);
    expect(core.view().r).toEqual(expected);
  });

  it('sees a store of another initiator to code that is hot', () => {
    const { bus, core, run } = hot(engine);
    bus.write(callee, 0x3201, 2, 'a7');
    const [, count] = core.view().r;
    run(millisecond);
    expect(core.view().r[1]).toBe(count);
    expect(core.view().r[2]).toBeGreaterThan(1000);
  });
});

it('a loop with an unaligned access is not left for it each time', () => {
  const { core, run, start } = cpuBench({ engine: 'translator' });
  start([
    ['movw r0, #1', 0xf240, 0x0001],
    ['movt r0, #0x1001', 0xf2c1, 0x0001],
    ['ldr r1, [r0]', 0x6801],
    ['adds r2, #1', 0x3201],
    ['b #0x10000008', 0xe7fc],
  ]);
  const runs = vi.spyOn(Engine.prototype, 'run');
  run(millisecond);
  expect(core.view().r[2]).toBeGreaterThan(10_000);
  expect(runs.mock.calls.length).toBeLessThan(100);
  runs.mockRestore();
});

it('a function that does not come back to its caller goes where it says', () => {
  const seen = (['evaluator', 'translator'] as const).map((engine) => {
    const { core, run, start } = cpuBench({ engine });
    start([
      ['adds r0, #1', 0x3001],
      ['bl #0x10000016', 0xf000, 0xf808],
      ['bl #0x10000016', 0xf000, 0xf806],
      ['bl #0x1000001a', 0xf000, 0xf806],
      ['b #0x10000000', 0xe7f7],
      ['adds r2, #1', 0x3201],
      ['b #0x10000000', 0xe7f5],
      ['nop', 0xbf00],
      ['adds r1, r1, r0', 0x1809],
      ['bx lr', 0x4770],
      // Each second time it comes back behind the first of the branches.
      ['and r3, r0, #1', 0xf000, 0x0301],
      ['lsls r3, r3, #1', 0x005b],
      ['add lr, r3', 0x449e],
      ['bx lr', 0x4770],
    ]);
    run(millisecond);
    return { r: [...core.view().r], pc: core.pc, instructions: core.instructions };
  });
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[0]!.r[2]).toBeGreaterThan(1000);
});
