/** Register maps of the debug blocks: core debug, DWT, ITM, FPB, TPIU and ROM table. Source: ARMv7-M ARM part C; Cortex-M4 TRM. */
import { bit, bits, flags, type Register, reg, registerMap } from '../../contract/registers';

type Rows = Readonly<Record<string, Register>>;
const idle = (lsb: number, width: number, doc: string) =>
  ({ ...bits(lsb, width, 'rw', doc), modelled: false }) as const;

/** From 0xE000EDF0. */
export const coreDebugMap = registerMap({
  name: 'CoreDebug',
  size: 0x10,
  manual: 'ARMv7-M ARM, C1.6',
  fidelity: 'simplified',
  leavesOut:
    'Halting is done by this debugger, not through these registers; DEMCR.TRCENA and MON_EN have their effect.',
  registers: {
    DHCSR: reg(
      0x0,
      'Halting control and status; software cannot write it',
      {
        C_DEBUGEN: bit(0, 'ro', 'A debugger is connected: the page is one, the command line is not'),
        S_REGRDY: bit(16, 'ro', 'Register transfer complete'),
        S_RESET_ST: bit(25, 'ro', 'Reset since the last read'),
      },
      { reset: 0x0001_0001 },
    ),
    DCRSR: reg(0x4, 'Register selector', { REGSEL: idle(0, 7, 'Register'), REGWnR: idle(16, 1, 'Write') }),
    DCRDR: reg(0x8, 'Register data', { DATA: idle(0, 32, 'Data') }),
    DEMCR: reg(0xc, 'Exception and monitor control', {
      VC_CORERESET: idle(0, 1, 'Halt after reset'),
      VC: idle(4, 7, 'Halt on faults'),
      MON_EN: bit(16, 'rw', 'BKPT enters DebugMonitor'),
      MON_PEND: bit(17, 'rw', 'DebugMonitor pending'),
      MON_STEP: idle(18, 1, 'Step with DebugMonitor'),
      MON_REQ: bit(19, 'rw', 'Semaphore for the monitor, no effect in hardware'),
      TRCENA: bit(24, 'rw', 'DWT and ITM are on'),
    }),
  },
});

const comparators: Rows = Object.fromEntries(
  [0, 1, 2, 3].flatMap((n) => [
    [`COMP${n}`, reg(0x20 + 16 * n, 'Comparator', { COMP: bits(0, 32, 'rw', 'Address that is compared') })],
    [
      `MASK${n}`,
      reg(0x24 + 16 * n, 'Comparator mask', { MASK: bits(0, 5, 'rw', 'How many low address bits do not count') }),
    ],
    [
      `FUNCTION${n}`,
      reg(0x28 + 16 * n, 'Comparator function', {
        FUNCTION: bits(0, 4, 'rw', 'What matches', {
          0: 'off',
          4: 'execution',
          5: 'read',
          6: 'write',
          7: 'read or write',
        }),
        MATCHED: bit(24, 'rc', 'There was a match since the last read'),
      }),
    ],
  ]),
);
const dwtRegisters: Rows = {
  CTRL: reg(
    0x00,
    'Control',
    {
      CYCCNTENA: bit(0, 'rw', 'CYCCNT counts'),
      POST: idle(1, 9, 'Post counter'),
      SYNCTAP: idle(10, 2, 'Synchronisation'),
      PCSAMPLENA: idle(12, 1, 'PC samples'),
      EXCTRCENA: idle(16, 1, 'Exception trace'),
      EVTENA: idle(17, 6, 'Counter overflow events'),
      NUMCOMP: bits(28, 4, 'ro', 'Number of comparators'),
    },
    { reset: 0x4000_0000 },
  ),
  CYCCNT: reg(0x04, 'Cycles of the processor clock, not counting sleep', { CYCCNT: bits(0, 32, 'rw', 'Count') }),
  CPICNT: reg(0x08, 'Extra cycles of instructions', { CPICNT: idle(0, 8, 'Count') }),
  EXCCNT: reg(0x0c, 'Cycles of exception overhead', { EXCCNT: idle(0, 8, 'Count') }),
  SLEEPCNT: reg(0x10, 'Cycles asleep', { SLEEPCNT: idle(0, 8, 'Count') }),
  LSUCNT: reg(0x14, 'Extra cycles of loads and stores', { LSUCNT: idle(0, 8, 'Count') }),
  FOLDCNT: reg(0x18, 'Folded instructions', { FOLDCNT: idle(0, 8, 'Count') }),
  PCSR: reg(0x1c, 'PC sample', { EIASAMPLE: bits(0, 32, 'ro', 'Address of an instruction just executed') }),
  ...comparators,
};

/** From 0xE0001000. */
export const dwtMap = registerMap({
  name: 'DWT',
  size: 0x1000,
  manual: 'ARMv7-M ARM, C1.8',
  fidelity: 'simplified',
  leavesOut:
    'CYCCNT, PCSR and address comparators work; the other counters, data values, links and trace are stored only.',
  registers: dwtRegisters,
});

