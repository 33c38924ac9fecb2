/** Rates of the peripherals' kernel clocks as the common clock framework works them out from RCC. Source: drivers/clk/stm32/clk-stm32mp1.c; RM0436, RCC. */
import type { LinuxBus } from '../kernel/ports';

const rcc = 0x5000_0000;
const at = {
  hsiDivider: 0x018,
  perSelector: 0x0d0,
  mcuSelector: 0x048,
  mcuDivider: 0x830,
  apb1Divider: 0x834,
  apb2Divider: 0x838,
  apb3Divider: 0x83c,
  timers1: 0x828,
  timers2: 0x82c,
  pll3: { reference: 0x820, block: 0x880 },
  pll4: { reference: 0x824, block: 0x894 },
} as const;
const crystals = { hse: 24_000_000, csi: 4_000_000, lse: 32_768, lsi: 32_000 } as const;
const hsi = 64_000_000;

/** Selector of a kernel clock: offset in RCC, and what each of its values takes. */
const selectors: Readonly<Record<string, readonly [offset: number, ...sources: readonly string[]]>> = {
  i2c12: [0x8c0, 'pclk1', 'pll4r', 'hsi', 'csi'],
  i2c35: [0x8c4, 'pclk1', 'pll4r', 'hsi', 'csi'],
  sai1: [0x8c8, 'pll4q', 'pll3q', '', 'per', 'pll3r'],
  sai2: [0x8cc, 'pll4q', 'pll3q', '', 'per', '', 'pll3r'],
  sai3: [0x8d0, 'pll4q', 'pll3q', '', 'per', 'pll3r'],
  sai4: [0x8d4, 'pll4q', 'pll3q', '', 'per', 'pll3r'],
  spi1: [0x8d8, 'pll4p', 'pll3q', '', 'per', 'pll3r'],
  spi23: [0x8dc, 'pll4p', 'pll3q', '', 'per', 'pll3r'],
  spi45: [0x8e0, 'pclk2', 'pll4q', 'hsi', 'csi', 'hse'],
  uart6: [0x8e4, 'pclk2', 'pll4q', 'hsi', 'csi', 'hse'],
  uart24: [0x8e8, 'pclk1', 'pll4q', 'hsi', 'csi', 'hse'],
  uart35: [0x8ec, 'pclk1', 'pll4q', 'hsi', 'csi', 'hse'],
  uart78: [0x8f0, 'pclk1', 'pll4q', 'hsi', 'csi', 'hse'],
  sdmmc3: [0x8f8, 'mcu', 'pll3r', 'pll4p', 'hsi'],
  qspi: [0x900, '', 'pll3r', 'pll4p', 'per'],
  fdcan: [0x90c, 'hse', 'pll3q', 'pll4q', 'pll4r'],
  spdif: [0x914, 'pll4p', 'pll3q', 'hsi'],
  cec: [0x918, 'lse', 'lsi', 'csi'],
  rng2: [0x920, 'csi', 'pll4r', 'lse', 'lsi'],
  adc: [0x928, 'pll4r', 'per', 'pll3q'],
  lptim45: [0x92c, 'pclk3', 'pll4p', 'pll3q', 'lse', 'lsi', 'per'],
  lptim23: [0x930, 'pclk3', 'pll4q', 'per', 'lse', 'lsi'],
  lptim1: [0x934, 'pclk1', 'pll4p', 'pll3q', 'lse', 'lsi', 'per'],
};

const field = (word: number, lsb: number, width: number): number => (word >>> lsb) & ((1 << width) - 1);
type Pll = { readonly reference: number; readonly block: number };

export class Clocks {
  readonly #bus: LinuxBus;

  constructor(bus: LinuxBus) {
    this.#bus = bus;
  }

  /** In Hz; 0 for a source that is off or not modelled (the AXI clock, the USB PHY, pins). The framework's dividers round up. */
  rate(source: string): number {
    const selector = selectors[source];
    if (selector !== undefined) {
      const [offset, ...sources] = selector;
      return this.rate(sources[field(this.#word(offset), 0, 3)] ?? '');
    }
    const pll = /^pll([34])([pqr])$/.exec(source);
    if (pll !== null) return this.#pll(pll[1] === '3' ? at.pll3 : at.pll4, 'pqr'.indexOf(pll[2] ?? ''));
    if (source in crystals) return crystals[source as keyof typeof crystals];
    return this.#busRate(source);
  }

  #busRate(source: string): number {
    switch (source) {
      case 'hsi':
        return hsi / 2 ** field(this.#word(at.hsiDivider), 0, 2);
      case 'per':
        return this.rate(['hsi', 'csi', 'hse'][field(this.#word(at.perSelector), 0, 2)] ?? '');
      case 'mcu': {
        const mcu = ['hsi', 'hse', 'csi', 'pll3p'][field(this.#word(at.mcuSelector), 0, 2)] ?? '';
        return Math.ceil(this.rate(mcu) / 2 ** Math.min(field(this.#word(at.mcuDivider), 0, 4), 9));
      }
      case 'pclk1':
        return this.#divided(at.apb1Divider);
      case 'pclk2':
        return this.#divided(at.apb2Divider);
      case 'pclk3':
        return this.#divided(at.apb3Divider);
      case 'timg1':
        return this.#timers(at.apb1Divider, at.timers1);
      case 'timg2':
        return this.#timers(at.apb2Divider, at.timers2);
      default:
        return 0;
    }
  }

  #divided(divider: number): number {
    return Math.ceil(this.rate('mcu') / 2 ** Math.min(field(this.#word(divider), 0, 3), 4));
  }

  /** Twice the bus clock, four times where TIMGxPRE says so, and never more than the M4's clock. */
  #timers(divider: number, prescaler: number): number {
    const factor = field(this.#word(prescaler), 0, 1) === 1 ? 4 : 2;
    return Math.min(this.rate('mcu'), this.#divided(divider) * factor);
  }

  #pll({ reference: selector, block }: Pll, output: number): number {
    const control = this.#word(block);
    if ((control & 1) === 0 || field(control, 4 + output, 1) === 0) return 0;
    const source = this.rate(['hsi', 'hse', 'csi'][field(this.#word(selector), 0, 2)] ?? '');
    const multiplier = this.#word(block + 4);
    const fraction = this.#word(block + 12);
    const part = field(fraction, 16, 1) === 1 ? field(fraction, 3, 13) / 8192 : 0;
    const reference = source / (field(multiplier, 16, 6) + 1);
    const vco = Math.floor(reference * (field(multiplier, 0, 9) + 1)) + Math.floor(reference * part);
    return Math.ceil(vco / (field(this.#word(block + 8), 8 * output, 7) + 1));
  }

  #word(offset: number): number {
    return this.#bus.read(rcc + offset, 4);
  }
}
