/** Steps of IT blocks, as far as they can be written together. */
import type { Block } from './blocks';
import { flagBits } from './state';

/** From `from` to the first end steps under its condition, up to the second those under the opposite. */
export function armsAt(block: Block, from: number): readonly [from: number, middle: number, end: number] {
  const { condition } = block.steps[from]!;
  const middle = sameCondition(block, from, condition);
  const isChanged = flagsWritten(block, from, middle) !== 0;
  return [from, middle, isChanged ? middle : sameCondition(block, middle, condition ^ 1)];
}

/** Up to where the steps have this condition, and find the flags as the first one does. */
function sameCondition({ steps }: Block, from: number, condition: number): number {
  let i = from;
  while (steps[i]?.condition === condition && steps[i]!.itState !== 0) {
    i++;
    if ((steps[i - 1]!.traffic.perhapsWrites.words & flagBits) !== 0) break;
  }
  return i;
}

/** N Z C V that the steps perhaps write. */
export function flagsWritten({ steps }: Block, from: number, to: number): number {
  return steps.slice(from, to).reduce((all, step) => all | step.traffic.perhapsWrites.words, 0) & flagBits;
}
