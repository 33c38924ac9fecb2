/** Which registers and flags a region has changed, and which it still needs, at each place. */
import type { Region } from './region';
import { flagBits, type State } from './state';

export type Liveness = {
  /** What may be changed at the beginning of each block. */
  readonly dirty: readonly State[];
  /** What is needed at the beginning of each block. */
  readonly live: readonly State[];
  /** Flags that are needed there by instructions, and not only where the region is left. */
  readonly flagsRead: readonly number[];
};

/** Of each block, while they are looked for; bits as in `State`. */
type Bits = { readonly words: number[]; readonly floats: number[] };

export function livenessOf(region: Region): Liveness {
  const dirty = dirtyOf(region);
  return { dirty: statesOf(dirty), live: statesOf(liveOf(region, dirty)), flagsRead: flagsReadOf(region) };
}

const noBits = ({ blocks }: Region): Bits => ({ words: blocks.map(() => 0), floats: blocks.map(() => 0) });
const statesOf = ({ words, floats }: Bits): readonly State[] =>
  words.map((bits, i) => ({ words: bits, floats: floats[i]! }));

function dirtyOf(region: Region): Bits {
  const { summaries, successors, flow } = region;
  const dirty = noBits(region);
  const { words, floats } = dirty;
  for (let changed = true; changed; ) {
    changed = false;
    for (const i of flow.order) {
      const { ways } = summaries[i]!;
      for (let n = 0; n < ways.length; n++) {
        const to = successors[i]![n]!;
        const { perhapsWrites } = ways[n]!;
        const foundWords = words[to]! | words[i]! | perhapsWrites.words;
        const foundFloats = floats[to]! | floats[i]! | perhapsWrites.floats;
        if (foundWords === words[to] && foundFloats === floats[to]) continue;
        words[to] = foundWords;
        floats[to] = foundFloats;
        changed = true;
      }
    }
  }
  return dirty;
}

function liveOf(region: Region, dirty: Bits): Bits {
  const { summaries, successors, flow } = region;
  const live = noBits(region);
  const { words, floats } = live;
  for (let changed = true; changed; ) {
    changed = false;
    for (let place = flow.order.length - 1; place >= 0; place--) {
      const i = flow.order[place]!;
      const { ways, reads, leftOwn, leftBefore } = summaries[i]!;
      // A test may leave before the block has done anything.
      const tests = region.tests(i) ? ~0 : 0;
      let foundWords = reads.words | leftOwn.words | (dirty.words[i]! & (leftBefore.words | tests));
      let foundFloats = reads.floats | leftOwn.floats | (dirty.floats[i]! & (leftBefore.floats | tests));
      for (let n = 0; n < ways.length; n++) {
        const to = successors[i]![n]!;
        const { surelyWrites } = ways[n]!;
        foundWords |= words[to]! & ~surelyWrites.words;
        foundFloats |= floats[to]! & ~surelyWrites.floats;
      }
      if (foundWords === words[i] && foundFloats === floats[i]) continue;
      words[i] = foundWords;
      floats[i] = foundFloats;
      changed = true;
    }
  }
  return live;
}

function flagsReadOf({ blocks, summaries, successors, flow }: Region): readonly number[] {
  const read = blocks.map(() => 0);
  for (let changed = true; changed; ) {
    changed = false;
    for (let place = flow.order.length - 1; place >= 0; place--) {
      const i = flow.order[place]!;
      const { ways, reads } = summaries[i]!;
      let found = reads.words;
      for (let n = 0; n < ways.length; n++) found |= read[successors[i]![n]!]! & ~ways[n]!.surelyWrites.words;
      found &= flagBits;
      if (found === read[i]) continue;
      read[i] = found;
      changed = true;
    }
  }
  return read;
}
