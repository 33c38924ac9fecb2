/** Who wrote each byte of watched memory last: which side, from where, when and why. Memory that nobody watches costs nothing. */
import type { Initiator } from '../contract/units';
import type { EventLog } from '../kernel/event-log';
import type { Plain, Snapshottable } from '../kernel/snapshot';

export type Writer = {
  readonly by: Initiator;
  /** Of the M4's instruction. */
  readonly pc: number | undefined;
  readonly time: number;
  /** The event that the write followed from. */
  readonly event: number | undefined;
};
/** Bytes next to each other with one writer. */
export type WrittenRun = Writer & { readonly address: number; readonly length: number };
/** How often each side wrote into a block, and when last; 0 for never. */
export type BlockHeat = { readonly a7: number; readonly m4: number; readonly a7Time: number; readonly m4Time: number };

export type WriteWatching = {
  note(address: number, length: number, listener: (address: number, length: number, by: Initiator) => void): () => void;
  canonicalOf(address: number): number;
};
export type LastWriterPorts = {
  readonly bus: WriteWatching;
  readonly log: EventLog;
  readonly now: () => number;
};

const pageBytes = 4096;
/** Bytes that the heat counts together. */
const blockBytes = 64;
const blocks = pageBytes / blockBytes;
/** Watching more than this is refused: somebody's table is nonsense. */
const mostBytes = 1 << 20;

/** Instead of a PC; no instruction can lie at these addresses, since they are odd. */
const actors: Readonly<Record<Exclude<Initiator, 'm4'>, number>> = { a7: 1, debugger: 3, dma: 5, injection: 7 };
const actorNames = new Map<number, Initiator>(
  (Object.entries(actors) as [Initiator, number][]).map(([name, number]) => [number, name]),
);
const never = 0xffff_ffff;

/** One page, a slot per byte. */
type Page = {
  /** The PC of the M4, or one of `actors`, or `never`. */
  readonly actor: Uint32Array;
  readonly time: Float64Array;
  /** Number of the event + 1. */
  readonly event: Uint32Array;
  /** Per block: writes by Linux, by the M4. */
  readonly counts: Uint32Array;
  readonly times: Float64Array;
};
const freshPage = (): Page => ({
  actor: new Uint32Array(pageBytes).fill(never),
  time: new Float64Array(pageBytes),
  event: new Uint32Array(pageBytes),
  counts: new Uint32Array(2 * blocks),
  times: new Float64Array(2 * blocks),
});

export class LastWriter implements Snapshottable {
  readonly #ports: LastWriterPorts;
  readonly #pages = new Map<number, Page>();
  /** The one that was asked for last. */
  #newest: { readonly base: number; readonly page: Page } | undefined;
  #ranges: { readonly start: number; readonly end: number }[] = [];
  #unwatch: (() => void)[] = [];

  constructor(ports: LastWriterPorts) {
    this.#ports = ports;
  }

  /** Ranges that are watched, by canonical address. */
  get ranges(): readonly { readonly start: number; readonly end: number }[] {
    return this.#ranges;
  }

  /** Notes the writers of this memory from now on. What is watched already, or is too much, changes nothing. */
  follow(address: number, length: number): void {
    const start = this.#ports.bus.canonicalOf(address);
    const end = start + length;
    if (length <= 0 || length > mostBytes || end > 2 ** 32) return;
    if (this.#ranges.some((range) => start >= range.start && end <= range.end)) return;
    this.#ranges.push({ start, end });
    this.#listen(start, length);
  }

  /** The runs of one writer in this memory, in order; bytes that nobody has written since are left out. */
  writers(address: number, length: number): readonly WrittenRun[] {
    const runs: WrittenRun[] = [];
    const start = this.#ports.bus.canonicalOf(address);
    for (let i = 0; i < length; i++) {
      const writer = this.#writerOf(start + i);
      if (writer === undefined) continue;
      const last = runs[runs.length - 1];
      if (last !== undefined && last.address + last.length === address + i && sameWriter(last, writer))
        runs[runs.length - 1] = { ...last, length: last.length + 1 };
      else runs.push({ ...writer, address: address + i, length: 1 });
    }
    return runs;
  }

  /** Of each block of a page, or undefined when nobody wrote into the page. */
  heatOf(address: number): readonly BlockHeat[] | undefined {
    const page = this.#pages.get(this.#ports.bus.canonicalOf(address) - (address % pageBytes));
    if (page === undefined) return undefined;
    return Array.from({ length: blocks }, (_, i) => ({
      a7: page.counts[2 * i]!,
      m4: page.counts[2 * i + 1]!,
      a7Time: page.times[2 * i]!,
      m4Time: page.times[2 * i + 1]!,
    }));
  }

  save(): Plain {
    return {
      ranges: this.#ranges.map(({ start, end }) => [start, end]),
      pages: [...this.#pages].map(([base, page]) => ({ base, ...packed(page) })),
    };
  }

  load(state: Plain): void {
    const saved = state as unknown as { ranges: [number, number][]; pages: (Packed & { base: number })[] };
    for (const end of this.#unwatch) end();
    this.#unwatch = [];
    this.#ranges = saved.ranges.map(([start, end]) => ({ start, end }));
    for (const { start, end } of this.#ranges) this.#listen(start, end - start);
    this.#pages.clear();
    this.#newest = undefined;
    for (const page of saved.pages) this.#pages.set(page.base, unpacked(page));
  }

  #listen(start: number, length: number): void {
    const from = start;
    const to = start + length;
    this.#unwatch.push(
      this.#ports.bus.note(start, length, (address, written, by) => {
        const begin = Math.max(from, address);
        this.#note(begin, Math.min(to, address + written) - begin, by);
      }),
    );
  }

