/** The regions that were made: which begin where, which code they were made of, and what makes them go. Never saved. */
import { pageShift } from '../../../kernel/guest-memory';
import type { Records } from '../interpret/records';
import type { Finder } from './find';
import { type ConstantsOf, type Piece, Translator } from './translator';

export type RegionsPorts = {
  readonly table: WebAssembly.Table;
  /** Slots of the table for regions: from the first one up to the end. */
  readonly slots: { readonly first: number; readonly end: number };
  /** Memory, table and the functions of the support module, under their names. */
  readonly imports: WebAssembly.ModuleImports;
  /** Size of the memory, in WebAssembly pages. */
  readonly pages: number;
  readonly records: Records;
  readonly finder: Finder;
  readonly constants: ConstantsOf;
  readonly ramOffsetOf: (address: number) => number | undefined;
  /** Writes to these bytes of RAM will be told to `dropPage`. */
  readonly markCode: (ramOffset: number, length: number) => void;
};

/** Regions that are made at once, in one module. */
const batch = 16;

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
  #free: number[] = [];

  constructor(ports: RegionsPorts) {
    this.#ports = ports;
    this.#translator = new Translator(ports);
    this.#freeAll();
  }

  /** How many there are. */
  get size(): number {
    return this.#made.size;
  }

  /** Are there places where a region is wanted? */
  get wanting(): boolean {
    return this.#wanted.size > 0;
  }

  /** Control comes here often: a region is to begin here. True: it is time to make those that are wanted. */
  want(pc: number): boolean {
    this.#ports.records.restore(pc);
    this.#wanted.add(pc);
    return this.#wanted.size >= batch;
  }

  /** Makes what is wanted, as far as that does not take long. Where there can be no region, the interpreter goes on uncounted. */
  make(): void {
    const { records, table } = this.#ports;
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    if (this.#free.length < wanted.length) this.dropAll();
    const { made, left } = this.#translator.translate(wanted);
    for (const pc of left) this.#wanted.add(pc);
    for (const { pc, run, pieces } of made) {
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
    this.#freeAll();
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
