/** A running command as plain data: a little state machine that a checkpoint can copy. */
import type { Plain } from '../../kernel/snapshot';
import type { OpenMode } from '../fs/vfs';

/** Why a process does not run now. */
export type Sleep = {
  /** A wait queue of the file system, or '' for a plain delay. */
  readonly queue: string;
  /** The system call it is in, as `tasks` names it. */
  readonly call: 'open' | 'read' | 'write' | 'nanosleep' | 'wait';
  readonly uninterruptible: boolean;
};
/** A redirection to be done: a file, a copy of another descriptor, or a here-document. */
export type ToOpen = { readonly fd: number } & (
  | { readonly kind: 'file'; readonly path: string; readonly mode: OpenMode }
  | { readonly kind: 'duplicate' | 'text'; readonly path: string }
);
export type Process = {
  readonly pid: number;
  /** The shell that waits for it. */
  owner: number;
  readonly argv: readonly string[];
  /** The name under which it complains: its own, or `sh` for what the shell does itself. */
  readonly speaker: string;
  readonly cwd: string;
  /** The event `shell.ran` that started it. */
  readonly cause: number | undefined;
  /** Descriptors 0, 1, 2 … to handles of the file system. */
  readonly descriptors: Record<number, number>;
  /** Redirections that still have to be done. */
  readonly toOpen: ToOpen[];
  /** `NAME=value` in front of the command. */
  readonly variables: Readonly<Record<string, string>>;
  /** Handles that the command opened itself. */
  readonly opened: number[];
  /** The command's own notes. */
  stage: Plain;
  /** What it prints, one entry per write call. */
  pending: { readonly fd: number; readonly bytes: Uint8Array }[];
  sleep: Sleep | undefined;
  /** Tells a planned turn that it is out of date. */
  turn: number;
  /** A signal that waits for an uninterruptible call to end; 0 for none. */
  signal: number;
  /** Ctrl-Z: it does nothing until somebody lets it go on. */
  stopped: boolean;
  /** Its turn came while it was stopped. */
  due: boolean;
  /** Its exit code, once everything is printed. */
  exit: number | undefined;
};

export const SIGINT = 2;
export const SIGPIPE = 13;
export const SIGTERM = 15;
export const SIGCONT = 18;
export const SIGSTOP = 19;
export const SIGTSTP = 20;
/** Exit code of a command that a signal ended. */
export const codeOfSignal = (signal: number): number => 128 + signal;

export const stateOf = (process: Process): string =>
  process.stopped ? 'stopped' : process.sleep === undefined ? 'running' : `asleep in ${process.sleep.call}()`;
