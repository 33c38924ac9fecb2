/** Floating-point extension register map, from 0xE000EF30. Source: ARMv7-M ARM B3.2.21 to B3.2.26. */
import { bit, bits, reg, registerMap } from '../../contract/registers';

export const fpuMap = registerMap({
  name: 'FPU',
  size: 0x20,
  manual: 'ARMv7-M ARM, B3.2.21',
  fidelity: 'modelled',
  registers: {
    FPCCR: reg(
      0x04,
      'Floating-point context control',
      {
        LSPACT: bit(0, 'rw', 'Space was left in the frame, and the FP state has not been saved there yet'),
        USER: bit(1, 'rw', 'The frame was made by unprivileged code'),
        THREAD: bit(3, 'rw', 'The frame was made in thread mode'),
        HFRDY: bit(4, 'rw', 'HardFault could have been taken then'),
        MMRDY: bit(5, 'rw', 'MemManage could have been taken then'),
        BFRDY: bit(6, 'rw', 'BusFault could have been taken then'),
        MONRDY: bit(8, 'rw', 'DebugMonitor could have been taken then'),
        LSPEN: bit(30, 'rw', 'FP state is saved only when a handler uses the FPU'),
        ASPEN: bit(31, 'rw', 'FP instructions set CONTROL.FPCA: frames have room for FP state'),
      },
      { reset: 0xc000_0000 },
    ),
    FPCAR: reg(0x08, 'Where the reserved space is', {
      ADDRESS: bits(3, 29, 'rw', 'Bits 31 to 3 of the address of S0'),
    }),
    FPDSCR: reg(0x0c, 'FPSCR of a new FP context', {
      RMode: bits(22, 2, 'rw', 'Rounding', { 0: 'to nearest', 1: 'up', 2: 'down', 3: 'to zero' }),
      FZ: bit(24, 'rw', 'Flush to zero'),
      DN: bit(25, 'rw', 'Default NaN'),
      AHP: bit(26, 'rw', 'Alternative half precision'),
    }),
    MVFR0: reg(0x10, 'FP feature 0', { VALUE: bits(0, 32, 'ro', 'FPv4-SP-D16') }, { reset: 0x1011_0021 }),
    MVFR1: reg(0x14, 'FP feature 1', { VALUE: bits(0, 32, 'ro', 'FPv4-SP-D16') }, { reset: 0x1100_0011 }),
    MVFR2: reg(0x18, 'FP feature 2', { VALUE: bits(0, 32, 'ro', 'FPv4-SP-D16') }, { reset: 0x40 }),
  },
});
