/** What lies on the bus, and what whoever puts it there decides and hears. */
import type { Initiator } from '../contract/units';
import type { Device } from '../kernel/device';

export type RamRegion = {
  readonly kind: 'ram';
  readonly name: string;
  readonly base: number;
  readonly size: number;
  /** Byte offset in the machine's RAM; regions with the same offset are aliases of each other. */
  readonly ramOffset: number;
  /** These bytes have another, canonical address. */
  readonly alias?: true;
  /** Initiators that see it here; all when absent. */
  readonly visibleTo?: readonly Initiator[];
};
export type DeviceRegion = {
  readonly kind: 'device';
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly device: Device;
};
export type Region = RamRegion | DeviceRegion;

/** What the chip's wiring decides for accesses that do not go straight to RAM. */
export type Policy = {
  /** `ok` goes on, `zero` reads 0 and ignores writes, `refused` is a bus error. Records its own events. `value`: what is written, if it is one word. */
  readonly check: (
    region: Region,
    address: number,
    write: boolean,
    by: Initiator,
    value?: number,
  ) => 'ok' | 'zero' | 'refused';
  /** A device window without a register at this address. */
  readonly unmodelled: (region: DeviceRegion, address: number, write: boolean, by: Initiator, value: number) => void;
  readonly unmapped: (address: number, write: boolean, by: Initiator) => void;
};

/**
 * Hears of a read or write that somebody watches. `address`: the canonical one, the lowest under which these bytes are known; SRAM at
 * 0x1000_0000, RETRAM at 0x3800_0000.
 */
export type WatchListener = (address: number, length: number, by: Initiator) => void;
/** What somebody watches: from the canonical address `start` up to `end`. */
export type Watch = {
  readonly start: number;
  readonly end: number;
  readonly write: boolean;
  /** `noted`: it is enough to hear of a write of the M4 before anything else happens. */
  readonly mark: 'watched' | 'noted';
  readonly listener: WatchListener;
};
