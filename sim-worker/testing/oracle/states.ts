/** States before an instruction: any values, but bases that point into the window and branches that land on a trap. */
import { floatOperands } from './floats';
import { place, poolStates, stateWords, windowWords, word } from './layout';
import { isBranch, type Program } from './programs';
import type { Random } from './random';

/** What registers and memory hold: anything; what a stack pointer can be made of; where a branch can go. */
export type Kind = 'any' | 'stack' | 'landing';
const kinds: readonly Kind[] = ['any', 'any', 'any', 'any', 'any', 'any', 'stack', 'landing'];
const kindOfState = (index: number): Kind => kinds[index % kinds.length]!;
export const stateOfKind = (kind: Kind, random: Random): number => {
  const first = kind === 'any' ? random.below(kinds.length - 2) : kinds.indexOf(kind);
  return first + kinds.length * random.below(poolStates / kinds.length);
};

/** Largest block that one instruction moves, in both directions of its base. */
const reach = 136;
/** Space below and above a stack pointer for what is pushed and popped. */
const stackMargin = 0x400;
const thumb = 1 << 24;
const stkAlign = 1 << 9;

const stackPointer = (random: Random): number =>
  place.stacks + stackMargin + 4 * random.below((place.stacksBytes - 2 * stackMargin) / 4);
const farFromWindow = (random: Random): number => place.stacks + stackMargin + 4 * random.below(0x1000);
const landing = (random: Random): number => (place.traps + random.below(place.trapsBytes)) | (random.oneIn(10) ? 0 : 1);
const small = (random: Random): number => random.below(0x200) - 0x100;

function value(kind: Kind, random: Random): number {
  if (kind === 'any') return random.int();
  if (kind === 'stack') return random.oneIn(3) ? stackPointer(random) : small(random);
  return random.oneIn(6) ? small(random) : landing(random);
}
const content = (kind: Kind, random: Random): number => {
  if (kind === 'any') return random.oneIn(2) ? random.int() : random.float(127);
  return kind === 'stack' ? stackPointer(random) : landing(random);
};

/** All states that the cases of one run start from. */
export function statePool(random: Random): Int32Array {
  const pool = new Int32Array(poolStates * stateWords);
  for (let n = 0; n < poolStates; n++) {
    const kind = kindOfState(n);
    const state = pool.subarray(n * stateWords, (n + 1) * stateWords);
    const exponent = random.below(255);
    for (let i = 0; i < 15; i++) state[word.r + i] = value(kind, random);
    for (let i = 0; i < 32; i++) state[word.s + i] = random.float(exponent);
    for (let i = 0; i < windowWords; i++) state[word.window + i] = content(kind, random);
    state[word.sp] = farFromWindow(random);
    state[word.msp] = farFromWindow(random);
    state[word.control] = 2 | (random.oneIn(8) ? 1 : 0);
    state[word.primask] = random.oneIn(4) ? 1 : 0;
    state[word.basepri] = random.oneIn(4) ? random.below(16) << 4 : 0;
  }
  return pool;
}

/** What a text says about registers: which it names, and of what its address is made. */
export type Plan = {
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  readonly access: Access | undefined;
  /** The stack pointer or the PC is written, as far as the text can tell. */
  readonly hasSp: boolean;
  readonly isBranch: boolean;
  readonly isWfi: boolean;
  readonly isControl: boolean;
};
type Access = {
  readonly base: number;
  readonly index: number | undefined;
  readonly shift: number;
  readonly offset: number;
  /** Other addresses fault. */
  readonly mustAlign: number;
};

