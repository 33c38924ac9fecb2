/**
 * Programs of random instructions that never end and always know where they are: straight code, IT blocks, forward jumps,
 * counted loops, calls, accesses to RAM and to the core's own registers, and an exception that they ask for themselves.
 */
import type { Effect, Node } from '../cpu/engines/effects';
import { needsEvaluator, nodesOf } from '../cpu/engines/emit/usage';
import { type Recorder, record } from '../cpu/engines/recorder';
import { decode } from '../cpu/isa/decode';
import type { Encoding } from '../cpu/isa/encoding';
import { encodings } from '../cpu/isa/table';
import type { Random } from './oracle/random';

/** Where data lies; programs may also reach a little below and above. */
const dataAt = 0x1001_4000;
const icsr = 0xe000_ed04;
/** Registers of the core that may be read at any time. */
const readable = [0xe000_ed00, 0xe000_ed08, 0xe000_e010, 0xe000_e100, icsr] as const;

const base = 7;
const counters = [8, 10] as const;
const [sp, lr] = [13, 14];
/** What no random instruction may change: the base of accesses, loop counters, stack pointer and return address. */
const kept = (1 << base) | (1 << counters[0]) | (1 << counters[1]) | (1 << sp) | (1 << lr);
const attempts = 300;

type Halves = readonly number[];

export class RandomProgram {
  readonly #random: Random;
  readonly #start: number;
  readonly #halves: number[] = [];

  /** The program will lie at `start`. */
  constructor(random: Random, start: number) {
    this.#random = random;
    this.#start = start;
  }

  /** A program of about so many statements, each up to some dozen instructions. */
  make(statements: number): Halves {
    this.#setBase(dataAt);
    const again = this.#pc;
    const calls: number[] = [];
    for (let i = 0; i < statements; i++) this.#statement(2, calls);
    this.#jump(again);
    const routines = [this.#pc];
    this.#routine(true);
    routines.push(this.#pc);
    this.#routine(false);
    for (const at of calls) this.#put(at, callTo(at, this.#random.pick(routines)));
    return this.#halves;
  }

  get #pc(): number {
    return this.#start + 2 * this.#halves.length;
  }

  #put(at: number, halves: Halves): void {
    halves.forEach((half, i) => {
      this.#halves[(at - this.#start) / 2 + i] = half;
    });
  }

