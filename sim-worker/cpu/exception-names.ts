/** What exceptions are called. Source: ARMv7-M ARM, B1.5.2. */
import { firstIrq } from './ppb/nvic.regs';

const names: Readonly<Record<number, string>> = {
  1: 'Reset',
  2: 'NMI',
  3: 'HardFault',
  4: 'MemManage',
  5: 'BusFault',
  6: 'UsageFault',
  11: 'SVCall',
  12: 'DebugMonitor',
  14: 'PendSV',
  15: 'SysTick',
};

/** `irqName` names the inputs of the chip. */
export const exceptionName = (exception: number, irqName: (irq: number) => string): string =>
  names[exception] ?? irqName(exception - firstIrq);
