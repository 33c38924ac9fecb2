/** Float effects in the code itself: WebAssembly's arithmetic where it is plainly right, else the support function. */
import type { Effect, FloatOpName, Node } from '../effects';
import type { Writer } from '../emit/writer';
import { cellAt } from '../support/addresses';
import type { Code, Local } from '../wasm/code';
import type { Plain } from '../wasm/opcodes';
import { fixedKey } from './fixed-key';
import type { FloatFunction } from './functions';
import { type FastForm, pushIsBeyond, pushIsSumBeyond } from './plain';

const functionOf: Readonly<Record<FloatOpName, FloatFunction>> = {
  add: 'floatAdd',
  sub: 'floatSub',
  mul: 'floatMul',
  div: 'floatDiv',
  sqrt: 'floatSqrt',
  fusedMultiplyAdd: 'floatFusedMultiplyAdd',
  toHalf: 'floatToHalf',
  fromHalf: 'halfToFloat',
};
const fast: Readonly<Partial<Record<FloatOpName, FastForm>>> = {
  add: ['f32.add'],
  sub: ['f32.sub'],
  mul: ['f32.mul'],
  div: ['f32.div'],
  sqrt: ['f32.sqrt'],
};

/** Writes the code of a float operation; false when the effect is none. */
export function floatEffects(w: Writer, effect: Effect): boolean {
  switch (effect.kind) {
    case 'float':
      operation(w, effect);
      return true;
    case 'floatCompare':
      compare(w, effect.args, effect.signalling);
      return true;
    case 'floatToFixed':
    case 'fixedToFloat':
      convert(w, effect);
      return true;
    default:
      return false;
  }
}

function operation(w: Writer, effect: Effect & { readonly kind: 'float' }): void {
  const { code } = w.places;
  const { name } = effect;
  const slow = w.calls.float(functionOf[name]);
  const form = fast[name];
  if (form === undefined && name !== 'fusedMultiplyAdd') {
    for (const arg of effect.args) w.push(arg);
    code.call(slow);
    w.places.floatStatusChanged();
    w.result(effect, name === 'toHalf' ? 'i32' : 'f32');
    return;
  }
  const args = effect.args.map((arg) => w.hold(arg, 'f32'));
  const result = w.places.temporary('f32');
  const pushReach = (): void => w.places.pushFloatReach();
  if (form === undefined) fusedMultiplyAdd(w, args as [Local, Local, Local], result);
  else {
    for (const arg of args) code.get(arg);
    code.op(...form).set(result);
  }
  if (name === 'add' || name === 'sub') pushIsSumBeyond(code, result, pushReach);
  else pushIsBeyond(code, result, pushReach);
  code.if();
  w.places.seldom(() => {
    for (const arg of args) code.get(arg);
    code.call(slow).set(result);
  });
  code.op('end');
  w.results(effect, [result]);
}

const conversions: Readonly<Record<Conversion['kind'], readonly [signed: Plain, unsigned: Plain]>> = {
  floatToFixed: ['i32.trunc_f32_s', 'i32.trunc_f32_u'],
  fixedToFloat: ['f32.convert_i32_s', 'f32.convert_i32_u'],
};
type Conversion = Effect & { readonly kind: 'floatToFixed' | 'fixedToFloat' };

/** Leaves 1 when single precision holds the word: then it is right in every mode. */
function pushIsExactWord(code: Code, value: Local, unsigned: boolean): void {
  code.get(value);
  if (unsigned) code.i32(2 ** 24);
  else
    code
      .i32(2 ** 24)
      .op('i32.add')
      .i32(2 ** 25);
  code.op('i32.lt_u');
}

