/** Instructions whose accesses were seen not to go straight to RAM, by their addresses: their code is made for that the next time. */

/** An access that so often did not go straight to RAM is made for that: fewer are the first stores to pages. */
const oftenIndirect = 4;
/** A power of two. */
const newestCount = 256;

export class SlowPlaces {
  readonly #slow = new Set<number>();
  /** Of these the newest by their lowest bits: most accesses are made again and again. 1: none. */
  readonly #newest = new Int32Array(newestCount).fill(1);
  /** How often regions were left before the instruction. */
  readonly #left = new Map<number, number>();

  /** Its access has asked the bus. */
  add(pc: number): void {
    const at = (pc >>> 1) & (newestCount - 1);
    if (this.#newest[at] === (pc | 0)) return;
    this.#newest[at] = pc;
    this.#slow.add(pc);
  }

  /** A region was left before it, since its access does not go straight to RAM. True: now it is one of those that often do not. */
  addIndirect(pc: number): boolean {
    const count = (this.#left.get(pc) ?? 0) + 1;
    this.#left.set(pc, count);
    return count === oftenIndirect;
  }

  isSlow(pc: number): boolean {
    return this.#slow.has(pc);
  }

  isIndirect(pc: number): boolean {
    return (this.#left.get(pc) ?? 0) >= oftenIndirect;
  }

  /** There is other code now. */
  forget(isThere: (pc: number) => boolean): void {
    this.#newest.fill(1);
    for (const pc of this.#slow) if (isThere(pc)) this.#slow.delete(pc);
    for (const pc of this.#left.keys()) if (isThere(pc)) this.#left.delete(pc);
  }
}
