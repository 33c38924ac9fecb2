/** Backslash escapes of `echo -e` and `printf`, to bytes. */
import { encodeText } from '../../fs/text';

const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};

export type Unescaped = {
  readonly bytes: readonly number[];
  /** `\c`: nothing more is printed. */
  readonly cut: boolean;
};

/** `\n` and its like, `\xHH`, `\ooo`, `\0ooo`; what is no escape stands for itself. */
export function unescapeText(text: string): Unescaped {
  const bytes: number[] = [];
  const pieces = text.match(/\\x[0-9A-Fa-f]{1,2}|\\0?[0-7]{1,3}|\\[\s\S]|[^\\]+|\\$/g) ?? [];
  for (const piece of pieces) {
    if (piece === '\\c') return { bytes, cut: true };
    bytes.push(...bytesOf(piece));
  }
  return { bytes, cut: false };
}

function bytesOf(piece: string): Iterable<number> {
  const letter = piece[1];
  if (!piece.startsWith('\\') || letter === undefined) return encodeText(piece);
  if (letter === 'x' && piece.length > 2) return [Number.parseInt(piece.slice(2), 16)];
  if (letter >= '0' && letter <= '7') return [Number.parseInt(piece.slice(1), 8) & 0xff];
  const code = simple[letter];
  return code === undefined ? encodeText(piece) : [code];
}
