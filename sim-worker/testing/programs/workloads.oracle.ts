/** Whole programs, at three levels of optimisation: what they print and all RAM at their end is the same here and on QEMU. */
import { afterAll, describe, expect, it } from 'vitest';
import { runOnOurs } from './board';
import { workloadBuilder } from './build';
import type { Outcome } from './outcome';
import { place } from './outcome';
import { runOnQemu } from './qemu';
import { workloads } from './workload-names';

const folder = 'test-results/programs';
const levels = ['-O0', '-O2', '-Os'] as const;
const minute = 60_000;

const build = workloadBuilder(folder);
const cases = workloads.flatMap((name) => levels.map((level) => [name, level] as const));
let instructions = 0;
let programs = 0;

const hex = (value: number): string => `0x${value.toString(16)}`;

/** The first words of RAM that differ. */
function differences(ours: Outcome, theirs: Outcome): readonly string[] {
  if (ours.ram === undefined || theirs.ram === undefined) return ['a program has not ended by itself'];
  const [a, b] = [new Uint32Array(ours.ram.buffer), new Uint32Array(Uint8Array.from(theirs.ram).buffer)];
  const out: string[] = [];
  a.forEach((word, i) => {
    if (word !== b[i] && out.length < 10) out.push(`${hex(place.ram + 4 * i)}: ${hex(word)}, QEMU ${hex(b[i] ?? 0)}`);
  });
  return out;
}

describe('whole programs', () => {
  it.each(cases)('%s %s', { timeout: minute }, async (name, level) => {
    const image = build(name, level);
    const theirs = runOnQemu(image, `${folder}/${name}${level}.run`);
    const ours = runOnOurs(image);
    const { text, end, ram } = await theirs;
    expect({ text: ours.text, end: ours.end }).toEqual({ text, end });
    expect(end).toBe('exit 0');
    expect(ram?.length).toBe(place.ramBytes);
    expect(differences(ours, await theirs)).toEqual([]);
    instructions += ours.instructions;
    programs++;
  });
});

afterAll(() => {
  const millions = (instructions / 1e6).toFixed(1);
  console.log(
    `${programs} programs, ${millions} million instructions: the same text and the same ${place.ramBytes} bytes of RAM`,
  );
});