/** Between floats and whole words, which is what C's casts are, without a call where nothing saturates. */
function convert(w: Writer, effect: Conversion): void {
  const { code } = w.places;
  const { kind, fixed } = effect;
  const toFixed = kind === 'floatToFixed';
  const type = toFixed ? 'i32' : 'f32';
  const value = w.hold(effect.value, toFixed ? 'f32' : 'i32');
  const call = (): void => {
    code.get(value).i32(fixedKey(fixed)).call(w.calls.float(kind));
  };
  // Where FPSCR decides how to round, it is to nearest within the reach: right for floats, not for words.
  if (fixed.fraction === 0 && fixed.size === 32 && (fixed.ownRounding || !toFixed)) {
    w.places.pushFloatReach();
    if (!toFixed) pushIsExactWord(code, value, fixed.unsigned);
    if (toFixed && fixed.unsigned) {
      code.i32(0).op('i32.ne').get(value).f32(0).op('f32.ge', 'i32.and');
      code.get(value).f32(2 ** 32);
    } else if (toFixed) {
      code.i32(0).op('i32.ne').get(value).op('f32.abs');
      code.f32(2 ** 31);
    }
    if (toFixed) code.op('f32.lt', 'i32.and');
    else code.op('i32.or');
    code.if(type);
    code.get(value).op(conversions[kind][fixed.unsigned ? 1 : 0], 'else');
    w.places.seldom(call);
    code.op('end');
  } else {
    call();
    w.places.floatStatusChanged();
  }
  w.result(effect, type);
}

/**
 * The product of two singles is exact in a double; its sum with the third is rounded once more to single. That is the sum
 * rounded once, unless the double lies halfway between two singles and is not exact: then it goes to the side that it lost.
 */
function fusedMultiplyAdd(w: Writer, [a, b, addend]: readonly [Local, Local, Local], result: Local): void {
  const { code } = w.places;
  const [product, sum, lost] = [0, 1, 2].map(() => w.places.temporary('f64')) as [Local, Local, Local];
  code.get(a).op('f64.promote_f32').get(b).op('f64.promote_f32', 'f64.mul').tee(product);
  code.get(addend).op('f64.promote_f32', 'f64.add').tee(sum).op('f32.demote_f64').set(result);
  // A single has 29 bits less: the last of them alone is the halfway mark.
  code.get(sum).op('i64.reinterpret_f64', 'i32.wrap_i64').i32(0x1fff_ffff).op('i32.and');
  code.i32(0x1000_0000).op('i32.eq').if();
  // What a sum lost. Source: Knuth, TAOCP 4.2.2, theorem B.
  code.get(sum).get(product).op('f64.sub').set(lost);
  code.get(product).get(sum).get(lost).op('f64.sub', 'f64.sub');
  code.get(addend).op('f64.promote_f32').get(lost).op('f64.sub', 'f64.add').tee(lost);
  code.f64(0).op('f64.ne').if();
  code.get(sum).op('i64.reinterpret_f64').i64(0, 1).i64(-1, -1);
  code.get(lost).f64(0).op('f64.gt').get(sum).f64(0).op('f64.gt', 'i32.eq', 'select', 'i64.add');
  code.op('f64.reinterpret_i64', 'f32.demote_f64').set(result).op('end', 'end');
}

/** N Z C V in the upper bits of FPSCR: less, equal, greater, unordered. */
const outcomes = { less: 0x8000_0000 | 0, equal: 0x6000_0000, greater: 0x2000_0000 } as const;
const flushToZero = 1 << 24;

function compare(w: Writer, nodes: readonly Node[], signalling: boolean): void {
  const { code } = w.places;
  const [a, b] = nodes.map((node) => w.hold(node, 'f32')) as [Local, Local];
  // With FZ small operands count as zero and set a flag; NaNs are equal to nothing, not to themselves either.
  code.i32(0).memory('i32.load', cellAt('FPSCR')).i32(flushToZero).op('i32.and', 'i32.eqz');
  code.get(a).get(a).op('f32.eq', 'i32.and').get(b).get(b).op('f32.eq', 'i32.and').if();
  code.i32(0).i32(0).memory('i32.load', cellAt('FPSCR')).i32(0x0fff_ffff).op('i32.and');
  code.i32(outcomes.less).i32(outcomes.equal).i32(outcomes.greater);
  code.get(a).get(b).op('f32.eq', 'select').get(a).get(b).op('f32.lt', 'select');
  code.op('i32.or').memory('i32.store', cellAt('FPSCR')).op('else');
  w.places.seldom(() => {
    code
      .get(a)
      .get(b)
      .i32(signalling ? 1 : 0)
      .call(w.calls.float('floatCompare'));
  });
  code.op('end');
}
