/** How the M4 reads and writes: straight from RAM where the page table allows it, else through alignment, MPU, PPB and bus. */
import type { AccessSize } from '../contract/units';
import {
  fastRead,
  fastWrite,
  granuleShift,
  pageBytes,
  pageShift,
  ramBase,
  writeUnlessMarked,
} from '../kernel/guest-memory';
import type { AccessPorts } from './access-ports';
import { bandBit, bandByte, isInBand } from './bit-band';
import {
  dataBusFault,
  dataMemoryFault,
  type Fault,
  fetchBusFault,
  fetchMemoryFault,
  isBusError,
  usageFault,
} from './fault';
import { status } from './fault-words';
import type { AccessWatcher } from './polling';
import { neverExecutes } from './ppb/mpu';

/** What the core needs of the bus. It throws an Error with `address` and `reason` where nothing answers. */
export type BusPort = {
  read(address: number, size: AccessSize, by: 'm4'): number;
  write(address: number, value: number, size: AccessSize, by: 'm4'): void;
  peek(address: number, size: AccessSize): number | undefined;
  ramOffsetOf(address: number): number | undefined;
  /** The M4 has written here, straight to RAM that is only noted: tells who notes it. */
  noted(address: number, length: number): void;
  /** A write to the 64 bytes around these will be told to `onCodeWritten`, once; then all marks of the page are gone. */
  markCode(ramOffset: number, length: number): void;
  onCodeWritten(listener: (ramOffset: number, length: number) => void): void;
  /** Numbers of all guest pages where RAM is. */
  ramPages(): readonly number[];
  /** Hears when the page table's entry of a guest page has changed. */
  onPublished(listener: (guestPage: number) => void): void;
};

/** What an access that leaves the core is for: a bus error means another thing for each. */
type Outside = 'data' | 'store' | 'ppb' | 'vector' | 'fetch';

const ppbTop = 0xe00;
/** Of the MPU. */
const smallestRegion = 32;
const stir = 0xe000_ef00;

export class MemoryAccess {
  readonly #ports: AccessPorts;
  readonly #table: Uint32Array;
  /** All memory. */
  readonly words: Int32Array;
  readonly #halves: Uint16Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #dirty: Uint8Array;
  /** Every access must be looked at: the MPU or a DWT comparator is on, unaligned accesses fault, or somebody watches. */
  #checked = false;
  #mpuOn = false;
  #watcher: AccessWatcher | undefined;
  #rulesChanged: () => void = () => undefined;

  constructor(ports: AccessPorts) {
    const { memory } = ports;
    this.#ports = ports;
    this.#table = memory.pageTable;
    this.words = new Int32Array(memory.wasm.buffer);
    this.#halves = memory.halves;
    this.#bytes = memory.bytes;
    this.#view = memory.view;
    this.#dirty = memory.dirty;
  }

