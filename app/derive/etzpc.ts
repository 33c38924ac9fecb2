/** The ETZPC's registers as cells: what each id's value permits, who uses it now, and where the two will collide. */
import type { OwnershipView } from '../../sim-worker/contract/ownership';
import type { ChipDescription, EtzpcEntry } from '../../sim-worker/contract/views';
import type { Owner } from './words';

export type Protection = 0 | 1 | 2 | 3;
export type ProtectionWords = {
  readonly owner: Owner;
  readonly short: string;
  readonly sentence: string;
  readonly a7: string;
  readonly m4: string;
  readonly secure: string;
};
/** DECPROT values (RM0436, ETZPC). What ids 0 to 12 make of value 2 is not established. */
export const protectionWords: Readonly<Record<Protection, ProtectionWords>> = {
  0: {
    owner: 'secure',
    short: 'Secure only',
    sentence: 'Only the secure world may read and write it.',
    secure: 'read, write',
    a7: 'nothing',
    m4: 'nothing',
  },
  1: {
    owner: 'secure',
    short: 'Others may read',
    sentence: 'The secure world writes it, Linux and the M4 may read.',
    secure: 'read, write',
    a7: 'read',
    m4: 'read',
  },
  2: {
    owner: 'm4',
    short: 'M4 only',
    sentence: 'Isolated for the M4: neither Linux nor the secure world reaches it.',
    secure: 'nothing',
    a7: 'nothing',
    m4: 'read, write',
  },
  3: {
    owner: 'shared',
    short: 'Both',
    sentence: 'Open: Linux and the M4 may read and write it.',
    secure: 'read, write',
    a7: 'read, write',
    m4: 'read, write',
  },
};

export type EtzpcCell = {
  readonly id: number;
  /** Empty for a reserved id. */
  readonly name: string;
  readonly base: number;
  readonly value: Protection;
  readonly owner: Owner;
  readonly locked: boolean;
  readonly usedByLinux: boolean;
  readonly usedByM4: boolean;
  /** Both use an open block, or somebody uses what the value forbids. */
  readonly conflict: string;
  /** The newest refused access to it. */
  readonly refused: number | undefined;
  readonly isolatable: boolean;
  readonly note: string;
};
export type EtzpcRow = {
  readonly index: number;
  readonly register: string;
  readonly value: number;
  readonly cells: readonly EtzpcCell[];
};

const etzpcRegisters = 6;
const perRegister = 16;
/** Memories are shared on purpose: two users are no conflict there. */
const memories = new Set(['SRAM1', 'SRAM2', 'SRAM3', 'SRAM4', 'RETRAM']);
export const isMemory = (name: string): boolean => memories.has(name);

export function etzpcRows(view: OwnershipView, entries: ChipDescription['etzpc']): readonly EtzpcRow[] {
  const byId = new Map(entries.map((e) => [e.id, e]));
  // Newest first; of several refusals the newest is shown.
  const refused = new Map(view.refused.toReversed().map((r) => [r.id, r.seq]));
  return Array.from({ length: etzpcRegisters }, (_, index) => ({
    index,
    register: `DECPROT${index}`,
    value: view.decprot[index] ?? 0,
    cells: Array.from({ length: perRegister }, (_, i) => cellOf(index * perRegister + i, view, byId, refused)),
  }));
}

function cellOf(
  id: number,
  view: OwnershipView,
  byId: ReadonlyMap<number, EtzpcEntry>,
  refused: ReadonlyMap<number | undefined, number>,
): EtzpcCell {
  const entry = byId.get(id);
  const word = view.decprot[Math.floor(id / perRegister)] ?? 0;
  const value = ((word >>> ((id % perRegister) * 2)) & 3) as Protection;
  const lock = view.locks[Math.floor(id / 32)] ?? 0;
  const users = view.users[id] ?? 0;
  const name = entry?.name ?? '';
  const cell = { usedByLinux: (users & 1) !== 0, usedByM4: (users & 2) !== 0 };
  return {
    ...cell,
    id,
    name,
    base: entry?.base ?? 0,
    value,
    owner: name === '' ? 'free' : protectionWords[value].owner,
    locked: ((lock >>> (id % 32)) & 1) === 1,
    conflict: conflictOf(name, value, cell.usedByLinux, cell.usedByM4),
    refused: refused.get(id),
    isolatable: entry?.isolatable ?? false,
    note: entry?.note ?? '',
  };
}

function conflictOf(name: string, value: Protection, linux: boolean, m4: boolean): string {
  if (name === '' || memories.has(name)) return '';
  if (linux && m4 && value === 3) return 'Linux and the M4 both use it: one will overwrite the other’s settings.';
  if (linux && value === 2) return 'Linux has used it, but the value now keeps it for the M4.';
  return '';
}

export type EtzpcSummary = {
  readonly secure: number;
  readonly readable: number;
  readonly m4: number;
  readonly both: number;
  readonly conflicts: number;
  readonly named: number;
};
export function etzpcSummary(rows: readonly EtzpcRow[]): EtzpcSummary {
  const cells = rows.flatMap((r) => r.cells).filter((c) => c.name !== '');
  const count = (test: (c: EtzpcCell) => boolean): number => cells.filter(test).length;
  return {
    secure: count((c) => c.value === 0),
    readable: count((c) => c.value === 1),
    m4: count((c) => c.value === 2),
    both: count((c) => c.value === 3),
    conflicts: count((c) => c.conflict !== ''),
    named: cells.length,
  };
}

export function cellSentence(cell: EtzpcCell): string {
  if (cell.name === '') return `id ${cell.id}, reserved`;
  const users =
    cell.usedByLinux && cell.usedByM4
      ? 'used by Linux and the M4'
      : cell.usedByLinux
        ? 'used by Linux'
        : cell.usedByM4
          ? 'used by the M4'
          : 'not used';
  const refused = cell.refused === undefined ? '' : ', an access was refused';
  return `${cell.name}, id ${cell.id}: ${protectionWords[cell.value].short.toLowerCase()}, ${users}${cell.locked ? ', locked' : ''}${refused}`;
}

/** Where the field stands: "DECPROT0[11:10] = 0". */
export function fieldWords(cell: EtzpcCell): string {
  const low = (cell.id % perRegister) * 2;
  return `DECPROT${Math.floor(cell.id / perRegister)}[${low + 1}:${low}] = ${cell.value}`;
}

/** What a user may do about a refused access, as far as the reference knows. */
export function adviceFor(cell: EtzpcCell, rows: readonly EtzpcRow[]): string {
  if (cell.value === 3) return 'It is open to both; agree on one user, or isolate it for the M4 in the device tree.';
  const family = cell.name.replace(/\d+$/, '');
  const twin = rows
    .flatMap((r) => r.cells)
    .find(
      (c) =>
        c.id !== cell.id &&
        c.isolatable &&
        c.value === 3 &&
        !c.usedByLinux &&
        !c.usedByM4 &&
        family.length > 2 &&
        c.name.replace(/\d+$/, '') === family,
    );
  const open = twin === undefined ? '' : `Use ${twin.name} (id ${twin.id}): it is open and nobody uses it. `;
  if (cell.value === 2)
    return 'It is kept for the M4; Linux must leave it alone. Disable its node in the Linux device tree.';
  return cell.isolatable
    ? `${open}Or let the secure firmware open it or assign it to the M4.`
    : `${open}The secure firmware could open it; as far as the sources say, ids 0 to 12 never belong to the M4 alone.`;
}
