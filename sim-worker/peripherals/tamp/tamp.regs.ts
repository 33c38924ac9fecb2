/** TAMP backup registers. Source: RM0436, chapter TAMP; use of the registers: stm32mp1 boot software. */
import { bits, type Register, reg, registerMap } from '../../contract/registers';

/** What boot software and CoproSync keep in a backup register. */
const uses: Readonly<Record<number, string>> = {
  4: 'Magic number for the second A7 core',
  5: 'Branch address for the second A7 core',
  17: 'COPRO_RSC_TBL_ADDRESS: resource table of a coprocessor that was started before Linux, or 0',
  18: 'COPRO_STATE as kept by Linux and U-Boot; CoproSync firmware reads it as the Cortex-A state',
  19: 'Cortex-M state, written by CoproSync firmware',
  20: 'Boot mode of U-Boot',
  21: 'Boot counter of U-Boot',
};
const states = { 0: 'OFF', 1: 'INIT', 2: 'CRUN', 3: 'CSTOP', 4: 'STANDBY', 5: 'CRASH' } as const;

const backupRegisters = 32;
const backup = (n: number): Register =>
  reg(0x100 + 4 * n, uses[n] ?? `Backup register ${n}`, {
    BKP: bits(0, 32, 'rw', uses[n] ?? 'Kept through reset and Standby', n === 18 || n === 19 ? states : undefined),
  });

const backups: Readonly<Record<string, Register>> = Object.fromEntries(
  Array.from({ length: backupRegisters }, (_, n) => [`BKP${n}R`, backup(n)]),
);

export const tampMap = registerMap({
  name: 'TAMP',
  size: 0x400,
  manual: 'RM0436, chapter TAMP',
  fidelity: 'simplified',
  leavesOut: 'Tamper detection, the monotonic counter and the secure protection of the zones.',
  registers: backups,
});
