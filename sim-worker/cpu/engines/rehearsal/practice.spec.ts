/** That samples are really executed, not only looked at. */
import { expect, it, vi } from 'vitest';
import { practice } from './practice';
import { Stage } from './stage';

it('executes nearly all common instructions for as long as it wants', () => {
  const run = vi.spyOn(Stage.prototype, 'run');
  try {
    let portions = 0;
    for (const _ of practice()) portions++;
    const given = run.mock.calls.length;
    const refused = run.mock.results.filter(({ value }) => value === false).length;
    expect(portions).toBeGreaterThan(100);
    expect(given).toBeGreaterThan(90_000);
    // A call that leads too far, one into data, returns within IT blocks.
    expect(refused).toBeLessThan(8);
  } finally {
    run.mockRestore();
  }
});
