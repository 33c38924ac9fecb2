/** What accesses of the core need of what is around them. */
import type { EventLog } from '../kernel/event-log';
import type { GuestMemory } from '../kernel/guest-memory';
import type { CpuState } from './cpu-state';
import type { BusPort } from './memory-access';
import type { Dwt } from './ppb/dwt';
import type { Mpu } from './ppb/mpu';
import type { Ppb } from './ppb/ppb';

export type AccessPorts = {
  readonly memory: GuestMemory;
  readonly bus: BusPort;
  readonly log: EventLog;
  readonly state: CpuState;
  readonly ppb: Ppb;
  readonly mpu: Mpu;
  readonly dwt: Pick<Dwt, 'watchesData' | 'accessed'>;
  readonly bitBand: boolean;
  /** Brings the clock up to the current instruction, or to this cycle count. */
  readonly syncTime: (cycles?: number) => void;
  readonly cause: () => number | undefined;
  readonly executionPriority: () => number;
  readonly unalignedTrap: () => boolean;
  /** CCR.BFHFNMIGN. */
  readonly ignoresBusFaults: () => boolean;
  /** ACTLR.DISDEFWBUF is 0: stores leave the core before they are done. */
  readonly buffersStores: () => boolean;
  /** A buffered store got a bus error. */
  readonly imprecise: (address: number) => void;
  /** CCR.USERSETMPEND. */
  readonly userMayPend: () => boolean;
};
