/**
 * One linear memory for the whole guest: the M4's register file, the page tables, what engines derive from code, and all RAM
 * live in one WebAssembly.Memory, so that interpreter, translated code, snapshots and panels read the same bytes.
 *
 *   0x0000_0000  64 KiB of zeros: the record page of every guest page that has none
 *   0x0001_0000  M4 register file (layout: cpu/state-layout.ts)
 *   0x0001_1000  words that engines share with code they make (layout: cpu/engines/support/addresses.ts)
 *   0x0001_8000  what each 32 bytes allow, for pages whose bytes the MPU does not treat alike: 128 bytes per page, 255 pages
 *   0x0002_0000  one mark byte per RAM page: bit 0 ever written
 *   0x0010_0000  one byte per 64 bytes of RAM: bit 0 decoded instructions lie there, bit 1 somebody watches writes,
 *               bit 2 somebody notes them
 *   0x0040_0000  page table: one word per 4 KiB of the guest's 4 GiB
 *   0x0080_0000  how the M4 reads now, one word per guest page
 *   0x00c0_0000  how the M4 writes now, one word per guest page
 *   0x0100_0000  linear address of the record page, one word per guest page
 *   0x0140_0000  operands of the records
 *   0x0180_0000  record pages
 *   0x0280_0000  RAM, region after region
 *
 * A page table entry is the linear address of the page's first byte, with bit 0 "reads may go straight to RAM" and
 * bit 1 "writes may go straight to RAM", or bit 2 "they may where the 64 bytes are not marked". 0 means: always
 * ask the bus.
 *
 * An entry of the M4's read or write table is what to add to a guest address to get the linear one: a multiple of 4096. Bit 0
 * set means that the access must not go straight there; bit 1 beside it in the write table that it may where no decoded
 * instruction lies in the 64 bytes, if the page is marked as written. Bits 11 to 2 beside bit 0: number of the page among those
 * whose bytes the MPU does not treat alike.
 */

export const pageBytes = 4096;
export const pageShift = 12;
export const registerFileBase = 0x0001_0000;
export const engineWordsBase = 0x0001_1000;
export const partsBase = 0x0001_8000;
export const dirtyMarksBase = 0x0002_0000;
export const granulesBase = 0x0010_0000;
export const granuleShift = 6;
export const pageTableBase = 0x0040_0000;
export const readTableBase = 0x0080_0000;
export const writeTableBase = 0x00c0_0000;
export const codeTableBase = 0x0100_0000;
export const operandsBase = 0x0140_0000;
export const recordsBase = 0x0180_0000;
export const ramBase = 0x0280_0000;
export const fastRead = 1;
export const fastWrite = 2;
export const writeUnlessMarked = 4;
/** Why a granule is marked. */
export const granuleMarks = { code: 1, watched: 2, noted: 4 } as const;

export class GuestMemory {
  readonly wasm: WebAssembly.Memory;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly words: Uint32Array;
  readonly halves: Uint16Array;
  /** One word per guest page. */
  readonly pageTable: Uint32Array;
  /** One byte per RAM page. */
  readonly dirty: Uint8Array;
  /** One byte per 64 bytes of RAM, a granule: `granuleMarks`. */
  readonly granules: Uint8Array;
  readonly ramBytes: number;

  /** `ramBytes`: all RAM regions together, a multiple of the page size. */
  constructor(ramBytes: number) {
    const total = Math.ceil((ramBase + ramBytes) / 65536);
    this.wasm = new WebAssembly.Memory({ initial: total, maximum: total });
    const { buffer } = this.wasm;
    this.ramBytes = ramBytes;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.words = new Uint32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.pageTable = new Uint32Array(buffer, pageTableBase, 1 << 20);
    this.dirty = new Uint8Array(buffer, dirtyMarksBase, ramBytes / pageBytes);
    this.granules = new Uint8Array(buffer, granulesBase, ramBytes >>> granuleShift);
  }

  /** Marks every page that the bytes from the linear address `at` on touch. */
  markWritten(at: number, length: number): void {
    const first = (at - ramBase) >>> pageShift;
    const last = (at + length - 1 - ramBase) >>> pageShift;
    for (let page = first; page <= last; page++) this.dirty[page] = 1;
  }

  /** Copies of all pages that were ever written; a page that is not in the map is all zero. */
  savePages(): ReadonlyMap<number, Uint8Array> {
    const pages = new Map<number, Uint8Array>();
    for (let page = 0; page < this.dirty.length; page++) {
      if (this.dirty[page] === 0) continue;
      const at = ramBase + page * pageBytes;
      pages.set(page, this.bytes.slice(at, at + pageBytes));
    }
    return pages;
  }

  /** Answers the RAM pages with decoded instructions in which a byte is another now. */
  loadPages(pages: ReadonlyMap<number, Uint8Array>): readonly number[] {
    const changed: number[] = [];
    for (let page = 0; page < this.dirty.length; page++) {
      const copy = pages.get(page);
      if (copy === undefined && this.dirty[page] === 0) continue;
      if (this.#hasCode(page) && !this.#holds(page, copy)) changed.push(page);
      const at = ramBase + page * pageBytes;
      if (copy === undefined) this.bytes.fill(0, at, at + pageBytes);
      else this.bytes.set(copy, at);
    }
    this.dirty.fill(0);
    for (const page of pages.keys()) this.dirty[page] = 1;
    return changed;
  }

  #hasCode(page: number): boolean {
    const shift = pageShift - granuleShift;
    return this.granules
      .subarray(page << shift, (page + 1) << shift)
      .some((marks) => (marks & granuleMarks.code) !== 0);
  }

  /** Undefined: zeros. */
  #holds(page: number, copy: Uint8Array | undefined): boolean {
    const at = ramBase + page * pageBytes;
    for (let i = 0; i < pageBytes; i++) if (this.bytes[at + i] !== (copy?.[i] ?? 0)) return false;
    return true;
  }
}
