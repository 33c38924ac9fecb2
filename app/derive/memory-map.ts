/** The memory map as lanes: one per carveout or other stretch that both sides use, each at its own scale, with its heat. */
import type { MemoryMapView, MemoryPage, MemoryPlace } from '../../sim-worker/contract/memory-map';
import { addressText, sizeText, spanText } from './format';
import { type Owner, plural, slotWords } from './words';

const pageBytes = 4096;
const blockBytes = 64;

/** Blocks next to each other that one side wrote last, about equally long ago. */
export type HeatRun = {
  /** As shares of the lane's width. */
  readonly from: number;
  readonly width: number;
  readonly owner: Owner;
  /** 1: long ago, 4: just now. */
  readonly level: 1 | 2 | 3 | 4;
  readonly sentence: string;
};
export type LanePlace = {
  readonly place: MemoryPlace;
  readonly from: number;
  readonly width: number;
  readonly owner: Owner;
  readonly filled: boolean;
  /** What stands in the box. */
  readonly label: string;
  readonly sentence: string;
};
export type Lane = {
  readonly key: string;
  readonly name: string;
  readonly address: number;
  /** What is shown: of a ring's carveout only what the ring needs. */
  readonly length: number;
  readonly whole: number;
  readonly source: string;
  readonly places: readonly LanePlace[];
  readonly heat: readonly HeatRun[];
};

const inLane = new Set<MemoryPlace['kind']>(['descriptors', 'avail', 'used', 'buffer']);
const ownLane = new Set<MemoryPlace['kind']>(['table', 'trace']);

export function lanesOf(view: MemoryMapView, now: number): readonly Lane[] {
  const carveouts = view.places.filter(({ kind }) => kind === 'carveout' || ownLane.has(kind));
  const inner = view.places.filter(({ kind }) => inLane.has(kind));
  const lanes = carveouts.map((place) => laneOf(place, inner, view.pages, now));
  const known = (from: number, length: number): boolean =>
    carveouts.some((c) => from < c.address + c.length && from + length > c.address);
  const stray = inner.filter(({ address }) => !known(address, 1));
  return [...lanes, ...strayLanes(view.pages, known, stray, now)].sort((a, b) => a.address - b.address);
}

function laneOf(place: MemoryPlace, inner: readonly MemoryPlace[], pages: readonly MemoryPage[], now: number): Lane {
  const inside = inner.filter(({ address }) => address >= place.address && address < place.address + place.length);
  const ring = inside.some(({ kind }) => kind === 'used');
  const end = ring ? Math.max(...inside.map((p) => p.address + p.length)) : place.address + place.length;
  const length = Math.min(place.length, Math.ceil((end - place.address) / blockBytes) * blockBytes);
  return {
    key: `${place.name}.${place.address}`,
    name: place.name,
    address: place.address,
    length,
    whole: place.length,
    source: place.source,
    places: inside.map((p) => lanePlace(p, place.address, length)),
    heat: heatOf(pages, place.address, length, now),
  };
}

/** Pages in no carveout that somebody wrote into, or where a ring lies that should not; next to each other as one. */
function strayLanes(
  pages: readonly MemoryPage[],
  known: (from: number, length: number) => boolean,
  stray: readonly MemoryPlace[],
  now: number,
): Lane[] {
  const bases = pages
    .filter(
      (page) =>
        !known(page.address, pageBytes) && (written(page) || stray.some((p) => pageOf(p.address) === page.address)),
    )
    .map(({ address }) => address);
  const groups: number[][] = [];
  for (const base of bases) {
    const last = groups[groups.length - 1];
    if (last !== undefined && last[last.length - 1] === base - pageBytes) last.push(base);
    else groups.push([base]);
  }
  return groups.map((group) => {
    const address = group[0] ?? 0;
    const length = group.length * pageBytes;
    const inside = stray.filter((p) => p.address >= address && p.address < address + length);
    return {
      key: `stray.${address}`,
      name: 'no carveout',
      address,
      length,
      whole: length,
      source: 'written to',
      places: inside.map((p) => lanePlace(p, address, length)),
      heat: heatOf(pages, address, length, now),
    };
  });
}
const pageOf = (address: number): number => address - (address % pageBytes);
const written = ({ linux, m4 }: MemoryPage): boolean => linux.writes.some((n) => n > 0) || m4.writes.some((n) => n > 0);

