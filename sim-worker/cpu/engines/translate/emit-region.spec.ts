/** A loop that is entered in two places, as nested code with copies and as a dispatch: the same result in the same time. */
import { describe, expect, it } from 'vitest';
import { ramBench } from '../../../testing/ram-bench';
import { CpuState } from '../../cpu-state';
import { decode } from '../../isa/decode';
import { floatsOutside } from '../floats/outside';
import { noPatience } from '../patience';
import { budgetAt } from '../support/addresses';
import { importSupport } from '../support/imports';
import { reasons } from '../support/reasons';
import { Support } from '../support/support';
import { ModuleBuilder } from '../wasm/module';
import { emitRegion } from './emit-region';
import { Finder } from './find';
import { Region } from './region';

const start = 0x1000_0000;
// 0: cbz r0, 4; 2: adds r1, #1; 4: adds r2, #2; 6: subs r3, #1; 8: bne 2; a: svc
const program = [0xb100, 0x3101, 0x3202, 0x3b01, 0xd1fb, 0xdf00];
const finder = new Finder({
  at: (pc, inIT) => decode(program[(pc - start) / 2]!, 0, pc, inIT),
  isPlain: () => true,
  isSlow: () => false,
  isIndirect: () => false,
  isBreakpoint: () => false,
  peek: () => undefined,
});

function bench(copies: number) {
  const { memory } = ramBench().bus;
  const state = new CpuState(memory);
  const never = (): never => {
    throw new Error('nothing is asked from outside');
  };
  const kinds = ['read', 'write', 'readUnprivileged', 'writeUnprivileged'];
  const names = [...kinds.flatMap((kind) => [1, 2, 4].map((bytes) => kind + bytes)), 'readMany', 'writeMany'];
  const stubs = Object.fromEntries(names.map((name) => [name, never]));
  const support = new Support(memory, { ...stubs, ...floatsOutside(state.words) } as never, noPatience, 'tail calls');
  const module = new ModuleBuilder();
  const calls = importSupport(module, 'tail calls');
  const region = new Region(finder.find(start), copies);
  emitRegion(module, calls, region, 'run', () => undefined);
  const made = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: support.imports });
  const run = made.exports.run as (record: number, budget: bigint) => number;
  return { region, state, memory, run };
}

describe.each([
  [16, 'nested'],
  [0, 'dispatch'],
] as const)('with %i copies, %s', (copies, how) => {
  const { region, state, memory, run } = bench(copies);

  it('has the form', () => {
    expect(region.forms.some(({ kind }) => kind === 'dispatch')).toBe(how === 'dispatch');
  });

  it.each([
    [0, 1],
    [0, 5],
    [1, 1],
    [1, 5],
  ])('r0 = %i, %i turns', (r0, turns) => {
    state.r.set([r0, 0, 0, turns]);
    expect(run(0, 1000n << 32n)).toBe(reasons.evaluate);
    const wholeTurns = r0 === 0 ? turns - 1 : turns;
    expect([...state.r.subarray(1, 4)]).toEqual([wholeTurns, 2 * turns, 0]);
    expect(state.pc).toBe(start + 0xa);
    expect(Array.from(state.flags)).toEqual([0, 1, 1, 0]);
    const instructions = 1 + wholeTurns + 3 * turns;
    const taken = turns - 1 + (r0 === 0 ? 1 : 0);
    expect(memory.view.getInt32(budgetAt, true)).toBe(instructions);
    expect(memory.view.getInt32(budgetAt + 4, true)).toBe(1000 - instructions - 2 * taken);
  });

  it('leaves with exact state when the time is up', () => {
    state.r.set([1, 0, 0, 100]);
    expect([reasons.missing, reasons.budget]).toContain(run(0, 50n << 32n));
    const [, r1, r2, r3] = state.r as unknown as readonly [number, number, number, number];
    const turns = 100 - r3;
    expect(r2).toBe(2 * turns);
    const cycles = 1 + r1 + 3 * turns + 2 * turns;
    expect(memory.view.getInt32(budgetAt + 4, true)).toBe(50 - cycles);
  });
});
