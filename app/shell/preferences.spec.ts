/** What is remembered between visits is checked word by word. */
import { expect, it } from 'vitest';
import { readPreferences } from './preferences';

const storage = (text: string | null): Storage => ({ getItem: () => text }) as unknown as Storage;

it('takes what it knows and leaves the rest', () => {
  const saved = { theme: 'dark', board: 'ev1', kernel: 'D', tree: 'st', boot: 'engineering' };
  expect(readPreferences(storage(JSON.stringify(saved)), false)).toEqual({ theme: 'dark', board: 'ev1', tree: 'st' });
});

it.each([null, 'not json', '{}', '"text"'])('follows the system without memory: %s', (text) => {
  expect(readPreferences(storage(text), true)).toEqual({ theme: 'dark' });
});
