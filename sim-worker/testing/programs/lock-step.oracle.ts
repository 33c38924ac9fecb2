/** The workloads under every engine at once: the same after each slice, whatever its length. */
import { describe, expect, it } from 'vitest';
import { allDifferences, ramDifferences, registerDifferences } from '../lock-step';
import { OurBoard } from './board';
import { workloadBuilder } from './build';
import { workloads } from './workload-names';

const engines = ['interpreter', 'translator'] as const;
/** Cycles of a slice, and how many slices are looked at. */
const slices = [
  [1, 100_000],
  [13, 100_000],
  [29, 100_000],
  [37, 100_000],
  [1000, 20_000],
  [100_000, 2000],
] as const;
/** At the board's clock. */
const cycleTime = 40;
const minutes = 600_000;

const build = workloadBuilder('test-results/programs');
const cases = workloads.flatMap((name) =>
  engines.flatMap((engine) => slices.map((slice) => [name, engine, ...slice] as const)),
);

describe('lock step', () => {
  it.each(cases)('%s, %s, slices of %i', { timeout: minutes }, (name, engine, cycles, most) => {
    const image = build(name, '-O2');
    const reference = Object.assign(new OurBoard(image, 'evaluator'), { name: 'evaluator' });
    const tested = Object.assign(new OurBoard(image, engine), { name: engine });
    const both = [reference, tested] as const;
    for (const board of both) board.start();
    for (let i = 0; i < most && !reference.ended; i++) {
      for (const board of both) board.advance(cycles * cycleTime);
      let found = registerDifferences(reference, tested);
      if (i % 1000 === 0) found = [...found, ...ramDifferences(reference, tested)];
      if (found.length > 0) expect(found, `after slice ${i}`).toEqual([]);
    }
    expect(tested.ended).toBe(reference.ended);
    expect(allDifferences(reference, tested)).toEqual([]);
  });
});
