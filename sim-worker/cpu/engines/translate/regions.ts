/** The regions that were made: which begin where, which code they were made of, and what makes them go. Never saved. */
import { pageShift } from '../../../kernel/guest-memory';
import type { Records } from '../interpret/records';
import type { Patience } from '../patience';
import type { Form } from '../support/transfer';
import type { Finder } from './find';
import { type ConstantsOf, type Found, type Piece, Translator } from './translator';

export type RegionsPorts = {
  readonly table: WebAssembly.Table;
  /** Slots of the table for regions: from the first one up to the end. */
  readonly slots: { readonly first: number; readonly end: number };
  /** Memory, table and the functions of the support module, under their names. */
  readonly imports: WebAssembly.ModuleImports;
  readonly form: Form;
  readonly records: Records;
  readonly finder: Finder;
  readonly constants: ConstantsOf;
  readonly patience: Patience;
  readonly ramOffsetOf: (address: number) => number | undefined;
  /** Writes to these bytes of RAM will be told to `dropPage`. */
  readonly markCode: (ramOffset: number, length: number) => void;
};

/** Instructions of a module at least, if there are so many, and at most: while it is made nobody can stop the machine. */
const stepsAtOnce = { least: 150, most: 1200 } as const;

type Made = {
  readonly pc: number;
  readonly slot: number;
  readonly pieces: readonly Piece[];
  readonly ramPages: ReadonlySet<number>;
};

export class Regions {
  readonly #ports: RegionsPorts;
  readonly #translator: Translator;
  readonly #made = new Map<number, Made>();
  readonly #wanted = new Set<number>();
  /** Places that are parts of regions already; they are made when control still comes there often. */
  readonly #within = new Set<number>();
  #free: number[] = [];
  /** When the first of those that are wanted was wanted, and up to when execution has paid for what was made: in cycles. */
  #wantedSince = 0;
  #paidUntil: number;

  constructor(ports: RegionsPorts) {
    this.#ports = ports;
    this.#paidUntil = ports.patience.atFirst;
    this.#translator = new Translator(ports);
    this.#freeAll();
  }

  /** How many there are. */
  get size(): number {
    return this.#made.size;
  }

  /** When it is time to make what is wanted, in cycles that were executed; infinity when nothing is. */
  get due(): number {
    if (this.#wanted.size === 0) return Number.POSITIVE_INFINITY;
    return Math.max(this.#wantedSince + this.#ports.patience.gather, this.#paidUntil);
  }

  /** Control comes here often: a region is to begin here. `now`: cycles that were executed. */
  want(pc: number, now: number): void {
    this.#ports.records.restore(pc);
    if (this.#wanted.size === 0) this.#wantedSince = now;
    this.#wanted.add(pc);
  }

  /**
   * Makes what is wanted, as far as what was executed has paid for it. Where there can be no region, the interpreter goes on
   * uncounted. `now`: cycles that were executed.
   */
  make(now: number): void {
    const { records, table, patience } = this.#ports;
    const { least, most } = stepsAtOnce;
    const paid = patience.perStep === 0 ? most : (now - this.#paidUntil) / patience.perStep;
    const found = this.#find(Math.min(most, Math.max(least, paid)));
    const steps = found.reduce((sum, one) => sum + one.steps, 0);
    this.#paidUntil = Math.max(this.#paidUntil, now - most * patience.perStep) + steps * patience.perStep;
    this.#wantedSince = now;
    if (this.#free.length < found.length) this.dropAll();
    for (const { pc, run, pieces } of this.#translator.make(found)) {
      this.#drop(this.#made.get(pc));
      const slot = this.#free.pop()!;
      table.set(slot, run as never);
      this.#made.set(pc, { pc, slot, pieces, ramPages: this.#watch(pieces) });
      records.install(pc, slot);
    }
  }

  /** Code of this page of RAM is another now. */
  dropPage(ramPage: number): void {
    for (const made of [...this.#made.values()]) if (made.ramPages.has(ramPage)) this.#drop(made);
  }

  /** What was known of the instruction at this address is another now. */
  dropAt(pc: number): void {
    const holds = ({ address, length }: Piece): boolean => pc >= address && pc < address + length;
    for (const made of [...this.#made.values()]) if (made.pieces.some(holds)) this.#drop(made);
  }

  dropAll(): void {
    for (const made of [...this.#made.values()]) this.#drop(made);
  }

  /** All records are gone: nothing leads to a region any more. */
  forget(): void {
    for (const { slot } of this.#made.values()) this.#ports.table.set(slot, null);
    this.#made.clear();
    this.#wanted.clear();
    this.#within.clear();
    this.#freeAll();
  }

  /** Of what is wanted, the first ones with so many instructions or a few more. They are not wanted any more. */
  #find(mostSteps: number): readonly Found[] {
    const all: Found[] = [];
    let steps = 0;
    for (const pc of this.#wanted) {
      if (steps >= mostSteps) break;
      this.#wanted.delete(pc);
      if (this.#isWithin(pc, all)) {
        this.#within.add(pc);
        this.#ports.records.count(pc, true);
        continue;
      }
      const found = this.#translator.find(pc);
      if (found === undefined) continue;
      all.push(found);
      steps += found.steps;
    }
    return all;
  }

  /** Is it part of another region, and was it not known to be when it became wanted? Control may come there no more. */
  #isWithin(pc: number, found: readonly Found[]): boolean {
    if (this.#within.delete(pc)) return false;
    if (found.some(({ places }) => places.has(pc))) return true;
    const holds = ({ address, length }: Piece): boolean => pc >= address && pc < address + length;
    for (const { pieces } of this.#made.values()) if (pieces.some(holds)) return true;
    return false;
  }

  #watch(pieces: readonly Piece[]): ReadonlySet<number> {
    const pages = new Set<number>();
    for (const { address, length } of pieces) {
      const from = this.#ports.ramOffsetOf(address);
      if (from === undefined) throw new Error('a region lies outside of RAM');
      this.#ports.markCode(from, length);
      pages.add(from >>> pageShift).add((from + length - 1) >>> pageShift);
    }
    return pages;
  }

  /** The interpreter executes it again, and counts. */
  #drop(made: Made | undefined): void {
    if (made === undefined) return;
    const { records, table } = this.#ports;
    this.#made.delete(made.pc);
    this.#free.push(made.slot);
    table.set(made.slot, null);
    records.restore(made.pc);
    records.count(made.pc, false);
  }

  #freeAll(): void {
    const { first, end } = this.#ports.slots;
    this.#free = Array.from({ length: end - first }, (_, i) => end - 1 - i);
  }
}
