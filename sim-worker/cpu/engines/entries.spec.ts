/** Every entry of the instruction table, executed by each engine as by the evaluator, from random states. */
import { describe, expect, it } from 'vitest';
import { nameOfWord, place, stateWords } from '../../testing/oracle/layout';
import { Model } from '../../testing/oracle/model';
import { type Program, programOf } from '../../testing/oracle/programs';
import { Random } from '../../testing/oracle/random';
import { isPossible, itBits, overridesOf, planOf, stateOfKind, statePool } from '../../testing/oracle/states';
import { isBusError } from '../fault';
import type { Encoding } from '../isa/encoding';
import { encodings } from '../isa/table';

/** Instructions per entry; more on demand. */
const programs = Number(process.env.AMPSCOPE_ENTRY_PROGRAMS ?? 1);
const seed = Number(process.env.AMPSCOPE_ENTRY_SEED ?? 1);
const statesPerProgram = 4;
/** After so many times an instruction was translated. */
const warmUp = { interpreter: 0, translator: 64 } as const;

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

type Case = { readonly program: Program; readonly before: Int32Array };

function casesOf(entry: Encoding, random: Random, pool: Int32Array): readonly Case[] {
  const pc = place.code + 2 * random.below(2);
  const inIT = random.oneIn(4);
  const program = programOf(entry, random, pc, inIT);
  if (program === undefined) return [];
  const plan = planOf(program);
  const cases: Case[] = [];
  for (let i = 0; i < statesPerProgram; i++) {
    const kind = plan.isBranch ? 'landing' : 'any';
    const start = stateOfKind(kind, random) * stateWords;
    const before = pool.slice(start, start + stateWords);
    const it = inIT ? itBits(random, plan.isBranch) : 0;
    const overrides = overridesOf({ plan, kind, pc, it }, random);
    for (let n = 0; n < overrides.length; n += 2) before[overrides[n]!] = overrides[n + 1]!;
    if (isPossible(before)) cases.push({ program, before });
  }
  return cases;
}

/** The state after a case, and what it took. A stack that is nowhere makes the state all zeros. */
function run(model: Model, { program, before }: Case) {
  const state = new Int32Array(stateWords);
  try {
    model.execute(before, program.code, program.steps, state);
  } catch (thrown) {
    if (!isBusError(thrown)) throw thrown;
    model.calmDown();
    state.fill(0);
  }
  return { state, took: model.took };
}

function differences(reference: Model, tested: Model, one: Case): readonly string[] {
  const [ours, theirs] = [run(reference, one), run(tested, one)];
  const out: string[] = [];
  ours.state.forEach((value, i) => {
    if (value !== theirs.state[i])
      out.push(`${nameOfWord(i)} ${hex(one.before[i]!)} -> ${hex(value)}, not ${hex(theirs.state[i]!)}`);
  });
  for (const what of ['cycles', 'instructions'] as const)
    if (ours.took[what] !== theirs.took[what]) out.push(`${what} ${ours.took[what]}, not ${theirs.took[what]}`);
  return out.map((text) => `${hex(one.program.opcode)} ${one.program.text}: ${text}`);
}

describe.each(['interpreter', 'translator'] as const)('%s', (engine) => {
  const reference = new Model('evaluator');
  const tested = new Model(engine);
  const random = new Random(seed);
  const pool = statePool(random);
  it.each(encodings.map((entry) => [entry.row, entry] as const))('%s', (_, entry) => {
    for (let n = 0; n < programs; n++) {
      const cases = casesOf(entry, random, pool);
      const [first] = cases;
      // SVC has two steps: its handler, which is never translated.
      const times = first?.program.steps === 1 ? warmUp[engine] : 0;
      for (let i = 0; i < times; i++) run(tested, first!);
      expect(cases.flatMap((one) => differences(reference, tested, one))).toEqual([]);
    }
  });
});
