/** The record of each instruction that was decoded: its handler and its operand words, found by address. Never saved. */
import {
  codeTableBase,
  type GuestMemory,
  operandsBase,
  pageBytes,
  pageShift,
  ramBase,
  recordsBase,
} from '../../../kernel/guest-memory';
import type { Patience } from '../patience';
import { slots } from '../support/imports';
import { insideIT, recordMask, recordOffset, recordPageBytes, recordShift } from '../support/record-layout';

/** Words from a record to its words. */
const word = {
  handler: recordOffset.handler / 4,
  plain: recordOffset.plain / 4,
  operands: recordOffset.operands / 4,
  hits: recordOffset.hits / 4,
} as const;

const recordPages = (ramBase - recordsBase) / recordPageBytes;
const operandWords = (recordsBase - operandsBase) / 4;

export class Records {
  readonly #words: Int32Array;
  /** Linear address of the record page, per guest page; 0: none, or it may not be executed now. */
  readonly #codeTable: Int32Array;
  /** By guest page: where its record page lies, which RAM page lies there, and whose records are not empty. */
  readonly #pages = new Map<number, { readonly at: number; readonly ram: number; readonly known: Set<number> }>();
  readonly #breakpoints = new Set<number>();
  readonly #patience: Patience;
  #operandsUsed = 0;

  constructor(memory: GuestMemory, patience: Patience) {
    this.#patience = patience;
    const { buffer } = memory.wasm;
    this.#words = new Int32Array(buffer);
    this.#codeTable = new Int32Array(buffer, codeTableBase, 1 << 20);
  }

  /** Linear address of a record; where the page has no records, of one that is always empty. */
  at(pc: number, inIT: boolean): number {
    const page = this.#pages.get(pc >>> pageShift)?.at ?? 0;
    return page + ((pc & recordMask) << recordShift) + (inIT ? insideIT : 0);
  }

  /** As `at`; where the page may not be executed now, the record that is always empty. */
  entryAt(pc: number, inIT: boolean): number {
    const page = this.#codeTable[pc >>> pageShift]!;
    return page + ((pc & recordMask) << recordShift) + (inIT ? insideIT : 0);
  }

  hasPage(pc: number): boolean {
    return this.#pages.has(pc >>> pageShift);
  }

  /** Control comes to a page only while it may be executed. */
  show(guestPage: number, isExecutable: boolean): void {
    const page = this.#pages.get(guestPage);
    if (page !== undefined) this.#codeTable[guestPage] = isExecutable ? page.at : 0;
  }

  /** Was the instruction decoded? */
  isKnown(pc: number, inIT: boolean): boolean {
    return this.#words[(this.at(pc, inIT) >>> 2) + word.plain] !== slots.missing;
  }

  /** Is there room for so many more pages and operand words? */
  hasRoomFor(pages: number, words: number): boolean {
    return this.#operandsUsed + words <= operandWords && this.#pages.size + pages <= recordPages;
  }

  /** Gives the page of `pc`, which may be executed now, its records. Room must be there. `ramOffset`: where in RAM the PC lies. */
  open(pc: number, ramOffset: number): void {
    if (this.hasPage(pc)) return;
    const at = recordsBase + this.#pages.size * recordPageBytes;
    const guestPage = pc >>> pageShift;
    this.#pages.set(guestPage, { at, ram: ramOffset >>> pageShift, known: new Set() });
    this.#codeTable[guestPage] = at;
    for (let offset = 0; offset < pageBytes; offset += 2) this.#clear(guestPage * pageBytes + offset);
    this.#stopWithin(guestPage);
  }

  /** An instruction that was decoded. The page is open and room is there. */
  put(pc: number, inIT: boolean, slot: number, operands: readonly number[]): void {
    const at = this.at(pc, inIT) >>> 2;
    const place = (operandsBase >>> 2) + this.#operandsUsed;
    this.#words.set(operands, place);
    this.#words[place] = pc;
    this.#operandsUsed += operands.length;
    this.#words[at + word.operands] = place << 2;
    this.#words[at + word.hits] = 0;
    this.#setPlain(at, slot, pc);
  }

