/** The event log as rules ask it. */
import { beforeEach, expect, it } from 'vitest';
import { Clock } from '../kernel/clock';
import { EventLog } from '../kernel/event-log';
import { Chronicle } from './chronicle';

let log: EventLog;
let chronicle: Chronicle;
beforeEach(() => {
  log = new EventLog(new Clock(), 8);
  chronicle = new Chronicle(log);
});

const ring = (channel: number): number => log.record('ipcc.occupied', { from: 1, channel });

it('tells first, last and number of facts with given fields', () => {
  ring(1);
  ring(2);
  ring(2);
  chronicle.catchUp();
  expect(chronicle.count('ipcc.occupied', { from: 1, channel: 2 })).toBe(2);
  expect(chronicle.first('ipcc.occupied', { from: 1, channel: 2 })?.seq).toBe(1);
  expect(chronicle.last('ipcc.occupied', { from: 1, channel: 2 })?.seq).toBe(2);
  expect(chronicle.last('ipcc.occupied', { channel: 1 })?.seq).toBe(0);
  expect(chronicle.count('ipcc.occupied')).toBe(3);
  expect(chronicle.last('ipcc.occupied', { from: 2, channel: 1 })).toBeUndefined();
});

it('counts kinds that are not told apart as one', () => {
  log.record('pwr.pdds', { on: true });
  log.record('pwr.pdds', { on: false });
  chronicle.catchUp();
  expect(chronicle.count('pwr.pdds')).toBe(2);
  expect(chronicle.last('pwr.pdds')?.fields.on).toBe(false);
});

it('refuses a field that facts of this kind are not told apart by', () => {
  expect(() => chronicle.count('pwr.pdds', { on: true })).toThrow('not told apart');
});

it('keeps the number when the log has forgotten the fact itself', () => {
  ring(3);
  for (let i = 0; i < 8; i++) ring(1);
  chronicle.catchUp();
  expect(chronicle.last('ipcc.occupied', { from: 1, channel: 3 })).toBeUndefined();
  expect(chronicle.count('ipcc.occupied', { from: 1, channel: 1 })).toBe(8);
});

it('reads history that was rewritten anew', () => {
  ring(1);
  const mark = log.mark();
  ring(2);
  chronicle.catchUp();
  log.rewindTo(mark);
  chronicle.catchUp();
  expect(chronicle.count('ipcc.occupied', { from: 1, channel: 2 })).toBe(0);
  expect(chronicle.count('ipcc.occupied', { from: 1, channel: 1 })).toBe(1);
});

it('tells flags, and many texts, apart', () => {
  for (let turn = 0; turn < 120; turn++) {
    log.record('rproc.logged', { text: `line ${turn % 40}` });
    log.record('vring.flagged', { ring: 0, used: turn % 3 === 0, flags: 1 });
    chronicle.catchUp();
  }
  for (const line of [0, 15, 16, 17, 39]) expect(chronicle.count('rproc.logged', { text: `line ${line}` })).toBe(3);
  expect(chronicle.count('vring.flagged', { ring: 0, used: true })).toBe(40);
  expect(chronicle.count('vring.flagged', { used: false })).toBe(80);
});
