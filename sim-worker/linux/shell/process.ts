/** A running command and a job, as plain data: little state machines that a checkpoint can copy. */
import type { Plain } from '../../kernel/snapshot';
import type { OpenMode } from '../fs/vfs';
import type { AndOr } from './syntax';

/** Why a process does not run now. */
export type Sleep = {
  /** A wait queue of the file system, or '' for a plain delay. */
  readonly queue: string;
  /** The system call it is in, as `tasks` names it. */
  readonly call: 'open' | 'read' | 'write' | 'nanosleep' | 'wait';
  readonly uninterruptible: boolean;
};
export type Process = {
  readonly pid: number;
  readonly job: number;
  readonly argv: readonly string[];
  /** The name under which it complains: its own, or `sh` for what the shell does itself. */
  readonly speaker: string;
  readonly cwd: string;
  /** The event `shell.ran` that started it. */
  readonly cause: number | undefined;
  /** Descriptors 0, 1, 2 … to handles of the file system. */
  readonly descriptors: Record<number, number>;
  /** Redirections that still have to be done. */
  readonly toOpen: { readonly fd: number; readonly path: string; readonly mode: OpenMode | undefined }[];
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
  /** Its exit code, once everything is printed. */
  exit: number | undefined;
};

export type Job = {
  readonly id: number;
  /** The number of `%n` for background jobs; 0 in the foreground. */
  readonly number: number;
  readonly list: AndOr;
  /** Which pipeline of the list runs. */
  step: number;
  /** Started from a typed line: its end is told before the next prompt. */
  readonly interactive: boolean;
  /** The event `shell.ran` of the pipeline. */
  ran: number | undefined;
  pids: number[];
  /** Exit codes of processes that ended, by pid. */
  readonly codes: Record<number, number>;
  status: number;
  /** Killed by this signal; 0 for none. */
  signal: number;
  /** `fg` waits for it: Ctrl-C goes to it too. */
  adopted: boolean;
};

export const SIGINT = 2;
export const SIGPIPE = 13;
export const SIGTERM = 15;
/** Exit code of a command that a signal ended. */
export const codeOfSignal = (signal: number): number => 128 + signal;

export const stateOf = (process: Process): string =>
  process.sleep === undefined ? 'running' : `asleep in ${process.sleep.call}()`;
