/** Who wants to hear of accesses to RAM, found by page: nobody pays for what others watch. */
import type { Initiator } from '../contract/units';
import { pageBytes, pageShift } from '../kernel/guest-memory';
import type { Granules } from './granules';
import type { Watch } from './regions';

export type WatcherPorts = {
  readonly granules: Granules;
  readonly ramOffsetOf: (address: number) => number | undefined;
  /** Told of a RAM page when a watch there comes or goes: does anybody watch its writes, its reads? */
  readonly pageWatched: (page: number, writes: boolean, reads: boolean) => void;
  readonly ramPages: number;
};

/** A watch in one page; `at`: where the page begins among the watch's addresses. */
type Part = { readonly watch: Watch; readonly at: number };

export class Watchers {
  readonly #ports: WatcherPorts;
  /** By RAM page, in the order in which they came. */
  readonly #byPage: (readonly Part[])[];

  constructor(ports: WatcherPorts) {
    this.#ports = ports;
    this.#byPage = Array.from({ length: ports.ramPages }, () => []);
  }

  /** Returns a function that ends it. */
  add(watch: Watch): () => void {
    this.#eachPage(watch, (page, at) => [...this.#byPage[page]!, { watch, at }]);
    return () => this.#eachPage(watch, (page) => this.#byPage[page]!.filter((part) => part.watch !== watch));
  }

  /** Tells whom it concerns. The bytes lie in this RAM page; `address`: the canonical one. */
  tell(page: number, address: number, length: number, by: Initiator, write: boolean): void {
    const parts = this.#byPage[page]!;
    const end = address + length;
    for (let i = 0; i < parts.length; i++) {
      const { watch } = parts[i]!;
      if (watch.write === write && address < watch.end && end > watch.start) watch.listener(address, length, by);
    }
  }

  /** Gives each page of the watch other parts, and marks it by them. */
  #eachPage({ start, end }: Watch, partsOf: (page: number, at: number) => readonly Part[]): void {
    for (let at = start - (start % pageBytes); at < end; at += pageBytes) {
      const offset = this.#ports.ramOffsetOf(at);
      if (offset === undefined) continue;
      const page = offset >>> pageShift;
      this.#byPage[page] = partsOf(page, at);
      this.#mark(page);
    }
  }

  #mark(page: number): void {
    const { granules, pageWatched } = this.#ports;
    const parts = this.#byPage[page]!;
    granules.unmarkPage(page, 'watched');
    granules.unmarkPage(page, 'noted');
    for (const { watch, at } of parts)
      if (watch.write) granules.markPart(page << pageShift, watch.start - at, watch.end - at, watch.mark);
    pageWatched(
      page,
      parts.some(({ watch }) => watch.write),
      parts.some(({ watch }) => !watch.write),
    );
  }
}
