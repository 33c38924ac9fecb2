/** grep: lines that match a basic or extended regular expression, or a fixed string. */
import { concatBytes, decodeText } from '../../fs/text';
import { again, type Command, type CommandIo, exit, notesOf, type Outcome, program, refuse } from '../command';
import { type Inputs, inputsOf, nameAndWhy, nextChunk } from './inputs';
import { type Options, readOptions } from './options';

const newline = 10;
/** A longer line is cut: /dev/zero has no end of line. */
const longestLine = 1 << 16;
type Notes = { inputs: Inputs; rest: Uint8Array; line: number; found: number; any: boolean };

function grep(io: CommandIo): Outcome {
  const options = readOptions(io.args, 'ivcnqEFhHoswe:');
  if (options.problem !== undefined) return refuse(io, options.problem);
  const given = options.values.get('e');
  const [pattern, ...names] = given === undefined ? options.rest : [given, ...options.rest];
  if (pattern === undefined) {
    io.tell('Usage: grep [-ivcnqEFhHow] PATTERN [FILE]...');
    return exit(2);
  }
  const regex = regexOf(pattern, options.flags);
  if (regex === undefined) return refuse(io, `bad regex '${pattern}'`, 2);
  const notes = notesOf<Notes>(io, () => ({
    inputs: inputsOf(names),
    rest: new Uint8Array(0),
    line: 0,
    found: 0,
    any: false,
  }));
  const chunk = nextChunk(io, notes.inputs, nameAndWhy);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return exit(notes.any ? 0 : notes.inputs.code === 0 ? 1 : 2);
  const titled = options.flags.has('H') || (names.length > 1 && !options.flags.has('h'));
  const prefix = titled ? `${chunk.name === '-' ? '(standard input)' : chunk.name}:` : '';
  const print: Printing = { regex, options, prefix };
  if (chunk.kind === 'bytes') take(io, notes, chunk.bytes, print);
  else endOfFile(io, notes, print);
  return notes.any && options.flags.has('q') ? exit(0) : again;
}

type Printing = { readonly regex: RegExp; readonly options: Options; readonly prefix: string };

function take(io: CommandIo, notes: Notes, bytes: Uint8Array, print: Printing): void {
  const all = concatBytes(notes.rest, bytes);
  const end = all.lastIndexOf(newline) + 1 || (all.length > longestLine ? all.length : 0);
  notes.rest = all.slice(end);
  if (end === 0) return;
  const whole = all[end - 1] === newline ? end - 1 : end;
  look(io, notes, decodeText(all.slice(0, whole)).split('\n'), print);
}

function endOfFile(io: CommandIo, notes: Notes, print: Printing): void {
  if (notes.rest.length > 0) look(io, notes, [decodeText(notes.rest)], print);
  if (print.options.flags.has('c')) io.print(`${print.prefix}${notes.found}\n`);
  notes.rest = new Uint8Array(0);
  notes.line = 0;
  notes.found = 0;
}

function look(io: CommandIo, notes: Notes, lines: readonly string[], { regex, options, prefix }: Printing): void {
  const { flags } = options;
  let out = '';
  for (const line of lines) {
    notes.line++;
    if (regex.test(line) === flags.has('v')) continue;
    notes.any = true;
    notes.found++;
    if (flags.has('q') || flags.has('c')) continue;
    const number = flags.has('n') ? `${notes.line}:` : '';
    const shown = flags.has('o') ? (line.match(new RegExp(regex, `${regex.flags}g`)) ?? []).filter(Boolean) : [line];
    for (const text of shown) out += `${prefix}${number}${text}\n`;
  }
  io.print(out);
}

function regexOf(pattern: string, flags: ReadonlySet<string>): RegExp | undefined {
  const source = flags.has('F') ? literal(pattern) : translated(pattern, flags.has('E'));
  try {
    return new RegExp(flags.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source, flags.has('i') ? 'i' : '');
  } catch {
    return undefined;
  }
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const classes: Readonly<Record<string, string>> = {
  '[:alpha:]': 'A-Za-z',
  '[:digit:]': '0-9',
  '[:alnum:]': 'A-Za-z0-9',
  '[:space:]': '\\s',
  '[:upper:]': 'A-Z',
  '[:lower:]': 'a-z',
  '[:xdigit:]': '0-9A-Fa-f',
};

/** POSIX to JavaScript: in a basic expression `+ ? | ( ) { }` are plain and their escaped forms are not. */
function translated(pattern: string, extended: boolean): string {
  return pattern.replace(/\\[\s\S]|\[\^?\]?(?:\[:\w+:\]|[^\]])*\]|[+?|(){}]/g, (piece) => {
    if (piece.startsWith('[')) return bracket(piece);
    if (extended || /^\\[^+?|(){}]$/.test(piece)) return piece;
    return piece.startsWith('\\') ? piece.slice(1) : `\\${piece}`;
  });
}

function bracket(piece: string): string {
  const negated = piece.startsWith('[^') ? '^' : '';
  const inside = piece
    .slice(1 + negated.length, -1)
    .replace(/\[:\w+:\]|[\\\][]/g, (part) => classes[part] ?? `\\${part}`);
  return `[${negated}${inside}]`;
}

export const grepCommand: Command = program('grep', 'prints lines that match: -i -v -c -n -q -E -F -o -w', grep);
