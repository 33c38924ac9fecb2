/** Faults on purpose on the command line: what there is, what is armed, and what became of it. */
import { injectionState, parseInjection, printInjection, rangeText, valueText } from '../contract/injection-text';
import { type Injection, injectionGroups, injectionKinds, injectionSentence, injections } from '../contract/injections';
import { injectionRefusal, injectionsView } from '../session/injections';
import type { Target } from '../session/target';
import { UsageError } from './words';

export type InjectionResult = {
  readonly injection: string;
  readonly sentence: string;
  readonly fired: number;
  /** Virtual ns and event number of the first time. */
  readonly firedAt: { readonly time: number; readonly seq: number } | undefined;
  readonly state: string;
};

/** Arms what was asked for, before the board does anything. */
export function armInjections(target: Target, texts: readonly string[]): void {
  for (const text of texts) {
    const injection = readInjection(text);
    const refusal = injectionRefusal(target, injection);
    if (refusal !== undefined) throw new UsageError(`--inject ${text}: ${refusal}`);
    target.journal.record(target.machine, { kind: 'inject', injection });
  }
}

function readInjection(text: string): Injection {
  const parsed = parseInjection(text);
  if (!parsed.ok) throw new UsageError(`--inject ${text}: ${parsed.problem}`);
  return parsed.injection;
}

export const injectionResults = (target: Target): readonly InjectionResult[] =>
  injectionsView(target).armed.map((one) => ({
    injection: printInjection(one.injection),
    sentence: injectionSentence(one.injection),
    fired: one.fired,
    firedAt: one.first,
    state: injectionState(one),
  }));

/** A test that breaks nothing proves nothing: a fault that never fired is a failure of the run. */
export const neverFired = (results: readonly InjectionResult[]): readonly string[] =>
  results.filter(({ fired }) => fired === 0).map(({ injection, state }) => `${injection}: ${state}`);

export function listInjections(json: boolean): string {
  if (json) return JSON.stringify(injectionKinds.map(described), undefined, 2);
  return Object.entries(injectionGroups)
    .flatMap(([group, title]) => [
      title,
      ...injectionKinds.filter((kind) => injections[kind].group === group).flatMap((kind) => lines(kind)),
      '',
    ])
    .join('\n')
    .trimEnd();
}

type Kind = (typeof injectionKinds)[number];

function described(kind: Kind) {
  const { group, title, doc, watch, parameters } = injections[kind];
  return { kind, group, title, doc, watch, parameters };
}

function lines(kind: Kind): readonly string[] {
  const { doc, parameters } = injections[kind];
  const rows = Object.entries(parameters).map(([name, parameter]) => {
    const usual = parameter.usual === undefined ? '' : `=${valueText(parameter, parameter.usual)}`;
    const absent = parameter.absent === undefined ? '' : ` Without it: ${parameter.absent}.`;
    return `      ${`${name}${usual}`.padEnd(22)} ${parameter.doc} ${rangeText(parameter)}.${absent}`;
  });
  return [`  ${kind}: ${doc}`, ...rows];
}
