/** Editing the shell's line. */
import { expect, it } from 'vitest';
import { applyCompletion, type EditLine, emptyLine, keysOf, pressKey } from './line-editor';

function type(data: string, from: EditLine = emptyLine): { line: EditLine; sent: string[] } {
  const sent: string[] = [];
  let line = from;
  for (const key of keysOf(data)) {
    const result = pressKey(line, key);
    line = result.line;
    if (result.send !== undefined) sent.push(result.send);
  }
  return { line, sent };
}
const esc = '\u001b';

it('splits a paste into keys and sequences', () => {
  expect(keysOf(`a${esc}[D${esc}[3~é\r\n`)).toEqual(['a', `${esc}[D`, `${esc}[3~`, 'é', '\r']);
});

it('sends a line on Enter and begins a new one', () => {
  const { line, sent } = type('ls /dev\r');
  expect(sent).toEqual(['ls /dev\n']);
  expect(line).toMatchObject({ text: '', cursor: 0, history: ['ls /dev'] });
});

it('sends every line of a paste', () => {
  expect(type('one\ntwo\r\nthree').sent).toEqual(['one\n', 'two\n']);
});

it('edits in the middle', () => {
  expect(type(`helo${esc}[Dl`).line).toMatchObject({ text: 'hello', cursor: 4 });
  expect(type(`abc${esc}[H${esc}[3~`).line).toMatchObject({ text: 'bc', cursor: 0 });
  expect(type('abc\u007f\u007f').line.text).toBe('a');
  expect(type(`cat /dev/tty\u0017`).line.text).toBe('cat ');
  expect(type(`abc${esc}[D\u0015`).line).toMatchObject({ text: 'c', cursor: 0 });
  expect(type(`abc\u0001\u000b`).line.text).toBe('');
});

it('walks the history and comes back to the draft', () => {
  const { line } = type('first\rsecond\rdra');
  const up = type(`${esc}[A`, line).line;
  expect(up.text).toBe('second');
  expect(type(`${esc}[A`, up).line.text).toBe('first');
  expect(type(`${esc}[A${esc}[A`, up).line.text).toBe('first');
  expect(type(`${esc}[B`, up).line.text).toBe('dra');
});

it('keeps no empty and no repeated lines', () => {
  expect(type('ls\rls\r\r').line.history).toEqual(['ls']);
});

it('sends Ctrl-C at once and Ctrl-D on an empty line only', () => {
  expect(type('half a li\u0003')).toMatchObject({ sent: ['\u0003'], line: { text: '' } });
  expect(type('\u0004').sent).toEqual(['\u0004']);
  expect(type('ab\u0001\u0004')).toMatchObject({ sent: [], line: { text: 'b' } });
});

it('ignores keys that mean nothing here', () => {
  expect(type(`${esc}[5~${esc}x\u0007`).line).toEqual(emptyLine);
});

it('completes as far as all words agree, and shows them when that adds nothing', () => {
  const complete = (
    text: string,
    from: number,
    ...words: readonly string[]
  ): readonly [string, number, readonly string[]] => {
    const { line, choices } = applyCompletion(type(text).line, { from, words });
    return [line.text, line.cursor, choices];
  };
  expect(complete('ca', 0, 'cat')).toEqual(['cat ', 4, []]);
  expect(complete('ls /d', 3, '/dev/')).toEqual(['ls /dev/', 8, []]);
  expect(complete('cat t', 4, 'two', 'twelve')).toEqual(['cat tw', 6, []]);
  expect(complete('cat tw', 4, 'two', 'twelve')).toEqual(['cat tw', 6, ['two', 'twelve']]);
  expect(complete('zzz', 0)).toEqual(['zzz', 3, []]);
  expect(complete(`una -a${esc}[D${esc}[D${esc}[D`, 0, 'uname')).toEqual(['uname -a', 5, []]);
});

it('sends Ctrl-Z and keeps the line', () => {
  expect(type('ab\u001a')).toMatchObject({ sent: ['\u001a'], line: { text: 'ab' } });
});