const stimulus: Rows = Object.fromEntries(
  Array.from({ length: 32 }, (_, n) => [
    `STIM${n}`,
    reg(4 * n, 'Stimulus port', {
      DATA: bits(0, 32, 'rw', 'Reads 1: ready; what is written appears in the ITM console'),
    }),
  ]),
);
const itmRegisters: Rows = {
  ...stimulus,
  TER: reg(0xe00, 'Trace enable', { STIMENA: flags(0, 32, 'rw', 'STIM{n}', 'The port is on', 0) }),
  TPR: reg(0xe40, 'Trace privilege', { PRIVMASK: idle(0, 4, 'Eight ports each') }),
  TCR: reg(0xe80, 'Trace control', {
    ITMENA: bit(0, 'rw', 'ITM is on'),
    TSENA: idle(1, 1, 'Time stamps'),
    SYNCENA: idle(2, 1, 'Synchronisation'),
    TXENA: idle(3, 1, 'DWT packets'),
    SWOENA: idle(4, 1, 'Asynchronous time stamps'),
    TSPrescale: idle(8, 2, 'Time stamp prescaler'),
    GTSFREQ: idle(10, 2, 'Global time stamps'),
    TraceBusID: idle(16, 7, 'Identity on the trace bus'),
    BUSY: bit(23, 'ro', 'Packets are being sent'),
  }),
  LAR: reg(0xfb0, 'Lock access', { KEY: bits(0, 32, 'wo', '0xC5ACCE55 unlocks; there is no lock here') }),
  LSR: reg(0xfb4, 'Lock status', { SLI: bits(0, 3, 'ro', 'Never locked') }),
};

/** From 0xE0000000. */
export const itmMap = registerMap({
  name: 'ITM',
  size: 0x1000,
  manual: 'ARMv7-M ARM, C1.7',
  fidelity: 'simplified',
  leavesOut: 'Ports are always ready; time stamps and DWT packets are absent.',
  registers: itmRegisters,
});

const fpbRegisters: Rows = {
  CTRL: reg(
    0x0,
    'Control',
    {
      ENABLE: idle(0, 1, 'Patching is on'),
      KEY: bit(1, 'wo', 'Must be 1 in a write'),
      NUM: bits(4, 11, 'ro', 'Comparators'),
    },
    { reset: 0x260 },
  ),
  REMAP: reg(0x4, 'Remap table', { REMAP: idle(5, 24, 'Address') }),
  ...Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => [`COMP${n}`, reg(0x8 + 4 * n, 'Comparator', { COMP: idle(0, 32, 'Address') })]),
  ),
};

/** From 0xE0002000. */
export const fpbMap = registerMap({
  name: 'FPB',
  size: 0x1000,
  manual: 'ARMv7-M ARM, C1.11',
  fidelity: 'stub',
  leavesOut: 'Registers are stored; nothing is patched.',
  registers: fpbRegisters,
});

/** From 0xE0040000. */
export const tpiuMap = registerMap({
  name: 'TPI',
  size: 0x1000,
  manual: 'ARMv7-M ARM, C1.10',
  fidelity: 'stub',
  leavesOut: 'There is no trace port.',
  registers: {
    SSPSR: reg(0x000, 'Supported port sizes', { SWIDTH: bits(0, 32, 'ro', 'One bit per size') }, { reset: 1 }),
    CSPSR: reg(0x004, 'Current port size', { CWIDTH: idle(0, 32, 'One bit per size') }, { reset: 1 }),
    ACPR: reg(0x010, 'Asynchronous clock prescaler', { SWOSCALER: idle(0, 16, 'Divisor less one') }),
    SPPR: reg(0x0f0, 'Pin protocol', { TXMODE: idle(0, 2, 'Protocol') }, { reset: 1 }),
    FFSR: reg(0x300, 'Formatter status', { STATUS: bits(0, 4, 'ro', 'Not present') }, { reset: 8 }),
    FFCR: reg(0x304, 'Formatter control', { CONTROL: idle(0, 9, 'Formatting') }, { reset: 0x102 }),
    TYPE: reg(0xfc8, 'Type', { TYPE: bits(0, 12, 'ro', 'Asynchronous NRZ supported') }, { reset: 0xca1 }),
  },
});

const romRows: Rows = Object.fromEntries(
  (
    [
      ['SCS', 0x000, 0xfff0_f003],
      ['DWT', 0x004, 0xfff0_2003],
      ['FPB', 0x008, 0xfff0_3003],
      ['ITM', 0x00c, 0xfff0_1003],
      ['TPIU', 0x010, 0xfff4_1003],
      ['ETM', 0x014, 0xfff4_2002],
      ['END', 0x018, 0],
      ['MEMTYPE', 0xfcc, 1],
    ] as const
  ).map(([name, offset, reset]) => [
    name,
    reg(
      offset,
      'Entry of the component table',
      { ENTRY: bits(0, 32, 'ro', 'Offset of the component, bit 0: present') },
      { reset },
    ),
  ]),
);

/** From 0xE00FF000. */
export const romTableMap = registerMap({
  name: 'ROM table',
  size: 0x1000,
  manual: 'ARMv7-M ARM, C1.2',
  fidelity: 'stub',
  leavesOut: 'Identification registers are absent.',
  registers: romRows,
});
