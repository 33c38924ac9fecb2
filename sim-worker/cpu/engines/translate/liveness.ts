/** Which registers and flags a region has changed, and which it still needs, at each place. */
import type { Effect } from '../effects';
import { flagsRead, stateBits } from '../effects';
import { bodyOf, branches } from '../emit/usage';
import type { Step } from './find';
import type { Region } from './region';

/** r0 to r14 and N Z C V by `stateBits`, and s0 to s31. */
export type State = { readonly words: number; readonly floats: number };

/** The rest of the state stays in memory. */
const tracked = 0x7fff | stateBits.N | stateBits.Z | stateBits.C | stateBits.V;
const always = 14;
const none: State = { words: 0, floats: 0 };

export const union = (a: State, b: State): State => ({ words: a.words | b.words, floats: a.floats | b.floats });
export const without = (a: State, b: State): State => ({ words: a.words & ~b.words, floats: a.floats & ~b.floats });
const equal = (a: State, b: State): boolean => a.words === b.words && a.floats === b.floats;

const readBy = ({ recorded, condition }: Step): State => ({
  words: (recorded.use | flagsRead[condition >> 1]!) & tracked,
  floats: recorded.floatUse,
});
export const perhapsWritten = ({ recorded }: Step): State => ({
  words: recorded.mayDef & tracked,
  floats: recorded.floatMayDef,
});
const surelyWritten = ({ recorded, condition }: Step): State =>
  condition === always ? { words: recorded.def & tracked, floats: recorded.floatDef } : none;

/** May the region be left before this instruction, because the evaluator has to execute it or it faults? */
function mayLeave({ instruction, recorded }: Step): boolean {
  return instruction.isFloat || recorded.touchesMemory || guards(recorded.effects);
}
const guards = (effects: readonly Effect[]): boolean =>
  effects.some(
    (effect) => effect.kind === 'divide' || (effect.kind === 'branch' && effect.exchange) || guards(bodyOf(effect)),
  );

/** Does it perhaps go to somewhere outside of the region? The targets of a table are a guess. */
const leavesBy = ({ instruction, recorded, targets }: Step, region: Region): boolean =>
  branches(recorded.effects) &&
  (instruction.target === undefined || targets.length === 0 || region.numberOf(targets[0]!) === undefined);

export type Liveness = {
  /** What may be changed at the beginning of each block. */
  readonly dirty: readonly State[];
  /** What is needed at the beginning of each block. */
  readonly live: readonly State[];
};

export function livenessOf(region: Region): Liveness {
  const dirty = dirtyOf(region);
  return { dirty, live: liveOf(region, dirty) };
}

function dirtyOf(region: Region): readonly State[] {
  const { blocks, next, flow } = region;
  const dirty = blocks.map(() => none);
  for (let changed = true; changed; ) {
    changed = false;
    const flowsTo = (to: number | undefined, state: State): void => {
      if (to === undefined) return;
      const joined = union(dirty[to]!, state);
      if (equal(joined, dirty[to]!)) return;
      dirty[to] = joined;
      changed = true;
    };
    for (const i of flow.order) {
      let state = dirty[i]!;
      for (const step of blocks[i]!.steps) {
        state = union(state, perhapsWritten(step));
        for (const pc of step.targets) flowsTo(region.numberOf(pc), state);
      }
      flowsTo(next[i], state);
    }
  }
  return dirty;
}

function liveOf(region: Region, dirty: readonly State[]): readonly State[] {
  const { blocks, flow } = region;
  const live = blocks.map(() => none);
  for (let changed = true; changed; ) {
    changed = false;
    for (const i of flow.order.toReversed()) {
      const found = liveInto(region, i, dirty[i]!, live);
      if (equal(found, live[i]!)) continue;
      live[i] = found;
      changed = true;
    }
  }
  return live;
}

function afterBlock({ blocks, next }: Region, i: number, dirty: State, live: readonly State[]): State {
  if (next[i] !== undefined) return live[next[i]]!;
  return blocks[i]!.next === undefined ? none : dirty;
}

/** What is changed is needed wherever the region may be left: it goes to memory there. */
function liveInto(region: Region, i: number, dirty: State, live: readonly State[]): State {
  const { blocks } = region;
  const { steps } = blocks[i]!;
  const before = [dirty];
  for (const step of steps) before.push(union(before.at(-1)!, perhapsWritten(step)));
  let state = afterBlock(region, i, before.at(-1)!, live);
  for (let n = steps.length - 1; n >= 0; n--) {
    const step = steps[n]!;
    for (const pc of step.targets) state = union(state, live[region.numberOf(pc) ?? -1] ?? none);
    if (step.isSlow || leavesBy(step, region)) state = union(state, before[n + 1]!);
    state = union(without(state, surelyWritten(step)), readBy(step));
    if (mayLeave(step)) state = union(state, before[n]!);
  }
  return region.tests(i) ? union(state, dirty) : state;
}
