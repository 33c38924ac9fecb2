/** A place in the shown text and the byte that it stands for. */
import { expect, it } from 'vitest';
import { byteAtOffset, nextByte, textAround } from './byte-in-text';

it.each([
  ['plain letters count one by one', 'hello\n', 1, 1],
  ['a newline is one arrow', 'ab\ncd', 3, 3],
  ['a control character is shown as four', 'a\x07b', 5, 2],
  ['any of the four is that character', 'a\x07b', 3, 1],
  ['letters beyond ASCII take two bytes', 'äb', 1, 2],
  ['beyond the end is the last byte', 'hello', 40, 4],
])('%s', (_what, text, offset, byte) => {
  expect(byteAtOffset(text, offset)).toBe(byte);
});

it('cuts the text at a byte', () => {
  expect(textAround('hello\n', 1)).toEqual({ before: 'h', letter: 'e', after: 'llo⏎' });
  expect(textAround('hello\n', 5)).toEqual({ before: 'hello', letter: '⏎', after: '' });
  expect(textAround('hello', 5)).toBeUndefined();
});

it('goes from character to character and stays at the ends', () => {
  expect([nextByte('aäb', 0, 1), nextByte('aäb', 1, 1), nextByte('aäb', 3, 1), nextByte('aäb', 0, -1)]).toEqual([
    1, 3, 3, 0,
  ]);
});
