/** Instructions of a file, told from data. */
import { describe, expect, it } from 'vitest';
import { decode, isWide } from '../cpu/isa/decode';
import { demoElf } from '../testing/echo-bench';
import { codePieces } from './code-pieces';
import { type ElfFile, readElf } from './elf';

const bytes = demoElf('tty-echo');
const elf = readElf(bytes);

/** All of the pieces are instructions. */
function expectCode(file: ElfFile): void {
  const pieces = codePieces(file, bytes);
  expect(pieces.length).toBeGreaterThan(10);
  for (const piece of pieces) {
    const half = (at: number): number => (piece.bytes[at] ?? 0) | ((piece.bytes[at + 1] ?? 0) << 8);
    for (let at = 0; at < piece.bytes.length; at += isWide(half(at)) ? 4 : 2) {
      const pc = piece.address + at;
      const found = decode(half(at), half(at + 2), pc, false) ?? decode(half(at), half(at + 2), pc, true);
      expect(found, `at ${pc.toString(16)}`).toBeDefined();
    }
  }
}

describe('pieces of code', () => {
  it('lie between the mapping symbols', () => {
    expectCode(elf);
  });

  it('are functions where there are no mapping symbols', () => {
    const main = elf.symbols.find(({ name }) => name === 'main')!;
    const pieces = codePieces({ ...elf, mappings: [] }, bytes);
    expect(pieces.map(({ address }) => address)).toContain(main.address);
    expect(pieces.find(({ address }) => address === main.address)?.bytes.length).toBe(main.size);
  });

  it('are none where the file has no symbols', () => {
    expect(codePieces({ ...elf, mappings: [], symbols: [] }, bytes)).toEqual([]);
  });
});
