/** What a command of the shell is: a step function over plain notes, called again until it says how it ended. */
import { type Nanoseconds, ns } from '../../contract/units';
import type { Plain } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import type { Answer, OpenMode } from '../fs/vfs';
import type { Modules } from '../kernel/modules';
import type { Environment } from './environment';
import type { Sleep } from './process';
import type { Control } from './thread';

export type Outcome =
  /** Again, after one turn or the delay given. */
  | { readonly kind: 'again'; readonly after: Nanoseconds | undefined }
  /** Again, after computing for so long. */
  | { readonly kind: 'busy'; readonly time: Nanoseconds }
  | { readonly kind: 'asleep'; readonly sleep: Sleep }
  /** Goes on as a shell that runs this script, with its pid and its descriptors. */
  | { readonly kind: 'script'; readonly script: Script }
  | { readonly kind: 'exit'; readonly code: number };

export type Script = { readonly text: string; readonly name: string; readonly args: readonly string[] };

export const again: Outcome = { kind: 'again', after: undefined };
/** Work on bytes, at so many ns for each: plausible for a Cortex-A7, not measured. */
export const busyWith = (bytes: number, each: number): Outcome => ({ kind: 'busy', time: ns(bytes * each) });
export const exit = (code: number): Outcome => ({ kind: 'exit', code });
export const sleepOn = (answer: Extract<Answer<unknown>, { kind: 'wait' }>, call: Sleep['call']): Outcome => ({
  kind: 'asleep',
  sleep: { queue: answer.queue, call, uninterruptible: answer.uninterruptible },
});

export type JobLine = {
  readonly number: number;
  readonly pids: readonly number[];
  readonly text: string;
  /** `fg` waits for it. */
  readonly adopted: boolean;
  /** `Running`, `Stopped`. */
  readonly state: string;
};

/** What a board has besides files: for `devmem`, `lsmod` and their like. */
export type SystemPorts = {
  /** A word of physical memory as the A7 reads it; `undefined` when the bus refuses. Size in bytes. */
  readonly readMemory: (address: number, size: 1 | 2 | 4) => number | undefined;
  /** False when the bus refuses. */
  readonly writeMemory: (address: number, value: number, size: 1 | 2 | 4) => boolean;
  readonly modules: Pick<Modules, 'loaded' | 'isLoaded' | 'insert' | 'remove'>;
};

/** What the shell that runs a command offers to its builtins. */
export type ShellServices = {
  readonly now: Nanoseconds;
  /** The kernel log, one line per message, with its time in front. */
  readonly kernelLog: readonly string[];
  readonly commandHelp: readonly { readonly name: string; readonly doc: string; readonly builtin: boolean }[];
  readonly jobs: readonly JobLine[];
  readonly processes: readonly { readonly pid: number; readonly state: string; readonly name: string }[];
  /** Lines that were typed, oldest first. */
  readonly history: readonly string[];
  readonly system: SystemPorts;
  /** Variables, parameters, options and the current folder. */
  readonly environment: Environment;
  /** Makes a variable local to the function that runs; false when none does. */
  makeLocal(name: string): boolean;
  control(control: Control): void;
  /** Sends a signal to a process or, with a job's number, to all of a job; false when there is none. */
  kill(target: { readonly pid: number } | { readonly job: number }, signal: number): boolean;
  /** Exit code of a background job: `undefined` while it runs, 127 when there was none. */
  jobStatus(number: number): number | undefined;
  /** Ctrl-C goes to that job too from now on, and it goes on if it was stopped. */
  adopt(number: number): void;
  /** Lets a stopped job go on behind the prompt. */
  resume(number: number): void;
};

/** What a command sees of the world during one step. */
export type CommandIo = {
  /** argv[0] is the name. */
  readonly argv: readonly string[];
  readonly args: readonly string[];
  readonly cwd: string;
  /** The command's notes between steps; `undefined` at its first step. */
  stage: Plain;
  readonly files: FileSystem;
  readonly shell: ShellServices;
  readonly stdin: number;
  readonly stdout: number;
  /** Standard input is the console. */
  readonly inputIsConsole: boolean;
  /** Standard output is the console, not a file or a pipe. */
  readonly onTerminal: boolean;
  /** Set in front of the command, or by the shell. */
  variable(name: string): string | undefined;
  resolve(path: string): string;
  open(path: string, mode: OpenMode): Answer<number>;
  close(handle: number): void;
  read(handle: number, length: number): Answer<Uint8Array>;
  /** One write call on standard output, made after the step. */
  print(what: string | Uint8Array): void;
  /** A line on standard error with the command's name in front. */
  complain(text: string): void;
  /** A line on standard error as it stands. */
  tell(text: string): void;
  /** On standard error, without a newline. */
  promptWith(text: string): void;
};

/** A command's notes as an object it may change, made at its first step. */
export function notesOf<T>(io: CommandIo, first: () => T): T {
  io.stage ??= first() as unknown as Plain;
  return io.stage as unknown as T;
}

export type Command = {
  readonly name: string;
  /** One line for `help`. */
  readonly doc: string;
  /** Run by the shell itself: no fork, no exec, and it complains as `sh`. */
  readonly builtin: boolean;
  readonly step: (io: CommandIo) => Outcome;
};

export const program = (name: string, doc: string, step: Command['step']): Command => ({
  name,
  doc,
  builtin: false,
  step,
});
export const builtin = (name: string, doc: string, step: Command['step']): Command => ({
  name,
  doc,
  builtin: true,
  step,
});

/** Complains in one line and ends. */
export function refuse(io: CommandIo, text: string, code = 1): Outcome {
  io.complain(text);
  return exit(code);
}

/** A line on standard error without the command's name, as usage lines are. */
export function tellUsage(io: CommandIo, text: string, code = 1): Outcome {
  io.tell(text);
  return exit(code);
}

/** Prints and ends well. */
export function printed(io: CommandIo, text: string): Outcome {
  io.print(text);
  return exit(0);
}
