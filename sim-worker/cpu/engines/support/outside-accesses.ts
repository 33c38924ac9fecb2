/** What made code asks of JavaScript when it reads or writes: exact counters before each access, and faults kept for who entered it. */
import type { GuestMemory } from '../../../kernel/guest-memory';
import { usageFault } from '../../fault';
import { status } from '../../fault-words';
import type { MemoryAccess } from '../../memory-access';
import { notedAt, notedBytes, notedCountAt, scratchAt } from './addresses';
import type { AccessName } from './outside';
import type { SlowPlaces } from './slow-places';

type Bytes = 1 | 2 | 4;

export type OutsidePorts = {
  readonly memory: GuestMemory;
  readonly access: MemoryAccess;
  /** An access begins: whoever hears of it finds the counters as they are before the instruction. Answers the limit in them. */
  readonly before: () => number;
  /** It ends; `limit`: as `before` has answered it. */
  readonly afterwards: (limit: number) => void;
  /** It was not done. */
  readonly failed: (thrown: unknown) => 0;
};

export class OutsideAccesses {
  readonly #ports: OutsidePorts;
  readonly #access: MemoryAccess;
  readonly #words: Int32Array;

  constructor(ports: OutsidePorts) {
    this.#ports = ports;
    this.#access = ports.access;
    this.#words = new Int32Array(ports.memory.wasm.buffer);
  }

  get functions(): Readonly<Record<AccessName, (address: number, value: number) => unknown>> {
    const read = (bytes: Bytes) => (address: number) => this.#read(bytes, address, true);
    const write = (bytes: Bytes) => (address: number, value: number) => this.#write(bytes, address, value, true);
    const readAsUser = (bytes: Bytes) => (address: number) => this.#read(bytes, address, false);
    const writeAsUser = (bytes: Bytes) => (address: number, value: number) => this.#write(bytes, address, value, false);
    return {
      read1: read(1),
      read2: read(2),
      read4: read(4),
      write1: write(1),
      write2: write(2),
      write4: write(4),
      readUnprivileged1: readAsUser(1),
      readUnprivileged2: readAsUser(2),
      readUnprivileged4: readAsUser(4),
      writeUnprivileged1: writeAsUser(1),
      writeUnprivileged2: writeAsUser(2),
      writeUnprivileged4: writeAsUser(4),
      readMany: (address, count) => this.#many(address, count, false),
      writeMany: (address, count) => this.#many(address, count, true),
    };
  }

  /** Tells of the stores that were only written down. `end`: the cycle count at which nothing is left of their budget. */
  tellNoted(end: number, stores: Pick<SlowPlaces, 'add'>): void {
    const count = this.#words[notedCountAt >>> 2]!;
    this.#words[notedCountAt >>> 2] = 0;
    const first = notedAt >>> 2;
    const last = first + count * (notedBytes >>> 2);
    let known = -1;
    for (let at = first; at < last; at += notedBytes >>> 2) {
      const pc = this.#words[at + 2]! >>> 0;
      if (pc !== known) stores.add(pc);
      known = pc;
    }
    this.#access.noted(this.#words, first, last, end);
  }

  /** `own`: with the rights of the code that runs. */
  #read(bytes: Bytes, address: number, own: boolean): number {
    const limit = this.#ports.before();
    const refused = this.#access.refused(address, bytes, false, own);
    if (refused !== undefined) return this.#ports.failed(refused);
    try {
      const value = own ? this.#access.read(address, bytes) : this.#access.readUnprivileged(address, bytes);
      this.#ports.afterwards(limit);
      return value;
    } catch (thrown) {
      return this.#ports.failed(thrown);
    }
  }

  #write(bytes: Bytes, address: number, value: number, own: boolean): void {
    const limit = this.#ports.before();
    const refused = this.#access.refused(address, bytes, true, own);
    if (refused !== undefined) {
      this.#ports.failed(refused);
      return;
    }
    const cut = bytes === 4 ? value : value & (bytes === 2 ? 0xffff : 0xff);
    try {
      if (own) this.#access.write(address, cut, bytes);
      else this.#access.writeUnprivileged(address, cut, bytes);
      this.#ports.afterwards(limit);
    } catch (thrown) {
      this.#ports.failed(thrown);
    }
  }

  #many(address: number, count: number, write: boolean): void {
    const limit = this.#ports.before();
    const first = scratchAt >>> 2;
    try {
      if ((address & 3) !== 0) throw usageFault(status.UNALIGNED);
      for (let i = 0; i < count; i++) {
        const at = (address + 4 * i) | 0;
        if (write) this.#access.write(at, this.#words[first + i]!, 4);
        else this.#words[first + i] = this.#access.read(at, 4);
      }
      this.#ports.afterwards(limit);
    } catch (thrown) {
      this.#ports.failed(thrown);
    }
  }
}
