/** cmp, md5sum and dd: commands that take bytes as they are. */
import { errnoText } from '../../fs/errno';
import { concatBytes } from '../../fs/text';
import { forReading, forWriting, type OpenMode } from '../../fs/vfs';
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
  sleepOn,
  tellUsage,
} from '../command';
import { cannotOpen, chunkBytes, type Inputs, inputsOf, nextChunk } from './inputs';
import { addToMd5, type Md5, md5Text, newMd5 } from './md5';
import { readOptions } from './options';

const md5NsPerByte = 20;

function md5sum(io: CommandIo): Outcome {
  const { rest, problem } = readOptions(io.args, 'b');
  if (problem !== undefined) return refuse(io, problem);
  const notes = notesOf<{ inputs: Inputs; md5: Md5 }>(io, () => ({ inputs: inputsOf(rest), md5: newMd5() }));
  const chunk = nextChunk(io, notes.inputs, cannotOpen);
  if (chunk.kind === 'asleep') return chunk.outcome;
  if (chunk.kind === 'done') return exit(notes.inputs.code);
  if (chunk.kind === 'bytes') {
    addToMd5(notes.md5, chunk.bytes);
    return busyWith(chunk.bytes.length, md5NsPerByte);
  }
  if (chunk.kind === 'end-of-file') {
    io.print(`${md5Text(notes.md5)}  ${chunk.name}\n`);
    notes.md5 = newMd5();
  }
  return again;
}

type Side = { inputs: Inputs; rest: Uint8Array; ended: boolean };
type CmpNotes = { sides: [Side, Side]; offset: number; line: number; code: number };

function cmp(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'sl');
  const [one, other = '-'] = rest;
  if (problem !== undefined || one === undefined) return tellUsage(io, 'Usage: cmp [-ls] FILE1 [FILE2]', 2);
  const side = (name: string): Side => ({ inputs: inputsOf([name]), rest: new Uint8Array(0), ended: false });
  const notes = notesOf<CmpNotes>(io, () => ({ sides: [side(one), side(other)], offset: 0, line: 1, code: 0 }));
  for (const each of notes.sides) {
    if (each.rest.length > 0 || each.ended) continue;
    const chunk = nextChunk(io, each.inputs, cannotOpen);
    if (chunk.kind === 'asleep') return chunk.outcome;
    if (each.inputs.code !== 0) return exit(2);
    if (chunk.kind === 'bytes') each.rest = chunk.bytes;
    else each.ended = true;
  }
  return compare(io, notes, [one, other], flags);
}

function compare(
  io: CommandIo,
  notes: CmpNotes,
  names: readonly [string, string],
  flags: ReadonlySet<string>,
): Outcome {
  const [a, b] = notes.sides;
  const common = Math.min(a.rest.length, b.rest.length);
  for (let i = 0; i < common; i++) {
    const position = notes.offset + i + 1;
    const [left, right] = [a.rest[i]!, b.rest[i]!];
    if (left !== right) {
      if (!flags.has('l')) {
        if (!flags.has('s')) io.print(`${names.join(' ')} differ: char ${position}, line ${notes.line}\n`);
        return exit(1);
      }
      io.print(`${position} ${left.toString(8).padStart(3)} ${right.toString(8).padStart(3)}\n`);
      notes.code = 1;
    }
    if (left === 10) notes.line++;
  }
  a.rest = a.rest.slice(common);
  b.rest = b.rest.slice(common);
  notes.offset += common;
  if ((a.ended && a.rest.length === 0) || (b.ended && b.rest.length === 0)) return cmpEnd(io, notes, names, flags);
  return again;
}

function cmpEnd(
  io: CommandIo,
  { sides, code }: CmpNotes,
  names: readonly string[],
  flags: ReadonlySet<string>,
): Outcome {
  const [a, b] = sides;
  if (a.ended && b.ended && a.rest.length === b.rest.length) return exit(code);
  const shorter = a.ended && a.rest.length === 0 ? 0 : 1;
  const longer = sides[1 - shorter]!;
  if (longer.rest.length === 0 && !longer.ended) return again;
  if (longer.rest.length === 0) return exit(code);
  if (!flags.has('s')) io.complain(`EOF on ${names[shorter]}`);
  return exit(1);
}

type DdNotes = {
  input: number | undefined;
  output: number | undefined;
  begun: number;
  skipped: number;
  left: number;
  rest: Uint8Array;
  block: Uint8Array;
  /** Records in and out: whole and broken ones. */
  whole: number;
  broken: number;
  wholeOut: number;
  brokenOut: number;
  bytes: number;
};
const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  kB: 1000,
  M: 1 << 20,
  MB: 1e6,
};
/** The largest block: a board has not more memory to spare. */
const largestBlock = 16 << 20;

function dd(io: CommandIo): Outcome {
  const operands = new Map(io.args.map((arg) => [arg.replace(/=.*/s, ''), arg.replace(/^[^=]*=?/, '')]));
  const unknown = io.args.find((arg) => !/^(if|of|bs|ibs|obs|count|skip|seek|conv|status|iflag|oflag)=/.test(arg));
  if (unknown !== undefined) return refuse(io, `invalid argument '${unknown}'`);
  const numbers = new Map<string, number>();
  for (const name of ['bs', 'count', 'skip', 'seek']) {
    const text = operands.get(name);
    const match = /^(\d+)([a-zA-Z]*)$/.exec(text ?? '1');
    const unit = suffixes[match?.[2] ?? ''];
    if (match === null || unit === undefined) return refuse(io, `invalid number '${text}'`);
    if (text !== undefined) numbers.set(name, Number(match[1]) * unit);
  }
  const size = numbers.get('bs') ?? 512;
  if (size < 1 || size > largestBlock) return refuse(io, `number ${size} is not in 1..${largestBlock} range`);
  const notes = notesOf<DdNotes>(io, () => newDd(io.shell.now, numbers.get('count')));
  return (
    openDd(io, notes, operands, (numbers.get('seek') ?? 0) * size) ??
    copy(io, notes, size, numbers.get('skip') ?? 0, operands)
  );
}

