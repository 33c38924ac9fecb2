/** cut, tr, seq, sort, uniq, yes and less: filters of lines and letters. */
import { concatBytes, decodeText, encodeText } from '../../fs/text';
import {
  again,
  type Command,
  type CommandIo,
  exit,
  notesOf,
  type Outcome,
  program,
  refuse,
  tellUsage,
} from '../command';
import { unescapeText } from './escapes';
import { cannotOpen, type Inputs, inputsOf, nameAndWhy, nextChunk } from './inputs';
import { readOptions } from './options';

const newline = 10;
/** What sort keeps at most. */
const sortLimit = 8 << 20;

type LineNotes = { inputs: Inputs; rest: Uint8Array };

/** Gives each whole line to `each`; the last one may come without a newline. */
function byLines(io: CommandIo, names: readonly string[], each: (line: string) => string): Outcome {
  const notes = notesOf<LineNotes>(io, () => ({ inputs: inputsOf(names), rest: new Uint8Array(0) }));
  const chunk = nextChunk(io, notes.inputs, nameAndWhy);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return exit(notes.inputs.code);
  const all = chunk.kind === 'bytes' ? concatBytes(notes.rest, chunk.bytes) : notes.rest;
  const end = chunk.kind === 'bytes' ? all.lastIndexOf(newline) + 1 : all.length;
  notes.rest = all.slice(end);
  if (end > 0) io.print(decodeText(all.slice(0, end)).replace(/\n$/, '').split('\n').map(each).join(''));
  return again;
}

/** `1,3-5,7-` as a question about a position from 1. */
function rangesOf(list: string): ((position: number) => boolean) | undefined {
  const ranges = list.split(',').map((part) => /^(\d*)(-?)(\d*)$/.exec(part));
  if (list === '' || ranges.some((range) => range === null || range[0] === '' || range[0] === '-')) return undefined;
  return (position) =>
    ranges.some((range) => {
      const [, from = '', dash = '', to = ''] = range!;
      const last = dash === '' ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to);
      return position >= Number(from || 1) && position <= last;
    });
}

function cut(io: CommandIo): Outcome {
  const { flags, values, rest, problem } = readOptions(io.args, 'b:c:f:d:s');
  if (problem !== undefined) return refuse(io, problem);
  const list = values.get('f') ?? values.get('c') ?? values.get('b');
  if (list === undefined) return refuse(io, 'expected a list of bytes, characters, or fields');
  const wanted = rangesOf(list);
  if (wanted === undefined) return refuse(io, `invalid range '${list}'`);
  const separator = values.get('d') ?? '\t';
  return byLines(io, rest, (line) => {
    if (!values.has('f')) return `${[...line].filter((_char, i) => wanted(i + 1)).join('')}\n`;
    if (!line.includes(separator)) return flags.has('s') ? '' : `${line}\n`;
    return `${line
      .split(separator)
      .filter((_field, i) => wanted(i + 1))
      .join(separator)}\n`;
  });
}

const letterClasses: Readonly<Record<string, string>> = {
  upper: 'A-Z',
  lower: 'a-z',
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: '0-9A-Za-z',
  space: '\t\n\v\f\r ',
  blank: '\t ',
  punct: '!-/:-@[-`{-~',
};

/** A set of tr as bytes: escapes, ranges, `[:class:]`. */
function setOf(text: string): readonly number[] {
  const named = text.replace(/\[:([a-z]+):\]/g, (whole, name: string) => letterClasses[name] ?? whole);
  const { bytes } = unescapeText(named);
  const set: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const last = bytes[i + 2];
    if (bytes[i + 1] !== 0x2d || last === undefined || last < bytes[i]!) set.push(bytes[i]!);
    else {
      for (let byte = bytes[i]!; byte <= last; byte++) set.push(byte);
      i += 2;
    }
  }
  return set;
}

function tr(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'cCds');
  const [first, second] = rest;
  if (problem !== undefined || first === undefined || (second === undefined && !flags.has('d') && !flags.has('s')))
    return tellUsage(io, 'Usage: tr [-cds] STRING1 [STRING2]');
  const notes = notesOf(io, () => ({ inputs: inputsOf([]), last: -1 }));
  const chunk = nextChunk(io, notes.inputs, nameAndWhy);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return exit(0);
  if (chunk.kind === 'end-of-file') return again;
  io.print(translated(chunk.bytes, flags, first, second, notes));
  return again;
}

function translated(
  bytes: Uint8Array,
  flags: ReadonlySet<string>,
  first: string,
  second: string | undefined,
  notes: { last: number },
): Uint8Array {
  const listed = setOf(first);
  const others = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !listed.includes(byte));
  const from = flags.has('c') || flags.has('C') ? others : listed;
  const to = setOf(second ?? '');
  const squeezed = flags.has('s') ? (second === undefined ? from : to) : [];
  const out: number[] = [];
  for (const byte of bytes) {
    const at = from.lastIndexOf(byte);
    if (at >= 0 && flags.has('d')) continue;
    const result = at < 0 || to.length === 0 ? byte : to[Math.min(at, to.length - 1)]!;
    if (result !== notes.last || !squeezed.includes(result)) out.push(result);
    notes.last = result;
  }
  return Uint8Array.from(out);
}

