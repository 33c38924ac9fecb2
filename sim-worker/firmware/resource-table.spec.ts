/** The resource table reader: the demo's table, Linux' copy of it in memory, and every defect that Linux names. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readElf, sectionBytes } from './elf';
import type { ResourceTable } from './resource-entries';
import { anyAddress, readResourceTable } from './resource-table';

const file = new Uint8Array(readFileSync('public/demos/tty-echo/tty-echo.elf'));
const elf = readElf(file);

/** A fresh copy of the demo's table. */
function demoTable(): Uint8Array {
  const section = elf.sections.find((each) => each.name === '.resource_table');
  if (section === undefined) throw new Error('the demo has no resource table');
  return sectionBytes(file, section).slice();
}

const put = (bytes: Uint8Array, offset: number, value: number): Uint8Array => {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(offset, value, true);
  return bytes;
};
const messages = (table: ResourceTable): readonly string[] => table.defects.map((defect) => defect.message);

describe('readResourceTable on the echo demo', () => {
  const table = readResourceTable(demoTable(), 140);

  it('has nothing to object', () => {
    expect(table.defects).toEqual([]);
    expect(table).toMatchObject({ version: 1, num: 2, reserved: [0, 0], size: 140 });
  });

  it('reads the vdev with its two vrings, each field at the offset that Linux uses', () => {
    const vdev = table.entries[0];
    if (vdev?.kind !== 'vdev') throw new Error('the first entry is no vdev');
    expect(vdev).toMatchObject({
      offset: 0x18,
      end: 0x5c,
      id: 7,
      deviceFeatures: 1,
      guestFeatures: 0,
      status: 0,
      vringCount: 2,
      configLength: 0,
    });
    expect(vdev.vrings.map(({ da, align, num, notifyId, offset }) => [da, align, num, notifyId, offset])).toEqual([
      [anyAddress, 16, 16, 0, 0x34],
      [anyAddress, 16, 16, 1, 0x48],
    ]);
    expect(vdev.fields.map((field) => [field.name, field.offset])).toContainEqual(['status', 0x30]);
    expect(vdev.vrings[1]?.fields.map((field) => field.offset)).toEqual([0x48, 0x4c, 0x50, 0x54, 0x58]);
  });

  it('reads the trace entry', () => {
    const log = elf.symbols.find((symbol) => symbol.name === 'system_log_buf');
    expect(table.entries[1]).toMatchObject({
      kind: 'trace',
      offset: 0x5c,
      end: 0x8c,
      length: 2048,
      name: 'cm4_log',
      da: log?.address,
    });
  });
});

describe('readResourceTable on live memory', () => {
  it('reads what Linux has written, whatever follows the table', () => {
    const memory = new Uint8Array(1024).fill(0xa5);
    memory.set(demoTable());
    put(put(memory, 0x34, 0x1004_0000), 0x28, 1)[0x30] = 7;
    const table = readResourceTable(memory, 1024);
    const vdev = table.entries[0];
    expect(table.size).toBe(140);
    expect(vdev).toMatchObject({ kind: 'vdev', status: 7, guestFeatures: 1 });
    expect(vdev?.kind === 'vdev' && vdev.vrings[0]?.da).toBe(0x1004_0000);
  });

  it('sees no table in memory that is zero', () => {
    expect(readResourceTable(new Uint8Array(1024), 1024)).toMatchObject({ num: 0, entries: [] });
    expect(messages(readResourceTable(new Uint8Array(1024), 1024))).toEqual(['unsupported fw ver: 0']);
  });

  it('reads the other kinds of entry', () => {
    const bytes = new Uint8Array(256);
    put(put(bytes, 0, 1), 4, 3);
    put(put(put(bytes, 16, 28), 20, 84), 24, 88);
    put(put(bytes, 28, 0), 32, 0x1003_0000);
    put(bytes, 40, 0x4000);
    bytes.set(new TextEncoder().encode('pool'), 52);
    put(put(bytes, 84, 200), 88, 9);
    const table = readResourceTable(bytes, 256);
    expect(table.entries.map((entry) => entry.kind)).toEqual(['carveout', 'vendor', 'unknown']);
    expect(table.entries[0]).toMatchObject({ da: 0x1003_0000, length: 0x4000, name: 'pool' });
    expect(table.defects.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', 'unsupported vendor resource 200'],
      ['warning', 'unsupported resource 9'],
    ]);
  });
});

describe('what Linux objects to', () => {
  const cases: readonly (readonly [string, () => ResourceTable])[] = [
    ['resource table truncated', () => readResourceTable(demoTable().subarray(0, 139), 140)],
    ['header-less resource table', () => readResourceTable(new Uint8Array(0), 0)],
    ['unsupported fw ver: 2', () => readResourceTable(put(demoTable(), 0, 2), 140)],
    ['non zero reserved bytes', () => readResourceTable(put(demoTable(), 12, 1), 140)],
    ['resource table incomplete', () => readResourceTable(put(demoTable(), 4, 100), 140)],
    ['rsc table is truncated', () => readResourceTable(put(demoTable(), 16, 137), 140)],
    ['vdev rsc is truncated', () => readResourceTable(put(demoTable(), 0x2c, 49), 140)],
    ['vdev rsc has non zero reserved bytes', () => readResourceTable(put(demoTable(), 0x30, 0x0100_0200), 140)],
    ['too many vrings: 3', () => readResourceTable(put(demoTable(), 0x30, 0x0300), 140)],
    ['invalid qsz (0) or alignment (16)', () => readResourceTable(put(demoTable(), 0x50, 0), 140)],
    ['trace rsc is truncated', () => readResourceTable(demoTable(), 139)],
    ['trace rsc has non zero reserved bytes', () => readResourceTable(put(demoTable(), 0x68, 1), 140)],
  ];

  it.each(cases)('%s', (message, read) => {
    const first = read().defects[0];
    expect(first).toMatchObject({ message, severity: 'error', reached: true });
    expect(first?.meaning).not.toBe('');
  });

  it('refuses a devmem entry without a word', () => {
    expect(readResourceTable(put(demoTable(), 0x5c, 1), 140).defects[0]).toMatchObject({
      message: '',
      severity: 'error',
      entry: 1,
      stage: 'process',
    });
  });

  it('goes on after a warning and stops at the first error', () => {
    const bytes = put(put(put(demoTable(), 0x18, 77), 0x5c, 2), 0x68, 1);
    const later = put(bytes, 0x68, 1);
    expect(readResourceTable(later, 140).defects.map((defect) => [defect.message, defect.reached])).toEqual([
      ['unsupported resource 77', true],
      ['trace rsc has non zero reserved bytes', true],
    ]);
    const both = put(put(demoTable(), 0, 3), 0x68, 1);
    expect(readResourceTable(both, 140).defects.map((defect) => [defect.stage, defect.reached])).toEqual([
      ['find', true],
      ['process', false],
    ]);
  });
});
