/** What words become before a command sees them: variables, substitutions, `~`, field splitting, file name patterns. */
import { ExpansionProblem, evaluate } from './arithmetic';
import { type Folders, fits, matches, type Piece, patternSource, textOf } from './patterns';
import type { Change, List, Word, WordPart } from './syntax';

export type Surroundings = Folders & {
  readonly variable: (name: string) => string | undefined;
  readonly set: (name: string, value: string) => void;
  readonly positional: readonly string[];
  /** What `$(…)` printed, in the order in which they are met. */
  readonly outputs: readonly string[];
  /** `set -u`. */
  readonly strict: boolean;
};

/** Thrown when an expansion needs the output of a `$(…)` that has not run: run it, and expand anew. */
export class SubstitutionNeeded extends Error {
  readonly body: List;

  constructor(body: List) {
    super('a command substitution has to run first');
    this.body = body;
  }
}

/** Expands words one after another; counts the substitutions that it meets. Throws `SubstitutionNeeded` or `ExpansionProblem`. */
export class Expander {
  readonly #around: Surroundings;
  #met = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** One word may become none, one or many. */
  fields(word: Word): readonly string[] {
    return this.#fieldsOf(word).flatMap((field) => matches(field, this.#around));
  }

  /** For assignments and redirections: no splitting, no patterns. */
  whole(word: Word): string {
    return textOf(this.pieces(word));
  }

  /** From now on `name` has that value. */
  assign(name: string, value: string): void {
    this.#around.set(name, value);
  }

  /** The word without splitting; what was quoted is marked, as `case` needs it. */
  pieces(word: Word): readonly Piece[] {
    return tilde(word).flatMap((part) => this.#pieces(part));
  }

  #fieldsOf(word: Word): readonly (readonly Piece[])[] {
    const fields = new Fields(this.#around.variable('IFS') ?? ' \t\n');
    for (const part of tilde(word)) {
      if (part.kind === 'text') fields.extend({ text: part.text, quoted: part.quoted });
      else if (part.kind === 'variable' && part.change === undefined && part.name === '@') {
        for (const [i, text] of this.#around.positional.entries()) {
          if (i > 0) fields.next();
          fields.add({ text, quoted: part.quoted });
        }
      } else for (const piece of this.#pieces(part)) fields.add(piece);
    }
    return fields.all;
  }

  #pieces(part: WordPart): readonly Piece[] {
    const { quoted } = part;
    switch (part.kind) {
      case 'text':
        return [{ text: part.text, quoted }];
      case 'variable':
        return this.#variable(part.name, part.change, quoted);
      case 'command': {
        const output = this.#around.outputs[this.#met++];
        if (output === undefined) throw new SubstitutionNeeded(part.body);
        return [{ text: output.replace(/\n+$/, ''), quoted }];
      }
      case 'arithmetic':
        return [{ text: String(this.#number(part.word)), quoted }];
    }
  }

  #number(word: Word): bigint {
    const { variable, set } = this.#around;
    return evaluate(this.whole(word), { get: variable, set });
  }

  #value(name: string): string | undefined {
    if (name === '@' || name === '*') return this.#around.positional.length === 0 ? undefined : this.#all();
    return this.#around.variable(name);
  }

  #all(): string {
    return this.#around.positional.join((this.#around.variable('IFS') ?? ' ').slice(0, 1));
  }

  #variable(name: string, change: Change | undefined, quoted: boolean): readonly Piece[] {
    const value = this.#value(name);
    if (value === undefined && change?.kind !== 'default' && this.#around.strict && !/^[@*]$/.test(name))
      throw new ExpansionProblem(`${name}: parameter not set`);
    if (change?.kind === 'default') return this.#orDefault(name, value, change, quoted);
    return [{ text: change === undefined ? (value ?? '') : this.#changed(name, value ?? '', change), quoted }];
  }

  #orDefault(
    name: string,
    value: string | undefined,
    { sign, empty, word }: Extract<Change, { kind: 'default' }>,
    quoted: boolean,
  ): readonly Piece[] {
    const there = value !== undefined && !(empty && value === '');
    if (sign === '+') return there ? this.pieces(word) : [{ text: '', quoted }];
    if (there) return [{ text: value, quoted }];
    if (sign === '-') return this.pieces(word);
    const text = this.whole(word);
    if (sign === '?') throw new ExpansionProblem(`${name}: ${text || 'parameter not set'}`);
    if (!/^[A-Za-z_]/.test(name)) throw new ExpansionProblem(`${name}: bad variable name`);
    this.#around.set(name, text);
    return [{ text, quoted }];
  }

  #changed(name: string, value: string, change: Exclude<Change, { kind: 'default' }>): string {
    switch (change.kind) {
      case 'length':
        return String(name === '@' || name === '*' ? this.#around.positional.length : [...value].length);
      case 'remove':
        return removed(value, this.pieces(change.word), change.sign);
      case 'replace': {
        const source = patternSource(this.pieces(change.word));
        const by = this.whole(change.by);
        return source === '' ? value : value.replace(new RegExp(source, change.all ? 'gs' : 's'), () => by);
      }
      case 'slice':
        return this.#sliced(value, change);
    }
  }

  #sliced(value: string, { from, length }: Extract<Change, { kind: 'slice' }>): string {
    const chars = [...value];
    const start = Number(this.#number(from));
    const first = start < 0 ? chars.length + start : start;
    if (first < 0) return '';
    const count = length === undefined ? chars.length : Number(this.#number(length));
    return chars.slice(first, count < 0 ? count : first + count).join('');
  }
}

/** Fields as they grow: what is not quoted is cut at separators. */
class Fields {
  readonly all: Piece[][] = [];
  readonly #separator: RegExp | undefined;
  #open = false;

  constructor(separators: string) {
    this.#separator = separators === '' ? undefined : new RegExp(`[${separators.replace(/[\\\]^-]/g, '\\$&')}]+`);
  }

  next(): void {
    this.#open = false;
  }

  extend(piece: Piece): void {
    if (!this.#open) this.all.push([]);
    this.#open = true;
    this.all.at(-1)!.push(piece);
  }

  add(piece: Piece): void {
    if (piece.quoted) {
      this.extend(piece);
      return;
    }
    const texts = this.#separator === undefined ? [piece.text] : piece.text.split(this.#separator);
    for (const [i, text] of texts.entries()) {
      if (i > 0) this.next();
      if (text !== '') this.extend({ text, quoted: false });
    }
  }
}

/** `#` and `%` take the shortest, `##` and `%%` the longest beginning or end that fits. */
function removed(value: string, pattern: readonly Piece[], sign: '#' | '##' | '%' | '%%'): string {
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (sign.length === 2) lengths.reverse();
  const atStart = sign.startsWith('#');
  for (const length of lengths) {
    const part = atStart ? value.slice(0, length) : value.slice(value.length - length);
    if (fits(part, pattern)) return atStart ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

function tilde(word: Word): readonly WordPart[] {
  const first = word[0];
  if (first?.kind !== 'text' || first.quoted || !/^~(?=\/|$)/.test(first.text)) return word;
  return [{ ...first, text: `/root${first.text.slice(1)}` }, ...word.slice(1)];
}
