/** When the findings are computed: once per moment while paused, four times a second while running. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { demoElf } from '../testing/echo-bench';
import { LinuxBench } from '../testing/linux-bench';
import { sessionBench } from '../testing/session-bench';
import { Diagnoses } from './diagnoses';

it('a paused target is looked at once per moment', () => {
  const { target } = new LinuxBench().withTty();
  const diagnoses = new Diagnoses();
  const first = diagnoses.view(target, false, 0);
  expect(diagnoses.view(target, false, 1000)).toBe(first);
  target.machine.run(ns(target.machine.clock.now + 1e6));
  expect(diagnoses.view(target, false, 1001)).not.toBe(first);
});

it('a running one at most every 250 ms, and at once when it has stopped', () => {
  const { target } = new LinuxBench().withTty();
  const diagnoses = new Diagnoses();
  const first = diagnoses.view(target, true, 0);
  target.machine.run(ns(target.machine.clock.now + 1e6));
  expect(diagnoses.view(target, true, 249)).toBe(first);
  const second = diagnoses.view(target, true, 250);
  expect(second).not.toBe(first);
  target.machine.run(ns(target.machine.clock.now + 1e6));
  expect(diagnoses.view(target, false, 251)).not.toBe(second);
});

it('another target begins anew, and history that was rewritten is read anew', () => {
  const bench = new LinuxBench();
  const { target } = bench;
  const diagnoses = new Diagnoses();
  const before = target.checkpoint();
  bench.withTty();
  expect(diagnoses.view(target, false, 0).findings.map(({ rule }) => rule)).toContain('no-bell-by-design');
  target.restore(before);
  expect(diagnoses.view(target, false, 1).findings).toEqual([]);
  expect(diagnoses.view(new LinuxBench().target, true, 2).findings).toEqual([]);
});

it('why is answered for this very moment', () => {
  const bench = new LinuxBench();
  const diagnoses = new Diagnoses();
  expect(diagnoses.why(bench.target).answer).toContain('Nobody has started the M4');
  bench.withTty();
  expect(diagnoses.why(bench.target).answer).not.toContain('Nobody has started');
});

it('the page gets findings, the answer and the table of rules', async () => {
  const { call, slices, views, crashes } = sessionBench();
  await call('subscribe', { views: { diagnoses: {} } });
  await call('open', { name: 'tty-echo.elf', board: 'dk2', boot: 'linux', bytes: demoElf('tty-echo') });
  expect(views.diagnoses?.findings).toEqual([]);
  expect((await call('why', {})).answer).toContain('Nobody has started the M4');
  await call('continue', {});
  await slices(200);
  await call('pause', {});
  // The frame that was due while it ran comes first.
  await slices(60);
  expect(views.diagnoses?.findings.map(({ certainty }) => certainty)).toEqual(['harmless']);
  const { rules } = await call('diagnosisRules', {});
  expect(rules).toHaveLength(views.diagnoses?.rules ?? 0);
  expect(crashes).toEqual([]);
});
