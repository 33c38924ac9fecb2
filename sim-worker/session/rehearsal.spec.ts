/** The rehearsal waits for whoever needs the time. */
import { expect, it } from 'vitest';
import { Rehearsal } from './rehearsal';

it('takes one portion at a time, none while the model runs, and comes to an end', () => {
  const due: { readonly callback: () => void; readonly milliseconds: number }[] = [];
  let busy = false;
  const host = {
    now: () => 0,
    later: (callback: () => void, milliseconds: number) => void due.push({ callback, milliseconds }),
  };
  new Rehearsal(host, () => busy);
  expect(due.map(({ milliseconds }) => milliseconds)).toEqual([0]);
  busy = true;
  due.shift()!.callback();
  expect(due.map(({ milliseconds }) => milliseconds)).toEqual([500]);
  busy = false;
  let portions = 0;
  for (let next = due.shift(); next !== undefined; next = due.shift()) {
    next.callback();
    expect(due.length).toBeLessThan(2);
    portions++;
  }
  expect(portions).toBeGreaterThan(20);
});
