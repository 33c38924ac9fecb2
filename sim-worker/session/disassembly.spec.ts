/** Disassembly of the demo's ELF: code as instructions, literal pools as words. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';
import { disassembleAt } from './disassembly';

const target = bootedEcho('');
target.machine.run(ns(100e6));
const start = target.symbols.addressOf('Reset_Handler')!;
const end = target.symbols.addressOf('memcpy')!;
const lines = disassembleAt(target, start, 0, 60).filter(({ address }) => address < end);

it('shows a literal pool as words, with the symbol that each points at', () => {
  const data = lines.filter((line) => line.data);
  expect(data.length).toBeGreaterThan(3);
  expect(data.at(-1)!.address).toBe(end - 4);
  for (const { text, bytes } of data) expect(text).toMatch(new RegExp(`^\\.word 0x${bytes}`));
  expect(data.map(({ text }) => text)).toContain('.word 0x10020004 <resource_table>');
});

it('shows what stands before the pool as instructions, and the next function behind it', () => {
  const firstData = lines.findIndex((line) => line.data);
  expect(lines.slice(0, firstData).map(({ text }) => text.split(' ')[0])).toContain('ldr');
  expect(lines.slice(firstData).every((line) => line.data)).toBe(true);
  expect(disassembleAt(target, end, 0, 0)).toMatchObject([{ startsFunction: true, data: false, symbol: 'memcpy' }]);
});

it('gives a pointer to a function its name without the Thumb bit', () => {
  const vectors = disassembleAt(target, 0, 0, 3);
  expect(vectors[1]?.text).toMatch(/^\.word 0x1000\w{4} <Reset_Handler>$/);
});
