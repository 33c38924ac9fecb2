/** What `run` says of the rings: nothing in words when they are in order, a sentence for each thing that is wrong. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';
import { ringLines, ringResults } from './rings';

const run = (lines: string) => {
  const target = bootedEcho(lines);
  target.machine.run(ns(80e6));
  return ringResults(target);
};

describe('the rings of the echo demo', () => {
  const rings = run('echo hello > /dev/ttyRPMSG0');

  it('are told with their indices', () => {
    expect(rings).toEqual([
      { ring: 0, address: '0x10040000', num: 16, avail: 19, used: 3, read: 3, problems: [], kept: [] },
      { ring: 1, address: '0x10041000', num: 16, avail: 1, used: 1, read: 0, problems: [], kept: [] },
    ]);
  });

  it('need no line', () => expect(ringLines(rings)).toEqual([]));
});

it('a broken index is a line', () => {
  const rings = run('sleep 0.03; devmem 0x10040132 16 200');
  expect(ringLines(rings)[0]).toMatch(/^vring0: used\.idx 200 has overtaken avail\.idx \d+/);
});

it('a buffer that stays away is a line', () => {
  const [ring] = run('');
  expect(ringLines([{ ...ring!, kept: [{ descriptor: 4, overtaken: 9 }] }])).toEqual([
    'vring0: descriptor 4 is kept, 9 later ones came back',
  ]);
});
