/** ls: names in columns on the console and one a line elsewhere; -l with modes and sizes. */
import { ENOENT, errnoText } from '../../fs/errno';
import { baseName } from '../../fs/paths';
import type { FileStatus } from '../../fs/vfs';
import { type Command, type CommandIo, exit, type Outcome, program, refuse } from '../command';
import { readOptions } from './options';

/** Columns of the console. */
const screenWidth = 80;
type Item = { readonly name: string; readonly status: FileStatus };
type Look = { readonly long: boolean; readonly oneEach: boolean; readonly suffix: boolean };

function ls(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'laA1dhFR');
  if (problem !== undefined) return refuse(io, problem);
  const look: Look = {
    long: flags.has('l'),
    oneEach: flags.has('1') || !io.onTerminal,
    suffix: flags.has('F'),
  };
  const names = rest.length === 0 ? ['.'] : rest;
  const found: Item[] = [];
  let code = 0;
  for (const name of names) {
    const status = io.files.status(io.resolve(name));
    if (status !== undefined) found.push({ name, status });
    else {
      io.complain(`${name}: ${errnoText(ENOENT)}`);
      code = 1;
    }
  }
  const isOpened = ({ status }: Item): boolean => status.kind === 'directory' && !flags.has('d');
  const plain = found.filter((item) => !isOpened(item));
  const folders = found.filter(isOpened);
  const parts = plain.length > 0 ? [shown(plain, look)] : [];
  for (const { name, status } of folders) {
    const title = names.length > 1 ? `${name}:\n` : '';
    parts.push(title + shown(itemsOf(io, status.path, flags), look));
  }
  io.print(parts.join('\n'));
  return exit(code);
}

function itemsOf(io: CommandIo, folder: string, flags: ReadonlySet<string>): readonly Item[] {
  const items = io.files.list(folder).map((path) => ({ name: baseName(path), status: io.files.status(path)! }));
  const visible = flags.has('a') || flags.has('A') ? items : items.filter(({ name }) => !name.startsWith('.'));
  const self = io.files.status(folder);
  const parent = io.files.status(folder.slice(0, Math.max(1, folder.lastIndexOf('/'))));
  if (!flags.has('a') || self === undefined || parent === undefined) return visible;
  return [{ name: '.', status: self }, { name: '..', status: parent }, ...visible];
}

function shown(items: readonly Item[], look: Look): string {
  const lines = items.map((item) => (look.long ? longLine(item) : item.name) + (look.suffix ? suffixOf(item) : ''));
  if (lines.length === 0) return '';
  return look.long || look.oneEach ? `${lines.join('\n')}\n` : inColumns(lines);
}

const suffixOf = ({ status }: Item): string => (status.kind === 'directory' ? '/' : '');

function inColumns(names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const columns = Math.max(1, Math.floor(screenWidth / width));
  const rows = Math.ceil(names.length / columns);
  return Array.from({ length: rows }, (_, row) =>
    names
      .filter((_name, i) => i % rows === row)
      .map((name) => name.padEnd(width))
      .join('')
      .trimEnd(),
  )
    .map((line) => `${line}\n`)
    .join('');
}

function longLine({ name, status }: Item): string {
  const { node } = status;
  const size =
    node?.character === undefined
      ? String(status.size)
      : `${node.character.major}, ${String(node.character.minor).padStart(3)}`;
  return `${modeText(status)}    1 root     root     ${size.padStart(9)} ${dateText(status.changed)} ${name}`;
}

function modeText({ kind, mode, node }: FileStatus): string {
  const type = kind === 'directory' ? 'd' : node?.character !== undefined ? 'c' : '-';
  const bits = [...'rwxrwxrwx'].map((letter, i) => ((mode >> (8 - i)) & 1 ? letter : '-'));
  return type + bits.join('');
}

/** A board without a battery starts at the beginning of a year; virtual time counts from there. */
function dateText(ns: number): string {
  const minutes = Math.floor(ns / 60e9);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `Jan ${String(1 + (Math.floor(minutes / 1440) % 31)).padStart(2)} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

export const lsCommand: Command = program('ls', 'lists names: -l with details, -a all, -d the folder itself, -1', ls);
