/** hexdump and xxd: bytes as numbers, sixteen to a line. */
import { concatBytes } from '../../fs/text';
import {
  again,
  busyWith,
  type Command,
  type CommandIo,
  exit,
  notesOf,
  type Outcome,
  program,
  refuse,
} from '../command';
import { type Inputs, inputsOf, nameAndWhy, nextChunk } from './inputs';
import { readOptions } from './options';

const perLine = 16;
const nsPerByte = 50;
type Style = {
  readonly line: (offset: number, bytes: Uint8Array) => string;
  /** Equal lines are shown once and then as `*`. */
  readonly squeezes: boolean;
  /** The last line: where the data ended. */
  readonly end: (offset: number) => string;
};
type Notes = { inputs: Inputs; rest: Uint8Array; offset: number; last: Uint8Array; starred: boolean; left: number };

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const printable = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');

const canonical: Style = {
  line: (offset, bytes) => {
    const cells = Array.from({ length: perLine }, (_, i) => (i < bytes.length ? hex(bytes[i]!, 2) : '  '));
    const columns = `${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}`;
    return `${hex(offset, 8)}  ${columns}  |${printable(bytes)}|\n`;
  },
  squeezes: true,
  end: (offset) => `${hex(offset, 8)}\n`,
};
/** Little-endian halfwords, as hexdump does without options. */
const words: Style = {
  line: (offset, bytes) => {
    const cells = Array.from({ length: Math.ceil(bytes.length / 2) }, (_, i) =>
      hex(bytes[2 * i]! | ((bytes[2 * i + 1] ?? 0) << 8), 4),
    );
    return `${hex(offset, 7)} ${cells.join(' ')}\n`;
  },
  squeezes: true,
  end: (offset) => `${hex(offset, 7)}\n`,
};
const xxdStyle: Style = {
  line: (offset, bytes) => {
    const cells = Array.from({ length: 8 }, (_, i) =>
      [...bytes.slice(2 * i, 2 * i + 2)].map((b) => hex(b, 2)).join(''),
    );
    return `${hex(offset, 8)}: ${cells.map((cell) => cell.padEnd(4)).join(' ')}  ${printable(bytes)}\n`;
  },
  squeezes: false,
  end: () => '',
};

function dump(io: CommandIo, style: Style, names: readonly string[], limit: number): Outcome {
  const notes = notesOf<Notes>(io, () => ({
    inputs: inputsOf(names),
    rest: new Uint8Array(0),
    offset: 0,
    last: new Uint8Array(0),
    starred: false,
    left: limit,
  }));
  const chunk = notes.left > 0 ? nextChunk(io, notes.inputs, nameAndWhy) : { kind: 'done' as const };
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'end-of-file') return again;
  if (chunk.kind === 'bytes') {
    const part = chunk.bytes.slice(0, notes.left);
    notes.left -= part.length;
    notes.rest = concatBytes(notes.rest, part);
    io.print(lines(notes, style, false));
    return busyWith(part.length, nsPerByte);
  }
  const end = lines(notes, style, true);
  io.print(`${end}${notes.offset > 0 ? style.end(notes.offset) : ''}`);
  return exit(notes.inputs.code);
}

/** A flood is mostly equal lines: those are compared as bytes and never become text. */
function lines(notes: Notes, style: Style, all: boolean): string {
  const { rest } = notes;
  let out = '';
  let at = 0;
  for (; rest.length - at >= perLine || (all && at < rest.length); at += perLine) {
    const bytes = rest.subarray(at, at + perLine);
    if (style.squeezes && isEqual(bytes, notes.last)) {
      out += notes.starred ? '' : '*\n';
      notes.starred = true;
    } else {
      out += style.line(notes.offset, bytes);
      notes.starred = false;
      notes.last = bytes.slice();
    }
    notes.offset += bytes.length;
  }
  notes.rest = rest.slice(at);
  return out;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== perLine || b.length !== perLine) return false;
  for (let i = 0; i < perLine; i++) if (a[i] !== b[i]) return false;
  return true;
}

function limited(
  io: CommandIo,
  letters: string,
  limitLetter: string,
  styleOf: (flags: ReadonlySet<string>) => Style,
): Outcome {
  const { flags, values, rest, problem } = readOptions(io.args, letters);
  if (problem !== undefined) return refuse(io, problem);
  const given = values.get(limitLetter);
  const limit = given === undefined ? Number.MAX_SAFE_INTEGER : Number(given);
  if (!(limit >= 0)) return refuse(io, `invalid number '${given}'`);
  return dump(io, styleOf(flags), rest, Math.floor(limit));
}

export const dumpCommands: readonly Command[] = [
  program('hexdump', 'prints bytes in hexadecimal: -C with their letters, -n N bytes', (io) =>
    limited(io, 'Cvn:', 'n', (flags) => {
      const style = flags.has('C') ? canonical : words;
      return flags.has('v') ? { ...style, squeezes: false } : style;
    }),
  ),
  program('xxd', 'prints bytes in hexadecimal with their letters: -l N bytes', (io) =>
    limited(io, 'l:', 'l', () => xxdStyle),
  ),
];
