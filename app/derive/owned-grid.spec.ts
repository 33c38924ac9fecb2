/** Names in narrow cells. */
import { expect, it } from 'vitest';
import { nameLines } from './owned-grid';

it('keeps a name that fits in one line', () => {
  expect(nameLines('USART1', 6)).toEqual(['USART1']);
});

it.each([
  ['USART1', 'USART', '1'],
  ['BKPSRAM', 'BKP', 'SRAM'],
  ['RETRAM', 'RET', 'RAM'],
  ['DMAMUX1', 'DMA', 'MUX1'],
  ['DLYB_SDMMC3', 'DLYB', 'SDMMC3'],
  ['USB OTG', 'USB', 'OTG'],
  ['SPDIFRX', 'SPDIF', 'RX'],
  ['ABCDEF', 'ABC', 'DEF'],
])('breaks %s where a reader would', (name, first, second) => {
  expect(nameLines(name, 5)).toEqual([first, second]);
});
