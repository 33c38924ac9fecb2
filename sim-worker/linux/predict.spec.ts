/** The loader's checks in the kernel's order and words, through `predictStart`. Source: linux-side reference 1.9-1.13. */
import { describe, expect, it } from 'vitest';
import { firmwareWithoutTable, sleepingFirmware } from '../testing/linux-bench';
import { carveoutEntry, join, makeElf, makeTable, traceEntry, vdevEntry, words } from '../testing/make-elf';
import { predictStart } from './predict';

const code = { address: 0, bytes: words(0x1004_0000, 0x1000_0001) };
const changed = (bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array => {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
};
/** Lines after "powering up m4", without the speaker. */
const linesOf = (bytes: Uint8Array): readonly string[] =>
  predictStart('x.elf', bytes)
    .log.slice(1)
    .map((line) => line.replace('remoteproc remoteproc0: ', ''));
const good = sleepingFirmware();
const booting = (bytes: Uint8Array): string => `Booting fw image x.elf, size ${bytes.length}`;

it('has nothing to say against a good firmware', () => {
  expect(predictStart('x.elf', good)).toEqual({
    errno: 0,
    log: ['remoteproc remoteproc0: powering up m4', `remoteproc remoteproc0: ${booting(good)}`],
  });
});

describe('sanity of the ELF file', () => {
  it.each<[string, string, Uint8Array]>([
    ['an empty file', 'Image is too small', new Uint8Array(0)],
    ['51 bytes', 'Image is too small', good.slice(0, 51)],
    ['a raw binary', 'Image is corrupted (bad magic)', new Uint8Array(100)],
    ['class 3', 'Unsupported class: 3', changed(good, 4, 3)],
    ['a 64-bit file of 60 bytes', 'elf64 header is too small', changed(good.slice(0, 60), 4, 2)],
    ['big endian', 'Unsupported firmware endianness', changed(good, 5, 2)],
    ['cut before the section headers', 'Image is too small', good.slice(0, 140)],
    ['no program headers', 'No loadable segments', changed(good, 44, 0, 0)],
    ['program headers behind the end', 'Firmware size is too small', changed(good, 28, 0, 0, 1, 0)],
  ])('%s: %s', (_what, message, bytes) => {
    expect(predictStart('x.elf', bytes).errno).toBe(22);
    expect(linesOf(bytes)).toEqual([message, 'Boot failed: -22']);
  });

  it('does not look at the machine type: a file for another processor passes until its addresses fail', () => {
    expect(predictStart('x.elf', changed(good, 18, 3)).errno).toBe(0);
  });
});

describe('segments', () => {
  it.each<[string, string, Uint8Array]>([
    [
      'more bytes in the file than in memory',
      'bad phdr filesz 0x8 memsz 0x4',
      makeElf({ segments: [{ ...code, memsz: 4 }] }),
    ],
    [
      'flash of another chip',
      'bad phdr da 0x8000000 mem 0x8',
      makeElf({ segments: [code, { address: 0x0800_0000, bytes: code.bytes }] }),
    ],
    [
      'code that runs from mcuram2 into the vrings',
      'bad phdr da 0x1003fff0 mem 0x20',
      makeElf({ segments: [{ address: 0x1003_fff0, bytes: new Uint8Array(32) }] }),
    ],
    [
      'the buffers, which are no carveout',
      'bad phdr da 0x10042000 mem 0x8',
      makeElf({ segments: [{ address: 0x1004_2000, bytes: code.bytes }] }),
    ],
    ['more than RETRAM holds', 'bad phdr da 0x0 mem 0x10001', makeElf({ segments: [{ ...code, memsz: 0x1_0001 }] })],
    [
      'a length that would wrap around',
      'bad phdr da 0x10 mem 0xfffffff8',
      makeElf({ segments: [{ ...code, address: 0x10, memsz: 0xffff_fff8 }] }),
    ],
  ])('%s: %s', (_what, message, bytes) => {
    expect(predictStart('x.elf', bytes).errno).toBe(22);
    expect(linesOf(bytes)).toEqual([
      booting(bytes),
      'no resource table found for this firmware',
      message,
      'Failed to load program segments: -22',
      'Boot failed: -22',
    ]);
  });

  it('a file that ends inside a segment says how much is missing', () => {
    const whole = makeElf({ segments: [{ address: 0x1000_0000, bytes: new Uint8Array(64) }] });
    const cut = whole.slice(0, whole.length - 1);
    expect(linesOf(cut)).toContain(
      `truncated fw: need 0x${whole.length.toString(16)} avail 0x${cut.length.toString(16)}`,
    );
  });

  it.each([
    ['RETRAM', 0],
    ['mcuram, the alias', 0x3000_0000],
    ['mcuram2', 0x1000_0000],
    ['a vring', 0x1004_0000],
  ])('may lie in %s', (_name, address) => {
    expect(predictStart('x.elf', makeElf({ segments: [{ address, bytes: code.bytes }] })).errno).toBe(0);
  });
});

describe('the search for the resource table', () => {
  const withTable = (bytes: Uint8Array): Uint8Array => makeElf({ segments: [code], table: { address: 0, bytes } });

  it('no table is only a warning', () => {
    const bytes = firmwareWithoutTable();
    expect(predictStart('x.elf', bytes).errno).toBe(0);
    expect(linesOf(bytes)).toEqual([booting(bytes), 'no resource table found for this firmware']);
  });

  it('the name must be exact', () => {
    const table = { address: 0, bytes: makeTable(vdevEntry()) };
    const bytes = makeElf({ segments: [code], table, tableName: '.resource_tables' });
    expect(linesOf(bytes)).toContain('no resource table found for this firmware');
  });

  it.each<[string, string, Uint8Array]>([
    ['an empty section', 'header-less resource table', new Uint8Array(0)],
    ['version 2', 'unsupported fw ver: 2', words(2, 0, 0, 0)],
    ['reserved words', 'non zero reserved bytes', words(1, 0, 0, 7)],
    ['more offsets than bytes', 'resource table incomplete', words(1, 2, 0, 0, 24)],
  ])('%s: %s, and the firmware starts without it', (_what, message, table) => {
    const bytes = withTable(table);
    expect(predictStart('x.elf', bytes).errno).toBe(0);
    expect(linesOf(bytes)).toEqual([booting(bytes), message, 'no resource table found for this firmware']);
  });

  it('a section that goes beyond the file is truncated', () => {
    const bytes = withTable(makeTable(vdevEntry()));
    expect(linesOf(bytes.slice(0, bytes.length - 1))).toContain('resource table truncated');
  });
});

describe('entries of the resource table', () => {
  const firmware = (table: Uint8Array): Uint8Array =>
    makeElf({ segments: [code], table: { address: 0, bytes: table } });
  const fit = "Registered carveout doesn't fit";

  it.each<[string, number, readonly string[], Uint8Array]>([
    ['an offset behind the end', 22, ['rsc table is truncated'], words(1, 1, 0, 0, 18)],
    ['a cut vdev', 22, ['vdev rsc is truncated'], makeTable(vdevEntry().slice(0, 60))],
    ['a config space that is not there', 22, ['vdev rsc is truncated'], makeTable(vdevEntry({ configLength: 4 }))],
    ['reserved bytes', 22, ['vdev rsc has non zero reserved bytes'], makeTable(vdevEntry({ counts: 0x0001_0200 }))],
    ['three vrings', 22, ['too many vrings: 3'], makeTable(vdevEntry({ vrings: [{}, {}, {}] }))],
    ['no buffers', 22, ['invalid qsz (0) or alignment (16)'], makeTable(vdevEntry({ vrings: [{ num: 0 }, {}] }))],
    ['no alignment', 22, ['invalid qsz (16) or alignment (0)'], makeTable(vdevEntry({ vrings: [{}, { align: 0 }] }))],
    ['256 buffers', 12, [`${fit} len request`], makeTable(vdevEntry({ vrings: [{ num: 256 }, {}] }))],
    ['an address before the region', 12, [`${fit} da request`], makeTable(vdevEntry({ vrings: [{ da: 0x1000 }, {}] }))],
    ['one inside it', 12, [`${fit} len request`], makeTable(vdevEntry({ vrings: [{ da: 0x1004_0800 }, {}] }))],
    ['a cut trace', 22, ['trace rsc is truncated'], makeTable(traceEntry(0, 4).slice(0, 20))],
    ['a trace with reserved word', 22, ['trace rsc has non zero reserved bytes'], makeTable(traceEntry(0, 4, 1))],
    ['devmem', 22, [], makeTable(words(1, 0, 0, 0))],
    ['a cut carveout', 22, ['carveout rsc is truncated'], makeTable(carveoutEntry('a', 0, 1).slice(0, 30))],
    [
      'one with reserved word',
      22,
      ['carveout rsc has non zero reserved bytes'],
      makeTable(carveoutEntry('a', 0, 1, 1)),
    ],
    ['one that is too long', 12, [`${fit} len request`], makeTable(carveoutEntry('retram', 0, 0x2_0000))],
    [
      'one region twice',
      12,
      ['Carveout already associated to resource table'],
      makeTable(carveoutEntry('retram', 0, 64), carveoutEntry('retram', 0, 64)),
    ],
  ])('%s: errno %i', (_what, errno, messages, table) => {
    const bytes = firmware(table);
    expect(predictStart('x.elf', bytes).errno).toBe(errno);
    expect(linesOf(bytes)).toEqual([
      booting(bytes),
      ...messages,
      `Failed to process resources: -${errno}`,
      `Boot failed: -${errno}`,
    ]);
  });

  it('a carveout without region comes from DDR; one that is too large for it fails', () => {
    expect(predictStart('x.elf', firmware(makeTable(carveoutEntry('mine', 0xffff_ffff, 4096)))).errno).toBe(0);
    const bytes = firmware(makeTable(carveoutEntry('mine', 0xffff_ffff, 0x1000_0000)));
    expect(linesOf(bytes).slice(1)).toEqual([
      'stm32-rproc 10000000.m4: failed to allocate dma memory: len 0x10000000',
      'Unable to allocate carveout mine: -12',
      'Failed to allocate associated carveouts: -12',
      'Boot failed: -12',
    ]);
  });

  it('unknown types are passed over', () => {
    const bytes = firmware(makeTable(words(4), words(130), words(0x8000_0000), vdevEntry()));
    expect(predictStart('x.elf', bytes).errno).toBe(0);
    expect(linesOf(bytes).slice(1)).toEqual([
      'unsupported resource 4',
      'unsupported vendor resource 130',
      'unsupported resource -2147483648',
    ]);
  });

  it('64-bit files are loaded by the same rules', () => {
    const header = join(
      Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      words(0x0028_0002, 1, 0, 0, 64, 0, 120, 0, 0, 0x0038_0040, 0x0040_0001, 0),
    );
    const program = words(1, 7, 184, 0, 0x1000_0000, 0, 0x1000_0000, 0, 4, 0, 8, 1, 4, 0);
    const bytes = join(header, program, new Uint8Array(64), words(0xe7fe));
    expect(linesOf(bytes)).toContain('size (100000008) does not fit in size_t type');
    expect(predictStart('x.elf', bytes).errno).toBe(75);
  });
});

it("the region of signed firmware is in ST's tree, not in mainline", () => {
  const bytes = makeElf({ segments: [{ address: 0x1004_8000, bytes: words(1, 2) }] });
  expect(predictStart('x.elf', bytes, 'mainline').log).toContain(
    'remoteproc remoteproc0: bad phdr da 0x10048000 mem 0x8',
  );
  expect(predictStart('x.elf', bytes, 'st').errno).toBe(0);
});
