/** Any text is either commands, or unfinished, or wrong in words: the parser and the shell never throw. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ms } from '../../contract/units';
import { Board } from './board.fixture';
import { parseShell } from './parser';

const pieces = [
  'echo',
  'a',
  ' ',
  ';',
  '&',
  '|',
  '&&',
  '>',
  '>>',
  '<',
  '2>&1',
  "'",
  '"',
  '\\',
  '$',
  '$A',
  '{',
  '}',
  '(',
  ')',
  '#',
  '*',
  '[',
  ']',
  '?',
  '=',
  '!',
  '\n',
  'é',
  '/tmp/x',
  'cat',
  '~',
  '0',
  '-n',
  '`',
  '%',
  '\0',
  'if ',
  'then ',
  'else ',
  'fi',
  'while ',
  'for i in ',
  'do ',
  'done',
  'case ',
  ' in ',
  ';;',
  'esac',
  '$(',
  '$((',
  '))',
  '${A:-',
  '<<E',
  '\nE\n',
  'f() ',
  '{ ',
  '; }',
  '1+',
  '! ',
  'break',
  'read x',
  'return ',
  'exec ',
  'sh -c ',
  'eval ',
];
const shellText = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));

it('parses any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), shellText), (text) => {
      expect(['list', 'incomplete', 'error']).toContain(parseShell(text).kind);
    }),
    { numRuns: 3000 },
  );
});

it('a quoted word comes out as it went in', () => {
  const word = fc.string({ unit: fc.constantFrom(...'ab $"\\*?;&|<>(){}`#~!=\t') }).filter((text) => text !== '');
  fc.assert(
    fc.property(word, (text) => {
      expect(new Board().script(`printf %s '${text}'`)).toBe(text);
    }),
    { numRuns: 300 },
  );
});

it('runs any text, alone and typed, and comes back to a prompt', () => {
  fc.assert(
    fc.property(shellText, (text) => {
      const board = new Board();
      board.shell.runScript(text);
      board.shell.type(`${text}\n`);
      board.run(ms(500));
      board.shell.type('\x03');
      board.run(ms(500));
      expect(board.shell.output.text.endsWith('root@stm32mp1:~# ')).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it('goes on from a copy in the middle of anything as it went on the first time', () => {
  fc.assert(
    fc.property(shellText, (text) => {
      const board = new Board();
      board.shell.runScript(text);
      board.run(ms(5));
      const saved = board.save();
      const goOn = (): string => {
        board.shell.type(`${text}\n`);
        board.run(ms(50));
        return board.shell.output.text;
      };
      const first = goOn();
      board.load(saved);
      expect(goOn()).toBe(first);
    }),
    { numRuns: 200 },
  );
});

it('remembers what was typed, as typed', () => {
  const parsed = parseShell('A=1 cat  /x 2>&1 | grep -v y && echo done &  true');
  if (parsed.kind !== 'list') throw new Error(parsed.kind);
  expect(parsed.items.map(({ text, background }) => [text, background])).toEqual([
    ['A=1 cat  /x 2>&1 | grep -v y && echo done', true],
    ['true', false],
  ]);
  expect(parsed.items[0]!.steps.map(({ when, pipeline }) => [when, pipeline.text])).toEqual([
    ['always', 'A=1 cat  /x 2>&1 | grep -v y'],
    ['success', 'echo done'],
  ]);
});
