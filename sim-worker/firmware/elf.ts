/** Reads an ELF file into plain tables; any bytes are accepted, and what is wrong with them is listed in `problems`. */
import { ByteView } from './byte-view';
import { type ElfSymbol, type MappingSymbol, readSymbols } from './elf-symbols';

export type ElfHeader = {
  /** EI_CLASS as it stands in the file: 1 is 32 bits, 2 is 64 bits. */
  readonly classByte: number;
  /** EI_DATA as it stands in the file: 1 is little endian, 2 is big endian. */
  readonly dataByte: number;
  /** 1 relocatable, 2 executable, 3 shared, 4 core. */
  readonly type: number;
  /** 40 is Arm. */
  readonly machine: number;
  readonly entry: number;
  readonly flags: number;
  readonly programHeaderOffset: number;
  readonly programHeaderSize: number;
  readonly programHeaderCount: number;
  readonly sectionHeaderOffset: number;
  readonly sectionHeaderSize: number;
  readonly sectionHeaderCount: number;
  readonly sectionNamesIndex: number;
};

export type SegmentType =
  | 'null'
  | 'load'
  | 'dynamic'
  | 'interpreter'
  | 'note'
  | 'headers'
  | 'tls'
  | 'arm-unwind'
  | 'other';
export type ElfSegment = {
  readonly index: number;
  readonly type: SegmentType;
  readonly typeNumber: number;
  readonly offset: number;
  /** Where the program expects to run (VMA). */
  readonly virtualAddress: number;
  /** Where a loader has to put it (LMA); Linux uses this one. */
  readonly physicalAddress: number;
  readonly fileSize: number;
  readonly memorySize: number;
  /** 1 execute, 2 write, 4 read. */
  readonly flags: number;
  readonly align: number;
  /** Names of the sections that lie in it. */
  readonly sections: readonly string[];
};

export type ElfSection = {
  readonly index: number;
  readonly name: string;
  /** SHT number: 1 contents, 2 symbols, 3 strings, 8 no contents in the file. */
  readonly type: number;
  /** SHF bits: 1 writable, 2 takes memory, 4 code. */
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly align: number;
  readonly entrySize: number;
};

export type ElfFile = {
  readonly size: number;
  /** undefined when the bytes do not begin like an ELF file or are too few for its header. */
  readonly header: ElfHeader | undefined;
  readonly segments: readonly ElfSegment[];
  readonly sections: readonly ElfSection[];
  /** Sorted by address. */
  readonly symbols: readonly ElfSymbol[];
  /** Where code and data begin inside sections ($t, $d, $a), sorted by address. */
  readonly mappings: readonly MappingSymbol[];
  /** What is wrong with the file, one sentence each. */
  readonly problems: readonly string[];
};

export const elf32HeaderSize = 52;
const elf64HeaderSize = 64;
const elf32SectionHeaderSize = 40;
export const armMachine = 40;
const elf32ProgramHeaderSize = 32;
/** More headers than any firmware has; the rest is left out. */
const headerCap = 4096;

const noContents = 8;
const allocFlag = 2;

/** Decodes everything that can be decoded. Never throws. */
export function readElf(bytes: Uint8Array): ElfFile {
  const problems: string[] = [];
  const nothing = { size: bytes.length, segments: [], sections: [], symbols: [], mappings: [], problems };
  if (!beginsLikeElf(bytes)) {
    problems.push('The file does not begin with the four bytes 7F 45 4C 46 of an ELF file.');
    return { ...nothing, header: undefined };
  }
  const view = new ByteView(bytes, bytes[5] !== 2);
  const wide = bytes[4] === 2;
  if (bytes.length < (wide ? elf64HeaderSize : elf32HeaderSize)) {
    problems.push(`The file has ${bytes.length} bytes: too few for an ELF header.`);
    return { ...nothing, header: undefined };
  }
  const header = wide ? readHeader64(view) : readHeader32(view);
  if (wide) {
    problems.push('This is a 64-bit ELF file; only its header was read.');
    return { ...nothing, header };
  }
  const sections = readSections(view, header, problems);
  const segments = readSegments(view, header, sections, problems);
  const { symbols, mappings } = readSymbols(view, sections, header.machine === armMachine, problems);
  return { size: bytes.length, header, segments, sections, symbols, mappings, problems };
}

export const beginsLikeElf = (bytes: Uint8Array): boolean =>
  bytes.length >= 6 && bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;

/** The section's bytes in the file; empty when it has none there, cut when the file ends before. */
export function sectionBytes(bytes: Uint8Array, section: ElfSection): Uint8Array {
  if (section.type === noContents) return bytes.subarray(0, 0);
  return bytes.subarray(section.offset, section.offset + section.size);
}

function readHeader32(view: ByteView): ElfHeader {
  return {
    classByte: view.u8(4),
    dataByte: view.u8(5),
    type: view.u16(16),
    machine: view.u16(18),
    entry: view.u32(24),
    programHeaderOffset: view.u32(28),
    sectionHeaderOffset: view.u32(32),
    flags: view.u32(36),
    programHeaderSize: view.u16(42),
    programHeaderCount: view.u16(44),
    sectionHeaderSize: view.u16(46),
    sectionHeaderCount: view.u16(48),
    sectionNamesIndex: view.u16(50),
  };
}

