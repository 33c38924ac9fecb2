/** Programs that overwrite their own instructions, near and far, and data beside them: every engine sees each change at once. */
import { describe, expect, it } from 'vitest';
import { cpuBench, place } from '../../testing/cpu-bench';
import { type Lane, ramDifferences, registerDifferences } from '../../testing/lock-step';
import { Random } from '../../testing/oracle/random';
import type { EngineKind } from './engine';

const functions = place.code + 0x400;
/** So many programs; more on demand. */
const programs = Number(process.env.AMPSCOPE_RANDOM_PROGRAMS ?? 3);
const rounds = 100;
const nanosecondsPerCycle = 10;
const [nop, back] = [0xbf00, 0x4770];

const word = (rd: number, value: number): readonly number[] =>
  [value & 0xffff, value >>> 16].flatMap((half, top) => [
    (top === 0 ? 0xf240 : 0xf2c0) | (((half >>> 11) & 1) << 10) | (half >>> 12),
    (((half >>> 8) & 7) << 12) | (rd << 8) | (half & 0xff),
  ]);
const branch = (from: number, to: number): number => 0xe000 | (((to - from - 4) >> 1) & 0x7ff);
const nops = (count: number): readonly number[] => Array.from({ length: count }, () => nop);

/**
 * r5: random numbers; r4: eight functions of 2^`spacing` bytes, each returns a constant; r6: sum of all; r7: an instruction of
 * the loop. Now and then the loop writes another constant into a function, and into the instruction that r7 points to.
 */
function program(random: Random): readonly number[] {
  const spacing = 4 + random.below(6);
  const start = [...word(5, random.word()), ...word(4, functions), ...word(6, 0)];
  const pick = [
    ...word(1, 1_664_525),
    0x434d, // muls r5, r1, r5
    0x3501 + 2 * random.below(100), // adds r5, #odd
    0x0b6b, // lsrs r3, r5, #13
    0x075b, // lsls r3, r3, #29
    0x0f5b, // lsrs r3, r3, #29
    0x001b | (spacing << 6), // lsls r3, r3, #spacing
  ];
  const call = [0x4423, 0x1c59, 0x4788]; // add r3, r4; adds r1, r3, #1; blx r1
  const sum = [0x1836]; // adds r6, r6, r0
  const write = [
    0x0e2a, // lsrs r2, r5, #24
    ...word(1, 0x2000),
    0x430a, // orrs r2, r1
    0x801a, // strh r2, [r3]: movs r0, #random
    0xb2d2, // uxtb r2, r2
    ...word(1, 0x3600),
    0x430a,
    0x803a, // strh r2, [r7]: adds r6, #random
  ];
  const beside = [0x6026 | ((4 * random.below(8) + 2 + random.below(2)) << 6)]; // str r6, [r4, #n], between functions
  const seldom = [0x0f2a, 0xd100 | (write.length - 1)]; // lsrs r2, r5, #28; bne behind the writes
  const gap = nops(random.below(6));
  const loop = [...pick, ...call, ...sum, ...seldom, ...write, ...gap];
  const length = start.length + 4 + loop.length;
  const patched = place.code + 2 * length;
  const all = [...start, ...word(7, patched), ...loop, 0x3601, ...(random.below(2) === 0 ? beside : [])];
  const loopAt = place.code + 2 * (start.length + 4);
  return [...all, branch(place.code + 2 * all.length, loopAt)];
}

function lane(engine: EngineKind, seed: number) {
  const random = new Random(seed);
  const bench = cpuBench({ engine });
  const { bus } = bench;
  const put = (address: number, halves: readonly number[]): void =>
    halves.forEach((half, i) => {
      bus.write(address + 2 * i, half, 2, 'debugger');
    });
  for (let at = functions; at < functions + 0x1100; at += 16) put(at, [0x2000, nop, back]);
  put(place.code, program(random));
  bench.start([]);
  const { memory, log, core } = bench;
  const made: Lane & { readonly run: (cycles: number) => void; readonly pc: () => number } = {
    name: engine,
    memory,
    log,
    pc: () => core.pc,
    run: (cycles) => void bench.run(cycles * nanosecondsPerCycle),
  };
  return made;
}

describe.each(['interpreter', 'translator'] as const)('%s', (engine) => {
  it.each(Array.from({ length: programs }, (_, n) => n + 1))('program %i', (seed) => {
    const [reference, tested] = [lane('evaluator', seed), lane(engine, seed)];
    const lengths = new Random(seed ^ 0x5a5a);
    for (let round = 0; round < rounds; round++) {
      const cycles = 1 + lengths.below(round % 5 === 0 ? 10_000 : 60);
      reference.run(cycles);
      tested.run(cycles);
      const found = registerDifferences(reference, tested);
      if (found.length > 0) expect(found, `round ${round}`).toEqual([]);
    }
    expect(ramDifferences(reference, tested)).toEqual([]);
  });
});
