/** Every rule, and the one loop that asks them. */
import type { Certainty, Finding, RuleDescription } from '../contract/diagnosis';
import type { Found, Rule } from './rule';
import { channelRules } from './rules/channels';
import { clockRules } from './rules/clocks';
import { crashRules } from './rules/crash';
import { fileRules } from './rules/file';
import { invariantRules } from './rules/invariants';
import { kickRules } from './rules/kicks';
import { lifeRules } from './rules/life';
import { mailboxRules } from './rules/mailbox';
import { messageRules } from './rules/messages';
import { ownershipRules } from './rules/ownership';
import { platformRules } from './rules/platform';
import { ringRules } from './rules/rings';
import { segmentRules } from './rules/segments';
import { startRules } from './rules/start';
import { tableRules } from './rules/table';
import { tableEntryRules } from './rules/table-entries';
import { taskRules } from './rules/tasks';
import { unreadRules } from './rules/unread';
import { unsimulatedRules } from './rules/unsimulated';
import type { FileScene, Scene } from './scene';

export const rules: readonly Rule[] = [
  ...fileRules,
  ...segmentRules,
  ...tableRules,
  ...tableEntryRules,
  ...platformRules,
  ...startRules,
  ...mailboxRules,
  ...kickRules,
  ...unreadRules,
  ...invariantRules,
  ...channelRules,
  ...ringRules,
  ...messageRules,
  ...lifeRules,
  ...ownershipRules,
  ...clockRules,
  ...crashRules,
  ...taskRules,
  ...unsimulatedRules,
];

const rank: Readonly<Record<Certainty, number>> = { sure: 0, likely: 1, unsimulated: 2, harmless: 3 };
const inOrder = (a: Finding, b: Finding): number =>
  rank[a.certainty] - rank[b.certainty] || (a.since ?? 0) - (b.since ?? 0);

/** What is wrong now: surest first, then oldest. `scene.chronicle` must have caught up. */
export function diagnose(scene: Scene): readonly Finding[] {
  const found = rules.flatMap((rule) => {
    const what = rule.needs === 'run' ? rule.find(scene) : undefined;
    return what === undefined ? [] : [finding(rule, what)];
  });
  return [...scene.fileFindings, ...found].toSorted(inOrder);
}

/** What the bytes alone tell, before anything runs: surest first. */
export function diagnoseFile(scene: FileScene): readonly Finding[] {
  const found = rules.flatMap((rule) => {
    const what = rule.needs === 'file' ? rule.find(scene) : undefined;
    return what === undefined ? [] : [finding(rule, what)];
  });
  return found.toSorted(inOrder);
}

export const describeRules = (): readonly RuleDescription[] =>
  rules.map(({ id, group, title, doc, needs, sources }) => ({ id, group, title, doc, needs, sources }));

const finding = (rule: Rule, { title, seen, evidence, why, mend, certainty, since }: Found): Finding => ({
  rule: rule.id,
  title,
  seen,
  evidence,
  why: why ?? rule.why,
  mend: mend ?? rule.mend,
  certainty: certainty ?? rule.certainty,
  since,
});
