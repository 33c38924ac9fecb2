/** Names for addresses and addresses for names, from an ELF file's symbols. */
import type { ElfSymbol, MappingSymbol } from './elf-symbols';

export type NamedPlace = { readonly name: string; readonly offset: number };
type Sorted = readonly { readonly address: number }[];

/** How far a symbol without a size may reach. */
const unsizedReach = 4096;
/** Symbols looked at behind an address before giving up; real files need one or two. */
const patience = 64;

export class SymbolTable {
  /** One symbol per address, the best one, sorted. */
  readonly #places: readonly ElfSymbol[];
  /** Highest end of all places up to this one: tells when looking further back is useless. */
  readonly #reach: readonly number[];
  readonly #byName: ReadonlyMap<string, ElfSymbol>;
  readonly #mappings: readonly MappingSymbol[];

  constructor(symbols: readonly ElfSymbol[], mappings: readonly MappingSymbol[] = []) {
    const ranked = symbols.toSorted((a, b) => a.address - b.address || rank(a) - rank(b));
    this.#places = ranked
      .filter((symbol) => symbol.kind !== 'absolute')
      .filter((symbol, i, all) => symbol.address !== all[i - 1]?.address);
    this.#reach = highestEnds(this.#places);
    const byName = new Map<string, ElfSymbol>();
    for (const symbol of symbols) {
      const known = byName.get(symbol.name);
      if (known === undefined || rank(symbol) < rank(known)) byName.set(symbol.name, symbol);
    }
    this.#byName = byName;
    this.#mappings = mappings.toSorted((a, b) => a.address - b.address);
  }

  /** The function or object that the address lies in. A symbol without a size reaches to the next one, but not far. */
  nameAt(address: number): NamedPlace | undefined {
    const symbol = this.symbolAt(address);
    return symbol === undefined ? undefined : { name: symbol.name, offset: address - symbol.address };
  }

  symbolAt(address: number): ElfSymbol | undefined {
    const nearest = lastAtOrBefore(this.#places, address);
    for (let i = nearest; i >= 0 && i > nearest - patience && (this.#reach[i] ?? 0) > address; i--) {
      const symbol = this.#places[i];
      if (symbol !== undefined && address < symbol.address + symbol.size) return symbol;
    }
    const symbol = this.#places[nearest];
    return symbol !== undefined && symbol.size === 0 && address - symbol.address < unsizedReach ? symbol : undefined;
  }

  /** Of several symbols with this name, the global one; functions and objects before labels. */
  addressOf(name: string): number | undefined {
    return this.#byName.get(name)?.address;
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Functions and objects in the order of their names. */
  places(): readonly { readonly name: string; readonly address: number; readonly code: boolean }[] {
    return [...this.#byName.values()]
      .filter(({ kind }) => kind === 'function' || kind === 'object')
      .map(({ name, address, kind }) => ({ name, address, code: kind === 'function' }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  symbolNamed(name: string): ElfSymbol | undefined {
    return this.#byName.get(name);
  }

  /** Code or data, by the mapping symbols; undefined when the file does not say. */
  contentAt(address: number): MappingSymbol['kind'] | undefined {
    return this.#mappings[lastAtOrBefore(this.#mappings, address)]?.kind;
  }
}

const kindRank = { function: 0, object: 0, label: 10, absolute: 20 } as const;
const bindingRank = { global: 0, local: 1, weak: 2 } as const;
const rank = (symbol: ElfSymbol): number =>
  kindRank[symbol.kind] + bindingRank[symbol.binding] + (symbol.size === 0 ? 5 : 0);

function highestEnds(places: readonly ElfSymbol[]): readonly number[] {
  let highest = 0;
  return places.map((symbol) => {
    highest = Math.max(highest, symbol.address + symbol.size);
    return highest;
  });
}

/** Index of the last entry at or before the address; -1 when there is none. */
function lastAtOrBefore(entries: Sorted, address: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.address ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
