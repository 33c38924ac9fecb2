/** `*`, `?` and `[…]`: against text, and against the names of files. */
import { resolvePath } from '../fs/paths';

/** A piece of a field; a pattern sign counts only in an unquoted piece. */
export type Piece = { readonly text: string; readonly quoted: boolean };

export const textOf = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join('');

/** The pattern as a regular expression's source, without anchors. */
export const patternSource = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, quoted }) => (quoted ? literal(text) : globSource(text))).join('');

/** Whether all of `text` fits, as in `case`. */
export const fits = (text: string, pieces: readonly Piece[]): boolean =>
  new RegExp(`^(?:${patternSource(pieces)})$`, 's').test(text);

export type Folders = {
  readonly cwd: string;
  /** Full paths in a folder, sorted. */
  readonly list: (folder: string) => readonly string[];
};

/** The paths that a field's pattern stands for; the field itself when there are none. */
export function matches(field: readonly Piece[], around: Folders): readonly string[] {
  const plain = textOf(field);
  if (!field.some(({ text, quoted }) => !quoted && /[*?[]/.test(text))) return [plain];
  const steps = splitAtSlashes(field);
  const absolute = plain.startsWith('/');
  let found: readonly string[] = [''];
  for (const [i, step] of steps.entries()) {
    if (step.text === '') {
      found = found.map((path) => (i === 0 && absolute ? '' : path));
      continue;
    }
    found = found.flatMap((path) => below(path, step, i === 0 && !absolute, around));
  }
  return found.length > 0 ? found : [plain];
}

type Step = { readonly text: string; readonly pattern: RegExp | undefined };

function below(path: string, step: Step, first: boolean, around: Folders): readonly string[] {
  const join = (name: string): string => (first ? name : `${path}/${name}`);
  const folder = first ? around.cwd : resolvePath(around.cwd, `${path}/`);
  const names = around.list(folder).map((full) => full.slice(full.lastIndexOf('/') + 1));
  const { pattern } = step;
  if (pattern === undefined) return names.includes(step.text) || /^\.\.?$/.test(step.text) ? [join(step.text)] : [];
  return names.filter((name) => pattern.test(name) && (!name.startsWith('.') || step.text.startsWith('.'))).map(join);
}

function splitAtSlashes(field: readonly Piece[]): readonly Step[] {
  const steps: { text: string; source: string; wild: boolean }[] = [{ text: '', source: '', wild: false }];
  for (const { text, quoted } of field) {
    for (const [i, part] of text.split('/').entries()) {
      if (i > 0) steps.push({ text: '', source: '', wild: false });
      const step = steps.at(-1)!;
      step.text += part;
      step.source += quoted ? literal(part) : globSource(part);
      step.wild ||= !quoted && /[*?[]/.test(part);
    }
  }
  return steps.map(({ text, source, wild }) => ({ text, pattern: wild ? new RegExp(`^${source}$`, 's') : undefined }));
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Names of characters inside `[…]`, as `[:digit:]`. */
const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  xdigit: '0-9A-Fa-f',
};

/** `*`, `?` and `[…]`; anything that is no proper class stands for itself. Neighbouring stars are one. */
function globSource(text: string): string {
  return text.replace(/\*+|\?|\[[!^]?(?:\[:[a-z]+:\]|[\w. ,:;=@%+_]-[\w.]|[\w. ,:;=@%+_-])+\]|[^*?[]+|\[/g, (piece) => {
    if (piece.startsWith('*')) return '.*';
    if (piece === '?') return '.';
    if (piece.length < 3 || !piece.startsWith('[')) return literal(piece);
    const negated = /^[!^]/.test(piece.slice(1));
    return classSource(piece.slice(negated ? 2 : 1, -1), negated);
  });
}

function classSource(inside: string, negated: boolean): string {
  const named = inside.replace(/\[:([a-z]+):\]/g, (_whole, name: string) => classes[name] ?? '');
  const chars = named.replace(/([^\\])-(.)/g, (range, from: string, to: string) => (from <= to ? range : ''));
  if (chars === '') return '(?!)';
  return `[${negated ? '^' : ''}${chars}]`;
}
