/** That samples are really executed and translated, not only looked at. */
import { expect, it, vi } from 'vitest';
import { Translator } from '../translate/translator';
import { practice } from './practice';
import { rehearsal } from './rehearsal';
import { Stage } from './stage';

it('executes nearly all common instructions for as long as it wants', () => {
  const stage = new Stage();
  stage.interpreter.prepare();
  const run = vi.spyOn(stage, 'run');
  let portions = 0;
  for (const _ of practice(stage)) portions++;
  const given = run.mock.calls.length;
  const refused = run.mock.results.filter(({ value }) => value === false).length;
  expect(portions).toBeGreaterThan(100);
  expect(given).toBeGreaterThan(90_000);
  // A call that leads too far, one into data, returns within IT blocks.
  expect(refused).toBeLessThan(8);
});

it('translates samples again and again, in many portions', () => {
  const make = vi.spyOn(Translator.prototype, 'make');
  try {
    let portions = 0;
    for (const _ of rehearsal()) portions++;
    const steps = make.mock.calls.flatMap(([found]) => found.map((one) => one.steps));
    expect(portions).toBeGreaterThan(200);
    expect(steps.length).toBeGreaterThan(80);
    expect(Math.min(...steps)).toBeGreaterThan(5);
  } finally {
    make.mockRestore();
  }
});
