/** The newest event about a bell or a descriptor is found by looking only at what is new. */
import { expect, it } from 'vitest';
import type { ChainStart } from '../../contract/message-views';
import { ns } from '../../contract/units';
import { bootedEcho } from '../../testing/echo-bench';
import { Messages } from './messages';

const starts: readonly ChainStart[] = [
  { kind: 'channel', from: 1, channel: 1 },
  { kind: 'channel', from: 1, channel: 2 },
  { kind: 'channel', from: 2, channel: 1 },
  { kind: 'channel', from: 2, channel: 6 },
  { kind: 'descriptor', ring: 0, index: 0 },
  { kind: 'descriptor', ring: 1, index: 3 },
];

it.each(starts)('%o: the same as by looking at everything, while messages come and go', (start) => {
  const target = bootedEcho('');
  const { machine, journal } = target;
  const found = new Set<number | undefined>();
  for (let turn = 0; turn < 30; turn++) {
    machine.run(ns(machine.clock.now + 4e6));
    if (turn > 12) journal.record(machine, { kind: 'tty', port: 0, text: `${turn}\n` });
    const seq = target.messages.chains.find(start).seq;
    expect(seq).toBe(new Messages(target).chains.find(start).seq);
    found.add(seq);
  }
  if (start.kind === 'channel' && start.channel === 2) expect(found.size).toBeGreaterThan(10);
});
