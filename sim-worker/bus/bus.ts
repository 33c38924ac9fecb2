/** Address decode: which RAM or device answers, for whom, and who wants to hear of it. */
import { type AccessSize, type Initiator, isFromOutside } from '../contract/units';
import {
  fastRead,
  fastWrite,
  type GuestMemory,
  pageBytes,
  pageShift,
  ramBase,
  writeUnlessMarked,
} from '../kernel/guest-memory';
import { Granules } from './granules';
import type { DeviceRegion, Policy, RamRegion, Region, Watch, WatchListener } from './regions';
import { Watchers } from './watchers';

export type BusFaultReason = 'hole' | 'refused';
/** No slave answered, or a firewall said no. The core turns it into a BusFault, the Linux model into an external abort. */
export class BusError extends Error {
  readonly address: number;
  readonly write: boolean;
  readonly reason: BusFaultReason;

  constructor(address: number, write: boolean, reason: BusFaultReason) {
    super(`bus error at 0x${(address >>> 0).toString(16)}`);
    this.address = address >>> 0;
    this.write = write;
    this.reason = reason;
  }
}

const codeMark = 1;
const watchMark = 2;
const guardMark = 4;
const readMark = 8;

export class Bus {
  readonly memory: GuestMemory;
  readonly regions: readonly Region[];
  readonly #granules: Granules;
  readonly #policy: Policy;
  /** Region number + 1 per guest page. */
  readonly #regionOfPage = new Uint8Array(1 << 20);
  /** Canonical guest address per RAM page. */
  readonly #canonical: Uint32Array;
  readonly #marks: Uint8Array;
  readonly #watchers: Watchers;
  readonly #codeWritten: ((ramOffset: number, length: number) => void)[] = [];
  #published: (guestPage: number) => void = () => undefined;

