/** Marks on 64 bytes of RAM each: why a write there must be told, while others in the same page need not be. */
import { type GuestMemory, granuleMarks, granuleShift, pageBytes, pageShift } from '../kernel/guest-memory';

type Mark = keyof typeof granuleMarks;
const shift = pageShift - granuleShift;

export class Granules {
  readonly #marks: Uint8Array;

  constructor(memory: GuestMemory) {
    this.#marks = memory.granules;
  }

  /** Places are offsets in RAM. */
  mark(offset: number, length: number, mark: Mark): void {
    const last = (offset + length - 1) >>> granuleShift;
    for (let i = offset >>> granuleShift; i <= last; i++) this.#marks[i]! |= granuleMarks[mark];
  }

  /** What lies from `start` to `end` of a page at `offset`; both may lie outside. */
  markPart(offset: number, start: number, end: number, mark: Mark): void {
    const from = Math.max(0, start);
    this.mark(offset + from, Math.min(pageBytes, end) - from, mark);
  }

  isMarked(offset: number, length: number, mark: Mark): boolean {
    const last = (offset + length - 1) >>> granuleShift;
    for (let i = offset >>> granuleShift; i <= last; i++) if ((this.#marks[i]! & granuleMarks[mark]) !== 0) return true;
    return false;
  }

  unmarkPage(page: number, mark: Mark): void {
    for (let i = page << shift; i < (page + 1) << shift; i++) this.#marks[i]! &= ~granuleMarks[mark];
  }
}
