/** What the rules found, followed from frame to frame: what is there now, and what went away. */
import type { Certainty, DiagnosesView, Finding } from '../../sim-worker/contract/diagnosis';

/** A finding that no longer holds; `at` is the virtual time in ns at which that was seen. */
export type GoneFinding = { readonly finding: Finding; readonly at: number };
export type FollowedFindings = {
  /** In the model's order: surest first, then oldest. */
  readonly now: readonly Finding[];
  /** The last that went away first. */
  readonly gone: readonly GoneFinding[];
  /** How many rules were asked; 0: none yet. */
  readonly rules: number;
};
export const noFindings: FollowedFindings = { now: [], gone: [], rules: 0 };

const mostGone = 6;
const isOdd = ({ certainty }: Finding): boolean => certainty === 'harmless';

/** The same object as long as nothing has changed, so that nobody draws it again. */
export function followFindings(old: FollowedFindings, view: DiagnosesView, time: number): FollowedFindings {
  if (old.rules === view.rules && JSON.stringify(old.now) === JSON.stringify(view.findings)) return old;
  const holds = new Set(view.findings.map(({ rule }) => rule));
  const went = old.now.filter((finding) => !holds.has(finding.rule) && !isOdd(finding));
  const stillGone = old.gone.filter(({ finding: { rule } }) => !holds.has(rule));
  return {
    now: view.findings,
    gone: [...went.map((finding) => ({ finding, at: time })), ...stillGone].slice(0, mostGone),
    rules: view.rules,
  };
}

/** Those that something is wrong with, and those that only look so. */
export const troubles = ({ now }: Pick<FollowedFindings, 'now'>): readonly Finding[] =>
  now.filter((each) => !isOdd(each));
export const oddities = ({ now }: Pick<FollowedFindings, 'now'>): readonly Finding[] => now.filter(isOdd);

export const certaintyWords: Readonly<Record<Certainty, string>> = {
  sure: 'Certain: it follows from what is in the machine.',
  likely: 'Likely: it fits best; other causes are possible.',
  harmless: 'Harmless: it looks like a fault and is none.',
};

export const findingsText = (count: number): string => `${count} finding${count === 1 ? '' : 's'}`;
