/** Frequencies worked out from selectors and dividers, as firmware's SystemCoreClockUpdate does it. Source: RM0436, RCC. */

const oscillators = { hsi: 64_000_000, hse: 24_000_000, csi: 4_000_000 } as const;
export type ReadWord = (register: string) => number;

const field = (word: number, lsb: number, width: number): number => (word >>> lsb) & ((1 << width) - 1);

/** PLL3_P in Hz; 0 while the PLL or its output is off. */
function pll3P(word: ReadWord): number {
  const control = word('PLL3CR');
  if ((control & 1) === 0 || field(control, 4, 1) === 0) return 0;
  const source = [oscillators.hsi, oscillators.hse, oscillators.csi, 0][field(word('RCK3SELR'), 0, 2)] ?? 0;
  const cfgr1 = word('PLL3CFGR1');
  const fraction = word('PLL3FRACR');
  const multiplier = field(cfgr1, 0, 9) + 1 + (field(fraction, 16, 1) === 1 ? field(fraction, 3, 13) / 8192 : 0);
  return ((source / (field(cfgr1, 16, 6) + 1)) * multiplier) / (field(word('PLL3CFGR2'), 0, 7) + 1);
}

/** Clock of the M4's timers and WWDG1 on APB1, in Hz. */
export const pclk1Hz = (word: ReadWord): number => mcuHz(word) / 2 ** Math.min(field(word('APB1DIVR'), 0, 3), 4);

/** The M4's clock in Hz. */
export function mcuHz(word: ReadWord): number {
  const hsi = oscillators.hsi / 2 ** field(word('HSICFGR'), 0, 2);
  const source = [hsi, oscillators.hse, oscillators.csi, pll3P(word)][field(word('MSSCKSELR'), 0, 2)] ?? 0;
  const divided = source / 2 ** Math.min(field(word('MCUDIVR'), 0, 4), 9);
  // A selected source that is off would stop the core for ever; the hardware does not switch to it either.
  return Math.round(divided === 0 ? hsi : divided);
}
