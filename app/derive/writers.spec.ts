/** The answer to "who wrote this byte last?". */
import { expect, it } from 'vitest';
import type { WrittenRange } from '../../sim-worker/contract/memory-map';
import { acts, byteMarks, writerAt, writerSentence } from './writers';

const run = {
  address: 0x1004_0132,
  length: 2,
  by: 'm4',
  pc: 0x1000_0a12,
  symbol: 'give_back+0x1c',
  time: 1_000,
  event: 7,
} as const;
const ranges: readonly WrittenRange[] = [
  {
    address: 0x1004_0130,
    length: 16,
    watched: true,
    runs: [run, { ...run, address: 0x1004_0134, by: 'a7', pc: undefined }],
  },
  { address: 0x1000_0000, length: 16, watched: false, runs: [] },
];

it('names the side, the function and the age', () => {
  expect(writerSentence(ranges, 0x1004_0133, 20_000)).toBe('M4 in give_back+0x1c, 19.0 µs ago');
  expect(writerSentence(ranges, 0x1004_0135, 20_000)).toBe('Linux, 19.0 µs ago');
});

it('names the address where there is no symbol', () => {
  const [range] = ranges;
  expect(writerSentence([{ ...range!, runs: [{ ...run, symbol: '' }] }], 0x1004_0132, 1_000)).toBe(
    'M4 in 0x10000a12, 0 ns ago',
  );
});

it('marks each byte with its writer, without an age that changes', () => {
  const { ownerAt, titleAt } = byteMarks(ranges);
  expect([0x1004_0131, 0x1004_0132, 0x1004_0133, 0x1004_0134].map(ownerAt)).toEqual([undefined, 'm4', 'm4', 'a7']);
  expect(titleAt(0x1004_0133)).toBe('last written by M4 in give_back+0x1c');
});

it('joins what one function wrote for one reason', () => {
  const next = { ...run, address: 0x1004_0134, pc: 0x1000_0a20, symbol: 'give_back+0x2a', time: 1_200 };
  const other = { ...next, address: 0x1004_0136, event: 8 };
  expect(acts([run, next, other])).toEqual([{ ...run, length: 4, symbol: 'give_back', time: 1_200 }, other]);
});

it('tells a byte that nobody wrote from one that nobody watches', () => {
  expect(writerAt(ranges, 0x1004_0130)).toBeUndefined();
  expect(writerSentence(ranges, 0x1004_0130, 0)).toBe('nobody since the board came up');
  expect(writerSentence(ranges, 0x1000_0004, 0)).toMatch(/^not noted here/);
  expect(writerSentence(ranges, 0x2000_0000, 0)).toBe('');
});
