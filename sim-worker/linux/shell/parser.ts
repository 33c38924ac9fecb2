/**
 * Reads shell text into lists of commands; never throws: what is wrong is a message in the words of ash. The grammar
 * is `unbash`'s; what only bash has is refused here.
 */
import type {
  CommandNode,
  CompoundList,
  ParsedScript,
  ParseError,
  PipelineNode,
  Assignment as SourceAssignment,
  Command as SourceCommand,
  Redirection as SourceRedirection,
  Statement,
} from 'unbash';
import { parse } from 'unbash';
import type { AndOr, Assignment, Command, List, Parsed, Pipeline, Redirection, SimpleCommand } from './syntax';
import { SyntaxProblem } from './syntax-problem';
import { WordReader } from './words';

/** Longer text is refused: no script is as long, and the parser's work stays bounded. */
const longest = 1 << 18;

export function parseShell(text: string): Parsed {
  try {
    if (text.length > longest) throw new SyntaxProblem('syntax error: the script is too long');
    if (/(^|[^\\])(\\\\)*\\$/.test(text)) throw new SyntaxProblem('syntax error: unexpected end of file', true);
    return { kind: 'list', items: listOf(parse(text), text) };
  } catch (problem) {
    if (problem instanceof RangeError) return { kind: 'error', message: 'syntax error: nested too deeply' };
    if (!(problem instanceof SyntaxProblem)) throw problem;
    return { kind: problem.incomplete ? 'incomplete' : 'error', message: problem.message };
  }
}

function listOf(script: ParsedScript, source: string): List {
  const { errors = [] } = script;
  if (errors.length > 0) throw problemOf(errors, source);
  return new Reader(source).statements(script.commands);
}

class Reader {
  readonly #source: string;
  readonly #words: WordReader;

  constructor(source: string) {
    this.#source = source;
    this.#words = new WordReader(source, listOf);
  }

  statements(statements: readonly Statement[]): List {
    return statements.map((statement) => this.#statement(statement));
  }

  #list({ commands }: CompoundList): List {
    return this.statements(commands);
  }

  #statement({ command, background }: Statement): AndOr {
    const nodes = command.type === 'AndOr' ? command.commands : [command];
    const operators = command.type === 'AndOr' ? command.operators : [];
    const steps = nodes.map((node, i) => ({
      when: i === 0 ? ('always' as const) : operators[i - 1] === '&&' ? ('success' as const) : ('failure' as const),
      pipeline: this.#pipeline(node),
    }));
    return { steps, background: background === true, text: this.#textOf(command) };
  }