  /** Regions are page aligned, do not overlap, and there are fewer than 255. */
  constructor(memory: GuestMemory, regions: readonly Region[], policy: Policy) {
    this.memory = memory;
    this.regions = regions;
    this.#granules = new Granules(memory);
    this.#policy = policy;
    const ramPages = memory.ramBytes / pageBytes;
    this.#canonical = new Uint32Array(ramPages);
    this.#marks = new Uint8Array(ramPages);
    this.#watchers = new Watchers({
      granules: this.#granules,
      ramOffsetOf: (address) => this.ramOffsetOf(address),
      pageWatched: (page, writes, reads) => {
        this.#mark(page, watchMark, writes);
        this.#mark(page, readMark, reads);
      },
      ramPages,
    });
    regions.forEach((region, n) => {
      for (let page = region.base >>> pageShift; page < (region.base + region.size) / pageBytes; page++) {
        this.#regionOfPage[page] = n + 1;
      }
    });
    for (const region of regions) if (region.kind === 'ram') this.#nameRam(region);
    for (let page = 0; page < ramPages; page++) this.#publish(page);
  }

  regionAt(address: number): Region | undefined {
    return this.regions[this.#regionOfPage[address >>> pageShift]! - 1];
  }

  /** Little endian; may be unaligned. Throws BusError. */
  read(address: number, size: AccessSize, by: Initiator): number {
    const at = address >>> 0;
    const entry = this.memory.pageTable[at >>> pageShift]!;
    const within = at & (pageBytes - 1);
    if ((entry & fastRead) !== 0 && within + size <= pageBytes && (by === 'm4' || at >= 0x1000_0000)) {
      return this.#ramRead((entry & ~(pageBytes - 1)) + within, size);
    }
    return this.#slowRead(at, size, by);
  }

  /** Throws BusError; then nothing was written. */
  write(address: number, value: number, size: AccessSize, by: Initiator): void {
    const at = address >>> 0;
    const entry = this.memory.pageTable[at >>> pageShift]!;
    const within = at & (pageBytes - 1);
    if ((entry & fastWrite) !== 0 && within + size <= pageBytes && (by === 'm4' || at >= 0x1000_0000)) {
      this.#ramWrite(((entry & ~(pageBytes - 1)) >>> 0) + within, value, size);
      return;
    }
    this.#slowWrite(at, value, size, by);
  }

  /** What is there, without side effects, permission or event; undefined where nothing is. */
  peek(address: number, size: AccessSize): number | undefined {
    const at = address >>> 0;
    if ((at & (pageBytes - 1)) + size > pageBytes) {
      const parts = Array.from({ length: size }, (_, i) => this.peek((at + i) >>> 0, 1));
      if (parts.some((part) => part === undefined)) return undefined;
      return parts.reduce<number>((value, part, i) => value + part! * 2 ** (8 * i), 0);
    }
    const region = this.regionAt(at);
    if (region === undefined) return undefined;
    return region.kind === 'ram'
      ? this.#ramRead(this.#linear(region, at), size)
      : region.device.peek(at - region.base, size);
  }

  /** As `peek`, for a run of bytes; holes are undefined. */
  peekBytes(address: number, length: number): readonly (number | undefined)[] {
    return Array.from({ length }, (_, i) => this.peek((address + i) >>> 0, 1));
  }

  /** A copy of RAM; bytes outside RAM read 0. For panels and probes. */
  peekRam(address: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; ) {
      const at = (address + i) >>> 0;
      const run = Math.min(length - i, pageBytes - (at & (pageBytes - 1)));
      const region = this.regionAt(at);
      if (region?.kind === 'ram') {
        const from = this.#linear(region, at);
        out.set(this.memory.bytes.subarray(from, from + run), i);
      }
      i += run;
    }
    return out;
  }

  writeBytes(address: number, bytes: Uint8Array, by: Initiator): void {
    for (let i = 0; i < bytes.length; ) {
      const at = (address + i) >>> 0;
      const run = Math.min(bytes.length - i, pageBytes - (at & (pageBytes - 1)));
      this.#writeRun(at, bytes.subarray(i, i + run), by);
      i += run;
    }
  }

  /** A copy of RAM for an initiator; whoever watches reads hears of it. Bytes outside RAM read 0. */
  readBytes(address: number, length: number, by: Initiator): Uint8Array {
    for (let at = address; at < address + length; at = nextPage(at)) {
      const end = Math.min(address + length, nextPage(at));
      const offset = this.ramOffsetOf(at);
      if (offset !== undefined) this.#tell(offset, end - at, by, false);
    }
    return this.peekRam(address, length);
  }

  /** Tells `listener` of every write to RAM in this range, under whatever alias. Returns a function that ends it. */
  watch(address: number, length: number, listener: WatchListener): () => void {
    return this.#watch(address, length, { write: true, mark: 'watched', listener });
  }

  /** As `watch`, for who only writes it down: hears of what the M4 has written at the latest before anything else happens. */
  note(address: number, length: number, listener: WatchListener): () => void {
    return this.#watch(address, length, { write: true, mark: 'noted', listener });
  }

  /** As `watch`, for reads: those of instructions too, when they are fetched for the first time. */
  watchReads(address: number, length: number, listener: WatchListener): () => void {
    return this.#watch(address, length, { write: false, mark: 'watched', listener });
  }

  #watch(address: number, length: number, watch: Omit<Watch, 'start' | 'end'>): () => void {
    const start = this.canonicalOf(address);
    return this.#watchers.add({ ...watch, start, end: start + length });
  }

  /** The M4 has written here, straight to RAM that is only noted: tells who notes it. */
  noted(address: number, length: number): void {
    this.#tell(this.ramOffsetOf(address)!, length, 'm4', true);
  }

  /** A write to the 64 bytes around these will be told to `onCodeWritten`, once; then all marks of the page are gone. */
  markCode(ramOffset: number, length: number): void {
    const last = ramOffset + length - 1;
    this.#granules.mark(ramOffset, length, 'code');
    for (let page = ramOffset >>> pageShift; page <= last >>> pageShift; page++) this.#mark(page, codeMark, true);
  }

  onCodeWritten(listener: (ramOffset: number, length: number) => void): void {
    this.#codeWritten.push(listener);
  }

  /** These RAM pages are others now: tells `onCodeWritten` of those with decoded instructions. */
  codeReplaced(ramPages: readonly number[]): void {
    for (const page of ramPages) this.#besideCode(page * pageBytes, pageBytes);
  }

  /** Numbers of all guest pages where RAM is. */
  ramPages(): readonly number[] {
    return this.regions.flatMap((region) =>
      region.kind !== 'ram'
        ? []
        : Array.from({ length: region.size / pageBytes }, (_, n) => (region.base >>> pageShift) + n),
    );
  }

  /** Hears when the page table's entry of a guest page has changed. */
  onPublished(listener: (guestPage: number) => void): void {
    this.#published = listener;
  }

  /** While guarded, every access to the region asks the policy: for RAM whose firewall is not open to both sides. */
  guard(region: RamRegion, guarded: boolean): void {
    for (let page = 0; page < region.size / pageBytes; page++) {
      this.#mark((region.ramOffset >>> pageShift) + page, guardMark, guarded);
    }
  }

  /** The canonical address of a RAM address; any other address is returned as it is. */
  canonicalOf(address: number): number {
    const region = this.regionAt(address);
    if (region?.kind !== 'ram') return address >>> 0;
    const offset = this.#linear(region, address) - ramBase;
    return this.#canonical[offset >>> pageShift]! + (offset & (pageBytes - 1));
  }

  /** Byte offset in the machine's RAM, or undefined when no RAM is there. */
  ramOffsetOf(address: number): number | undefined {
    const region = this.regionAt(address);
    return region?.kind === 'ram' ? this.#linear(region, address) - ramBase : undefined;
  }

  #nameRam(region: RamRegion): void {
    if (region.alias === true) return;
    for (let at = 0; at < region.size; at += pageBytes) {
      this.#canonical[(region.ramOffset + at) >>> pageShift] = region.base + at;
    }
  }

  #linear(region: RamRegion, address: number): number {
    return ramBase + region.ramOffset + ((address >>> 0) - region.base);
  }

  #mark(page: number, mark: number, on: boolean): void {
    const before = this.#marks[page]!;
    const after = on ? before | mark : before & ~mark;
    if (after === before) return;
    this.#marks[page] = after;
    this.#publish(page);
  }

  /** Brings the page table in line with the marks of a RAM page, under all its aliases. */
  #publish(page: number): void {
    const marks = this.#marks[page]!;
    const writes = marks === 0 ? fastWrite : writeUnlessMarked;
    const bits = (marks & (guardMark | readMark)) !== 0 ? 0 : fastRead | writes;
    const offset = page * pageBytes;
    for (const region of this.regions) {
      if (region.kind !== 'ram' || offset < region.ramOffset || offset >= region.ramOffset + region.size) continue;
      const guestPage = (region.base + offset - region.ramOffset) >>> pageShift;
      this.memory.pageTable[guestPage] = bits === 0 ? 0 : (ramBase + offset) | bits;
      this.#published(guestPage);
    }
  }

  #ramRead(linear: number, size: AccessSize): number {
    if (size === 4) return this.memory.view.getUint32(linear, true);
    return size === 2 ? this.memory.view.getUint16(linear, true) : this.memory.bytes[linear]!;
  }

  #ramWrite(linear: number, value: number, size: AccessSize): void {
    this.memory.dirty[(linear - ramBase) >>> pageShift] = 1;
    if (size === 4) this.memory.view.setUint32(linear, value, true);
    else if (size === 2) this.memory.view.setUint16(linear, value, true);
    else this.memory.bytes[linear] = value;
  }

  #admit(region: Region | undefined, at: number, write: boolean, by: Initiator, value?: number): 'ok' | 'zero' {
    const visible = region !== undefined && (region.kind === 'device' || region.visibleTo?.includes(by) !== false);
    if (!visible) {
      this.#policy.unmapped(at, write, by);
      throw new BusError(at, write, 'hole');
    }
    if (isFromOutside(by) || (region.kind === 'ram' && !this.#isGuarded(region, at))) return 'ok';
    const answer = this.#policy.check(region, at, write, by, value);
    if (answer === 'refused') throw new BusError(at, write, 'refused');
    return answer;
  }

  #isGuarded(region: RamRegion, at: number): boolean {
    return (this.#marks[(this.#linear(region, at) - ramBase) >>> pageShift]! & guardMark) !== 0;
  }

  #slowRead(at: number, size: AccessSize, by: Initiator): number {
    if ((at & (pageBytes - 1)) + size > pageBytes) {
      let value = 0;
      for (let i = 0; i < size; i++) value += this.read(at + i, 1, by) * 2 ** (8 * i);
      return value;
    }
    const region = this.regionAt(at);
    if (this.#admit(region, at, false, by) === 'zero') return 0;
    if (region!.kind === 'ram') {
      const linear = this.#linear(region as RamRegion, at);
      const value = this.#ramRead(linear, size);
      this.#tell(linear - ramBase, size, by, false);
      return value;
    }
    const device = region as DeviceRegion;
    const value = device.device.read(at - device.base, size, by);
    if (value !== undefined) return value;
    this.#policy.unmodelled(device, at, false, by, 0);
    return 0;
  }

  #slowWrite(at: number, value: number, size: AccessSize, by: Initiator): void {
    if ((at & (pageBytes - 1)) + size > pageBytes) {
      // Both pages must agree before the first byte changes.
      const second = ((at & ~(pageBytes - 1)) + pageBytes) >>> 0;
      this.#admit(this.regionAt(at), at, true, by);
      this.#admit(this.regionAt(second), second, true, by);
      for (let i = 0; i < size; i++) this.write(at + i, (value >>> (8 * i)) & 0xff, 1, by);
      return;
    }
    const region = this.regionAt(at);
    if (this.#admit(region, at, true, by, value >>> 0) === 'zero') return;
    if (region!.kind === 'ram') {
      const linear = this.#linear(region as RamRegion, at);
      this.#ramWrite(linear, value, size);
      this.#afterWrite(linear - ramBase, size, by);
      return;
    }
    const device = region as DeviceRegion;
    if (!device.device.write(at - device.base, value >>> 0, size, by)) {
      this.#policy.unmodelled(device, at, true, by, value >>> 0);
    }
  }

  #writeRun(at: number, bytes: Uint8Array, by: Initiator): void {
    const region = this.regionAt(at);
    if (region?.kind === 'device') {
      this.#writeDevice(at, bytes, by);
      return;
    }
    if (this.#admit(region, at, true, by) === 'zero') return;
    const linear = this.#linear(region as RamRegion, at);
    this.memory.bytes.set(bytes, linear);
    this.memory.markWritten(linear, bytes.length);
    this.#afterWrite(linear - ramBase, bytes.length, by);
  }

  /** Words where they fit: a register takes its bits together. */
  #writeDevice(at: number, bytes: Uint8Array, by: Initiator): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < bytes.length; ) {
      const size = (at + i) % 4 === 0 && bytes.length - i >= 4 ? 4 : 1;
      this.write(at + i, size === 4 ? view.getUint32(i, true) : bytes[i]!, size, by);
      i += size;
    }
  }

  #afterWrite(offset: number, length: number, by: Initiator): void {
    if ((this.#marks[offset >>> pageShift]! & codeMark) !== 0) this.#besideCode(offset, length);
    this.#tell(offset, length, by, true);
  }

  /** A write to a page with decoded instructions. */
  #besideCode(offset: number, length: number): void {
    if (!this.#granules.isMarked(offset, length, 'code')) return;
    const page = offset >>> pageShift;
    this.#granules.unmarkPage(page, 'code');
    this.#mark(page, codeMark, false);
    for (const listener of this.#codeWritten) listener(offset, length);
  }

  /** Tells those who watch; the bytes lie within one page. */
  #tell(offset: number, length: number, by: Initiator, write: boolean): void {
    const page = offset >>> pageShift;
    if ((this.#marks[page]! & (write ? watchMark : readMark)) === 0) return;
    this.#watchers.tell(page, this.#canonical[page]! + (offset & (pageBytes - 1)), length, by, write);
  }
}

const nextPage = (address: number): number => address - (address % pageBytes) + pageBytes;
