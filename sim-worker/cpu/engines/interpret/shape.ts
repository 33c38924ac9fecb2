/** What instructions have in common that share a handler, and in what they differ: the words that their handler reads. */
import { conditionHolds } from '../../isa/condition';
import type { Effect, Node, OpName } from '../effects';
import { bodyOf, nodesOf } from '../emit/usage';
import { floatRegisterAt, registerAt } from '../support/addresses';

/** How control goes on behind an instruction, when it does not branch. */
type Following = {
  /** Is the next instruction in this guest page? */
  readonly near: boolean;
  /** Is it in an IT block? */
  readonly inIT: boolean;
};

/** An instruction with all that its handler depends on. */
export type Site = {
  readonly pc: number;
  readonly length: 2 | 4;
  readonly cycles: number;
  readonly isFloat: boolean;
  readonly effects: readonly Effect[];
  /** ITSTATE before it; 0 outside of an IT block. */
  readonly itState: number;
  readonly itStateAfter: number;
  readonly following: Following;
  /** The record of a branch target in the same page. */
  readonly recordOf: (target: number) => number | undefined;
};

/** Words before those of the effects: the PC; in an IT block also ITSTATE before and after, and where its condition holds. */
export const operandAt = { pc: 0, itState: 1, itStateAfter: 2, truth: 3 } as const;

/** Constants that say more about the operation than about the one instruction. */
const isStructural = (value: number, of: OpName | undefined, place: number): boolean => {
  if (of === 'and') return value === 1 || value === 0xff || value === 0xffff || value === 0x00ff_00ff;
  return of === 'lessUnsigned' || of === 'select' || (of === 'sub' && place === 0 && value !== 0);
};

/** By condition: bit N Z C V of the number is 1 where it holds. */
const truths: readonly number[] = Array.from({ length: 16 }, (_, condition) => {
  let truth = 0;
  for (let nzcv = 0; nzcv < 16; nzcv++) {
    const flags = Int32Array.from([8, 4, 2, 1], (bit) => nzcv & bit);
    if (conditionHolds(flags, condition)) truth |= 1 << nzcv;
  }
  return truth;
});

export class Shape {
  /** Equal keys: the same handler. */
  readonly key: string;
  /** The operand words of this instruction. */
  readonly words: readonly number[];
  readonly site: Site;
  readonly #words: number[];
  /** Of each word: the constant or target that it holds, or the address of the register that it names. */
  readonly #owners: (Node | number | undefined)[];
  /** The target of the instruction's branch, when that is in this page. */
  #near: Node | undefined;
  /** Operations and effects in the order in which they were met. */
  readonly #known: (Node | Effect)[] = [];

  constructor(site: Site) {
    this.site = site;
    const { pc, itState, itStateAfter } = site;
    this.#words = [pc | 0];
    if (itState !== 0) this.#words.push(itState, itStateAfter, truths[itState >>> 4]!);
    else if (itStateAfter !== 0) this.#words.push(0, itStateAfter);
    this.words = this.#words;
    this.#owners = this.#words.map(() => undefined);
    this.key = `${this.#frame()}${this.#effects(site.effects)}`;
  }

  /** Place of the word with a register's address; undefined for the stack pointer, which has no word. */
  registerWord(r: number): number | undefined {
    return r === 13 ? undefined : this.#wordOf(registerAt(r));
  }
  floatRegisterWord(r: number): number {
    return this.#wordOf(floatRegisterAt(r))!;
  }
  /** Undefined: the constant is part of the shape. */
  constantWord(node: Node): number | undefined {
    return this.#wordOf(node);
  }
  /** Place of the word with the record of a branch target; undefined when it is not in this page. */
  nearTargetWord(node: Node): number | undefined {
    return node === this.#near ? this.#wordOf(node) : undefined;
  }