function lanePlace(place: MemoryPlace, base: number, length: number): LanePlace {
  const words = place.state === undefined ? undefined : slotWords[place.state];
  const owner: Owner = words?.owner ?? (place.kind === 'used' ? 'm4' : 'a7');
  const state = words === undefined ? place.doc : `${words.spoken}.`;
  return {
    place,
    from: (place.address - base) / length,
    width: Math.min(place.length, base + length - place.address) / length,
    owner,
    filled: words?.filled === true && !words.held,
    label: place.kind === 'buffer' ? String(place.descriptor) : place.kind,
    sentence: `${place.name} at ${addressText(place.address)}, ${sizeText(place.length)}: ${state}`,
  };
}

type Heat = { readonly owner: Owner; readonly level: 1 | 2 | 3 | 4; readonly last: number; readonly writes: number };
function heatOf(pages: readonly MemoryPage[], address: number, length: number, now: number): readonly HeatRun[] {
  const byPage = new Map(pages.map((page) => [page.address, page]));
  const runs: { first: number; count: number; heat: Heat }[] = [];
  const first = address - (address % blockBytes);
  for (let at = first; at < address + length; at += blockBytes) {
    const heat = blockHeat(byPage.get(pageOf(at)), (at % pageBytes) / blockBytes, now);
    const last = runs[runs.length - 1];
    if (heat === undefined) continue;
    const joins = last !== undefined && last.first + last.count * blockBytes === at;
    if (joins && last.heat.owner === heat.owner && last.heat.level === heat.level) {
      last.count++;
      last.heat = { ...heat, last: Math.max(last.heat.last, heat.last), writes: last.heat.writes + heat.writes };
    } else runs.push({ first: at, count: 1, heat });
  }
  return runs.map(({ first: at, count, heat }) => {
    const from = Math.max(0, (at - address) / length);
    return {
      from,
      width: Math.min(1 - from, (count * blockBytes) / length),
      owner: heat.owner,
      level: heat.level,
      sentence:
        `${addressText(at)}, ${sizeText(count * blockBytes)}: ${plural(heat.writes, 'write')}, ` +
        `the last by ${heat.owner === 'm4' ? 'the M4' : 'Linux'} ${spanText(Math.max(0, now - heat.last))} ago`,
    };
  });
}

function blockHeat(page: MemoryPage | undefined, block: number, now: number): Heat | undefined {
  const [linux, m4] = [page?.linux.writes[block] ?? 0, page?.m4.writes[block] ?? 0];
  if (page === undefined || linux + m4 === 0) return undefined;
  const [linuxLast, m4Last] = [page.linux.last[block] ?? 0, page.m4.last[block] ?? 0];
  const byM4 = linux === 0 || (m4 > 0 && m4Last >= linuxLast);
  const last = byM4 ? m4Last : linuxLast;
  return { owner: byM4 ? 'm4' : 'a7', level: levelOf(now - last), last, writes: linux + m4 };
}

/** The last 100 µs, 10 ms, second; longer ago. */
function levelOf(age: number): Heat['level'] {
  if (age < 100_000) return 4;
  if (age < 10_000_000) return 3;
  return age < 1_000_000_000 ? 2 : 1;
}

/** The smallest place that an address lies in. */
export function placeAt({ places }: MemoryMapView, address: number): MemoryPlace | undefined {
  return places
    .filter((p) => address >= p.address && address < p.address + p.length)
    .reduce<MemoryPlace | undefined>((best, p) => (best === undefined || p.length < best.length ? p : best), undefined);
}

/** What the overview draws of a region, as shares of its width. */
export type OverviewPart = {
  readonly key: string;
  readonly from: number;
  readonly width: number;
  readonly kind: 'firmware' | 'stack' | 'shared';
  readonly sentence: string;
};
export function overviewParts(view: MemoryMapView, region: MemoryMapView['regions'][number]): readonly OverviewPart[] {
  return view.places
    .filter(
      ({ kind, address }) => !inLane.has(kind) && address >= region.address && address < region.address + region.length,
    )
    .map((p) => ({
      key: `${p.name}.${p.address}`,
      from: (p.address - region.address) / region.length,
      width: Math.min(p.length, region.address + region.length - p.address) / region.length,
      kind: p.kind === 'section' ? 'firmware' : p.kind === 'stack' ? 'stack' : 'shared',
      sentence: `${p.name}, ${addressText(p.address)}, ${sizeText(p.length)}`,
    }));
}
