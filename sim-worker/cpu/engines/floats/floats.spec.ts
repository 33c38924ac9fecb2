/** Float operations as made code does them, inline and in the support functions, against the arithmetic of `fpu`. */
import { beforeAll, describe, expect, it } from 'vitest';
import { GuestMemory } from '../../../kernel/guest-memory';
import { CpuState } from '../../cpu-state';
import type { Fixed } from '../../isa/machine';
import { layout } from '../../state-layout';
import type { Effect, FloatOpName, Node } from '../effects';
import { Emitter } from '../emit/emitter';
import type { Places, SupportCalls } from '../emit/places';
import { Recorder } from '../recorder';
import type { Code } from '../wasm/code';
import { ModuleBuilder } from '../wasm/module';
import { fixedKey } from './fixed-key';
import { defineFloatFunctions, type FloatFunction, floatFunctions, floatImports } from './functions';
import { floatsOutside } from './outside';
import { pushReach } from './plain';

const memory = new GuestMemory(4096);
const state = new CpuState(memory);
const all = floatsOutside(state.words);
/** How often JavaScript was asked for a float. */
let conversions = 0;
const outside: typeof all = {
  ...all,
  fixedToFloat: (...bits) => {
    conversions++;
    return all.fixedToFloat(...bits);
  },
};
const memoryPages = { least: 1, most: memory.wasm.buffer.byteLength / 65536 };

/** Arguments in s0 to s2, the result in s3. */
const places = (code: Code): Places => {
  const at = (r: number): number => state.sBits.byteOffset + 4 * r;
  const no = (): never => {
    throw new Error('floats need no such thing');
  };
  return {
    code,
    pushFreg: (r) => code.i32(0).memory('f32.load', at(r)),
    popFreg: (r) => {
      const value = code.local('f32');
      code.set(value).i32(0).get(value).memory('f32.store', at(r));
    },
    pushReg: (r) => code.i32(0).memory('i32.load', state.r.byteOffset + 4 * r),
    popReg: (r) => {
      const value = code.local('i32');
      code
        .set(value)
        .i32(0)
        .get(value)
        .memory('i32.store', state.r.byteOffset + 4 * r);
    },
    temporary: (type) => code.local(type),
    pushConst: no,
    pushCarry: no,
    pushCondition: no,
    setFlags: no,
    evaluateInstead: no,
    slowAccess: no,
    pushFloatReach: () => pushReach(code),
    floatStatusChanged: () => undefined,
    seldom: (call) => call(),
    branch: no,
  };
};

type Case = { readonly name: string; readonly write: (m: Recorder, s: readonly [Node, Node, Node]) => void };
const arithmetic: readonly FloatOpName[] = ['add', 'sub', 'mul', 'div', 'sqrt', 'fusedMultiplyAdd'];
const fixeds: readonly Fixed[] = [
  { fraction: 0, unsigned: false, size: 32, ownRounding: true },
  { fraction: 0, unsigned: true, size: 32, ownRounding: true },
  { fraction: 0, unsigned: false, size: 32, ownRounding: false },
  { fraction: 0, unsigned: true, size: 32, ownRounding: false },
  { fraction: 5, unsigned: false, size: 16, ownRounding: true },
];
const key = (fixed: Fixed): string => JSON.stringify(Object.values(fixed));
const cases: readonly Case[] = [
  ...arithmetic.map(
    (name): Case => ({
      name,
      write: (m, [a, b, c]) => {
        const float = {
          add: () => m.floatAdd(a, b),
          sub: () => m.floatSub(a, b),
          mul: () => m.floatMul(a, b),
          div: () => m.floatDiv(a, b),
          sqrt: () => m.floatSqrt(a),
          fusedMultiplyAdd: () => m.floatFusedMultiplyAdd(a, b, c),
        } as const;
        m.setFreg(3 as never, float[name as keyof typeof float]());
      },
    }),
  ),
  { name: 'compare', write: (m, [a, b]) => m.floatCompare(a, b, false) },
  { name: 'compare, signalling', write: (m, [a, b]) => m.floatCompare(a, b, true) },
  { name: 'to half', write: (m, [a]) => m.setReg(0 as never, m.floatToHalf(a)) },
  { name: 'from half', write: (m, [a]) => m.setFreg(3 as never, m.halfToFloat(m.floatBits(a))) },
  ...fixeds.map(
    (fixed): Case => ({
      name: `to fixed ${key(fixed)}`,
      write: (m, [a]) => m.setReg(0 as never, m.floatToFixed(a, fixed)),
    }),
  ),
  ...fixeds.map(
    (fixed): Case => ({
      name: `from fixed ${key(fixed)}`,
      write: (m, [a]) => m.setFreg(3 as never, m.fixedToFloat(m.floatBits(a), fixed)),
    }),
  ),
];

const effectsOf = ({ write }: Case): readonly Effect[] => {
  const m = new Recorder();
  write(m, [m.freg(0 as never), m.freg(1 as never), m.freg(2 as never)]);
  return m.effects;
};

let made: Readonly<Record<string, () => void>> = {};

beforeAll(() => {
  const support = new ModuleBuilder();
  support.importMemory('memory', memoryPages);
  const names = Object.keys(floatFunctions) as readonly FloatFunction[];
  const numbers = new Map(names.map((name) => [name, support.importFunction(name, floatImports[name])]));
  defineFloatFunctions(support, (name) => numbers.get(name)!);
  const env = { memory: memory.wasm };
  const floats = new WebAssembly.Instance(new WebAssembly.Module(support.build()), { env: { ...env, ...outside } });
  const user = new ModuleBuilder();
  user.importMemory('memory', memoryPages);
  const calls = new Map(names.map((name) => [name, user.importFunction(name, floatFunctions[name])]));
  for (const one of cases) {
    const { code } = user.function({ parameters: [], results: [] }, one.name);
    new Emitter(places(code), { float: (name: FloatFunction) => calls.get(name)! } as SupportCalls).emit(
      effectsOf(one),
    );
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(user.build()), {
    env: { ...env, ...floats.exports },
  });
  made = instance.exports as typeof made;
});

