/** Small functions that call nothing: their code lies in the regions of those who call them, too. */
import type { Effect } from '../effects';
import { placesBehind, type Step, type Unit } from './blocks';

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
  const steps: Step[] = [];
  const places = new Set([entry]);
  for (const place of places) {
    const unit = unitAt(place);
    steps.push(...unit.steps);
    if (steps.length > mostSteps || unit.next?.leave !== undefined || !unit.steps.every(staysOrReturns))
      return undefined;
    for (const target of placesBehind(unit)) places.add(target);
  }
  const returns = steps.filter(isReturn).map(({ instruction }) => instruction.pc);
  return returns.length === 0 ? undefined : returns;
}