const newDd = (now: number, count = Number.POSITIVE_INFINITY): DdNotes => ({
  input: undefined,
  output: undefined,
  begun: now,
  skipped: 0,
  left: count,
  rest: new Uint8Array(0),
  block: new Uint8Array(0),
  whole: 0,
  broken: 0,
  wholeOut: 0,
  brokenOut: 0,
  bytes: 0,
});

function openDd(
  io: CommandIo,
  notes: DdNotes,
  operands: ReadonlyMap<string, string>,
  seek: number,
): Outcome | undefined {
  const open = (name: string | undefined, standard: number, mode: OpenMode): number | Outcome => {
    if (name === undefined) return standard;
    const answer = io.open(name, mode);
    if (answer.kind === 'wait') return sleepOn(answer, 'open');
    return answer.kind === 'value' ? answer.value : refuse(io, `can't open '${name}': ${errnoText(answer.errno)}`);
  };
  const input = notes.input ?? open(operands.get('if'), io.stdin, forReading);
  if (typeof input !== 'number') return input;
  notes.input = input;
  if (notes.output !== undefined) return undefined;
  const output = open(operands.get('of'), io.stdout, { ...forWriting, create: true });
  if (typeof output !== 'number') return output;
  notes.output = output;
  if (operands.has('of') && !(operands.get('conv') ?? '').split(',').includes('notrunc'))
    io.files.truncate(output, seek);
  if (seek > 0 && !io.files.seek(output, seek))
    return refuse(io, `${operands.get('of') ?? 'standard output'}: Illegal seek`);
  return undefined;
}

function copy(
  io: CommandIo,
  notes: DdNotes,
  size: number,
  skip: number,
  operands: ReadonlyMap<string, string>,
): Outcome {
  if (notes.rest.length > 0) {
    const answer = io.files.write(notes.output!, notes.rest);
    if (answer.kind === 'wait') return sleepOn(answer, 'write');
    if (answer.kind === 'error') {
      io.complain(`error writing '${operands.get('of') ?? 'standard output'}': ${errnoText(answer.errno)}`);
      return ddEnd(io, notes, operands, 1);
    }
    notes.rest = notes.rest.slice(answer.value);
    notes.bytes += answer.value;
    return again;
  }
  if (notes.left <= 0) return ddEnd(io, notes, operands, 0);
  const answer = io.read(notes.input!, Math.min(size - notes.block.length, 1 << 16));
  if (answer.kind === 'wait') return sleepOn(answer, 'read');
  if (answer.kind === 'error') {
    io.complain(`error reading '${operands.get('if') ?? 'standard input'}': ${errnoText(answer.errno)}`);
    return ddEnd(io, notes, operands, 1);
  }
  return take(io, notes, answer.value, { size, skip }, operands);
}

/** One read is one record, whole or broken; only a record larger than a read can be is put together. */
function take(
  io: CommandIo,
  notes: DdNotes,
  bytes: Uint8Array,
  { size, skip }: { readonly size: number; readonly skip: number },
  operands: ReadonlyMap<string, string>,
): Outcome {
  notes.block = concatBytes(notes.block, bytes);
  if (bytes.length === 1 << 16 && notes.block.length < size) return again;
  const { block } = notes;
  notes.block = new Uint8Array(0);
  if (block.length === 0) return ddEnd(io, notes, operands, 0);
  if (notes.skipped < skip) {
    notes.skipped++;
    return again;
  }
  if (block.length === size) {
    notes.whole++;
    notes.wholeOut++;
  } else {
    notes.broken++;
    notes.brokenOut++;
  }
  notes.rest = block;
  notes.left--;
  return again;
}

function ddEnd(io: CommandIo, notes: DdNotes, operands: ReadonlyMap<string, string>, code: number): Outcome {
  const { whole, broken, wholeOut, brokenOut, bytes, begun } = notes;
  if (operands.get('status') !== 'none') {
    io.tell(`${whole}+${broken} records in\n${wholeOut}+${brokenOut} records out`);
    const seconds = (io.shell.now - begun) / 1e9;
    const speed = seconds === 0 ? '' : `, ${readable(bytes / seconds)}B/s`;
    if (operands.get('status') !== 'noxfer')
      io.tell(`${bytes} bytes (${readable(bytes)}B) copied, ${seconds.toFixed(6)} seconds${speed}`);
  }
  return exit(code);
}

/** Busybox's short sizes: one digit behind the point, from 1024 on with a letter. */
function readable(value: number): string {
  let left = value;
  for (const letter of ['', 'K', 'M']) {
    if (left < 1024) return letter === '' ? String(Math.floor(left)) : `${left.toFixed(1)}${letter}`;
    left /= 1024;
  }
  return `${left.toFixed(1)}G`;
}

export const byteCommands: readonly Command[] = [
  program('cmp', 'compares two files: -l all differences, -s says nothing', cmp),
  program('md5sum', 'prints the MD5 of files', md5sum),
  program(
    'dd',
    `copies blocks: if= of= bs= count= skip= seek= conv=notrunc; up to ${chunkBytes} bytes of a stream at once`,
    dd,
  ),
];
