/** The ELF reader against the demo firmware, whose facts were read with GNU readelf. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readElf, sectionBytes } from './elf';

const ttyEcho = new Uint8Array(readFileSync('public/demos/tty-echo/tty-echo.elf'));
const elf = readElf(ttyEcho);
const text = (bytes: string): Uint8Array => new TextEncoder().encode(bytes);

describe('readElf on the echo demo', () => {
  it('finds nothing wrong', () => {
    expect(elf.problems).toEqual([]);
  });

  it('reads the header', () => {
    expect(elf.header).toMatchObject({
      classByte: 1,
      dataByte: 1,
      type: 2,
      machine: 40,
      entry: 0x1000_0005,
      flags: 0x0500_0200,
      programHeaderCount: 4,
    });
  });

  it('keeps load and running address of a segment apart', () => {
    const table = elf.sections.find((section) => section.name === '.resource_table');
    const data = elf.segments.find((segment) => segment.sections.includes('.resource_table'));
    expect(table).toMatchObject({ size: 140, type: 1 });
    expect(data?.type).toBe('load');
    expect(data?.virtualAddress).toBe(0x1002_0000);
    expect(data?.physicalAddress).toBeGreaterThan(0x1000_0000);
    expect(data?.physicalAddress).toBeLessThan(0x1002_0000);
  });

  it('gives the bytes of a section', () => {
    const vectors = elf.sections.find((section) => section.name === '.isr_vector');
    if (vectors === undefined) throw new Error('no .isr_vector');
    const bytes = sectionBytes(ttyEcho, vectors);
    expect(bytes.length).toBe(0x298);
    expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)).toBe(0x1004_0000);
    expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)).toBe(elf.header?.entry);
  });

  it('lists symbols by address, without the Thumb bit and without mapping symbols', () => {
    const reset = elf.symbols.find((symbol) => symbol.name === 'Reset_Handler');
    expect(reset).toMatchObject({ address: 0x1000_0004, kind: 'function', binding: 'global' });
    expect(elf.symbols.find((symbol) => symbol.name === '__StackTop')).toMatchObject({
      address: 0x1004_0000,
      kind: 'absolute',
      section: undefined,
    });
    expect(elf.symbols.find((symbol) => symbol.name === 'system_log_buf')).toMatchObject({
      size: 2048,
      kind: 'object',
    });
    expect(elf.symbols.filter((symbol) => symbol.name.startsWith('$'))).toEqual([]);
    const addresses = elf.symbols.map((symbol) => symbol.address);
    expect(addresses).toEqual(addresses.toSorted((a, b) => a - b));
    expect(elf.mappings.length).toBeGreaterThan(10);
  });
});

describe('readElf on other bytes', () => {
  it('says that there is no ELF file', () => {
    for (const bytes of [new Uint8Array(), text('hello'), text('\x7fELF')]) {
      const nothing = readElf(bytes);
      expect(nothing.header).toBeUndefined();
      expect(nothing.problems).toHaveLength(1);
    }
  });

  it('reads no more than the header of a 64-bit file', () => {
    const wide = new Uint8Array(64);
    wide.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    const view = new DataView(wide.buffer);
    view.setUint16(18, 183, true);
    view.setBigUint64(24, 0x12_3456_7890n, true);
    expect(readElf(wide)).toMatchObject({
      header: { machine: 183, entry: 0x12_3456_7890 },
      segments: [],
      sections: [],
    });
  });

  it('reads the header of a big-endian file in its own byte order', () => {
    const big = new Uint8Array(52);
    big.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1]);
    big[19] = 40;
    expect(readElf(big).header).toMatchObject({ machine: 40, dataByte: 2 });
  });

  it('gives what is left of a file that was cut off, and says what is missing', () => {
    const half = readElf(ttyEcho.subarray(0, 2000));
    expect(half.header?.entry).toBe(0x1000_0005);
    expect(half.segments).toHaveLength(4);
    expect(half.sections).toEqual([]);
    expect(half.problems.join(' ')).toContain('cut off');
  });
});
