/** The rehearsal waits for whoever needs the time. */
import { expect, it } from 'vitest';
import { Rehearsal } from './rehearsal';

/** smuad r0, r1, r2; usada8 r0, r1, r2, r3 */
const rareInstructions = Uint8Array.from([0x21, 0xfb, 0x02, 0xf0, 0x71, 0xfb, 0x02, 0x30]);

it('takes one portion at a time, none while the model runs, and comes to an end', () => {
  const due: { readonly callback: () => void; readonly milliseconds: number }[] = [];
  let busy = false;
  const host = {
    now: () => 0,
    later: (callback: () => void, milliseconds: number) => void due.push({ callback, milliseconds }),
  };
  const rehearsal = new Rehearsal(host, () => busy);
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

  // Code that is opened later is practised, too.
  rehearsal.expect([{ address: 0x1000_0000, bytes: rareInstructions }]);
  expect(due.length).toBe(1);
  for (let next = due.shift(); next !== undefined; next = due.shift()) next.callback();
  expect(due).toEqual([]);
});
