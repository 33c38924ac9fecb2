/** Names of the M4's interrupt inputs (RM0436 NVIC table) and of the lines that Linux gets from the coprocessor side. */

const named: Readonly<Record<number, string>> = {
  0: 'WWDG1',
  1: 'PVD_AVD',
  2: 'TAMP',
  3: 'RTC_WKUP_ALARM',
  5: 'RCC',
  6: 'EXTI0',
  7: 'EXTI1',
  8: 'EXTI2',
  9: 'EXTI3',
  10: 'EXTI4',
  23: 'EXTI5',
  37: 'USART1',
  40: 'EXTI10',
  42: 'EXTI11',
  64: 'EXTI6',
  65: 'EXTI7',
  66: 'EXTI8',
  67: 'EXTI9',
  76: 'EXTI12',
  77: 'EXTI13',
  81: 'FPU',
  100: 'IPCC_RX0',
  101: 'IPCC_TX0',
  103: 'IPCC_RX1',
  104: 'IPCC_TX1',
  121: 'EXTI14',
  125: 'HSEM_IT2',
  127: 'EXTI15',
  144: 'MPU_SEV',
  145: 'RCC_WAKEUP',
  149: 'WAKEUP_PIN',
};

/** NVIC inputs of the M4 used by the wiring. */
export const m4Irq = { wwdg1: 0, ipccRx: 103, ipccTx: 104, hsem: 125, mpuSev: 144, rccWakeup: 145 } as const;
/** GIC shared peripheral interrupts of the A7 used by the wiring. */
export const a7Irq = { ipccRx: 100, ipccTx: 101, m4Watchdog: 143 } as const;

/** NVIC inputs of the blocks that have several instances, or are nothing but a peripheral of the M4, by block. */
export const blockIrq = {
  TIM1_UP: 25,
  TIM1_CC: 27,
  TIM2: 28,
  TIM3: 29,
  TIM4: 30,
  TIM8_UP: 44,
  TIM8_CC: 46,
  TIM5: 50,
  TIM6: 54,
  TIM7: 55,
  TIM15: 116,
  TIM16: 117,
  TIM17: 118,
  TIM12: 119,
  TIM13: 130,
  TIM14: 131,
  USART2: 38,
  USART3: 39,
  UART4: 52,
  UART5: 53,
  USART6: 71,
  UART7: 82,
  UART8: 83,
  LPTIM1: 93,
  HASH2: 106,
  LPTIM2: 138,
  LPTIM3: 139,
  LPTIM4: 140,
  LPTIM5: 141,
} as const;

/** NVIC inputs of the streams of each DMA controller. */
export const dmaIrq = {
  DMA1: [11, 12, 13, 14, 15, 16, 17, 47],
  DMA2: [56, 57, 58, 59, 60, 68, 69, 70],
} as const;

const nameOf = new Map<number, string>([
  ...Object.entries(named).map(([irq, name]) => [Number(irq), name] as const),
  ...Object.entries(blockIrq).map(([name, irq]) => [irq, name] as const),
  ...Object.entries(dmaIrq).flatMap(([name, irqs]) =>
    irqs.map((irq, stream) => [irq, `${name}_Stream${stream}`] as const),
  ),
]);

/** `IPCC_RX1` for 103, `IRQ 26` where this project has no name. */
export const irqName = (irq: number): string => nameOf.get(irq) ?? `IRQ ${irq}`;

const extiPins: readonly number[] = [6, 7, 8, 9, 10, 23, 64, 65, 66, 67, 40, 42, 76, 77, 121, 127];
const extiSevLine = 66;
/** NVIC input of an EXTI line that has one of its own. */
export const extiIrq = (line: number): number | undefined => (line === extiSevLine ? m4Irq.mpuSev : extiPins[line]);
