/** What a line of the shell means, as plain data: a list of and-or lists of pipelines of simple commands. */

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean };
export type Word = readonly WordPart[];

export type Redirection = {
  readonly fd: number;
  readonly kind: 'read' | 'create' | 'append' | 'both' | 'duplicate';
  readonly target: Word;
};
export type SimpleCommand = {
  readonly assignments: readonly { readonly name: string; readonly word: Word }[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
};
export type Pipeline = {
  readonly negated: boolean;
  readonly commands: readonly SimpleCommand[];
  /** As it was typed. */
  readonly text: string;
};
export type AndOr = {
  readonly steps: readonly { readonly when: 'always' | 'success' | 'failure'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
  readonly text: string;
};

/** `incomplete`: a quote, a pipe or a `\` at the end waits for the next line. */
export type Parsed =
  | { readonly kind: 'list'; readonly items: readonly AndOr[] }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'error'; readonly message: string };

export type Operator = ';' | '&' | '|' | '&&' | '||' | '\n';
export type Token =
  | { readonly kind: 'word'; readonly word: Word; readonly start: number; readonly end: number }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly start: number; readonly end: number }
  | {
      readonly kind: 'redirect';
      readonly fd: number;
      readonly how: Redirection['kind'];
      readonly start: number;
      readonly end: number;
    };
