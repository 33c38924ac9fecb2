/** Memory protection unit register map, from 0xE000ED90. Source: ARMv7-M ARM B3.5. */
import { bit, bits, reg, registerMap } from '../../contract/registers';

const base = (offset: number) =>
  reg(offset, 'Base address of the selected region', {
    REGION: bits(0, 4, 'rw', 'Region number; selects it when VALID is written as 1'),
    VALID: bit(4, 'w1-trigger', 'Take REGION as the selected region'),
    ADDR: bits(5, 27, 'rw', 'Bits 31 to 5 of the address'),
  });
const attributes = (offset: number) =>
  reg(offset, 'Attributes and size of the selected region', {
    ENABLE: bit(0, 'rw', 'The region counts'),
    SIZE: bits(1, 5, 'rw', 'The region has 2^(SIZE+1) bytes'),
    SRD: bits(8, 8, 'rw', 'Eighths of the region that do not count'),
    B: { ...bit(16, 'rw', 'Bufferable'), modelled: false },
    C: { ...bit(17, 'rw', 'Cacheable'), modelled: false },
    S: { ...bit(18, 'rw', 'Shareable'), modelled: false },
    TEX: { ...bits(19, 3, 'rw', 'Type extension'), modelled: false },
    AP: bits(24, 3, 'rw', 'Access', {
      0: 'none',
      1: 'privileged',
      2: 'unprivileged reads only',
      3: 'full',
      5: 'privileged reads',
      6: 'reads',
      7: 'reads',
    }),
    XN: bit(28, 'rw', 'Execute never'),
  });

export const mpuMap = registerMap({
  name: 'MPU',
  size: 0x2c,
  manual: 'ARMv7-M ARM, B3.5',
  fidelity: 'simplified',
  leavesOut: 'Memory types (TEX, C, B, S) have no effect.',
  registers: {
    TYPE: reg(0x00, 'Type', { DREGION: bits(8, 8, 'ro', 'Number of regions') }, { reset: 0x800 }),
    CTRL: reg(0x04, 'Control', {
      ENABLE: bit(0, 'rw', 'Accesses are checked'),
      HFNMIENA: bit(1, 'rw', 'Also in HardFault, NMI and with FAULTMASK'),
      PRIVDEFENA: bit(2, 'rw', 'Privileged code may use the default map where no region is'),
    }),
    RNR: reg(0x08, 'Selected region', { REGION: bits(0, 8, 'rw', 'Region number') }),
    RBAR: base(0x0c),
    RASR: attributes(0x10),
    RBAR_A1: base(0x14),
    RASR_A1: attributes(0x18),
    RBAR_A2: base(0x1c),
    RASR_A2: attributes(0x20),
    RBAR_A3: base(0x24),
    RASR_A3: attributes(0x28),
  },
});
