/** The pace of a run: what the wall clock has to do with virtual time. */
import { describe, expect, it } from 'vitest';
import { Machine } from '../soc/machine';
import { Runner } from './runner';
import type { Target } from './target';

/** `b .` */
const endless = 0xe7fe;
/** `adds r0, #1; b` back to it. */
const counting = 0xe7fd_3001;

/** A board without Linux, whose M4 runs this code, and a host whose clock moves as long as each slice is said to last. */
function running(code: number, sliceMs: number) {
  const machine = new Machine({ board: 'dk2', boot: 'engineering' });
  const start = 0x1000_0000;
  for (const [at, word] of [
    [0, 0x1002_0000],
    [4, start | 1],
    [start, code],
  ] as const)
    machine.bus.write(at, word, 4, 'debugger');
  machine.core.release();
  let wall = 0;
  let next: (() => void) | undefined;
  const host = {
    now: () => wall,
    later: (callback: () => void, wait: number) => {
      next = () => {
        wall += Math.max(wait, sliceMs);
        callback();
      };
    },
  };
  const never = (): never => {
    throw new Error('nothing stops this run');
  };
  const runner = new Runner(host, { onSlice: () => undefined, onStop: never, onDefect: never });
  const stops = { sees: () => false };
  runner.start({ machine, stops } as unknown as Target);
  const slices = (count: number): void => {
    for (let i = 0; i < count; i++) next?.();
  };
  return { machine, runner, slices, wall: () => wall };
}

describe('at full speed', () => {
  it('an M4 that only polls for what nobody has planned waits in real time', () => {
    const { machine, runner, slices, wall } = running(endless, 1);
    slices(200);
    expect(machine.clock.now / 1e6 / wall()).toBeCloseTo(1, 0);
    expect(runner.ratio).toBeCloseTo(1, 1);
    expect(runner.mips).toBeLessThan(1);
  });

  it('an M4 that works runs as fast as it can', () => {
    const { machine, runner, slices } = running(counting, 100);
    slices(12);
    expect(runner.mips).toBeGreaterThan(0);
    expect(machine.core.executed).toBe(machine.core.instructions);
  });
});

it('looks at the clock between short chunks: a slice ends in time when all of a sudden everything takes longer', () => {
  const { machine, runner } = running(counting, 1);
  runner.stop();
  let wall = 0;
  let msPerInstruction = 1e-6;
  let slice: (() => void) | undefined;
  const run = machine.run.bind(machine);
  machine.run = (until, options) => {
    const before = machine.core.executed;
    const exit = run(until, options);
    wall += (machine.core.executed - before) * msPerInstruction;
    return exit;
  };
  const host = {
    now: () => wall,
    later: (callback: () => void) => {
      slice = callback;
    },
  };
  const nothing = (): void => undefined;
  const paced = new Runner(host, { onSlice: nothing, onStop: nothing, onDefect: nothing });
  paced.start({ machine, stops: { sees: () => false } } as unknown as Target);
  const took = (): number => {
    const before = wall;
    slice?.();
    return wall - before;
  };
  for (let i = 0; i < 20; i++) took();
  expect(took()).toBeGreaterThan(4);
  msPerInstruction *= 100;
  expect(took()).toBeLessThan(80);
  expect(took()).toBeLessThan(10);
});
