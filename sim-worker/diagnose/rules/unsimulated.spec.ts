/** Firmware that uses what this simulator has not, and firmware that nearly does. */
import { expect, it } from 'vitest';
import { Diagnoses } from '../../session/diagnoses';
import { sceneOf } from '../../session/scene';
import { LinuxBench } from '../../testing/linux-bench';
import { findingsOf, type RuleCase, testRules, untested } from '../../testing/rule-cases';
import { named, running } from '../../testing/small-programs';
import { unsimulatedRules } from './unsimulated';

const iwdg2 = 0x5a00_2000;
const ipccStatus = 0x4c00_100c;
/** `ldr r0, =address`, then `ldr r1, [r0]` for ever. */
const polls = (address: number): LinuxBench => running([0x4801, 0x6801, 0xe7fd, 0xbf00], [address]);
/** `ldr r0, =address; str r0, [r0]`, and then for ever the loop at 0x10000004. */
const writesOnce = (address: number): LinuxBench => running([0x4801, 0x6000, 0xe7fe, 0xbf00], [address]);
const inErrorHandler = (bench: LinuxBench) => named(bench, ['Error_Handler', 0x1000_0000]);

const cases: readonly RuleCase[] = [
  {
    rule: 'waits-for-absent-block',
    fails: 'the flag of a block that is not simulated',
    make: () => sceneOf(polls(iwdg2).target),
    near: 'the flag of one that is',
    makeNear: () => sceneOf(polls(ipccStatus).target),
  },
  {
    rule: 'gave-up-without-block',
    fails: 'Error_Handler() behind a block that is not simulated',
    make: () => inErrorHandler(writesOnce(iwdg2)),
    near: 'Error_Handler() without one: the firmware’s own matter',
    makeNear: () => inErrorHandler(running([0xe7fe])),
  },
  {
    rule: 'absent-block-used',
    fails: 'a block that is not simulated is written to, and the firmware goes on',
    make: () => sceneOf(writesOnce(iwdg2).target),
    near: 'the firmware did so before it was started again',
    makeNear: () => {
      const bench = new LinuxBench().start();
      bench.write(iwdg2, 1, 4);
      bench.shell('cd /sys/class/remoteproc/remoteproc0; echo stop > state; sleep 0.02; echo start > state', 700);
      return sceneOf(bench.target);
    },
  },
];

testRules(cases);

it('each rule of this file has a case', () => {
  expect(
    untested(
      unsimulatedRules.map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});

it('is told as a limit of the simulator, once, and without the words for a mistake', () => {
  const said = (scene: Parameters<typeof findingsOf>[0]) =>
    findingsOf(scene)
      .filter(({ certainty }) => certainty !== 'harmless')
      .map(({ rule, certainty }) => `${rule} ${certainty}`);
  expect(said(sceneOf(polls(iwdg2).target))).toEqual(['waits-for-absent-block unsimulated']);
  expect(said(inErrorHandler(writesOnce(iwdg2)))).toEqual(['gave-up-without-block unsimulated']);
  expect(said(inErrorHandler(running([0xe7fe])))).toEqual(['firmware-gave-up likely']);
});

it('answers why nothing happens only where the firmware stands because of it', () => {
  expect(new Diagnoses().why(polls(iwdg2).target)).toMatchObject({
    rule: 'waits-for-absent-block',
    chain: expect.arrayContaining([expect.objectContaining({ state: 'a limit of this simulator', culprit: true })]),
  });
  expect(new Diagnoses().why(writesOnce(iwdg2).target).rule).toBeUndefined();
});
