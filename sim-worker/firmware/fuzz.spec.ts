/** Files from outside are hostile: whatever the bytes, the readers answer, and soon. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePieces } from './code-pieces';
import { readElf, sectionBytes } from './elf';
import { describeFile } from './preflight';
import { readResourceTable } from './resource-table';
import { SymbolTable } from './symbols';

const demos = ['tty-echo', 'mailbox-pingpong'].map(
  (name) => new Uint8Array(readFileSync(`public/demos/${name}/${name}.elf`)),
);

/** Everything that happens to a dropped file. */
function readAll(bytes: Uint8Array): void {
  const elf = readElf(bytes);
  const names = new SymbolTable(elf.symbols, elf.mappings);
  for (const address of [0, 0x1000_0000, 0x1000_0100, 0x1002_0000, 0xffff_ffff]) {
    names.nameAt(address);
    names.contentAt(address);
  }
  expect(describeFile(bytes).sentence).not.toBe('');
  for (const piece of codePieces(elf, bytes)) expect(piece.bytes.length).toBeLessThanOrEqual(bytes.length);
  for (const section of elf.sections) {
    expect(sectionBytes(bytes, section).length).toBeLessThanOrEqual(bytes.length);
    if (section.name === '.resource_table') readTable(sectionBytes(bytes, section), section.size);
  }
}

function readTable(bytes: Uint8Array, limit: number): void {
  const table = readResourceTable(bytes, limit);
  expect(table.size).toBeLessThanOrEqual(Math.max(limit, 0));
  expect(table.size).toBeLessThanOrEqual(bytes.length);
  for (const entry of table.entries) expect(entry.offset + 4).toBeLessThanOrEqual(bytes.length);
  expect(table.defects.filter((defect) => defect.reached && defect.severity === 'error').length).toBeLessThanOrEqual(1);
}

/** Bytes that matter more than others: the ELF header, the header tables behind it and at the end, and interesting values. */
const mutation = fc.record({
  where: fc.oneof(
    fc.nat(52),
    fc.nat(200),
    fc.nat(),
    fc.integer({ min: 1, max: 2000 }).map((fromEnd) => -fromEnd),
  ),
  value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
});

describe('the readers survive', () => {
  it('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), readAll), { seed: 1, numRuns: 500 });
  });

  it('any bytes that begin like an ELF file', () => {
    const begun = fc
      .uint8Array({ minLength: 48, maxLength: 4096 })
      .map((rest) => new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 1, 1, ...rest]));
    fc.assert(fc.property(begun, readAll), { seed: 2, numRuns: 500 });
  });

  it('the demos with bytes changed and the end cut off', () => {
    const damage = fc.record({
      demo: fc.constantFrom(...demos),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 12 }),
      keep: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
    });
    const run = ({
      demo,
      mutations,
      keep,
    }: {
      demo: Uint8Array;
      mutations: readonly { where: number; value: number }[];
      keep: number;
    }): void => {
      const bytes = demo.slice(0, Math.ceil(demo.length * keep));
      for (const { where, value } of mutations) bytes[(where + bytes.length) % Math.max(bytes.length, 1)] = value;
      readAll(bytes);
    };
    fc.assert(fc.property(damage, run), { seed: 3, numRuns: 1000 });
  });

  it('any resource table, with any limit', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1024 }), fc.integer({ min: -1, max: 2048 }), readTable), {
      seed: 4,
      numRuns: 1000,
    });
  });

  it('resource tables with small numbers, as a mistaken firmware has them', () => {
    const small = fc.array(fc.oneof(fc.constantFrom(0, 1, 2, 3, 7, 16, 20, 24, 0x5c, 128, 0xffff_ffff), fc.nat(300)), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(small, (numbers) =>
        readTable(new Uint8Array(new Uint32Array([1, ...numbers]).buffer), 4 + 4 * numbers.length),
      ),
      { seed: 5, numRuns: 1000 },
    );
  });
});

describe('the readers give up in time', () => {
  /** A file that asks for as much work as a file can: one symbol table, its names without any end, everything overlapping. */
  function greedy(): Uint8Array {
    const bytes = new Uint8Array(8_000_000).fill(0x41);
    const view = new DataView(bytes.buffer);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1]);
    const half: readonly (readonly [number, number])[] = [
      [16, 2],
      [18, 40],
      [42, 32],
      [44, 0xffff],
      [46, 40],
      [48, 0xffff],
      [50, 1],
    ];
    for (const [offset, value] of half) view.setUint16(offset, value, true);
    view.setUint32(28, 1000, true);
    view.setUint32(32, 1000, true);
    for (let section = 0; section < 3; section++) {
      const at = 1000 + section * 40;
      const header = [0, 2, 0xffff_ffff, 0, 0, 0xffff_ffff, 1, 0, 0, 16];
      for (const [i, value] of header.entries()) view.setUint32(at + 4 * i, value, true);
    }
    for (let symbol = 200; symbol < 400_000; symbol++) {
      view.setUint32(symbol * 16, symbol * 7, true);
      view.setUint32(symbol * 16 + 12, 0x0001_0002, true);
    }
    return bytes;
  }

  it('on a file with endless tables and names', { timeout: 10_000 }, () => {
    const bytes = greedy();
    const elf = readElf(bytes);
    expect(elf.sections.length).toBeLessThanOrEqual(4096);
    expect(elf.symbols.length).toBeGreaterThan(1000);
    expect(elf.symbols.length).toBeLessThanOrEqual(200_000);
    expect(elf.symbols.reduce((sum, symbol) => sum + symbol.name.length, 0)).toBeLessThan(20_000_000);
    readAll(bytes);
  });
});
