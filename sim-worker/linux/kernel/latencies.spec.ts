/** Latencies: a user changes one, and the order of events follows. */
import { expect, it } from 'vitest';
import { asText } from '../../contract/event-text';
import type { KernelTree } from '../../contract/protocol';
import { ns } from '../../contract/units';
import { bootedEcho } from '../../testing/echo-bench';
import { kernelRows, Latencies } from './latencies';

it('takes whole nanoseconds up to a second, of a known name', () => {
  const latencies = new Latencies(kernelRows);
  expect(latencies.set('work', 20_000)).toBe(true);
  expect(latencies.values.work).toBe(20_000);
  for (const value of [-1, 0.5, 1e9 + 1, Number.NaN]) expect(latencies.set('work', value)).toBe(false);
  expect(latencies.set('toString', 1)).toBe(false);
  expect(latencies.values.work).toBe(20_000);
});

it('comes back with a checkpoint', () => {
  const latencies = new Latencies(kernelRows);
  latencies.set('kick', 5_000);
  const saved = latencies.save();
  latencies.set('kick', 9_000);
  latencies.load(saved);
  expect(latencies.view().find(({ name }) => name === 'kick')).toMatchObject({ value: 5_000, usual: 1_000 });
});

it('a slow Linux takes a multiple of what was chosen, and chooses no other', () => {
  const latencies = new Latencies(kernelRows);
  latencies.slowDown(10);
  latencies.set('kick', 5_000);
  expect(latencies.values).toMatchObject({ kick: 50_000, work: 80_000 });
  expect(latencies.view().find(({ name }) => name === 'kick')).toMatchObject({ value: 5_000 });
  const again = new Latencies(kernelRows);
  again.load(latencies.save());
  expect(again.values).toEqual(latencies.values);
  again.slowDown(1);
  expect(again.values).toMatchObject({ kick: 5_000, work: 8_000 });
});

/** Boots, sends `hello` and gives the events from there, as text with their times. */
function hello(set: Readonly<Record<string, number>>, tree: KernelTree = 'mainline'): readonly string[] {
  const { machine, journal } = bootedEcho('', 'tty-echo', { tree });
  machine.run(ns(60e6));
  for (const [name, value] of Object.entries(set)) journal.record(machine, { kind: 'latency', name, ns: value });
  const from = machine.log.length;
  journal.record(machine, { kind: 'tty', port: 0, text: 'hello\n' });
  machine.run(ns(90e6));
  return Array.from({ length: machine.log.length - from }, (_, i) => asText(machine.log.at(from + i)!));
}
const find = (lines: readonly string[], what: string): number => lines.findIndex((line) => line.includes(what));
const timeOf = (lines: readonly string[], what: string): number =>
  Number(/(\d+) ns/.exec(lines[find(lines, what)] ?? '')?.[1]);
const answered = 'channel 1 of M4 acknowledged';
const taken = 'rpmsg.received';

it('a slower work queue delays the message by as much, and nothing before it', () => {
  const [usual, slow] = [hello({}), hello({ work: 108_000 })];
  expect(timeOf(slow, answered)).toBe(timeOf(usual, answered));
  expect(timeOf(slow, taken)).toBe(timeOf(usual, taken) + 100_000);
});

it('mainline acknowledges the bell and takes the message later; the ST tree takes it in the callback', () => {
  const [mainline, st] = [hello({}), hello({}, 'st')];
  expect(find(mainline, taken)).toBeGreaterThan(find(mainline, answered));
  expect(find(st, taken)).toBeLessThan(find(st, answered));
  expect(find(st, taken)).toBeGreaterThan(0);
});

it('the ST tree can make a channel before the M4 is said to be up; mainline waits for the lock', () => {
  const order = (tree: KernelTree): readonly number[] => {
    const { machine } = bootedEcho('', 'tty-echo', { tree });
    machine.run(ns(60e6));
    const lines = machine.linux.dmesg.map(({ text }) => text);
    return ['creating channel', 'is now up'].map((what) => lines.findIndex((line) => line.includes(what)));
  };
  const [mainline, st] = [order('mainline'), order('st')];
  expect(mainline[0]).toBeGreaterThan(mainline[1] ?? 0);
  expect(st[0]).toBeLessThan(st[1] ?? 0);
});
