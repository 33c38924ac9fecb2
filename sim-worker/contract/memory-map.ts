/** The memory that both sides share: what lies where, who says so, and who wrote it last. */

import type { SlotState } from './ring-views';
import type { Initiator } from './units';

export type MemoryRange = { readonly address: number; readonly length: number };

/** Bytes next to each other that one access, or one run of equal accesses, wrote. */
export type WrittenRun = MemoryRange & {
  readonly by: Initiator;
  /** Of the M4's instruction. */
  readonly pc: number | undefined;
  /** The function of that instruction, `name+0x12`; empty when unknown. */
  readonly symbol: string;
  /** Virtual time in ns. */
  readonly time: number;
  /** The event that the write followed from. */
  readonly event: number | undefined;
};
export type WrittenRange = MemoryRange & {
  /** Writers of the range are noted. */
  readonly watched: boolean;
  /** In order; bytes that nobody has written since are left out. */
  readonly runs: readonly WrittenRun[];
};
export type WritersView = { readonly ranges: readonly WrittenRange[] };

export type PlaceKind =
  | 'carveout'
  | 'table'
  | 'descriptors'
  | 'avail'
  | 'used'
  | 'buffer'
  | 'trace'
  | 'stack'
  | 'section';
export type MemoryPlace = MemoryRange & {
  readonly kind: PlaceKind;
  readonly name: string;
  /** Who says that it lies there. */
  readonly source:
    | 'device tree'
    | 'live resource table'
    | 'ring in memory'
    | 'remoteproc'
    | 'ELF file'
    | 'stack pointer';
  /** Of what belongs to a ring. */
  readonly ring: number | undefined;
  /** Of a buffer: the descriptor that names it, and whose it is now. */
  readonly descriptor: number | undefined;
  readonly state: SlotState | undefined;
  readonly doc: string;
};
/** One page of 4 KiB that is watched, with what was written into each of its blocks of 64 bytes. */
export type MemoryPage = {
  readonly address: number;
  /** Writes since the board came up, and virtual time in ns of the last; by block. Empty when nobody wrote here. */
  readonly linux: { readonly writes: readonly number[]; readonly last: readonly number[] };
  readonly m4: { readonly writes: readonly number[]; readonly last: readonly number[] };
};
export type MemoryMapView = {
  readonly regions: readonly (MemoryRange & { readonly name: string; readonly doc: string })[];
  /** By address; a place inside another follows it. */
  readonly places: readonly MemoryPlace[];
  readonly pages: readonly MemoryPage[];
  /** 128 bytes around `params.at`, from a multiple of 16 on; undefined where nothing is mapped. */
  readonly bytes: { readonly address: number; readonly bytes: readonly (number | undefined)[] } | undefined;
  /** Places that lie on top of each other, and places outside of any memory. */
  readonly problems: readonly string[];
};
