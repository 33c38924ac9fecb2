/** The memory map and the last writers of a running echo, and of a table that lies. */
import { describe, expect, it } from 'vitest';
import { ns } from '../../contract/units';
import { bootedEcho } from '../../testing/echo-bench';
import type { Target } from '../target';
import { memoryMap, writers } from './memory-map';

const echo = (lines = ''): Target => {
  const target = bootedEcho(lines);
  target.machine.run(ns(50e6));
  return target;
};
const context = (target: Target): Parameters<typeof memoryMap>[0] => ({ target }) as Parameters<typeof memoryMap>[0];
const map = (target: Target) => memoryMap(context(target), { at: undefined });

describe('the memory map of the echo demo', () => {
  it('has the carveouts of the device tree, the parts of both rings, the buffers, the table and the trace', () => {
    const { places, problems } = map(echo());
    const named = (name: string) => places.find((place) => place.name === name);
    expect(named('vdev0buffer')).toMatchObject({ address: 0x1004_2000, length: 0x4000, source: 'device tree' });
    expect(named('vring0 avail')).toMatchObject({ address: 0x1004_0100, length: 38 });
    expect(named('vring1 used')).toMatchObject({ address: 0x1004_1130, length: 134, source: 'live resource table' });
    expect(named('vring0 buffer 15')).toMatchObject({ address: 0x1004_3e00, state: 'empty-m4' });
    expect(named('resource table')).toMatchObject({ kind: 'table', source: 'remoteproc' });
    expect(places.filter(({ kind }) => kind === 'trace')).toHaveLength(1);
    expect(named('main stack')?.source).toBe('stack pointer');
    expect(problems).toEqual([]);
  });

  it('says which function of the M4 wrote a used index, and which event led to a word that Linux wrote', () => {
    const target = echo();
    const [used, avail] = writers(context(target), {
      ranges: [
        { address: 0x1004_0132, length: 2 },
        { address: 0x1004_0102, length: 2 },
      ],
    }).ranges;
    expect(used?.runs).toMatchObject([{ address: 0x1004_0132, length: 2, by: 'm4' }]);
    expect(used?.runs[0]?.symbol).toMatch(/^\w+\+0x[0-9a-f]+$/);
    expect(avail?.runs).toMatchObject([{ by: 'a7', pc: undefined }]);
    expect(target.machine.log.at(avail?.runs[0]?.event ?? -1)).toBeDefined();
  });

  it('counts the writes of both sides', () => {
    const page = map(echo()).pages.find(({ address }) => address === 0x1004_0000);
    expect(page?.linux.writes[4]).toBeGreaterThan(16);
    expect(page?.m4.writes[4]).toBeGreaterThan(0);
  });
});

it('names what lies on top of each other', () => {
  const target = echo();
  const { da } = target.probe.vdev?.vrings[1] ?? { da: 0 };
  target.machine.bus.write(da, 0x1004_0000, 4, 'debugger');
  expect(map(target).problems).toContain('vring1 descriptors lies on top of vring0 descriptors at 0x10040000.');
});

it('the writers come back with a checkpoint', () => {
  const target = echo();
  const before = map(target);
  const copy = target.checkpoint();
  target.machine.bus.write(0x1004_0000, 0, 4, 'debugger');
  target.restore(copy);
  expect(map(target)).toEqual(before);
});
