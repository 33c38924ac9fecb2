/** What the rules found, followed from frame to frame: what is there now, and what went away. */
import { type Certainty, type DiagnosesView, type Finding, isTrouble } from '../../sim-worker/contract/diagnosis';

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
const isWrong = ({ certainty }: Finding): boolean => isTrouble(certainty);

/** The same object as long as nothing has changed, so that nobody draws it again. */
export function followFindings(old: FollowedFindings, view: DiagnosesView, time: number): FollowedFindings {
  if (old.rules === view.rules && JSON.stringify(old.now) === JSON.stringify(view.findings)) return old;
  const holds = new Set(view.findings.map(({ rule }) => rule));
  const went = old.now.filter((finding) => !holds.has(finding.rule) && isWrong(finding));
  const stillGone = old.gone.filter(({ finding: { rule } }) => !holds.has(rule));
  return {
    now: view.findings,
    gone: [...went.map((finding) => ({ finding, at: time })), ...stillGone].slice(0, mostGone),
    rules: view.rules,
  };
}

type Now = Pick<FollowedFindings, 'now'>;
/** What is wrong with the firmware or the board. */
export const troubles = ({ now }: Now): readonly Finding[] => now.filter(isWrong);
/** What is missing here and not on a board. */
export const limits = ({ now }: Now): readonly Finding[] => now.filter(({ certainty }) => certainty === 'unsimulated');
/** What only looks wrong. */
export const oddities = ({ now }: Now): readonly Finding[] => now.filter(({ certainty }) => certainty === 'harmless');

export const certaintyWords: Readonly<Record<Certainty, string>> = {
  sure: 'Certain: it follows from what is in the machine.',
  likely: 'Likely: it fits best; other causes are possible.',
  unsimulated: 'Not your firmware: this simulator lacks something that a board has.',
  harmless: 'Harmless: it looks like a fault and is none.',
};

export const findingsText = (count: number): string => `${count} finding${count === 1 ? '' : 's'}`;
