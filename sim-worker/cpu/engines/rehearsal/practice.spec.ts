/** That samples are really executed, not only looked at. */
import { afterEach, expect, it, vi } from 'vitest';
import { practice } from './practice';
import { Stage } from './stage';

const run = vi.spyOn(Stage.prototype, 'run');
afterEach(() => run.mockClear());

it('executes nearly all common instructions for as long as it wants', () => {
  let portions = 0;
  for (const _ of practice()) portions++;
  const given = run.mock.calls.length;
  const refused = run.mock.results.filter(({ value }) => value === false).length;
  expect(portions).toBeGreaterThan(100);
  expect(given).toBeGreaterThan(90_000);
  // A call that leads too far, one into data, returns within IT blocks.
  expect(refused).toBeLessThan(8);
});

it('executes what is not common in code that is to come, also within IT blocks', () => {
  const program = [
    0x2000, // movs r0, #0, as everywhere
    ...[0xfb21, 0xf002], // smuad r0, r1, r2
    0xbf08, // it eq
    ...[0xfb71, 0x3002], // usada8eq r0, r1, r2, r3
  ];
  const code = [{ address: 0x1000_0000, bytes: new Uint8Array(Uint16Array.from(program).buffer) }];
  const seen: (readonly number[])[] = [];
  run.mockImplementation(function (this: Stage, pc: number) {
    seen.push([...this.halves(pc).subarray(0, 4)]);
    return false;
  });
  for (const _ of practice(code));
  expect(seen).toEqual([
    [0xfb21, 0xf002, 0xe7fc, 0x4770],
    [0xbfe4, 0xfb71, 0x3002, 0xfb71],
  ]);
});