  #add(...halves: Halves): void {
    this.#halves.push(...halves);
  }

  /** `depth`: how many loops may be around it. */
  #statement(depth: number, calls: number[]): void {
    const random = this.#random;
    switch (random.below(14)) {
      case 0:
        this.#itBlock();
        return;
      case 1:
      case 2:
        this.#forwardJump(depth, calls);
        return;
      case 3:
        if (depth > 0) this.#loop(depth - 1, calls);
        return;
      case 4:
        calls.push(this.#pc);
        this.#add(0, 0);
        return;
      case 5:
        this.#ownRegister();
        return;
      case 6:
      case 7:
      case 8:
        this.#access();
        return;
      case 9:
        this.#table(calls);
        return;
      case 10:
        // ldr rt, [pc, #]: somewhere in the program
        this.#add(0x4800 | (random.below(7) << 8) | random.below(32));
        return;
      default:
        for (let i = random.below(4); i >= 0; i--) this.#some(isPlain, false);
    }
  }

  #routine(isLeaf: boolean): void {
    if (!isLeaf) this.#add(0xb510);
    for (let i = 0; i < 3; i++) this.#statement(0, []);
    this.#add(isLeaf ? 0x4770 : 0xbd10);
  }

  #itBlock(): void {
    const condition = this.#random.below(14);
    const mask = 1 + this.#random.below(15);
    this.#add(0xbf00 | (condition << 4) | mask);
    const length = 4 - Math.log2(mask & -mask);
    for (let i = 0; i < length; i++) this.#some(isPlain, true);
  }

  #forwardJump(depth: number, calls: number[]): void {
    const at = this.#pc;
    this.#add(0);
    for (let i = this.#random.below(3); i >= 0; i--) this.#statement(0, calls);
    const distance = this.#pc - at - 4;
    const byZero = this.#random.oneIn(3) && distance >= 0 && distance < 128;
    if (byZero) this.#put(at, [this.#compareAndJump(distance)]);
    else if (distance < 254) this.#put(at, [0xd000 | (this.#random.below(14) << 8) | ((distance >> 1) & 0xff)]);
    else this.#put(at, [0xe000 | (distance >> 1)]);
    if (depth > 0 && this.#random.oneIn(4)) this.#statement(depth - 1, calls);
  }

  #compareAndJump(distance: number): number {
    const not = this.#random.below(2) << 11;
    return 0xb100 | not | ((distance >> 6) << 9) | (((distance >> 1) & 0x1f) << 3) | this.#random.below(7);
  }

  #loop(depth: number, calls: number[]): void {
    const counter = counters[depth]!;
    // mov.w counter, #n ... subs.w counter, #1; bne.w
    this.#add(0xf04f, (counter << 8) | (1 + this.#random.below(40)));
    // Perhaps into its middle first.
    const entry = this.#random.oneIn(3) ? this.#pc : undefined;
    if (entry !== undefined) this.#add(0);
    const again = this.#pc;
    for (let i = this.#random.below(3); i >= 0; i--) this.#statement(depth, calls);
    if (entry !== undefined) {
      const distance = this.#pc - entry - 4;
      this.#put(entry, [distance < 254 ? 0xd000 | (this.#random.below(14) << 8) | ((distance >> 1) & 0xff) : 0xbf00]);
      this.#statement(0, calls);
    }
    this.#add(0xf1b0 | counter, (counter << 8) | 1);
    const offset = (again - this.#pc - 4) >> 1;
    this.#add(0xf040 | ((offset >> 11) & 0x3f) | (1 << 10), 0xa800 | (offset & 0x7ff));
  }

  /** TBB or TBH over four cases. */
  #table(calls: number[]): void {
    const isWide = this.#random.oneIn(2);
    const index = this.#random.below(7);
    // and.w index, any, #3
    this.#add(0xf000 | this.#random.pick([...counters, 0, 1, 2]), (index << 8) | 3);
    this.#add(0xe8d0 | 15, 0xf000 | (isWide ? 0x10 : 0) | index);
    const from = this.#pc;
    this.#add(...Array.from({ length: isWide ? 4 : 2 }, () => 0));
    const entries: number[] = [];
    const ends: number[] = [];
    for (let i = 0; i < 4; i++) {
      entries.push((this.#pc - from) / 2);
      this.#statement(0, calls);
      ends.push(this.#pc);
      this.#add(0);
    }
    for (const at of ends) this.#put(at, [0xe000 | (((this.#pc - at - 4) >> 1) & 0x7ff)]);
    if (isWide) this.#put(from, entries);
    else this.#put(from, [entries[0]! | (entries[1]! << 8), entries[2]! | (entries[3]! << 8)]);
  }

  /** A load from a register of the core, or PendSV becomes pending. */
  #ownRegister(): void {
    if (this.#random.oneIn(3)) {
      this.#setBase(icsr);
      // mov.w r0, #PENDSVSET, bit 28; str r0, [base]
      this.#add(0xf04f, 0x5080);
      this.#add(0x6000 | (base << 3));
    } else {
      this.#setBase(this.#random.pick(readable));
      this.#add(0x6800 | (base << 3) | this.#random.below(7));
    }
    this.#setBase(dataAt);
  }

  #access(): void {
    this.#some(isAccess, false);
    this.#setBase(dataAt + 4 * this.#random.below(64));
  }

  /** movw, movt */
  #setBase(value: number): void {
    for (const [opcode, half] of [
      [0xf240, value & 0xffff],
      [0xf2c0, value >>> 16],
    ] as const)
      this.#add(
        opcode | (half >>> 12) | (((half >>> 11) & 1) << 10),
        (((half >>> 8) & 7) << 12) | (base << 8) | (half & 0xff),
      );
  }

  #jump(to: number): void {
    const offset = (to - this.#pc - 4) >> 1;
    // b.w
    const s = offset < 0 ? 1 : 0;
    this.#add(0xf000 | (s << 10) | ((offset >> 11) & 0x3ff), 0xb800 | (offset & 0x7ff));
  }

  #some(fits: (recorded: Recorder) => boolean, inIT: boolean): void {
    for (let i = 0; i < attempts; i++) {
      const halves = this.#filled(this.#random.pick(encodings));
      const instruction = decode(halves[0]!, halves[1] ?? 0, this.#pc, inIT);
      if (instruction === undefined || instruction.length !== 2 * halves.length) continue;
      const recorded = record(instruction);
      if (needsEvaluator(recorded.effects) || (recorded.mayDef & kept & ~(1 << base)) !== 0) continue;
      if (!fits(recorded)) continue;
      this.#add(...halves);
      return;
    }
    this.#add(0xbf00);
  }

  #filled(entry: Encoding): Halves {
    const word = ((this.#random.word() & ~entry.mask) | entry.value) >>> 0;
    return entry.width === 16 ? [word & 0xffff] : [word >>> 16, word & 0xffff];
  }
}

/** bl */
function callTo(at: number, to: number): Halves {
  const offset = (to - at - 4) >> 1;
  const s = offset < 0 ? 1 : 0;
  return [0xf000 | (s << 10) | ((offset >> 11) & 0x3ff), 0xf800 | (offset & 0x7ff)];
}

const ofAll = (effects: readonly Effect[], holds: (effect: Effect) => boolean): boolean =>
  effects.every((effect) => holds(effect) && (effect.kind !== 'when' || ofAll(effect.body, holds)));

function isPlain({ effects, touchesMemory, mayDef }: Recorder): boolean {
  if (touchesMemory || (mayDef & (1 << base)) !== 0) return false;
  return ofAll(effects, ({ kind }) => kind !== 'branch' && kind !== 'setItState');
}

/** Loads and stores near the base. */
function isAccess({ effects, touchesMemory }: Recorder): boolean {
  if (!touchesMemory) return false;
  return ofAll(effects, (effect) => {
    if (effect.kind === 'branch') return false;
    const isMemory = /^(load|store)/.test(effect.kind);
    return !isMemory || isNearBase(nodesOf(effect)[0]!);
  });
}

function isNearBase(address: Node): boolean {
  if (address.kind === 'reg') return address.r === base;
  if (address.kind !== 'op' || (address.name !== 'add' && address.name !== 'sub')) return false;
  const [first, second] = address.args as [Node, Node];
  return first.kind === 'reg' && first.r === base && second.kind === 'const';
}
