/** Turns the words that the parser found into this shell's own: quoting, variables, substitutions. */
import type {
  ParameterExpansionPart,
  ParameterOperation,
  ParsedScript,
  WordPart as SourcePart,
  Word as SourceWord,
} from 'unbash';
import { parse } from 'unbash';
import type { Change, List, Word, WordPart } from './syntax';
import { SyntaxProblem } from './syntax-problem';

/** Turns the script inside `$(…)` into a list; given by the parser, which knows commands. */
export type ScriptReader = (script: ParsedScript, source: string) => List;

export class WordReader {
  readonly #source: string;
  readonly #list: ScriptReader;

  constructor(source: string, list: ScriptReader) {
    this.#source = source;
    this.#list = list;
  }

  word(word: SourceWord): Word {
    return this.parts(word.parts, word.text);
  }

  /** Without parts a word is plain text that may hold backslashes. */
  parts(parts: readonly SourcePart[] | undefined, text: string): Word {
    if (parts === undefined) return joined(unescaped(text));
    return joined(parts.flatMap((part) => this.#part(part, false)));
  }

  /** The text of a here-document, where only `$`, `` ` `` and `\` mean something. */
  hereDocument(parts: readonly SourcePart[] | undefined, text: string, raw: boolean): Word {
    if (raw) return [{ kind: 'text', text, quoted: true }];
    if (parts === undefined) return joined([quotedText(text)]);
    return joined(parts.flatMap((part) => this.#part(part, true)));
  }

  #part(part: SourcePart, quoted: boolean): readonly WordPart[] {
    switch (part.type) {
      case 'Literal':
        return quoted ? [quotedText(part.text)] : unescaped(part.text);
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return [{ kind: 'text', text: part.value, quoted: true }];
      case 'DoubleQuoted':
        return [{ kind: 'text', text: '', quoted: true }, ...part.parts.flatMap((inner) => this.#part(inner, true))];
      case 'LocaleString':
        return [{ kind: 'text', text: '$', quoted }, ...part.parts.flatMap((inner) => this.#part(inner, true))];
      case 'SimpleExpansion':
        return [{ kind: 'variable', name: part.text.slice(1), quoted, change: undefined }];
      case 'ParameterExpansion':
        return [this.#parameter(part, quoted)];
      case 'CommandExpansion':
        return [this.#command(part.script, part.text, quoted)];
      case 'ArithmeticExpansion':
        return [{ kind: 'arithmetic', word: this.#arithmetic(part.text.slice(3, -2)), quoted }];
      case 'ProcessSubstitution':
        throw new SyntaxProblem('syntax error: unexpected "("');
      case 'ExtendedGlob':
        throw new SyntaxProblem('syntax error: unexpected "("');
      case 'Glob':
        return part.kind === 'bracket'
          ? this.#between('[', part, ']')
          : [{ kind: 'text', text: part.text, quoted: false }];
      case 'BraceExpansion':
        return this.#between('{', part, '}');
    }
  }

  /** A class of characters; and `{a,b}`, which stands for itself: ash has no brace expansion. */
  #between(open: string, part: Extract<SourcePart, { type: 'Glob' | 'BraceExpansion' }>, close: string): Word {
    if (part.parts === undefined) return unescaped(part.text);
    return [
      { kind: 'text', text: open, quoted: false },
      ...part.parts.flatMap((inner) => this.#part(inner, false)),
      { kind: 'text', text: close, quoted: false },
    ];
  }

  #command(script: ParsedScript | undefined, text: string, quoted: boolean): WordPart {
    const closed = text.startsWith('`') ? /^`[\s\S]*`$/.test(text) && text.length > 1 : text.endsWith(')');
    if (script === undefined || !closed)
      throw new SyntaxProblem(
        text.startsWith('`')
          ? 'syntax error: EOF in backquote substitution'
          : 'syntax error: unexpected end of file (expecting ")")',
        true,
      );
    return { kind: 'command', body: this.#list(script, script.source ?? this.#source), quoted };
  }

  /** The text of an expression reads like a quoted word; quotes inside mean nothing. */
  #arithmetic(text: string): Word {
    const source = `: "${text.replaceAll('"', '')}"`;
    const { commands, errors } = parse(source);
    const command = commands[0]?.command;
    const word = command?.type === 'Command' ? command.suffix[0] : undefined;
    if (errors !== undefined || word?.type !== 'Word') throw new SyntaxProblem("syntax error: missing '))'");
    return new WordReader(source, this.#list).word(word);
  }

  #parameter(part: ParameterExpansionPart, quoted: boolean): WordPart {
    const { parameter, prefix, index, operation } = part;
    if (prefix === '!' || index !== undefined || !isName(parameter)) throw badSubstitution();
    if (prefix === '#') {
      if (operation !== undefined) throw badSubstitution();
      return { kind: 'variable', name: parameter, quoted, change: { kind: 'length' } };
    }
    return { kind: 'variable', name: parameter, quoted, change: this.#change(operation, quoted) };
  }

  #change(operation: ParameterOperation | undefined, quoted: boolean): Change | undefined {
    const inner = (word: SourceWord): Word => (quoted ? this.word(word).map(asQuoted) : this.word(word));
    switch (operation?.type) {
      case undefined:
        return undefined;
      case 'Default': {
        const sign = operation.operator.slice(-1) as '-' | '=' | '+' | '?';
        const empty = operation.operator.startsWith(':');
        return { kind: 'default', sign, empty, word: inner(operation.operand) };
      }
      case 'Remove':
        return { kind: 'remove', sign: operation.operator, word: this.word(operation.operand) };
      case 'Replace': {
        if (operation.operator.length > 1 && operation.operator !== '//') throw badSubstitution();
        const all = operation.operator === '//';
        return { kind: 'replace', all, word: this.word(operation.pattern), by: this.word(operation.replacement) };
      }
      case 'Slice': {
        const { offset, length } = operation;
        return {
          kind: 'slice',
          from: this.#arithmetic(offset.text),
          length: length === undefined ? undefined : this.#arithmetic(length.text),
        };
      }
      default:
        throw badSubstitution();
    }
  }
}

const badSubstitution = (): SyntaxProblem => new SyntaxProblem('syntax error: bad substitution');
const isName = (text: string): boolean => /^([A-Za-z_]\w*|\d+|[?$!#@*-])$/.test(text);
const asQuoted = (part: WordPart): WordPart => ({ ...part, quoted: true });

/** Unquoted text: a backslash quotes what follows, and joins lines. */
function unescaped(text: string): readonly WordPart[] {
  return (text.match(/\\[\s\S]|[^\\]+|\\$/g) ?? []).flatMap((piece): readonly WordPart[] => {
    if (piece === '\\\n') return [];
    if (piece.length > 1 && piece.startsWith('\\')) return [{ kind: 'text', text: piece.slice(1), quoted: true }];
    return [{ kind: 'text', text: piece, quoted: false }];
  });
}

/** Text in double quotes: a backslash counts only before `$`, `` ` ``, `"`, `\` and the end of a line. */
const quotedText = (text: string): WordPart => ({
  kind: 'text',
  text: text.replace(/\\([$`"\\\n])/g, (_pair, char: string) => (char === '\n' ? '' : char)),
  quoted: true,
});

/** Neighbours of the same sort become one. */
function joined(parts: readonly WordPart[]): Word {
  const word: WordPart[] = [];
  for (const part of parts) {
    const last = word.at(-1);
    if (part.kind === 'text' && last?.kind === 'text' && last.quoted === part.quoted)
      word[word.length - 1] = { ...last, text: last.text + part.text };
    else word.push(part);
  }
  return word;
}
