/** What the Tab key may put: names of commands, variables and files for the word before the cursor. */
import type { FileSystem } from '../fs/file-system';
import { baseName, resolvePath } from '../fs/paths';
import type { Environment } from './environment';

/** `words` may each stand in place of what is between `from` and the cursor; folders end with a slash. */
export type Completion = { readonly from: number; readonly words: readonly string[] };

/** More than anybody reads. */
const mostWords = 200;
/** Behind these a command begins. */
const commandBegins = /(?:^|[;|&(`]|\$\(|(?:^|\s)(?:if|then|else|elif|do|while|until|time|exec|!|\{))\s*$/;

export function completeShell(
  text: string,
  cursor: number,
  {
    files,
    environment,
    commands,
  }: {
    readonly files: FileSystem;
    readonly environment: Environment;
    readonly commands: readonly string[];
  },
): Completion {
  const before = text.slice(0, cursor);
  const word = /[^\s;|&<>()`"'=]*$/.exec(before)?.[0] ?? '';
  const from = before.length - word.length;
  const variable = /\$\{?(\w*)$/.exec(word);
  if (variable !== null) {
    const start = word.slice(0, word.length - variable[1]!.length);
    const names = environment.all().map(([name]) => name);
    return { from, words: fitting(names, variable[1]!).map((name) => `${start}${name}`) };
  }
  const isCommand = commandBegins.test(before.slice(0, from));
  if (isCommand && !word.includes('/') && !word.startsWith('~'))
    return { from, words: word === '' ? [] : fitting([...commands, ...environment.functionNames], word) };
  return { from, words: paths(word, files, environment) };
}

function paths(word: string, files: FileSystem, { cwd }: Environment): readonly string[] {
  const folder = word.slice(0, word.lastIndexOf('/') + 1);
  const wanted = word.slice(folder.length);
  const home = /^~(?=\/|$)/.test(folder) ? '/root' : '';
  const place = resolvePath(cwd, home === '' ? folder : `${home}${folder.slice(1)}`);
  const found = files
    .list(place)
    .map((path) => ({ name: baseName(path), folder: files.status(path)?.kind === 'directory' }));
  const names = found.map(({ name, folder: isFolder }) => `${name}${isFolder ? '/' : ''}`);
  return fitting(names, wanted)
    .filter((name) => wanted.startsWith('.') || !name.startsWith('.'))
    .map((name) => `${folder}${name}`);
}

const fitting = (names: readonly string[], start: string): readonly string[] =>
  [...new Set(names)]
    .filter((name) => name.startsWith(start))
    .sort()
    .slice(0, mostWords);
