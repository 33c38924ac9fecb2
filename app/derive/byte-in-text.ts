/** Which byte of a message a place in its shown text is: control characters are shown longer than they are, others may be several bytes. */
import { printable } from '../../sim-worker/contract/event-text';

export type TextByte = {
  /** The character as it is shown, and the text before and after it. */
  readonly before: string;
  readonly letter: string;
  readonly after: string;
};
const encoder = new TextEncoder();
const lengthOf = (letter: string): number => encoder.encode(letter).length;

/** The byte that stands at this offset of the printable text; the last one where the offset lies beyond. */
export function byteAtOffset(text: string, offset: number): number {
  let [shown, byte, last] = [0, 0, 0];
  for (const letter of text) {
    last = byte;
    shown += printable(letter).length;
    byte += lengthOf(letter);
    if (offset < shown) break;
  }
  return last;
}

/** The text around a byte; undefined where the text is shorter. */
export function textAround(text: string, byte: number): TextByte | undefined {
  let at = 0;
  let before = '';
  for (const letter of text) {
    const next = at + lengthOf(letter);
    if (byte < next) {
      const end = before.length + letter.length;
      return { before: printable(before), letter: printable(letter), after: printable(text.slice(end)) };
    }
    before += letter;
    at = next;
  }
  return undefined;
}

/** The byte one character further or back; the same at the ends. */
export function nextByte(text: string, byte: number, by: 1 | -1): number {
  const starts: number[] = [];
  let at = 0;
  for (const letter of text) {
    starts.push(at);
    at += lengthOf(letter);
  }
  const here = starts.findLastIndex((start) => start <= byte);
  return starts[Math.max(0, Math.min(starts.length - 1, here + by))] ?? 0;
}

/** The text around the followed byte of a message, or around its first character that can be seen; the message begins at byte `from` of the text. */
export function followedLetter(
  text: string,
  byte: number | undefined,
  from = 0,
): (TextByte & { readonly byte: number }) | undefined {
  const at = byte === undefined ? firstVisible(text, from) : byte + from;
  const around = at === undefined ? undefined : textAround(text, at);
  return around === undefined || at === undefined ? undefined : { ...around, byte: at - from };
}

function firstVisible(text: string, from: number): number | undefined {
  let at = 0;
  for (const letter of text) {
    if (at >= from && /[\x21-\x7e]/.test(letter)) return at;
    at += lengthOf(letter);
  }
  return undefined;
}
