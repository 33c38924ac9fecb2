/** Files that are no good, made from a good one: what people really drop by mistake, and what damage does. */

/** ELF32, little endian: offsets of the header fields (System V gABI, "ELF Header" and "Program Header"). */
const elf = { class: 4, data: 5, machine: 18, phoff: 28, shoff: 32, phnum: 44, shentsize: 46, shnum: 48, shstrndx: 50 };
const program = { type: 0, offset: 4, vaddr: 8, paddr: 12, filesz: 16, size: 32 };

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

type Segment = { readonly at: number; readonly address: number; readonly load: number; readonly bytes: number };
/** The loadable segments: `at` is the place of the bytes in the file. */
function segments(view: DataView): readonly Segment[] {
  const first = view.getUint32(elf.phoff, true);
  return Array.from({ length: view.getUint16(elf.phnum, true) }, (_, i) => first + i * program.size)
    .filter((header) => view.getUint32(header + program.type, true) === 1)
    .map((header) => ({
      at: view.getUint32(header + program.offset, true),
      address: view.getUint32(header + program.vaddr, true),
      load: view.getUint32(header + program.paddr, true),
      bytes: view.getUint32(header + program.filesz, true),
    }));
}

/** Replaces the first instructions that the core executes. */
const startingWith = (good: Uint8Array, halfwords: readonly number[]): Uint8Array =>
  patched(good, (view) => {
    const all = segments(view);
    const vectors = all.find((segment) => segment.load === 0);
    if (vectors === undefined) throw new Error('no vector table at 0');
    const reset = view.getUint32(vectors.at + 4, true) & ~1;
    const code = all.find(({ address, bytes }) => reset >= address && reset < address + bytes);
    if (code === undefined) throw new Error('the reset handler is in no segment');
    halfwords.forEach((halfword, i) => {
      view.setUint16(code.at + reset - code.address + i * 2, halfword, true);
    });
  });

/** `b .`: a busy loop that never ends and never looks at the mailbox. */
export const spinning = (good: Uint8Array): Uint8Array => startingWith(good, [0xe7fe]);

/** Counts for ever (`adds r0, #1` and back), which is no waiting that could be skipped. */
export const counting = (good: Uint8Array): Uint8Array => startingWith(good, [0x3001, 0xe7fd]);
/** `udf #0`: a fault at the first instruction. */
export const crashing = (good: Uint8Array): Uint8Array => startingWith(good, [0xde00]);
/**
 * Switches on DEMCR.TRCENA, ITM_TCR.ITMENA and port 0 of ITM_TER, prints "hi\n" through that port, and sleeps.
 * r0 is 0xe0000000, r1 is 1 and then each character, r2 is 0xe000e000, r3 is 1 << 24.
 */
export const printing = (good: Uint8Array): Uint8Array =>
  startingWith(good, [
    ...[0x20e0, 0x0600, 0x2101, 0x220e, 0x0312, 0x4302, 0x060b],
    ...[0xf8c2, 0x3dfc, 0xf8c0, 0x1e80, 0xf8c0, 0x1e00],
    ...[0x2168, 0x7001, 0x2169, 0x7001, 0x210a, 0x7001, 0xbf30, 0xe7fd],
  ]);
/**
 * Opens the M4's clock gates of I2C4, UART4 and GPIOG, makes PG11 an input, takes semaphore 3, unmasks EXTI line 14, reads
 * USART2, whose clock stands, sets I2C4_CR1.PE, and stays in a loop. r0 is an address, r1 a value, one line per block.
 */
export const meddling = (good: Uint8Array): Uint8Array =>
  startingWith(good, [
    ...[0x2050, 0x0600, 0x2104, 0xf8c0, 0x1288, 0x2101, 0x0409, 0xf8c0, 0x1a80, 0x2140, 0xf8c0, 0x1aa8],
    ...[0x2280, 0x0212, 0x4410, 0x6801, 0x2203, 0x0592, 0x4391, 0x6001],
    ...[0x204c, 0x0600, 0xf8d0, 0x108c],
    ...[0x2050, 0x0600, 0x22d0, 0x0212, 0x4410, 0x2101, 0x0389, 0xf8c0, 0x10c0],
    ...[0x2040, 0x0600, 0x22e0, 0x0212, 0x4410, 0x6801],
    ...[0x205c, 0x0600, 0x2220, 0x0212, 0x4310, 0x2101, 0x6001, 0xe7fe],
  ]);
/** `str r0, [r1]; adds r1, #4; b`: writes over everything until there is no memory left. */
export const writingEverywhere = (good: Uint8Array): Uint8Array => startingWith(good, [0x6008, 0x3104, 0xe7fc]);

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

/** Words of the first entry of the resource table, a virtio device: rpmsg of virtio_rpmsg.h, struct fw_rsc_vdev. */
const vdev = { dfeatures: 12, firstRing: 28 } as const;
/** Words of a vring of that entry: struct fw_rsc_vdev_vring. */
const vring = { size: 20, num: 8 } as const;

const withVdev = (good: Uint8Array, patch: (view: DataView, entry: number) => void): Uint8Array =>
  patched(good, (view) => {
    const table = sectionOffset(view, '.resource_table');
    patch(view, table + view.getUint32(table + 16, true));
  });

/** Bit 0 of dfeatures, the name service, is not offered. */
export const withoutNameService = (good: Uint8Array): Uint8Array =>
  withVdev(good, (view, entry) => view.setUint32(entry + vdev.dfeatures, 0, true));
/** Both rings have this many descriptors. */
export const withRings = (good: Uint8Array, descriptors: number): Uint8Array =>
  withVdev(good, (view, entry) => {
    for (const ring of [0, 1])
      view.setUint32(entry + vdev.firstRing + ring * vring.size + vring.num, descriptors, true);
  });

/** One word of the vector table. */
const withVector = (good: Uint8Array, exception: number, of: (view: DataView, vectors: number) => number): Uint8Array =>
  patched(good, (view) => {
    const vectors = segments(view).find((segment) => segment.load === 0);
    if (vectors === undefined) throw new Error('no vector table at 0');
    view.setUint32(vectors.at + 4 * exception, of(view, vectors.at), true);
  });
/** The initial stack pointer lies at the end of vring1. */
export const stackInRings = (good: Uint8Array): Uint8Array => withVector(good, 0, () => 0x1004_2000);
/** IPCC_RX1 goes to the handler of interrupts that nobody handles, as if its name were misspelt. */
export const withoutMailboxHandler = (good: Uint8Array): Uint8Array =>
  withVector(good, 16 + 103, (view, vectors) => view.getUint32(vectors + 4 * (16 + 100), true));
/** The service is announced under a name of the same length that no driver has. */
export const misnamed = (good: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(good);
  for (let at = bytes.indexOf('rpmsg-tty\0'); at >= 0; at = bytes.indexOf('rpmsg-tty\0', at + 1))
    bytes.write('rpmsg-ttx', at, 'latin1');
  return Uint8Array.from(bytes);
};
