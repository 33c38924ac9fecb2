/** RCC register map: boot and reset control here, gates and clocks in their own tables. Source: RM0436, chapter RCC. */
import { bit, bits, type Field, type Register, reg, registerMap } from '../../contract/registers';
import { clockRegisters } from './rcc-clocks.regs';
import { gateRegisters } from './rcc-gates.regs';
import { rccFields, rccRegisters } from './rcc-rows';

const lowFlags =
  'PORRSTF[0], BORRSTF[1], PADRSTF[2], HCSSRSTF[3], VCORERSTF[4], MPSYSRSTF[6], MCSYSRSTF[7], IWDG1RSTF[8], IWDG2RSTF[9]';
const asAccess = (access: Field['access'], fields: string): Readonly<Record<string, Field>> =>
  Object.fromEntries(Object.entries(rccFields(fields)).map(([name, field]) => [name, { ...field, access }]));
const interrupts =
  'LSIRDYIE[0], LSERDYIE[1], HSIRDYIE[2], HSERDYIE[3], CSIRDYIE[4], PLL1DYIE[8], PLL2DYIE[9], PLL3DYIE[10], PLL4DYIE[11], LSECSSIE[16], WKUPIE[20]';

const boot: Readonly<Record<string, Register>> = {
  TZCR: reg(0x000, 'TrustZone control', {
    TZEN: bit(0, 'ro', 'RCC is secure'),
    MCKPROT: bit(1, 'ro', 'Clocks of the M4 are protected'),
  }),
  MP_BOOTCR: reg(0x100, 'Who boots after Standby', {
    MCU_BEN: bit(0, 'rw', 'The M4 boots'),
    MPU_BEN: bit(1, 'rw', 'The A7 boots'),
  }),
  ...rccRegisters([
    [0x104, 'MP_SREQSETR', 0, 'Stop request of the A7 cores, set', 'STPREQ_P0[0], STPREQ_P1[1]'],
    [0x108, 'MP_SREQCLRR', 0, 'Stop request of the A7 cores, clear', 'STPREQ_P0[0], STPREQ_P1[1]'],
    [0x110, 'MP_APRSTCR', 0, 'Application reset control', 'RDCTLEN[0], RSTTO[14:8]'],
    [0x40c, 'MP_IWDGFZSETR', 0, 'Watchdog freeze, set', 'FZ_IWDG1[0], FZ_IWDG2[1]'],
    [0x410, 'MP_IWDGFZCLRR', 0, 'Watchdog freeze, clear', 'FZ_IWDG1[0], FZ_IWDG2[1]'],
    [0x414, 'MP_CIER', 0, 'Clock interrupts of the A7, enable', interrupts],
    [0xc14, 'MC_CIER', 0, 'Clock interrupts of the M4, enable', interrupts],
    [0x41c, 'PWRLPDLYCR', 0, 'Delay after low power', 'PWRLP_DLY[21:0], MCTMPSKP[24]'],
  ]),
  MP_GCR: reg(0x10c, 'Boot of the M4', {
    BOOT_MCU: bit(0, 'rw', '1 lets the M4 leave hold-boot; 0 holds it at its next reset'),
  }),
  MP_APRSTSR: reg(0x114, 'Application reset status', { RSTTOV: bits(8, 7, 'ro', 'Time-out value') }),
  BR_RSTSCLRR: reg(0x400, 'Reset flags of the boot ROM', asAccess('w1c', lowFlags), { reset: 0x15 }),
  MP_GRSTCSETR: reg(0x404, 'Resets by software', {
    MPSYSRST: bit(0, 'w1-trigger', 'Resets the system'),
    MCURST: bit(1, 'w1-trigger', 'Resets the M4'),
    MPUP0RST: bit(4, 'w1-trigger', 'Resets A7 core 0'),
    MPUP1RST: bit(5, 'w1-trigger', 'Resets A7 core 1'),
  }),
  MP_RSTSCLRR: reg(
    0x408,
    'Reset flags of the A7',
    asAccess('w1c', `${lowFlags}, STDBYRSTF[11], CSTDBYRSTF[12], MPUP0RSTF[13], MPUP1RSTF[14]`),
    { reset: 0x15 },
  ),
  MC_RSTSCLRR: reg(0xc00, 'Reset flags of the M4', asAccess('w1c', `${lowFlags}, MCURSTF[5], WWDG1RSTF[10]`), {
    reset: 0x15,
  }),
  MP_CIFR: reg(0x418, 'Clock interrupts of the A7, flags', asAccess('w1c', interrupts.replaceAll('IE[', 'F['))),
  MC_CIFR: reg(0xc18, 'Clock interrupts of the M4, flags', asAccess('w1c', interrupts.replaceAll('IE[', 'F['))),
};

export const rccMap = registerMap({
  name: 'RCC',
  size: 0x1000,
  manual: 'RM0436, chapter RCC',
  fidelity: 'simplified',
  leavesOut:
    'Kernel clocks of blocks that are not modelled, clock security, system reset; TrustZone protection is off.',
  registers: { ...boot, ...clockRegisters, ...gateRegisters },
});
