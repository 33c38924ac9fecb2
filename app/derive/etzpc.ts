/** The ETZPC's registers as cells: what each id's value permits, who uses it now, and where the two will collide. */

import type { ChipDescription, EtzpcEntry } from '../../sim-worker/contract/chip';
import type { OwnershipView } from '../../sim-worker/contract/ownership';
import { addressText } from './format';
import type { LegendEntry, OwnedCell, OwnedRow } from './owned-grid';
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
  /** The driver of Linux that is bound to it; empty when none is. */
  readonly driver: string;
  /** The M4 has its clock gate open. */
  readonly gateOfM4: boolean;
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
  const node = view.linux[id];
  const cell = {
    usedByLinux: (users & 1) !== 0 || node?.bound === true,
    usedByM4: (users & 2) !== 0,
    driver: node?.bound === true ? node.driver : '',
    gateOfM4: ((view.gates[id] ?? 0) & 2) !== 0,
  };
  return {
    ...cell,
    id,
    name,
    base: entry?.base ?? 0,
    value,
    owner: name === '' ? 'free' : protectionWords[value].owner,
    locked: ((lock >>> (id % 32)) & 1) === 1,
    conflict: conflictOf(name, value, cell),
    refused: refused.get(id),
    isolatable: entry?.isolatable ?? false,
    note: entry?.note ?? '',
  };
}

type Use = Pick<EtzpcCell, 'usedByLinux' | 'usedByM4' | 'driver' | 'gateOfM4'>;
function conflictOf(name: string, value: Protection, { usedByLinux, usedByM4, driver, gateOfM4 }: Use): string {
  if (name === '' || memories.has(name)) return '';
  if (usedByLinux && value === 2) return `Linux has used ${name}, but the value now keeps it for the M4.`;
  if (value !== 3 || !usedByLinux) return '';
  const linux = driver === '' ? 'Linux' : `Linux (${driver})`;
  if (usedByM4) return `${linux} and the M4 both use ${name}: one will overwrite the other’s settings.`;
  return gateOfM4 ? `${linux} has ${name}, and the M4 has opened its clock gate: it is about to use it too.` : '';
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
  const conflict = cell.conflict === '' ? '' : ', a conflict to come';
  return `${cell.name}, id ${cell.id}: ${protectionWords[cell.value].short.toLowerCase()}, ${users}${cell.locked ? ', locked' : ''}${refused}${conflict}`;
}

/** Where the field stands: "DECPROT0[11:10] = 0". */
export function fieldWords(cell: EtzpcCell): string {
  const low = (cell.id % perRegister) * 2;
  return `DECPROT${Math.floor(cell.id / perRegister)}[${low + 1}:${low}] = ${cell.value}`;
}

/** The rows as the grid draws them: hue is what is permitted, marks are who uses it. */
export const etzpcGrid = (rows: readonly EtzpcRow[]): readonly OwnedRow[] =>
  rows.map(({ register, value, cells }) => ({
    key: register,
    label: register,
    below: addressText(value),
    cells: cells.map(gridCell),
  }));

function gridCell(cell: EtzpcCell): OwnedCell {
  const used = cell.usedByLinux || cell.usedByM4;
  return {
    key: String(cell.id),
    number: String(cell.id),
    name: cell.name,
    owner: cell.owner,
    filled: false,
    dashed: cell.value === 1,
    sign: used ? undefined : cell.value === 0 ? 'lock' : cell.value === 1 ? 'eye' : undefined,
    linux: cell.usedByLinux,
    m4: cell.usedByM4,
    trouble: cell.refused !== undefined ? 'refused' : cell.conflict !== '' ? 'conflict' : undefined,
    sentence: cellSentence(cell),
  };
}

export function etzpcLegend(rows: readonly EtzpcRow[]): readonly LegendEntry[] {
  const { secure, readable, m4, both, conflicts } = etzpcSummary(rows);
  return [
    { owner: 'secure', name: 'Secure only', count: secure, look: 'square' },
    ...(readable === 0 ? [] : [{ owner: 'secure', name: 'Others may read', count: readable, look: 'dashed' } as const]),
    { owner: 'm4', name: 'M4 only', count: m4, look: 'round' },
    { owner: 'shared', name: 'Both', count: both, look: 'square' },
    ...(conflicts === 0 ? [] : [{ owner: 'fault', name: 'Conflict', count: conflicts, look: 'triangle' } as const]),
  ];
}

/** Somebody will overwrite or be refused. */
export const isContested = ({ conflict }: EtzpcCell): boolean => conflict !== '';
