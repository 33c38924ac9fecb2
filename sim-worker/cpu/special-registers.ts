/** Writes of special registers that the run loop must look at: FAULTMASK and CONTROL. Source: ARMv7-M ARM, B5.2. */
import type { CpuState } from './cpu-state';
import type { SystemRegister } from './isa/machine';
import { control, layout } from './state-layout';

/** By MSR or CPS. `executionPriority`: as it is before. */
export function writeSystemRegister(
  state: CpuState,
  register: SystemRegister,
  value: number,
  executionPriority: () => number,
): void {
  if (!state.privileged) return;
  if (register === 'FAULTMASK') {
    if (value === 0 || executionPriority() > -1) state.words[layout.faultmask] = value;
    return;
  }
  state.setControlBit(control.nPriv, (value & control.nPriv) !== 0);
  state.setControlBit(control.fpca, (value & control.fpca) !== 0);
  if (!state.inHandler) state.selectStack((value & control.spSel) !== 0);
}
