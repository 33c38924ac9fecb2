/** The rule that is being written: its text, the ready rule that it comes from, or the rule that it is to replace. */
import { fromReady, type ReadyStop, readyText, readyTitle } from '../../../sim-worker/contract/ready-stops';
import { parseStop, printStop } from '../../../sim-worker/contract/stop-language';
import type { StopBody, StopRule } from '../../../sim-worker/contract/stop-rules';

export type Draft = {
  readonly text: string;
  readonly chosen: { readonly ready: ReadyStop; readonly values: Readonly<Record<string, string>> } | undefined;
  readonly replaces: StopRule | undefined;
};
export const emptyDraft: Draft = { text: '', chosen: undefined, replaces: undefined };

export const written = (draft: Draft, text: string): Draft => ({ ...draft, text, chosen: undefined });

export const chosenDraft = (
  { replaces }: Draft,
  ready: ReadyStop,
  values: Readonly<Record<string, string>> = {},
): Draft => ({ text: readyText(ready, values), chosen: { ready, values }, replaces });

export const editing = (rule: StopRule): Draft => ({ text: printStop(rule), chosen: undefined, replaces: rule });

export type Meaning = { readonly body: StopBody; readonly title: string } | { readonly problem: string };

/** The rule that the draft stands for; an edited one keeps its title while its text is the same. */
export function meaningOf({ text, chosen, replaces }: Draft): Meaning {
  if (chosen !== undefined) return fromReady(chosen.ready, chosen.values);
  const parsed = parseStop(text);
  if (!parsed.ok) return { problem: parsed.problem };
  const printed = printStop(parsed.body);
  const kept = replaces !== undefined && printStop(replaces) === printed;
  return { body: parsed.body, title: kept ? replaces.title : printed };
}

/** How a ready rule is offered: with dots for its holes. */
export const offeredTitle = (ready: ReadyStop): string =>
  readyTitle(ready, Object.fromEntries(ready.holes.map(({ name }) => [name, '…'])));
