/** The console's text grows, begins anew, and forgets its oldest part. */
import { expect, it } from 'vitest';
import { applyConsole, consoleWanted, emptyConsole, maxConsoleCharacters } from './console-mirror';

const add = (from: number, text: string) => ({ reset: false, from, text });

it('adds what follows and asks for the rest', () => {
  const text = applyConsole(applyConsole(emptyConsole, add(0, '# ')), add(2, 'ls\n'));
  expect(text.text).toBe('# ls\n');
  expect(text.generation).toBe(0);
  expect(consoleWanted(text)).toEqual({ have: 5 });
});

it('does not add a text twice', () => {
  const once = applyConsole(emptyConsole, add(0, 'hello'));
  expect(applyConsole(once, add(0, 'hello'))).toBe(once);
  expect(applyConsole(once, add(3, 'lo, world')).text).toBe('hello, world');
});

it('begins anew on a reset', () => {
  const old = applyConsole(emptyConsole, add(0, 'a long session'));
  const fresh = applyConsole(old, { reset: true, from: 0, text: '# ' });
  expect(fresh).toEqual({ text: '# ', dropped: 0, generation: 1 });
});

it('ignores a text that follows on something it does not have', () => {
  const forgotten = { text: '', dropped: 0, generation: 4 };
  expect(applyConsole(forgotten, add(500, 'tail'))).toBe(forgotten);
});

it('drops the oldest part and still counts it', () => {
  const long = applyConsole(
    applyConsole(emptyConsole, add(0, 'x'.repeat(maxConsoleCharacters))),
    add(maxConsoleCharacters, 'end'),
  );
  expect(long.text).toHaveLength(maxConsoleCharacters);
  expect(long.text.endsWith('end')).toBe(true);
  expect(long.dropped).toBe(3);
  expect(consoleWanted(long)).toEqual({ have: maxConsoleCharacters + 3 });
});
