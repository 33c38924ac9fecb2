/** What a diagnosis rule is: a row with words, and a pure question to the file or to the machine. */
import type { Certainty, Evidence, RuleDescription } from '../contract/diagnosis';
import type { FileScene, Scene } from './scene';

/** What a rule has found; the words that are always the same come from the rule. */
export type Found = {
  readonly title: string;
  readonly seen: string;
  readonly evidence: readonly Evidence[];
  /** In place of the rule's own. */
  readonly why?: string;
  readonly mend?: string;
  readonly certainty?: Certainty;
  /** Virtual time in ns. */
  readonly since?: number | undefined;
};

type Words = Omit<RuleDescription, 'needs'> & {
  readonly why: string;
  readonly mend: string;
  readonly certainty: Certainty;
};
export type FileRule = Words & { readonly needs: 'file'; readonly find: (scene: FileScene) => Found | undefined };
export type RunRule = Words & { readonly needs: 'run'; readonly find: (scene: Scene) => Found | undefined };
export type Rule = FileRule | RunRule;
