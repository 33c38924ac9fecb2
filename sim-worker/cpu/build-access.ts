/** Connects the core's memory access with the registers that rule it. */
import type { CorePorts } from './core-ports';
import type { CpuState } from './cpu-state';
import type { Exceptions } from './exceptions';
import { MemoryAccess } from './memory-access';
import type { PpbParts } from './ppb/parts';

export type AccessParts = {
  readonly state: CpuState;
  readonly parts: PpbParts;
  readonly exceptions: () => Exceptions;
  /** Brings the clock up to the current instruction, or to this cycle count. */
  readonly syncTime: (cycles?: number) => void;
};

/** Reads CCR.UNALIGN_TRP. */
export function unalignedTrapOf({ scb }: PpbParts): () => boolean {
  const traps = scb.registers.reader('CCR', 'UNALIGN_TRP');
  return () => traps() === 1;
}

export function buildAccess({ memory, bus, log, bitBand = false }: CorePorts, wanted: AccessParts): MemoryAccess {
  const { state, parts, exceptions, syncTime } = wanted;
  const { ppb, mpu, scb, scnscb, dwt } = parts;
  return new MemoryAccess({
    memory,
    bus,
    log,
    state,
    ppb,
    mpu,
    dwt,
    bitBand,
    syncTime,
    cause: () => exceptions().cause,
    executionPriority: () => exceptions().executionPriority(),
    unalignedTrap: unalignedTrapOf(parts),
    ignoresBusFaults: () => scb.registers.get('CCR', 'BFHFNMIGN') === 1,
    buffersStores: () => scnscb.registers.get('ACTLR', 'DISDEFWBUF') === 0,
    imprecise: (address) => exceptions().imprecise(address),
    userMayPend: () => scb.registers.get('CCR', 'USERSETMPEND') === 1,
  });
}
