/**
 * Float operations of the support module: exact in every mode, with cumulative flags in FPSCR. What is plainly right in
 * WebAssembly's own arithmetic is answered there; everything else is asked from `../../fpu` by its bits.
 */
import { Fpscr, SignBit } from '../../fpu/status';
import { cellAt } from '../support/addresses';
import type { Code, Local } from '../wasm/code';
import type { ModuleBuilder, Signature } from '../wasm/module';
import { type FastForm, pushIsPlain } from './plain';

const f2: Signature = { parameters: ['f32', 'f32'], results: ['f32'] };
const f1: Signature = { parameters: ['f32'], results: ['f32'] };
const f3: Signature = { parameters: ['f32', 'f32', 'f32'], results: ['f32'] };

/** Signatures of the functions that code calls. Keys of the conversions: see `fixedKey`. */
export const floatFunctions = {
  floatAdd: f2,
  floatSub: f2,
  floatMul: f2,
  floatDiv: f2,
  floatSqrt: f1,
  floatFusedMultiplyAdd: f3,
  /** (a, b, signalling): writes FPSCR. */
  floatCompare: { parameters: ['f32', 'f32', 'i32'], results: [] },
  floatToFixed: { parameters: ['f32', 'i32'], results: ['i32'] },
  fixedToFloat: { parameters: ['i32', 'i32'], results: ['f32'] },
  floatToHalf: { parameters: ['f32'], results: ['i32'] },
  halfToFloat: { parameters: ['i32'], results: ['f32'] },
} as const satisfies Readonly<Record<string, Signature>>;
export type FloatFunction = keyof typeof floatFunctions;

/** What is imported from JavaScript: the same operations on bits, because a number may not keep a NaN's. */
export const floatImports: Readonly<Record<FloatFunction, Signature>> = Object.fromEntries(
  Object.entries(floatFunctions).map(([name, { parameters, results }]) => [
    name,
    { parameters: parameters.map(() => 'i32'), results: results.map(() => 'i32') },
  ]),
) as unknown as Readonly<Record<FloatFunction, Signature>>;

const modes = Fpscr.FZ | Fpscr.DN | (3 << 22);

type Binary = {
  readonly name: 'floatAdd' | 'floatSub' | 'floatMul' | 'floatDiv' | 'floatSqrt';
  readonly form: FastForm;
  /** Leaves 1 on the stack when `result`, which is finite and not tiny, is exact. */
  readonly pushIsExact: (code: Code, arguments_: readonly Local[], result: Local) => void;
};

/** The sum of two doubles is exact, and single precision holds it (Knuth, TAOCP 4.2.2, theorem C). */
function pushSumIsExact(code: Code, x: Local, y: Local, result: Local): void {
  const sum = code.local('f64');
  const part = code.local('f64');
  code.get(x).get(y).op('f64.add').tee(sum).get(x).op('f64.sub').set(part);
  code.get(x).get(sum).get(part).op('f64.sub', 'f64.eq');
  code.get(y).get(part).op('f64.eq', 'i32.and');
  code.get(result).op('f64.promote_f32').get(sum).op('f64.eq', 'i32.and');
}

const promoted = (code: Code, from: Local): Local => {
  const local = code.local('f64');
  code.get(from).op('f64.promote_f32').set(local);
  return local;
};

const addends = (negate: boolean): Binary['pushIsExact'] => {
  return (code, [a, b], result) => {
    const x = promoted(code, a!);
    const y = promoted(code, b!);
    if (negate) code.get(y).op('f64.neg').set(y);
    pushSumIsExact(code, x, y, result);
  };
};

