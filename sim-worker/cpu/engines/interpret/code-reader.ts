/** Reads code in RAM: whether it may be executed is asked once for 32 bytes, within which that is never different. */
import { type GuestMemory, ramBase } from '../../../kernel/guest-memory';

type ReaderPorts = {
  readonly memory: GuestMemory;
  /** May an instruction be executed there now, straight from RAM? */
  readonly isExecutable: (address: number) => boolean;
  /** Undefined where there is no RAM. */
  readonly ramOffsetOf: (address: number) => number | undefined;
};

const blockShift = 5;
const nowhere = -1;

export class CodeReader {
  readonly #ports: ReaderPorts;
  #block = nowhere;
  /** From a guest address in the block to the linear one. */
  #distance = 0;

  constructor(ports: ReaderPorts) {
    this.#ports = ports;
  }

  /** Does it lie in the block that was looked at last, and may that be executed? */
  covers(address: number): boolean {
    return address >>> blockShift === this.#block;
  }

  /** Where in RAM it lies; undefined where nothing can be executed. */
  offsetOf(address: number): number | undefined {
    if (!this.covers(address)) {
      const offset = this.#ports.isExecutable(address) ? this.#ports.ramOffsetOf(address) : undefined;
      if (offset === undefined) return undefined;
      this.#block = address >>> blockShift;
      this.#distance = ramBase + offset - address;
    }
    return address + this.#distance - ramBase;
  }

  /** The halfword there; undefined where nothing can be executed. */
  half(address: number): number | undefined {
    if (!this.covers(address) && this.offsetOf(address) === undefined) return undefined;
    return this.#ports.memory.halves[(address + this.#distance) >>> 1];
  }

  /** What may be executed is perhaps another now. */
  forget(): void {
    this.#block = nowhere;
  }
}
