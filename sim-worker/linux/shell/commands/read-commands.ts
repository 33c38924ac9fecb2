/** cat, tee, head, tail and wc: commands that pass on or count what they read. */
import { errnoText } from '../../fs/errno';
import { concatBytes } from '../../fs/text';
import { forAppending, forCreating, forReading } from '../../fs/vfs';
import { again, type Command, type CommandIo, exit, notesOf, type Outcome, program, refuse, sleepOn } from '../command';
import { secondsToNs } from '../latencies';
import { cannotOpen, chunkBytes, type Inputs, inputsOf, nameAndWhy, nextChunk, skipFile } from './inputs';
import { readOptions } from './options';

const newline = 10;
/** What tail keeps in memory at most. */
const tailLimit = 1 << 16;

function cat(io: CommandIo): Outcome {
  const { rest, problem } = readOptions(io.args, 'u');
  if (problem !== undefined) return refuse(io, problem);
  const inputs = notesOf(io, () => inputsOf(rest));
  const chunk = nextChunk(io, inputs, cannotOpen);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return exit(inputs.code);
  if (chunk.kind === 'bytes') io.print(chunk.bytes);
  return again;
}

type TeeNotes = { inputs: Inputs; outputs: number[] | undefined; rest: Uint8Array; behind: number; code: number };

function tee(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'ai');
  if (problem !== undefined) return refuse(io, problem);
  const notes = notesOf<TeeNotes>(io, () => ({
    inputs: inputsOf([]),
    outputs: undefined,
    rest: new Uint8Array(0),
    behind: 0,
    code: 0,
  }));
  notes.outputs ??= openOutputs(io, rest, flags.has('a'), notes);
  const waiting = writeOutputs(io, notes, notes.outputs);
  if (waiting !== undefined) return waiting;
  const chunk = nextChunk(io, notes.inputs, nameAndWhy);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind !== 'bytes') return exit(notes.code);
  notes.rest = chunk.bytes;
  notes.behind = 0;
  io.print(chunk.bytes);
  return again;
}

function openOutputs(io: CommandIo, names: readonly string[], append: boolean, notes: TeeNotes): number[] {
  const outputs: number[] = [];
  for (const name of names) {
    const answer = io.open(name, append ? forAppending : forCreating);
    if (answer.kind === 'value') outputs.push(answer.value);
    else {
      io.complain(nameAndWhy(name, errnoText(answer.kind === 'error' ? answer.errno : 11)));
      notes.code = 1;
    }
  }
  return outputs;
}

/** The chunk goes to one file after another; `behind` says which is next. */
function writeOutputs(io: CommandIo, notes: TeeNotes, outputs: readonly number[]): Outcome | undefined {
  for (; notes.rest.length > 0 && notes.behind < outputs.length; notes.behind++) {
    const answer = io.files.write(outputs[notes.behind]!, notes.rest);
    if (answer.kind === 'wait')
      return {
        kind: 'asleep',
        sleep: { queue: answer.queue, call: 'write', uninterruptible: answer.uninterruptible },
      };
    if (answer.kind !== 'error') continue;
    io.complain(`write error: ${errnoText(answer.errno)}`);
    notes.code = 1;
  }
  notes.rest = new Uint8Array(0);
  return undefined;
}

/** Head and tail: `-n N`, `-c N`, and the old `-N`; `undefined` when it is no number. */
function amountOf(args: readonly string[]): {
  bytes: boolean;
  count: string;
  names: readonly string[];
  quiet: boolean;
  follows: boolean;
} {
  const modern = args.map((arg) => arg.replace(/^-(\d+)$/, '-n$1'));
  const { flags, values, rest } = readOptions(modern, 'n:c:qvfF');
  const bytes = values.get('c');
  return {
    bytes: bytes !== undefined,
    count: bytes ?? values.get('n') ?? '10',
    names: rest,
    quiet: flags.has('q'),
    follows: flags.has('f') || flags.has('F'),
  };
}

type HeadNotes = { inputs: Inputs; left: number; titled: number };

function head(io: CommandIo): Outcome {
  const { bytes, count, names, quiet } = amountOf(io.args);
  if (!/^\d+$/.test(count)) return refuse(io, `invalid number '${count}'`);
  const notes = notesOf<HeadNotes>(io, () => ({ inputs: inputsOf(names), left: Number(count), titled: -1 }));
  const chunk = nextChunk(io, notes.inputs, nameAndWhy);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return exit(notes.inputs.code);
  title(io, notes, chunk.name, names.length > 1 && !quiet);
  if (chunk.kind === 'bytes') {
    const end = bytes ? Math.min(notes.left, chunk.bytes.length) : afterLines(chunk.bytes, notes.left);
    const part = chunk.bytes.slice(0, end);
    notes.left -= bytes ? end : linesIn(part);
    io.print(part);
    if (notes.left > 0) return again;
    skipFile(io, notes.inputs);
  }
  notes.left = Number(count);
  return again;
}

function title(io: CommandIo, notes: { readonly inputs: Inputs; titled: number }, name: string, wanted: boolean): void {
  const at = notes.inputs.handle === undefined ? notes.inputs.at - 1 : notes.inputs.at;
  if (!wanted || notes.titled === at) return;
  io.print(`${notes.titled < 0 ? '' : '\n'}==> ${name} <==\n`);
  notes.titled = at;
}

