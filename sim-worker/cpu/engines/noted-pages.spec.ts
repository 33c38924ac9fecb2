/** Writes to memory of which somebody notes who made them: whatever executes them, he hears of the same ones, from the same place, at the same time. */
import { expect, it } from 'vitest';
import { cpuBench, place } from '../../testing/cpu-bench';
import type { EngineKind } from './engine';

const cycles = 20_000;

/** Stores words, bytes and halfwords around the border of two granules; of one word somebody wants to hear at once. */
function noted(engine: EngineKind, watched: boolean) {
  const { bus, clock, core, log, run, start, word } = cpuBench({ engine });
  const heard: string[] = [];
  bus.note(place.data, 0x100, (address, length, by) => {
    const { pc, cause } = log.context;
    heard.push(`${clock.now} ${by} ${pc?.toString(16)} #${cause}: ${length} at ${address.toString(16)}`);
  });
  if (watched) bus.watch(place.data + 0x7c, 2, () => heard.push(`watched at ${clock.now}`));
  core.threadCause = 7;
  word(place.code + 16, place.data + 0x3a);
  start([
    ['ldr r0, [pc, #0xc]', 0x4803],
    ['adds r1, #1', 0x3101],
    ['str r1, [r0]', 0x6001],
    ['strb r1, [r0, #5]', 0x7141],
    ['strh r1, [r0, #6]', 0x80c1],
    ['str r1, [r0, #0x40]', 0x6401],
    ['b #0x10000002', 0xe7f9],
  ]);
  run(cycles * 10);
  return { heard, instructions: core.instructions, bytes: bus.peekRam(place.data, 0x100), context: { ...log.context } };
}

it.each([false, true])('are told under every engine alike, another watches beside: %s', (watched) => {
  const reference = noted('evaluator', watched);
  // More than are kept until somebody has to hear of them.
  expect(reference.heard.length).toBeGreaterThan(4096);
  expect(reference.heard).toContain('30 m4 10000004 #7: 4 at 1001003a');
  for (const engine of ['interpreter', 'translator'] as const) expect(noted(engine, watched)).toEqual(reference);
});
