/** Decodes a remoteproc resource table, from a file or from live memory, and lists what Linux would object to. Layout: linux/remoteproc.h. */
import { ByteView } from './byte-view';
import type {
  Region,
  ResourceEntry,
  ResourceTable,
  TableField,
  TraceEntry,
  VdevEntry,
  Vring,
} from './resource-entries';
import { checkTable } from './resource-table-check';

/** A device address that Linux shall choose. */
export const anyAddress = 0xffff_ffff;
const tableHeaderSize = 16;
const vendorTypes = { first: 128, last: 512 } as const;
const vringEntrySize = 20;
/** Bytes before the first vring, with the type. */
const vdevHeaderSize = 28;
const regionSize = 56;
const traceSize = 48;
const nameSize = 32;
const entryCap = 256;

/** `sizeLimit`: size of the section, or of the memory that Linux maps for it. Never throws. */
export function readResourceTable(bytes: Uint8Array, sizeLimit: number): ResourceTable {
  const limit = Math.max(0, Math.min(sizeLimit, bytes.length));
  const view = new ByteView(bytes.subarray(0, limit));
  const num = view.u32(4);
  const reserved = [view.u32(8), view.u32(12)] as const;
  const offsets = limit < tableHeaderSize ? [] : entryOffsets(view, num);
  const fields = [
    ...['ver', 'num', 'reserved[0]', 'reserved[1]'].map((name, i) => word(view, name, 4 * i)),
    ...offsets.map((_, i) => word(view, `offset[${i}]`, tableHeaderSize + 4 * i)),
  ];
  const entries = offsets.flatMap((offset, index) => (view.holds(offset, 4) ? [readEntry(view, offset, index)] : []));
  const table = { version: view.u32(0), num, reserved, fields, entries };
  const size =
    limit < tableHeaderSize
      ? 0
      : Math.max(tableHeaderSize + 4 * offsets.length, ...entries.map((entry) => Math.min(entry.end, limit)));
  return { ...table, size, defects: checkTable({ ...table, offsets }, bytes.length, sizeLimit) };
}

function entryOffsets(view: ByteView, num: number): readonly number[] {
  const count = Math.min(num, entryCap, Math.floor((view.size - tableHeaderSize) / 4));
  return Array.from({ length: count }, (_, i) => view.u32(tableHeaderSize + 4 * i));
}

const word = (view: ByteView, name: string, offset: number): TableField => ({
  name,
  offset,
  bytes: 4,
  value: view.u32(offset),
});
const byte = (view: ByteView, name: string, offset: number): TableField => ({
  name,
  offset,
  bytes: 1,
  value: view.u8(offset),
});
const nameField = (view: ByteView, offset: number): TableField => ({
  name: 'name',
  offset,
  bytes: nameSize,
  value: view.text(offset, nameSize),
});

function readEntry(view: ByteView, offset: number, index: number): ResourceEntry {
  const type = view.u32(offset);
  const entry = { index, offset, type };
  if (type === 0) return { ...entry, ...readRegion(view, offset), kind: 'carveout' };
  if (type === 1) return { ...entry, ...readRegion(view, offset), kind: 'devmem' };
  if (type === 2) return { ...entry, ...readTrace(view, offset) };
  if (type === 3) return { ...entry, ...readVdev(view, offset) };
  const kind = type >= vendorTypes.first && type <= vendorTypes.last ? 'vendor' : 'unknown';
  return { ...entry, kind, end: offset + 4, fields: [word(view, 'type', offset)] };
}

function readRegion(
  view: ByteView,
  offset: number,
): Region & { readonly end: number; readonly fields: readonly TableField[] } {
  const names = ['type', 'da', 'pa', 'len', 'flags', 'reserved'];
  return {
    end: offset + regionSize,
    da: view.u32(offset + 4),
    pa: view.u32(offset + 8),
    length: view.u32(offset + 12),
    flags: view.u32(offset + 16),
    reserved: view.u32(offset + 20),
    name: view.text(offset + 24, nameSize),
    fields: [...names.map((name, i) => word(view, name, offset + 4 * i)), nameField(view, offset + 24)],
  };
}

function readTrace(view: ByteView, offset: number): Omit<TraceEntry, 'index' | 'offset' | 'type'> {
  return {
    kind: 'trace',
    end: offset + traceSize,
    da: view.u32(offset + 4),
    length: view.u32(offset + 8),
    reserved: view.u32(offset + 12),
    name: view.text(offset + 16, nameSize),
    fields: [
      ...['type', 'da', 'len', 'reserved'].map((name, i) => word(view, name, offset + 4 * i)),
      nameField(view, offset + 16),
    ],
  };
}

function readVdev(view: ByteView, offset: number): Omit<VdevEntry, 'index' | 'offset' | 'type'> {
  const vringCount = view.u8(offset + 25);
  const room = Math.floor((view.size - offset - vdevHeaderSize) / vringEntrySize);
  const vrings = Array.from({ length: Math.max(0, Math.min(vringCount, room)) }, (_, i) =>
    readVring(view, offset + vdevHeaderSize + i * vringEntrySize, i),
  );
  const configLength = view.u32(offset + 20);
  const names = ['type', 'id', 'notifyid', 'dfeatures', 'gfeatures', 'config_len'];
  return {
    kind: 'vdev',
    end: offset + vdevHeaderSize + vringCount * vringEntrySize + configLength,
    id: view.u32(offset + 4),
    notifyId: view.u32(offset + 8),
    deviceFeatures: view.u32(offset + 12),
    guestFeatures: view.u32(offset + 16),
    configLength,
    status: view.u8(offset + 24),
    vringCount,
    reserved: view.u16(offset + 26),
    vrings,
    fields: [
      ...names.map((name, i) => word(view, name, offset + 4 * i)),
      byte(view, 'status', offset + 24),
      byte(view, 'num_of_vrings', offset + 25),
      byte(view, 'reserved[0]', offset + 26),
      byte(view, 'reserved[1]', offset + 27),
    ],
  };
}

function readVring(view: ByteView, offset: number, index: number): Vring {
  return {
    index,
    offset,
    da: view.u32(offset),
    align: view.u32(offset + 4),
    num: view.u32(offset + 8),
    notifyId: view.u32(offset + 12),
    pa: view.u32(offset + 16),
    fields: ['da', 'align', 'num', 'notifyid', 'pa'].map((name, i) => word(view, name, offset + 4 * i)),
  };
}
