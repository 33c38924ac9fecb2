/** What is typed into the palette finds what is meant. */
import { expect, it } from 'vitest';
import { fitting, ranked } from './fuzzy';

const items = ['Show Vrings', 'Show Memory', 'Show Memory map', 'Step one instruction, over calls', 'Run or pause'].map(
  (title) => ({ key: title, title }),
);
const found = (query: string, recent: readonly string[] = []): readonly string[] =>
  ranked(query, items, recent, 10).map(({ item }) => item.title);

it('takes letters in order, from the beginnings of words first', () => {
  expect(found('smm')[0]).toBe('Show Memory map');
  expect(found('vri')).toEqual(['Show Vrings']);
});

it('takes words in any order', () => {
  expect(found('over step')).toEqual(['Step one instruction, over calls']);
});

it('finds nothing where a letter is missing', () => {
  expect(fitting('xyz', 'Run or pause')).toBeUndefined();
  expect(found('xyz')).toEqual([]);
});

it('prefers the shorter of two that fit alike', () => {
  expect(found('memory')[0]).toBe('Show Memory');
});

it('puts what was used lately first, while nothing is typed and among equals', () => {
  expect(found('', ['Run or pause'])[0]).toBe('Run or pause');
  expect(found('memory', ['Show Memory map'])[0]).toBe('Show Memory map');
});

it('tells which letters fitted', () => {
  expect(fitting('run', 'Run or pause')?.at).toEqual([0, 1, 2]);
});