/** Where the first `count` lines end. */
function afterLines(bytes: Uint8Array, count: number): number {
  let at = 0;
  for (; count > 0; count--) {
    const end = bytes.indexOf(newline, at);
    if (end < 0) return bytes.length;
    at = end + 1;
  }
  return at;
}
const linesIn = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + (byte === newline ? 1 : 0), 0);

type TailNotes = {
  inputs: Inputs;
  kept: Uint8Array;
  titled: number;
  /** Bytes of the file that is read, or was read last. */
  length: number;
  followed: number | undefined;
};

function tail(io: CommandIo): Outcome {
  const { bytes, count, names, quiet, follows } = amountOf(io.args);
  if (!/^[-+]?\d+$/.test(count)) return refuse(io, `invalid number '${count}'`);
  const notes = notesOf<TailNotes>(io, () => ({
    inputs: inputsOf(names),
    kept: new Uint8Array(0),
    titled: -1,
    length: 0,
    followed: undefined,
  }));
  const chunk = nextChunk(io, notes.inputs, cannotOpen);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return follows ? follow(io, notes, names.at(-1)) : exit(notes.inputs.code);
  if (chunk.kind === 'bytes') {
    notes.length += chunk.bytes.length;
    const all = concatBytes(notes.kept, chunk.bytes);
    notes.kept = all.length > 2 * tailLimit ? all.slice(-tailLimit) : all;
    return again;
  }
  title(io, notes, chunk.name, names.length > 1 && !quiet);
  io.print(lastPart(notes.kept, count, bytes));
  notes.kept = new Uint8Array(0);
  if (notes.inputs.at < names.length) notes.length = 0;
  return again;
}

/** `-f`: looks once a second whether the last file has grown. */
function follow(io: CommandIo, notes: TailNotes, name: string | undefined): Outcome {
  if (name === undefined || name === '-') return exit(notes.inputs.code);
  if (notes.followed === undefined) {
    const opened = io.open(name, forReading);
    if (opened.kind === 'wait') return sleepOn(opened, 'open');
    if (opened.kind === 'error') return refuse(io, 'no files');
    notes.followed = opened.value;
    io.files.seek(opened.value, notes.length);
  }
  const answer = io.read(notes.followed, chunkBytes);
  if (answer.kind === 'wait') return sleepOn(answer, 'read');
  if (answer.kind === 'error') return refuse(io, `read error: ${errnoText(answer.errno)}`);
  io.print(answer.value);
  return answer.value.length > 0 ? again : { kind: 'again', after: secondsToNs(1) };
}

function lastPart(all: Uint8Array, count: string, bytes: boolean): Uint8Array {
  const number = Math.abs(Number(count));
  if (count.startsWith('+')) {
    const skip = Math.max(0, number - 1);
    return all.slice(bytes ? skip : afterLines(all, skip));
  }
  if (number === 0) return new Uint8Array(0);
  if (bytes) return all.slice(-number);
  let at = all.at(-1) === newline ? all.length - 1 : all.length;
  for (let left = number; left > 0 && at >= 0; left--) at = at === 0 ? -1 : all.lastIndexOf(newline, at - 1);
  return all.slice(at + 1);
}

type WcNotes = { inputs: Inputs; counts: [number, number, number]; sums: [number, number, number]; inWord: boolean };

function wc(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'lwc');
  if (problem !== undefined) return refuse(io, problem);
  const notes = notesOf<WcNotes>(io, () => ({
    inputs: inputsOf(rest),
    counts: [0, 0, 0],
    sums: [0, 0, 0],
    inWord: false,
  }));
  const chunk = nextChunk(io, notes.inputs, nameAndWhy);
  if (chunk.kind === 'asleep') return chunk.outcome;
  const shown = flags.size === 0 ? ['l', 'w', 'c'] : ['l', 'w', 'c'].filter((letter) => flags.has(letter));
  const line = (counts: readonly number[], name: string): string => {
    const numbers = shown.map((letter) => String(counts['lwc'.indexOf(letter)]));
    const text = shown.length === 1 ? numbers[0]! : numbers.map((number) => number.padStart(9)).join(' ');
    return `${text}${name === '-' ? '' : ` ${name}`}\n`;
  };
  if (chunk.kind === 'done') {
    if (rest.length > 1) io.print(line(notes.sums, 'total'));
    return exit(notes.inputs.code);
  }
  if (chunk.kind === 'bytes') count(chunk.bytes, notes);
  else {
    io.print(line(notes.counts, chunk.name));
    notes.sums = notes.sums.map((sum, i) => sum + notes.counts[i]!) as WcNotes['sums'];
    notes.counts = [0, 0, 0];
    notes.inWord = false;
  }
  return again;
}

function count(bytes: Uint8Array, notes: WcNotes): void {
  for (const byte of bytes) {
    const blank = byte === 32 || (byte >= 9 && byte <= 13);
    if (byte === newline) notes.counts[0]++;
    if (!blank && !notes.inWord) notes.counts[1]++;
    notes.inWord = !blank;
  }
  notes.counts[2] += bytes.length;
}

export const readCommands: readonly Command[] = [
  program('cat', 'prints files one after another, and waits for more where a device does', cat),
  program('head', 'prints the first lines: -n N, -c N bytes', head),
  program('tail', 'prints the last lines: -n N, -n +N, -c N bytes, -f waits for more', tail),
  program('tee', 'copies standard input to files too: -a appends', tee),
  program('wc', 'counts lines, words, bytes: -l -w -c', wc),
];
