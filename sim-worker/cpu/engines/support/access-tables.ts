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
import type { Mpu } from '../../ppb/mpu';
import { unalignedTrapAt } from './addresses';
import { type Mode, modes, PageRights, partBytes, type RightsPorts, rights } from './page-rights';

export type TablePorts = RightsPorts & {
  readonly memory: GuestMemory;
  readonly bus: Pick<BusPort, 'ramPages' | 'onPublished'>;
  readonly state: CpuState;
  readonly mpu: Pick<Mpu, 'enabled' | 'checksAt'>;
  readonly executionPriority: () => number;
  readonly unalignedTrap: () => boolean;
};

export type ExecutionChange = {
  /** Numbers of the guest pages that may be executed now and might not before, or the other way round: see `executable`. */
  readonly pages: readonly number[];
  /** Of those of which some part may not be executed any more: see `executableAt`. */
  readonly lessExecuted: readonly number[];
  /** `executionClass` may answer otherwise. */
  readonly classesChanged: boolean;
};

/** Must be asked. */
const slow = 1;
/** In the write table beside `slow`: may be written where the granule has no mark. */
const unlessCode = 2;
const guestPages = 1 << 20;
const partsPerPage = pageBytes / partBytes;
const mostMixed = 255;

export class AccessTables {
  readonly #ports: TablePorts;
  readonly #pages: readonly number[];
  readonly #placeOf = new Map<number, number>();
  readonly #read: Int32Array;
  readonly #write: Int32Array;
  readonly #pageTable: Uint32Array;
  readonly #words: Int32Array;
  readonly #rights: PageRights;
  /** What was published in `#mode`, by place in `#pages`. */
  readonly #present: Uint8Array;
  /** Numbers of the pages whose bytes are not treated alike. */
  readonly #numbers = new Map<number, number>();
  #mode: Mode = modes.unchecked;
  #stale = true;
  /** What may be executed is another than before: by mode or by the rules. */
  #executionChanged: (change: ExecutionChange) => void = () => undefined;

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
    this.#rights = new PageRights(ports, this.#pages);
    this.#present = new Uint8Array(this.#pages.length);
    this.#rights.learn();
    for (let place = 0; place < this.#pages.length; place++) this.#present[place] = this.#rights.at(this.#mode, place);
    this.#publishAll();
    ports.bus.onPublished((page) => this.#published(page));
  }

  /** Hears when it is another matter than before what may be executed. */
  onExecutionChanged(listener: (change: ExecutionChange) => void): void {
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

  /** Are they in line with what rules now? */
  get areSettled(): boolean {
    if (!this.#stale) return true;
    const traps = this.#words[unalignedTrapAt >>> 2] === 1;
    this.#stale = this.#modeNow !== this.#mode || !this.#rights.isNew || this.#ports.unalignedTrap() !== traps;
    return !this.#stale;
  }

  get #modeNow(): Mode {
    const { mpu, state, executionPriority } = this.#ports;
    if (!mpu.enabled || !mpu.checksAt(executionPriority())) return modes.unchecked;
    return state.privileged ? modes.privileged : modes.unprivileged;
  }

  /** To be called before made code runs. */
  settle(): void {
    if (this.areSettled) return;
    this.#stale = false;
    this.#words[unalignedTrapAt >>> 2] = this.#ports.unalignedTrap() ? 1 : 0;
    const mode = this.#modeNow;
    const { changed, classesChanged, lessExecuted } = this.#rights.learn();
    const before = this.#mode;
    this.#mode = mode;
    const pages: number[] = [];
    this.#bring(changed, pages);
    if (mode !== before) this.#bring(this.#rights.differing(before, mode), pages);
    const byRules = classesChanged || lessExecuted.length > 0;
    if (byRules || pages.length > 0) this.#executionChanged({ pages, lessExecuted, classesChanged: byRules });
  }

  /** Brings pages in line, by their places; undefined: all. Adds the numbers of those that may be executed now, or no longer. */
  #bring(places: readonly number[] | undefined, executed: number[]): void {
    const present = this.#present;
    const count = places?.length ?? present.length;
    for (let i = 0; i < count; i++) {
      const place = places === undefined ? i : places[i]!;
      const now = this.#rights.at(this.#mode, place);
      // Of a mixed page the parts have to be written anew, too.
      if (present[place] === now && (now & rights.mixed) === 0) continue;
      if (((present[place]! ^ now) & rights.execute) !== 0) executed.push(this.#pages[place]!);
      present[place] = now;
      this.#publish(place);
    }
  }

  /** May an instruction be executed there now, straight from RAM, and whenever others of its page may? */
  executableAt(address: number): boolean {
    const place = this.#placeOf.get(address >>> pageShift);
    return place !== undefined && this.executable(address >>> pageShift) && this.#rights.isExecuted(place, address);
  }

  /** May code of the guest page be executed now, straight from RAM? */
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
    return this.#rights.classOf(place);
  }

  #published(page: number): void {
    const place = this.#placeOf.get(page);
    if (place === undefined) return;
    const before = this.#read[page]!;
    this.#publish(place);
    if (((before ^ this.#read[page]!) & slow) !== 0)
      this.#executionChanged({ pages: [page], lessExecuted: [], classesChanged: true });
  }

  #publishAll(): void {
    for (let place = 0; place < this.#pages.length; place++) this.#publish(place);
  }

  #publish(place: number): void {
    const page = this.#pages[place]!;
    const allowed = this.#present[place]!;
    if ((allowed & (rights.read | rights.write | rights.mixed)) === 0) {
      this.#read[page] = slow;
      this.#write[page] = slow;
      return;
    }
    const entry = this.#pageTable[page]!;
    const linear = entry & ~(pageBytes - 1);
    const addend = (linear - page * pageBytes) | 0;
    const mixed = (allowed & rights.mixed) !== 0 ? this.#publishParts(place) : 0;
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
  #publishParts(place: number): number {
    const number = this.#numbers.get(place) ?? this.#numbers.size + 1;
    if (number > mostMixed) return 0;
    this.#numbers.set(place, number);
    const at = partsBase + number * partsPerPage;
    this.#rights.writeParts(this.#mode, place, this.#ports.memory.bytes.subarray(at, at + partsPerPage));
    return number;
  }
}
