/** RCC clock gates of both sides, their sleep-mode copies, and the reset lines. Source: RM0436, chapter RCC. */
import { type RccRow, rccRegisters } from './rcc-rows';

/** One bus: where the gates of each side lie, and the bits. `mpMore` are bits that only the A7 side has. */
export type GateGroup = {
  readonly bus: string;
  readonly mc: number;
  readonly mp: number | undefined;
  readonly reset: number;
  readonly bits: string;
  readonly mpMore: string;
  readonly sleep: readonly [mc: number, mcReset: number, mp: number, mpReset: number];
};
export const gateGroups: readonly GateGroup[] = [
  {
    bus: 'APB1',
    mc: 0xa80,
    mp: 0xa00,
    reset: 0,
    mpMore: '',
    sleep: [0xb80, 0xbdef_dbff, 0xb00, 0xadef_dbff],
    bits: 'TIM2EN[0], TIM3EN[1], TIM4EN[2], TIM5EN[3], TIM6EN[4], TIM7EN[5], TIM12EN[6], TIM13EN[7], TIM14EN[8], LPTIM1EN[9], SPI2EN[11], SPI3EN[12], USART2EN[14], USART3EN[15], UART4EN[16], UART5EN[17], UART7EN[18], UART8EN[19], I2C1EN[21], I2C2EN[22], I2C3EN[23], I2C5EN[24], SPDIFEN[26], CECEN[27], WWDG1EN[28], DAC12EN[29], MDIOSEN[31]',
  },
  {
    bus: 'APB2',
    mc: 0xa88,
    mp: 0xa08,
    reset: 0,
    mpMore: '',
    sleep: [0xb88, 0x0137_271f, 0xb08, 0x0137_271f],
    bits: 'TIM1EN[0], TIM8EN[1], TIM15EN[2], TIM16EN[3], TIM17EN[4], SPI1EN[8], SPI4EN[9], SPI5EN[10], USART6EN[13], SAI1EN[16], SAI2EN[17], SAI3EN[18], DFSDMEN[20], ADFSDMEN[21], FDCANEN[24]',
  },
  {
    bus: 'APB3',
    mc: 0xa90,
    mp: 0xa10,
    reset: 0,
    mpMore: '',
    sleep: [0xb90, 0x0003_290f, 0xb10, 0x0003_290f],
    bits: 'LPTIM2EN[0], LPTIM3EN[1], LPTIM4EN[2], LPTIM5EN[3], SAI4EN[8], SYSCFGEN[11], VREFEN[13], DTSEN[16], HDPEN[20]',
  },
  {
    bus: 'APB4',
    mc: 0x280,
    mp: 0x200,
    reset: 0,
    mpMore: 'IWDG2APBEN[15]',
    sleep: [0x380, 0x0011_0111, 0x300, 0x0011_8111],
    bits: 'LTDCEN[0], DSIEN[4], DDRPERFMEN[8], USBPHYEN[16], STGENROEN[20]',
  },
  {
    bus: 'APB5',
    mc: 0x288,
    mp: 0x208,
    reset: 0,
    mpMore: 'IWDG1APBEN[15]',
    sleep: [0x388, 0x0011_391d, 0x308, 0x0011_391d],
    bits: 'SPI6EN[0], I2C4EN[2], I2C6EN[3], USART1EN[4], RTCAPBEN[8], TZC1EN[11], TZC2EN[12], TZPCEN[13], BSECEN[16], STGENEN[20]',
  },
  {
    bus: 'AHB2',
    mc: 0xa98,
    mp: 0xa18,
    reset: 0,
    mpMore: '',
    sleep: [0xb98, 0x0001_0127, 0xb18, 0x0001_0127],
    bits: 'DMA1EN[0], DMA2EN[1], DMAMUXEN[2], ADC12EN[5], USBOEN[8], SDMMC3EN[16]',
  },
  {
    bus: 'AHB3',
    mc: 0xaa0,
    mp: 0xa20,
    reset: 0,
    mpMore: '',
    sleep: [0xba0, 0x18f1, 0xb20, 0x18f1],
    bits: 'DCMIEN[0], CRYP2EN[4], HASH2EN[5], RNG2EN[6], CRC2EN[7], HSEMEN[11], IPCCEN[12]',
  },
  {
    bus: 'AHB4',
    mc: 0xaa8,
    mp: 0xa28,
    reset: 0,
    mpMore: '',
    sleep: [0xba8, 0x7ff, 0xb28, 0x7ff],
    bits: 'GPIOAEN[0], GPIOBEN[1], GPIOCEN[2], GPIODEN[3], GPIOEEN[4], GPIOFEN[5], GPIOGEN[6], GPIOHEN[7], GPIOIEN[8], GPIOJEN[9], GPIOKEN[10]',
  },
  {
    bus: 'AHB5',
    mc: 0x290,
    mp: 0x210,
    reset: 0,
    mpMore: 'AXIMCEN[16]',
    sleep: [0x390, 0x171, 0x310, 0x171],
    bits: 'GPIOZEN[0], CRYP1EN[4], HASH1EN[5], RNG1EN[6], BKPSRAMEN[8]',
  },
  {
    bus: 'AHB6',
    mc: 0x298,
    mp: 0x218,
    reset: 0,
    mpMore: '',
    sleep: [0x398, 0x0113_57a1, 0x318, 0x0113_57a1],
    bits: 'MDMAEN[0], GPUEN[5], ETHCKEN[7], ETHTXEN[8], ETHRXEN[9], ETHMACEN[10], FMCEN[12], QSPIEN[14], SDMMC1EN[16], SDMMC2EN[17], CRC1EN[20], USBHEN[24]',
  },
  { bus: 'AXIM', mc: 0xab0, mp: undefined, reset: 0, mpMore: '', sleep: [0xbb0, 0x1, 0xb30, 0x1], bits: 'SYSRAMEN[0]' },
  {
    bus: 'MLAHB',
    mc: 0xab8,
    mp: 0xa38,
    reset: 0x10,
    mpMore: '',
    sleep: [0xbb8, 0x17, 0xb38, 0x17],
    bits: 'RETRAMEN[4]',
  },
];

