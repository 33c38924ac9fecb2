/** Values of conditions as text, both ways: `m4`, `yes`, `0x401`, `"two words"`. */
import type { Format } from './event-schema';
import type { Op, Value } from './stop-rules';
import { hex } from './units';

export type Read = { readonly value: Value } | { readonly problem: string };

const processors: Readonly<Record<string, number>> = { linux: 1, a7: 1, m4: 2, '1': 1, '2': 2 };
const flags: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  on: true,
  '1': true,
  no: false,
  false: false,
  off: false,
  '0': false,
};

/** Which comparisons make sense for a format. */
export function opsOf(format: Format): readonly Op[] {
  if (format === 'text') return ['=', '!=', '~'];
  if (format === 'flag' || format === 'processor') return ['=', '!='];
  return ['=', '!=', '<', '<=', '>', '>='];
}

/** Whole numbers, decimal or hexadecimal. */
export function readNumber(text: string): number | undefined {
  if (!/^(0x[0-9a-f]{1,8}|\d{1,15})$/i.test(text)) return undefined;
  return Number(text);
}

/** `quoted` text is taken as it is. */
export function readValue(field: string, format: Format, text: string): Read {
  const word = text.toLowerCase();
  switch (format) {
    case 'text':
      return { value: text };
    case 'processor': {
      const value = processors[word];
      return value === undefined ? { problem: `${field} is linux or m4, not ${text}` } : { value };
    }
    case 'flag': {
      const value = flags[word];
      return value === undefined ? { problem: `${field} is yes or no, not ${text}` } : { value };
    }
    case 'channel': {
      const value = readNumber(text);
      return value === undefined || value < 1 || value > 6 ? { problem: `${field} is 1 to 6, not ${text}` } : { value };
    }
    default: {
      const value = readNumber(text);
      return value === undefined ? { problem: `${field} is a number such as 5 or 0x401, not ${text}` } : { value };
    }
  }
}

export function printValue(format: Format, value: Value): string {
  switch (format) {
    case 'text':
      return quoted(String(value));
    case 'processor':
      return value === 1 ? 'linux' : 'm4';
    case 'flag':
      return value === true ? 'yes' : 'no';
    case 'hex32':
      return hex(Number(value));
    case 'endpoint':
      return `0x${Number(value).toString(16)}`;
    default:
      return String(value);
  }
}

/** Characters of a word; anything else must stand in quotes. */
export const wordPattern = /[^\s"=!<>~]+/y;

/** In quotes where it must be; a newline becomes `\n`. */
export function quoted(text: string): string {
  if (/^[^\s"=!<>~\\]+$/.test(text)) return text;
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
export const unquoted = (text: string): string => text.replace(/\\(.)/g, (_all, c: string) => (c === 'n' ? '\n' : c));

/** Words that complete a value; empty where any text or number may stand. */
export function knownValues(field: string, format: Format): readonly string[] {
  if (field === 'state') return ['offline', 'running', 'crashed', 'attached', 'detached'];
  if (field === 'ring') return ['0', '1'];
  switch (format) {
    case 'processor':
      return ['linux', 'm4'];
    case 'flag':
      return ['yes', 'no'];
    case 'channel':
      return ['1', '2', '3', '4', '5', '6'];
    default:
      return [];
  }
}
