/** The mailbox core: one message in flight, twenty waiting. Source: linux-side reference 3.3. */
import { expect, it } from 'vitest';
import { ms, ns } from '../../contract/units';
import { Clock } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { Schedule } from '../../kernel/schedule';
import { KernelLog } from '../kernel/kernel-log';
import { kernelRows, Latencies } from '../kernel/latencies';
import { Work } from '../kernel/work';
import { Mailbox } from './mailbox';

function bench() {
  const clock = new Clock();
  const log = new EventLog(clock, 256);
  const schedule = new Schedule();
  const kernelLog = new KernelLog(clock, log);
  const rung: number[] = [];
  const sent: (readonly [message: number, errno: number])[] = [];
  const said: string[] = [];
  const controller = { startup: () => undefined, send: (channel: number) => void rung.push(channel) };
  const work = new Work({ schedule, clock, log }, kernelLog, new Latencies(kernelRows).values);
  const mailbox = new Mailbox(6, controller, work, (text) => said.push(text));
  mailbox.connect(1, { sent: (message, errno) => void sent.push([message, errno]) });
  const pass = (milliseconds: number): void => {
    clock.advanceTo(ns(clock.now + ms(milliseconds)));
    while (schedule.runNext(clock.now));
  };
  return { mailbox, rung, sent, said, pass };
}

it('the next message is sent when the one before was taken', () => {
  const { mailbox, rung, sent } = bench();
  expect([mailbox.send(1, 10), mailbox.send(1, 11)]).toEqual([0, 0]);
  expect(rung).toEqual([1]);
  expect(mailbox.waiting(1)).toBe(1);
  mailbox.txDone(1);
  expect(rung).toEqual([1, 1]);
  expect(sent).toEqual([[10, 0]]);
});

it('the 22nd message that nobody takes is refused with ENOBUFS', () => {
  const { mailbox, rung, said } = bench();
  for (let i = 0; i < 21; i++) expect(mailbox.send(1, i)).toBe(0);
  expect(mailbox.send(1, 21)).toBe(105);
  expect(said).toEqual(['Try increasing MBOX_TX_QUEUE_LEN']);
  expect(rung).toHaveLength(1);
  mailbox.txDone(1);
  expect(mailbox.send(1, 22)).toBe(0);
});

it('a blocking message is given up in time, with ETIME, and a late answer means nothing', () => {
  const { mailbox, sent, pass } = bench();
  mailbox.send(1, 7, ms(500));
  pass(499);
  expect(sent).toEqual([]);
  pass(1);
  expect(sent).toEqual([[7, 62]]);
  mailbox.txDone(1);
  expect(sent).toHaveLength(1);
});

it('an answer in time ends the wait', () => {
  const { mailbox, sent, pass } = bench();
  mailbox.send(1, 7, ms(500));
  mailbox.txDone(1);
  pass(1000);
  expect(sent).toEqual([[7, 0]]);
});

it('the state can be copied while messages wait', () => {
  const { mailbox, sent } = bench();
  mailbox.send(1, 1);
  mailbox.send(1, 2);
  const saved = mailbox.save();
  mailbox.txDone(1);
  mailbox.txDone(1);
  mailbox.load(saved);
  mailbox.txDone(1);
  expect(sent).toEqual([
    [1, 0],
    [2, 0],
    [1, 0],
  ]);
});
