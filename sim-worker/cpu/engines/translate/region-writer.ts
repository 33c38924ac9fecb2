/** The code of a region while it is written: state in local variables, blocks as nested blocks and loops. */
import type { FlagSource, Node } from '../effects';
import { Emitter } from '../emit/emitter';
import type { Places, SupportCalls } from '../emit/places';
import { pushReach } from '../floats/plain';
import { budgetAt, fpReadyAt, notStraight, registerAt, troubleAt } from '../support/addresses';
import { reasons } from '../support/reasons';
import type { Code, Label, Local } from '../wasm/code';
import type { ValueType } from '../wasm/opcodes';
import { type Cost, nothing } from './account';
import { type Block, placeBehind, type Step } from './blocks';
import { armsAt, flagsWritten } from './conditional';
import type { ExitParts, Exits } from './exits';
import { inLocals, type KnownFlags, perhapsOpen } from './flags';
import { type Jump, writeJumps } from './jump-table';
import type { Liveness } from './liveness';
import { type Region, refillCycles, skippedCycles } from './region';
import { always, type State, union } from './state';
import type { Form } from './structure';
import { Temporaries } from './temporaries';

/** So many addresses are looked for one by one. */
const fewPlaces = 4;

/** What the code of memory is taken for, while the region lives. */
export type Constants = (address: number, bytes: 1 | 2 | 4) => number | undefined;

type WriterParts = ExitParts & {
  readonly calls: SupportCalls;
  readonly region: Region;
  readonly liveness: Liveness;
  readonly exits: Exits;
  readonly constants: Constants;
  /** Holds what `pushFloatReach` leaves. */
  readonly floatReach: Local;
};

type Known = { readonly flags: KnownFlags; readonly spent: Cost; readonly fpIsReady: boolean };

export class RegionWriter implements Places {
  readonly code: Code;
  readonly constantAt: Constants;
  readonly #parts: WriterParts;
  readonly #temporaries: Temporaries;
  readonly #emitter: Emitter;
  /** Blocks that can be gone to from here. */
  readonly #labels = new Map<number, Label>();
  /** Of a region that dispatches: its loop, and which block comes next. */
  #dispatch: { readonly again: Label; readonly next: Local; readonly nodes: readonly number[] } | undefined;
  #block = 0;
  #step!: Step;
  /** What may be changed before and after the step. */
  #before!: State;
  #after!: State;
  #fpIsReady = false;
  /** What is known at the beginning of blocks that are entered in one way, from there. */
  readonly #known = new Map<number, Known>();

  constructor(parts: WriterParts) {
    this.code = parts.code;
    this.constantAt = parts.constants;
    this.#parts = parts;
    this.#temporaries = new Temporaries(parts.code);
    this.#emitter = new Emitter(this, parts.calls);
  }

  write(): void {
    this.#forms(this.#parts.region.forms);
  }

