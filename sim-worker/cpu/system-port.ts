/** What the engine asks of the system around the registers: special registers, the exclusive monitor, division by zero. */
import type { CpuState } from './cpu-state';
import type { SystemPort } from './engines/evaluator';
import { usageFault } from './fault';
import { status } from './fault-words';
import type { Scb } from './ppb/scb';
import { writeSystemRegister } from './special-registers';
import { layout } from './state-layout';

export type SystemPorts = {
  readonly state: CpuState;
  readonly scb: Scb;
  readonly executionPriority: () => number;
};

/**
 * The local monitor holds no address: any store-exclusive after a load-exclusive passes.
 * Source: Cortex-M4 TRM, 3.3.2 (the reservation granule is the whole memory).
 */
export function buildSystem({ state, scb, executionPriority }: SystemPorts): SystemPort {
  const { words } = state;
  return {
    writeSystem: (register, value) => writeSystemRegister(state, register, value, executionPriority),
    divideByZero: () => {
      if (scb.registers.get('CCR', 'DIV_0_TRP') === 1) throw usageFault(status.DIVBYZERO);
    },
    setExclusive: (address) => {
      words[layout.monitorArmed] = 1;
      words[layout.monitorAddress] = address;
    },
    passExclusive: () => {
      const armed = words[layout.monitorArmed] === 1;
      words[layout.monitorArmed] = 0;
      return armed;
    },
    clearExclusive: () => {
      words[layout.monitorArmed] = 0;
    },
  };
}
