/** Keeps the M4's read and write tables in line with the page table, the MPU, the comparators of the DWT and the dirty marks. */
import {
  fastRead,
  fastWrite,
  type GuestMemory,
  pageBytes,
  pageShift,
  partsBase,
  ramBase,
  readTableBase,
  writeTableBase,
  writeUnlessMarked,
} from '../../../kernel/guest-memory';
import type { CpuState } from '../../cpu-state';
import type { BusPort } from '../../memory-access';
import type { Dwt } from '../../ppb/dwt';
import { isMixed, type Mpu, neverExecutes, passes } from '../../ppb/mpu';
import { unalignedTrapAt } from './addresses';

export type TablePorts = {
  readonly memory: GuestMemory;
  readonly bus: Pick<BusPort, 'ramPages' | 'onPublished'>;
  readonly state: CpuState;
  readonly mpu: Pick<Mpu, 'version' | 'checksAt' | 'rightsOf' | 'allows'>;
  readonly dwt: Pick<Dwt, 'version' | 'watchesData' | 'watchesPage'>;
  readonly executionPriority: () => number;
  readonly unalignedTrap: () => boolean;
};

/** Must be asked. */
const slow = 1;
/** In the write table beside `slow`: may be written where the granule has no mark. */
const unlessCode = 2;
const guestPages = 1 << 20;
/** What the MPU and the DWT let pass without a look at each access. */
const rights = { read: 1, write: 2, execute: 4, mixed: 8 } as const;
/** The smallest region of the MPU. */
const partBytes = 32;
const partsPerPage = pageBytes / partBytes;
const mostMixed = 255;
const all = rights.read | rights.write | rights.execute;
/** Whose rights: nobody is checked, unprivileged code, privileged code. */
const modes = { unchecked: 0, unprivileged: 1, privileged: 2 } as const;
type Mode = (typeof modes)[keyof typeof modes];
/** What to ask the MPU for each right. */
const questions = (privileged: boolean) =>
  [
    [rights.read, { write: false, execute: false, privileged }],
    [rights.write, { write: true, execute: false, privileged }],
    [rights.execute, { write: false, execute: true, privileged }],
  ] as const;
const asked = { [modes.unprivileged]: questions(false), [modes.privileged]: questions(true) } as const;

export class AccessTables {
  readonly #ports: TablePorts;
  readonly #pages: readonly number[];
  readonly #placeOf = new Map<number, number>();
  readonly #read: Int32Array;
  readonly #write: Int32Array;
  readonly #pageTable: Uint32Array;
  readonly #words: Int32Array;
  /** By mode, then by place in `#pages`; undefined where they are to be made anew. */
  #rights: (Uint8Array | undefined)[] = [];
  /** What the MPU says of `#pages`. */
  #byMpu: Uint8Array | undefined;
  /** Numbers of the pages whose bytes are not treated alike. */
  readonly #numbers = new Map<number, number>();
  /** What their parts allow, by mode and page. */
  readonly #parts = new Map<string, Uint8Array>();
  #versions = { mpu: -1, dwt: -1 };
  #mode: Mode = modes.unchecked;
  #stale = true;
  /** What may be executed is another than before: by mode or by the rules. */
  #executionChanged: () => void = () => undefined;

