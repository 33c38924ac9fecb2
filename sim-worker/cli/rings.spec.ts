/** What `run` says of the rings: nothing in words when they are in order, a sentence for each thing that is wrong. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';
import { armInjections } from './injections';
import { ringLines, ringResults } from './rings';

const run = (lines: string, ...faults: string[]) => {
  const target = bootedEcho(lines);
  armInjections(target, faults);
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

it('a buffer that a fault leaks is a line, and which one it is comes from the order alone', () => {
  const rings = run('for i in 1 2 3 4 5 6; do echo m > /dev/ttyRPMSG0; sleep 0.005; done', 'leak-buffer ring=0 nth=4');
  expect(rings[0]?.problems).toEqual([]);
  expect(rings[0]?.kept).toEqual([{ descriptor: 3, overtaken: 4 }]);
  expect(ringLines(rings)).toEqual(['vring0: descriptor 3 is kept, 4 later ones came back']);
});
