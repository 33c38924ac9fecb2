/** Frequencies of a Linux-booted DK2, and what becomes of them when selectors and oscillators change. */
import { describe, expect, it } from 'vitest';
import { engineering, linuxBooted } from './boot-images';
import { kernelHz, mcuHz, pclkHz, timerHz } from './clock-tree';

const words =
  (image: Readonly<Record<string, number>>, changes: Readonly<Record<string, number>> = {}) =>
  (register: string): number =>
    ({ ...image, ...changes })[register] ?? 0;

describe('booted by Linux', () => {
  const word = words(linuxBooted);
  it('the M4 has 209 MHz from PLL3, its buses half of it', () => {
    expect([mcuHz(word), pclkHz(word, 1), pclkHz(word, 3)]).toEqual([208_877_930, 104_438_965, 104_438_965]);
  });

  it.each([
    [{}, 1],
    [{ APB1DIVR: 0 }, 1],
    [{ APB1DIVR: 2 }, 2],
    [{ APB1DIVR: 2, TIMG1PRER: 1 }, 1],
    [{ APB1DIVR: 4, TIMG1PRER: 1 }, 4],
  ])('with %o its timers have a clock divided by %i', (changes, divider) => {
    expect(timerHz(words(linuxBooted, changes), 1)).toBe(208_877_930 / divider);
  });

  it.each([
    ['UART24CKSELR', {}, 64e6],
    ['UART35CKSELR', { HSICFGR: 1 }, 32e6],
    ['UART35CKSELR', { UART35CKSELR: 0 }, 104_438_965],
    ['UART6CKSELR', { UART6CKSELR: 4 }, 24e6],
    ['UART78CKSELR', { UART78CKSELR: 1 }, 74.25e6],
    ['LPTIM1CKSELR', { LPTIM1CKSELR: 3 }, 32_768],
    ['LPTIM1CKSELR', { LPTIM1CKSELR: 1 }, 99e6],
    ['LPTIM45CKSELR', { LPTIM45CKSELR: 4 }, 32_000],
    ['LPTIM23CKSELR', { LPTIM23CKSELR: 2 }, 24e6],
  ] as const)('%s with %o: %d Hz', (selector, changes, hz) => {
    expect(kernelHz(words(linuxBooted, changes), selector)).toBe(hz);
  });

  it.each([
    ['that is not ready', 'UART24CKSELR', { OCRDYR: 0 }],
    ['whose PLL output is off', 'UART78CKSELR', { UART78CKSELR: 1, PLL4CR: 0x53 }],
    ['that does not exist', 'UART24CKSELR', { UART24CKSELR: 7 }],
    ['that is chosen to be off', 'LPTIM1CKSELR', { LPTIM1CKSELR: 6 }],
  ] as const)('a source %s gives nothing', (_what, selector, changes) => {
    expect(kernelHz(words(linuxBooted, changes), selector)).toBe(0);
  });
});

it('after the boot ROM alone the M4 has the 64 MHz of the HSI', () => {
  expect(mcuHz(words(engineering))).toBe(64e6);
});
