/** Who accessed which register of a block: one line per side, direction, register and fate, so that polling costs a count and no memory. */
import type { AccessFate } from '../contract/ownership';
import type { Processor } from '../contract/units';

export type LedgerLine = {
  readonly by: Processor;
  readonly block: string;
  readonly id: number | undefined;
  readonly fate: AccessFate;
  readonly write: boolean;
  /** Of the last one: a memory has one line for all of it. */
  address: number;
  /** -1 where nothing is known of it. */
  value: number;
  count: number;
  readonly first: number;
  last: number;
  /** How many accesses there were before the last one: tells which of two at the same time is newer. */
  order: number;
  /** -1 when Linux made it. */
  pc: number;
  /** -1 where no event was told. */
  seq: number;
};
export type AccessFact = Pick<LedgerLine, 'by' | 'block' | 'id' | 'fate' | 'write' | 'address' | 'value'> & {
  readonly time: number;
  readonly pc: number | undefined;
  readonly seq: number | undefined;
  /** Start of the memory, or the address. */
  readonly place: number;
};
type Saved = {
  readonly shelves: readonly (readonly (readonly [number, LedgerLine])[])[];
  readonly counts: Readonly<Record<AccessFate, number>>;
};

/** The line that was quiet for longest makes room for a new one. */
const mostLines = 512;
/** One shelf per fate, side and direction, so that the key within a shelf is a small whole number. */
const shelfCount = 12;
const fateNumber: Readonly<Record<AccessFate, number>> = { accepted: 0, refused: 1, unclocked: 2 };

export class AccessLedger {
  #shelves = Array.from({ length: shelfCount }, () => new Map<number, LedgerLine>());
  #size = 0;
  #counts: Record<AccessFate, number> = { accepted: 0, refused: 0, unclocked: 0 };

  get counts(): Readonly<Record<AccessFate, number>> {
    return this.#counts;
  }

  record(fact: AccessFact): void {
    const { accepted, refused, unclocked } = this.#counts;
    const order = accepted + refused + unclocked;
    this.#counts[fact.fate]++;
    const shelf = this.#shelves[fateNumber[fact.fate] * 4 + (fact.by - 1) * 2 + (fact.write ? 1 : 0)]!;
    const line = shelf.get(fact.place >>> 2);
    if (line === undefined) {
      this.#add(shelf, fact, order);
      return;
    }
    line.count++;
    line.last = fact.time;
    line.order = order;
    line.address = fact.address;
    line.value = fact.value;
    line.pc = fact.pc ?? -1;
    if (fact.seq !== undefined) line.seq = fact.seq;
  }

  /** The newest first. */
  lines(wanted: (line: LedgerLine) => boolean = () => true): readonly LedgerLine[] {
    return this.#shelves
      .flatMap((shelf) => [...shelf.values()])
      .filter(wanted)
      .sort((a, b) => b.order - a.order);
  }

  save(): Saved {
    return structuredClone({ shelves: this.#shelves.map((shelf) => [...shelf]), counts: this.#counts });
  }

  load(state: Saved): void {
    const { shelves, counts } = structuredClone(state);
    this.#shelves = shelves.map((lines) => new Map(lines));
    this.#size = shelves.reduce((size, lines) => size + lines.length, 0);
    this.#counts = { ...counts };
  }

  #add(shelf: Map<number, LedgerLine>, fact: AccessFact, order: number): void {
    const { by, block, id, fate, write, address, value, time, pc, seq, place } = fact;
    if (this.#size >= mostLines) this.#forgetQuietest();
    this.#size++;
    shelf.set(place >>> 2, {
      by,
      block,
      id,
      fate,
      write,
      address,
      value,
      count: 1,
      first: time,
      last: time,
      order,
      pc: pc ?? -1,
      seq: seq ?? -1,
    });
  }

  #forgetQuietest(): void {
    let quietest: { readonly shelf: Map<number, LedgerLine>; readonly key: number } | undefined;
    let order = Number.POSITIVE_INFINITY;
    for (const shelf of this.#shelves) {
      for (const [key, line] of shelf) {
        if (line.order >= order) continue;
        order = line.order;
        quietest = { shelf, key };
      }
    }
    if (quietest === undefined) return;
    quietest.shelf.delete(quietest.key);
    this.#size--;
  }
}