const arithmetic: readonly Binary[] = [
  { name: 'floatAdd', form: ['f32.add'], pushIsExact: addends(false) },
  { name: 'floatSub', form: ['f32.sub'], pushIsExact: addends(true) },
  {
    name: 'floatMul',
    form: ['f32.mul'],
    pushIsExact: (code, [a, b], result) => {
      code.get(a!).op('f64.promote_f32').get(b!).op('f64.promote_f32', 'f64.mul');
      code.get(result).op('f64.promote_f32', 'f64.eq');
    },
  },
  {
    name: 'floatDiv',
    form: ['f32.div'],
    pushIsExact: (code, [a, b], result) => {
      code.get(result).op('f64.promote_f32').get(b!).op('f64.promote_f32', 'f64.mul');
      code.get(a!).op('f64.promote_f32', 'f64.eq');
    },
  },
  {
    name: 'floatSqrt',
    form: ['f32.sqrt'],
    pushIsExact: (code, [a], result) => {
      code.get(result).op('f64.promote_f32').get(result).op('f64.promote_f32', 'f64.mul');
      code.get(a!).op('f64.promote_f32', 'f64.eq');
    },
  },
];

/** Adds the functions to the support module. `imported`: the numbers of what JavaScript offers, by name. */
export function defineFloatFunctions(builder: ModuleBuilder, imported: (name: FloatFunction) => number): void {
  for (const each of arithmetic) defineArithmetic(builder, each, imported(each.name));
  defineFusedMultiplyAdd(builder, imported('floatFusedMultiplyAdd'));
  for (const name of ['floatCompare', 'floatToFixed', 'fixedToFloat', 'floatToHalf', 'halfToFloat'] as const)
    definePassage(builder, name, imported(name));
}

/** No mode that is not the usual one. */
function pushUsualModes(code: Code): void {
  code.i32(0).memory('i32.load', cellAt('FPSCR')).i32(modes).op('i32.and', 'i32.eqz');
}

function defineArithmetic(builder: ModuleBuilder, { name, form, pushIsExact }: Binary, otherwise: number): void {
  const { code } = builder.function(floatFunctions[name], name);
  const parameters = floatFunctions[name].parameters.map((_, n) => code.parameter(n));
  const result = code.local('f32');
  for (const parameter of parameters) code.get(parameter);
  code.op(...form).set(result);
  ifExactReturn(code, result, () => pushIsExact(code, parameters, result));
  askOutside(code, parameters, otherwise);
}

/** `s`, the sum of the exact product and the addend in doubles, may lie halfway between two singles without being exact. */
function defineFusedMultiplyAdd(builder: ModuleBuilder, otherwise: number): void {
  const { code } = builder.function(f3, 'floatFusedMultiplyAdd');
  const parameters = [0, 1, 2].map((n) => code.parameter(n)) as [Local, Local, Local];
  const [a, b, addend] = parameters;
  const product = code.local('f64');
  const result = code.local('f32');
  code.get(a).op('f64.promote_f32').get(b).op('f64.promote_f32', 'f64.mul').set(product);
  const third = promoted(code, addend);
  code.get(product).get(third).op('f64.add', 'f32.demote_f64').set(result);
  ifExactReturn(code, result, () => pushSumIsExact(code, product, third, result));
  askOutside(code, parameters, otherwise);
}

/** An exact result changes no flag. An exact zero is right as it is: to nearest, of unlike signs it is plus zero. */
function ifExactReturn(code: Code, result: Local, pushIsExact: () => void): void {
  pushUsualModes(code);
  code.get(result).op('i32.reinterpret_f32').i32(~SignBit).op('i32.and', 'i32.eqz');
  pushIsPlain(code, result);
  code.op('i32.or', 'i32.and').if();
  pushIsExact();
  code.if();
  code.get(result).op('return', 'end', 'end');
}

/** Calls JavaScript with bits. */
function askOutside(code: Code, parameters: readonly Local[], imported: number): void {
  for (const parameter of parameters) code.get(parameter).op('i32.reinterpret_f32');
  code.call(imported).op('f32.reinterpret_i32');
}

function definePassage(builder: ModuleBuilder, name: FloatFunction, imported: number): void {
  const { parameters, results }: Signature = floatFunctions[name];
  const { code } = builder.function({ parameters, results }, name);
  parameters.forEach((type, n) => {
    code.get(code.parameter(n));
    if (type === 'f32') code.op('i32.reinterpret_f32');
  });
  code.call(imported);
  if (results[0] === 'f32') code.op('f32.reinterpret_i32');
}
