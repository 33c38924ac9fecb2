/** PWR register map. Source: RM0436, chapter PWR. */
import { bit, bits, flags, reg, registerMap } from '../../contract/registers';

export const pwrMap = registerMap({
  name: 'PWR',
  size: 0x400,
  manual: 'RM0436, chapter PWR',
  fidelity: 'simplified',
  leavesOut: 'Supply voltages, Standby and Stop of the whole chip; wake-up pins raise nothing.',
  registers: {
    CR1: reg(0x00, 'Control 1', {
      LPDS: bit(0, 'rw', 'Low-power deep sleep'),
      LPCFG: bit(1, 'rw', 'LPCFG pin configuration'),
      LVDS: bit(2, 'rw', 'Low voltage in deep sleep'),
      PVDEN: bit(4, 'rw', 'Programmable voltage detector enable'),
      PLS: bits(5, 3, 'rw', 'Detector level'),
      DBP: bit(8, 'rw', 'Backup domain write access'),
      AVDEN: bit(16, 'rw', 'Analog voltage detector enable'),
      ALS: bits(17, 2, 'rw', 'Analog detector level'),
    }),
    CSR1: reg(0x04, 'Status 1', {
      PVDO: bit(4, 'ro', 'Supply below the PVD level'),
      AVDO: bit(16, 'ro', 'Analog supply below the AVD level'),
    }),
    CR2: reg(0x08, 'Control 2', {
      BREN: bit(0, 'rw', 'Backup regulator enable'),
      RREN: bit(1, 'rw', 'Retention regulator enable'),
      MONEN: bit(4, 'rw', 'VBAT and temperature monitoring enable'),
      BRRDY: bit(16, 'ro', 'Backup regulator ready'),
      RRRDY: bit(17, 'ro', 'Retention regulator ready'),
      VBATL: bit(20, 'ro', 'VBAT below its low level'),
      VBATH: bit(21, 'ro', 'VBAT above its high level'),
      TEMPL: bit(22, 'ro', 'Temperature below its low level'),
      TEMPH: bit(23, 'ro', 'Temperature above its high level'),
    }),
    CR3: reg(
      0x0c,
      'Control 3',
      {
        VBE: bit(8, 'rw', 'VBAT charging enable'),
        VBRS: bit(9, 'rw', 'VBAT charging resistor'),
        DDRSREN: bit(10, 'rw', 'DDR self-refresh enable'),
        DDRSRDIS: bit(11, 'rw', 'DDR self-refresh disable'),
        DDRRETEN: bit(12, 'rw', 'DDR retention enable'),
        POPL: bits(17, 5, 'rw', 'Shortest low pulse of PWR_ON'),
        USB33DEN: bit(24, 'rw', 'USB 3.3 V detector enable'),
        USB33RDY: bit(26, 'ro', 'USB 3.3 V present'),
        REG18EN: bit(28, 'rw', '1.8 V regulator enable'),
        REG18RDY: bit(29, 'ro', '1.8 V regulator ready'),
        REG11EN: bit(30, 'rw', '1.1 V regulator enable'),
        REG11RDY: bit(31, 'ro', '1.1 V regulator ready'),
      },
      { reset: 0x5000_0000 },
    ),
    MPUCR: reg(0x10, 'MPU control', {
      PDDS: bit(0, 'rw', 'Standby allowed in deep sleep of the A7'),
      CSTBYDIS: bit(3, 'rw', 'CStandby disable'),
      STOPF: bit(5, 'ro', 'The system came out of Stop'),
      SBF: bit(6, 'ro', 'The system came out of Standby'),
      SBF_MPU: bit(7, 'ro', 'The A7 came out of CStandby'),
      CSSF: bit(9, 'w1-trigger', 'Clears STOPF and the standby flags'),
      STANDBYWFIL2: bit(15, 'ro', 'The A7 cluster waits for interrupt'),
    }),
    MCUCR: reg(0x14, 'MCU control', {
      PDDS: bit(0, 'rw', 'Standby allowed in deep sleep of the M4'),
      STOPF: bit(5, 'ro', 'The system came out of Stop'),
      SBF: bit(6, 'ro', 'The system came out of Standby'),
      CSSF: bit(9, 'w1-trigger', 'Clears STOPF and SBF'),
      DEEPSLEEP: bit(15, 'ro', 'The M4 is in CStop'),
    }),
    WKUPCR: reg(0x20, 'Wake-up control', {
      WKUPC: flags(0, 6, 'w1-trigger', 'WKUPC{n}', 'Clears wake-up flag n'),
      WKUPP: flags(8, 6, 'rw', 'WKUPP{n}', 'Polarity of wake-up pin n'),
      WKUPPUPD: bits(16, 12, 'rw', 'Pull resistors of the wake-up pins'),
    }),
    WKUPFR: reg(0x24, 'Wake-up flags', { WKUPF: flags(0, 6, 'ro', 'WKUPF{n}', 'Wake-up pin n saw its edge') }),
    MPUWKUPENR: reg(0x28, 'Wake-up enable for the A7', {
      WKUPEN: flags(0, 6, 'rw', 'WKUPEN{n}', 'Wake-up pin n wakes the A7'),
    }),
    MCUWKUPENR: reg(0x2c, 'Wake-up enable for the M4', {
      WKUPEN: flags(0, 6, 'rw', 'WKUPEN{n}', 'Wake-up pin n wakes the M4'),
    }),
  },
});
