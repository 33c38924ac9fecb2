/** Texts of debugfs: the live resource table and the carveouts. Source: drivers/remoteproc/remoteproc_debugfs.c. */
import type { Carveout } from './carveouts';
import type { LiveTable } from './live-table';
import { textAt, vdevFields, vringFields } from './resource-table';

const headerBytes = 16;
const hex = (value: number): string => `0x${value.toString(16)}`;
const typeNames = ['carveout', 'devmem', 'trace', 'vdev'] as const;

/** Entries that the M4 has bent out of the table's bounds are left out. */
export function tableText(table: LiveTable | undefined): string {
  if (table === undefined) return 'No resource table found\n';
  const bytes = table.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.min(view.getUint32(4, true), Math.floor((bytes.length - headerBytes) / 4));
  let text = '';
  for (let i = 0; i < count; i++) {
    const at = view.getUint32(headerBytes + 4 * i, true);
    if (at + 4 <= bytes.length) text += entryText(i, at, view);
  }
  return text;
}

function entryText(index: number, at: number, view: DataView): string {
  const type = view.getUint32(at, true);
  const name = typeNames[type];
  const u32 = (offset: number): number => (at + offset + 4 <= view.byteLength ? view.getUint32(at + offset, true) : 0);
  const lines = [`Entry ${index} is of type ${name ?? ''}`];
  switch (name) {
    case 'carveout':
    case 'devmem':
      lines.push(
        `  Device Address ${hex(u32(4))}`,
        `  Physical Address ${hex(u32(8))}`,
        `  Length ${hex(u32(12))} Bytes`,
        `  Flags ${hex(u32(16))}`,
        `  Reserved (should be zero) [${u32(20) | 0}]`,
        `  Name ${textAt(view, at + 24)}`,
      );
      break;
    case 'trace':
      lines.push(
        `  Device Address ${hex(u32(4))}`,
        `  Length ${hex(u32(8))} Bytes`,
        `  Reserved (should be zero) [${u32(12) | 0}]`,
        `  Name ${textAt(view, at + 16)}`,
      );
      break;
    case 'vdev':
      return vdevText(lines, at, view, u32);
    default:
      return `Unknown resource type found: ${type | 0} [hdr: (ptrval)]\n`;
  }
  return `${lines.join('\n')}\n\n`;
}

function vdevText(lines: string[], at: number, view: DataView, u32: (offset: number) => number): string {
  const u8 = (offset: number): number => (at + offset < view.byteLength ? view.getUint8(at + offset) : 0);
  const vrings = u8(vdevFields.vringCount);
  lines.push(
    `  ID ${u32(vdevFields.id) | 0}`,
    `  Notify ID ${u32(vdevFields.notifyId) | 0}`,
    `  Device features ${hex(u32(vdevFields.dfeatures))}`,
    `  Guest features ${hex(u32(vdevFields.gfeatures))}`,
    `  Config length ${hex(u32(vdevFields.configLength))}`,
    `  Status ${hex(u8(vdevFields.status))}`,
    `  Number of vrings ${vrings}`,
    `  Reserved (should be zero) [${u8(vdevFields.reserved)}][${u8(vdevFields.reserved + 1)}]`,
    '',
  );
  for (let i = 0; i < vrings; i++) {
    const ring = vdevFields.vrings + i * vringFields.size;
    if (at + ring + vringFields.size > view.byteLength) break;
    lines.push(
      `  Vring ${i}`,
      `    Device Address ${hex(u32(ring + vringFields.da))}`,
      `    Alignment ${u32(ring + vringFields.align) | 0}`,
      `    Number of buffers ${u32(ring + vringFields.num) | 0}`,
      `    Notify ID ${u32(ring + vringFields.notifyId) | 0}`,
      `    Physical Address ${hex(u32(ring + vringFields.pa))}`,
      '',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Kernel addresses are not shown to anybody: %pK with kptr_restrict = 2. */
export function carveoutText(carveouts: readonly Carveout[]): string {
  return carveouts
    .map(
      ({ name, da, pa, length }) =>
        `Carveout memory entry:\n\tName: ${name}\n\tVirtual address: 00000000\n` +
        `\tDMA address: 0x${pa.toString(16).padStart(8, '0')}\n\tDevice address: ${hex(da)}\n\tLength: ${hex(length)} Bytes\n\n`,
    )
    .join('');
}
