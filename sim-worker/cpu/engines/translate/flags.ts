/** N Z C V inside a region: what they come from is remembered, and computed only where it is needed. */

import { type FlagSource, flagsRead, flagsWritten, stateBits } from '../effects';
import { flagAt } from '../support/addresses';
import type { Code, Local } from '../wasm/code';
import type { Plain } from '../wasm/opcodes';

const { N, Z, C, V } = stateBits;
const allFlags = N | Z | C | V;
const flagList = [N, Z, C, V] as const;
const flagCount = flagList.length;
type Flag = (typeof flagList)[number];

/** Where flags come from; the arguments stay in their locals as long as it is remembered. */
type Source = { readonly from: FlagSource; readonly args: readonly Local[] };
/** By place in `flagList`. Undefined: the flag's own local holds it. */
type Sources = readonly (Source | undefined)[];
const none: Sources = [undefined, undefined, undefined, undefined];
export type KnownFlags = { readonly sources: Sources; readonly mayBeOpen: boolean };
/** All flags are in their locals, as far as anybody needs them. */
export const inLocals: KnownFlags = { sources: none, mayBeOpen: false };
/** Or they are open. */
export const perhapsOpen: KnownFlags = { sources: none, mayBeOpen: true };

function isIn(sources: Sources, local: Local): boolean {
  for (let i = 0; i < flagCount; i++) {
    const source = sources[i];
    // Neighbours mostly have the same.
    if (source === undefined || (i > 0 && source === sources[i - 1])) continue;
    const { args } = source;
    for (let n = 0; n < args.length; n++) if (args[n] === local) return true;
  }
  return false;
}

/** Conditions as one comparison of what was subtracted, by code. */
const comparisons: Readonly<Partial<Record<number, Plain>>> = {
  0: 'i32.eq',
  1: 'i32.ne',
  2: 'i32.ge_u',
  3: 'i32.lt_u',
  8: 'i32.gt_u',
  9: 'i32.le_u',
  10: 'i32.ge_s',
  11: 'i32.lt_s',
  12: 'i32.gt_s',
  13: 'i32.le_s',
};
/** Conditions of a result without carry and overflow, as a comparison with 0. */
const signs: Readonly<Partial<Record<number, Plain>>> = { 0: 'i32.eq', 1: 'i32.ne', 4: 'i32.lt_s', 5: 'i32.ge_s' };

export class Flags {
  readonly #code: Code;
  /** N and V are bit 31 of their locals, Z is set when its local is 0, C is its local: 0 or 1. */
  readonly #locals: readonly Local[];
  #sources: Sources = none;
  readonly #outer: Sources[] = [];
  /** Where `isOpen` is not 0, the flags are not in their locals: they are those of a comparison of these two. */
  readonly #open: { readonly isOpen: Local; readonly a: Local; readonly b: Local };
  /** May flags without a source be open? */
  #mayBeOpen = false;

  constructor(code: Code) {
    this.#code = code;
    this.#locals = flagList.map(() => code.local('i32'));
    this.#open = { isOpen: code.local('i32'), a: code.local('i32'), b: code.local('i32') };
  }

