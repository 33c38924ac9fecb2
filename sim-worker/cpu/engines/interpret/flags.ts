/** N Z C V in memory: how they come about, and what conditions make of them. */
import type { FlagSource } from '../effects';
import { flagAt } from '../support/addresses';
import type { Code, Local } from '../wasm/code';

const flag = { N: 0, Z: 1, C: 2, V: 3 } as const;
type Flag = keyof typeof flag;

export function pushFlag(code: Code, name: Flag): void {
  code.i32(0).memory('i32.load', flagAt(flag[name]));
}

function store(code: Code, name: Flag, push: () => void): void {
  code.i32(0);
  push();
  code.memory('i32.store', flagAt(flag[name]));
}

function storeNZ(code: Code, value: Local): void {
  store(code, 'N', () => code.get(value).i32(31).op('i32.shr_u'));
  store(code, 'Z', () => code.get(value).op('i32.eqz'));
}

/** V of a sum: both operands have a sign that it has not. `first` and `second`: the operand against which each is held. */
function storeV(code: Code, a: Local, first: Local, b: Local, second: Local): void {
  store(code, 'V', () => {
    code.get(a).get(first).op('i32.xor').get(b).get(second).op('i32.xor', 'i32.and').i32(31).op('i32.shr_u');
  });
}

/** `result` may be written. */
export function storeFlags(code: Code, from: FlagSource, args: readonly Local[], result: Local): void {
  const [a, b, carry] = args as [Local, Local, Local];
  switch (from) {
    case 'nz':
      storeNZ(code, a);
      return;
    case 'c':
      store(code, 'C', () => code.get(a));
      return;
    case 'nzcv':
      for (const name of ['N', 'Z', 'C', 'V'] as const)
        store(code, name, () => {
          code
            .get(a)
            .i32(31 - flag[name])
            .op('i32.shr_u')
            .i32(1)
            .op('i32.and');
        });
      return;
    case 'add':
      code.get(a).get(b).op('i32.add').set(result);
      storeNZ(code, result);
      store(code, 'C', () => code.get(result).get(a).op('i32.lt_u'));
      storeV(code, a, result, b, result);
      return;
    case 'sub':
      code.get(a).get(b).op('i32.sub').set(result);
      storeNZ(code, result);
      store(code, 'C', () => code.get(a).get(b).op('i32.ge_u'));
      storeV(code, a, b, a, result);
      return;
    case 'addCarry':
      code.get(a).get(b).op('i32.add').get(carry).op('i32.add').set(result);
      storeNZ(code, result);
      store(code, 'C', () => {
        code.get(result).get(a).op('i32.lt_u');
        code.get(result).get(a).op('i32.eq').get(carry).op('i32.and', 'i32.or');
      });
      storeV(code, a, result, b, result);
  }
}

/** 1 where the condition, 0 (EQ) to 13 (LE), holds, else 0. */
export function pushHolds(code: Code, condition: number): void {
  const equalNV = (): void => {
    pushFlag(code, 'N');
    pushFlag(code, 'V');
    code.op('i32.eq');
  };
  switch (condition >> 1) {
    case 0:
      pushFlag(code, 'Z');
      break;
    case 1:
      pushFlag(code, 'C');
      break;
    case 2:
      pushFlag(code, 'N');
      break;
    case 3:
      pushFlag(code, 'V');
      break;
    case 4:
      pushFlag(code, 'C');
      pushFlag(code, 'Z');
      code.op('i32.gt_u');
      break;
    case 5:
      equalNV();
      break;
    default:
      equalNV();
      pushFlag(code, 'Z');
      code.op('i32.gt_u');
  }
  if ((condition & 1) !== 0) code.op('i32.eqz');
}

/** The flags as a number: bit 3 is N, bit 0 is V. */
export function pushAllFlags(code: Code): void {
  pushFlag(code, 'N');
  for (const name of ['Z', 'C', 'V'] as const) {
    code.i32(1).op('i32.shl');
    pushFlag(code, name);
    code.op('i32.or');
  }
}
