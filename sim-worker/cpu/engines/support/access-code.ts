/** Pieces of code that all accesses of the support module are made of. */
import { dirtyMarksBase, granuleShift, granulesBase, pageShift, ramBase } from '../../../kernel/guest-memory';
import type { Code, Label, Local } from '../wasm/code';
import type { ModuleBuilder } from '../wasm/module';
import type { Access } from '../wasm/opcodes';
import { troubleAt, unalignedTrapAt } from './addresses';
import { accessFunctions } from './imports';

export type Bytes = 1 | 2 | 4;
export const storeOf: Readonly<Record<Bytes, Access>> = { 1: 'i32.store8', 2: 'i32.store16', 4: 'i32.store' };

export const define = (module: ModuleBuilder, name: string): { readonly code: Code; readonly index: number } =>
  module.function(accessFunctions[name]!, name);

export function setTrouble(code: Code, value: 0 | 1): void {
  code.i32(0).i32(value).memory('i32.store', troubleAt);
}

export function ifNoTrouble(code: Code, push: () => void): void {
  code.i32(0).memory('i32.load', troubleAt).op('i32.eqz').if();
  push();
  code.op('return', 'end');
}

/** The entry for the byte at `address` plus `distance`. */
export function pushEntry(code: Code, table: number, address: Local, distance = 0): void {
  code.get(address);
  if (distance !== 0) code.i32(distance).op('i32.add');
  code.i32(pageShift).op('i32.shr_u').i32(2).op('i32.shl').memory('i32.load', table);
}

/** To the end of the block, `out`, when CCR.UNALIGN_TRP makes the access a fault. */
export function refuseTrapped(code: Code, address: Local, bytes: Bytes, out: Label): void {
  if (bytes === 1) return;
  code
    .get(address)
    .i32(bytes - 1)
    .op('i32.and')
    .i32(0)
    .op('i32.ne')
    .i32(0)
    .memory('i32.load', unalignedTrapAt)
    .op('i32.and')
    .brIf(out);
}

/** The marks of the granule with the byte at a linear address. */
export function pushMarks(code: Code, pushLinear: () => void): void {
  pushLinear();
  code.i32(ramBase).op('i32.sub').i32(granuleShift).op('i32.shr_u').memory('i32.load8_u', granulesBase);
}

export function pushMarkDirty(code: Code, linear: Local): void {
  code.get(linear).i32(ramBase).op('i32.sub').i32(pageShift).op('i32.shr_u').i32(1);
  code.memory('i32.store8', dirtyMarksBase);
}
