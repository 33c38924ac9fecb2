/** SYSCFG register map. Source: RM0436, chapter SYSCFG. */
import { bit, bits, flags, reg, registerMap } from '../../contract/registers';

const pmc = () => ({
  I2C_FMP: flags(0, 6, 'rw', 'I2C{n}_FMP', 'Fast-mode-plus drive of I2Cn'),
  EN_BOOSTER: bit(8, 'rw', 'Booster of the analog switches'),
  ANASWVDD: bit(9, 'rw', 'Analog switches from VDD'),
  ETH_CLK_SEL: bit(16, 'rw', 'Ethernet clock selection'),
  ETH_REF_CLK_SEL: bit(17, 'rw', 'Ethernet reference clock selection'),
  ETH_SEL_CONF: bits(20, 4, 'rw', 'Ethernet interface selection'),
  ANA0_SEL: bit(24, 'rw', 'ANA0 switch'),
  ANA1_SEL: bit(25, 'rw', 'ANA1 switch'),
});
const ioctrl = () => ({
  HSLVEN_TRACE: bit(0, 'rw', 'High-speed low-voltage mode of the trace pins'),
  HSLVEN_QUADSPI: bit(1, 'rw', 'High-speed low-voltage mode of the QUADSPI pins'),
  HSLVEN_ETH: bit(2, 'rw', 'High-speed low-voltage mode of the Ethernet pins'),
  HSLVEN_SDMMC: bit(3, 'rw', 'High-speed low-voltage mode of the SDMMC pins'),
  HSLVEN_SPI: bit(4, 'rw', 'High-speed low-voltage mode of the SPI pins'),
});
const compensation = () => ({
  MPU_EN: bit(0, 'rw', 'Asked for by the A7'),
  MCU_EN: bit(1, 'rw', 'Asked for by the M4'),
});

export const syscfgMap = registerMap({
  name: 'SYSCFG',
  size: 0x400,
  manual: 'RM0436, chapter SYSCFG',
  fidelity: 'simplified',
  leavesOut: 'The switches change nothing outside this block.',
  registers: {
    BOOTR: reg(0x00, 'Boot pins as sampled', {
      BOOT: bits(0, 3, 'ro', 'Level of the BOOT pins', { 4: 'engineering boot', 5: 'SD card', 2: 'eMMC' }),
      BOOT_PD: bits(4, 3, 'rw', 'Pull-down disable of the BOOT pins'),
    }),
    PMCSETR: reg(0x04, 'Peripheral mode, set', pmc()),
    IOCTRLSETR: reg(0x18, 'I/O control, set', ioctrl()),
    ICNR: reg(0x1c, 'Interconnect port of each master', { AXI_M: bits(0, 11, 'rw', 'DDR port per master') }),
    CMPCR: reg(
      0x20,
      'Compensation cell',
      {
        SW_CTRL: bit(1, 'rw', '1 = code from this register, 0 = from the cell'),
        READY: bit(8, 'ro', 'Compensation cell ready'),
        RANSRC: bits(16, 4, 'rw', 'N code from the register'),
        RAPSRC: bits(20, 4, 'rw', 'P code from the register'),
        ANSRC: bits(24, 4, 'ro', 'N code of the cell'),
        APSRC: bits(28, 4, 'ro', 'P code of the cell'),
      },
      { reset: 0x0077_0000 },
    ),
    CMPENSETR: reg(0x24, 'Compensation enable, set', compensation()),
    CMPENCLRR: reg(0x28, 'Compensation enable, clear', compensation()),
    CBR: reg(0x2c, 'Break inputs', {
      CLL: bit(0, 'w1s', 'Lock-up of the M4 breaks the timers'),
      PVDL: bit(2, 'w1s', 'PVD breaks the timers'),
    }),
    PMCCLRR: reg(0x44, 'Peripheral mode, clear', pmc()),
    IOCTRLCLRR: reg(0x58, 'I/O control, clear', ioctrl()),
  },
});
