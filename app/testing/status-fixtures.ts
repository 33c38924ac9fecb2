/** Test data: the state of the machine, paused with the M4's bell in the air, running, empty, and dead. */
import type { StatusView } from '../../sim-worker/contract/status-view';
import { echoEvents } from './event-fixtures';

/** The moment of all test data, virtual ns. */
export const now = 1_284_117_100;

export const pausedStatus: StatusView = {
  phase: 'paused',
  time: now,
  instructions: 41_207_113,
  mips: 0,
  ratio: 0,
  clock: now,
  firmware: { name: 'OpenAMP_TTY_echo_CM4.elf', size: 1_763_412 },
  board: 'dk2',
  boot: 'linux',
  speed: { kind: 'ratio', ratio: 1 / 100_000 },
  headline: 'The M4 has rung channel 1.',
  detail: '“hello⏎” lies in buffer 2. Linux has not looked yet.',
  event: echoEvents().length - 1,
  stopReason: 'paused',
  halts: 1,
  stop: undefined,
  m4: { state: 'running', pc: 0x1000_0b3e, function: 'MAILBOX_Notify' },
  rproc: 'running',
  fault: undefined,
  injections: { waiting: 0, active: 0 },
};
export const runningStatus: StatusView = { ...pausedStatus, phase: 'running', mips: 642, ratio: 3.07, stopReason: '' };
export const emptyStatus: StatusView = {
  ...pausedStatus,
  phase: 'empty',
  time: 0,
  clock: 0,
  firmware: undefined,
  headline: 'No firmware yet.',
};
export const faultStatus: StatusView = {
  ...pausedStatus,
  phase: 'fault',
  time: 1_207_331_400,
  clock: 1_207_331_400,
  headline: 'HardFault on the M4.',
  fault: {
    title: 'HardFault on the M4',
    sentence:
      'HardFault: HAL_I2C_Init at 0x1000142c was refused by the ETZPC: “ldr r3, [r0]” wanted 0x5c002000 (I2C4), which is not given to the M4.',
    pc: 0x1000_142c,
    function: 'HAL_I2C_Init',
    instruction: 'ldr r3, [r0]',
    data: { address: 0x5c00_2000, region: 'I2C4', symbol: '' },
    bits: [
      { name: 'CFSR.PRECISERR', meaning: 'a load or store got a bus error' },
      { name: 'HFSR.FORCED', meaning: 'the fault had no handler of its own that could be entered' },
    ],
    frame: {
      address: 0x1003_ffa0,
      registers: {
        r0: 0x5c00_2000,
        r1: 0x1002_0024,
        r2: 0,
        r3: 1,
        r12: 0,
        lr: 0x1000_0f31,
        pc: 0x1000_142c,
        xpsr: 0x6100_0000,
      },
    },
    callPath: [
      { pc: 0x1000_142c, function: 'HAL_I2C_Init+0x14' },
      { pc: 0x1000_0f30, function: 'MX_I2C4_Init+0x1c' },
      { pc: 0x1000_0a12, function: 'main+0x2e' },
    ],
    whatToDo: 'I2C4 belongs to the secure world on this board. Use I2C5, which is open, or change the firewall.',
  },
};
