/** What Linux objects to in a resource table, in its order and its words. Source: rproc_elf_load_rsc_table and rproc_handle_resources. */
import type { ResourceEntry, ResourceTable, TableDefect, TraceEntry, VdevEntry } from './resource-entries';

type Found = Omit<TableDefect, 'stage' | 'reached' | 'entry'>;
export type CheckedTable = Pick<ResourceTable, 'version' | 'num' | 'reserved' | 'entries'> & {
  readonly offsets: readonly number[];
};

const headerSize = 16;
const firstUnsupportedType = 4;
/** What Linux accepts per virtio device. */
const vringsPerDevice = 2;

/** `available`: bytes that are there; `size`: bytes that there should be. */
export function checkTable(table: CheckedTable, available: number, size: number): readonly TableDefect[] {
  const header = headerDefects(table, available, size).map((found) => ({
    ...found,
    stage: 'find' as const,
    entry: undefined,
  }));
  const processed = size < headerSize ? [] : entriesDefects(table, Math.min(size, available));
  let stopped = false;
  return [...header, ...processed].map((defect) => {
    const reached = !stopped;
    stopped ||= defect.severity === 'error';
    return { ...defect, reached };
  });
}

const error = (message: string, offset: number, meaning: string): Found => ({
  severity: 'error',
  message,
  offset,
  meaning,
});
const warning = (message: string, offset: number, meaning: string): Found => ({
  severity: 'warning',
  message,
  offset,
  meaning,
});

function headerDefects(table: CheckedTable, available: number, size: number): readonly Found[] {
  const found: Found[] = [];
  if (available < size)
    found.push(
      error('resource table truncated', 0, `The table should have ${size} bytes, but only ${available} are there.`),
    );
  if (size < headerSize)
    return [
      ...found,
      error('header-less resource table', 0, `The table has ${size} bytes: too few for its header of ${headerSize}.`),
    ];
  if (table.version !== 1)
    found.push(error(`unsupported fw ver: ${table.version | 0}`, 0, 'The table must begin with version 1.'));
  if (table.reserved[0] !== 0 || table.reserved[1] !== 0) {
    found.push(
      error(
        'non zero reserved bytes',
        table.reserved[0] === 0 ? 12 : 8,
        'The two reserved words of the header must be zero.',
      ),
    );
  }
  if (size < headerSize + 4 * table.num) {
    found.push(
      error(
        'resource table incomplete',
        4,
        `${table.num} entries need ${headerSize + 4 * table.num} bytes for their offsets; the table has ${size}.`,
      ),
    );
  }
  return found;
}

function entriesDefects(table: CheckedTable, size: number): readonly Omit<TableDefect, 'reached'>[] {
  return table.offsets.flatMap((offset, index) => {
    const room = size - offset - 4;
    const entry = table.entries.find((each) => each.index === index);
    const field = headerSize + 4 * index;
    const found =
      room < 0 || entry === undefined
        ? [
            error(
              'rsc table is truncated',
              field,
              `Entry ${index} would begin at byte ${offset}, outside the table of ${size} bytes.`,
            ),
          ]
        : entryDefects(entry, room);
    return found.map((each) => ({ ...each, stage: 'process' as const, entry: index }));
  });
}

/** `room`: bytes of the table behind the entry's type. */
function entryDefects(entry: ResourceEntry, room: number): readonly Found[] {
  switch (entry.kind) {
    case 'vdev':
      return vdevDefects(entry, room);
    case 'trace':
      return plainDefects(entry, room, entry.offset + 12);
    case 'carveout':
      return plainDefects(entry, room, entry.offset + 20);
    case 'devmem':
      return [error('', entry.offset, 'Linux refuses a devmem entry: this chip has no IOMMU for the Cortex-M4.')];
    case 'vendor':
      return [
        warning(
          `unsupported vendor resource ${entry.type}`,
          entry.offset,
          'Linux has no use for this vendor entry and skips it.',
        ),
      ];
    case 'unknown':
      return entry.type >= firstUnsupportedType
        ? [
            warning(
              `unsupported resource ${entry.type | 0}`,
              entry.offset,
              'Linux does not know this type of entry and skips it.',
            ),
          ]
        : [];
  }
}

type PlainEntry = TraceEntry | Extract<ResourceEntry, { kind: 'carveout' }>;

function plainDefects(entry: PlainEntry, room: number, reservedAt: number): readonly Found[] {
  const needed = entry.end - entry.offset - 4;
  const found: Found[] = [];
  if (room < needed)
    found.push(
      error(
        `${entry.kind} rsc is truncated`,
        entry.offset,
        `The entry needs ${needed} bytes; the table has ${room} left.`,
      ),
    );
  if (entry.reserved !== 0)
    found.push(error(`${entry.kind} rsc has non zero reserved bytes`, reservedAt, 'The reserved word must be zero.'));
  return found;
}

function vdevDefects(entry: VdevEntry, room: number): readonly Found[] {
  const needed = entry.end - entry.offset - 4;
  const found: Found[] = [];
  if (needed > room)
    found.push(
      error(
        'vdev rsc is truncated',
        entry.offset,
        `The entry with its vrings needs ${needed} bytes; the table has ${room} left.`,
      ),
    );
  if (entry.reserved !== 0)
    found.push(
      error('vdev rsc has non zero reserved bytes', entry.offset + 26, 'The two reserved bytes must be zero.'),
    );
  if (entry.vringCount > vringsPerDevice) {
    found.push(
      error(
        `too many vrings: ${entry.vringCount}`,
        entry.offset + 25,
        `Linux takes at most ${vringsPerDevice} vrings per virtio device.`,
      ),
    );
  }
  for (const vring of entry.vrings.slice(0, vringsPerDevice)) {
    if (vring.num !== 0 && vring.align !== 0) continue;
    const message = `invalid qsz (${vring.num | 0}) or alignment (${vring.align | 0})`;
    found.push(
      error(
        message,
        vring.num === 0 ? vring.offset + 8 : vring.offset + 4,
        `vring${vring.index} needs a number of buffers and an alignment.`,
      ),
    );
  }
  return found;
}
