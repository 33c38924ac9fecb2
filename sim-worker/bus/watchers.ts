/** Who wants to hear of accesses to RAM, found by page: nobody pays for what others watch. */
import type { Initiator } from '../contract/units';
import { pageBytes, pageShift } from '../kernel/guest-memory';
import type { Granules } from './granules';
import type { Watch } from './regions';

export type WatcherPorts = {
  readonly granules: Granules;
  readonly ramOffsetOf: (address: number) => number | undefined;
  /** Told of every RAM page anew: does anybody watch its writes, its reads? */
  readonly pageWatched: (page: number, writes: boolean, reads: boolean) => void;
  readonly ramPages: number;
};

export class Watchers {
  readonly #ports: WatcherPorts;
  #watches: readonly Watch[] = [];
  #byPage: readonly (readonly Watch[])[];

  constructor(ports: WatcherPorts) {
    this.#ports = ports;
    this.#byPage = Array.from({ length: ports.ramPages }, () => []);
  }

  /** Returns a function that ends it. */
  add(watch: Watch): () => void {
    this.#watches = [...this.#watches, watch];
    this.#remark();
    return () => {
      this.#watches = this.#watches.filter((other) => other !== watch);
      this.#remark();
    };
  }

  /** Tells whom it concerns. The bytes lie in this RAM page; `address`: the canonical one. */
  tell(page: number, address: number, length: number, by: Initiator, write: boolean): void {
    const watches = this.#byPage[page]!;
    const end = address + length;
    for (let i = 0; i < watches.length; i++) {
      const watch = watches[i]!;
      if (watch.write === write && address < watch.end && end > watch.start) watch.listener(address, length, by);
    }
  }

  #remark(): void {
    const { granules, ramOffsetOf, pageWatched, ramPages } = this.#ports;
    const written = new Set<number>();
    const read = new Set<number>();
    const byPage = Array.from({ length: ramPages }, (): Watch[] => []);
    granules.unmarkAll('watched');
    granules.unmarkAll('noted');
    for (const watch of this.#watches) {
      const { start, end, write } = watch;
      for (let at = start - (start % pageBytes); at < end; at += pageBytes) {
        const offset = ramOffsetOf(at);
        if (offset === undefined) continue;
        const page = offset >>> pageShift;
        (write ? written : read).add(page);
        if (write) granules.markPart(offset, start - at, end - at, watch.mark);
        byPage[page]!.push(watch);
      }
    }
    this.#byPage = byPage;
    for (let page = 0; page < ramPages; page++) pageWatched(page, written.has(page), read.has(page));
  }
}
