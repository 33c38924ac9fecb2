/** The event log: rows, causes, the ring's cap, going back; and the schema's own soundness. */
import { expect, it } from 'vitest';
import { type EventSchema, eventKinds, eventSchemas, maxFields } from '../contract/event-schema';
import { asText } from '../contract/event-text';
import { narrators } from '../contract/narration';
import { ns } from '../contract/units';
import { Clock } from './clock';
import { EventLog } from './event-log';

it('keeps rows, causes, the PC of the actor, and texts', () => {
  const clock = new Clock();
  const log = new EventLog(clock, 16);
  const rung = log.record('ipcc.occupied', { from: 1, channel: 2 });
  clock.advanceTo(ns(120));
  log.context.pc = 0x1000_0100;
  log.record('irq.taken', { exception: 119, handler: 0x1000_0200, name: 'IPCC_RX1' }, rung);
  log.record('rpmsg.announced', { service: 'rpmsg-tty\n', address: 1024, created: true });
  expect([0, 1, 2].map((i) => asText(log.at(i)!))).toEqual([
    '#0            0 ns  ipcc.occupied        channel 2 rung by Linux',
    '#1          120 ns  irq.taken            M4 enters IPCC_RX1  @0x10000100  <- #0',
    '#2          120 ns  rpmsg.announced      service "rpmsg-tty⏎" announced at 0x400  @0x10000100',
  ]);
  expect(log.counts()).toEqual({ 'ipcc.occupied': 1, 'irq.taken': 1, 'rpmsg.announced': 1 });
});

it('overwrites the oldest rows when it is full, and says so', () => {
  const log = new EventLog(new Clock(), 4);
  for (let channel = 1; channel <= 6; channel++) log.record('ipcc.occupied', { from: 1, channel });
  expect([log.first, log.length]).toEqual([2, 6]);
  expect(log.at(1)).toBeUndefined();
  expect(log.at(5)?.fields).toEqual({ from: 1, channel: 6 });
});

it('a step stops at the mailbox interrupts of the M4, not at its tick', () => {
  const log = new EventLog(new Clock(), 16);
  log.record('irq.taken', { exception: 15, handler: 0, name: 'SysTick' });
  expect(log.lastIpc).toBe(-1);
  log.record('irq.taken', { exception: 119, handler: 0, name: 'IPCC_RX1' });
  expect(log.lastIpc).toBe(1);
});

it('goes back to a mark and tells its readers', () => {
  const log = new EventLog(new Clock(), 16);
  log.record('ipcc.occupied', { from: 1, channel: 1 });
  const mark = log.mark();
  log.record('ipcc.freed', { from: 1, channel: 1 });
  log.rewindTo(mark);
  expect([log.length, log.epoch, log.lastIpc]).toEqual([1, 1, 0]);
  expect(log.counts()).toEqual({ 'ipcc.occupied': 1 });
});

it.each(eventKinds)('%s: its label names only fields that exist, and the fields fit the columns', (kind) => {
  const schema: EventSchema = eventSchemas[kind];
  expect(Object.keys(schema.fields).length).toBeLessThanOrEqual(maxFields);
  for (const [, name] of schema.label.matchAll(/\{(\w+)/g)) expect(Object.keys(schema.fields)).toContain(name);
  expect(schema.doc).not.toBe('');
});

it('every kind at which a step stops has a sentence', () => {
  const silent = eventKinds.filter(
    (kind) => (eventSchemas[kind] as EventSchema).ipc !== undefined && narrators[kind] === undefined,
  );
  expect(silent).toEqual([]);
});
