/** DBGMCU register map. Source: RM0436, chapter DBGMCU; identification of silicon revision B. */
import { bit, bits, type Register, reg, registerMap } from '../../contract/registers';

const freeze = (offset: number, what: string): Register =>
  reg(offset, `Freeze ${what} while a core is halted`, { FREEZE: bits(0, 32, 'rw', 'One bit per block') });

export const dbgmcuMap = registerMap({
  name: 'DBGMCU',
  size: 0x400,
  manual: 'RM0436, chapter DBGMCU',
  fidelity: 'simplified',
  leavesOut: 'The debugger stops virtual time itself, so nothing has to be frozen.',
  registers: {
    IDCODE: reg(
      0x00,
      'Identity',
      {
        DEV_ID: bits(0, 12, 'ro', 'Device'),
        REV_ID: bits(16, 16, 'ro', 'Revision', { 4096: 'A', 8192: 'B', 8193: 'Z' }),
      },
      { reset: 0x2000_0500 },
    ),
    CR: reg(0x04, 'Control', {
      DBG_SLEEP: bit(0, 'rw', 'Debug in Sleep'),
      DBG_STOP: bit(1, 'rw', 'Debug in Stop'),
      DBG_STANDBY: bit(2, 'rw', 'Debug in Standby'),
      DBG_WDFZCTL: bit(24, 'rw', 'Watchdog freeze control'),
      DBG_TRGOEN: bit(28, 'rw', 'External trigger output'),
    }),
    APB4FZ1: freeze(0x2c, 'APB4 blocks for the A7'),
    APB4FZ2: freeze(0x30, 'APB4 blocks for the M4'),
    APB1FZ1: freeze(0x34, 'APB1 blocks for the A7'),
    APB1FZ2: freeze(0x38, 'APB1 blocks for the M4'),
    APB2FZ1: freeze(0x3c, 'APB2 blocks for the A7'),
    APB2FZ2: freeze(0x40, 'APB2 blocks for the M4'),
    APB3FZ1: freeze(0x44, 'APB3 blocks for the A7'),
    APB3FZ2: freeze(0x48, 'APB3 blocks for the M4'),
    APB5FZ1: freeze(0x4c, 'APB5 blocks for the A7'),
    APB5FZ2: freeze(0x50, 'APB5 blocks for the M4'),
  },
});
