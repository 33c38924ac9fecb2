/** Addresses before which a run stops, if whoever set them still wants it when the core comes there. */
export class Breakpoints extends Set<number> {
  /** Another whenever the addresses may be others. */
  version = 0;
  /** Does the one at this address stop this time; asked once before its instruction. */
  holdsAt: (pc: number) => boolean = () => true;

  override add(pc: number): this {
    this.version++;
    return super.add(pc);
  }

  override delete(pc: number): boolean {
    this.version++;
    return super.delete(pc);
  }

  override clear(): void {
    this.version++;
    super.clear();
  }
}
