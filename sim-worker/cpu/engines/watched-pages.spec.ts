/** Writes to a page of which somebody watches a word: each one to that word is told, and the others cost nobody's time. */
import { expect, it } from 'vitest';
import { cpuBench, place } from '../../testing/cpu-bench';
import type { EngineKind } from './engine';

const cycles = 20_000;

/** Counts in a word that is watched, and beside it; answers who was heard, and how much was executed. */
function counted(engine: EngineKind) {
  const { bus, core, run, start, word } = cpuBench({ engine });
  const heard: string[] = [];
  bus.watch(place.data + 0x40, 4, (address, _length, by) => heard.push(`${by} ${address.toString(16)}`));
  word(place.code + 12, place.data);
  start([
    ['ldr r0, [pc, #8]', 0x4802],
    ['adds r1, #1', 0x3101],
    ['str r1, [r0]', 0x6001],
    ['str r1, [r0, #0x40]', 0x6401],
    ['b #0x10000002', 0xe7fb],
  ]);
  run(cycles * 10);
  return { heard, instructions: core.instructions, counts: [bus.peek(place.data, 4), bus.peek(place.data + 0x40, 4)] };
}

it('are told under every engine alike', () => {
  const reference = counted('evaluator');
  expect(reference.heard.length).toBeGreaterThan(1000);
  expect(new Set(reference.heard)).toEqual(new Set(['m4 10010040']));
  for (const engine of ['interpreter', 'translator'] as const) expect(counted(engine)).toEqual(reference);
});

it('go straight to RAM where the 64 bytes are not watched', () => {
  const { bus } = cpuBench();
  const { granules } = bus.memory;
  const marked = (): number => granules.reduce((sum, marks) => sum + (marks === 0 ? 0 : 1), 0);
  const end = bus.watch(place.data + 0x7c, 8, () => undefined);
  expect(marked()).toBe(2);
  end();
  expect(marked()).toBe(0);
});
