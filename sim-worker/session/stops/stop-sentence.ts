/** Why a run has stopped, in one sentence, and by which rule. */
import { labelOf } from '../../contract/event-text';
import { narrationOf } from '../../contract/narration';
import type { StopRule } from '../../contract/stop-rules';
import { hex } from '../../contract/units';
import type { Target } from '../target';

export type Stop = {
  /** Undefined when a step was to go there. */
  readonly rule: number | undefined;
  /** The event; undefined when the M4 came to a place in its code. */
  readonly seq: number | undefined;
  /** What happened, in a sentence. */
  readonly what: string;
  /** By which rule, in a sentence; empty when a step was to go there. */
  readonly why: string;
};

type Why = {
  readonly rule: StopRule;
  readonly seq: number | undefined;
  /** Instead of the event's own words. */
  readonly said: string;
  readonly hits: number;
  /** The user has just asked for it: there is no rule to name. */
  readonly asked: boolean;
};

export function stopAt(target: Target, { rule, seq, said, hits, asked }: Why): Stop {
  return {
    rule: asked ? undefined : rule.id,
    seq,
    what: said === '' ? happened(target, seq) : said,
    why: asked ? '' : `Your rule “${rule.title}”${hits > 1 ? `, ${ordinal(hits)} time` : ''}.`,
  };
}

export const sentenceOf = ({ what, why }: Stop): string => (why === '' ? what : `${what} ${why}`);

function happened(target: Target, seq: number | undefined): string {
  const { machine } = target;
  if (seq === undefined) {
    const { pc } = machine.core;
    return `The M4 has come to ${target.functionAt(pc) || hex(pc)}${target.functionAt(pc) === '' ? '' : ` at ${hex(pc)}`}.`;
  }
  const event = machine.log.at(seq);
  if (event === undefined) return '';
  const where = event.pc === undefined ? '' : target.functionAt(event.pc);
  const headline = narrationOf(event)?.headline;
  if (headline !== undefined) return headline;
  return `${capital(labelOf(event))}${where === '' ? '' : `, in ${where}`}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** 1st, 2nd, 3rd, 4th, 11th, 21st. */
export function ordinal(n: number): string {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
