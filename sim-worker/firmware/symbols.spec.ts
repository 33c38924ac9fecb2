/** Names and addresses. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readElf } from './elf';
import type { ElfSymbol } from './elf-symbols';
import { SymbolTable } from './symbols';

const symbol = (name: string, address: number, size: number, more: Partial<ElfSymbol> = {}): ElfSymbol => ({
  name,
  address,
  size,
  kind: 'function',
  binding: 'global',
  section: 1,
  ...more,
});

describe('SymbolTable', () => {
  const table = new SymbolTable([
    symbol('second', 0x120, 0x10),
    symbol('first', 0x100, 0x10),
    symbol('NMI_Handler', 0x120, 0x10, { binding: 'weak' }),
    symbol('around', 0x200, 0x40),
    symbol('inside', 0x210, 4),
    symbol('loop', 0x220, 0, { kind: 'label' }),
    symbol('start_of_loop', 0x300, 0, { kind: 'label' }),
    symbol('stack_top', 0x310, 0, { kind: 'absolute', section: undefined }),
    symbol('twice', 0x400, 4, { binding: 'local' }),
    symbol('twice', 0x500, 4),
  ]);

  it('finds the function around an address', () => {
    expect(table.nameAt(0x100)).toEqual({ name: 'first', offset: 0 });
    expect(table.nameAt(0x10f)).toEqual({ name: 'first', offset: 15 });
  });

  it('finds nothing in a gap and before the first symbol', () => {
    expect(table.nameAt(0x110)).toBeUndefined();
    expect(table.nameAt(0)).toBeUndefined();
  });

  it('prefers the strong name to a weak alias', () => {
    expect(table.nameAt(0x124)?.name).toBe('second');
  });

  it('sees the larger function again behind a smaller one inside it', () => {
    expect(table.nameAt(0x212)).toEqual({ name: 'inside', offset: 2 });
    expect(table.nameAt(0x214)).toEqual({ name: 'around', offset: 0x14 });
    expect(table.nameAt(0x224)).toEqual({ name: 'around', offset: 0x24 });
  });

  it('lets a label without size reach to the next symbol, but not for ever', () => {
    expect(table.nameAt(0x320)).toEqual({ name: 'start_of_loop', offset: 0x20 });
    expect(new SymbolTable([symbol('label', 0x1000, 0)]).nameAt(0x1000 + 4096)).toBeUndefined();
  });

  it('gives addresses, of the global symbol when there are two', () => {
    expect(table.addressOf('twice')).toBe(0x500);
    expect(table.addressOf('stack_top')).toBe(0x310);
    expect(table.addressOf('nobody')).toBeUndefined();
  });
});

describe('SymbolTable on the echo demo', () => {
  const elf = readElf(new Uint8Array(readFileSync('public/demos/tty-echo/tty-echo.elf')));
  const table = new SymbolTable(elf.symbols, elf.mappings);

  it('names every instruction of a function', () => {
    const main = table.symbolNamed('main');
    if (main === undefined) throw new Error('no main');
    for (let address = main.address; address < main.address + main.size; address += 2) {
      expect(table.nameAt(address)).toEqual({ name: 'main', offset: address - main.address });
    }
  });

  it('knows no name for the vrings, although the stack top has their address', () => {
    expect(table.addressOf('__StackTop')).toBe(0x1004_0000);
    expect(table.nameAt(0x1004_0000)).toBeUndefined();
  });

  it('tells code from the constants behind it', () => {
    const sleep = table.symbolNamed('ipcc_sleep');
    if (sleep === undefined) throw new Error('no ipcc_sleep');
    expect(table.contentAt(sleep.address)).toBe('thumb');
    expect(table.contentAt(sleep.address + sleep.size - 4)).toBe('data');
    expect(new SymbolTable([]).contentAt(0)).toBeUndefined();
  });
});
