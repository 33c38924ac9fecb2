/** Rings and table of a played M4 that breaks one invariant, and one that nearly does. */
import { expect, it } from 'vitest';
import { sceneOf } from '../../session/scene';
import { LinuxBench } from '../../testing/linux-bench';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { Scene } from '../scene';
import { invariantRules } from './invariants';

const usedIdx = (bench: LinuxBench, ring: 0 | 1): number => bench.ringAddress(ring) + 0x132;

/** After what `act` does to a machine with a tty. */
function after(act: (bench: LinuxBench) => void): Scene {
  const bench = new LinuxBench().withTty();
  act(bench);
  return sceneOf(bench.target);
}

/** The firmware of `LinuxBench` has its table here; offsets of vring0.da and of the status in it. */
const table = 0x1002_0000;
const vdev = 16 + 8;
const place = { status: table + vdev + 24, da: table + vdev + 28 };

const cases: readonly RuleCase[] = [
  {
    rule: 'ring-counts-wrong',
    fails: 'used.idx of vring0 jumps beyond avail.idx',
    make: () => after((bench) => bench.write(usedIdx(bench, 0), 30, 2)),
    near: 'used.idx reaches avail.idx',
    makeNear: () => after((bench) => bench.write(usedIdx(bench, 0), bench.read(bench.ringAddress(0) + 0x102, 2), 2)),
  },
  {
    rule: 'used-entry-wrong',
    fails: 'the same descriptor is returned twice before Linux looks',
    make: () =>
      after((bench) => {
        bench.giveBack(0, 1, 512);
        bench.giveBack(0, 1, 512);
      }),
    near: 'two different ones',
    makeNear: () =>
      after((bench) => {
        bench.giveBack(0, 1, 512);
        bench.giveBack(0, 2, 512);
      }),
  },
  {
    rule: 'used-entry-wrong',
    fails: 'a descriptor that does not exist',
    make: () => after((bench) => bench.giveBack(0, 16, 512)),
    near: 'the last that does',
    makeNear: () => after((bench) => bench.giveBack(0, 15, 512)),
  },
  {
    rule: 'descriptor-astray',
    fails: 'a stack has grown into the descriptors of vring0',
    make: () => after((bench) => bench.write(bench.ringAddress(0) + 16 * 5, 0x1003_fff0, 4)),
    near: 'only the link to the next descriptor is overwritten, which nobody reads',
    makeNear: () => after((bench) => bench.write(bench.ringAddress(0) + 16 * 5 + 14, 0x1234, 2)),
  },
  {
    rule: 'ring-moved',
    fails: 'the M4 writes a constant of its own as vring0.da',
    make: () => after((bench) => bench.write(place.da, 0x1004_0800, 4)),
    near: 'the M4 writes the same address again',
    makeNear: () => after((bench) => bench.write(place.da, 0x1004_0000, 4)),
  },
  {
    rule: 'status-lost',
    fails: 'the M4 sets the status to 0',
    make: () => after((bench) => bench.write(place.status, 0, 1)),
    near: 'Linux does, in a stop',
    makeNear: () =>
      after((bench) => {
        bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 20);
        expect(bench.status & 4).toBe(0);
      }),
  },
];

testRules(cases);

it('each rule of this file has a case', () => {
  expect(
    untested(
      invariantRules.map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