  #pipeline(node: PipelineNode): Pipeline {
    const text = this.#textOf(node);
    if (node.type !== 'Pipeline') return { negated: false, timed: false, commands: [this.#command(node)], text };
    if (node.operators.includes('|&')) throw new SyntaxProblem('syntax error: unexpected "&"');
    const negations = node.prefixes.filter(({ type }) => type === 'Negation').length;
    if (node.commands.length === 0) throw new SyntaxProblem('syntax error: unexpected end of file', true);
    return {
      negated: negations % 2 === 1,
      timed: negations < node.prefixes.length,
      commands: node.commands.map((command) => this.#command(command)),
      text,
    };
  }

  #command(node: CommandNode): Command {
    switch (node.type) {
      case 'Command':
        return this.#simple(node);
      case 'Redirected':
        return {
          kind: 'redirected',
          command: this.#command(node.command),
          redirections: node.redirects.flatMap((redirect) => this.#redirection(redirect)),
        };
      case 'If': {
        const branches = [node, ...node.elif].map(({ clause, then }) => ({
          condition: this.#list(clause),
          body: this.#list(then),
        }));
        return { kind: 'if', branches, otherwise: node.else === undefined ? [] : this.#list(node.else) };
      }
      case 'While':
        return {
          kind: 'loop',
          on: node.kind === 'while' ? 'success' : 'failure',
          condition: this.#list(node.clause),
          body: this.#list(node.body),
        };
      case 'For':
        return {
          kind: 'for',
          name: this.#name(node.name.text, 'bad for loop variable'),
          words: node.wordlist?.map((word) => this.#words.word(word)),
          body: this.#list(node.body),
        };
      case 'Case':
        return {
          kind: 'case',
          word: this.#words.word(node.word),
          items: node.items.map(({ pattern, body }) => ({
            patterns: pattern.map((word) => this.#words.word(word)),
            body: this.#list(body),
          })),
        };
      case 'Subshell':
        return { kind: 'subshell', body: this.#list(node.body) };
      case 'BraceGroup':
        return { kind: 'group', body: this.#list(node.body) };
      case 'Function':
        return this.#function(node);
      case 'TestCommand':
      case 'ArithmeticCommand':
      case 'ArithmeticFor':
      case 'Select':
      case 'Coproc':
        throw new SyntaxProblem(`syntax error: '${bashOnly[node.type]}' is of bash, and this is the sh of busybox`);
    }
  }

  #function({ name, body }: Extract<CommandNode, { type: 'Function' }>): Command {
    if (body.type === 'CompoundList') throw new SyntaxProblem('syntax error: bad function');
    return { kind: 'function', name: this.#name(name.text, 'bad function name'), body: this.#command(body) };
  }

  #name(text: string, problem: string): string {
    if (!/^[A-Za-z_][\w-]*$/.test(text)) throw new SyntaxProblem(`syntax error: ${problem}`);
    return text;
  }

  #simple({ name, prefix, suffix, args, redirects }: SourceCommand): SimpleCommand {
    const assignments = prefix.filter((item) => item.type === 'Assignment');
    const words = (name === undefined ? [] : [name]).map((word) => this.#words.word(word));
    for (const arg of suffix.length === 0 ? [] : args) {
      // `export A=1` is a plain word for ash.
      if (arg.type === 'Word') words.push(this.#words.word(arg));
      else {
        const { name: variable, word, append } = this.#assignment(arg);
        words.push([{ kind: 'text', text: `${variable}${append ? '+' : ''}=`, quoted: false }, ...word]);
      }
    }
    return {
      kind: 'simple',
      assignments: assignments.map((assignment) => this.#assignment(assignment)),
      words,
      redirections: redirects.flatMap((redirect) => this.#redirection(redirect)),
    };
  }

  #assignment({ name, value, append, index }: SourceAssignment): Assignment {
    if (value.type === 'ArrayValue') throw new SyntaxProblem('syntax error: unexpected "("');
    if (index !== undefined)
      throw new SyntaxProblem('syntax error: an array is of bash, and this is the sh of busybox');
    return { name, word: this.#words.word(value), append: append === true };
  }

  #redirection(redirect: SourceRedirection): readonly Redirection[] {
    const { descriptor } = redirect;
    if (descriptor?.type === 'FileDescriptorVariable') throw new SyntaxProblem('syntax error: unexpected redirection');
    if (redirect.type === 'HereDoc') return [this.#hereDocument(redirect, descriptor?.value ?? 0)];
    const { target } = redirect;
    if (target === undefined) throw new SyntaxProblem('syntax error: unexpected redirection');
    if (redirect.type === 'HereString') throw new SyntaxProblem('syntax error: unexpected redirection');
    const [fd, kind] = kinds[redirect.operator];
    const first: Redirection = { fd: descriptor?.value ?? fd, kind, target: this.#words.word(target) };
    return redirect.operator.startsWith('&') ? [first, errorsToo] : [first];
  }

  #hereDocument(here: Extract<SourceRedirection, { type: 'HereDoc' }>, fd: number): Redirection {
    if (here.closing === undefined) throw new SyntaxProblem('syntax error: unterminated here-document', true);
    const { parts, text } = here.body;
    const quoted = here.delimiter?.quoted === true;
    const word = this.#words.hereDocument(parts, text, quoted);
    const target = here.operator === '<<-' ? word.map(withoutTabs) : word;
    return { fd, kind: 'text', target };
  }

  #textOf({ pos, end }: { readonly pos: number; readonly end: number }): string {
    return this.#source.slice(pos, end);
  }
}

const withoutTabs = (part: SimpleCommand['words'][number][number]): typeof part =>
  part.kind === 'text' ? { ...part, text: part.text.replace(/^\t+/gm, '') } : part;

/** `&>`: standard error goes where standard output goes. */
const errorsToo: Redirection = { fd: 2, kind: 'duplicate', target: [{ kind: 'text', text: '1', quoted: false }] };

const kinds = {
  '>': [1, 'create'],
  '>|': [1, 'create'],
  '>>': [1, 'append'],
  '<': [0, 'read'],
  '<>': [0, 'both'],
  '<&': [0, 'duplicate'],
  '>&': [1, 'duplicate'],
  '&>': [1, 'create'],
  '&>>': [1, 'append'],
} as const;

const bashOnly = {
  TestCommand: '[[',
  ArithmeticCommand: '((',
  ArithmeticFor: 'for ((',
  Select: 'select',
  Coproc: 'coproc',
} as const;

const atEnd: readonly (readonly [start: string, message: string])[] = [
  ['unterminated double quote', 'unterminated quoted string'],
  ['unterminated single quote', 'unterminated quoted string'],
  ['unterminated backtick', 'EOF in backquote substitution'],
  ['unterminated command', 'unexpected end of file (expecting ")")'],
  ['unterminated parameter', "missing '}'"],
  ['unterminated arithmetic', "missing '))'"],
];

/** The parser's complaints in the words of ash (shell/ash.c, raise_error_unexpected_syntax). */
function problemOf(errors: readonly ParseError[], source: string): SyntaxProblem {
  const { message, pos } = errors[0]!;
  const open = atEnd.find(([start]) => message.startsWith(start));
  if (open !== undefined) return new SyntaxProblem(`syntax error: ${open[1]}`, true);
  if (message === 'expected redirect target') return new SyntaxProblem('syntax error: unexpected redirection');
  const rest = source.slice(pos).replace(/^[ \t]+/, '');
  const wanted = /^expected '([^']+)'/.exec(message)?.[1];
  const expecting = wanted === undefined ? '' : ` (expecting "${wanted}")`;
  const isOpen = errors.some((error) => error.message.includes('to close') && source.slice(error.pos).trim() === '');
  const endsEarly = rest.trim() === '' && /^expected (command|compound)/.test(message);
  if (endsEarly || (isOpen && !message.startsWith('unexpected')))
    return new SyntaxProblem(`syntax error: unexpected end of file${expecting}`, true);
  const found = rest.trim() === '' ? (/\S+\s*$/.exec(source)?.[0].trim() ?? '') : rest;
  return new SyntaxProblem(`syntax error: unexpected ${tokenAt(found)}${expecting}`);
}

function tokenAt(rest: string): string {
  if (rest.startsWith('\n')) return 'newline';
  const sign =
    /^(?:;;|&&|\|\||[;&|()<>]|(?:if|then|else|elif|fi|do|done|case|esac|while|until|for|in|\{|\}|!)(?=[\s;&|]|$))/.exec(
      rest,
    );
  return sign === null ? 'word' : `"${sign[0]}"`;
}