const numberOf = (register: string): number => ({ sp: 13, lr: 14, pc: 15 })[register] ?? Number(register.slice(1));
const simple = /\[(r\d+|sp|lr|pc)(?:, (?:#(-?\w+)|(r\d+|sp|lr)(?:, lsl #(\d))?))?\]/;
const list = /^(?:v|f)?(?:ld|st)m\S* (r\d+|sp|lr)!?, \{/;

function accessOf(text: string): Access | undefined {
  if (/^v?(push|pop)/.test(text)) return { base: 13, index: undefined, shift: 0, offset: 0, mustAlign: 4 };
  const multiple = list.exec(text);
  if (multiple !== null) return { base: numberOf(multiple[1]!), index: undefined, shift: 0, offset: 0, mustAlign: 4 };
  const found = simple.exec(text);
  if (found === null) return undefined;
  const [, base = '', offset, index, shift] = found;
  const exclusive = /^(?:ld|st)rex([bh]?)/.exec(text);
  const mustAlign =
    exclusive === null ? (/^(vldr|vstr|ldrd|strd)/.test(text) ? 4 : 1) : ({ b: 1, h: 2 }[exclusive[1]!] ?? 4);
  return {
    base: numberOf(base),
    index: index === undefined ? undefined : numberOf(index),
    shift: Number(shift ?? 0),
    offset: offset === undefined ? 0 : offset.startsWith('-') ? -Number(offset.slice(1)) : Number(offset),
    mustAlign,
  };
}

export function planOf({ text, accessText }: Program): Plan {
  const ints = new Set((`${text} ${accessText}`.match(/\b(r\d+|lr)\b/g) ?? []).map(numberOf));
  const floats = new Set<number>();
  for (const [, kind, n] of text.matchAll(/\b([sd])(\d+)\b/g)) {
    if (kind === 's') floats.add(Number(n));
    else floats.add(2 * Number(n)).add(2 * Number(n) + 1);
  }
  return {
    ints: [...ints].filter((n) => n < 15),
    floats: [...floats].filter((n) => n < 32),
    access: accessOf(accessText),
    hasSp: /\b(sp|msp|psp|control)\b/.test(text),
    isBranch: isBranch(text),
    isWfi: text.startsWith('wfi'),
    isControl: text.startsWith('msr control'),
  };
}

/** One bit per flag and GE; T. */
const statusBits = (random: Random): number => ((random.word() & 0xf80f_0000) | thumb) >>> 0;
/** ITSTATE in its two places of xPSR. A branch may only be the last of the block. */
export function itBits(random: Random, isLast: boolean): number {
  const condition = random.below(14);
  const mask = isLast ? 8 : 1 + random.below(15);
  const it = (condition << 4) | mask;
  return ((it & 3) << 25) | ((it >>> 2) << 10);
}

const fpscrModes = (random: Random): number => {
  const modes = random.oneIn(2) ? 0 : random.below(8) << 24;
  return (random.below(4) << 22) | modes | (random.oneIn(2) ? 0 : random.word() & 0xf000_009f);
};

const inverse: Readonly<Record<number, number>> = { 1: 0xaaaa_aaab, 2: 0xcccc_cccd, 3: 0x38e3_8e39 };

/** Gives base and index such values that the access is at `target`. */
function aim(access: Access, target: number, random: Random, set: (register: number, value: number) => void): void {
  const { base, index, shift, offset } = access;
  if (base === 15) {
    if (index !== undefined) set(index, random.below(0x100));
  } else if (index === undefined) set(base, (target - offset) | 0);
  else if (index !== base) {
    const some = random.oneIn(4) ? random.word() | 0 : small(random);
    const chosen = base === 13 ? small(random) & ~3 : some;
    set(index, chosen);
    set(base, (target - (chosen << shift)) | 0);
  } else if (shift === 0) set(base, target >>> 1);
  else set(base, Math.imul(target, inverse[shift]!));
}

function target(access: Access, random: Random): number {
  if (random.oneIn(40)) return place.hole + random.below(0x1000);
  const inside = place.window + reach + random.below(4 * windowWords - 2 * reach);
  const isOdd = access.mustAlign > 1 ? random.oneIn(12) : random.oneIn(3);
  return isOdd ? inside : inside & ~3;
}

export type CaseOptions = { readonly plan: Plan; readonly kind: Kind; readonly pc: number; readonly it: number };

/** Differences to the pooled state, as pairs of word and value. */
export function overridesOf({ plan, kind, pc, it }: CaseOptions, random: Random): readonly number[] {
  const changes = new Map<number, number>();
  const exponent = random.below(255);
  for (const n of plan.ints) changes.set(n, value(kind, random));
  for (const n of plan.floats) changes.set(word.s + n, random.float(exponent));
  if (plan.floats.length > 0 && !random.oneIn(3)) {
    const together = floatOperands(random).slice(plan.floats.length === 3 ? 0 : 1);
    plan.floats.slice(0, together.length).forEach((n, i) => {
      changes.set(word.s + n, together[i]!);
    });
  }
  if (plan.isControl) for (const n of plan.ints) changes.set(n, random.below(4));
  if (plan.access !== undefined)
    aim(plan.access, target(plan.access, random), random, (n, to) => changes.set(n, n === word.sp ? to & ~3 : to));
  changes.set(word.pc, pc);
  changes.set(word.xpsr, statusBits(random) | it);
  changes.set(word.fpscr, fpscrModes(random));
  changes.set(word.ccr, stkAlign | (random.oneIn(8) ? 8 : 0) | (random.oneIn(8) ? 16 : 0));
  if (plan.isWfi) changes.set(word.pend, 1).set(word.primask, 1);
  return [...changes].flat();
}

/** All registers point into the window. */
export function harmlessOverrides(random: Random): readonly number[] {
  const pointer = (): number => place.window + reach + 4 * random.below(windowWords - reach / 2);
  const pointers = Array.from({ length: 13 }, (_, n) => [word.r + n, pointer()]).flat();
  const rest = { lr: pointer(), pc: place.code, xpsr: statusBits(random), ccr: stkAlign, control: 2 };
  return [...pointers, ...Object.entries(rest).flatMap(([name, to]) => [word[name as keyof typeof rest], to])];
}

const inStacks = (sp: number): boolean => sp >= place.stacks + 0x100 && sp < place.stacks + place.stacksBytes - 0x100;

/** Can the harness put the frame from which it starts on the stack? */
export const isPossible = (before: Int32Array): boolean => inStacks(before[word.sp]! >>> 0);

/** Can the harness take back control: a stack for the frame, a trap where the PC is? */
export function isRecoverable(after: Int32Array, pc: number, { text, length }: Program): boolean {
  const landed = after[word.pc]! >>> 0;
  if (!inStacks(after[word.sp]! >>> 0) || after[word.faultmask] !== 0 || (after[word.control]! & 4) !== 0) return false;
  const faulted = after[word.cfsr] !== 0 || after[word.exception] !== 3;
  if (landed >= pc && landed < pc + 2 * length) return faulted || text.startsWith('bkpt');
  return landed >= place.traps && landed < place.traps + place.trapsBytes;
}
