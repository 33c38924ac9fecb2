/** cp, rm, rmdir, mkdir, touch and test: commands that make, take away and ask about files. */
import { ENOENT, EPERM, errnoText } from '../../fs/errno';
import { baseName, folderOf, joinPath } from '../../fs/paths';
import { forAppending, forCreating, forReading } from '../../fs/vfs';
import {
  again,
  builtin,
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
import { chunkBytes } from './inputs';
import { readOptions } from './options';

type CopyNotes = { from: number | undefined; to: number | undefined; rest: Uint8Array };

function cp(io: CommandIo): Outcome {
  const { rest, problem } = readOptions(io.args, 'fpar');
  if (problem !== undefined) return refuse(io, problem);
  const [source, target] = rest;
  if (source === undefined || target === undefined || rest.length > 2) {
    io.tell('Usage: cp SOURCE DEST');
    return exit(1);
  }
  const notes = notesOf<CopyNotes>(io, () => ({ from: undefined, to: undefined, rest: new Uint8Array(0) }));
  return openBoth(io, notes, source, target) ?? copyPart(io, notes);
}

function openBoth(io: CommandIo, notes: CopyNotes, source: string, target: string): Outcome | undefined {
  if (notes.from === undefined) {
    const status = io.files.status(io.resolve(source));
    if (status === undefined) return failure(io, `can't stat '${source}': ${errnoText(ENOENT)}`);
    if (status.kind === 'directory') return failure(io, `omitting directory '${source}'`);
    const answer = io.open(source, forReading);
    if (answer.kind === 'wait') return sleepOn(answer, 'open');
    if (answer.kind === 'error') return failure(io, `can't open '${source}': ${errnoText(answer.errno)}`);
    notes.from = answer.value;
  }
  if (notes.to !== undefined) return undefined;
  const path = io.resolve(target);
  const into = io.files.status(path)?.kind === 'directory' ? joinPath(path, baseName(io.resolve(source))) : path;
  const answer = io.open(into, forCreating);
  if (answer.kind === 'wait') return sleepOn(answer, 'open');
  if (answer.kind === 'error') return failure(io, `can't create '${target}': ${errnoText(answer.errno)}`);
  notes.to = answer.value;
  return undefined;
}

function copyPart(io: CommandIo, notes: CopyNotes): Outcome {
  if (notes.rest.length === 0) {
    const answer = io.read(notes.from!, 16 * chunkBytes);
    if (answer.kind === 'wait') return sleepOn(answer, 'read');
    if (answer.kind === 'error') return failure(io, `read error: ${errnoText(answer.errno)}`);
    if (answer.value.length === 0) return exit(0);
    notes.rest = answer.value;
  }
  const answer = io.files.write(notes.to!, notes.rest);
  if (answer.kind === 'wait') return sleepOn(answer, 'write');
  if (answer.kind === 'error') return failure(io, `write error: ${errnoText(answer.errno)}`);
  notes.rest = notes.rest.slice(answer.value);
  return again;
}

function failure(io: CommandIo, text: string): Outcome {
  io.complain(text);
  return exit(1);
}

function rm(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'frRi');
  if (problem !== undefined) return refuse(io, problem);
  let code = 0;
  for (const name of rest) {
    const errno = remove(io, io.resolve(name), flags.has('r') || flags.has('R'));
    if (errno === 0 || (errno === ENOENT && flags.has('f'))) continue;
    io.complain(`can't remove '${name}': ${errnoText(errno)}`);
    code = 1;
  }
  return exit(code);
}

/** An errno, or 0. */
function remove(io: CommandIo, path: string, recursive: boolean): number {
  if (recursive && io.files.status(path)?.kind === 'directory') {
    if (path === '/') return EPERM;
    let worst = 0;
    for (const child of io.files.list(path)) worst = remove(io, child, true) || worst;
    const answer = io.files.removeFolder(path);
    return worst || (answer.kind === 'error' ? answer.errno : 0);
  }
  const answer = io.files.unlink(path);
  return answer.kind === 'error' ? answer.errno : 0;
}

function mkdir(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'pm:');
  if (problem !== undefined) return refuse(io, problem);
  let code = 0;
  for (const name of rest) {
    const errno = makeFolder(io, io.resolve(name), flags.has('p'));
    if (errno === 0) continue;
    io.complain(`can't create directory '${name}': ${errnoText(errno)}`);
    code = 1;
  }
  return exit(code);
}

function makeFolder(io: CommandIo, path: string, parents: boolean): number {
  if (parents) {
    if (io.files.status(path)?.kind === 'directory') return 0;
    const errno = makeFolder(io, folderOf(path), true);
    if (errno !== 0) return errno;
  }
  const answer = io.files.makeFolder(path);
  return answer.kind === 'error' ? answer.errno : 0;
}

