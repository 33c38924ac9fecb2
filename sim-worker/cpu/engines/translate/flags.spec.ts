/** Flags that are computed late, against the evaluator's formulas. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionHolds } from '../../isa/condition';
import { type FlagSource, flagsWritten } from '../effects';
import type { Code, Local } from '../wasm/code';
import { ModuleBuilder } from '../wasm/module';
import { Flags, inLocals, perhapsOpen } from './flags';
import { flagBits } from './state';

type Numbers = (...values: readonly number[]) => number;
const sources: Readonly<Record<FlagSource, number>> = { add: 2, sub: 2, addCarry: 3, nz: 1, c: 1, nzcv: 1 };
const conditions = Array.from({ length: 14 }, (_, code) => code);

/** A function of a, b, c. */
function compiled(write: (code: Code, flags: Flags, args: readonly Local[]) => void): Numbers {
  const module = new ModuleBuilder();
  module.importMemory('memory', { least: 2, most: 2 });
  const { code } = module.function({ parameters: ['i32', 'i32', 'i32'], results: ['i32'] }, 'run');
  write(
    code,
    new Flags(code),
    [0, 1, 2].map((n) => code.parameter(n)),
  );
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
  const made = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } });
  return made.exports.run as Numbers;
}

/** N Z C V as the manual has them. */
function expected(from: FlagSource, a: number, b: number, c: number): readonly number[] {
  const added = from === 'sub' ? ~b : b;
  const carry = from === 'sub' ? 1 : from === 'addCarry' ? c : 0;
  const sum = (a + added + carry) | 0;
  const nz = from === 'nz' ? a : sum;
  if (from === 'nzcv') return [31, 30, 29, 28].map((bit) => (a >>> bit) & 1);
  const out = (a >>> 0) + (added >>> 0) + carry > 0xffff_ffff ? 1 : 0;
  return [nz >>> 31, nz === 0 ? 1 : 0, from === 'c' ? a : out, ((a ^ sum) & (added ^ sum)) >>> 31];
}

const edge = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 0x7fff_ffff, -0x8000_0000, 0x8000_0001 | 0));
const bitsOf = (from: FlagSource): readonly number[] =>
  [16, 17, 18, 19].filter((bit) => (flagsWritten[from] >>> bit) & 1);

describe.each(Object.keys(sources) as readonly FlagSource[])('from %s', (from) => {
  const isBit = from === 'c';
  const values = fc.tuple(isBit ? fc.constantFrom(0, 1) : edge, edge, fc.constantFrom(0, 1));
  const usable = conditions.filter((code) => {
    const needed = [[17], [18], [16], [19], [17, 18], [16, 19], [16, 17, 19]][code >> 1]!;
    return needed.every((bit) => bitsOf(from).includes(bit));
  });
  const set = (flags: Flags, args: readonly Local[]): void => flags.set(from, args.slice(0, sources[from]));
  const all = (code: Code, push: (condition: number) => void): void => {
    code.i32(0);
    for (const condition of usable) {
      push(condition);
      code.i32(condition).op('i32.shl', 'i32.or');
    }
  };
  const right = (a: number, b: number, c: number): number => {
    const flags = Int32Array.from(expected(from, a, b, c));
    return usable.reduce((bits, code) => bits | ((conditionHolds(flags, code) ? 1 : 0) << code), 0);
  };

  it('conditions hold where they must, before and after the flags are put into locals, or left open between', () => {
    const fused = compiled((code, flags, args) => {
      set(flags, args);
      all(code, (condition) => flags.pushCondition(condition));
    });
    const stored = compiled((code, flags, args) => {
      set(flags, args);
      flags.compute(flagBits);
      flags.recall(inLocals);
      all(code, (condition) => flags.pushCondition(condition));
    });
    const handed = compiled((code, flags, args) => {
      set(flags, args);
      flags.handOpen(flagBits);
      flags.recall(perhapsOpen);
      flags.compute(flagBits);
      flags.recall(inLocals);
      all(code, (condition) => flags.pushCondition(condition));
    });
    const left = compiled((code, flags, args) => {
      set(flags, args);
      const areOpen = flags.handShort(flagBits);
      flags.recall(inLocals);
      if (areOpen) flags.close(flagBits);
      all(code, (condition) => flags.pushCondition(condition));
    });
    fc.assert(
      fc.property(values, ([a, b, c]) => {
        expect(left(a, b, c)).toBe(right(a, b, c));
        expect(fused(a, b, c)).toBe(right(a, b, c));
        expect(stored(a, b, c)).toBe(right(a, b, c));
        expect(handed(a, b, c)).toBe(right(a, b, c));
      }),
    );
  });
});

it('flags that code under a condition changes are the same behind it, on both ways', () => {
  // subs; if c: (nz of b); then EQ
  const run = compiled((code, flags, [a, b, c]) => {
    flags.set('sub', [a!, b!]);
    code.get(c!);
    flags.enter(flagBits);
    code.if();
    flags.set('nz', [b!]);
    flags.leave();
    code.op('end');
    flags.pushCondition(0);
    flags.pushCarry();
    code.i32(1).op('i32.shl', 'i32.or');
  });
  expect([run(5, 5, 0), run(5, 5, 1), run(4, 5, 0), run(5, 0, 1)]).toEqual([3, 2, 0, 3]);
});

it('after a comparison every condition that is one of WebAssembly is one', () => {
  const lengths = [0, 2, 8, 9, 10, 11, 12, 13].map((condition) => {
    let length = 0;
    compiled((code, flags, args) => {
      flags.set('sub', args.slice(0, 2));
      const before = code.length;
      flags.pushCondition(condition);
      length = code.length - before;
    });
    return length;
  });
  // Two operands and the comparison.
  expect(new Set(lengths)).toEqual(new Set([5]));
});

it('where a region is left, flags of a comparison take little: they are handed on as its operands', () => {
  let lengths: readonly number[] = [];
  compiled((code, flags, args) => {
    flags.set('sub', args.slice(0, 2));
    const start = code.length;
    expect(flags.handShort(flagBits)).toBe(true);
    const open = code.length;
    flags.compute(flagBits);
    lengths = [open - start, code.length - open];
    code.i32(0);
  });
  expect(lengths[0]! * 2).toBeLessThan(lengths[1]!);
});
