/** Tests of diagnosis rules as a table: a machine or a file that has exactly that failure, and a near miss that has not. */
import { expect, it } from 'vitest';
import { isTrouble } from '../contract/diagnosis';
import { diagnose, diagnoseFile, rules } from '../diagnose/all';
import type { FileScene, Scene } from '../diagnose/scene';

export type RuleCase = {
  readonly rule: string;
  /** What is wrong in `make`, in a few words; it is the name of the test. */
  readonly fails: string;
  readonly make: () => Scene | FileScene;
  /** What is nearly the same and right in `makeNear`. */
  readonly near: string;
  readonly makeNear: () => Scene | FileScene;
  /** Rules that must fire beside it, because one failure brings the other. */
  readonly also?: readonly string[];
};

export function findingsOf(scene: Scene | FileScene): ReturnType<typeof diagnose> {
  if (!('machine' in scene)) return diagnoseFile(scene);
  scene.chronicle.catchUp();
  return diagnose(scene);
}

/** A rule that is always harmless must not even say so; others may. */
const rulesOf = (scene: Scene | FileScene): readonly string[] =>
  findingsOf(scene)
    .filter(({ rule, certainty }) => certainty !== 'harmless' || isHarmless(rule))
    .map(({ rule }) => rule);
const isHarmless = (id: string): boolean => rules.find((rule) => rule.id === id)?.certainty === 'harmless';

/** Declares both tests of each case. */
export function testRules(cases: readonly RuleCase[]): void {
  for (const { rule, fails, make, near, makeNear, also = [] } of cases) {
    it(`${rule} fires: ${fails}`, () => {
      const found = findingsOf(make());
      const own = found.find((finding) => finding.rule === rule);
      expect(own, `found instead: ${found.map((finding) => finding.rule).join(', ')}`).toBeDefined();
      expect(own!.evidence.length).toBeGreaterThan(0);
      for (const { sentence, links } of own!.evidence) expect(links.length, sentence).toBeGreaterThan(0);
      const strangers = found.filter(({ rule: other, certainty }) => isTrouble(certainty) && other !== rule);
      expect(strangers.map(({ rule: other }) => other).toSorted()).toEqual(also.toSorted());
    });
    it(`${rule} does not fire: ${near}`, () => {
      expect(rulesOf(makeNear())).not.toContain(rule);
    });
  }
}

/** The rules of a file that have no case. */
export const untested = (ids: readonly string[], cases: readonly RuleCase[]): readonly string[] =>
  ids.filter((id) => rules.some((rule) => rule.id === id) && !cases.some(({ rule }) => rule === id));
