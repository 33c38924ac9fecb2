/** Which instructions a region is made of, and how they are cut into blocks. */
import { describe, expect, it } from 'vitest';
import { decode, isWide } from '../../isa/decode';
import type { Block } from './blocks';
import { type CodePort, Finder } from './find';
import { livenessOf } from './liveness';
import { Region } from './region';

const start = 0x1000_0000;

/** Code at `start`, with nothing behind it. */
function port(halves: readonly number[], rules: Partial<CodePort> = {}): CodePort {
  const half = (pc: number): number | undefined => halves[(pc - start) / 2];
  return {
    at: (pc, inIT) => decode(half(pc)!, isWide(half(pc)!) ? half(pc + 2)! : 0, pc, inIT),
    isPlain: (pc) => pc >= start && pc < start + 2 * halves.length + 2,
    isSlow: () => false,
    isIndirect: () => false,
    isBreakpoint: () => false,
    peek: (address, bytes) => {
      const word = half(address & ~1);
      return bytes === 1 && word !== undefined ? (word >>> (8 * (address & 1))) & 0xff : word;
    },
    ...rules,
  };
}

/** Blocks by offset from the start: their texts, and how they go on. */
const shown = (blocks: readonly Block[]) =>
  blocks
    .toSorted((a, b) => a.pc - b.pc)
    .map(({ pc, steps, next }) => ({
      at: pc - start,
      steps: steps.map(({ instruction }) => instruction.text().replaceAll('?', '')),
      next: next && (next.leave === undefined ? next.pc - start : `${next.leave} at ${next.pc - start}`),
    }));
const found = (halves: readonly number[], rules: Partial<CodePort> = {}) =>
  shown(new Finder(port(halves, rules)).find(start));

describe('blocks', () => {
  it('end where control comes from two sides; a branch that may not be taken does not end one', () => {
    // movs r0, #9; subs r0, #1; cbz r0, +0; bne back; bx lr
    expect(found([0x2009, 0x3801, 0xb100, 0xd1fc, 0x4770])).toEqual([
      { at: 0, steps: ['movs r0, #9'], next: 2 },
      { at: 2, steps: ['subs r0, #1', 'cbz r0, #0x10000008', 'bne #0x10000002'], next: 8 },
      { at: 8, steps: ['bx lr'], next: undefined },
    ]);
  });

  it('go into a small function that calls nothing, and on where it comes back', () => {
    // bl +8; movs r0, #1; svc #0; adds r0, #1; bx lr
    const halves = [0xf000, 0xf802, 0x2001, 0xdf00, 0x3001, 0x4770];
    expect(found(halves)).toEqual([
      { at: 0, steps: ['bl #0x10000008'], next: undefined },
      { at: 4, steps: ['movs r0, #1'], next: 'evaluate at 6' },
      { at: 8, steps: ['adds r0, #1', 'bx lr'], next: undefined },
    ]);
    expect(shown(new Finder(port(halves)).find(start, false))).toHaveLength(1);
    // The same with push {lr}; bl +12; pop {pc}, and the function behind that.
    const nested = [0xf000, 0xf802, 0x2001, 0xdf00, 0xb500, 0xf000, 0xf801, 0xbd00, 0x4770];
    expect(found(nested)).toEqual([{ at: 0, steps: ['bl #0x10000008'], next: undefined }]);
  });

  it('end behind other calls: they come back to another region', () => {
    // nop; bl +0
    expect(found([0xbf00, 0xf000, 0xf800])).toEqual([{ at: 0, steps: ['nop', 'bl #0x10000006'], next: undefined }]);
  });

  it('end before what is left to the evaluator, and before a breakpoint', () => {
    // nop; svc #1
    expect(found([0xbf00, 0xdf01])).toEqual([{ at: 0, steps: ['nop'], next: 'evaluate at 2' }]);
    expect(found([0xbf00, 0xbf00], { isBreakpoint: (pc) => pc === start + 2 })).toEqual([
      { at: 0, steps: ['nop'], next: 'stop at 2' },
    ]);
  });

  it('are none where the first instruction is the evaluator’s', () => {
    expect(found([0xdf01])).toEqual([]);
  });

  it('hold an IT block as a whole, and stop before a branch in the middle of one', () => {
    // ite eq; moveq r0, #1; movne r0, #2; bx lr
    const steps = new Finder(port([0xbf0c, 0x2001, 0x2002, 0x4770])).find(start)[0]!.steps;
    expect(steps.map(({ condition, itState }) => [condition, itState])).toEqual([
      [14, 0],
      [0, 0x0c],
      [1, 0x18],
      [14, 0],
    ]);
    // itt eq; bxeq lr; moveq r0, #1
    expect(found([0xbf04, 0x4770, 0x2001])).toEqual([{ at: 0, steps: ['itt eq'], next: 'evaluate at 2' }]);
  });

  it('know where a table branch goes', () => {
    // tbb [pc, r0]; .byte 1, 2; bx lr; bx lr
    expect(found([0xe8df, 0xf000, 0x0201, 0x4770, 0x4770]).map(({ at }) => at)).toEqual([0, 6, 8]);
  });
});

describe('a region', () => {
  const regionOf = (halves: readonly number[], rules: Partial<CodePort> = {}) =>
    new Region(new Finder(port(halves, rules)).find(start));

  it('tests the time where it begins and at loops, for all that comes before the next test', () => {
    // movs; 2: subs r0, #1; cmp r0, #3; bne 2; ldr r0, [r1]; bx lr
    const region = regionOf([0x2009, 0x3801, 0x2803, 0xd1fc, 0x6808, 0x4770]);
    // The loop is there four times, and tests once.
    expect(region.blocks.map((_, i) => region.tests(i))).toEqual([true, true, false, false, false]);
    expect(region.needFrom(0, 0)).toBe(0);
    // Three turns of five cycles; then the load takes two cycles, and the last instruction need only start.
    expect(region.needFrom(1, 0)).toBe(3 * 5 + 5);
  });

  it('tests again behind a slow instruction', () => {
    const region = regionOf([0x6808, 0x2001, 0x2002, 0x4770], { isSlow: (pc) => pc === start });
    expect(region.needFrom(0, 0)).toBe(0);
    expect(region.needFrom(0, 1)).toBe(2);
  });

  it('needs what it reads, and what it has changed wherever it may be left', () => {
    // movs r0, #1; ldr r2, [r1]; add r3, r2 (no flags); bx lr
    const { live, dirty } = livenessOf(regionOf([0x2001, 0x680a, 0x4413, 0x4770]));
    expect(dirty[0]!.words).toBe(0);
    const [r1, r3, lr] = [1 << 1, 1 << 3, 1 << 14];
    expect(live[0]!.words).toBe(r1 | r3 | lr);
  });

  it('carries what a loop has changed round to its head', () => {
    // 0: adds r0, #1; cmp r0, #3; bne 0; bx lr
    const { live, dirty } = livenessOf(regionOf([0x3001, 0x2803, 0xd1fc, 0x4770]));
    const [r0, lr, nzcv] = [1, 1 << 14, 0xf << 16];
    expect(dirty[0]!.words).toBe(r0 | nzcv);
    expect(live[0]!.words).toBe(r0 | lr | nzcv);
  });
});
