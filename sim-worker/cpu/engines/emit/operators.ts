/** Pure operations on values as WebAssembly instructions. Ints and bools are i32, floats f32, long values i64. */
import type { OpName } from '../effects';
import type { Code } from '../wasm/code';
import type { Plain } from '../wasm/opcodes';

/** What is written once all arguments are on the stack. */
const plain: Readonly<Partial<Record<OpName, readonly Plain[]>>> = {
  add: ['i32.add'],
  sub: ['i32.sub'],
  mul: ['i32.mul'],
  and: ['i32.and'],
  or: ['i32.or'],
  xor: ['i32.xor'],
  shiftLeft: ['i32.shl'],
  shiftRight: ['i32.shr_u'],
  shiftRightSigned: ['i32.shr_s'],
  rotateRight: ['i32.rotr'],
  signExtend8: ['i32.extend8_s'],
  signExtend16: ['i32.extend16_s'],
  countLeadingZeros: ['i32.clz'],
  lessUnsigned: ['i32.lt_u'],
  lessSigned: ['i32.lt_s'],
  isZero: ['i32.eqz'],
  not: ['i32.eqz'],
  toInt: [],
  addWide: ['i64.add'],
  subWide: ['i64.sub'],
  low: ['i32.wrap_i64'],
  floatFromBits: ['f32.reinterpret_i32'],
  floatBits: ['i32.reinterpret_f32'],
  floatNegate: ['f32.neg'],
  floatAbs: ['f32.abs'],
};

/** Type of an operation's result on the stack. */
export function typeOf(name: OpName): 'i32' | 'i64' | 'f32' {
  if (name === 'wide' || name.endsWith('Wide') || name.startsWith('mulWide')) return 'i64';
  return name === 'floatFromBits' || name === 'floatNegate' || name === 'floatAbs' ? 'f32' : 'i32';
}

/** `push`: the arguments, one by one. */
export function operate(code: Code, name: OpName, push: readonly (() => void)[]): void {
  const [first, second, third] = push as readonly [() => void, () => void, () => void];
  const extended = (extend: Plain): void => {
    first();
    code.op(extend);
    second();
    code.op(extend);
  };
  switch (name) {
    case 'invert':
      first();
      code.i32(-1).op('i32.xor');
      return;
    case 'select':
      second();
      third();
      first();
      code.op('select');
      return;
    case 'wide':
      first();
      code.op('i64.extend_i32_u');
      second();
      code.op('i64.extend_i32_u').i64(0, 32).op('i64.shl', 'i64.or');
      return;
    case 'mulWideSigned':
      extended('i64.extend_i32_s');
      code.op('i64.mul');
      return;
    case 'mulWideUnsigned':
      extended('i64.extend_i32_u');
      code.op('i64.mul');
      return;
    case 'high':
      first();
      code.i64(0, 32).op('i64.shr_u', 'i32.wrap_i64');
      return;
    default:
      for (const argument of push) argument();
      code.op(...plain[name]!);
  }
}
