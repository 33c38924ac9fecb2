/** Decoded instructions by place in RAM. Derived state: never saved, dropped page by page when code is written. */
import { fastRead, type GuestMemory, pageBytes, pageShift, ramBase } from '../../kernel/guest-memory';
import { type Fault, fetchMemoryFault } from '../fault';
import { decode, type Instruction, isWide } from '../isa/decode';
import type { BusPort, MemoryAccess } from '../memory-access';

/** Two slots per halfword: outside of an IT block and inside, where 16-bit instructions leave the flags alone. */
type Page = (Instruction | undefined)[];
const slotsPerPage = pageBytes;

export class CodeCache {
  readonly #pages: (Page | undefined)[];
  readonly #table: Uint32Array;
  readonly #access: MemoryAccess;
  readonly #bus: BusPort;

  constructor(memory: GuestMemory, access: MemoryAccess, bus: BusPort) {
    this.#pages = new Array(memory.ramBytes / pageBytes).fill(undefined);
    this.#table = memory.pageTable;
    this.#access = access;
    this.#bus = bus;
    bus.onCodeWritten((ramOffset) => this.#drop(ramOffset >>> pageShift));
  }

  /** The instruction at `pc`, undefined where the table of encodings has none. Throws Fault when it cannot be fetched. */
  at(pc: number, inIT: boolean): Instruction | undefined {
    const entry = this.#table[pc >>> pageShift]!;
    if ((entry & fastRead) === 0) return this.#fetch(pc, inIT);
    const page = ((entry & ~(pageBytes - 1)) - ramBase) >>> pageShift;
    const slot = (pc & (pageBytes - 1)) | (inIT ? 1 : 0);
    const known = this.#pages[page]?.[slot];
    // Another alias of the same bytes has other branch targets.
    if (known !== undefined && known.pc === pc) {
      if (this.#access.guardsCode) this.#guard(known);
      return known;
    }
    const made = this.#fetch(pc, inIT);
    if (made !== undefined) this.#keep(page, slot, made);
    return made;
  }

  /** The fault of fetching from there that the MPU makes, if it does; `at` would throw it, which takes longer than the rest. */
  refusedAt(pc: number): Fault | undefined {
    return this.#access.guardsCode && !this.#access.mayExecute(pc) ? fetchMemoryFault() : undefined;
  }

  /** Throws Fault as fetching it would. */
  #guard({ pc, length }: Instruction): void {
    this.#access.fetch(pc);
    if (length === 4) this.#access.fetch(pc + 2);
  }

  #fetch(pc: number, inIT: boolean): Instruction | undefined {
    const first = this.#access.fetch(pc);
    return decode(first, isWide(first) ? this.#access.fetch(pc + 2) : 0, pc, inIT);
  }

  #keep(page: number, slot: number, instruction: Instruction): void {
    const { pc, length } = instruction;
    this.#pages[page] ??= new Array(slotsPerPage).fill(undefined);
    this.#pages[page]![slot] = instruction;
    this.#bus.markCode((page << pageShift) | (pc & (pageBytes - 1)), 2);
    const second = length === 4 ? this.#bus.ramOffsetOf(pc + 2) : undefined;
    if (second !== undefined) this.#bus.markCode(second, 2);
  }

  /** The last halfword of the page before may belong to an instruction that reaches into this one. */
  #drop(page: number): void {
    this.#pages[page] = undefined;
    const before = this.#pages[page - 1];
    if (before === undefined) return;
    before[slotsPerPage - 2] = undefined;
    before[slotsPerPage - 1] = undefined;
  }
}
