/** Addresses before which a run stops, if whoever set them still wants it when the core comes there. */
export class Breakpoints extends Set<number> {
  /** Does the one at this address stop this time; asked once before its instruction. */
  holdsAt: (pc: number) => boolean = () => true;
}
