/** That the spare machines execute the program, and that it is translated. */
import { expect, it, vi } from 'vitest';
import { Translator } from '../cpu/engines/translate/translator';
import { Machine } from '../soc/machine';
import { trials } from './trials';

it('runs several machines without a fault, in code that is made for each', () => {
  const run = vi.spyOn(Machine.prototype, 'run');
  const make = vi.spyOn(Translator.prototype, 'make');
  try {
    for (const _ of trials());
    const machines = [...new Set(run.mock.contexts)] as readonly Machine[];
    expect(machines.length).toBeGreaterThan(3);
    for (const { core, log } of machines) {
      expect(core.state).toBe('running');
      expect(core.instructions).toBeGreaterThan(1_000_000);
      expect(Object.keys(log.counts()).filter((kind) => kind.startsWith('fault'))).toEqual([]);
    }
    const made = make.mock.calls.flatMap(([found]) => found);
    expect(made.length).toBeGreaterThanOrEqual(machines.length);
    expect(Math.max(...made.map(({ steps }) => steps))).toBeGreaterThan(100);
  } finally {
    run.mockRestore();
    make.mockRestore();
  }
});
