/** Which address belongs to whom: RAM with its aliases, and one window per block, modelled or not. Source: RM0436 memory map. */
import type { RamRegion } from '../bus/regions';

const kib = 1024;

/** Byte offsets of the RAMs in the machine's linear memory. */
const at = { retram: 0, sram: 64 * kib, sysram: 448 * kib, bkpsram: 704 * kib, ddr: 708 * kib } as const;
const ddrBytes = 4096 * kib;
export const ramBytes = at.ddr + ddrBytes;

/** What each RAM is for, in one sentence; the page shows it in the memory panel. */
export type NamedRam = RamRegion & { readonly doc: string };

const sram = (name: string, offset: number, size: number, doc: string): readonly NamedRam[] => [
  { kind: 'ram', name, base: 0x1000_0000 + offset, size, ramOffset: at.sram + offset, doc },
  {
    kind: 'ram',
    name: `${name} alias`,
    base: 0x3000_0000 + offset,
    size,
    ramOffset: at.sram + offset,
    alias: true,
    doc,
  },
];

export const ramRegions: readonly NamedRam[] = [
  {
    kind: 'ram',
    name: 'RETRAM (M4 view)',
    base: 0,
    size: 64 * kib,
    ramOffset: at.retram,
    alias: true,
    visibleTo: ['m4', 'debugger'],
    doc: 'Holds the vector table of the M4; Linux sees the same bytes at 0x38000000.',
  },
  {
    kind: 'ram',
    name: 'RETRAM',
    base: 0x3800_0000,
    size: 64 * kib,
    ramOffset: at.retram,
    doc: 'Retention RAM; the M4 boots from here.',
  },
  ...sram('SRAM1', 0, 128 * kib, 'Code of the M4, in the usual link script.'),
  ...sram('SRAM2', 0x2_0000, 128 * kib, 'Data of the M4, in the usual link script.'),
  ...sram('SRAM3', 0x4_0000, 64 * kib, 'Vrings and rpmsg buffers, shared with Linux.'),
  ...sram('SRAM4', 0x5_0000, 64 * kib, 'DMA pool of Linux.'),
  {
    kind: 'ram',
    name: 'SYSRAM',
    base: 0x2ffc_0000,
    size: 256 * kib,
    ramOffset: at.sysram,
    doc: 'Belongs to the secure firmware.',
  },
  { kind: 'ram', name: 'BKPSRAM', base: 0x5400_0000, size: 4 * kib, ramOffset: at.bkpsram, doc: 'Backup RAM.' },
  {
    kind: 'ram',
    name: 'DDR window',
    base: 0xc000_0000,
    size: ddrBytes,
    ramOffset: at.ddr,
    doc: 'The first 4 MiB of the external RAM; the rest is not modelled.',
  },
];

export type BlockWindow = {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  /** ETZPC id that guards it, if any. */
  readonly etzpc?: number;
  /** Clock gate as RCC names it, if any: group and bit. */
  readonly gate?: string;
};

const page = 0x1000;
type Row = readonly [name: string, base: number, etzpc?: number | undefined, gate?: string];
const row = ([name, base, etzpc, gate]: Row): BlockWindow => ({
  name,
  base,
  size: page,
  ...(etzpc === undefined ? {} : { etzpc }),
  ...(gate === undefined ? {} : { gate }),
});

