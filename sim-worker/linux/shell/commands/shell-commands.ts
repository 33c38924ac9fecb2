/** What a shell does itself: variables, functions, loops, parameters, folders; and `sh`, which runs a script. */
import { ENOENT, ENOTDIR, errnoText } from '../../fs/errno';
import { concatBytes, decodeText } from '../../fs/text';
import {
  again,
  builtin,
  type Command,
  type CommandIo,
  exit,
  notesOf,
  type Outcome,
  printed,
  program,
  refuse,
  sleepOn,
} from '../command';
import { secondsToNs } from '../latencies';
import { chunkBytes } from './inputs';
import { readOptions } from './options';

function cd(io: CommandIo): Outcome {
  const { environment } = io.shell;
  const [given = environment.get('HOME') ?? '/root'] = io.args;
  const target = given === '-' ? (environment.get('OLDPWD') ?? environment.cwd) : given;
  const path = io.resolve(target);
  const status = io.files.status(path);
  if (status?.kind !== 'directory')
    return refuse(io, `cd: can't cd to ${target}: ${errnoText(status === undefined ? ENOENT : ENOTDIR)}`, 2);
  environment.set('OLDPWD', environment.cwd);
  environment.cwd = path;
  if (given === '-') io.print(`${path}\n`);
  return exit(0);
}

/** `export`, `readonly` and `local` take names with or without a value. */
function assign(io: CommandIo, each: (name: string) => boolean): Outcome {
  for (const word of io.args) {
    const match = /^([A-Za-z_]\w*)(?:=([\s\S]*))?$/.exec(word);
    if (match === null) return refuse(io, `${io.argv[0]}: ${word}: bad variable name`, 2);
    if (!each(match[1]!)) return refuse(io, 'local: not in a function', 2);
    if (match[2] !== undefined) io.shell.environment.set(match[1]!, match[2]);
  }
  return exit(0);
}

function exportNames(io: CommandIo): Outcome {
  const { environment } = io.shell;
  if (io.args.length === 0 || io.args[0] === '-p')
    return printed(
      io,
      environment
        .all(true)
        .map(([name, text]) => `export ${name}=${inQuotes(text)}\n`)
        .join(''),
    );
  return assign(io, (name) => {
    environment.export(name);
    return true;
  });
}

const inQuotes = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function unset(io: CommandIo): Outcome {
  const { flags, rest } = readOptions(io.args, 'fv');
  for (const name of rest) {
    if (flags.has('f')) io.shell.environment.define(name, undefined);
    else io.shell.environment.unset(name);
  }
  return exit(0);
}

function set(io: CommandIo): Outcome {
  const { environment } = io.shell;
  if (io.args.length === 0)
    return printed(
      io,
      environment
        .all()
        .map(([name, text]) => `${name}=${inQuotes(text)}\n`)
        .join(''),
    );
  for (const [i, word] of io.args.entries()) {
    if (word === '--' || !/^[-+]./.test(word)) {
      environment.positional = io.args.slice(word === '--' ? i + 1 : i);
      return exit(0);
    }
    for (const letter of word.slice(1)) {
      const others = environment.options.filter((other) => other !== letter);
      environment.options = word.startsWith('-') ? [...others, letter] : others;
    }
  }
  return exit(0);
}

function shift(io: CommandIo): Outcome {
  const { environment } = io.shell;
  const count = Number(io.args[0] ?? 1);
  if (!Number.isInteger(count) || count < 0) return refuse(io, `shift: Illegal number: ${io.args[0]}`, 2);
  if (count > environment.positional.length) return exit(1);
  environment.positional = environment.positional.slice(count);
  return exit(0);
}

/** `exit` and `return`: with the code given, or that of the last command. */
function leave(io: CommandIo, kind: 'exit' | 'return'): Outcome {
  const given = io.args[0] ?? String(io.shell.environment.status);
  if (!/^\d+$/.test(given)) return refuse(io, `${kind}: Illegal number: ${given}`, 2);
  const code = Number(given) & 0xff;
  io.shell.control({ kind, code });
  return exit(code);
}

function leaveLoop(io: CommandIo, kind: 'break' | 'continue'): Outcome {
  const levels = Number(io.args[0] ?? 1);
  if (!Number.isInteger(levels) || levels < 1) return refuse(io, `${kind}: Illegal number: ${io.args[0]}`, 2);
  io.shell.control({ kind, levels });
  return exit(0);
}

function evaluate(io: CommandIo): Outcome {
  io.shell.control({ kind: 'run', text: io.args.join(' '), sourced: false, positional: undefined });
  return exit(0);
}

