/** What a region is made of: instructions at their places, in blocks. */
import type { Instruction } from '../../isa/encoding';
import type { Plan } from '../emit/usage';
import type { Recorder } from '../recorder';
import type { Traffic } from './state';

/** An instruction at its place. */
export type Step = {
  readonly instruction: Instruction;
  readonly recorded: Recorder;
  readonly plan: Plan;
  /** Of an IT block; 14, always, outside. */
  readonly condition: number;
  /** ITSTATE before it. */
  readonly itState: number;
  readonly isSlow: boolean;
  readonly isIndirect: boolean;
  /** Where it may branch to, when the code says it. */
  readonly targets: readonly number[];
  /** ITSTATE behind it. */
  readonly itStateAfter: number;
  readonly traffic: Traffic;
};

/** Instructions that control enters at the first only; it may leave at each. */
export type Block = {
  readonly pc: number;
  readonly steps: readonly Step[];
  /** What comes when nothing branches; undefined when something always does. */
  readonly next: Next | undefined;
};
/** `leave`: why the region cannot go on there. */
export type Next = { readonly pc: number; readonly itState: number; readonly leave: 'evaluate' | 'stop' | undefined };

/** One instruction, or an IT block as a whole: control never enters in its middle. */
export type Unit = { readonly steps: readonly Step[]; readonly next: Next | undefined };

/** Does the region perhaps go on there? */
export const goesOn = (next: Next | undefined): next is Next => next !== undefined && next.leave === undefined;

/** Where control goes behind a step that does not branch. */
export function placeBehind({ steps, next }: Block, i: number): { readonly pc: number; readonly itState: number } {
  const step = steps[i + 1];
  return step === undefined ? next! : { pc: step.instruction.pc, itState: step.itState };
}