/** Reset lines, common to both sides: writing 1 in SETR asserts, in CLRR releases. */
export const resetGroups: readonly { readonly bus: string; readonly at: number; readonly bits: string }[] = [
  { bus: 'APB4', at: 0x180, bits: 'LTDCRST[0], DSIRST[4], DDRPERFMRST[8], USBPHYRST[16]' },
  { bus: 'APB5', at: 0x188, bits: 'SPI6RST[0], I2C4RST[2], I2C6RST[3], USART1RST[4], STGENRST[20]' },
  { bus: 'AHB5', at: 0x190, bits: 'GPIOZRST[0], CRYP1RST[4], HASH1RST[5], RNG1RST[6], AXIMCRST[16]' },
  {
    bus: 'AHB6',
    at: 0x198,
    bits: 'GPURST[5], ETHMACRST[10], FMCRST[12], QSPIRST[14], SDMMC1RST[16], SDMMC2RST[17], CRC1RST[20], USBHRST[24]',
  },
  { bus: 'TZAHB6', at: 0x1a0, bits: 'MDMARST[0]' },
  {
    bus: 'APB1',
    at: 0x980,
    bits: 'TIM2RST[0], TIM3RST[1], TIM4RST[2], TIM5RST[3], TIM6RST[4], TIM7RST[5], TIM12RST[6], TIM13RST[7], TIM14RST[8], LPTIM1RST[9], SPI2RST[11], SPI3RST[12], USART2RST[14], USART3RST[15], UART4RST[16], UART5RST[17], UART7RST[18], UART8RST[19], I2C1RST[21], I2C2RST[22], I2C3RST[23], I2C5RST[24], SPDIFRST[26], CECRST[27], DAC12RST[29], MDIOSRST[31]',
  },
  {
    bus: 'APB2',
    at: 0x988,
    bits: 'TIM1RST[0], TIM8RST[1], TIM15RST[2], TIM16RST[3], TIM17RST[4], SPI1RST[8], SPI4RST[9], SPI5RST[10], USART6RST[13], SAI1RST[16], SAI2RST[17], SAI3RST[18], DFSDMRST[20], FDCANRST[24]',
  },
  {
    bus: 'APB3',
    at: 0x990,
    bits: 'LPTIM2RST[0], LPTIM3RST[1], LPTIM4RST[2], LPTIM5RST[3], SAI4RST[8], SYSCFGRST[11], VREFRST[13], DTSRST[16]',
  },
  { bus: 'AHB2', at: 0x998, bits: 'DMA1RST[0], DMA2RST[1], DMAMUXRST[2], ADC12RST[5], USBORST[8], SDMMC3RST[16]' },
  {
    bus: 'AHB3',
    at: 0x9a0,
    bits: 'DCMIRST[0], CRYP2RST[4], HASH2RST[5], RNG2RST[6], CRC2RST[7], HSEMRST[11], IPCCRST[12]',
  },
  {
    bus: 'AHB4',
    at: 0x9a8,
    bits: 'GPIOARST[0], GPIOBRST[1], GPIOCRST[2], GPIODRST[3], GPIOERST[4], GPIOFRST[5], GPIOGRST[6], GPIOHRST[7], GPIOIRST[8], GPIOJRST[9], GPIOKRST[10]',
  },
];

