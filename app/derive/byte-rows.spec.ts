/** Memory rows and typed addresses. */
import { expect, it } from 'vitest';
import { byteAfterKey, parseAddress, rowsOf } from './byte-rows';

it('lays bytes out in rows of sixteen, with text', () => {
  const bytes = [...'hello\n'].map((c) => c.charCodeAt(0));
  const rows = rowsOf({ address: 0x1004_2410, bytes: [...bytes, ...new Array(11).fill(0)] });
  expect(rows.map((row) => row.address)).toEqual([0x1004_2410, 0x1004_2420]);
  expect(rows[0]?.cells.slice(0, 7).map((cell) => cell.text)).toEqual(['68', '65', '6c', '6c', '6f', '0a', '00']);
  expect(rows[0]?.text).toBe('hello···········');
});

it('lays them out in rows of eight where there is no room', () => {
  const rows = rowsOf({ address: 0x1000, bytes: new Array(16).fill(0x41) }, 8);
  expect(rows.map(({ address, text }) => [address, text])).toEqual([
    [0x1000, 'AAAAAAAA'],
    [0x1008, 'AAAAAAAA'],
  ]);
});

it('shows holes as holes', () => {
  const [row] = rowsOf({ address: 0, bytes: [undefined, 1] });
  expect(row?.cells.map((cell) => cell.text)).toEqual(['··', '01']);
});

it.each([
  ['0x10040000', 0x1004_0000],
  ['10040000', 0x1004_0000],
  [' 0X1000_0000 ', 0x1000_0000],
  ['main', undefined],
  ['', undefined],
  ['123456789', undefined],
])('reads %j', (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

it.each([
  ['ArrowLeft', 0x1004_0104],
  ['ArrowDown', 0x1004_0115],
  ['ArrowUp', 0x1004_00f5],
  ['Home', 0x1004_0100],
  ['End', 0x1004_010f],
  ['Enter', undefined],
])('%s moves in rows of sixteen', (key, to) => {
  expect(byteAfterKey(key, 0x1004_0105, 16)).toBe(to);
});
