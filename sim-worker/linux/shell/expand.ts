/** What words become before a command sees them: variables, `~`, field splitting, file name patterns. */
import { resolvePath } from '../fs/paths';
import type { Word, WordPart } from './syntax';

export type Surroundings = {
  readonly variable: (name: string) => string;
  readonly cwd: string;
  /** Full paths in a folder, sorted. */
  readonly list: (folder: string) => readonly string[];
};

/** A piece of a field; a pattern sign counts only in an unquoted piece. */
type Piece = { readonly text: string; readonly quoted: boolean };

/** One word may become none, one or many. */
export function expandWord(word: Word, around: Surroundings): readonly string[] {
  return fieldsOf(word, around).flatMap((field) => matches(field, around));
}

/** For assignments and redirections: no splitting, no patterns. */
export const expandWhole = (word: Word, { variable }: Surroundings): string =>
  tilde(word)
    .map((part) => (part.kind === 'text' ? part.text : variable(part.name)))
    .join('');

function fieldsOf(word: Word, { variable }: Surroundings): readonly (readonly Piece[])[] {
  const fields: Piece[][] = [];
  let field: Piece[] | undefined;
  const extend = (piece: Piece): void => {
    if (field === undefined) {
      field = [];
      fields.push(field);
    }
    field.push(piece);
  };
  for (const part of tilde(word)) {
    if (part.kind === 'text' || part.quoted) {
      extend({ text: part.kind === 'text' ? part.text : variable(part.name), quoted: part.quoted });
      continue;
    }
    for (const [i, text] of variable(part.name)
      .split(/[ \t\n]+/)
      .entries()) {
      if (i > 0) field = undefined;
      if (text !== '') extend({ text, quoted: false });
    }
  }
  return fields;
}

function tilde(word: Word): readonly WordPart[] {
  const first = word[0];
  if (first?.kind !== 'text' || first.quoted || !/^~(?=\/|$)/.test(first.text)) return word;
  return [{ ...first, text: `/root${first.text.slice(1)}` }, ...word.slice(1)];
}

/** The paths that a field's pattern stands for; the field itself when there are none. */
function matches(field: readonly Piece[], around: Surroundings): readonly string[] {
  const plain = field.map((piece) => piece.text).join('');
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

function below(path: string, step: Step, first: boolean, around: Surroundings): readonly string[] {
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
  return steps.map(({ text, source, wild }) => ({ text, pattern: wild ? new RegExp(`^${source}$`) : undefined }));
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** `*`, `?` and `[…]`; anything that is no proper class stands for itself. */
function globSource(text: string): string {
  return text.replace(/\*|\?|\[(!?)([\w.]-[\w.]|[\w.])+\]|[^*?[]+|\[/g, (piece) => {
    if (piece === '*') return '.*';
    if (piece === '?') return '.';
    if (piece.length < 3 || !piece.startsWith('[')) return literal(piece);
    const negated = piece[1] === '!';
    return classSource(piece.slice(negated ? 2 : 1, -1), negated);
  });
}

function classSource(inside: string, negated: boolean): string {
  const chars = inside.replace(/(.)-(.)/g, (range, from: string, to: string) => (from <= to ? range : ''));
  if (chars === '') return '(?!)';
  return `[${negated ? '^' : ''}${chars}]`;
}
