/** What a script of the shell means, as plain data: lists of and-or lists of pipelines of simple and compound commands. */

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly quoted: boolean;
      readonly change: Change | undefined;
    }
  /** `$(…)`. */
  | { readonly kind: 'command'; readonly body: List; readonly quoted: boolean }
  /** `$((…))`: what stands inside is expanded first and evaluated then. */
  | { readonly kind: 'arithmetic'; readonly word: Word; readonly quoted: boolean };
export type Word = readonly WordPart[];

/** What `${NAME…}` does to the value. */
export type Change =
  | { readonly kind: 'length' }
  /** `:-` and its like; with the colon, an empty value counts as none. */
  | { readonly kind: 'default'; readonly sign: '-' | '=' | '+' | '?'; readonly empty: boolean; readonly word: Word }
  | { readonly kind: 'remove'; readonly sign: '#' | '##' | '%' | '%%'; readonly word: Word }
  | { readonly kind: 'replace'; readonly all: boolean; readonly word: Word; readonly by: Word }
  | { readonly kind: 'slice'; readonly from: Word; readonly length: Word | undefined };

export type Redirection =
  | {
      readonly fd: number;
      readonly kind: 'read' | 'create' | 'append' | 'both' | 'duplicate';
      readonly target: Word;
    }
  /** A here-document: its text. */
  | { readonly fd: number; readonly kind: 'text'; readonly target: Word };
export type Assignment = { readonly name: string; readonly word: Word; readonly append: boolean };

export type SimpleCommand = {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
};
export type IfCommand = {
  readonly kind: 'if';
  readonly branches: readonly { readonly condition: List; readonly body: List }[];
  readonly otherwise: List;
};
export type LoopCommand = {
  readonly kind: 'loop';
  /** The exit code class of the condition that goes on: `while` success, `until` failure. */
  readonly on: 'success' | 'failure';
  readonly condition: List;
  readonly body: List;
};
export type ForCommand = {
  readonly kind: 'for';
  readonly name: string;
  /** `undefined`: the positional parameters. */
  readonly words: readonly Word[] | undefined;
  readonly body: List;
};
export type CaseCommand = {
  readonly kind: 'case';
  readonly word: Word;
  readonly items: readonly { readonly patterns: readonly Word[]; readonly body: List }[];
};
export type Command =
  | SimpleCommand
  | IfCommand
  | LoopCommand
  | ForCommand
  | CaseCommand
  | { readonly kind: 'group' | 'subshell'; readonly body: List }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command }
  | { readonly kind: 'redirected'; readonly command: Command; readonly redirections: readonly Redirection[] };

export type Pipeline = {
  readonly negated: boolean;
  readonly timed: boolean;
  readonly commands: readonly Command[];
  /** As it was typed. */
  readonly text: string;
};
export type AndOr = {
  readonly steps: readonly { readonly when: 'always' | 'success' | 'failure'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
  readonly text: string;
};
export type List = readonly AndOr[];

/** `incomplete`: a quote, a loop, a pipe or a `\` at the end waits for the next line; `message` when none comes. */
export type Parsed =
  | { readonly kind: 'list'; readonly items: List }
  | { readonly kind: 'incomplete'; readonly message: string }
  | { readonly kind: 'error'; readonly message: string };
