/** Demos that are wrong on purpose, as real firmware with its symbols: each is named by the rule that a lesson counts on, and by nothing else. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { sceneOf } from '../session/scene';
import { bootedEcho } from '../testing/echo-bench';
import { findingsOf } from '../testing/rule-cases';

const numbers = Array.from({ length: 17 }, (_, i) => i + 1).join(' ');

const stories: readonly (readonly [demo: string, script: string, rules: readonly string[]])[] = [
  ['lost-kick', 'echo one > /dev/ttyRPMSG0; echo two > /dev/ttyRPMSG0', ['bell-forgotten']],
  ['buffer-leak', `for i in ${numbers}; do echo $i > /dev/rpmsg0; done`, ['buffers-kept']],
  ['uart-owner', 'echo write > /dev/ttyRPMSG0', ['peripheral-shared']],
  ['crash-lab', 'echo null > /dev/ttyRPMSG0', ['m4-faulted']],
];

it.each(stories)('%s', (demo, script, rules) => {
  const target = bootedEcho(`sleep 0.1; ${script}`, demo);
  target.machine.run(ns(0.35e9));
  const found = findingsOf(sceneOf(target)).filter(({ certainty }) => certainty !== 'harmless');
  expect(found.map(({ rule }) => rule)).toEqual(rules);
});
