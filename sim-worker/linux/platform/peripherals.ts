/** Peripherals behind ETZPC as the device trees name them: Linux' node and driver, clock gate, and the clocks of the M4's node. Source: stm32mp151.dtsi, stm32mp15-m4-srm.dtsi; gates from RM0436, RCC. */

export type GateBus = 'APB1' | 'APB2' | 'APB3' | 'APB5' | 'AHB2' | 'AHB3' | 'AHB5' | 'AHB6';
export type Peripheral = {
  /** ETZPC id. */
  readonly id: number;
  readonly base: number;
  /** `serial@4000e000`. */
  readonly node: string;
  /** Driver of Linux; '' where its device tree has no node for it. */
  readonly driver: string;
  readonly bus: GateBus;
  /** In ENSETR and RSTSETR of that bus. */
  readonly bit: number;
  /** The driver resets the block when it probes. */
  readonly resets: boolean;
  /** The driver keeps the gate open as long as it is bound; others close it when idle. */
  readonly keepsClock: boolean;
  /** Clocks of the M4's resource node: names in the device tree, and sources in the order of `clocks.ts`. */
  readonly clocks: readonly (readonly [name: string, source: string])[];
};

type Flag = '' | 'resets' | 'keeps' | 'both';
type Row = readonly [id: number, node: string, driver: string, bus: GateBus, bit: number, flag: Flag, clocks: string];

/** Clocks are written `name=source`, separated by commas; the name may be empty. */
const rows: readonly Row[] = [
  [3, 'serial@5c000000', 'stm32-usart', 'APB5', 4, '', ''],
  [4, 'spi@5c001000', 'spi_stm32', 'APB5', 0, 'resets', ''],
  [5, 'i2c@5c002000', 'stm32f7-i2c', 'APB5', 2, 'resets', ''],
  [7, 'rng@54003000', 'stm32-rng', 'AHB5', 6, 'resets', ''],
  [8, 'hash@54002000', 'stm32-hash', 'AHB5', 5, 'resets', ''],
  [9, 'cryp@54001000', 'stm32-cryp', 'AHB5', 4, 'resets', ''],
  [12, 'i2c@5c009000', 'stm32f7-i2c', 'APB5', 3, 'resets', ''],
  [16, 'timer@40000000', 'stm32-timers', 'APB1', 0, '', 'int=timg1'],
  [17, 'timer@40001000', 'stm32-timers', 'APB1', 1, '', 'int=timg1'],
  [18, 'timer@40002000', 'stm32-timers', 'APB1', 2, '', 'int=timg1'],
  [19, 'timer@40003000', 'stm32-timers', 'APB1', 3, '', 'int=timg1'],
  [20, 'timer@40004000', 'stm32-timers', 'APB1', 4, '', 'int=timg1'],
  [21, 'timer@40005000', 'stm32-timers', 'APB1', 5, '', 'int=timg1'],
  [22, 'timer@40006000', 'stm32-timers', 'APB1', 6, '', 'int=timg1'],
  [23, 'timer@40007000', 'stm32-timers', 'APB1', 7, '', 'int=timg1'],
  [24, 'timer@40008000', 'stm32-timers', 'APB1', 8, '', 'int=timg1'],
  [25, 'timer@40009000', 'stm32-lptimer', 'APB1', 9, '', 'mux=lptim1'],
  [27, 'spi@4000b000', 'spi_stm32', 'APB1', 11, 'resets', '=spi23'],
  [28, 'spi@4000c000', 'spi_stm32', 'APB1', 12, 'resets', '=spi23'],
  [29, 'audio-controller@4000d000', 'stm32-spdifrx', 'APB1', 26, '', 'kclk=spdif'],
  [30, 'serial@4000e000', 'stm32-usart', 'APB1', 14, '', '=uart24'],
  [31, 'serial@4000f000', 'stm32-usart', 'APB1', 15, '', '=uart35'],
  // The console.
  [32, 'serial@40010000', 'stm32-usart', 'APB1', 16, 'keeps', '=uart24'],
  [33, 'serial@40011000', 'stm32-usart', 'APB1', 17, '', '=uart35'],
  [34, 'i2c@40012000', 'stm32f7-i2c', 'APB1', 21, 'resets', '=i2c12'],
  [35, 'i2c@40013000', 'stm32f7-i2c', 'APB1', 22, 'resets', '=i2c12'],
  [36, 'i2c@40014000', 'stm32f7-i2c', 'APB1', 23, 'resets', '=i2c35'],
  [37, 'i2c@40015000', 'stm32f7-i2c', 'APB1', 24, 'resets', '=i2c35'],
  [38, 'cec@40016000', 'stm32-cec', 'APB1', 27, '', 'cec=cec,hdmi-cec=lse'],
  [39, 'dac@40017000', 'stm32-dac-core', 'APB1', 29, 'resets', 'pclk=pclk1'],
  [40, 'serial@40018000', 'stm32-usart', 'APB1', 18, '', '=uart78'],
  [41, 'serial@40019000', 'stm32-usart', 'APB1', 19, '', '=uart78'],
  [48, 'timer@44000000', 'stm32-timers', 'APB2', 0, '', 'int=timg2'],
  [49, 'timer@44001000', 'stm32-timers', 'APB2', 1, '', 'int=timg2'],
  [51, 'serial@44003000', 'stm32-usart', 'APB2', 13, '', '=uart6'],
  [52, 'spi@44004000', 'spi_stm32', 'APB2', 8, 'resets', '=spi1'],
  [53, 'spi@44005000', 'spi_stm32', 'APB2', 9, 'resets', '=spi45'],
  [54, 'timer@44006000', 'stm32-timers', 'APB2', 2, '', 'int=timg2'],
  [55, 'timer@44007000', 'stm32-timers', 'APB2', 3, '', 'int=timg2'],
  [56, 'timer@44008000', 'stm32-timers', 'APB2', 4, '', 'int=timg2'],
  [57, 'spi@44009000', 'spi_stm32', 'APB2', 10, 'resets', '=spi45'],
  [58, 'sai@4400a000', 'stm32-sai', 'APB2', 16, 'resets', 'sai_ck=sai1'],
  [59, 'sai@4400b000', 'stm32-sai', 'APB2', 17, 'resets', 'sai_ck=sai2'],
  [60, 'sai@4400c000', 'stm32-sai', 'APB2', 18, 'resets', 'sai_ck=sai3'],
  [61, 'dfsdm@4400d000', 'stm32-dfsdm', 'APB2', 20, '', 'dfsdm=mcu,audio=sai1'],
  [62, 'can@4400e000', 'm_can_platform', 'APB2', 24, '', 'hclk=hse,cclk=fdcan'],
  [64, 'timer@50021000', 'stm32-lptimer', 'APB3', 0, '', 'mux=lptim23'],
  [65, 'timer@50022000', 'stm32-lptimer', 'APB3', 1, '', 'mux=lptim23'],
  [66, 'timer@50023000', 'stm32-lptimer', 'APB3', 2, '', 'mux=lptim45'],
  [67, 'timer@50024000', 'stm32-lptimer', 'APB3', 3, '', 'mux=lptim45'],
  [68, 'sai@50027000', 'stm32-sai', 'APB3', 8, 'resets', 'sai_ck=sai4'],
  [69, 'vrefbuf@50025000', 'stm32-vrefbuf', 'APB3', 13, '', ''],
  [70, 'dcmi@4c006000', 'stm32-dcmi', 'AHB3', 0, 'resets', 'mclk=mcu'],
  [71, 'crc@4c004000', '', 'AHB3', 7, '', '=mcu'],
  [72, 'adc@48003000', 'stm32-adc-core', 'AHB2', 5, '', 'bus=mcu,adc=adc'],
  [73, 'hash@4c002000', '', 'AHB3', 5, '', '=mcu'],
  [74, 'rng@4c003000', '', 'AHB3', 6, '', '=rng2'],
  [75, 'cryp@4c005000', '', 'AHB3', 4, '', '=mcu'],
  [85, 'usb-otg@49000000', 'dwc2', 'AHB2', 8, '', 'otg=usbo'],
  [86, 'mmc@48004000', 'mmci-pl18x', 'AHB2', 16, '', '=sdmmc3'],
  [88, 'dma-controller@48000000', 'stm32-dma', 'AHB2', 0, 'resets', '=mcu'],
  [89, 'dma-controller@48001000', 'stm32-dma', 'AHB2', 1, 'resets', '=mcu'],
  [90, 'dma-router@48002000', 'stm32-dmamux', 'AHB2', 2, 'resets', '=mcu'],
  [91, 'memory-controller@58002000', 'stm32_fmc2_ebi', 'AHB6', 12, 'both', ''],
  [92, 'spi@58003000', 'stm32-qspi', 'AHB6', 14, 'resets', '=qspi'],
  [94, 'ethernet@5800a000', 'stm32-dwmac', 'AHB6', 10, 'keeps', ''],
];

