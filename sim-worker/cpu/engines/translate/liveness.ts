/** Which registers and flags a region has changed, and which it still needs, at each place. */
import type { Step } from './blocks';
import type { Region } from './region';
import { equal, flagBits, none, type State, union, without } from './state';

/** Does it perhaps go to somewhere outside of the region? The targets of a table are a guess. */
const leavesBy = ({ instruction, traffic, targets }: Step, region: Region, from: number): boolean =>
  traffic.branches &&
  (instruction.target === undefined || targets.length === 0 || region.numberOf(targets[0]!, from) === undefined);

export type Liveness = {
  /** What may be changed at the beginning of each block. */
  readonly dirty: readonly State[];
  /** What is needed at the beginning of each block. */
  readonly live: readonly State[];
  /** Flags that are needed there by instructions, and not only where the region is left. */
  readonly flagsRead: readonly number[];
};

export function livenessOf(region: Region): Liveness {
  const dirty = dirtyOf(region);
  return { dirty, live: liveOf(region, dirty), flagsRead: flagsReadOf(region) };
}

function flagsReadOf(region: Region): readonly number[] {
  const { blocks, next, flow } = region;
  const read = blocks.map(() => 0);
  const readAt = (block: number | undefined): number => (block === undefined ? 0 : read[block]!);
  for (let changed = true; changed; ) {
    changed = false;
    for (const i of flow.order.toReversed()) {
      let found = readAt(next[i]);
      for (const { traffic, targets } of blocks[i]!.steps.toReversed()) {
        for (const pc of targets) found |= readAt(region.numberOf(pc, i));
        found = ((found & ~traffic.surelyWrites.words) | traffic.reads.words) & flagBits;
      }
      if (found === read[i]) continue;
      read[i] = found;
      changed = true;
    }
  }
  return read;
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
        state = union(state, step.traffic.perhapsWrites);
        for (const pc of step.targets) flowsTo(region.numberOf(pc, i), state);
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
  for (const step of steps) before.push(union(before.at(-1)!, step.traffic.perhapsWrites));
  let state = afterBlock(region, i, before.at(-1)!, live);
  for (let n = steps.length - 1; n >= 0; n--) {
    const step = steps[n]!;
    for (const pc of step.targets) state = union(state, live[region.numberOf(pc, i) ?? -1] ?? none);
    if (step.isSlow || leavesBy(step, region, i)) state = union(state, before[n + 1]!);
    state = union(without(state, step.traffic.surelyWrites), step.traffic.reads);
    if (step.traffic.mayLeave) state = union(state, before[n]!);
  }
  return region.tests(i) ? union(state, dirty) : state;
}
