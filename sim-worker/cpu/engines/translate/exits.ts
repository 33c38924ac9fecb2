/** How control leaves a region: on to another one, or, in seldom run code at its end, with a reason. */
import { codeTableBase, pageShift } from '../../../kernel/guest-memory';
import type { SupportCalls } from '../emit/places';
import { budgetAt, itStateAt, registerAt } from '../support/addresses';
import { reasons } from '../support/reasons';
import { insideIT, recordMask, recordOffset, recordShift } from '../support/record-layout';
import type { Code, Label, Local } from '../wasm/code';
import type { Account } from './account';
import type { Flags } from './flags';
import type { Registers } from './registers';
import { flagBits, type State, without } from './state';

/** Where the program stands. */
export type Place = { readonly pc: number; readonly itState: number };

const pcAt = registerAt(15);
const tableEntryOf = (pc: number): number => codeTableBase + 4 * (pc >>> pageShift);
const recordIn = (pc: number): number => (pc & recordMask) << recordShift;

/** Leaving at `open`, flags may be open. */
type Stores = { readonly state: State; readonly label: Label; readonly open: Label };

export type ExitParts = {
  readonly code: Code;
  readonly account: Account;
  readonly registers: Registers;
  readonly flags: Flags;
  readonly calls: SupportCalls;
};

export class Exits {
  readonly #parts: ExitParts;
  readonly #end: Label;
  /** What is to be stored in any of the blocks: leaving there stores it. */
  readonly #stores: Stores[] = [];
  /** By block. */
  readonly #storesOf: readonly Stores[];
  readonly #pc: Local;
  readonly #reason: Local;

  /** Opens the blocks behind which the region is left. `states`: what may be changed at the beginning of its blocks. */
  constructor(parts: ExitParts, states: readonly State[]) {
    const { code } = parts;
    this.#parts = parts;
    this.#pc = code.local('i32');
    this.#reason = code.local('i32');
    this.#end = code.block();
    this.#storesOf = states.map((state) => this.#storesFor(state));
  }

  /**
   * Leaves for a reason, before the instruction at `place` of a block. `changed` may have been changed.
   */
  leave(reason: number, { pc, itState }: Place, changed: State, block: number): void {
    const { code, account, registers, flags } = this.#parts;
    account.settlePath();
    const stores = this.#storesOf[block]!;
    const more = without(changed, stores.state);
    // What is stored here has to be computed here.
    if ((more.words & flagBits) !== 0) flags.compute(changed.words);
    const open = (more.words & flagBits) === 0 && flags.handShort(changed.words);
    registers.store(more, flags);
    if (itState !== 0) code.i32(0).i32(itState).memory('i32.store', itStateAt);
    code.i32(pc).set(this.#pc);
    code.i32(reason).set(this.#reason);
    code.br(open ? stores.open : stores.label);
  }

  /** On to an instruction elsewhere, behind one that costs `cycles` more if there is one. */
  goOn(pc: number, changed: State, cycles: number | undefined): void {
    const { code } = this.#parts;
    this.#store(changed);
    code.i32(0).i32(pc).memory('i32.store', pcAt);
    code.i32(0).memory('i32.load', tableEntryOf(pc)).i32(recordIn(pc)).op('i32.add').set(this.#pc);
    this.#enter(cycles);
  }

  /** The same for an address in a local. */
  goOnAt(pc: Local, changed: State, cycles: number | undefined): void {
    const { code } = this.#parts;
    this.#store(changed);
    code.i32(0).get(pc).memory('i32.store', pcAt);
    this.#pushRecordOf(pc);
    code.set(this.#pc);
    this.#enter(cycles);
  }

  /** Writes what is behind the region's code. Ends the function. */
  close(): void {
    const { code, account, registers, flags, calls } = this.#parts;
    for (const { state, label, open } of this.#stores.toReversed()) {
      code.op('unreachable', 'end');
      if (open !== label) {
        flags.close(state.words);
        code.op('end');
      }
      registers.store(state, flags);
      code.br(this.#end);
    }
    code.op('unreachable', 'end');
    code.i32(0).get(this.#pc).memory('i32.store', pcAt);
    // Not enough time for a whole block, but perhaps for an instruction.
    code
      .get(this.#reason)
      .i32(reasons.budget)
      .op('i32.eq')
      .get(account.budget)
      .i64(1, 0)
      .op('i64.ge_s', 'i32.and')
      .if();
    this.#pushRecordOf(this.#pc);
    code.i32(0).i32(insideIT).i32(0).memory('i32.load', itStateAt).op('i32.eqz', 'select', 'i32.add').set(this.#pc);
    code.get(this.#pc).get(account.budget).get(this.#pc).memory('i32.load', recordOffset.plain);
    calls.passOn(code);
    code.op('end');
    code.i32(0).get(account.budget).memory('i64.store', budgetAt).get(this.#reason);
  }

  #storesFor(state: State): Stores {
    const known = this.#stores.find((each) => each.state.words === state.words && each.state.floats === state.floats);
    if (known !== undefined) return known;
    const { code } = this.#parts;
    const label = code.block();
    const made = { state, label, open: (state.words & flagBits) === 0 ? label : code.block() };
    this.#stores.push(made);
    return made;
  }

  #store(changed: State): void {
    const { registers, flags } = this.#parts;
    flags.compute(changed.words);
    registers.store(changed, flags);
  }

  /** The record's address is in the local. */
  #enter(cycles: number | undefined): void {
    const { code, account, calls } = this.#parts;
    code.get(this.#pc);
    account.push(cycles);
    code.get(this.#pc).memory('i32.load', recordOffset.handler);
    calls.passOn(code);
  }

  #pushRecordOf(pc: Local): void {
    const { code } = this.#parts;
    code.get(pc).i32(pageShift).op('i32.shr_u').i32(2).op('i32.shl').memory('i32.load', codeTableBase);
    code.get(pc).i32(recordMask).op('i32.and').i32(recordShift).op('i32.shl', 'i32.add');
  }
}

/** Before anything is loaded: with too little time for the first block, its first instruction is the interpreter's. */
export function testAtEntry({ code, account, calls }: ExitParts, record: Local, need: number): void {
  account.pushIsShort(need);
  code.if();
  code.get(record).get(account.budget).get(record).memory('i32.load', recordOffset.plain);
  calls.passOn(code);
  code.op('end');
}