export const peripherals: readonly Peripheral[] = rows.map(([id, node, driver, bus, bit, flag, clocks]) => ({
  id,
  base: Number.parseInt(node.split('@')[1] ?? '', 16),
  node,
  driver,
  bus,
  bit,
  resets: flag === 'resets' || flag === 'both',
  keepsClock: flag === 'keeps' || flag === 'both',
  clocks: clocks === '' ? [] : clocks.split(',').map((clock) => splitClock(clock)),
}));

function splitClock(clock: string): readonly [string, string] {
  const [name = '', source = ''] = clock.split('=');
  return [name, source];
}

/** `4000e000.serial`, as the platform bus calls the device. */
export const deviceOf = ({ node, base }: Peripheral): string =>
  `${base.toString(16)}.${node.slice(0, node.indexOf('@'))}`;

/** The M4's nodes are named as Linux' were when they were written. */
const m4Names: Readonly<Record<number, string>> = {
  86: 'sdmmc@48004000',
  88: 'dma@48000000',
  89: 'dma@48001000',
  92: 'qspi@58003000',
};
/** Name of the node under m4_system_resources. */
export const m4NodeOf = ({ id, node }: Peripheral): string => m4Names[id] ?? node;

/** Offsets in RCC: the A7's gates, and the resets. Set registers; the clear register follows. */
export const rccOffsets: Readonly<Record<GateBus, { readonly gate: number; readonly reset: number }>> = {
  APB1: { gate: 0xa00, reset: 0x980 },
  APB2: { gate: 0xa08, reset: 0x988 },
  APB3: { gate: 0xa10, reset: 0x990 },
  APB5: { gate: 0x208, reset: 0x188 },
  AHB2: { gate: 0xa18, reset: 0x998 },
  AHB3: { gate: 0xa20, reset: 0x9a0 },
  AHB5: { gate: 0x210, reset: 0x190 },
  AHB6: { gate: 0x218, reset: 0x198 },
};
