/** A shell at work as plain data: the typed line, a subshell, a background job, `$(…)`. Its stack tells where it stands. */
import type { Environment } from './environment';
import type { ToOpen } from './process';
import type {
  AndOr,
  CaseCommand,
  ForCommand,
  IfCommand,
  List,
  LoopCommand,
  Pipeline,
  Redirection,
  SimpleCommand,
} from './syntax';

/** Processes or shells that a frame waits for, and the exit codes of those that ended. */
export type Awaited = { pids: number[]; readonly codes: Record<number, number> };
/** What `$(…)` printed so far, for words that are expanded anew after each. */
type WithOutputs = { readonly outputs: string[] };

export type ListFrame = { readonly kind: 'list'; readonly items: List; at: number };
export type AndOrFrame = { readonly kind: 'and-or'; readonly item: AndOr; at: number };
export type PipelineFrame = Awaited & {
  readonly kind: 'pipeline';
  readonly pipeline: Pipeline;
  phase: 'start' | 'inside' | 'waiting';
  /** The event `shell.ran`. */
  ran: number | undefined;
  /** ns, for `time`. */
  readonly begun: number;
};
export type SimpleFrame = Awaited &
  WithOutputs & {
    readonly kind: 'simple';
    readonly command: SimpleCommand;
    /** As it was typed, for events; `undefined` in a pipeline, which tells of itself. */
    readonly text: string | undefined;
    phase: 'start' | 'waiting';
    ran: number | undefined;
    /** Exit code of the last `$(…)`. */
    substituted: number;
    /** What runs is a part of the shell itself. */
    builtin: boolean;
    /** `exec COMMAND`: nothing comes after it. */
    last: boolean;
  };
export type SubstitutionFrame = Awaited & {
  readonly kind: 'substitution';
  readonly body: List;
  reader: number | undefined;
  bytes: Uint8Array;
};
export type IfFrame = {
  readonly kind: 'if';
  readonly command: IfCommand;
  branch: number;
  phase: 'start' | 'condition' | 'body';
};
export type LoopFrame = {
  readonly kind: 'loop';
  readonly command: LoopCommand;
  phase: 'start' | 'condition' | 'body';
  status: number;
};
export type ForFrame = WithOutputs & {
  readonly kind: 'for';
  readonly command: ForCommand;
  words: readonly string[] | undefined;
  at: number;
};
export type CaseFrame = WithOutputs & { readonly kind: 'case'; readonly command: CaseCommand; done: boolean };
export type SubshellFrame = Awaited & { readonly kind: 'subshell'; readonly body: List };
/** Redirections around another frame; without one, those of `exec`, which stay. */
export type RedirectFrame = WithOutputs & {
  readonly kind: 'redirect';
  readonly redirections: readonly Redirection[];
  toOpen: ToOpen[] | undefined;
  readonly inner: Frame | undefined;
  /** What stood there before. */
  readonly saved: [fd: number, handle: number | undefined][];
  entered: boolean;
};
/** A function or a sourced file: what `return` leaves. */
export type CallFrame = {
  readonly kind: 'call';
  readonly body: Frame;
  readonly positional: readonly string[] | undefined;
  /** What local variables hid. */
  readonly locals: [name: string, value: string | undefined][];
  entered: boolean;
};
export type Frame =
  | ListFrame
  | AndOrFrame
  | PipelineFrame
  | SimpleFrame
  | SubstitutionFrame
  | IfFrame
  | LoopFrame
  | ForFrame
  | CaseFrame
  | SubshellFrame
  | RedirectFrame
  | CallFrame;

/** What a builtin asks of the shell that ran it. */
export type Control =
  | { readonly kind: 'break' | 'continue'; readonly levels: number }
  | { readonly kind: 'return' | 'exit'; readonly code: number }
  /** `eval`, and `.`, which `return` leaves and which may have parameters of its own. */
  | {
      readonly kind: 'run';
      readonly text: string;
      readonly sourced: boolean;
      readonly positional: readonly string[] | undefined;
    };

export type Wait =
  | { readonly kind: 'children' }
  /** Its turn is planned. */
  | { readonly kind: 'turn' }
  | { readonly kind: 'queue'; readonly queue: string };

export type Thread = {
  readonly id: number;
  readonly pid: number;
  /** The shell that waits for it; `undefined` for the typed line and for background jobs. */
  parent: number | undefined;
  /** The event that everything in it is caused by, besides the user. */
  readonly cause: number | undefined;
  readonly environment: Environment;
  /** Descriptors to handles of the file system. */
  readonly descriptors: Record<number, number>;
  frames: Frame[];
  /** It is nothing but one simple command: that gets its pid. */
  readonly execs: boolean;
  /** It runs builtins itself, without a fork. */
  readonly inShell: boolean;
  wait: Wait | undefined;
  /** Tells a planned turn that it is out of date. */
  turn: number;
  control: Control | undefined;
  /** A signal that ends it as soon as nothing of it runs; 0 for none. */
  dying: number;
  /** The signal that ended its last pipeline; 0 for none. */
  signal: number;
};

export const listFrame = (items: List): ListFrame => ({ kind: 'list', items, at: 0 });

export const redirectFrame = (
  redirections: RedirectFrame['redirections'],
  inner: Frame | undefined,
): RedirectFrame => ({
  kind: 'redirect',
  redirections,
  toOpen: undefined,
  inner,
  saved: [],
  entered: false,
  outputs: [],
});

/** Whether `pid` is waited for by this frame. */
export const awaits = (frame: Frame, pid: number): frame is Frame & Awaited =>
  'pids' in frame && frame.pids.includes(pid);

/** A list that is one simple command and nothing else. */
export function onlyCommand(items: List): SimpleCommand | undefined {
  const [item] = items;
  const pipeline = item?.steps[0]?.pipeline;
  if (items.length !== 1 || item?.steps.length !== 1 || pipeline === undefined || item.background) return undefined;
  const [command] = pipeline.commands;
  const plain = pipeline.commands.length === 1 && !pipeline.negated && !pipeline.timed;
  return plain && command?.kind === 'simple' ? command : undefined;
}
