/** Files that are no good, made from a good one: what people really drop by mistake, and what damage does. */

/** ELF32, little endian: offsets of the header fields (System V gABI, "ELF Header" and "Program Header"). */
const elf = { class: 4, data: 5, machine: 18, phoff: 28, shoff: 32, shentsize: 46, shnum: 48, shstrndx: 50 };
const program = { type: 0, paddr: 12, size: 32 };

const patched = (good: Uint8Array, patch: (view: DataView) => void): Uint8Array => {
  const bytes = Uint8Array.from(good);
  patch(new DataView(bytes.buffer));
  return bytes;
};

/** Where a section's bytes lie in the file. */
function sectionOffset(view: DataView, name: string): number {
  const table = view.getUint32(elf.shoff, true);
  const size = view.getUint16(elf.shentsize, true);
  const header = (index: number): number => table + index * size;
  const names = view.getUint32(header(view.getUint16(elf.shstrndx, true)) + 16, true);
  for (let index = 0; index < view.getUint16(elf.shnum, true); index++) {
    const at = names + view.getUint32(header(index), true);
    const found = [...name, '\0'].every((letter, i) => view.getUint8(at + i) === letter.charCodeAt(0));
    if (found) return view.getUint32(header(index) + 16, true);
  }
  throw new Error(`no section ${name}`);
}

export const notAnElf = (): Uint8Array => new TextEncoder().encode('This is the README of a project, not firmware.\n');
export const elf64 = (good: Uint8Array): Uint8Array => patched(good, (view) => view.setUint8(elf.class, 2));
export const bigEndian = (good: Uint8Array): Uint8Array => patched(good, (view) => view.setUint8(elf.data, 2));
/** EM_386 is 3. */
export const forX86 = (good: Uint8Array): Uint8Array => patched(good, (view) => view.setUint16(elf.machine, 3, true));
/** Cut in the middle of its first segment. */
export const truncated = (good: Uint8Array): Uint8Array => good.slice(0, 0x1400);

/** The first loadable segment goes where a microcontroller has its flash. */
export const inFlash = (good: Uint8Array): Uint8Array =>
  patched(good, (view) => {
    let at = view.getUint32(elf.phoff, true);
    while (view.getUint32(at + program.type, true) !== 1) at += program.size;
    view.setUint32(at + program.paddr, 0x0800_0000, true);
  });

/** The first entry lies far behind the table: `offset[0]` follows ver, num and two reserved words. */
export const lyingTable = (good: Uint8Array): Uint8Array =>
  patched(good, (view) => view.setUint32(sectionOffset(view, '.resource_table') + 16, 0x7fff_0000, true));

/** The section is there under another name, so that Linux finds no table. */
export const withoutTable = (good: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(good);
  const at = bytes.lastIndexOf('.resource_table\0');
  bytes.write('.somethingelse_', at, 'latin1');
  return Uint8Array.from(bytes);
};
