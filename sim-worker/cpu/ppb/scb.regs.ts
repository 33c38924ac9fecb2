/** System control block register map, from 0xE000ED00. Source: ARMv7-M ARM B3.2; identification: Cortex-M4 TRM 4.1. */
import { bit, bits, type Register, reg, registerMap } from '../../contract/registers';

const priorities = (
  offset: number,
  rows: readonly (readonly [lsb: number, number: number, name: string])[],
): Register =>
  reg(
    offset,
    'Priorities of system exceptions',
    Object.fromEntries(
      rows.map(([lsb, number, name]) => [`PRI_${number}`, bits(lsb + 4, 4, 'rw', `Priority of ${name}`)]),
    ),
  );
const constant = (offset: number, reset: number, doc: string) =>
  reg(offset, doc, { VALUE: bits(0, 32, 'ro', doc) }, { reset });

const control = {
  CPUID: constant(0x00, 0x410f_c241, 'Arm, Cortex-M4, r0p1'),
  ICSR: reg(0x04, 'Interrupt control and state', {
    VECTACTIVE: bits(0, 9, 'ro', 'Number of the exception whose handler runs, 0 in thread mode'),
    RETTOBASE: bit(11, 'ro', 'No other exception is active than the one that runs'),
    VECTPENDING: bits(12, 9, 'ro', 'Most urgent exception that is pending and enabled'),
    ISRPENDING: bit(22, 'ro', 'An external input is pending'),
    ISRPREEMPT: bit(23, 'ro', 'A pending exception is served on leaving debug halt'),
    PENDSTCLR: bit(25, 'w1-trigger', 'SysTick no longer pending'),
    PENDSTSET: bit(26, 'w1s', 'SysTick pending'),
    PENDSVCLR: bit(27, 'w1-trigger', 'PendSV no longer pending'),
    PENDSVSET: bit(28, 'w1s', 'PendSV pending'),
    NMIPENDSET: bit(31, 'w1s', 'NMI pending'),
  }),
  VTOR: reg(0x08, 'Address of the vector table', { TBLOFF: bits(7, 25, 'rw', 'Bits 31 to 7 of the address') }),
  AIRCR: reg(
    0x0c,
    'Application interrupt and reset control; writes need the key 0x05FA',
    {
      VECTRESET: bit(0, 'w1-trigger', 'Reserved for debug'),
      VECTCLRACTIVE: bit(1, 'w1-trigger', 'Reserved for debug'),
      SYSRESETREQ: bit(2, 'w1-trigger', 'Asks for a reset; on this chip of the M4 alone'),
      PRIGROUP: bits(8, 3, 'ro', 'Where the priority is divided into group and subpriority'),
      ENDIANNESS: bit(15, 'ro', 'Little endian'),
      VECTKEY: bits(16, 16, 'ro', 'Reads as 0xFA05; 0x05FA must be written'),
    },
    { reset: 0xfa05_0000 },
  ),
  SCR: reg(0x10, 'System control: sleep', {
    SLEEPONEXIT: bit(1, 'rw', 'Sleep on return to thread mode'),
    SLEEPDEEP: { ...bit(2, 'rw', 'Deep sleep'), modelled: false },
    SEVONPEND: bit(4, 'rw', 'An input that becomes pending is an event, even when disabled'),
  }),
  CCR: reg(
    0x14,
    'Configuration',
    {
      NONBASETHRDENA: bit(0, 'rw', 'Thread mode may be entered with exceptions active'),
      USERSETMPEND: bit(1, 'rw', 'Unprivileged code may write STIR'),
      UNALIGN_TRP: bit(3, 'rw', 'Unaligned words and halfwords fault'),
      DIV_0_TRP: bit(4, 'rw', 'Division by zero faults'),
      BFHFNMIGN: bit(8, 'rw', 'At priority -1 and -2 data bus errors are ignored'),
      STKALIGN: bit(9, 'rw', 'Exception frames are aligned to 8 bytes'),
    },
    { reset: 0x200 },
  ),
  SHPR1: priorities(0x18, [
    [0, 4, 'MemManage'],
    [8, 5, 'BusFault'],
    [16, 6, 'UsageFault'],
  ]),
  SHPR2: priorities(0x1c, [[24, 11, 'SVCall']]),
  SHPR3: priorities(0x20, [
    [0, 12, 'DebugMonitor'],
    [16, 14, 'PendSV'],
    [24, 15, 'SysTick'],
  ]),
  SHCSR: reg(0x24, 'System handler control and state', {
    MEMFAULTACT: bit(0, 'rw', 'MemManage is active'),
    BUSFAULTACT: bit(1, 'rw', 'BusFault is active'),
    USGFAULTACT: bit(3, 'rw', 'UsageFault is active'),
    SVCALLACT: bit(7, 'rw', 'SVCall is active'),
    MONITORACT: bit(8, 'rw', 'DebugMonitor is active'),
    PENDSVACT: bit(10, 'rw', 'PendSV is active'),
    SYSTICKACT: bit(11, 'rw', 'SysTick is active'),
    USGFAULTPENDED: bit(12, 'rw', 'UsageFault is pending'),
    MEMFAULTPENDED: bit(13, 'rw', 'MemManage is pending'),
    BUSFAULTPENDED: bit(14, 'rw', 'BusFault is pending'),
    SVCALLPENDED: bit(15, 'rw', 'SVCall is pending'),
    MEMFAULTENA: bit(16, 'rw', 'MemManage has its own handler'),
    BUSFAULTENA: bit(17, 'rw', 'BusFault has its own handler'),
    USGFAULTENA: bit(18, 'rw', 'UsageFault has its own handler'),
  }),
} as const;

