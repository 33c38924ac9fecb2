/** The kernel's ELF loader: its checks in its order, with its words. Source: linux-side reference 1.9-1.11. */
import { EINVAL } from '../fs/errno';
import type { Say } from '../kernel/kernel-log';
import { type Carveout, daToPa } from './carveouts';

const EOVERFLOW = 75;
const PT_LOAD = 1;
const tableHeaderBytes = 16;
const tableName = '.resource_table';

/** Field offsets of the headers in 32-bit and 64-bit files (ELF specification, 1.2 figures 1-3, 1-9, 2-1). */
const layouts = {
  32: {
    header: 52,
    phoff: 28,
    shoff: 32,
    phnum: 44,
    shnum: 48,
    shstrndx: 50,
    phdr: { size: 32, offset: 4, paddr: 12, filesz: 16, memsz: 20 },
    shdr: { size: 40, addr: 12, offset: 16, length: 20 },
  },
  64: {
    header: 64,
    phoff: 32,
    shoff: 40,
    phnum: 56,
    shnum: 60,
    shstrndx: 62,
    phdr: { size: 56, offset: 8, paddr: 24, filesz: 32, memsz: 40 },
    shdr: { size: 64, addr: 16, offset: 24, length: 32 },
  },
} as const;

export type Segment = { readonly da: number; readonly pa: number; readonly bytes: Uint8Array; readonly zeroed: number };
export type NextSegment = { readonly kind: 'good'; readonly segment: Segment; readonly next: number };
export type BadSegment = { readonly kind: 'bad'; readonly text: string; readonly errno: number };
export type TableSection = { readonly bytes: Uint8Array; readonly da: number };

const hex = (value: number): string => `0x${value.toString(16)}`;

/** Reads of the file; beyond its end, where the kernel would read what happens to lie there, everything is 0. */
class Image {
  readonly bytes: Uint8Array;
  readonly wide: boolean;
  readonly layout: (typeof layouts)[32] | (typeof layouts)[64];
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.wide = bytes[4] === 2;
    this.layout = this.wide ? layouts[64] : layouts[32];
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(at: number): number {
    return at + 2 <= this.bytes.length ? this.#view.getUint16(at, true) : 0;
  }

  u32(at: number): number {
    return at + 4 <= this.bytes.length ? this.#view.getUint32(at, true) : 0;
  }

  /** A 32-bit field, or a 64-bit one in a 64-bit file. */
  word(at: number): number {
    return this.wide ? this.u32(at) + this.u32(at + 4) * 2 ** 32 : this.u32(at);
  }

  hasName(at: number, name: string): boolean {
    if (at + name.length >= this.bytes.length) return false;
    for (let i = 0; i < name.length; i++) if (this.bytes[at + i] !== name.charCodeAt(i)) return false;
    return this.bytes[at + name.length] === 0;
  }
}

/** Returns 0 or EINVAL, after printing why. */
export function checkElf(bytes: Uint8Array, say: Say): number {
  const complaint = whyNotElf(bytes);
  if (complaint === undefined) return 0;
  say(complaint);
  return EINVAL;
}

function whyNotElf(bytes: Uint8Array): string | undefined {
  if (bytes.length < layouts[32].header) return 'Image is too small';
  const magic = [0x7f, 0x45, 0x4c, 0x46];
  if (magic.some((byte, i) => bytes[i] !== byte)) return 'Image is corrupted (bad magic)';
  const fileClass = bytes[4];
  if (fileClass !== 1 && fileClass !== 2) return `Unsupported class: ${fileClass}`;
  const image = new Image(bytes);
  const { layout } = image;
  if (bytes.length < layout.header) return 'elf64 header is too small';
  if (bytes[5] !== 1) return 'Unsupported firmware endianness';
  if (bytes.length < image.word(layout.shoff) + layout.shdr.size) return 'Image is too small';
  if (image.u16(layout.phnum) === 0) return 'No loadable segments';
  if (image.word(layout.phoff) > bytes.length) return 'Firmware size is too small';
  return undefined;
}

/** e_entry of a checked file. */
export const entryOf = (bytes: Uint8Array): number => new Image(bytes).word(24);

/** The section of the resource table, if the file has a usable one. Prints what is wrong with it. */
export function findTable(bytes: Uint8Array, say: Say): TableSection | undefined {
  const image = new Image(bytes);
  const { layout } = image;
  const { shdr } = layout;
  const headers = image.word(layout.shoff);
  const names = image.word(headers + image.u16(layout.shstrndx) * shdr.size + shdr.offset);
  for (let i = 0; i < image.u16(layout.shnum); i++) {
    const at = headers + i * shdr.size;
    if (at + shdr.size > bytes.length) return undefined;
    if (!image.hasName(names + image.u32(at), tableName)) continue;
    const offset = image.word(at + shdr.offset);
    const length = image.word(at + shdr.length);
    const complaint = whyNotTable(image, offset, length);
    if (complaint !== undefined) {
      say(complaint);
      return undefined;
    }
    return { bytes: bytes.slice(offset, offset + length), da: image.word(at + shdr.addr) };
  }
  return undefined;
}

function whyNotTable(image: Image, offset: number, length: number): string | undefined {
  if (offset + length > image.bytes.length) return 'resource table truncated';
  if (length < tableHeaderBytes) return 'header-less resource table';
  const version = image.u32(offset);
  if (version !== 1) return `unsupported fw ver: ${version | 0}`;
  if (image.u32(offset + 8) !== 0 || image.u32(offset + 12) !== 0) return 'non zero reserved bytes';
  if (tableHeaderBytes + 4 * image.u32(offset + 4) > length) return 'resource table incomplete';
  return undefined;
}

/** The first PT_LOAD at or behind a program header's number; undefined when there is none. */
export function nextSegment(
  bytes: Uint8Array,
  carveouts: readonly Carveout[],
  from: number,
): NextSegment | BadSegment | undefined {
  const image = new Image(bytes);
  const { phdr, phoff, phnum } = image.layout;
  for (let i = from; i < image.u16(phnum); i++) {
    const at = image.word(phoff) + i * phdr.size;
    if (image.u32(at) !== PT_LOAD) continue;
    const da = image.word(at + phdr.paddr);
    const offset = image.word(at + phdr.offset);
    const filesz = image.word(at + phdr.filesz);
    const memsz = image.word(at + phdr.memsz);
    const bad = whyNotSegment(offset, filesz, memsz, bytes.length);
    if (bad !== undefined) return bad;
    const pa = daToPa(carveouts, da, memsz);
    if (pa === undefined) return { kind: 'bad', text: `bad phdr da ${hex(da)} mem ${hex(memsz)}`, errno: EINVAL };
    const segment = { da, pa, bytes: bytes.subarray(offset, offset + filesz), zeroed: memsz - filesz };
    return { kind: 'good', segment, next: i + 1 };
  }
  return undefined;
}

function whyNotSegment(offset: number, filesz: number, memsz: number, available: number): BadSegment | undefined {
  if (filesz > memsz) return { kind: 'bad', text: `bad phdr filesz ${hex(filesz)} memsz ${hex(memsz)}`, errno: EINVAL };
  if (offset + filesz > available)
    return { kind: 'bad', text: `truncated fw: need ${hex(offset + filesz)} avail ${hex(available)}`, errno: EINVAL };
  if (memsz >= 2 ** 32)
    return { kind: 'bad', text: `size (${memsz.toString(16)}) does not fit in size_t type`, errno: EOVERFLOW };
  return undefined;
}
