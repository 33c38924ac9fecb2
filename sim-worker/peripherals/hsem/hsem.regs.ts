/** HSEM register map. Source: RM0436, chapter HSEM; identification values of the same IP in STM32WB. */
import { bit, bits, flags, type Register, reg, registerMap } from '../../contract/registers';

export const semaphores = 32;
const many = (name: string, make: (n: number) => Register): Readonly<Record<string, Register>> =>
  Object.fromEntries(Array.from({ length: semaphores }, (_, n) => [`${name}${n}`, make(n)]));

const lock = (n: number): Register =>
  reg(4 * n, `Semaphore ${n}: writing takes or frees it`, {
    PROCID: bits(0, 8, 'ro', 'Process that holds it'),
    COREID: bits(8, 4, 'ro', 'Core that holds it', { 1: 'A7', 2: 'M4' }),
    LOCK: bit(31, 'ro', '1 = taken'),
  });
const readLock = (n: number): Register =>
  reg(0x80 + 4 * n, `Semaphore ${n}: reading takes it`, {
    PROCID: bits(0, 8, 'ro', 'Process that holds it'),
    COREID: bits(8, 4, 'ro', 'Core that holds it'),
    LOCK: bit(31, 'ro', '1 = taken'),
  });
const interrupt = (base: number, core: string) => ({
  enable: reg(base, `Interrupt enable of the ${core}`, {
    ISE: flags(0, 32, 'rw', 'ISE{n}', 'Tell when semaphore n is freed', 0),
  }),
  clear: reg(base + 4, `Interrupt clear of the ${core}`, {
    ISC: flags(0, 32, 'w1-trigger', 'ISC{n}', 'Clears the flag of semaphore n', 0),
  }),
  status: reg(base + 8, `Interrupt status of the ${core}`, {
    ISF: flags(0, 32, 'ro', 'ISF{n}', 'Semaphore n was freed', 0),
  }),
  masked: reg(base + 12, `Masked interrupt status of the ${core}`, {
    MISF: flags(0, 32, 'ro', 'MISF{n}', 'Semaphore n was freed and is enabled', 0),
  }),
});
const a7 = interrupt(0x100, 'A7');
const m4 = interrupt(0x110, 'M4');

const fixed = {
  C1IER: a7.enable,
  C1ICR: a7.clear,
  C1ISR: a7.status,
  C1MISR: a7.masked,
  C2IER: m4.enable,
  C2ICR: m4.clear,
  C2ISR: m4.status,
  C2MISR: m4.masked,
  CR: reg(0x140, 'Frees everything that one core holds', {
    COREID: bits(8, 4, 'w1-trigger', 'The core'),
    KEY: bits(16, 16, 'w1-trigger', 'Must equal KEYR'),
  }),
  KEYR: reg(0x144, 'Key for CR', { KEY: bits(16, 16, 'rw', 'The key') }),
  HWCFGR1: reg(
    0x3f0,
    'Hardware configuration',
    { NBSEM: bits(0, 8, 'ro', 'Semaphores'), NBINT: bits(8, 4, 'ro', 'Interrupt lines') },
    { reset: 0x220 },
  ),
  VERR: reg(0x3f4, 'Version', { VER: bits(0, 8, 'ro', 'Revision') }, { reset: 0x20 }),
  IPIDR: reg(0x3f8, 'Identification', { IPID: bits(0, 32, 'ro', 'Block identifier') }, { reset: 0x0010_0072 }),
  SIDR: reg(0x3fc, 'Size identification', { SID: bits(0, 32, 'ro', '1 KiB register window') }, { reset: 0xa3c5_dd01 }),
} as const;

export const hsemMap = registerMap({
  name: 'HSEM',
  size: 0x400,
  manual: 'RM0436, chapter HSEM',
  fidelity: 'modelled',
  registers: { ...fixed, ...many('R', lock), ...many('RLR', readLock) } as typeof fixed &
    Readonly<Record<string, Register>>,
});