const status = {
  CFSR: reg(0x28, 'Configurable fault status; writing 1 clears', {
    IACCVIOL: bit(0, 'w1c', 'Execution from a forbidden address'),
    DACCVIOL: bit(1, 'w1c', 'Data access to a forbidden address'),
    MUNSTKERR: bit(3, 'w1c', 'Forbidden address on exception return'),
    MSTKERR: bit(4, 'w1c', 'Forbidden address on exception entry'),
    MLSPERR: bit(5, 'w1c', 'Forbidden address while saving FP state late'),
    MMARVALID: bit(7, 'w1c', 'MMFAR holds the address'),
    IBUSERR: bit(8, 'w1c', 'Bus error on instruction fetch'),
    PRECISERR: bit(9, 'w1c', 'Bus error on a data access; the stacked PC is its instruction'),
    IMPRECISERR: bit(10, 'w1c', 'Bus error of a store that had left the core already; no address is kept'),
    UNSTKERR: bit(11, 'w1c', 'Bus error on exception return'),
    STKERR: bit(12, 'w1c', 'Bus error on exception entry'),
    LSPERR: bit(13, 'w1c', 'Bus error while saving FP state late'),
    BFARVALID: bit(15, 'w1c', 'BFAR holds the address'),
    UNDEFINSTR: bit(16, 'w1c', 'Undefined instruction'),
    INVSTATE: bit(17, 'w1c', 'Execution with the Thumb bit clear'),
    INVPC: bit(18, 'w1c', 'Invalid EXC_RETURN'),
    NOCP: bit(19, 'w1c', 'The coprocessor is absent or switched off'),
    UNALIGNED: bit(24, 'w1c', 'Unaligned access'),
    DIVBYZERO: bit(25, 'w1c', 'Division by zero'),
  }),
  HFSR: reg(0x2c, 'HardFault status; writing 1 clears', {
    VECTTBL: bit(1, 'w1c', 'Bus error while the vector was read'),
    FORCED: bit(30, 'w1c', 'A fault that could not be taken by its own handler'),
    DEBUGEVT: bit(31, 'w1c', 'A debug event without debugger'),
  }),
  DFSR: reg(0x30, 'Debug fault status; writing 1 clears', {
    HALTED: bit(0, 'w1c', 'Halt request or step'),
    BKPT: bit(1, 'w1c', 'BKPT instruction'),
    DWTTRAP: bit(2, 'w1c', 'DWT match'),
    VCATCH: bit(3, 'w1c', 'Vector catch; never set by this model'),
    EXTERNAL: bit(4, 'w1c', 'External debug request; never set by this model'),
  }),
  MMFAR: reg(0x34, 'MemManage fault address', { ADDRESS: bits(0, 32, 'rw', 'Valid while MMARVALID is 1') }),
  BFAR: reg(0x38, 'BusFault address', { ADDRESS: bits(0, 32, 'rw', 'Valid while BFARVALID is 1') }),
  AFSR: reg(0x3c, 'Auxiliary fault status', { IMPDEF: bits(0, 32, 'ro', 'Nothing is connected') }),
} as const;