function source(io: CommandIo): Outcome {
  const [name, ...args] = io.args;
  if (name === undefined) return exit(0);
  const bytes = io.files.contents(io.resolve(name));
  if (bytes === undefined) return refuse(io, `${io.argv[0]}: can't open '${name}': ${errnoText(ENOENT)}`, 2);
  const positional = args.length === 0 ? undefined : args;
  io.shell.control({ kind: 'run', text: decodeText(bytes), sourced: true, positional });
  return exit(0);
}

type ReadNotes = { readonly bytes: number[]; escaped: boolean };

/** Takes letter by letter, so that what follows the line stays for others. `-t`: gives up at once when nothing is there. */
function read(io: CommandIo): Outcome {
  const { flags, values, rest, problem } = readOptions(io.args, 'rsp:n:t:');
  if (problem !== undefined) return refuse(io, `read: ${problem}`, 2);
  const prompt = values.get('p');
  if (io.stage === undefined && prompt !== undefined) io.promptWith(prompt);
  const notes = notesOf<ReadNotes>(io, () => ({ bytes: [], escaped: false }));
  const most = Number(values.get('n') ?? Number.POSITIVE_INFINITY);
  while (notes.bytes.length < most) {
    const answer = io.read(io.stdin, 1);
    if (answer.kind === 'wait')
      return values.has('t') ? readWithin(io, Number(values.get('t'))) : sleepOn(answer, 'read');
    if (answer.kind === 'error' || answer.value.length === 0) return store(io, notes, rest, 1);
    if (endsLine(notes, answer.value[0]!, flags.has('r'))) break;
  }
  return store(io, notes, rest, 0);
}

/** Takes one letter; true for the end of the line. Without `-r` a backslash quotes what follows, and joins lines. */
function endsLine(notes: ReadNotes, byte: number, raw: boolean): boolean {
  const { escaped } = notes;
  notes.escaped = !raw && !escaped && byte === 0x5c;
  if (byte === 0x0a) return !escaped;
  if (!notes.escaped) notes.bytes.push(byte);
  return false;
}

/** Asks again in small steps of virtual time until the seconds are over. */
function readWithin(io: CommandIo, seconds: number): Outcome {
  const notes = io.stage as unknown as ReadNotes & { until?: number };
  notes.until ??= io.shell.now + seconds * 1e9;
  if (io.shell.now >= notes.until) return exit(142);
  return { kind: 'again', after: secondsToNs(Math.min(0.01, (notes.until - io.shell.now) / 1e9)) };
}

/** The last name takes the rest of the line. */
function store(io: CommandIo, { bytes }: ReadNotes, names: readonly string[], code: number): Outcome {
  const line = decodeText(Uint8Array.from(bytes));
  const separators = io.variable('IFS') ?? ' \t\n';
  const set = separators.replace(/[\\\]^-]/g, '\\$&');
  const blank = [...separators].filter((char) => /\s/.test(char)).join('');
  const trim = (text: string): string =>
    blank === '' ? text : text.replace(new RegExp(`^[${blank}]+|[${blank}]+$`, 'g'), '');
  let left = trim(line);
  const wanted = names.length === 0 ? ['REPLY'] : names;
  for (const [i, name] of wanted.entries()) {
    const cut = separators === '' || i === wanted.length - 1 ? null : new RegExp(`[${set}]`).exec(left);
    io.shell.environment.set(name, cut === null ? left : left.slice(0, cut.index));
    left = cut === null ? '' : trim(left.slice(cut.index + 1));
  }
  return exit(code);
}

/** `type`, `which` and `command -v`: where a name leads. */
function type(io: CommandIo): Outcome {
  let code = 0;
  for (const name of io.args) {
    const command = io.shell.commandHelp.find((each) => each.name === name);
    if (io.shell.environment.function(name) !== undefined) io.print(`${name} is a function\n`);
    else if (command?.builtin === true) io.print(`${name} is a shell builtin\n`);
    else if (command !== undefined) io.print(`${name} is ${placeOf(name)}\n`);
    else {
      io.tell(`${name}: not found`);
      code = 127;
    }
  }
  return exit(code);
}

function which(io: CommandIo): Outcome {
  let code = 0;
  for (const name of io.args) {
    const command = io.shell.commandHelp.find((each) => each.name === name);
    if (command === undefined || command.builtin) code = 1;
    else io.print(`${placeOf(name)}\n`);
  }
  return exit(code);
}

const inUsr = [
  'cmp',
  'cut',
  'head',
  'hexdump',
  'id',
  'md5sum',
  'seq',
  'tail',
  'tee',
  'tr',
  'wc',
  'which',
  'xxd',
  'clear',
];
const placeOf = (name: string): string => `${inUsr.includes(name) ? '/usr/bin' : '/bin'}/${name}`;

