/** What a run says of its messages. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';
import { messagesResult } from './messages';

it('counts the messages and says how long they took, whole and by stage', () => {
  const target = bootedEcho('for i in 1 2 3 4 5 6 7 8; do echo line $i > /dev/ttyRPMSG0; done');
  target.machine.run(ns(100e6));
  const { count, took, stages } = messagesResult(target);
  expect(count).toBe(10);
  expect(took?.median).toBeGreaterThan(10_000);
  expect(took?.slowest).toBeGreaterThanOrEqual(took?.p99 ?? Number.POSITIVE_INFINITY);
  expect(stages.firmware).toBeGreaterThan(stages.interrupt);
  expect(stages.reader).toBe(0);
});

it('says nothing of times where no message was sent', () => {
  expect(messagesResult(bootedEcho(''))).toEqual({
    count: 0,
    took: undefined,
    stages: { firmware: 0, queue: 0, mailbox: 0, interrupt: 0, driver: 0, reader: 0 },
  });
});
