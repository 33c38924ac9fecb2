/** Walks a resource table as remoteproc_core does when a firmware starts. Source: linux-side reference 1.12-1.14. */
import { EINVAL, ENOMEM } from '../fs/errno';
import type { Say } from '../kernel/kernel-log';
import { vringSize } from '../virtio/vring-layout';
import { type Carveout, findCarveout, fitsCarveout } from './carveouts';

/** Offsets in a vdev entry, from its type word. */
export const vdevFields = {
  id: 4,
  notifyId: 8,
  dfeatures: 12,
  gfeatures: 16,
  configLength: 20,
  status: 24,
  vringCount: 25,
  reserved: 26,
  vrings: 28,
} as const;
export const vringFields = { da: 0, align: 4, num: 8, notifyId: 12, pa: 16, size: 20 } as const;

export type Trace = { readonly name: string; readonly label: string; readonly da: number; readonly length: number };
export type VdevRing = {
  readonly carveout: string;
  readonly num: number;
  readonly align: number;
  readonly notifyId: number;
};
export type Vdev = {
  readonly index: number;
  /** Device type: 7 is rpmsg. */
  readonly id: number;
  /** Of the entry's type word in the table. */
  readonly offset: number;
  readonly rings: readonly VdevRing[];
};
export type Resources = { readonly errno: number; readonly traces: readonly Trace[]; readonly vdevs: readonly Vdev[] };

type Walk = {
  readonly table: DataView;
  readonly carveouts: Carveout[];
  readonly say: Say;
  readonly traces: Trace[];
  readonly vdevs: Vdev[];
  notifyIds: number;
};
/** `at`: offset of the type word; `available`: bytes behind it. */
type Handler = (walk: Walk, at: number, available: number) => number;

const entryTypes = { carveout: 0, devmem: 1, trace: 2, vdev: 3 } as const;
const firstUnknown = 4;
const vendor = { first: 128, last: 512 } as const;
const sizes = { namedMemory: 52, trace: 44, vdev: 24 } as const;
const mostVrings = 2;
const nameBytes = 32;
const pageBytes = 4096;

/** Adds what the entries ask for to `carveouts` and writes notify ids into `table`. Prints why a table is refused. */
export function walkResources(table: Uint8Array, carveouts: Carveout[], say: Say): Resources {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const walk: Walk = { table: view, carveouts, say, traces: [], vdevs: [], notifyIds: 0 };
  const errno = walkEntries(walk);
  return { errno, traces: walk.traces, vdevs: walk.vdevs };
}

function walkEntries(walk: Walk): number {
  const { table, say } = walk;
  const count = table.getUint32(4, true);
  for (let i = 0; i < count; i++) {
    // Only an attached M4's table, which nobody has checked, can have more entries than bytes.
    const at = 20 + 4 * i <= table.byteLength ? table.getInt32(16 + 4 * i, true) : table.byteLength;
    const available = table.byteLength - at - 4;
    if (at < 0 || available < 0) {
      say('rsc table is truncated');
      return EINVAL;
    }
    const type = table.getUint32(at, true);
    const handler = handlers[type];
    if (handler === undefined) {
      if (type >= vendor.first && type <= vendor.last) say(`unsupported vendor resource ${type}`);
      else if (type >= firstUnknown) say(`unsupported resource ${type | 0}`);
      continue;
    }
    const errno = handler(walk, at, available);
    if (errno !== 0) return errno;
  }
  return 0;
}

const handlers: Readonly<Record<number, Handler>> = {
  [entryTypes.carveout]: handleCarveout,
  // Device memory needs an IOMMU; this SoC has none for the M4.
  [entryTypes.devmem]: () => EINVAL,
  [entryTypes.trace]: handleTrace,
  [entryTypes.vdev]: handleVdev,
};

