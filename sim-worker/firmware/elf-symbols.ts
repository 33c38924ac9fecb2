/** The symbol table of an ELF file: functions, objects and labels with their addresses, and Arm's mapping symbols. */
import type { ByteView } from './byte-view';

/** `absolute`: a number that the linker script made up, no place in any section. */
export type SymbolKind = 'function' | 'object' | 'label' | 'absolute';
export type ElfSymbol = {
  readonly name: string;
  /** Without the Thumb bit. */
  readonly address: number;
  /** In bytes; 0 when the file does not say. */
  readonly size: number;
  readonly kind: SymbolKind;
  readonly binding: 'local' | 'global' | 'weak';
  /** Index of its section; undefined for an absolute symbol. */
  readonly section: number | undefined;
};

/** What lies from this address on: Thumb code, data, or A32 code (ELF for the Arm architecture, section 5.5.5). */
export type MappingSymbol = { readonly address: number; readonly kind: 'thumb' | 'data' | 'arm' };

/** What is needed of a section here. */
type Section = {
  readonly type: number;
  readonly link: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
};

const entrySize = 16;
const symbolTable = 2;
/** Far above what 384 KiB of memory can hold. */
const symbolCap = 200_000;
/** All names together; keeps a hostile file from costing minutes. */
const nameBudget = 8_000_000;
const absoluteSection = 0xfff1;
const firstReservedSection = 0xff00;
const mappingKinds: Readonly<Record<string, MappingSymbol['kind']>> = { t: 'thumb', d: 'data', a: 'arm' };

type Tables = { readonly symbols: readonly ElfSymbol[]; readonly mappings: readonly MappingSymbol[] };

export function readSymbols(view: ByteView, sections: readonly Section[], arm: boolean, problems: string[]): Tables {
  const symbols: ElfSymbol[] = [];
  const mappings: MappingSymbol[] = [];
  const table = sections.find((section) => section.type === symbolTable);
  if (table === undefined) return { symbols, mappings };
  const strings = sections[table.link];
  if (strings === undefined) {
    problems.push('The symbols have no names: their string table is missing.');
    return { symbols, mappings };
  }
  const nameOf = nameReader(view, strings);
  const count = Math.min(Math.floor(table.size / entrySize), symbolCap);
  for (let i = 0; i < count; i++) {
    const at = table.offset + i * entrySize;
    if (!view.holds(at, entrySize)) {
      problems.push(`Only ${i} of ${Math.floor(table.size / entrySize)} symbols can be read: the file is cut off.`);
      break;
    }
    const name = nameOf(view.u32(at));
    const mapping = arm ? mappingOf(view, at, name) : undefined;
    if (mapping !== undefined) mappings.push(mapping);
    else addSymbol(view, at, name, arm, sections, symbols);
  }
  if (table.size > symbolCap * entrySize) problems.push(`Only the first ${symbolCap} symbols were read.`);
  const byAddress = (a: { readonly address: number }, b: { readonly address: number }): number => a.address - b.address;
  return { symbols: symbols.sort(byAddress), mappings: mappings.sort(byAddress) };
}

function nameReader(view: ByteView, strings: Section): (offset: number) => string {
  const known = new Map<number, string>();
  let budget = nameBudget;
  return (offset) => {
    const seen = known.get(offset);
    if (seen !== undefined) return seen;
    if (offset === 0 || offset >= strings.size || budget <= 0) return '';
    const name = view.text(strings.offset + offset, Math.min(strings.size - offset, 1024));
    budget -= name.length + 1;
    known.set(offset, name);
    return name;
  };
}

/** `$t`, `$d`, `$a`, also with a suffix as in `$d.12`. */
function mappingOf(view: ByteView, at: number, name: string): MappingSymbol | undefined {
  if (name.length < 2 || name[0] !== '$' || (name.length > 2 && name[2] !== '.')) return undefined;
  const kind = mappingKinds[name[1] ?? ''];
  return kind === undefined ? undefined : { address: view.u32(at + 4), kind };
}

const kindByType: Readonly<Record<number, SymbolKind>> = {
  0: 'label',
  1: 'object',
  2: 'function',
  5: 'object',
  10: 'function',
};
const bindings = ['local', 'global', 'weak'] as const;

function addSymbol(
  view: ByteView,
  at: number,
  name: string,
  arm: boolean,
  sections: readonly Section[],
  symbols: ElfSymbol[],
): void {
  const info = view.u8(at + 12);
  const kind = kindByType[info & 15];
  const section = view.u16(at + 14);
  const undefinedSection = section === 0 || (section >= firstReservedSection && section !== absoluteSection);
  if (name === '' || kind === undefined || undefinedSection) return;
  const value = view.u32(at + 4);
  const absolute = section === absoluteSection || !liesIn(value, sections[section]);
  symbols.push({
    name,
    address: arm && kind === 'function' ? (value & ~1) >>> 0 : value,
    size: view.u32(at + 8),
    kind: absolute && kind === 'label' ? 'absolute' : kind,
    binding: bindings[info >> 4] ?? 'global',
    section: section === absoluteSection ? undefined : section,
  });
}

/** Linkers hang a made-up symbol such as a stack top on any section. */
const liesIn = (address: number, section: Section | undefined): boolean =>
  section !== undefined && address >= section.address && address - section.address < Math.max(section.size, 1);
