/** Faults on purpose for the page: a form that is being filled in, and how an armed fault stands. */
import { readValue, valueText } from '../../sim-worker/contract/injection-text';
import type { InjectionMark, InjectionView } from '../../sim-worker/contract/injection-views';
import {
  type Injection,
  type InjectionKind,
  type InjectionValue,
  injectionGroups,
  injectionKinds,
  injections,
  type Parameter,
  usualInjection,
} from '../../sim-worker/contract/injections';
import { secondsText } from './format';

/** What stands in the fields of the form: text, as it is typed. */
export type FaultDraft = { readonly kind: InjectionKind; readonly texts: Readonly<Record<string, string>> };
export type ReadDraft = {
  /** Present when every field can be read. */
  readonly injection: Injection | undefined;
  /** By field: what is wrong. */
  readonly problems: Readonly<Record<string, string>>;
};

export const draftOf = ({ kind, values }: Injection): FaultDraft => ({
  kind,
  texts: Object.fromEntries(
    Object.entries(injections[kind].parameters).map(([name, parameter]) => [name, fieldText(parameter, values[name])]),
  ),
});
/** An empty field says in its own words what that means. */
const fieldText = (parameter: Parameter, value: InjectionValue): string =>
  parameter.absent !== undefined && value === parameter.usual ? '' : valueText(parameter, value);

/** What the user looks at in the page, as far as a fault can be about it. */
export type LookedAt = {
  readonly bell?: { readonly from: 1 | 2; readonly channel: number } | undefined;
  readonly ring?: number | undefined;
  readonly peripheral?: string | undefined;
};
const sides = { 1: 'linux', 2: 'm4' } as const;
const otherThan = { 1: 'm4', 2: 'linux' } as const;

/** The usual values, but about what the user looks at. */
export function usualDraft(kind: InjectionKind, { bell, ring, peripheral }: LookedAt = {}): FaultDraft {
  const { texts } = draftOf(usualInjection(kind));
  const wanted: Readonly<Record<string, string | undefined>> = {
    channel: bell?.channel.toString(),
    from: bell === undefined ? undefined : sides[bell.from],
    by: bell === undefined ? undefined : otherThan[bell.from],
    side: bell === undefined ? undefined : otherThan[bell.from],
    ring: ring?.toString(),
    peripheral,
  };
  return { kind, texts: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, wanted[name] ?? text])) };
}

export function readDraft({ kind, texts }: FaultDraft): ReadDraft {
  const values: Record<string, InjectionValue> = {};
  const problems: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(injections[kind].parameters)) {
    const read = readValue(parameter, (texts[name] ?? '').trim());
    if ('problem' in read) problems[name] = `${parameter.label} ${read.problem}`;
    else values[name] = read.value;
  }
  return { injection: Object.keys(problems).length === 0 ? { kind, values } : undefined, problems };
}

/** Kinds under the headings of the chooser. */
export const kindsByGroup = Object.entries(injectionGroups).map(([group, title]) => ({
  title,
  kinds: injectionKinds.filter((kind) => injections[kind].group === group),
}));

export type FaultStanding = {
  /** Not yet; it holds now; it has happened; it cannot happen. */
  readonly mark: 'waiting' | 'active' | 'fired' | 'impossible';
  /** Empty when there is no more to say than what it was to do, and when. */
  readonly words: string;
  /** Where to look. */
  readonly event: number | undefined;
  readonly eventWords: string;
};

/** What these did says more than what they were to do. */
const telling: readonly InjectionKind[] = ['corrupt-ring', 'leak-buffer'];

const moment = ({ time, seq }: InjectionMark): string => `${secondsText(time)} s, event #${seq}`;

export function faultStanding(view: InjectionView): FaultStanding {
  const { injection, phase, counted, fired, first, last, did, obstacle } = view;
  if (obstacle !== '')
    return { mark: 'impossible', words: `Cannot happen: ${obstacle}.`, event: undefined, eventWords: '' };
  if (first === undefined || last === undefined) {
    const waits = injections[injection.kind].waitsFor(injection.values, counted);
    return { mark: 'waiting', words: `Never fired yet: it waits for ${waits}.`, event: undefined, eventWords: '' };
  }
  const mark = phase === 'active' ? 'active' : 'fired';
  const times = mark === 'active' ? 'Holds since' : fired === 1 ? 'Fired at' : `Fired ${fired} times, last at`;
  const words = telling.includes(injection.kind) ? `${did.charAt(0).toUpperCase()}${did.slice(1)}.` : '';
  return { mark, words, event: last.seq, eventWords: `${times} ${moment(last)}` };
}
