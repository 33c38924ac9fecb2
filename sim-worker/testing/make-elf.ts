/** Makes small ELF files and resource tables for tests, right or wrong as a test wants them. */

export type MadeSegment = { readonly address: number; readonly bytes: Uint8Array; readonly memsz?: number };
export type MadeElf = {
  readonly segments: readonly MadeSegment[];
  /** Becomes the section `.resource_table`; it is loaded only if a segment holds it. */
  readonly table?: { readonly address: number; readonly bytes: Uint8Array };
  readonly tableName?: string;
};

const headerBytes = 52;
const programHeaderBytes = 32;
const sectionHeaderBytes = 40;

export const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Exactly `length` bytes of text, filled up with NUL. */
export function fixedText(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode(text).subarray(0, length));
  return bytes;
}

/** A 32-bit little-endian Arm executable: header, program headers, section headers, names, data. */
export function makeElf({ segments, table, tableName = '.resource_table' }: MadeElf): Uint8Array {
  const sections = table === undefined ? 2 : 3;
  const names = fixedText(`\0.shstrtab\0${tableName}\0`, 32);
  const shoff = headerBytes + segments.length * programHeaderBytes;
  const namesAt = shoff + sections * sectionHeaderBytes;
  let at = namesAt + names.length;
  const programHeaders = segments.map(({ address, bytes, memsz }) => {
    const header = words(1, at, address, address, bytes.length, memsz ?? bytes.length, 7, 4);
    at += bytes.length;
    return header;
  });
  const ident = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const halves = Uint16Array.from([headerBytes, programHeaderBytes, segments.length, sectionHeaderBytes, sections, 1]);
  const header = join(
    ident,
    new Uint8Array(Uint16Array.from([2, 40]).buffer),
    words(1, segments[0]?.address ?? 0, headerBytes, shoff, 0x0500_0000),
    new Uint8Array(halves.buffer),
  );
  const sectionHeaders = [
    words(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    words(1, 3, 0, 0, namesAt, names.length, 0, 0, 1, 0),
    ...(table === undefined ? [] : [words(11, 1, 2, table.address, at, table.bytes.length, 0, 0, 4, 0)]),
  ];
  const data = segments.map(({ bytes }) => bytes);
  return join(header, ...programHeaders, ...sectionHeaders, names, ...data, table?.bytes ?? new Uint8Array(0));
}

/** A resource table with these entries, each with its type word. */
export function makeTable(...entries: readonly Uint8Array[]): Uint8Array {
  let at = 16 + 4 * entries.length;
  const offsets = entries.map((entry) => {
    at += entry.length;
    return at - entry.length;
  });
  return join(words(1, entries.length, 0, 0, ...offsets), ...entries);
}

export type MadeVring = { readonly da?: number; readonly num?: number; readonly align?: number };
export type MadeVdev = {
  readonly id?: number;
  readonly features?: number;
  readonly configLength?: number;
  /** The word with status, number of vrings and two reserved bytes. */
  readonly counts?: number;
  readonly vrings?: readonly MadeVring[];
};

export function vdevEntry({ id = 7, features = 1, configLength = 0, counts, vrings = [{}, {}] }: MadeVdev = {}) {
  const rings = vrings.map(({ da = 0xffff_ffff, num = 16, align = 16 }) => words(da, align, num, 0, 0));
  return join(words(3, id, 0, features, 0, configLength, counts ?? vrings.length << 8), ...rings);
}

export const traceEntry = (da: number, length: number, reserved = 0): Uint8Array =>
  join(words(2, da, length, reserved), fixedText('cm4_log', 32));

export const carveoutEntry = (name: string, da: number, length: number, reserved = 0): Uint8Array =>
  join(words(0, da, 0, length, 0, reserved), fixedText(name, 32));
