/** Findings come, stay without a flicker, go and come back. */
import { expect, it } from 'vitest';
import type { Certainty, Finding } from '../../sim-worker/contract/diagnosis';
import { followFindings, limits, noFindings, oddities, troubles } from './findings';

const finding = (rule: string, certainty: Certainty = 'sure'): Finding => ({
  rule,
  certainty,
  title: `${rule} it is.`,
  seen: '',
  evidence: [],
  why: '',
  mend: '',
  since: 1000,
});
const see = (...findings: readonly Finding[]) => ({ findings, rules: 60 });

it('is the same object while the same is found', () => {
  const first = followFindings(noFindings, see(finding('a')), 10);
  expect(followFindings(first, see(finding('a')), 20)).toBe(first);
  expect(followFindings(first, see({ ...finding('a'), seen: 'more' }), 20)).not.toBe(first);
});

it('remembers what went away and when, the last first, until it comes back', () => {
  const both = followFindings(noFindings, see(finding('a'), finding('b')), 10);
  const one = followFindings(both, see(finding('b')), 20);
  const none = followFindings(one, see(), 30);
  expect(none.gone.map(({ finding: { rule }, at }) => [rule, at])).toEqual([
    ['b', 30],
    ['a', 20],
  ]);
  const again = followFindings(none, see(finding('a')), 40);
  expect(again.gone.map(({ finding: { rule } }) => rule)).toEqual(['b']);
});

it('tells what is wrong from what is missing here and what only looks wrong; these go without a word', () => {
  const all = see(finding('a'), finding('missing', 'unsimulated'), finding('odd', 'harmless'));
  const seen = followFindings(noFindings, all, 10);
  expect(troubles(seen).map(({ rule }) => rule)).toEqual(['a']);
  expect(limits(seen).map(({ rule }) => rule)).toEqual(['missing']);
  expect(oddities(seen).map(({ rule }) => rule)).toEqual(['odd']);
  expect(followFindings(seen, see(finding('a')), 20).gone).toEqual([]);
});
