/** Names of the first registers of blocks that are not modelled, so that a refused access can be read. Source: RM0436, register map of each block. */

/** By offset divided by 4; `-` is a gap. */
const families: readonly (readonly [blocks: RegExp, names: string])[] = [
  [/^US?ART\d$/, 'CR1 CR2 CR3 BRR GTPR RTOR RQR ISR ICR RDR TDR PRESC'],
  [/^I2C\d$/, 'CR1 CR2 OAR1 OAR2 TIMINGR TIMEOUTR ISR ICR PECR RXDR TXDR'],
  [/^SPI\d$/, 'CR1 CR2 CFG1 CFG2 IER SR IFCR - TXDR - - - RXDR'],
  [/^TIM\d+$/, 'CR1 CR2 SMCR DIER SR EGR CCMR1 CCMR2 CCER CNT PSC ARR RCR CCR1 CCR2 CCR3 CCR4 BDTR DCR DMAR'],
  [/^LPTIM\d$/, 'ISR ICR IER CFGR CR CMP ARR CNT'],
  [/^DAC1$/, 'CR SWTRGR DHR12R1 DHR12L1 DHR8R1 DHR12R2 DHR12L2 DHR8R2 DHR12RD DHR12LD DHR8RD DOR1 DOR2 SR'],
  [/^ADC$/, 'ISR IER CR CFGR CFGR2 SMPR1 SMPR2 PCSEL'],
  [/^CRC\d$/, 'DR IDR CR - INIT POL'],
  [/^RNG\d$/, 'CR SR DR'],
  [/^HASH\d$/, 'CR DIN STR'],
  [/^CRYP\d$/, 'CR SR DIN DOUT DMACR'],
  [/^DMA\d$/, 'LISR HISR LIFCR HIFCR S0CR S0NDTR S0PAR S0M0AR S0M1AR S0FCR'],
  [/^IWDG\d$/, 'KR PR RLR SR WINR'],
];

/** Empty where no name is known. */
export function usualRegisterName(block: string, offset: number): string {
  const names = families.find(([blocks]) => blocks.test(block))?.[1].split(' ') ?? [];
  const name = names[offset >>> 2] ?? '-';
  return name === '-' ? '' : name;
}