const identification = {
  ID_PFR0: constant(0x40, 0x0000_0030, 'Processor feature 0: Thumb-2'),
  ID_PFR1: constant(0x44, 0x0000_0200, "Processor feature 1: the microcontroller programmers' model"),
  ID_DFR0: constant(0x48, 0x0010_0000, 'Debug feature 0'),
  ID_AFR0: constant(0x4c, 0, 'Auxiliary feature 0'),
  ID_MMFR0: constant(0x50, 0x0010_0030, 'Memory model feature 0'),
  ID_MMFR1: constant(0x54, 0, 'Memory model feature 1'),
  ID_MMFR2: constant(0x58, 0x0100_0000, 'Memory model feature 2'),
  ID_MMFR3: constant(0x5c, 0, 'Memory model feature 3'),
  ID_ISAR0: constant(0x60, 0x0110_1110, 'Instruction set attribute 0'),
  ID_ISAR1: constant(0x64, 0x0211_2000, 'Instruction set attribute 1'),
  ID_ISAR2: constant(0x68, 0x2123_2231, 'Instruction set attribute 2'),
  ID_ISAR3: constant(0x6c, 0x0111_1131, 'Instruction set attribute 3'),
  ID_ISAR4: constant(0x70, 0x0131_0102, 'Instruction set attribute 4'),
  CPACR: reg(0x88, 'Coprocessor access control: the FPU is coprocessors 10 and 11', {
    CP10: bits(20, 2, 'rw', 'FPU access', { 0: 'none', 1: 'privileged only', 3: 'full' }),
    CP11: bits(22, 2, 'rw', 'Must be as CP10', { 0: 'none', 1: 'privileged only', 3: 'full' }),
  }),
} as const;

export const scbMap = registerMap({
  name: 'SCB',
  size: 0x8c,
  manual: 'ARMv7-M ARM, B3.2; Cortex-M4 TRM, 4.1',
  fidelity: 'modelled',
  leavesOut: 'Deep sleep is ordinary sleep.',
  registers: { ...control, ...status, ...identification },
});

/** Interrupt controller type and auxiliary control, from 0xE000E000. */
export const scnscbMap = registerMap({
  name: 'SCnSCB',
  size: 0x10,
  manual: 'ARMv7-M ARM, B3.2; Cortex-M4 TRM, 4.1',
  fidelity: 'simplified',
  leavesOut: 'Of ACTLR only DISDEFWBUF has an effect.',
  registers: {
    ICTR: reg(
      0x4,
      'Interrupt controller type',
      { INTLINESNUM: bits(0, 4, 'ro', 'Words of inputs, less one') },
      { reset: 4 },
    ),
    ACTLR: reg(0x8, 'Auxiliary control', {
      DISMCYCINT: { ...bit(0, 'rw', 'No interruption of multi-cycle instructions'), modelled: false },
      DISDEFWBUF: bit(1, 'rw', 'No write buffer: every bus error is precise'),
      DISFOLD: { ...bit(2, 'rw', 'No folding of IT'), modelled: false },
      DISFPCA: { ...bit(8, 'rw', 'CONTROL.FPCA is not set by FP instructions'), modelled: false },
      DISOOFP: { ...bit(9, 'rw', 'No FP instruction out of order'), modelled: false },
    }),
  },
});
