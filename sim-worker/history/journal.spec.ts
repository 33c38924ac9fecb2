/** The journal: a run with inputs, played again on a fresh machine. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho, logText, ramDigest } from '../testing/echo-bench';
import { replay } from './journal';

it('a replay gives the same log and the same memory', () => {
  const target = bootedEcho('');
  const { machine, journal } = target;
  machine.run(ns(60e6));
  journal.record(machine, { kind: 'tty', port: 0, text: 'one\n' });
  machine.run(ns(61e6));
  journal.record(machine, { kind: 'shell', text: 'dmesg | tail -n 2\n' });
  machine.run(ns(62_345_678));
  journal.record(machine, { kind: 'tty', port: 1, text: 'two\n' });
  machine.run(ns(80e6));

  // The bench has put the firmware in place and typed the start, which the journal holds as well.
  const again = bootedEcho('');
  replay(again.machine, journal.entries.slice(again.journal.entries.length), 80e6);
  expect(logText(again)).toEqual(logText(target));
  expect(ramDigest(again)).toBe(ramDigest(target));
});
