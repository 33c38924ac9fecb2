/** The arithmetic of the bench's table. */
import { describe, expect, it } from 'vitest';
import { cellsOf, figuresOf, numberText, spreadOf, tableText } from './figures';
import type { Done } from './jobs';
import type { Row } from './rows';

const mips: Row = { name: 'loop', work: 'program', unit: 'MIPS', source: 'busy', silicon: 200, qemu: true };
const done = (amount: number, ms: number, instructions = 0): Done => ({ amount, instructions, ms });

describe('a spread', () => {
  it('has the middle of an odd number of values', () => {
    expect(spreadOf([9, 1, 5])).toEqual({ median: 5, least: 1, most: 9 });
  });
  it('has the mean of the two in the middle of an even number', () => {
    expect(spreadOf([4, 1, 10, 2])).toEqual({ median: 3, least: 1, most: 10 });
  });
});

describe('figures', () => {
  it('millions of instructions per wall second, and how often the real core fits into that', () => {
    const { value, silicon, qemu } = figuresOf(mips, [{ ours: done(3, 500, 150e6), qemu: undefined }]);
    expect(value.median).toBe(300);
    expect(silicon).toBe(1.5);
    expect(qemu).toBeUndefined();
  });
  it('compares amounts per time with QEMU round by round, so that a slow moment of the machine is one of both', () => {
    const rounds = [
      { ours: done(10, 100), qemu: done(20, 100) },
      { ours: done(10, 400), qemu: done(20, 400) },
      { ours: done(10, 100), qemu: done(5, 100) },
    ];
    expect(figuresOf(mips, rounds).qemu).toEqual({ median: 0.5, least: 0.5, most: 2 });
  });
  it('things per second, of which each unit of work has several', () => {
    const row: Row = { ...mips, unit: 'per second', times: 10 };
    expect(figuresOf(row, [{ ours: done(30, 100), qemu: undefined }]).value.median).toBe(3000);
  });
  it('milliseconds for each', () => {
    expect(figuresOf({ ...mips, unit: 'ms' }, [{ ours: done(4, 10), qemu: undefined }]).value.median).toBe(2.5);
  });
});

it.each([
  [1234567, '1,234,567'],
  [1042.4, '1,042'],
  [99.96, '100'],
  [31.26, '31.3'],
  [9.999, '10.0'],
  [4.267, '4.27'],
  [0.15, '0.15'],
])('%f is written %s', (value, text) => expect(numberText(value)).toBe(text));

it('the table is Markdown with columns of one width', () => {
  const ours = done(1, 1000, 418e6);
  const cells = cellsOf('loop', figuresOf(mips, [{ ours, qemu: done(2, 1000) }]));
  expect(cells).toEqual(['loop', 'MIPS', '418', '418–418', '2.09 ×', '0.50 ×', '0.50–0.50']);
  const lines = tableText([cells, ['a longer name', 'ms']]).split('\n');
  expect(lines).toHaveLength(4);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});
