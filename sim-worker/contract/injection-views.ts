/** How the faults on purpose stand. */
import type { Injection } from './injections';

/** A moment of the run: virtual time in ns, and the event. */
export type InjectionMark = { readonly time: number; readonly seq: number };
export type InjectionView = {
  readonly id: number;
  readonly injection: Injection;
  /** Not yet, now, or no more. */
  readonly phase: 'waiting' | 'active' | 'over';
  /** How many of what it waits for there were. */
  readonly counted: number;
  readonly fired: number;
  readonly armed: InjectionMark;
  readonly first: InjectionMark | undefined;
  readonly last: InjectionMark | undefined;
  /** What it did last. */
  readonly did: string;
  /** Why it could not; empty when nothing is in the way. */
  readonly obstacle: string;
};
/** Faults on purpose, in the order in which they were armed. */
export type InjectionsView = {
  readonly armed: readonly InjectionView[];
  /** Written forms of faults that were armed before on this page and no longer are, the newest first. */
  readonly earlier: readonly string[];
};