/** A generator of its own, so that every run sees the same numbers (xorshift32). */
function numbers(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  };
}
const special = [
  0, 0x8000_0000, 1, 0x8000_0001, 0x007f_ffff, 0x0080_0000, 0x0080_0001, 0x3f80_0000, 0xbf80_0000, 0x4000_0000,
  0x3f00_0000, 0x7f7f_ffff, 0x7f80_0000, 0xff80_0000, 0x7fc0_0001, 0xffc1_2345, 0x7f80_0001, 0xff81_2345, 0x4b80_0000,
  0x4f00_0000, 0xcf00_0000, 0x0100_0000, 0x00ff_fffe, 0xff00_0000, 0xfeff_fffe,
].map((bits) => bits | 0);

/** Patterns that matter: special ones, near ones, small integers, and any. */
function pattern(next: () => number): number {
  const kind = next() & 7;
  if (kind === 0) return special[(next() >>> 3) % special.length]!;
  if (kind === 1) return (special[(next() >>> 3) % special.length]! + (next() % 4)) | 0;
  const view = new DataView(new ArrayBuffer(4));
  if (kind < 4) view.setFloat32(0, (next() % 4096) / 16);
  else if (kind < 7) view.setInt32(0, (next() & 0x80ff_ffff) | ((118 + ((next() >>> 1) % 20)) << 23));
  else view.setInt32(0, next());
  return view.getInt32(0);
}

/** FPSCR: mostly as programs have it, at times any mode. */
const fpscr = (next: () => number): number => {
  const flags = next() & 0x9f;
  return (next() & 3) === 0 ? (next() & 0x07c0_0000) | flags : flags;
};

type Result = { readonly fpscr: number; readonly r0: number; readonly s3: number };
function run(args: readonly number[], status: number, body: () => void): Result {
  state.words[layout.fpscr] = status;
  args.forEach((bits, n) => {
    state.sBits[n] = bits;
  });
  state.r[0] = 0;
  state.sBits[3] = 0;
  body();
  return { fpscr: state.words[layout.fpscr]!, r0: state.r[0]!, s3: state.sBits[3]! };
}

/** The same effects with the arithmetic of `fpu` alone. */
function expected(one: Case): void {
  const float = outside;
  const [effect, last] = effectsOf(one) as readonly [Effect, Effect | undefined];
  const [a, b, c] = [state.sBits[0]!, state.sBits[1]!, state.sBits[2]!];
  const name = {
    add: 'floatAdd',
    sub: 'floatSub',
    mul: 'floatMul',
    div: 'floatDiv',
    sqrt: 'floatSqrt',
    fusedMultiplyAdd: 'floatFusedMultiplyAdd',
    toHalf: 'floatToHalf',
    fromHalf: 'halfToFloat',
  } as const;
  if (effect.kind === 'floatCompare') float.floatCompare(a, b, effect.signalling ? 1 : 0);
  const { fraction = 0, unsigned = false, size = 32, ownRounding = false } = 'fixed' in effect ? effect.fixed : {};
  const layoutKey = fixedKey({ fraction, unsigned, size, ownRounding });
  const result =
    effect.kind === 'float'
      ? float[name[effect.name]](a, b, c)
      : effect.kind === 'floatToFixed' || effect.kind === 'fixedToFloat'
        ? float[effect.kind](a, layoutKey)
        : undefined;
  if (last?.kind === 'setFreg') state.sBits[3] = result as number;
  else if (last?.kind === 'setReg') state.r[0] = result as number;
}

describe('made code computes as fpu does, flags included', () => {
  it.each(cases)('$name', (one) => {
    const next = numbers(0x1234_5678);
    for (let i = 0; i < 5_000; i++) {
      const args = [pattern(next), pattern(next), pattern(next)];
      const status = fpscr(next);
      const theirs = run(args, status, () => expected(one));
      const ours = run(args, status, () => made[one.name]!());
      if (JSON.stringify(ours) !== JSON.stringify(theirs))
        expect({ args, status, ours }).toEqual({ args, status, ours: theirs });
    }
  });

  it('asks nobody for a word that single precision holds, whatever the modes are', () => {
    const before = conversions;
    const [one] = cases.filter(({ name }) => name === `from fixed ${key(fixeds[2]!)}`);
    for (const bits of [0, 1, -1, (1 << 24) - 1, -(1 << 24)]) run([bits], 0x00c0_0000, () => made[one!.name]!());
    expect(conversions).toBe(before);
  });

  it('rounds a fused sum that lies next to a halfway point once', () => {
    const [one] = cases.filter(({ name }) => name === 'fusedMultiplyAdd');
    // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24, and a tiny addend decides where the half goes.
    for (const factor of [0x3f80_0800, 0xbf80_0800 | 0]) {
      for (const tiny of [0, 0x0080_0001, 0x8080_0001 | 0, 0x3000_0000, 0xb000_0000 | 0]) {
        const args = [0x3f80_0800, factor, tiny];
        const theirs = run(args, 0x10, () => expected(one!));
        expect(run(args, 0x10, () => made.fusedMultiplyAdd!())).toEqual(theirs);
      }
    }
  });
});