  constructor(ports: TablePorts) {
    this.#ports = ports;
    const { buffer } = ports.memory.wasm;
    this.#read = new Int32Array(buffer, readTableBase, guestPages);
    this.#write = new Int32Array(buffer, writeTableBase, guestPages);
    this.#words = new Int32Array(buffer);
    this.#pageTable = ports.memory.pageTable;
    this.#read.fill(slow);
    this.#write.fill(slow);
    this.#pages = ports.bus.ramPages().toSorted((a, b) => a - b);
    this.#pages.forEach((page, place) => {
      this.#placeOf.set(page, place);
    });
    ports.bus.onPublished((page) => this.#published(page));
  }

  /** Hears when pages may be executed that might not before, or no longer: see `executable`. */
  onExecutionChanged(listener: () => void): void {
    this.#executionChanged = listener;
  }

  /** To be called when CCR, MPU, comparators, execution priority or privilege may have changed. Nothing is done before `settle`. */
  rulesChanged(): void {
    this.#stale = true;
  }

  /** All memory is another: the dirty marks too. */
  replaced(): void {
    this.#publishAll();
  }

  /** To be called before made code runs. */
  settle(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const { mpu, dwt, state, executionPriority, unalignedTrap } = this.#ports;
    this.#words[unalignedTrapAt >>> 2] = unalignedTrap() ? 1 : 0;
    const checked = mpu.checksAt(executionPriority());
    const mode = !checked ? modes.unchecked : state.privileged ? modes.privileged : modes.unprivileged;
    const same = this.#versions.mpu === mpu.version && this.#versions.dwt === dwt.version;
    if (same && mode === this.#mode && this.#rights[mode] !== undefined) return;
    if (!same) {
      this.#rights = [];
      this.#byMpu = undefined;
      this.#parts.clear();
    }
    this.#versions = { mpu: mpu.version, dwt: dwt.version };
    this.#mode = mode;
    this.#rights[mode] ??= this.#rightsOf(mode);
    this.#publishAll();
    this.#executionChanged();
  }

  /** May all of the guest page be executed now, straight from RAM? */
  executable(page: number): boolean {
    const place = this.#placeOf.get(page);
    if (place === undefined || (this.#pageTable[page]! & fastRead) === 0) return false;
    return (this.#present[place]! & rights.execute) !== 0;
  }

  /** May all of it be read now, straight from RAM? */
  readable(page: number): boolean {
    return (this.#read[page]! & slow) === 0;
  }

  /** For whom a guest page may be executed: pages with the same answer may always be executed together. */
  executionClass(page: number): number {
    const place = this.#placeOf.get(page);
    if (place === undefined || (this.#pageTable[page]! & fastRead) === 0) return 0;
    let found = 0;
    for (const mode of Object.values(modes)) found |= (this.#rightsIn(mode, place) & rights.execute) << mode;
    return found;
  }

  get #present(): Uint8Array {
    this.#rights[this.#mode] ??= this.#rightsOf(this.#mode);
    return this.#rights[this.#mode]!;
  }

  #rightsOf(mode: Mode): Uint8Array {
    return Uint8Array.from(this.#pages, (_, place) => this.#rightsIn(mode, place));
  }

  #rightsIn(mode: Mode, place: number): number {
    const page = this.#pages[place]!;
    let found: number = all;
    if (mode === modes.unchecked) {
      if (neverExecutes(page * pageBytes)) found &= ~rights.execute;
    } else {
      this.#byMpu ??= this.#ports.mpu.rightsOf(this.#pages);
      const granted = this.#byMpu[place]!;
      if (isMixed(granted)) return this.#ports.dwt.watchesPage(page) ? 0 : rights.mixed;
      for (const [right, access] of asked[mode]) if (!passes(granted, access)) found &= ~right;
    }
    return this.#ports.dwt.watchesPage(page) ? found & rights.execute : found;
  }

  #published(page: number): void {
    const place = this.#placeOf.get(page);
    if (place === undefined) return;
    const before = this.#read[page]!;
    this.#publish(page, this.#present[place]!);
    if (((before ^ this.#read[page]!) & slow) !== 0) this.#executionChanged();
  }

  #publishAll(): void {
    const present = this.#present;
    for (let place = 0; place < present.length; place++) this.#publish(this.#pages[place]!, present[place]!);
  }

  #publish(page: number, allowed: number): void {
    const entry = this.#pageTable[page]!;
    const linear = entry & ~(pageBytes - 1);
    const addend = (linear - page * pageBytes) | 0;
    const mixed = (allowed & rights.mixed) !== 0 ? this.#publishParts(page) : 0;
    const asked = mixed === 0 ? slow : addend | (mixed << 2) | slow;
    const canRead = (entry & fastRead) !== 0;
    const canWrite = (entry & (fastWrite | writeUnlessMarked)) !== 0;
    const isFree = (entry & fastWrite) !== 0 && this.#ports.memory.dirty[(linear - ramBase) >>> pageShift] === 1;
    if (!canRead) this.#read[page] = slow;
    else this.#read[page] = (allowed & rights.read) !== 0 ? addend : asked;
    if (!canWrite || ((allowed & rights.write) === 0 && mixed === 0)) this.#write[page] = slow;
    else if (mixed !== 0) this.#write[page] = asked | unlessCode;
    else this.#write[page] = isFree ? addend : addend | slow | unlessCode;
  }

  /** Answers the page's number; 0 when there are too many. */
  #publishParts(page: number): number {
    const number = this.#numbers.get(page) ?? this.#numbers.size + 1;
    if (number > mostMixed) return 0;
    this.#numbers.set(page, number);
    const key = `${this.#mode} ${page}`;
    const parts = this.#parts.get(key) ?? this.#partsOf(page);
    this.#parts.set(key, parts);
    this.#ports.memory.bytes.set(parts, partsBase + number * partsPerPage);
    return number;
  }

  #partsOf(page: number): Uint8Array {
    const { mpu } = this.#ports;
    const privileged = this.#mode === modes.privileged;
    return Uint8Array.from({ length: partsPerPage }, (_, part) => {
      const address = page * pageBytes + part * partBytes;
      const read = mpu.allows(address, { write: false, execute: false, privileged }) ? rights.read : 0;
      return read | (mpu.allows(address, { write: true, execute: false, privileged }) ? rights.write : 0);
    });
  }
}