  /** To be called when the execution priority or the privilege has changed, and no other rule. */
  priorityChanged(): void {
    if (this.#ports.mpu.enabled) this.rulesChanged();
    else this.#rulesChanged();
  }

  /** To be called when CCR, the MPU or DWT comparators have changed. */
  rulesChanged(): void {
    const { mpu, dwt, executionPriority, unalignedTrap } = this.#ports;
    this.#mpuOn = mpu.enabled && mpu.checksAt(executionPriority());
    this.#checked = this.#mpuOn || unalignedTrap() || dwt.watchesData || this.#watcher !== undefined;
    this.#rulesChanged();
  }

  /** Hears when `rulesChanged` was called. */
  onRulesChanged(listener: () => void): void {
    this.#rulesChanged = listener;
  }

  /** Tells of each access to data, and of fetches that do not come straight from RAM, before it is made. */
  watch(watcher: AccessWatcher | undefined): void {
    this.#watcher = watcher;
    this.rulesChanged();
  }

  /**
   * For words that are moved together: the place of the first in `words`, if all of them may go straight to RAM now and nobody hears of
   * it; undefined if not. To write them, the page is marked as written.
   */
  placeOf(
    address: number,
    bytes: number,
    write: boolean,
    privileged = this.#ports.state.privileged,
  ): number | undefined {
    const { mpu, dwt } = this.#ports;
    const entry = this.#table[address >>> pageShift]!;
    const within = address & (pageBytes - 1);
    if ((entry & (write ? fastWrite : fastRead)) === 0 || within + bytes > pageBytes || (within & 3) !== 0)
      return undefined;
    if (dwt.watchesData || this.#watcher !== undefined) return undefined;
    if (this.#mpuOn) {
      const asked = { write, execute: false, privileged };
      const last = (address >>> 0) + bytes - 1;
      for (let at = address >>> 0; at < last; at += smallestRegion) if (!mpu.allows(at, asked)) return undefined;
      if (!mpu.allows(last, asked)) return undefined;
    }
    const linear = (entry & ~(pageBytes - 1)) + within;
    if (write) this.#dirty[(linear - ramBase) >>> pageShift] = 1;
    return linear >>> 2;
  }

  /**
   * What the MPU makes of an access to data, where nobody else has a say or hears of it; to throw it would take longer than the rest.
   * Undefined: it will be found out.
   */
  refused(address: number, size: AccessSize, write: boolean, own = true): Fault | undefined {
    const at = address >>> 0;
    if (!this.#mpuOn || (at & (size - 1)) !== 0 || at >>> 20 === ppbTop) return undefined;
    const { mpu, dwt, state } = this.#ports;
    if (dwt.watchesData || this.#watcher !== undefined) return undefined;
    return mpu.allows(at, { write, execute: false, privileged: own && state.privileged })
      ? undefined
      : dataMemoryFault(at);
  }

  /** Bytes and halfwords are zero-extended, words signed. Throws Fault. */
  read(address: number, size: AccessSize): number {
    const entry = this.#table[address >>> pageShift]!;
    const within = address & (pageBytes - 1);
    if ((entry & fastRead) === 0 || within + size > pageBytes || this.#checked)
      return this.#slowRead(address >>> 0, size);
    return this.#ramRead((entry & ~(pageBytes - 1)) + within, size);
  }

  /** Throws Fault; then nothing was written. */
  write(address: number, value: number, size: AccessSize): void {
    const entry = this.#table[address >>> pageShift]!;
    const within = address & (pageBytes - 1);
    if ((entry & fastWrite) === 0 || within + size > pageBytes || this.#checked) {
      this.#slowWrite(address >>> 0, value, size);
      return;
    }
    this.#ramWrite((entry & ~(pageBytes - 1)) + within, value, size);
  }

  /** As `read`, with the rights of unprivileged code (LDRT). */
  readUnprivileged(address: number, size: AccessSize): number {
    return this.#slowRead(address >>> 0, size, false);
  }

  writeUnprivileged(address: number, value: number, size: AccessSize): void {
    this.#slowWrite(address >>> 0, value, size, false);
  }

  /** A word of an exception frame: its bus errors are never imprecise. */
  writeFrame(address: number, value: number, privileged = this.#ports.state.privileged): void {
    this.#slowWrite(address >>> 0, value, 4, privileged, false);
  }

  /** Is every fetch to be checked: the MPU is on. */
  get guardsCode(): boolean {
    return this.#mpuOn;
  }

  /** An entry of the vector table: the MPU has no say. Throws Fault. */
  readVector(address: number): number {
    const at = address >>> 0;
    const linear = this.#straight(at, 4, fastRead);
    if (linear !== undefined) return this.#ramRead(linear, 4) >>> 0;
    return this.#readOutside('vector', at, 4);
  }

  /**
   * Made code has stored straight to RAM that is noted, one after the other: tells who notes it. Four of the words from `first` up to
   * `last` each: address, length, the instruction, and how many cycles before `end` it began.
   */
  noted(words: Int32Array, first: number, last: number, end: number): void {
    const { log, bus, cause, syncTime } = this.#ports;
    const { context } = log;
    const before = { pc: context.pc, cause: context.cause };
    context.cause = cause();
    for (let at = first; at < last; at += 4) {
      syncTime(end - words[at + 3]!);
      context.pc = words[at + 2]! >>> 0;
      bus.noted(words[at]! >>> 0, words[at + 1]!);
    }
    context.pc = before.pc;
    context.cause = before.cause;
  }

  /** Does nothing forbid an instruction there? */
  mayExecute(address: number): boolean {
    const at = address >>> 0;
    const { mpu, state } = this.#ports;
    if (at >>> 20 === ppbTop) return false;
    if (!this.#mpuOn) return !neverExecutes(at);
    return mpu.allows(at, { write: false, execute: true, privileged: state.privileged });
  }

  /** A halfword of an instruction. Throws Fault. */
  fetch(address: number): number {
    const at = address >>> 0;
    if (!this.mayExecute(at)) throw fetchMemoryFault();
    const entry = this.#table[at >>> pageShift]!;
    if ((entry & fastRead) !== 0) return this.#halves[((entry & ~(pageBytes - 1)) + (at & (pageBytes - 1))) >>> 1]!;
    this.#watcher?.(at, 2, false);
    return this.#readOutside('fetch', at, 2);
  }

  #ramRead(at: number, size: AccessSize): number {
    if (size === 4) return (at & 3) === 0 ? this.words[at >>> 2]! : this.#view.getInt32(at, true);
    if (size === 1) return this.#bytes[at]!;
    return (at & 1) === 0 ? this.#halves[at >>> 1]! : this.#view.getUint16(at, true);
  }

  #ramWrite(at: number, value: number, size: AccessSize): void {
    this.#dirty[(at - ramBase) >>> pageShift] = 1;
    if (size === 4) {
      if ((at & 3) === 0) this.words[at >>> 2] = value;
      else this.#view.setInt32(at, value, true);
    } else if (size === 1) this.#bytes[at] = value;
    else if ((at & 1) === 0) this.#halves[at >>> 1] = value;
    else this.#view.setInt16(at, value, true);
  }

  /** Linear address when the page table lets an access go straight to RAM. */
  #straight(at: number, size: AccessSize, bit: number): number | undefined {
    const entry = this.#table[at >>> pageShift]!;
    const within = at & (pageBytes - 1);
    if (within + size > pageBytes) return undefined;
    const linear = (entry & ~(pageBytes - 1)) + within;
    if ((entry & bit) !== 0) return linear;
    return bit === fastWrite && (entry & writeUnlessMarked) !== 0 && !this.#isMarked(linear, size) ? linear : undefined;
  }

  /** Does anybody want to hear of a write there? */
  #isMarked(linear: number, size: AccessSize): boolean {
    const { granules } = this.#ports.memory;
    const first = linear - ramBase;
    return (granules[first >>> granuleShift]! | granules[(first + size - 1) >>> granuleShift]!) !== 0;
  }

  #slowRead(at: number, size: AccessSize, privileged = this.#ports.state.privileged): number {
    this.#permit(at, size, false, privileged);
    if (at >>> 20 === ppbTop) {
      const value = this.#readOutside('ppb', at, size);
      return size === 4 ? value | 0 : value;
    }
    const linear = this.#straight(at, size, fastRead);
    if (linear !== undefined) return this.#ramRead(linear, size);
    if (this.#ports.bitBand && isInBand(at)) return (this.#slowRead(bandByte(at), 1, privileged) >>> bandBit(at)) & 1;
    const part = this.#partOf(at, size);
    if (part !== undefined) {
      let all = 0;
      for (let i = 0; i < size; i += part) all |= this.#slowRead((at + i) >>> 0, part, privileged) << (8 * i);
      return all;
    }
    const value = this.#readOutside('data', at, size);
    return size === 4 ? value | 0 : value;
  }

  #slowWrite(
    at: number,
    value: number,
    size: AccessSize,
    privileged = this.#ports.state.privileged,
    mayBuffer = true,
  ): void {
    this.#permit(at, size, true, privileged);
    if (at >>> 20 === ppbTop) {
      this.#writeOutside('ppb', at, value, size);
      return;
    }
    const linear = this.#straight(at, size, fastWrite);
    if (linear !== undefined) {
      this.#ramWrite(linear, value, size);
      return;
    }
    if (this.#ports.bitBand && isInBand(at)) {
      const byte = this.#slowRead(bandByte(at), 1, privileged) & ~(1 << bandBit(at));
      this.#slowWrite(bandByte(at), byte | ((value & 1) << bandBit(at)), 1, privileged, mayBuffer);
      return;
    }
    const part = this.#partOf(at, size);
    if (part !== undefined) {
      const mask = part === 1 ? 0xff : 0xffff;
      for (let i = 0; i < size; i += part)
        this.#slowWrite((at + i) >>> 0, (value >>> (8 * i)) & mask, part, privileged, mayBuffer);
      return;
    }
    this.#writeOutside(mayBuffer ? 'store' : 'data', at, value, size);
  }

  /** The bus matrix sees aligned accesses only: outside RAM an unaligned one is divided. */
  #partOf(at: number, size: AccessSize): 1 | 2 | undefined {
    if ((at & (size - 1)) === 0 || this.#ports.bus.ramOffsetOf(at) !== undefined) return undefined;
    return size === 4 && (at & 1) === 0 ? 2 : 1;
  }

  #permit(at: number, size: AccessSize, write: boolean, privileged: boolean): void {
    const { mpu, dwt, unalignedTrap, userMayPend } = this.#ports;
    const onPpb = at >>> 20 === ppbTop;
    this.#watcher?.(at, size, write);
    if ((at & (size - 1)) !== 0 && (onPpb || unalignedTrap())) throw usageFault(status.UNALIGNED);
    if (onPpb) {
      if (!privileged && !(at === stir && userMayPend())) throw dataBusFault(at);
      return;
    }
    if (dwt.watchesData) dwt.accessed(at, size, write);
    if (!this.#mpuOn) return;
    const asked = { write, execute: false, privileged };
    const last = (at + size - 1) >>> 0;
    if (!mpu.allows(at, asked) || (last !== at && !mpu.allows(last, asked))) throw dataMemoryFault(at);
  }

  /** A read that others see: they find the time, the PC and the cause of the M4. */
  #readOutside(kind: Outside, at: number, size: AccessSize): number {
    const { log, bus, ppb } = this.#ports;
    const { context } = log;
    const { pc, cause } = context;
    this.#announce();
    try {
      return kind === 'ppb' ? ppb.read(at, size) : bus.read(at, size, 'm4');
    } catch (thrown) {
      this.#failed(kind, at, thrown);
      return 0;
    } finally {
      context.pc = pc;
      context.cause = cause;
    }
  }

  #writeOutside(kind: Outside, at: number, value: number, size: AccessSize): void {
    const { log, bus, ppb } = this.#ports;
    const { context } = log;
    const { pc, cause } = context;
    this.#announce();
    try {
      if (kind === 'ppb') ppb.write(at, value, size);
      else bus.write(at, value, size, 'm4');
    } catch (thrown) {
      this.#failed(kind, at, thrown);
    } finally {
      context.pc = pc;
      context.cause = cause;
    }
  }

  #announce(): void {
    const { log, state, cause, syncTime } = this.#ports;
    syncTime();
    log.context.pc = state.pc;
    log.context.cause = cause();
  }

  /** Throws what the core makes of an error of the bus, if it does not come later or is to be ignored. */
  #failed(kind: Outside, at: number, thrown: unknown): void {
    if (!isBusError(thrown)) throw thrown;
    if (kind === 'fetch') throw fetchBusFault();
    if (kind === 'ppb' || kind === 'vector') throw dataBusFault(at);
    const { ignoresBusFaults, executionPriority, buffersStores, imprecise } = this.#ports;
    if (ignoresBusFaults() && executionPriority() < 0) return;
    if (kind !== 'store' || !buffersStores()) throw dataBusFault(at);
    imprecise(at);
  }
}
