/** What MRS, MSR and CPS read and write, with their privilege rules. Source: ARMv7-M ARM, B5.2. */
import type { CpuState } from './cpu-state';
import { control, layout } from './state-layout';

/** SYSm values. Source: ARMv7-M ARM, table B5-1. */
const sysm = { msp: 8, psp: 9, primask: 16, basepri: 17, basepriMax: 18, faultmask: 19, control: 20 } as const;
/** Four of the eight priority bits exist. */
const priorityBits = 0xf0;

export type SpecialPorts = {
  readonly state: CpuState;
  readonly executionPriority: () => number;
};

export class SpecialRegisters {
  readonly #ports: SpecialPorts;

  constructor(ports: SpecialPorts) {
    this.#ports = ports;
  }

  /** MRS. Unprivileged code reads 0 where it has no right to look; EPSR always reads 0. */
  read(register: number): number {
    const { state } = this.#ports;
    const { words, privileged } = state;
    if (register < 8) {
      const flags = (register & 4) === 0 ? state.apsr : 0;
      return flags | ((register & 1) !== 0 && privileged ? state.ipsr : 0);
    }
    if (register === sysm.control) return state.control;
    if (!privileged) return 0;
    switch (register) {
      case sysm.msp:
        return state.msp | 0;
      case sysm.psp:
        return state.psp | 0;
      case sysm.primask:
        return words[layout.primask]!;
      case sysm.basepri:
      case sysm.basepriMax:
        return words[layout.basepri]!;
      case sysm.faultmask:
        return words[layout.faultmask]!;
      default:
        return 0;
    }
  }

  /** MSR. `mask`: bit 1 the flags N Z C V Q, bit 0 GE; it matters for APSR only. */
  write(register: number, mask: number, value: number): void {
    const { state } = this.#ports;
    if (register < 8) {
      if ((register & 4) !== 0) return;
      if ((mask & 2) !== 0) state.setFlags(value);
      if ((mask & 1) !== 0) state.setGe(value);
      return;
    }
    if (state.privileged) this.#writePrivileged(register, value);
  }

  /** CPS. */
  changeMasks(disable: boolean, primask: boolean, faultmask: boolean): void {
    const { state, executionPriority } = this.#ports;
    if (!state.privileged) return;
    const { words } = state;
    if (primask) words[layout.primask] = disable ? 1 : 0;
    if (faultmask && (!disable || executionPriority() > -1)) words[layout.faultmask] = disable ? 1 : 0;
  }

  #writePrivileged(register: number, value: number): void {
    const { state, executionPriority } = this.#ports;
    const { words } = state;
    const priority = value & priorityBits;
    switch (register) {
      case sysm.msp:
        state.msp = value;
        return;
      case sysm.psp:
        state.psp = value;
        return;
      case sysm.primask:
        words[layout.primask] = value & 1;
        return;
      case sysm.basepri:
        words[layout.basepri] = priority;
        return;
      case sysm.basepriMax: {
        const before = words[layout.basepri]!;
        if (priority !== 0 && (before === 0 || priority < before)) words[layout.basepri] = priority;
        return;
      }
      case sysm.faultmask:
        if ((value & 1) === 0 || executionPriority() > -1) words[layout.faultmask] = value & 1;
        return;
      case sysm.control:
        this.#writeControl(value);
        return;
      default:
    }
  }

  #writeControl(value: number): void {
    const { state } = this.#ports;
    state.setControlBit(control.nPriv, (value & control.nPriv) !== 0);
    state.setControlBit(control.fpca, (value & control.fpca) !== 0);
    if (!state.inHandler) state.selectStack((value & control.spSel) !== 0);
  }
}