const apb1: readonly Row[] = [
  ['TIM2', 0x4000_0000, 16, 'APB1.TIM2EN'],
  ['TIM3', 0x4000_1000, 17, 'APB1.TIM3EN'],
  ['TIM4', 0x4000_2000, 18, 'APB1.TIM4EN'],
  ['TIM5', 0x4000_3000, 19, 'APB1.TIM5EN'],
  ['TIM6', 0x4000_4000, 20, 'APB1.TIM6EN'],
  ['TIM7', 0x4000_5000, 21, 'APB1.TIM7EN'],
  ['TIM12', 0x4000_6000, 22, 'APB1.TIM12EN'],
  ['TIM13', 0x4000_7000, 23, 'APB1.TIM13EN'],
  ['TIM14', 0x4000_8000, 24, 'APB1.TIM14EN'],
  ['LPTIM1', 0x4000_9000, 25, 'APB1.LPTIM1EN'],
  ['WWDG1', 0x4000_a000, 26, 'APB1.WWDG1EN'],
  ['SPI2', 0x4000_b000, 27, 'APB1.SPI2EN'],
  ['SPI3', 0x4000_c000, 28, 'APB1.SPI3EN'],
  ['SPDIFRX', 0x4000_d000, 29, 'APB1.SPDIFEN'],
  ['USART2', 0x4000_e000, 30, 'APB1.USART2EN'],
  ['USART3', 0x4000_f000, 31, 'APB1.USART3EN'],
  ['UART4', 0x4001_0000, 32, 'APB1.UART4EN'],
  ['UART5', 0x4001_1000, 33, 'APB1.UART5EN'],
  ['I2C1', 0x4001_2000, 34, 'APB1.I2C1EN'],
  ['I2C2', 0x4001_3000, 35, 'APB1.I2C2EN'],
  ['I2C3', 0x4001_4000, 36, 'APB1.I2C3EN'],
  ['I2C5', 0x4001_5000, 37, 'APB1.I2C5EN'],
  ['CEC', 0x4001_6000, 38, 'APB1.CECEN'],
  ['DAC1', 0x4001_7000, 39, 'APB1.DAC12EN'],
  ['UART7', 0x4001_8000, 40, 'APB1.UART7EN'],
  ['UART8', 0x4001_9000, 41, 'APB1.UART8EN'],
  ['MDIOS', 0x4001_c000, 44, 'APB1.MDIOSEN'],
];
const apb2: readonly Row[] = [
  ['TIM1', 0x4400_0000, 48, 'APB2.TIM1EN'],
  ['TIM8', 0x4400_1000, 49, 'APB2.TIM8EN'],
  ['USART6', 0x4400_3000, 51, 'APB2.USART6EN'],
  ['SPI1', 0x4400_4000, 52, 'APB2.SPI1EN'],
  ['SPI4', 0x4400_5000, 53, 'APB2.SPI4EN'],
  ['TIM15', 0x4400_6000, 54, 'APB2.TIM15EN'],
  ['TIM16', 0x4400_7000, 55, 'APB2.TIM16EN'],
  ['TIM17', 0x4400_8000, 56, 'APB2.TIM17EN'],
  ['SPI5', 0x4400_9000, 57, 'APB2.SPI5EN'],
  ['SAI1', 0x4400_a000, 58, 'APB2.SAI1EN'],
  ['SAI2', 0x4400_b000, 59, 'APB2.SAI2EN'],
  ['SAI3', 0x4400_c000, 60, 'APB2.SAI3EN'],
  ['DFSDM1', 0x4400_d000, 61, 'APB2.DFSDMEN'],
  ['FDCAN1', 0x4400_e000, 62, 'APB2.FDCANEN'],
  ['FDCAN2', 0x4400_f000, 62, 'APB2.FDCANEN'],
  ['FDCAN_CCU', 0x4401_0000, 62, 'APB2.FDCANEN'],
  ['SRAMCAN', 0x4401_1000, 62, 'APB2.FDCANEN'],
  ['SRAMCAN+0x1000', 0x4401_2000, 62, 'APB2.FDCANEN'],
  ['SRAMCAN+0x2000', 0x4401_3000, 62, 'APB2.FDCANEN'],
];
const ahb2And3: readonly Row[] = [
  ['DMA1', 0x4800_0000, 88, 'AHB2.DMA1EN'],
  ['DMA2', 0x4800_1000, 89, 'AHB2.DMA2EN'],
  ['DMAMUX1', 0x4800_2000, 90, 'AHB2.DMAMUXEN'],
  ['ADC', 0x4800_3000, 72, 'AHB2.ADC12EN'],
  ['SDMMC3', 0x4800_4000, 86, 'AHB2.SDMMC3EN'],
  ['DLYB_SDMMC3', 0x4800_5000, 87, 'AHB2.SDMMC3EN'],
  ['USBOTG', 0x4900_0000, 85, 'AHB2.USBOEN'],
  ['HSEM', 0x4c00_0000, undefined, 'AHB3.HSEMEN'],
  ['IPCC', 0x4c00_1000, undefined, 'AHB3.IPCCEN'],
  ['HASH2', 0x4c00_2000, 73, 'AHB3.HASH2EN'],
  ['RNG2', 0x4c00_3000, 74, 'AHB3.RNG2EN'],
  ['CRC2', 0x4c00_4000, 71, 'AHB3.CRC2EN'],
  ['CRYP2', 0x4c00_5000, 75, 'AHB3.CRYP2EN'],
  ['DCMI', 0x4c00_6000, 70, 'AHB3.DCMIEN'],
];
const ahb4AndApb3: readonly Row[] = [
  ['RCC', 0x5000_0000],
  ['PWR', 0x5000_1000],
  ['EXTI', 0x5000_d000],
  ['SYSCFG', 0x5002_0000, undefined, 'APB3.SYSCFGEN'],
  ['LPTIM2', 0x5002_1000, 64, 'APB3.LPTIM2EN'],
  ['LPTIM3', 0x5002_2000, 65, 'APB3.LPTIM3EN'],
  ['LPTIM4', 0x5002_3000, 66, 'APB3.LPTIM4EN'],
  ['LPTIM5', 0x5002_4000, 67, 'APB3.LPTIM5EN'],
  ['VREFBUF', 0x5002_5000, 69, 'APB3.VREFEN'],
  ['SAI4', 0x5002_7000, 68, 'APB3.SAI4EN'],
  ['DTS', 0x5002_8000, undefined, 'APB3.DTSEN'],
  ['PMB', 0x5002_9000],
  ['HDP', 0x5002_a000, undefined, 'APB3.HDPEN'],
  ['DBGMCU', 0x5008_1000],
];
const secureAndMpu: readonly Row[] = [
  ['CRYP1', 0x5400_1000, 9, 'AHB5.CRYP1EN'],
  ['HASH1', 0x5400_2000, 8, 'AHB5.HASH1EN'],
  ['RNG1', 0x5400_3000, 7, 'AHB5.RNG1EN'],
  ['GPIOZ', 0x5400_4000, undefined, 'AHB5.GPIOZEN'],
  ['MDMA', 0x5800_0000, undefined, 'AHB6.MDMAEN'],
  ['FMC', 0x5800_2000, 91, 'AHB6.FMCEN'],
  ['QUADSPI', 0x5800_3000, 92, 'AHB6.QSPIEN'],
  ['DLYB_QSPI', 0x5800_4000, 93, 'AHB6.QSPIEN'],
  ['SDMMC1', 0x5800_5000, undefined, 'AHB6.SDMMC1EN'],
  ['DLYB_SDMMC1', 0x5800_6000, undefined, 'AHB6.SDMMC1EN'],
  ['SDMMC2', 0x5800_7000, undefined, 'AHB6.SDMMC2EN'],
  ['DLYB_SDMMC2', 0x5800_8000, undefined, 'AHB6.SDMMC2EN'],
  ['CRC1', 0x5800_9000, undefined, 'AHB6.CRC1EN'],
  ['ETH', 0x5800_a000, 94, 'AHB6.ETHMACEN'],
  ['USBH OHCI', 0x5800_c000, undefined, 'AHB6.USBHEN'],
  ['USBH EHCI', 0x5800_d000, undefined, 'AHB6.USBHEN'],
  ['GPU', 0x5900_0000, undefined, 'AHB6.GPUEN'],
  ['DSI', 0x5a00_0000, undefined, 'APB4.DSIEN'],
  ['LTDC', 0x5a00_1000, undefined, 'APB4.LTDCEN'],
  ['IWDG2', 0x5a00_2000],
  ['DDRCTRL', 0x5a00_3000, 10],
  ['DDRPHYC', 0x5a00_4000, 11],
  ['STGENR', 0x5a00_5000],
  ['USBPHYC', 0x5a00_6000, undefined, 'APB4.USBPHYEN'],
  ['DDRPERFM', 0x5a00_7000, undefined, 'APB4.DDRPERFMEN'],
  ['USART1', 0x5c00_0000, 3, 'APB5.USART1EN'],
  ['SPI6', 0x5c00_1000, 4, 'APB5.SPI6EN'],
  ['I2C4', 0x5c00_2000, 5, 'APB5.I2C4EN'],
  ['IWDG1', 0x5c00_3000, 2],
  ['RTC', 0x5c00_4000, undefined, 'APB5.RTCAPBEN'],
  ['BSEC', 0x5c00_5000, undefined, 'APB5.BSECEN'],
  ['TZC', 0x5c00_6000],
  ['ETZPC', 0x5c00_7000, undefined, 'APB5.TZPCEN'],
  ['STGENC', 0x5c00_8000, 0],
  ['I2C6', 0x5c00_9000, 12, 'APB5.I2C6EN'],
  ['TAMP', 0x5c00_a000, undefined, 'APB5.RTCAPBEN'],
];
/** GPIO bank letters in the order of the memory map and of EXTICR's port codes; Z stands apart. */
export const gpioBanks = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K'] as const;
const gpios: readonly Row[] = gpioBanks.map((bank, i) => [
  `GPIO${bank}`,
  0x5000_2000 + i * page,
  undefined,
  `AHB4.GPIO${bank}EN`,
]);

/** Every block of the chip that has registers. What is not modelled is still named here. */
export const blockWindows: readonly BlockWindow[] = [
  ...apb1,
  ...apb2,
  ...ahb2And3,
  ...ahb4AndApb3,
  ...gpios,
  ...secureAndMpu,
]
  .map(row)
  .sort((a, b) => a.base - b.base);

/** ETZPC ids of RAM, by region name. */
export const ramFirewall: Readonly<Record<string, number>> = {
  SRAM1: 80,
  SRAM2: 81,
  SRAM3: 82,
  SRAM4: 83,
  RETRAM: 84,
  BKPSRAM: 1,
};