function readHeader64(view: ByteView): ElfHeader {
  return {
    classByte: view.u8(4),
    dataByte: view.u8(5),
    type: view.u16(16),
    machine: view.u16(18),
    entry: view.u64(24),
    programHeaderOffset: view.u64(32),
    sectionHeaderOffset: view.u64(40),
    flags: view.u32(48),
    programHeaderSize: view.u16(54),
    programHeaderCount: view.u16(56),
    sectionHeaderSize: view.u16(58),
    sectionHeaderCount: view.u16(60),
    sectionNamesIndex: view.u16(62),
  };
}

/** Offsets of the table's entries that are really there; says what is missing. */
function entryOffsets(
  view: ByteView,
  what: string,
  start: number,
  count: number,
  size: number,
  least: number,
  problems: string[],
): readonly number[] {
  if (count === 0) return [];
  if (size < least) {
    problems.push(`Each ${what} would have ${size} bytes; it needs at least ${least}.`);
    return [];
  }
  const offsets: number[] = [];
  for (let i = 0; i < Math.min(count, headerCap); i++) {
    const offset = start + i * size;
    if (!view.holds(offset, least)) break;
    offsets.push(offset);
  }
  if (offsets.length < count)
    problems.push(
      `Only ${offsets.length} of ${count} ${what}s can be read: the file is cut off, or its header is wrong.`,
    );
  return offsets;
}

function readSections(view: ByteView, header: ElfHeader, problems: string[]): readonly ElfSection[] {
  const { sectionHeaderOffset: start, sectionHeaderCount: count, sectionHeaderSize: size } = header;
  const offsets = entryOffsets(view, 'section header', start, count, size, elf32SectionHeaderSize, problems);
  const bare = offsets.map((at, index) => ({
    index,
    nameOffset: view.u32(at),
    type: view.u32(at + 4),
    flags: view.u32(at + 8),
    address: view.u32(at + 12),
    offset: view.u32(at + 16),
    size: view.u32(at + 20),
    link: view.u32(at + 24),
    info: view.u32(at + 28),
    align: view.u32(at + 32),
    entrySize: view.u32(at + 36),
  }));
  const names = bare[header.sectionNamesIndex];
  if (bare.length > 0 && names === undefined)
    problems.push('The section names are missing: the header points to no section.');
  return bare.map(({ nameOffset, ...section }) => {
    const inside = names !== undefined && nameOffset < names.size;
    const name = inside ? view.text(names.offset + nameOffset, names.size - nameOffset) : '';
    if (section.type !== noContents && section.type !== 0 && !view.holds(section.offset, section.size)) {
      problems.push(`Section ${name === '' ? section.index : name} ends beyond the end of the file.`);
    }
    return { ...section, name };
  });
}

const segmentTypes: Readonly<Record<number, SegmentType>> = {
  0: 'null',
  1: 'load',
  2: 'dynamic',
  3: 'interpreter',
  4: 'note',
  6: 'headers',
  7: 'tls',
  1879048193: 'arm-unwind',
};

function readSegments(
  view: ByteView,
  header: ElfHeader,
  sections: readonly ElfSection[],
  problems: string[],
): readonly ElfSegment[] {
  const { programHeaderOffset: start, programHeaderCount: count, programHeaderSize: size } = header;
  const offsets = entryOffsets(view, 'program header', start, count, size, elf32ProgramHeaderSize, problems);
  const alive = sections.filter((section) => (section.flags & allocFlag) !== 0 && section.size > 0).slice(0, headerCap);
  return offsets.map((at, index) => {
    const typeNumber = view.u32(at);
    const segment = {
      index,
      type: segmentTypes[typeNumber] ?? 'other',
      typeNumber,
      offset: view.u32(at + 4),
      virtualAddress: view.u32(at + 8),
      physicalAddress: view.u32(at + 12),
      fileSize: view.u32(at + 16),
      memorySize: view.u32(at + 20),
      flags: view.u32(at + 24),
      align: view.u32(at + 28),
    };
    if (segment.type === 'load') checkSegment(segment, view, problems);
    const inside =
      offsets.length * alive.length > headerCap * 16 ? [] : alive.filter((section) => liesIn(section, segment));
    return { ...segment, sections: inside.map((section) => section.name) };
  });
}

function checkSegment(segment: Omit<ElfSegment, 'sections'>, view: ByteView, problems: string[]): void {
  if (!view.holds(segment.offset, segment.fileSize))
    problems.push(`Program header ${segment.index} needs bytes beyond the end of the file.`);
  if (segment.fileSize > segment.memorySize)
    problems.push(`Program header ${segment.index} has more bytes in the file than in memory.`);
}

const liesIn = (section: ElfSection, segment: Omit<ElfSegment, 'sections'>): boolean =>
  section.address >= segment.virtualAddress &&
  section.address + section.size <= segment.virtualAddress + segment.memorySize;