const hex = (word: number): number => word >>> 0;
const gateRows = (side: 'MC' | 'MP', { bus, bits, mpMore, ...group }: GateGroup): readonly RccRow[] => {
  const at = side === 'MC' ? group.mc : group.mp;
  if (at === undefined) return [];
  const who = side === 'MC' ? 'M4' : 'A7';
  const all = side === 'MP' && mpMore !== '' ? `${bits}, ${mpMore}` : bits;
  const shown = side === 'MP' ? all.replace(/(, )?WWDG1EN\[28\]/, '') : all;
  const [mc, mcReset, mp, mpReset] = group.sleep;
  const sleepBits = shown.replace(/EN\[/g, 'LPEN[');
  const sleepAt = side === 'MC' ? mc : mp;
  const sleepReset = side === 'MC' ? mcReset : mpReset;
  const reset = side === 'MP' && bus === 'AHB5' ? group.reset | (1 << 16) : group.reset;
  return [
    [at, `${side}_${bus}ENSETR`, hex(reset), `Clock gates of ${bus} for the ${who}, set`, shown],
    [at + 4, `${side}_${bus}ENCLRR`, hex(reset), `Clock gates of ${bus} for the ${who}, clear`, shown],
    [
      sleepAt,
      `${side}_${bus}LPENSETR`,
      hex(sleepReset),
      `Clock gates of ${bus} while the ${who} sleeps, set`,
      sleepBits,
    ],
    [
      sleepAt + 4,
      `${side}_${bus}LPENCLRR`,
      hex(sleepReset),
      `Clock gates of ${bus} while the ${who} sleeps, clear`,
      sleepBits,
    ],
  ];
};

const resetRows = resetGroups.flatMap(({ bus, at, bits }): readonly RccRow[] => [
  [at, `${bus}RSTSETR`, 0, `Resets of ${bus}, assert`, bits],
  [at + 4, `${bus}RSTCLRR`, 0, `Resets of ${bus}, release`, bits],
]);

export const gateRegisters = rccRegisters([
  ...gateGroups.flatMap((group) => [...gateRows('MC', group), ...gateRows('MP', group)]),
  ...resetRows,
]);
