/** One armed fault: what it is, how far it has counted, and what it did. Plain data. */

import type { InjectionMark } from '../contract/injection-views';
import type { Injection, InjectionKind, InjectionValue } from '../contract/injections';

export type Phase = 'waiting' | 'active' | 'over';
/** A bell or acknowledgement on its way: `by` has written it, `from` is whose flag it is. */
export type Bell = {
  readonly what: 'kick' | 'ack';
  readonly by: 1 | 2;
  readonly from: 1 | 2;
  readonly channel: number;
};
export type Armed = {
  readonly id: number;
  readonly injection: Injection;
  readonly armed: InjectionMark;
  phase: Phase;
  /** How many of what it waits for there were. */
  counted: number;
  fired: number;
  first: InjectionMark | undefined;
  last: InjectionMark | undefined;
  /** A bell that is held back until another overtakes it. */
  held: Bell | undefined;
  /** What was there before, to be put back. */
  before: number | undefined;
  /** What it did last. */
  did: string;
  /** Its moment has come, and what it waits for is not there yet. */
  stuck: boolean;
  /** Why it cannot happen at all. */
  obstacle: string;
};

export const numberOf = ({ injection: { values } }: Armed, name: string): number => Number(values[name]);
export const wordOf = ({ injection: { values } }: Armed, name: string): string => String(values[name]);
export const parameterOf = ({ injection: { values } }: Armed, name: string): InjectionValue => values[name];
export const isKind = ({ injection: { kind } }: Armed, ...kinds: readonly InjectionKind[]): boolean =>
  kinds.includes(kind);
export const processorOf = (side: string): 1 | 2 => (side === 'linux' ? 1 : 2);
export const sideOf = (processor: number): string => (processor === 1 ? 'Linux' : 'the M4');

/** Counts one more; true when it is among those that the fault is for. Over with the last of them. */
export function countOne(armed: Armed): boolean {
  armed.counted++;
  const first = numberOf(armed, 'nth');
  const last = first + (Number(parameterOf(armed, 'times') ?? 1) - 1);
  if (armed.counted >= last) armed.phase = 'over';
  return armed.counted >= first && armed.counted <= last;
}
