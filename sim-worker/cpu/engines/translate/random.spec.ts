/** Random programs: the translator and the interpreter in lock step with the evaluator, in slices of many lengths. */
import { describe, expect, it } from 'vitest';
import { cpuBench, place } from '../../../testing/cpu-bench';
import { type Lane, ramDifferences, registerDifferences } from '../../../testing/lock-step';
import { Random } from '../../../testing/oracle/random';
import { RandomProgram } from '../../../testing/random-programs';
import type { EngineKind } from '../engine';

/** So many programs; more on demand. */
const programs = Number(process.env.AMPSCOPE_RANDOM_PROGRAMS ?? 6);
const firstSeed = Number(process.env.AMPSCOPE_RANDOM_SEED ?? 1);
/** Cycles of a slice, and how many of them. */
const slices = [
  [3000, 10],
  [1, 40],
  [13, 60],
  [29, 60],
  [37, 60],
  [1000, 30],
  [100_000, 2],
] as const;
const nanosecondsPerCycle = 10;
const [cpacr, stReload, stValue, stControl] = [0xe000_ed88, 0xe000_e014, 0xe000_e018, 0xe000_e010];

/** Counts in memory, so that each entry leaves a trace. */
const counting = (address: number): readonly number[] => [
  0xf240 | ((address >>> 12) & 0xf),
  0x0100 | (address & 0xff) | (((address >>> 8) & 7) << 12),
  0xf2c1,
  0x0101,
  0x6808,
  0x3001,
  0x6008,
  0x4770,
];

function lane(engine: EngineKind, halves: readonly number[], tick: number) {
  const bench = cpuBench({ engine });
  const { bus, core } = bench;
  const put = (address: number, code: readonly number[]): void =>
    code.forEach((half, i) => {
      bus.write(address + 2 * i, half, 2, 'debugger');
    });
  for (const exception of [3, 14, 15]) {
    bench.word(4 * exception, (place.handlers + exception * 64) | 1);
    put(place.handlers + exception * 64, counting(0x4800 + 4 * exception));
  }
  put(place.code, halves);
  bench.start([]);
  core.ppb.write(cpacr, 0xf << 20, 4);
  core.ppb.write(stReload, tick, 4);
  core.ppb.write(stValue, 0, 4);
  core.ppb.write(stControl, 7, 4);
  const { memory, log } = bench;
  const one: Lane & { readonly run: (cycles: number) => void; pc: () => number; breakpoints: Set<number> } = {
    name: engine,
    memory,
    log,
    pc: () => core.pc,
    breakpoints: core.breakpoints,
    run: (cycles) => void bench.run(cycles * nanosecondsPerCycle),
  };
  return one;
}

describe.each(['interpreter', 'translator'] as const)('%s', (engine) => {
  it.each(Array.from({ length: programs }, (_, n) => firstSeed + n))(
    'runs random program %i as the evaluator does',
    (seed) => {
      const random = new Random(seed);
      const halves = new RandomProgram(random, place.code).make(12);
      const tick = 500 + random.below(3000);
      const [reference, tested] = [lane('evaluator', halves, tick), lane(engine, halves, tick)];
      for (const [cycles, times] of slices) {
        for (let i = 0; i < times; i++) {
          const pc = reference.pc();
          reference.run(cycles);
          tested.run(cycles);
          expect(registerDifferences(reference, tested), `${i}. slice of ${cycles} from 0x${pc.toString(16)}`).toEqual(
            [],
          );
        }
        expect(ramDifferences(reference, tested)).toEqual([]);
      }
    },
  );

  it('stops at breakpoints that come and go as the evaluator does', () => {
    const random = new Random(firstSeed);
    const halves = new RandomProgram(random, place.code).make(12);
    const [reference, tested] = [lane('evaluator', halves, 2000), lane(engine, halves, 2000)];
    for (let i = 0; i < 300; i++) {
      const at = place.code + 2 * random.below(halves.length);
      for (const { breakpoints } of [reference, tested]) {
        if (breakpoints.size > 3) breakpoints.clear();
        breakpoints.add(at);
      }
      for (const one of [reference, tested]) one.run(700);
      expect(registerDifferences(reference, tested), `breakpoint at 0x${at.toString(16)}`).toEqual([]);
    }
  });
});