function command(io: CommandIo): Outcome {
  const [option, name = ''] = io.args;
  if (option === '-v' || option === '-V') {
    const found = io.shell.commandHelp.find((each) => each.name === name);
    if (found === undefined && io.shell.environment.function(name) === undefined) return exit(127);
    return printed(io, `${found?.builtin === false ? placeOf(name) : name}\n`);
  }
  const quoted = io.args.map(inQuotes).join(' ');
  io.shell.control({ kind: 'run', text: quoted, sourced: false, positional: undefined });
  return exit(0);
}

/** `sh FILE`, `sh -c TEXT`, and `sh` with a script on standard input. */
function sh(io: CommandIo): Outcome {
  const { values, rest, problem } = readOptions(io.args.slice(0, optionsEnd(io.args)), 'c:ex');
  const args = io.args.slice(optionsEnd(io.args));
  if (problem !== undefined) return refuse(io, problem, 2);
  const given = values.get('c');
  if (given !== undefined)
    return { kind: 'script', script: { text: given, name: args[0] ?? 'sh', args: args.slice(1) } };
  const [name = rest[0]] = args;
  if (name === undefined) return scriptFromInput(io);
  const path = io.resolve(name);
  const bytes = io.files.contents(path);
  if (bytes === undefined) return refuse(io, `can't open '${name}': ${errnoText(ENOENT)}`, 2);
  return { kind: 'script', script: { text: decodeText(bytes), name, args: args.slice(1) } };
}

/** Where the options of `sh` are over: behind the text of `-c`. */
function optionsEnd(args: readonly string[]): number {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  if (at < 0) return args.length;
  return /^-\w*c$/.test(args[at - 1] ?? '') ? at + 1 : at;
}

function scriptFromInput(io: CommandIo): Outcome {
  if (io.inputIsConsole)
    return refuse(io, 'a shell within the shell is not modelled: type at the prompt, or sh FILE', 2);
  const notes = notesOf<{ bytes: Uint8Array }>(io, () => ({ bytes: new Uint8Array(0) }));
  const answer = io.read(io.stdin, chunkBytes);
  if (answer.kind === 'wait') return sleepOn(answer, 'read');
  if (answer.kind === 'error' || answer.value.length === 0)
    return { kind: 'script', script: { text: decodeText(notes.bytes), name: 'sh', args: [] } };
  notes.bytes = concatBytes(notes.bytes, answer.value);
  return again;
}

function history(io: CommandIo): Outcome {
  return printed(io, io.shell.history.map((line, i) => `${String(i).padStart(4)} ${line}\n`).join(''));
}

function env(io: CommandIo): Outcome {
  return printed(
    io,
    io.shell.environment
      .all(true)
      .map(([name, text]) => `${name}=${text}\n`)
      .join(''),
  );
}

export const shellCommands: readonly Command[] = [
  builtin('pwd', 'prints the current folder', (io) => printed(io, `${io.cwd}\n`)),
  builtin('cd', 'changes the current folder', cd),
  builtin('export', 'sets variables for scripts too', exportNames),
  builtin('readonly', 'sets variables; that they may not change is not modelled', (io) => assign(io, () => true)),
  builtin('local', 'sets variables of a function', (io) => assign(io, (name) => io.shell.makeLocal(name))),
  builtin('unset', 'removes variables, -f functions', unset),
  builtin('set', 'options -e -u -x, and parameters: set -- A B', set),
  builtin('shift', 'drops the first parameters', shift),
  builtin('exit', 'leaves the script', (io) => leave(io, 'exit')),
  builtin('return', 'leaves a function', (io) => leave(io, 'return')),
  builtin('break', 'leaves a loop', (io) => leaveLoop(io, 'break')),
  builtin('continue', 'goes on with the next turn of a loop', (io) => leaveLoop(io, 'continue')),
  builtin('eval', 'runs its words as a line', evaluate),
  builtin('exec', 'redirects the shell itself, or ends it with a command', () => exit(0)),
  builtin('.', 'runs a file in this shell', source),
  builtin('source', 'runs a file in this shell', source),
  builtin('read', 'reads a line into variables: -r -p PROMPT -n COUNT -t SECONDS', read),
  builtin('command', 'runs a command; -v tells where it is', command),
  builtin('type', 'tells what a name stands for', type),
  builtin('history', 'lists the lines that were typed', history),
  builtin('trap', 'accepted, tells that it is not modelled', (io) => {
    if (io.args.length > 0) io.complain('trap: signals have no actions here');
    return exit(0);
  }),
  program('which', 'tells where a program is', which),
  program('env', 'prints the exported variables', env),
  program('sh', 'runs a script: FILE, -c TEXT, or from standard input', sh),
];
