/** Frequencies worked out from selectors and dividers, as firmware's SystemCoreClockUpdate does it. Source: RM0436, RCC. */

const oscillators = { hsi: 64_000_000, hse: 24_000_000, csi: 4_000_000, lse: 32_768, lsi: 32_000 } as const;
export type ReadWord = (register: string) => number;

const field = (word: number, lsb: number, width: number): number => (word >>> lsb) & ((1 << width) - 1);

const outputs = { p: { gate: 4, lsb: 0 }, q: { gate: 5, lsb: 8 } } as const;

/** An output of PLL3 or PLL4 in Hz; 0 while the PLL or the output is off. */
function pll(word: ReadWord, n: 3 | 4, output: keyof typeof outputs): number {
  const { gate, lsb } = outputs[output];
  const control = word(`PLL${n}CR`);
  if ((control & 1) === 0 || field(control, gate, 1) === 0) return 0;
  const source = [oscillators.hsi, oscillators.hse, oscillators.csi, 0][field(word(`RCK${n}SELR`), 0, 2)] ?? 0;
  const cfgr1 = word(`PLL${n}CFGR1`);
  const fraction = word(`PLL${n}FRACR`);
  const multiplier = field(cfgr1, 0, 9) + 1 + (field(fraction, 16, 1) === 1 ? field(fraction, 3, 13) / 8192 : 0);
  return ((source / (field(cfgr1, 16, 6) + 1)) * multiplier) / (field(word(`PLL${n}CFGR2`), lsb, 7) + 1);
}

/** Bus clock of APB1, APB2 or APB3 in Hz. */
export const pclkHz = (word: ReadWord, bus: 1 | 2 | 3): number =>
  mcuHz(word) / 2 ** Math.min(field(word(`APB${bus}DIVR`), 0, 3), 4);

/** Clock of the timers on APB1 or APB2 in Hz: the M4's, unless the bus is much slower. Source: RM0436, RCC_TIMGxPRER. */
export function timerHz(word: ReadWord, bus: 1 | 2): number {
  const divider = 2 ** Math.min(field(word(`APB${bus}DIVR`), 0, 3), 4);
  const regained = field(word(`TIMG${bus}PRER`), 0, 1) === 1 ? 4 : 2;
  return mcuHz(word) / Math.max(1, divider / regained);
}

/** The M4's clock in Hz. */
export function mcuHz(word: ReadWord): number {
  const hsi = dividedHsi(word);
  const source = [hsi, oscillators.hse, oscillators.csi, pll(word, 3, 'p')][field(word('MSSCKSELR'), 0, 2)] ?? 0;
  const divided = source / 2 ** Math.min(field(word('MCUDIVR'), 0, 4), 9);
  // A selected source that is off would stop the core for ever; the hardware does not switch to it either.
  return Math.round(divided === 0 ? hsi : divided);
}

const dividedHsi = (word: ReadWord): number => oscillators.hsi / 2 ** field(word('HSICFGR'), 0, 2);

const ready = (word: ReadWord, bit: number, hz: number): number => (field(word('OCRDYR'), bit, 1) === 1 ? hz : 0);

type Source = `pclk${1 | 2 | 3}` | 'pll3 q' | `pll4 ${'p' | 'q'}` | 'hsi' | 'csi' | 'hse' | 'lse' | 'lsi' | 'per';
/** What a kernel clock may come from, each in Hz, 0 while it is off. */
const sources: Readonly<Record<Source, (word: ReadWord) => number>> = {
  pclk1: (word) => pclkHz(word, 1),
  pclk2: (word) => pclkHz(word, 2),
  pclk3: (word) => pclkHz(word, 3),
  'pll3 q': (word) => pll(word, 3, 'q'),
  'pll4 p': (word) => pll(word, 4, 'p'),
  'pll4 q': (word) => pll(word, 4, 'q'),
  hsi: (word) => ready(word, 0, dividedHsi(word)),
  csi: (word) => ready(word, 4, oscillators.csi),
  hse: (word) => ready(word, 8, oscillators.hse),
  lse: (word) => (field(word('BDCR'), 2, 1) === 1 ? oscillators.lse : 0),
  lsi: (word) => (field(word('RDLSICR'), 1, 1) === 1 ? oscillators.lsi : 0),
  per: (word) => {
    const chosen = (['hsi', 'csi', 'hse'] as const)[field(word('CPERCKSELR'), 0, 2)];
    return chosen === undefined ? 0 : sources[chosen](word);
  },
};

const uart: readonly Source[] = ['pclk1', 'pll4 q', 'hsi', 'csi', 'hse'];
/** By the number in the selector's lowest three bits. Source: RM0436, RCC_xCKSELR. */
const selectors = {
  UART6CKSELR: ['pclk2', 'pll4 q', 'hsi', 'csi', 'hse'],
  UART24CKSELR: uart,
  UART35CKSELR: uart,
  UART78CKSELR: uart,
  LPTIM1CKSELR: ['pclk1', 'pll4 p', 'pll3 q', 'lse', 'lsi', 'per'],
  LPTIM23CKSELR: ['pclk3', 'pll4 q', 'per', 'lse', 'lsi'],
  LPTIM45CKSELR: ['pclk3', 'pll4 p', 'pll3 q', 'lse', 'lsi', 'per'],
} satisfies Readonly<Record<string, readonly Source[]>>;
export type KernelClock = keyof typeof selectors;

/** The clock that a selector lets through, in Hz; 0 when it is off. */
export function kernelHz(word: ReadWord, selector: KernelClock): number {
  const source: Source | undefined = selectors[selector][field(word(selector), 0, 3)];
  return source === undefined ? 0 : sources[source](word);
}
