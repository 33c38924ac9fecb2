/** Pure operations on values as WebAssembly instructions. Ints and bools are i32, floats f32, long values i64. */
import type { Node, OpName } from '../effects';
import type { Code } from '../wasm/code';
import type { Plain } from '../wasm/opcodes';

/** What is written once all arguments are on the stack. */
const plain: Readonly<Partial<Record<OpName, Plain>>> = {
  add: 'i32.add',
  sub: 'i32.sub',
  mul: 'i32.mul',
  and: 'i32.and',
  or: 'i32.or',
  xor: 'i32.xor',
  shiftLeft: 'i32.shl',
  shiftRight: 'i32.shr_u',
  shiftRightSigned: 'i32.shr_s',
  rotateRight: 'i32.rotr',
  signExtend8: 'i32.extend8_s',
  signExtend16: 'i32.extend16_s',
  countLeadingZeros: 'i32.clz',
  lessUnsigned: 'i32.lt_u',
  lessSigned: 'i32.lt_s',
  isZero: 'i32.eqz',
  not: 'i32.eqz',
  addWide: 'i64.add',
  subWide: 'i64.sub',
  low: 'i32.wrap_i64',
  floatFromBits: 'f32.reinterpret_i32',
  floatBits: 'i32.reinterpret_f32',
  floatNegate: 'f32.neg',
  floatAbs: 'f32.abs',
};

/** Type of an operation's result on the stack. */
export function typeOf(name: OpName): 'i32' | 'i64' | 'f32' {
  if (name === 'wide' || name.endsWith('Wide') || name.startsWith('mulWide')) return 'i64';
  return name === 'floatFromBits' || name === 'floatNegate' || name === 'floatAbs' ? 'f32' : 'i32';
}

/** `push`: an argument. */
export function operate(code: Code, { name, args }: Node & { readonly kind: 'op' }, push: (node: Node) => void): void {
  switch (name) {
    case 'invert':
      push(args[0]!);
      code.i32(-1).op('i32.xor');
      return;
    case 'select':
      push(args[1]!);
      push(args[2]!);
      push(args[0]!);
      code.op('select');
      return;
    case 'wide':
      push(args[0]!);
      code.op('i64.extend_i32_u');
      push(args[1]!);
      code.op('i64.extend_i32_u').i64(0, 32).op('i64.shl', 'i64.or');
      return;
    case 'mulWideSigned':
      pushBoth(code, args, push, 'i64.extend_i32_s');
      code.op('i64.mul');
      return;
    case 'mulWideUnsigned':
      pushBoth(code, args, push, 'i64.extend_i32_u');
      code.op('i64.mul');
      return;
    case 'high':
      push(args[0]!);
      code.i64(0, 32).op('i64.shr_u', 'i32.wrap_i64');
      return;
    default:
      for (let i = 0; i < args.length; i++) push(args[i]!);
      if (name !== 'toInt') code.op(plain[name]!);
  }
}

function pushBoth(code: Code, args: readonly Node[], push: (node: Node) => void, extend: Plain): void {
  for (let i = 0; i < 2; i++) {
    push(args[i]!);
    code.op(extend);
  }
}
