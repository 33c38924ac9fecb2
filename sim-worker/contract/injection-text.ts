/** The written form of a fault, `drop-kick channel=2 from=linux nth=3`, and what is wrong with one that cannot be read. */
import { closestNames } from './closest-names';
import { readSpan, spanText } from './injection-parameters';
import type { InjectionView } from './injection-views';
import {
  type Injection,
  type InjectionKind,
  type InjectionValue,
  injectionKinds,
  injections,
  type Parameter,
  usualInjection,
} from './injections';
import { hex } from './units';

export type Parsed =
  | { readonly ok: true; readonly injection: Injection }
  | { readonly ok: false; readonly problem: string };
type Read = { readonly value: InjectionValue } | { readonly problem: string };

/** What a value of this parameter may be, in words. */
export function rangeText(parameter: Parameter): string {
  switch (parameter.type) {
    case 'choice':
      return Object.keys(parameter.options).join(', ');
    case 'number':
      return `${parameter.least} to ${parameter.most}`;
    case 'hex':
      return 'a number such as 99 or 0xffff';
    case 'time':
      return `a time such as 50us, ${spanText(parameter.least)} to ${spanText(parameter.most)}`;
    case 'peripheral':
      return 'the name of a peripheral, such as USART3';
  }
}

/** As it is written behind the `=`. */
export function valueText(parameter: Parameter, value: InjectionValue): string {
  if (value === undefined) return '';
  if (parameter.type === 'time') return spanText(value);
  return parameter.type === 'hex' ? hex(Number(value), 1) : String(value);
}

/** One value as it was typed. Empty text is the usual value. */
export function readValue(parameter: Parameter, text: string): Read {
  if (text === '') return { value: parameter.usual };
  const value = plainValue(parameter, text);
  return value === undefined ? { problem: `is ${rangeText(parameter)}, not ${text}` } : { value };
}

function plainValue(parameter: Parameter, text: string): InjectionValue {
  switch (parameter.type) {
    case 'choice':
      return Object.hasOwn(parameter.options, text) ? text : undefined;
    case 'peripheral':
      return /^\w+$/.test(text) ? text : undefined;
    case 'number':
      return within(parameter, /^\d+$/.test(text) ? Number(text) : undefined);
    case 'time':
      return within(parameter, readSpan(text));
    case 'hex':
      return within({ least: 0, most: 0xffff_ffff }, /^(0x[\da-f]+|\d+)$/i.test(text) ? Number(text) : undefined);
  }
}

const within = (
  { least, most }: { readonly least: number; readonly most: number },
  value: number | undefined,
): number | undefined => (value !== undefined && value >= least && value <= most ? value : undefined);

const isKind = (text: string): text is InjectionKind => Object.hasOwn(injections, text);

function meant(word: string, names: readonly string[]): string {
  const [closest] = closestNames(word, names);
  return closest === undefined ? `one of ${names.join(', ')}.` : `did you mean ${closest}?`;
}

export function parseInjection(text: string): Parsed {
  const [kind = '', ...rest] = text.trim().split(/\s+/);
  if (!isKind(kind)) return { ok: false, problem: `There is no fault ${kind || '""'}: ${meant(kind, injectionKinds)}` };
  const { parameters } = injections[kind];
  const values: Record<string, InjectionValue> = { ...usualInjection(kind).values };
  for (const word of rest) {
    const [name = '', value = ''] = word.split(/=(.*)/s);
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined)
      return { ok: false, problem: `${kind} has no parameter ${name}: ${meant(name, Object.keys(parameters))}` };
    if (value === '') return { ok: false, problem: `${name} needs a value: ${rangeText(parameter)}.` };
    const read = readValue(parameter, value);
    if ('problem' in read) return { ok: false, problem: `${name} ${read.problem}.` };
    values[name] = read.value;
  }
  return { ok: true, injection: { kind, values } };
}

/** Without the parameters that are as usual and quiet about it; `parseInjection` gives the same again. */
export function printInjection({ kind, values }: Injection): string {
  const words = Object.entries(injections[kind].parameters).flatMap(([name, parameter]) => {
    const value = values[name];
    const silent = value === undefined || (parameter.quiet === true && value === parameter.usual);
    return silent ? [] : [`${name}=${valueText(parameter, value)}`];
  });
  return [kind, ...words].join(' ');
}

const milliseconds = (ns: number): string => `${(ns / 1e6).toFixed(6)} ms`;

/** Whether, when and how often it fired, or what it still waits for; one sentence. */
export function injectionState({ injection, phase, counted, fired, first, last, obstacle }: InjectionView): string {
  if (obstacle !== '') return `Cannot happen: ${obstacle}.`;
  if (first === undefined || last === undefined)
    return `Never fired: it waits for ${injections[injection.kind].waitsFor(injection.values, counted)}.`;
  const still = phase === 'active' ? ', and holds still' : '';
  if (fired === 1) return `Fired at ${milliseconds(first.time)}, event #${first.seq}${still}.`;
  return `Fired ${fired} times, first at ${milliseconds(first.time)}, event #${first.seq}, last at ${milliseconds(last.time)}, event #${last.seq}.`;
}
