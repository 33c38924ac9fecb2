/** Cuts shell text into words, operators and redirections. */
import type { Operator, Redirection, Token, WordPart } from './syntax';

/** Thrown and caught inside the parser only. `incomplete`: more text would mend it. */
export class SyntaxProblem extends Error {
  readonly incomplete: boolean;

  constructor(message: string, incomplete = false) {
    super(message);
    this.incomplete = incomplete;
  }
}

const operators: readonly Operator[] = ['&&', '||', ';', '&', '|', '\n'];
const redirections: readonly (readonly [sign: string, fd: number, how: Redirection['kind']])[] = [
  ['>>', 1, 'append'],
  ['>&', 1, 'duplicate'],
  ['>|', 1, 'create'],
  ['>', 1, 'create'],
  ['<>', 0, 'both'],
  ['<&', 0, 'duplicate'],
  ['<', 0, 'read'],
];
/** Grammar that this shell does not have, told instead of misread. */
const unsupported: readonly (readonly [sign: string, what: string])[] = [
  [';;', "'case' is"],
  ['<<', "here-documents ('<<') are"],
  ['(', "subshells and functions ('(') are"],
  [')', "subshells and functions (')') are"],
];
const endsWord = /[\s;&|<>()]/;
const escapedInQuotes = '$`"\\';

export function tokensOf(text: string): readonly Token[] {
  return new Lexer(text).all();
}

class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): readonly Token[] {
    const tokens: Token[] = [];
    for (let token = this.#next(); token !== undefined; token = this.#next()) tokens.push(token);
    return tokens;
  }

  #next(): Token | undefined {
    this.#skipBlanks();
    if (this.#at >= this.#text.length) return undefined;
    const start = this.#at;
    for (const [sign, what] of unsupported) {
      if (this.#text.startsWith(sign, start)) throw new SyntaxProblem(`${what} not supported here`);
    }
    return this.#redirection(start) ?? this.#operator(start) ?? this.#word(start);
  }

  #skipBlanks(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === ' ' || char === '\t' || char === '\r') this.#at++;
      else if (char === '\\' && this.#text[this.#at + 1] === '\n') this.#at += 2;
      else if (char === '#') while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
      else return;
    }
  }

  #redirection(start: number): Token | undefined {
    const digits = /^\d?(?=[<>])/.exec(this.#text.slice(start, start + 2))?.[0] ?? '';
    const found = redirections.find(([sign]) => this.#text.startsWith(sign, start + digits.length));
    if (found === undefined) return undefined;
    const [sign, fd, how] = found;
    if (digits === '' && !'<>'.includes(this.#text[start]!)) return undefined;
    this.#at = start + digits.length + sign.length;
    return { kind: 'redirect', fd: digits === '' ? fd : Number(digits), how, start, end: this.#at };
  }

  #operator(start: number): Token | undefined {
    const operator = operators.find((sign) => this.#text.startsWith(sign, start));
    if (operator === undefined) return undefined;
    this.#at += operator.length;
    return { kind: 'operator', operator, start, end: this.#at };
  }

  #word(start: number): Token {
    const parts: WordPart[] = [];
    while (this.#at < this.#text.length && !endsWord.test(this.#text[this.#at]!)) this.#part(parts);
    return { kind: 'word', word: parts, start, end: this.#at };
  }

  #part(parts: WordPart[]): void {
    const char = this.#text[this.#at]!;
    if (char === "'") this.#singleQuoted(parts);
    else if (char === '"') this.#doubleQuoted(parts);
    else if (char === '$') this.#variable(parts, false);
    else if (char === '`') throw new SyntaxProblem('command substitution (`…`) is not supported here');
    else if (char === '\\') this.#escaped(parts);
    else {
      add(parts, char, false);
      this.#at++;
    }
  }

  #escaped(parts: WordPart[]): void {
    const next = this.#text[this.#at + 1];
    if (next === undefined) throw new SyntaxProblem('unexpected end of file', true);
    if (next !== '\n') add(parts, next, true);
    this.#at += 2;
  }

  #singleQuoted(parts: WordPart[]): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) throw new SyntaxProblem('syntax error: unterminated quoted string', true);
    add(parts, this.#text.slice(this.#at + 1, end), true);
    this.#at = end + 1;
  }

  #doubleQuoted(parts: WordPart[]): void {
    add(parts, '', true);
    this.#at++;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw new SyntaxProblem('syntax error: unterminated quoted string', true);
      if (char === '"') break;
      if (char === '`') throw new SyntaxProblem('command substitution (`…`) is not supported here');
      if (char === '$') this.#variable(parts, true);
      else this.#quotedCharacter(parts, char);
    }
    this.#at++;
  }

  #quotedCharacter(parts: WordPart[], char: string): void {
    const next = this.#text[this.#at + 1];
    if (char !== '\\' || next === undefined) {
      add(parts, char, true);
      this.#at++;
      return;
    }
    if (next !== '\n') add(parts, escapedInQuotes.includes(next) ? next : `\\${next}`, true);
    this.#at += 2;
  }

  #variable(parts: WordPart[], quoted: boolean): void {
    const rest = this.#text.slice(this.#at + 1);
    if (rest.startsWith('(')) throw new SyntaxProblem("'$(…)' is not supported here");
    const match = /^(?:\{([A-Za-z_]\w*|[?$!#0-9])\}|([A-Za-z_]\w*|[?$!#0-9]))/.exec(rest);
    if (match === null) {
      if (rest.startsWith('{'))
        throw new SyntaxProblem('only a plain name is supported between the braces of a variable');
      add(parts, '$', quoted);
      this.#at++;
      return;
    }
    parts.push({ kind: 'variable', name: match[1] ?? match[2] ?? '', quoted });
    this.#at += 1 + match[0].length;
  }
}

/** Joins text to the last part where that is of the same sort. */
function add(parts: WordPart[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  if (last?.kind !== 'text' || last.quoted !== quoted) parts.push({ kind: 'text', text, quoted });
  else parts[parts.length - 1] = { ...last, text: last.text + text };
}