/** Numbers that seq prints in one turn. */
const seqTurn = 500;

/** `seq LAST`, `seq FIRST LAST`, `seq FIRST STEP LAST`. */
function seq(io: CommandIo): Outcome {
  const { flags, values, rest } = readOptions(
    io.args.map((arg) => (/^-\d/.test(arg) ? ` ${arg}` : arg)),
    'ws:',
  );
  const numbers = rest.map(Number);
  if (rest.length < 1 || rest.length > 3) return tellUsage(io, 'Usage: seq [-w] [-s SEP] [FIRST [INC]] LAST');
  const wrong = rest.find((_word, i) => !Number.isFinite(numbers[i]));
  if (wrong !== undefined) return refuse(io, `invalid number '${wrong.trim()}'`);
  const last = numbers.at(-1)!;
  const first = numbers.length > 1 ? numbers[0]! : 1;
  const step = numbers.length > 2 ? numbers[1]! : 1;
  const digits = Math.max(...rest.map((word) => (word.split('.')[1] ?? '').length));
  const width = flags.has('w') ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  const notes = notesOf(io, () => ({ next: 0 }));
  const past = (value: number): boolean => step === 0 || (step > 0 ? value > last + 1e-9 : value < last - 1e-9);
  const separator = values.get('s') ?? '\n';
  const words: string[] = [];
  while (words.length < seqTurn && !past(first + notes.next * step))
    words.push((first + notes.next++ * step).toFixed(digits).padStart(width, '0'));
  const ended = words.length < seqTurn;
  const before = notes.next > words.length && words.length > 0 ? separator : '';
  io.print(`${before}${words.join(separator)}${ended && notes.next > 0 ? '\n' : ''}`);
  return ended ? exit(0) : again;
}

function sort(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'nru');
  if (problem !== undefined) return refuse(io, problem);
  const notes = notesOf<LineNotes>(io, () => ({ inputs: inputsOf(rest), rest: new Uint8Array(0) }));
  const chunk = nextChunk(io, notes.inputs, nameAndWhy);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'bytes') notes.rest = concatBytes(notes.rest, chunk.bytes);
  if (notes.rest.length > sortLimit) return refuse(io, 'out of memory', 2);
  if (chunk.kind !== 'done') return again;
  const text = decodeText(notes.rest).replace(/\n$/, '');
  const lines = text === '' ? [] : text.split('\n');
  const numberIn = (line: string): number => Number(/^\s*-?\d+(\.\d+)?/.exec(line)?.[0] ?? 0);
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  lines.sort((a, b) => (flags.has('n') ? numberIn(a) - numberIn(b) || byText(a, b) : byText(a, b)));
  if (flags.has('r')) lines.reverse();
  const shown = flags.has('u') ? lines.filter((line, i) => line !== lines[i - 1]) : lines;
  io.print(shown.map((line) => `${line}\n`).join(''));
  return exit(notes.inputs.code);
}

function uniq(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'c');
  if (problem !== undefined) return refuse(io, problem);
  const notes = notesOf<LineNotes & { line: string | undefined; count: number }>(io, () => ({
    inputs: inputsOf(rest),
    rest: new Uint8Array(0),
    line: undefined,
    count: 0,
  }));
  const before = (): string =>
    notes.line === undefined ? '' : `${flags.has('c') ? `${String(notes.count).padStart(7)} ` : ''}${notes.line}\n`;
  const outcome = byLines(io, rest, (line) => {
    if (line === notes.line) {
      notes.count++;
      return '';
    }
    const out = before();
    notes.line = line;
    notes.count = 1;
    return out;
  });
  if (outcome.kind === 'exit') io.print(before());
  return outcome;
}

/** As many lines as one write takes. */
const yesBytes = 4096;

function yes(io: CommandIo): Outcome {
  const line = encodeText(`${io.args.join(' ') || 'y'}\n`);
  io.print(decodeText(line).repeat(Math.max(1, Math.floor(yesBytes / line.length))));
  return again;
}

/** Without a screen to turn pages on: prints all. */
function less(io: CommandIo): Outcome {
  const inputs = notesOf(io, () => inputsOf(readOptions(io.args, 'NSRXEF').rest));
  const chunk = nextChunk(io, inputs, cannotOpen);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return exit(inputs.code);
  if (chunk.kind === 'bytes') io.print(chunk.bytes);
  return again;
}

export const textCommands: readonly Command[] = [
  program('cut', 'takes parts of lines: -c LIST, -f LIST -d SIGN', cut),
  program('tr', 'replaces letters: -d removes, -s joins equal ones', tr),
  program('seq', 'counts: [FIRST [STEP]] LAST', seq),
  program('sort', 'sorts lines: -n -r -u', sort),
  program('uniq', 'drops repeated lines: -c counts', uniq),
  program('yes', 'prints y, or its words, until it is stopped', yes),
  program('less', 'prints a file, all pages at once', less),
  program('more', 'prints a file, all pages at once', less),
];