function rmdir(io: CommandIo): Outcome {
  let code = 0;
  for (const name of io.args) {
    const answer = io.files.removeFolder(io.resolve(name));
    if (answer.kind !== 'error') continue;
    io.complain(`'${name}': ${errnoText(answer.errno)}`);
    code = 1;
  }
  return exit(code);
}

function touch(io: CommandIo): Outcome {
  let code = 0;
  for (const name of io.args) {
    const answer = io.open(name, forAppending);
    if (answer.kind === 'value') io.close(answer.value);
    if (answer.kind !== 'error') continue;
    io.complain(`${name}: ${errnoText(answer.errno)}`);
    code = 1;
  }
  return exit(code);
}

/** `+x`, `-w` and octal numbers; whom the letters before the sign name makes no difference to root alone. */
function chmod(io: CommandIo): Outcome {
  const [mode = '', ...names] = io.args;
  const signed = /^[ugoa]*([-+])([rwx]+)$/.exec(mode);
  if (names.length === 0) return tellUsage(io, 'Usage: chmod MODE FILE...');
  if (signed === null && !/^[0-7]{1,4}$/.test(mode)) return refuse(io, `invalid mode '${mode}'`);
  const bits = [...(signed?.[2] ?? '')].reduce(
    (sum, letter) => sum | { r: 0o444, w: 0o222, x: 0o111 }[letter as 'r' | 'w' | 'x'],
    0,
  );
  let code = 0;
  for (const name of names) {
    const path = io.resolve(name);
    const old = io.files.status(path)?.mode ?? 0;
    const wanted = signed === null ? Number.parseInt(mode, 8) : signed[1] === '+' ? old | bits : old & ~bits;
    const answer = io.files.changeMode(path, wanted);
    if (answer.kind !== 'error') continue;
    io.complain(`${name}: ${errnoText(answer.errno)}`);
    code = 1;
  }
  return exit(code);
}

const asNumber = (text: string): number => (/^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN);
const comparisons: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => asNumber(a) === asNumber(b),
  '-ne': (a, b) => asNumber(a) !== asNumber(b),
  '-lt': (a, b) => asNumber(a) < asNumber(b),
  '-le': (a, b) => asNumber(a) <= asNumber(b),
  '-gt': (a, b) => asNumber(a) > asNumber(b),
  '-ge': (a, b) => asNumber(a) >= asNumber(b),
};
const questions: Readonly<Record<string, (io: CommandIo, word: string) => boolean>> = {
  '-n': (_io, word) => word !== '',
  '-z': (_io, word) => word === '',
  '-e': (io, word) => io.files.status(io.resolve(word)) !== undefined,
  '-f': (io, word) => ['file', 'device'].includes(kindOf(io, word)) && !isCharacter(io, word),
  '-d': (io, word) => kindOf(io, word) === 'directory',
  '-c': isCharacter,
  '-r': (io, word) => kindOf(io, word) !== '',
  '-w': (io, word) => kindOf(io, word) !== '',
  '-s': (io, word) => (io.files.status(io.resolve(word))?.size ?? 0) > 0,
};
const kindOf = (io: CommandIo, name: string): string => io.files.status(io.resolve(name))?.kind ?? '';
function isCharacter(io: CommandIo, name: string): boolean {
  return io.files.status(io.resolve(name))?.node?.character !== undefined;
}

/** Exit code of `[ … ]`: 0 true, 1 false, 2 not understood. */
function test(io: CommandIo): Outcome {
  const bracket = io.argv[0] === '[';
  if (bracket && io.args.at(-1) !== ']') return refuse(io, '[: missing ]', 2);
  const words = bracket ? io.args.slice(0, -1) : [...io.args];
  const negated = words[0] === '!' && words.length > 1;
  if (negated) words.shift();
  const answer = answerOf(io, words);
  if (answer !== undefined) return exit(answer === negated ? 1 : 0);
  io.complain(`${io.argv[0]}: ${words[1] ?? words[0] ?? ''}: unknown operand`);
  return exit(2);
}

function answerOf(io: CommandIo, [first, second, third, ...more]: readonly string[]): boolean | undefined {
  if (first === undefined) return false;
  if (second === undefined) return first !== '';
  if (third === undefined) return questions[first]?.(io, second);
  return more.length === 0 ? comparisons[second]?.(first, third) : undefined;
}

export const fileCommands: readonly Command[] = [
  program('cp', 'copies a file', cp),
  program('rm', 'removes files: -f, -r', rm),
  program('mkdir', 'makes folders: -p', mkdir),
  program('chmod', 'changes permissions: +x, 755', chmod),
  program('rmdir', 'removes empty folders', rmdir),
  program('touch', 'makes empty files', touch),
  builtin('test', 'asks: -e -f -d -c FILE, A = B, N -eq M', test),
  builtin('[', 'the same as test', test),
];
