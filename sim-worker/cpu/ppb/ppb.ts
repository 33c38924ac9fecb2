/** The private peripheral bus: which register block answers at which address, and events for what no block has. */
import type { RegisterMap } from '../../contract/registers';
import type { AccessSize } from '../../contract/units';
import type { EventLog } from '../../kernel/event-log';
import { type Hooks, RegisterFile } from '../../kernel/register-file';
import type { Plain, Snapshottable } from '../../kernel/snapshot';

/** A register file without knowledge of its own names. */
export type AnyRegisters = {
  readonly map: RegisterMap;
  read(offset: number, size: AccessSize, by: 'm4'): number | undefined;
  write(offset: number, value: number, size: AccessSize, by: 'm4'): boolean;
  peek(offset: number, size: AccessSize): number | undefined;
  values(): Readonly<Record<string, number>>;
};
export type PpbBlock = Snapshottable & {
  readonly base: number;
  readonly registers: AnyRegisters;
  /** What is written there has no say in which accesses, code and instructions of the FPU are allowed. */
  readonly rulesNothing?: true;
  reset(): void;
  beforeWrite?(offset: number): void;
};

/** A block whose registers are all there is to it. */
export class WordBlock<M extends RegisterMap> implements PpbBlock {
  readonly base: number;
  readonly registers: RegisterFile<M>;

  constructor(base: number, map: M, hooks: Hooks<M> = {}) {
    this.base = base;
    this.registers = new RegisterFile(map, hooks);
  }

  reset(): void {
    this.registers.reset();
  }

  save(): Plain {
    return this.registers.save();
  }

  load(state: Plain): void {
    this.registers.load(state as readonly number[]);
  }
}

const pageOf = (address: number): number => (address >>> 12) & 0xff;
const wordOf = (address: number): number => (address & 0xfff) >>> 2;

export class Ppb implements Snapshottable {
  readonly blocks: readonly PpbBlock[];
  readonly #log: EventLog;
  /** By page of 4 KiB of the bus and word of the page; as far as there are registers. */
  readonly #pages: (readonly (PpbBlock | undefined)[] | undefined)[] = new Array(256).fill(undefined);
  readonly #touched = new Map<string, number>();
  #written: () => void = () => undefined;

  constructor(log: EventLog, blocks: readonly PpbBlock[]) {
    this.#log = log;
    this.blocks = blocks;
    for (const block of blocks) {
      for (const { offset } of Object.values(block.registers.map.registers)) {
        const address = block.base + offset;
        const page = this.#pages[pageOf(address)] ?? new Array(1024).fill(undefined);
        this.#pages[pageOf(address)] = page.with(wordOf(address), block);
      }
    }
  }

  /** Is this address on the private bus? */
  holds(address: number): boolean {
    return address >>> 20 === 0xe00;
  }

  /** Hears of each write after it, but for blocks that rule nothing. */
  onWritten(listener: () => void): void {
    this.#written = listener;
  }

  read(address: number, size: AccessSize): number {
    const block = this.#blockAt(address);
    const value = block?.registers.read(address - block.base, size, 'm4');
    if (value === undefined) this.#unmodelled(address, false);
    return value ?? 0;
  }

  write(address: number, value: number, size: AccessSize): void {
    const block = this.#blockAt(address);
    block?.beforeWrite?.(address - block.base);
    if (block?.registers.write(address - block.base, value >>> 0, size, 'm4') !== true) this.#unmodelled(address, true);
    if (block?.rulesNothing !== true) this.#written();
  }

  /** Without side effects; undefined where there is no register. */
  peek(address: number, size: AccessSize): number | undefined {
    const block = this.#blockAt(address);
    return block?.registers.peek(address - block.base, size);
  }

  reset(): void {
    for (const block of this.blocks) block.reset();
  }

  save(): Plain {
    return { blocks: this.blocks.map((block) => block.save()), touched: [...this.#touched] };
  }

  load(state: Plain): void {
    const saved = state as unknown as { blocks: readonly Plain[]; touched: readonly (readonly [string, number])[] };
    this.blocks.forEach((block, i) => {
      block.load(saved.blocks[i]);
    });
    this.#touched.clear();
    for (const [key, times] of saved.touched) this.#touched.set(key, times);
  }

  #blockAt(address: number): PpbBlock | undefined {
    return this.#pages[pageOf(address)]?.[wordOf(address)];
  }

  /** Told at the first, tenth, hundredth … time. */
  #unmodelled(address: number, write: boolean): void {
    const key = `${address} ${write}`;
    const times = (this.#touched.get(key) ?? 0) + 1;
    this.#touched.set(key, times);
    if (10 ** Math.floor(Math.log10(times)) !== times) return;
    this.#log.record('honesty.unmodelled', { by: 'M4', block: 'PPB', address: address >>> 0, write, times });
  }
}