  pushReg(r: number): void {
    this.code.get(this.#parts.registers.word(r));
  }
  popReg(r: number): void {
    this.code.set(this.#parts.registers.word(r));
  }
  pushFreg(r: number): void {
    this.code.get(this.#parts.registers.float(r));
  }
  popFreg(r: number): void {
    this.code.set(this.#parts.registers.float(r));
  }
  pushConst(node: Node & { readonly kind: 'const' }): void {
    this.code.i32(node.value);
  }
  pushCarry(): void {
    this.#parts.flags.pushCarry();
  }
  pushCondition(condition: number): void {
    this.#parts.flags.pushCondition(condition);
  }
  setFlags(from: FlagSource, args: readonly Local[]): void {
    this.#parts.flags.set(from, args);
  }
  temporary(type: ValueType): Local {
    return this.#temporaries.take(type);
  }
  evaluateInstead(): void {
    this.#leave(reasons.evaluate);
  }
  pushFloatReach(): void {
    this.code.get(this.#parts.floatReach);
  }
  floatStatusChanged(): void {
    if (!this.#parts.region.computesFloats) return;
    pushReach(this.code);
    this.code.set(this.#parts.floatReach);
  }
  seldom(call: () => void): void {
    if (this.#step.isIndirect) {
      call();
      this.floatStatusChanged();
    } else this.#leaveOnce();
  }

  slowAccess(quick: (() => void) | undefined, full: () => void): void {
    const { code } = this;
    if (this.#step.isSlow) {
      const { budget } = this.#parts.account;
      code.i32(0).i32(this.#step.instruction.pc).memory('i32.store', registerAt(15));
      code.i32(0).get(budget).memory('i64.store', budgetAt);
      full();
      this.floatStatusChanged();
      code.i32(0).memory('i64.load', budgetAt).set(budget);
      code.i32(0).memory('i32.load', troubleAt).if();
      this.#leave(reasons.fault);
      code.op('end');
    } else if (quick === undefined || !this.#step.isIndirect) {
      this.#leaveOnce();
    } else {
      quick();
      code.i32(0).memory('i32.load', troubleAt).if();
      this.evaluateInstead();
      code.op('end');
    }
  }

  branch(target: Node, pushTarget: () => void): void {
    const { exits, region } = this.#parts;
    const cycles = this.#step.instruction.cycles + refillCycles;
    if (target.kind === 'const') {
      const pc = (target.value & ~1) >>> 0;
      const block = region.numberOf(pc, this.#block);
      if (block === undefined) exits.goOn(pc, this.#after, cycles);
      else this.#goTo(block, cycles);
      return;
    }
    const pc = this.temporary('i32');
    pushTarget();
    this.code.i32(~1).op('i32.and').set(pc);
    exits.goOnAt(pc, this.#after, this.#lookUp(pc, cycles));
  }

  /**
   * Goes to the block that begins at an address which the table of a branch holds, or a call left, if it is one of them. Answers what the
   * instruction still costs where it is none.
   */
  #lookUp(pc: Local, cycles: number): number | undefined {
    const { code } = this;
    const { region, flags, liveness, account } = this.#parts;
    const blocks = new Map(
      this.#step.targets.flatMap((target): [number, number][] => {
        const block = region.numberOf(target, this.#block);
        return block === undefined ? [] : [[target, block]];
      }),
    );
    if (blocks.size <= fewPlaces) {
      for (const [target, block] of blocks) {
        code.get(pc).i32(target).op('i32.eq').if();
        this.#goTo(block, cycles);
        code.op('end');
      }
      return cycles;
    }
    if (this.#dispatch !== undefined) return cycles;
    flags.handClosed([...blocks.values()].reduce((all, block) => all | liveness.live[block]!.words, 0));
    account.settlePath(cycles);
    account.restore(nothing);
    const elsewhere = code.block();
    const jumps = [...blocks].map(([target, block]): Jump => [target, this.#labels.get(block)!]);
    writeJumps(
      code,
      pc,
      jumps.toSorted(([a], [b]) => a - b),
      elsewhere,
    );
    code.op('end');
    return undefined;
  }

  #forms(forms: readonly Form[]): void {
    for (const form of forms) this.#form(form);
  }

  #form(form: Form): void {
    const { code } = this;
    switch (form.kind) {
      case 'node':
        this.#writeBlock(form.node);
        return;
      case 'block':
        this.#labels.set(form.before, code.block());
        this.#forms(form.body);
        this.#labels.delete(form.before);
        code.op('unreachable', 'end');
        return;
      case 'loop':
        this.#labels.set(form.head, code.loop());
        this.#forms(form.body);
        this.#labels.delete(form.head);
        code.op('unreachable', 'end');
        return;
      case 'dispatch':
        this.#dispatchTo(form.nodes);
    }
  }

  /** A loop that looks up which block comes next, beginning with the first. */
  #dispatchTo(nodes: readonly number[]): void {
    const { code } = this;
    const next = code.local('i32');
    this.#dispatch = { again: code.loop(), next, nodes };
    const blocks = nodes.map(() => code.block()).toReversed();
    code.get(next).brTable(blocks, blocks[0]!);
    for (const node of nodes) {
      code.op('end');
      this.#writeBlock(node);
      code.op('unreachable');
    }
    code.op('end');
  }

  /** To the beginning of a block, behind an instruction that costs `cycles` more if there is one. */
  #goTo(block: number, cycles: number | undefined): void {
    const { account, flags, liveness, region } = this.#parts;
    if (region.isEnteredOnce[block]!) {
      const known = { flags: flags.known, spent: account.after(cycles), fpIsReady: this.#fpIsReady };
      this.#known.set(block, known);
    } else {
      const { words } = liveness.live[block]!;
      if (this.#takesOpen(block)) flags.handOpen(words);
      else flags.compute(words);
      account.settlePath(cycles);
    }
    const label = this.#labels.get(block);
    if (label !== undefined) this.code.br(label);
    else if (this.#dispatch !== undefined) {
      const { again, next, nodes } = this.#dispatch;
      this.code.i32(nodes.indexOf(block)).set(next).br(again);
    }
  }

  /** Are flags that come there from several places only stored, if anything? Then they need not be computed before. */
  #takesOpen(block: number): boolean {
    const { region, liveness } = this.#parts;
    return !region.isEnteredOnce[block]! && liveness.flagsRead[block] === 0;
  }

  #writeBlock(number: number): void {
    const { region, liveness, flags, account, exits } = this.#parts;
    const block = region.blocks[number]!;
    this.#block = number;
    const known = this.#known.get(number);
    this.#fpIsReady = known?.fpIsReady ?? false;
    this.#before = liveness.dirty[number]!;
    this.#after = this.#before;
    flags.recall(known?.flags ?? (this.#takesOpen(number) ? perhapsOpen : inLocals));
    account.restore(known?.spent ?? nothing);
    this.#temporaries.release(flags);
    this.#temporaries.keep(flags);
    if (number !== 0 || region.flow.isLoopHead[0]! || !region.flow.reducible) {
      const need = region.needFrom(number, 0);
      if (region.tests(number)) account.settle();
      if (region.tests(number) && need >= 0) this.#test(need, { pc: block.pc, itState: 0 });
    }
    for (let i = 0; i < block.steps.length; ) i = this.#steps(block, i);
    const { next } = block;
    if (next === undefined) {
      this.code.op('unreachable');
      return;
    }
    if (next.leave !== undefined) exits.leave(reasons[next.leave], next, this.#after, number);
    else if (region.next[number] === undefined) exits.goOn(next.pc, this.#after, undefined);
    else this.#goTo(region.next[number], undefined);
  }

  /** One step, or several under the same condition of an IT block. Answers where to go on. */
  #steps(block: Block, from: number): number {
    const first = block.steps[from]!;
    if (first.condition === always) {
      this.#one(block, from);
      return from + 1;
    }
    const arms = armsAt(block, from);
    this.#arms(block, arms);
    return arms[2];
  }

  /** Steps under a condition, and those under its opposite. */
  #arms(block: Block, [from, middle, end]: readonly [number, number, number]): void {
    const { code } = this;
    const { account, flags } = this.#parts;
    const steps = block.steps.slice(from, end);
    if (steps.some(({ isSlow }) => isSlow)) account.settle();
    this.pushCondition(steps[0]!.condition);
    flags.enter(flagsWritten(block, from, end));
    const before = { spent: account.spent, fpIsReady: this.#fpIsReady, dirty: this.#after };
    const skip = (count: number): void => {
      for (let i = 0; i < count; i++) account.spend(skippedCycles);
    };
    skip(steps.length);
    const skipped = account.spent;
    account.restore(before.spent);
    code.if();
    for (let i = from; i < middle; i++) this.#one(block, i);
    skip(end - middle);
    flags.leave();
    account.become(skipped);
    this.#fpIsReady = before.fpIsReady;
    if (end > middle) {
      code.op('else');
      flags.enter(0);
      account.restore(before.spent);
      skip(middle - from);
      for (let i = middle; i < end; i++) this.#one(block, i);
      flags.leave();
      account.become(skipped);
      this.#fpIsReady = before.fpIsReady;
    }
    code.op('end');
  }

  #one(block: Block, i: number): void {
    const { account, flags, region } = this.#parts;
    const step = block.steps[i]!;
    const { instruction, plan } = step;
    this.#step = step;
    this.#before = this.#after;
    this.#after = union(this.#before, step.traffic.perhapsWrites);
    if (step.isSlow) account.settle();
    if (instruction.isFloat) this.#demandFp();
    this.#emitter.write(plan);
    account.spend(instruction.cycles);
    this.#temporaries.release(flags);
    if (!step.isSlow) return;
    account.settle();
    this.#fpIsReady = false;
    const need = region.needFrom(this.#block, i + 1);
    if (need >= 0) this.#test(need, placeBehind(block, i));
  }

  /** ExecuteFPCheck must have nothing to do. */
  #demandFp(): void {
    if (this.#fpIsReady) return;
    this.code.i32(0).memory('i32.load', fpReadyAt).op('i32.eqz').if();
    this.evaluateInstead();
    this.code.op('end');
    this.#fpIsReady = true;
  }

  /** A call behind which code goes on would cost more than itself: registers must be saved around it. */
  #leaveOnce(): void {
    this.code.i32(0).i32(notStraight).memory('i32.store', troubleAt);
    this.evaluateInstead();
  }

  /** Leaves when there is not enough time for what comes. */
  #test(need: number, place: { readonly pc: number; readonly itState: number }): void {
    const { account, exits } = this.#parts;
    account.pushIsShort(need);
    this.code.if();
    exits.leave(reasons.budget, place, this.#after, this.#block);
    this.code.op('end');
  }

  /** Before the step. */
  #leave(reason: number): void {
    const { instruction, itState } = this.#step;
    this.#parts.exits.leave(reason, { pc: instruction.pc, itState }, this.#before, this.#block);
  }
}