  /** Takes flags, by `stateBits`, from memory. */
  load(flags: number): void {
    const code = this.#code;
    for (let i = 0; i < flagCount; i++) {
      const flag = flagList[i]!;
      if ((flags & flag) === 0) continue;
      code.i32(0).memory('i32.load', flagAt(i));
      if (flag === Z) code.op('i32.eqz');
      else if (flag !== C) code.i32(31).op('i32.shl');
      code.set(this.#locals[i]!);
    }
  }

  /** Puts flags into memory, from their locals. */
  store(flags: number): void {
    const code = this.#code;
    for (let i = 0; i < flagCount; i++) {
      const flag = flagList[i]!;
      if ((flags & flag) === 0) continue;
      code.i32(0).get(this.#locals[i]!);
      if (flag === Z) code.op('i32.eqz');
      else if (flag !== C) code.i32(31).op('i32.shr_u');
      code.memory('i32.store', flagAt(i));
    }
  }

  set(from: FlagSource, args: readonly Local[]): void {
    const source: Source = { from, args };
    const written = flagsWritten[from];
    const [n, z, c, v] = this.#sources;
    this.#sources = [
      (written & N) === 0 ? n : source,
      (written & Z) === 0 ? z : source,
      (written & C) === 0 ? c : source,
      (written & V) === 0 ? v : source,
    ];
  }

  /** Writes flags into their locals, on this path only: what they come from is still remembered. */
  compute(flags: number): void {
    const open = flags & allFlags & ~this.#withSource;
    if (this.#mayBeOpen && open !== 0) this.close(open);
    for (let i = 0; i < flagCount; i++) {
      const source = this.#sources[i];
      if (source === undefined || (flags & flagList[i]!) === 0) continue;
      this.#push(flagList[i]!, source);
      this.#code.set(this.#locals[i]!);
    }
  }

  /** What is known of the flags now. */
  get known(): KnownFlags {
    return { sources: this.#sources, mayBeOpen: this.#mayBeOpen };
  }

  /** As when this was known. */
  recall({ sources, mayBeOpen }: KnownFlags): void {
    this.#sources = sources;
    this.#mayBeOpen = mayBeOpen;
  }

  /** Writes those flags into their locals that are open, if any are: they are open no more. */
  close(flags: number): void {
    const { isOpen, a, b } = this.#open;
    const code = this.#code;
    code.get(isOpen).if();
    const source: Source = { from: 'sub', args: [a, b] };
    for (let i = 0; i < flagCount; i++) {
      if ((flags & flagList[i]!) === 0) continue;
      this.#push(flagList[i]!, source);
      code.set(this.#locals[i]!);
    }
    code.i32(0).set(isOpen).op('end');
  }

  /** For code where flags may be open. */
  handOpen(flags: number): void {
    if ((flags & allFlags) === 0) return;
    const { isOpen, a, b } = this.#open;
    const source = this.#commonSource(flags & allFlags);
    if (source?.from === 'sub') {
      this.#code.get(source.args[0]!).set(a).get(source.args[1]!).set(b).i32(1).set(isOpen);
    } else if (!this.areOpen(flags)) this.handClosed(flags);
  }

  /** For code where flags may be open, or for code where they may not: true when they are open, or may be. */
  handShort(flags: number): boolean {
    if (this.areOpen(flags)) return true;
    const isShort = this.#commonSource(flags & allFlags)?.from === 'sub';
    if (isShort) this.handOpen(flags);
    else this.compute(flags);
    return isShort;
  }

  /** For any code: all flags in their locals. */
  handClosed(flags: number): void {
    this.compute(flags);
    this.#code.i32(0).set(this.#open.isOpen);
  }

  /** May all of these be open, as they were before? */
  areOpen(flags: number): boolean {
    return this.#mayBeOpen && (flags & this.#withSource) === 0;
  }

  /** Before code that is perhaps executed, and changes flags: they are in their locals before it and behind it. */
  enter(changed: number): void {
    if (this.#mayBeOpen && changed !== 0) {
      this.close(allFlags & ~this.#withSource);
      this.#mayBeOpen = false;
    }
    this.compute(changed);
    this.#sources = this.#sources.map((source, i) => ((changed & flagList[i]!) === 0 ? source : undefined));
    this.#outer.push(this.#sources);
  }
  /** At the end of that code. */
  leave(): void {
    const before = this.#outer.pop()!;
    this.compute(flagList.reduce((all, flag, i) => (this.#sources[i] === before[i] ? all : all | flag), 0));
    this.#sources = before;
  }

  /** Must the local keep its value? */
  holds(local: Local): boolean {
    if (isIn(this.#sources, local)) return true;
    return this.#outer.length > 0 && this.#outer.some((sources) => isIn(sources, local));
  }

  /** C as 0 or 1. */
  pushCarry(): void {
    this.#pushFlag(C);
  }

  /** 1 where a condition, 0 (EQ) to 13 (LE), holds, else 0. */
  pushCondition(condition: number): void {
    const code = this.#code;
    const source = this.#commonSource(flagsRead[condition >> 1]! & allFlags);
    const comparison = source?.from === 'sub' ? comparisons[condition] : undefined;
    const sign = source?.from === 'nz' ? signs[condition] : undefined;
    if (comparison !== undefined) code.get(source!.args[0]!).get(source!.args[1]!).op(comparison);
    else if (sign !== undefined) code.get(source!.args[0]!).i32(0).op(sign);
    else {
      this.#pushHolds(condition >> 1);
      if ((condition & 1) !== 0) code.op('i32.eqz');
    }
  }

  get #withSource(): number {
    let all = 0;
    for (let i = 0; i < flagCount; i++) if (this.#sources[i] !== undefined) all |= flagList[i]!;
    return all;
  }

  /** Where all of these flags come from. */
  #commonSource(flags: number): Source | undefined {
    let common: Source | undefined;
    let isFirst = true;
    for (let i = 0; i < flagCount; i++) {
      if ((flags & flagList[i]!) === 0) continue;
      const source = this.#sources[i];
      if (!isFirst && source !== common) return undefined;
      common = source;
      isFirst = false;
    }
    return common;
  }

  #pushHolds(pair: number): void {
    const code = this.#code;
    const notZero = (): void => {
      this.#pushFlag(Z);
      code.i32(0).op('i32.ne');
    };
    const equalNV = (): void => {
      this.#pushFlag(N);
      this.#pushFlag(V);
      code.op('i32.xor').i32(0).op('i32.ge_s');
    };
    switch (pair) {
      case 0:
        this.#pushFlag(Z);
        code.op('i32.eqz');
        return;
      case 1:
        this.#pushFlag(C);
        return;
      case 2:
      case 3:
        this.#pushFlag(pair === 2 ? N : V);
        code.i32(31).op('i32.shr_u');
        return;
      case 4:
        this.#pushFlag(C);
        notZero();
        code.op('i32.and');
        return;
      case 5:
        equalNV();
        return;
      default:
        equalNV();
        notZero();
        code.op('i32.and');
    }
  }

  #pushFlag(flag: Flag): void {
    const place = flagList.indexOf(flag);
    const source = this.#sources[place];
    if (source === undefined && this.#mayBeOpen) throw new Error('an open flag is read');
    if (source === undefined) this.#code.get(this.#locals[place]!);
    else this.#push(flag, source);
  }

  /** The value for the flag's local. */
  #push(flag: Flag, source: Source): void {
    const code = this.#code;
    const first = source.args[0]!;
    switch (source.from) {
      case 'c':
        code.get(first);
        return;
      case 'nz':
        code.get(first);
        return;
      case 'nzcv':
        code.get(first);
        if (flag === Z) code.i32(30).op('i32.shr_u').i32(1).op('i32.and', 'i32.eqz');
        else if (flag === C) code.i32(29).op('i32.shr_u').i32(1).op('i32.and');
        else if (flag === V) code.i32(3).op('i32.shl');
        return;
      default:
        if (flag === C) this.#pushCarryOf(source);
        else if (flag === V) this.#pushOverflowOf(source);
        else this.#pushResult(source);
    }
  }

  #pushResult({ from, args }: Source): void {
    const code = this.#code;
    code.get(args[0]!).get(args[1]!);
    code.op(from === 'sub' ? 'i32.sub' : 'i32.add');
    if (from === 'addCarry') code.get(args[2]!).op('i32.add');
  }

  #pushCarryOf(source: Source): void {
    const code = this.#code;
    const a = source.args[0]!;
    if (source.from === 'sub') {
      code.get(a).get(source.args[1]!).op('i32.ge_u');
      return;
    }
    this.#pushResult(source);
    code.get(a).op('i32.lt_u');
    if (source.from !== 'addCarry') return;
    // With a carry in, a result that is the operand has come round as well.
    this.#pushResult(source);
    code.get(a).op('i32.eq').get(source.args[2]!).op('i32.and', 'i32.or');
  }

  /** Bit 31: operands with the same sign (of a difference: with different signs), and another sign of the result. */
  #pushOverflowOf(source: Source): void {
    const code = this.#code;
    const a = source.args[0]!;
    const b = source.args[1]!;
    code.get(a);
    if (source.from === 'sub') code.get(b);
    else this.#pushResult(source);
    code.op('i32.xor').get(source.from === 'sub' ? a : b);
    this.#pushResult(source);
    code.op('i32.xor', 'i32.and');
  }
}