  #frame(): string {
    const { length, cycles, isFloat, itState, itStateAfter, following } = this.site;
    const it = `${itState === 0 ? '' : 'i'}${itStateAfter === 0 ? '' : 'j'}`;
    return `${length}${cycles}${isFloat ? 'f' : ''}${it}${following.near ? '' : 'x'}:`;
  }

  #effects(effects: readonly Effect[]): string {
    let text = '';
    for (const effect of effects) text += this.#effect(effect);
    return text;
  }

  #effect(effect: Effect): string {
    this.#known.push(effect);
    const values = effect.kind === 'branch' ? this.#target(effect.target) : this.#nodes(nodesOf(effect), undefined);
    return `${effect.kind}${this.#detail(effect)}(${values})${this.#effects(bodyOf(effect))};`;
  }

  /** What an effect is, besides its values. */
  #detail(effect: Effect): string {
    switch (effect.kind) {
      case 'setReg':
        return this.#register(effect.r);
      case 'setFreg':
        return this.#floatRegister(effect.r);
      case 'cell':
      case 'setCell':
      case 'setMask':
      case 'float':
        return effect.name;
      case 'flags':
        return effect.from;
      case 'load':
        return `${effect.bytes}${effect.signed ? 's' : ''}${effect.unprivileged ? 'u' : ''}`;
      case 'store':
        return `${effect.bytes}${effect.unprivileged ? 'u' : ''}`;
      case 'loadExclusive':
      case 'storeExclusive':
        return `${effect.bytes}`;
      case 'loadMany':
        return `${effect.count}`;
      case 'storeMany':
        return `${effect.values.length}`;
      case 'divide':
        return effect.signed ? 's' : '';
      case 'floatCompare':
        return effect.signalling ? 's' : '';
      case 'floatToFixed':
      case 'fixedToFloat': {
        const { fraction, unsigned, size, ownRounding } = effect.fixed;
        return `${fraction}${unsigned ? 'u' : ''}${size}${ownRounding ? 'o' : ''}`;
      }
      case 'branch':
        return `${effect.why === 'call' ? 'c' : ''}${effect.exchange ? 'x' : ''}`;
      default:
        return '';
    }
  }

  #target(target: Node): string {
    const record = target.kind === 'const' ? this.site.recordOf(target.value >>> 0) : undefined;
    if (record === undefined) return this.#node(target, undefined, 0);
    this.#near = target;
    this.#word(record, target);
    return 'near';
  }

  #nodes(nodes: readonly Node[], of: OpName | undefined): string {
    let text = '';
    for (let i = 0; i < nodes.length; i++) text += `${this.#node(nodes[i]!, of, i)},`;
    return text;
  }

  #node(node: Node, of: OpName | undefined, place: number): string {
    switch (node.kind) {
      case 'const':
        return this.#constant(node, of, place);
      case 'reg':
        return this.#register(node.r);
      case 'freg':
        return this.#floatRegister(node.r);
      case 'carry':
        return 'C';
      case 'condition':
        return `?${node.code}`;
      case 'result':
        return `=${this.#known.indexOf(node.of)}.${node.part}`;
      case 'op':
        return this.#operation(node);
    }
  }

  /** An operation that was met before is named by its number: written out again, a chain of them would never end. */
  #operation(node: Node & { readonly kind: 'op' }): string {
    const known = this.#known.indexOf(node);
    if (known >= 0) return `=${known}`;
    this.#known.push(node);
    return `${node.name}(${this.#nodes(node.args, node.name)})`;
  }

  #constant(node: Node & { readonly kind: 'const' }, of: OpName | undefined, place: number): string {
    const known = this.#wordOf(node);
    if (known !== undefined) return `#${known}`;
    if (isStructural(node.value, of, place)) return `!${node.value}`;
    return `#${this.#word(node.value, node)}`;
  }

  #register(r: number): string {
    return r === 13 ? 'sp' : `r${this.#address(registerAt(r))}`;
  }

  #floatRegister(r: number): string {
    return `s${this.#address(floatRegisterAt(r))}`;
  }

  #address(address: number): number {
    return this.#wordOf(address) ?? this.#word(address, address);
  }

  #word(value: number, owner: Node | number): number {
    this.#owners.push(owner);
    return this.#words.push(value | 0) - 1;
  }

  #wordOf(owner: Node | number): number | undefined {
    const word = this.#owners.indexOf(owner);
    return word < 0 ? undefined : word;
  }
}
