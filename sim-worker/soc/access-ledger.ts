/** Who accessed which register of a block: one line per side, register and fate, so that polling costs a count and no memory. */
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
  readonly lines: readonly (readonly [number, LedgerLine])[];
  readonly counts: Readonly<Record<AccessFate, number>>;
};

/** The line that was quiet for longest makes room for a new one. */
const mostLines = 512;
const fateNumber: Readonly<Record<AccessFate, number>> = { accepted: 0, refused: 1, unclocked: 2 };

export class AccessLedger {
  #lines = new Map<number, LedgerLine>();
  #counts: Record<AccessFate, number> = { accepted: 0, refused: 0, unclocked: 0 };

  get counts(): Readonly<Record<AccessFate, number>> {
    return this.#counts;
  }

  record(fact: AccessFact): void {
    const { accepted, refused, unclocked } = this.#counts;
    const order = accepted + refused + unclocked;
    this.#counts[fact.fate]++;
    const key = fact.place * 16 + fateNumber[fact.fate] * 4 + (fact.by - 1) * 2 + (fact.write ? 1 : 0);
    const line = this.#lines.get(key);
    if (line === undefined) {
      this.#add(key, fact, order);
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
    return [...this.#lines.values()].filter(wanted).sort((a, b) => b.order - a.order);
  }

  save(): Saved {
    return structuredClone({ lines: [...this.#lines], counts: this.#counts });
  }

  load(state: Saved): void {
    const { lines, counts } = structuredClone(state);
    this.#lines = new Map(lines);
    this.#counts = { ...counts };
  }

  #add(key: number, { by, block, id, fate, write, address, value, time, pc, seq }: AccessFact, order: number): void {
    if (this.#lines.size >= mostLines) this.#forgetQuietest();
    this.#lines.set(key, {
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
    let quietest: number | undefined;
    let order = Number.POSITIVE_INFINITY;
    for (const [key, line] of this.#lines) {
      if (line.order >= order) continue;
      order = line.order;
      quietest = key;
    }
    if (quietest !== undefined) this.#lines.delete(quietest);
  }
}
