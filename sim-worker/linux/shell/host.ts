/** What an interpreter asks of those who carry its shells and processes. */
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { FileSystem } from '../fs/file-system';
import type { ShellLatencies } from './latencies';
import type { ToOpen } from './process';
import type { AndOr } from './syntax';
import type { Frame, Thread } from './thread';

export type NewThread = {
  readonly frames: Frame[];
  readonly descriptors: Record<number, number>;
  readonly cause: number | undefined;
  readonly execs: boolean;
  /** Builtins need no fork. */
  readonly inShell: boolean;
};
export type NewCommand = {
  readonly argv: readonly string[];
  readonly toOpen: ToOpen[];
  readonly variables: Readonly<Record<string, string>>;
  readonly cause: number | undefined;
};

/** What carries the shells: it starts what they wait for. */
export type Host = {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly latencies: ShellLatencies;
  /** A shell that `parent` waits for. Returns its pid. */
  startThread(parent: Thread, what: NewThread): number;
  /** Returns its pid. */
  startCommand(thread: Thread, what: NewCommand): number;
  startJob(thread: Thread, item: AndOr): void;
  /** Lets virtual time pass. */
  pause(thread: Thread, delay: ShellLatencies['turn']): void;
  /** Prints on standard error. */
  print(thread: Thread, text: string): void;
  /** `exit` at the prompt or in its script. */
  leave(thread: Thread): void;
};
