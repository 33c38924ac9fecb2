/** Says of an answer whether it is right, and why not. */
import type { Selection } from '../stores/selection';
import type { ChooseStep, ClickStep, PredictStep, Step, Target } from './lesson';
import { type Evidence, holds, read, valueText } from './readings';

/** `later`: it cannot be told yet. */
export type Verdict = { readonly tone: 'right' | 'wrong' | 'later'; readonly text: string };

const right = (step: Step, evidence: Evidence): Verdict => ({ tone: 'right', text: said(step, evidence) });

/** What is said when a step is passed. */
export function said({ learnt = '', tells = [] }: Step, evidence: Evidence): string {
  return learnt.replace(/\{(\d)\}/g, (_all, n: string) => {
    const reading = tells[Number(n)];
    return reading === undefined ? '' : valueText(reading, read(reading, evidence));
  });
}

export function judgeClick(step: ClickStep, selection: Selection, evidence: Evidence): Verdict {
  if (fits(step.right, selection, evidence)) return right(step, evidence);
  const wrong = step.wrong.find((each) => fits(each, selection, evidence));
  const text = wrong?.reason ?? 'That is something else. Read the question once more.';
  return {
    tone: 'wrong',
    text: text
      .replace('Buffer {index}', selection.kind === 'ring' ? 'That cell' : 'Buffer {index}')
      .replace(/\{(\w+)\}/g, (all, name: string) =>
        String((selection as Readonly<Record<string, unknown>>)[name] ?? all),
      ),
  };
}

function fits(target: Target, selection: Selection, { views }: Evidence): boolean {
  if (target.kind === 'channel')
    return (
      selection.kind === 'channel' &&
      (target.from === undefined || target.from === selection.from) &&
      (target.channel === undefined || target.channel === selection.channel)
    );
  if (target.kind === 'etzpc')
    return selection.kind === 'etzpc' && (target.id === undefined || target.id === selection.id);
  // A slot that has never held a descriptor is known by its ring only, and is empty.
  if (selection.kind === 'ring')
    return target.ring === selection.ring && (target.state === undefined || target.state.startsWith('empty'));
  if (selection.kind !== 'descriptor' || (target.ring !== undefined && target.ring !== selection.ring)) return false;
  const ring = views.vrings?.rings.find((each) => each.ring === selection.ring);
  return target.state === undefined || ring?.descriptors[selection.index]?.state === target.state;
}

export function judgePrediction(step: PredictStep, answer: string, evidence: Evidence): Verdict {
  const found = read(step.reading, evidence);
  if (found === undefined) return { tone: 'later', text: 'The machine does not know it yet. Let it go on.' };
  const value = found / (step.per ?? 1);
  const given = Number(answer.trim());
  if (Math.abs(given - value) <= (step.per === undefined ? 0 : 0.02 * value)) return right(step, evidence);
  return {
    tone: 'wrong',
    text: step.off.replaceAll('{answer}', answer.trim()).replaceAll('{value}', String(Math.round(value * 10) / 10)),
  };
}

export function judgeChoice(step: ChooseStep, label: string, evidence: Evidence): Verdict {
  const choice = step.choices.find((each) => each.label === label);
  if (choice === undefined) return { tone: 'later', text: '' };
  switch (holds(choice.holds, evidence)) {
    case undefined:
      return { tone: 'later', text: 'The machine does not know it yet. Let it go on.' };
    case true:
      return right(step, evidence);
    case false:
      return { tone: 'wrong', text: choice.reason };
  }
}