export function textAt(table: DataView, at: number): string {
  let text = '';
  for (let i = 0; i < nameBytes && at + i < table.byteLength; i++) {
    const byte = table.getUint8(at + i);
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

function handleCarveout({ table, carveouts, say }: Walk, at: number, available: number): number {
  if (sizes.namedMemory > available) {
    say('carveout rsc is truncated');
    return EINVAL;
  }
  if (table.getUint32(at + 20, true) !== 0) {
    say('carveout rsc has non zero reserved bytes');
    return EINVAL;
  }
  const da = table.getUint32(at + 4, true);
  const length = table.getUint32(at + 12, true);
  const name = textAt(table, at + 24);
  const known = findCarveout(carveouts, name);
  if (known === undefined) {
    carveouts.push({ name, da, pa: 0, length, mapped: true, reserved: false, entry: at });
    return 0;
  }
  if (known.entry !== undefined) {
    say('Carveout already associated to resource table');
    return ENOMEM;
  }
  if (!fitsCarveout(known, da, length, say)) return ENOMEM;
  known.entry = at;
  return 0;
}

function handleTrace({ table, traces, say }: Walk, at: number, available: number): number {
  if (sizes.trace > available) {
    say('trace rsc is truncated');
    return EINVAL;
  }
  if (table.getUint32(at + 12, true) !== 0) {
    say('trace rsc has non zero reserved bytes');
    return EINVAL;
  }
  const da = table.getUint32(at + 4, true);
  const length = table.getUint32(at + 8, true);
  traces.push({ name: `trace${traces.length}`, label: textAt(table, at + 16), da, length });
  return 0;
}

function handleVdev(walk: Walk, at: number, available: number): number {
  const { table, say, vdevs } = walk;
  const complaint = whyNotVdev(table, at, available);
  if (complaint !== undefined) {
    say(complaint);
    return EINVAL;
  }
  const rings: VdevRing[] = [];
  for (let i = 0; i < table.getUint8(at + vdevFields.vringCount); i++) {
    const ring = takeVring(walk, vdevs.length, i, at + vdevFields.vrings + i * vringFields.size);
    if (typeof ring === 'number') return ring;
    rings.push(ring);
  }
  vdevs.push({ index: vdevs.length, id: table.getUint32(at + vdevFields.id, true), offset: at, rings });
  return 0;
}

function whyNotVdev(table: DataView, at: number, available: number): string | undefined {
  if (sizes.vdev > available) return 'vdev rsc is truncated';
  const count = table.getUint8(at + vdevFields.vringCount);
  const configLength = table.getUint32(at + vdevFields.configLength, true);
  if (sizes.vdev + vringFields.size * count + configLength > available) return 'vdev rsc is truncated';
  if (table.getUint16(at + vdevFields.reserved, true) !== 0) return 'vdev rsc has non zero reserved bytes';
  if (count > mostVrings) return `too many vrings: ${count}`;
  for (let i = 0; i < count; i++) {
    const vring = at + vdevFields.vrings + i * vringFields.size;
    const num = table.getUint32(vring + vringFields.num, true);
    const align = table.getUint32(vring + vringFields.align, true);
    if (num === 0 || align === 0) return `invalid qsz (${num | 0}) or alignment (${align | 0})`;
  }
  return undefined;
}

/** Finds or asks for the memory of a vring, and gives it a notify id. */
function takeVring(walk: Walk, vdev: number, index: number, at: number): VdevRing | number {
  const { table, carveouts, say } = walk;
  const num = table.getUint32(at + vringFields.num, true);
  const align = table.getUint32(at + vringFields.align, true);
  const da = table.getUint32(at + vringFields.da, true);
  const length = Math.ceil(vringSize(num, align) / pageBytes) * pageBytes;
  const carveout = `vdev${vdev}vring${index}`;
  const known = findCarveout(carveouts, carveout);
  if (known === undefined) {
    carveouts.push({ name: carveout, da, pa: 0, length, mapped: true, reserved: false, entry: undefined });
  } else if (!fitsCarveout(known, da, length, say)) {
    return ENOMEM;
  }
  const notifyId = walk.notifyIds++;
  table.setUint32(at + vringFields.notifyId, notifyId, true);
  return { carveout, num, align, notifyId };
}

/** After the carveouts have their places: tells them to the entries that asked. */
export function writeBackCarveouts(table: Uint8Array, carveouts: readonly Carveout[]): void {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  for (const { entry, da, pa, length } of carveouts) {
    if (entry === undefined) continue;
    view.setUint32(entry + 4, da, true);
    view.setUint32(entry + 8, pa, true);
    view.setUint32(entry + 12, length, true);
  }
}