  /** An instruction that only the evaluator executes. */
  putEvaluated(pc: number, inIT: boolean): void {
    this.#setPlain(this.at(pc, inIT) >>> 2, slots.evaluate, pc);
  }

  /**
   * From now on it is counted how often control comes here, unless a region begins here. What is jumped to mostly becomes part
   * of a region that begins elsewhere: it has to come there more often before one begins there.
   */
  count(pc: number, isJump: boolean): void {
    const at = this.at(pc, false) >>> 2;
    const plain = this.#words[at + word.plain]!;
    if (plain <= slots.stop || this.#words[at + word.handler] !== plain) return;
    this.#words[at + word.hits] = isJump ? this.#patience.starts - this.#patience.jumps : 0;
    this.#words[at + word.handler] = slots.counting;
  }

  /** Control that comes here goes to this slot of the table. */
  install(pc: number, slot: number): void {
    if (!this.#breakpoints.has(pc)) this.#words[(this.at(pc, false) >>> 2) + word.handler] = slot;
  }

  /** Control that comes here goes to the plain handler again, uncounted. */
  restore(pc: number): void {
    const at = this.at(pc, false) >>> 2;
    if (this.hasPage(pc) && !this.#breakpoints.has(pc)) this.#words[at + word.handler] = this.#words[at + word.plain]!;
  }

  /** Where runs stop, before the instruction is executed. */
  setBreakpoints(all: Iterable<number>): void {
    const before = [...this.#breakpoints];
    this.#breakpoints.clear();
    for (const pc of before) {
      if (!this.hasPage(pc)) continue;
      this.restore(pc);
      this.count(pc, false);
      const inside = this.at(pc, true) >>> 2;
      this.#words[inside + word.handler] = this.#words[inside + word.plain]!;
    }
    for (const pc of all) {
      this.#breakpoints.add(pc);
      if (this.hasPage(pc)) this.#stopAt(pc);
    }
  }

  /** Forgets what was decoded from a page of RAM, under all its addresses. */
  drop(ramPage: number): void {
    for (const [guest, page] of this.#pages) {
      if (page.ram !== ramPage) continue;
      for (const pc of page.known) this.#clear(pc);
      page.known.clear();
      this.#stopWithin(guest);
      // A wide instruction may reach into the page from the one before.
      const before = (guest * pageBytes - 2) >>> 0;
      if (!this.hasPage(before)) continue;
      this.#clear(before);
      if (this.#breakpoints.has(before)) this.#stopAt(before);
    }
  }

  /** Forgets everything. */
  dropAll(): void {
    for (const guest of this.#pages.keys()) this.#codeTable[guest] = 0;
    this.#pages.clear();
    this.#operandsUsed = 0;
  }

  #stopWithin(guestPage: number): void {
    for (const pc of this.#breakpoints) if (pc >>> pageShift === guestPage) this.#stopAt(pc);
  }

  #clear(pc: number): void {
    const at = this.at(pc, false) >>> 2;
    this.#clearRecord(at, pc);
    this.#clearRecord(at + (insideIT >>> 2), pc);
  }

  #clearRecord(at: number, pc: number): void {
    this.#words[at + word.handler] = slots.missing;
    this.#words[at + word.plain] = slots.missing;
    this.#words[at + word.operands] = (at + word.hits) << 2;
    this.#words[at + word.hits] = pc;
  }

  #stopAt(pc: number): void {
    for (const inIT of [false, true]) this.#words[(this.at(pc, inIT) >>> 2) + word.handler] = slots.stop;
  }

  #setPlain(at: number, slot: number, pc: number): void {
    this.#pages.get(pc >>> pageShift)?.known.add(pc);
    this.#words[at + word.plain] = slot;
    if (!this.#breakpoints.has(pc)) this.#words[at + word.handler] = slot;
  }
}
