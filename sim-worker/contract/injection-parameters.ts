/** Parameters that several faults have, and the words for their values. */
import type { InjectionValue, InjectionValues, Parameter } from './injections';

const second = 1e9;

export const sideNames: Readonly<Record<string, string>> = { linux: 'Linux', m4: 'the M4' };
const sides = { linux: 'Linux', m4: 'M4' };

export const channel: Parameter = {
  type: 'number',
  least: 1,
  most: 6,
  usual: 2,
  label: 'channel',
  doc: 'IPCC channel: 1 is the bell of vring0 (M4 → Linux), 2 that of vring1 (Linux → M4).',
};
export const side = (label: string, doc: string, usual: 'linux' | 'm4' = 'linux'): Parameter => ({
  type: 'choice',
  options: sides,
  usual,
  label,
  doc,
});
export const nth: Parameter = {
  type: 'number',
  least: 1,
  most: 1e6,
  usual: 1,
  label: 'which one',
  doc: 'Counted from the moment it is armed: 1 is the next.',
};
export const times: Parameter = {
  type: 'number',
  least: 1,
  most: 1e6,
  usual: 1,
  label: 'how many',
  doc: 'It happens to so many, one after another.',
  quiet: true,
};
export const after: Parameter = {
  type: 'time',
  least: 0,
  most: 3600 * second,
  usual: 0,
  label: 'after',
  doc: 'Virtual time from arming until it begins.',
  quiet: true,
  absent: 'at once',
};
export const lasting: Parameter = {
  type: 'time',
  least: 0,
  most: 3600 * second,
  usual: 0,
  label: 'for',
  doc: 'Virtual time after which it ends by itself.',
  quiet: true,
  absent: 'no end',
};
export const ring = (usual: 0 | 1): Parameter => ({
  type: 'number',
  least: 0,
  most: 1,
  usual,
  label: 'ring',
  doc: '0 carries messages from the M4 to Linux, 1 from Linux to the M4.',
});

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(n: InjectionValue): string {
  const number = Number(n);
  const teen = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')}`;
}

const units = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
] as const;
/** A span as it is typed: the largest unit that divides it. */
export function spanText(ns: InjectionValue): string {
  const span = Number(ns);
  const [unit, size] = units.find(([, each]) => span >= each && span % each === 0) ?? ['ns', 1];
  return `${span / size}${unit}`;
}
/** ns, or undefined when the text is no span: a number with a unit. */
export function readSpan(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s)$/.exec(text);
  const unit = match?.[2] === 'µs' ? 'us' : match?.[2];
  const size = units.find(([name]) => name === unit)?.[1];
  return match === null || size === undefined ? undefined : Math.round(Number(match[1]) * size);
}

/** "The 3rd", or "The 3rd to 5th". */
export const which = ({ nth: first, times: count }: InjectionValues): string => {
  const last = Number(first) + Number(count ?? 1) - 1;
  return last > Number(first) ? `${ordinal(first)} to ${ordinal(last)}` : ordinal(first);
};
export const soFar = (what: string, counted: number): string =>
  `${what}; there ${counted === 1 ? 'was 1' : `were ${counted}`} so far`;
/** " 5ms after it is armed" and " for 2ms", where they are not 0. */
export const when = ({ after: begins, for: lasts }: InjectionValues): string =>
  `${Number(begins) > 0 ? `, ${spanText(begins)} after it is armed` : ''}${Number(lasts) > 0 ? `, for ${spanText(lasts)}` : ''}`;
export const waitsForTime = ({ after: begins }: InjectionValues): string =>
  `${spanText(begins)} to pass since it was armed`;
