/** Reads shell text into lists of commands; never throws: what is wrong is a message. */
import { SyntaxProblem, tokensOf } from './lexer';
import type { AndOr, Parsed, Pipeline, Redirection, SimpleCommand, Token, Word } from './syntax';

const reserved: readonly string[] = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  'function',
  '{',
  '}',
  '[[',
];

export function parseShell(text: string): Parsed {
  try {
    return { kind: 'list', items: new Parser(text, tokensOf(text)).list() };
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    return problem.incomplete ? { kind: 'incomplete' } : { kind: 'error', message: problem.message };
  }
}

/** Why text that ended too early is wrong. */
export const endOfFileMessage = (text: string): string =>
  /['"]/.test(text) ? 'syntax error: unterminated quoted string' : 'syntax error: unexpected end of file';

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  list(): readonly AndOr[] {
    const items: AndOr[] = [];
    this.#skipNewlines();
    while (this.#at < this.#tokens.length) {
      items.push(this.#andOr());
      this.#skipNewlines();
    }
    return items;
  }

  get #operator(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'operator' ? token.operator : undefined;
  }

  #skipNewlines(): void {
    while (this.#operator === '\n') this.#at++;
  }

  #andOr(): AndOr {
    const start = this.#at;
    const steps: AndOr['steps'][number][] = [{ when: 'always', pipeline: this.#pipeline() }];
    while (this.#operator === '&&' || this.#operator === '||') {
      const when = this.#operator === '&&' ? 'success' : 'failure';
      this.#at++;
      this.#skipNewlines();
      steps.push({ when, pipeline: this.#pipeline() });
    }
    const text = this.#textFrom(start);
    const end = this.#operator;
    if (end === ';' || end === '&' || end === '\n') this.#at++;
    return { steps, background: end === '&', text };
  }

  #pipeline(): Pipeline {
    const start = this.#at;
    const negated = this.#plainWord() === '!';
    if (negated) this.#at++;
    const commands = [this.#command()];
    while (this.#operator === '|') {
      this.#at++;
      this.#skipNewlines();
      commands.push(this.#command());
    }
    return { negated, commands, text: this.#textFrom(start) };
  }

  #command(): SimpleCommand {
    const word = this.#plainWord();
    if (word !== undefined && reserved.includes(word)) throw new SyntaxProblem(`'${word}' is not supported here`);
    const assignments: { name: string; word: Word }[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    const start = this.#at;
    for (let token = this.#tokens[this.#at]; token !== undefined && token.kind !== 'operator'; ) {
      this.#at++;
      if (token.kind === 'redirect') redirections.push(this.#redirection(token));
      else {
        const assignment = words.length === 0 ? assignmentOf(token.word) : undefined;
        if (assignment === undefined) words.push(token.word);
        else assignments.push(assignment);
      }
      token = this.#tokens[this.#at];
    }
    if (this.#at === start) throw this.#unexpected();
    return { assignments, words, redirections };
  }

  #redirection(token: Extract<Token, { kind: 'redirect' }>): Redirection {
    const target = this.#tokens[this.#at];
    if (target?.kind !== 'word') throw this.#unexpected('syntax error: unexpected redirection');
    this.#at++;
    return { fd: token.fd, kind: token.how, target: target.word };
  }

  /** The word here, when it has no quotes and no variables. */
  #plainWord(): string | undefined {
    const token = this.#tokens[this.#at];
    const part = token?.kind === 'word' && token.word.length === 1 ? token.word[0] : undefined;
    return part?.kind === 'text' && !part.quoted ? part.text : undefined;
  }

  #unexpected(atEnd = ''): SyntaxProblem {
    const token = this.#tokens[this.#at];
    if (token === undefined) return new SyntaxProblem(atEnd || 'syntax error: unexpected end of file', atEnd === '');
    const found = this.#text.slice(token.start, token.end);
    return new SyntaxProblem(`syntax error: unexpected ${found === '\n' ? 'newline' : `"${found}"`}`);
  }

  #textFrom(first: number): string {
    const last = this.#tokens[this.#at - 1]!;
    return this.#text.slice(this.#tokens[first]!.start, last.end);
  }
}

/** `NAME=value`, where `NAME=` stands unquoted. */
function assignmentOf(word: Word): { name: string; word: Word } | undefined {
  const first = word[0];
  const match = first?.kind === 'text' && !first.quoted ? /^([A-Za-z_]\w*)=/.exec(first.text) : null;
  if (first?.kind !== 'text' || match === null) return undefined;
  const rest = first.text.slice(match[0].length);
  const head: Word = rest === '' ? [] : [{ ...first, text: rest }];
  return { name: match[1]!, word: [...head, ...word.slice(1)] };
}
