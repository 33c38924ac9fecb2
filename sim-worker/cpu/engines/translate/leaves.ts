/** Small functions that call nothing: their code lies in the regions of those who call them, too. */
import type { Effect } from '../effects';
import type { Step, Unit } from './blocks';

/** A function with more instructions costs more than its call. */
const mostSteps = 40;

type Branch = Effect & { readonly kind: 'branch' };

const branchOf = ({ recorded }: Step): Branch | undefined => branchIn(recorded.effects);

function branchIn(effects: readonly Effect[]): Branch | undefined {
  for (const effect of effects) {
    if (effect.kind === 'branch') return effect;
    const inner = effect.kind === 'when' ? branchIn(effect.body) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** The function that a step calls. */
export function calleeOf(step: Step): number | undefined {
  const branch = step.traffic.branches ? branchOf(step) : undefined;
  if (branch?.why !== 'call' || branch.target.kind !== 'const') return undefined;
  return (branch.target.value & ~1) >>> 0;
}

/** Does control stay in the function, or return from it? */
function staysOrReturns(step: Step): boolean {
  const branch = step.traffic.branches ? branchOf(step) : undefined;
  if (branch === undefined || branch.why === 'return') return true;
  return branch.why === 'jump' && branch.target.kind === 'const';
}

const isReturn = (step: Step): boolean => step.traffic.branches && branchOf(step)?.why === 'return';

/** Where the function at `entry` returns, by the addresses of the instructions; undefined when it is none of these. */
export function returnsOf(entry: number, unitAt: (pc: number) => Unit): readonly number[] | undefined {
  const returns: number[] = [];
  const places = new Set([entry]);
  let count = 0;
  for (const place of places) {
    const { steps, next } = unitAt(place);
    count += steps.length;
    if (count > mostSteps || next?.leave !== undefined) return undefined;
    if (next !== undefined) places.add(next.pc);
    for (const step of steps) {
      if (!staysOrReturns(step)) return undefined;
      if (isReturn(step)) returns.push(step.instruction.pc);
      for (const target of step.targets) places.add(target);
    }
  }
  return returns.length === 0 ? undefined : returns;
}