  #note(address: number, length: number, by: Initiator): void {
    const { log, now } = this.#ports;
    const { pc, cause } = log.context;
    const side = by === 'm4' ? 1 : 0;
    const actor = (by === 'm4' ? (pc ?? 0) & ~1 : actors[by]) >>> 0;
    const time = now();
    const end = address + length;
    for (let at = address; at < end; ) {
      const base = at - (at % pageBytes);
      const run = Math.min(end, base + pageBytes) - at;
      const page = this.#page(base);
      noteBytes(page, at - base, run, actor, time, (cause ?? -1) + 1);
      noteHeat(page, at - base, run, time, side);
      at += run;
    }
  }

  #page(base: number): Page {
    if (this.#newest?.base === base) return this.#newest.page;
    const page = this.#pages.get(base) ?? freshPage();
    this.#pages.set(base, page);
    this.#newest = { base, page };
    return page;
  }

  #writerOf(address: number): Writer | undefined {
    const page = this.#pages.get(address - (address % pageBytes));
    const at = address % pageBytes;
    const actor = page?.actor[at] ?? never;
    if (page === undefined || actor === never) return undefined;
    const event = page.event[at]!;
    const by = actorNames.get(actor) ?? 'm4';
    return {
      by,
      pc: by === 'm4' ? actor : undefined,
      time: page.time[at]!,
      event: event === 0 ? undefined : event - 1,
    };
  }
}

function noteBytes(page: Page, from: number, length: number, actor: number, time: number, event: number): void {
  const { actor: actorAt, time: timeAt, event: eventAt } = page;
  for (let at = from; at < from + length; at++) {
    actorAt[at] = actor;
    timeAt[at] = time;
    eventAt[at] = event;
  }
}

function noteHeat(page: Page, from: number, length: number, time: number, side: 0 | 1): void {
  const last = ((from + length - 1) / blockBytes) | 0;
  for (let block = (from / blockBytes) | 0; block <= last; block++) {
    page.counts[2 * block + side]!++;
    page.times[2 * block + side] = time;
  }
}

const sameWriter = (a: Writer, b: Writer): boolean =>
  a.by === b.by && a.pc === b.pc && a.time === b.time && a.event === b.event;

/** Runs of equal slots: a page that was cleared at once is one row. */
type Packed = { readonly rows: readonly number[]; readonly counts: Uint32Array; readonly times: readonly number[] };
const rowWidth = 4;

function packed(page: Page): Packed {
  const rows: number[] = [];
  for (let at = 0; at < pageBytes; at++) {
    const [actor, time, event] = [page.actor[at]!, page.time[at]!, page.event[at]!];
    const last = rows.length - rowWidth;
    if (last >= 0 && rows[last + 1] === actor && rows[last + 2] === time && rows[last + 3] === event)
      rows[last] = rows[last]! + 1;
    else rows.push(1, actor, time, event);
  }
  return { rows, counts: page.counts.slice(), times: Array.from(page.times) };
}

function unpacked({ rows, counts, times }: Packed): Page {
  const page = freshPage();
  let at = 0;
  for (let row = 0; row < rows.length; row += rowWidth) {
    const end = at + rows[row]!;
    page.actor.fill(rows[row + 1]!, at, end);
    page.time.fill(rows[row + 2]!, at, end);
    page.event.fill(rows[row + 3]!, at, end);
    at = end;
  }
  page.counts.set(counts);
  page.times.set(times);
  return page;
}
