/** Runs processes in virtual time: redirections, then the command step by step, then what it printed; sleeps and signals. */

import { closestNames } from '../../contract/closest-names';
import { type Nanoseconds, ns } from '../../contract/units';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EBADF, EPIPE, errnoText } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { resolvePath } from '../fs/paths';
import { decodeText, encodeText } from '../fs/text';
import type { Answer } from '../fs/vfs';
import type { Command, Outcome, Script, ShellServices } from './command';
import { ProcessIo } from './command-io';
import { consoleDriver } from './console';
import type { ShellLatencies } from './latencies';
import { codeOfSignal, type Process, SIGCONT, SIGPIPE, SIGSTOP, SIGTSTP, type Sleep, stateOf } from './process';
import { openRedirection, whyNotRedirected } from './redirections';

const device = 'processes';
/** Numbers a board has given away by the time somebody logs in. */
const firstPid = 412;

export type ProcessPorts = {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly latencies: ShellLatencies;
  readonly command: (name: string) => Command | undefined;
  readonly services: (process: Process) => ShellServices;
  /** A process is over; its descriptors are closed. */
  readonly ended: (process: Process, code: number, signal: number) => void;
  /** A process goes on as a shell that runs a script: pid and descriptors are the shell's from now on. */
  readonly became: (process: Process, script: Script) => void;
};
export type NewProcess = Pick<
  Process,
  'pid' | 'owner' | 'argv' | 'cwd' | 'cause' | 'descriptors' | 'toOpen' | 'variables'
> & {
  readonly delay: Nanoseconds;
};

export class ProcessTable implements Snapshottable {
  readonly #ports: ProcessPorts;
  readonly #processes = new Map<number, Process>();
  #nextPid = firstPid;

  constructor(ports: ProcessPorts) {
    this.#ports = ports;
    ports.schedule.register(device, (_what, data) => this.#due(data as unknown as { pid: number; turn: number }));
    ports.files.onWake((queue) => this.#woken(queue));
  }

  get all(): readonly Process[] {
    return [...this.#processes.values()];
  }

  get tasks(): readonly { readonly pid: number; readonly name: string; readonly state: string }[] {
    return this.all.map((process) => ({ pid: process.pid, name: process.argv.join(' '), state: stateOf(process) }));
  }

  /** A number for a process or for a shell. */
  newPid(): number {
    return this.#nextPid++;
  }

  get(pid: number): Process | undefined {
    return this.#processes.get(pid);
  }

  /** Its first turn comes after `delay`. */
  start({ delay, ...given }: NewProcess): void {
    const command = this.#ports.command(given.argv[0] ?? '');
    const process: Process = {
      ...given,
      speaker: command?.builtin === false ? command.name : 'sh',
      opened: [],
      stage: undefined,
      pending: [],
      sleep: undefined,
      turn: 0,
      signal: 0,
      stopped: false,
      due: false,
      exit: undefined,
    };
    this.#processes.set(given.pid, process);
    this.#plan(process, delay);
  }

  /** Ends a process now, or as soon as its uninterruptible call answers. False when there is none. */
  signal(pid: number, signal: number): boolean {
    const process = this.#processes.get(pid);
    if (process === undefined) return false;
    if (signal === 0) return true;
    if (signal === SIGSTOP || signal === SIGTSTP) return this.#stop(process, true);
    if (signal === SIGCONT) return this.#stop(process, false);
    if (process.sleep?.uninterruptible === true) process.signal = signal;
    else this.#end(process, codeOfSignal(signal), signal);
    return true;
  }

  save(): Plain {
    return structuredClone({ next: this.#nextPid, all: this.all }) as unknown as Plain;
  }

  load(state: Plain): void {
    const { next, all } = structuredClone(state) as unknown as { next: number; all: readonly Process[] };
    this.#nextPid = next;
    this.#processes.clear();
    for (const process of all) this.#processes.set(process.pid, process);
  }

  /** What was due or woke it while it was stopped is done when it goes on: its call is made once more. */
  #stop(process: Process, stopped: boolean): true {
    if (process.stopped === stopped) return true;
    process.stopped = stopped;
    if (!stopped && process.due) this.#plan(process, this.#ports.latencies.wakeUp);
    return true;
  }

  #plan(process: Process, delay: Nanoseconds): void {
    process.turn++;
    const { schedule, clock } = this.#ports;
    schedule.plan(ns(clock.now + delay), device, 'turn', { pid: process.pid, turn: process.turn });
  }

  #woken(queue: string): void {
    for (const process of this.#processes.values()) {
      if (process.sleep?.queue !== queue || queue === '') continue;
      if (process.stopped) process.due = true;
      else this.#wakeUp(process);
    }
  }

  /** Until its turn comes it stays asleep in its call, but no second wake-up is planned. */
  #wakeUp(process: Process): void {
    process.sleep = { ...process.sleep!, queue: '' };
    this.#plan(process, this.#ports.latencies.wakeUp);
  }

  #due({ pid, turn }: { readonly pid: number; readonly turn: number }): void {
    const process = this.#processes.get(pid);
    if (process === undefined || process.turn !== turn) return;
    process.due = process.stopped;
    if (process.stopped) return;
    this.#ports.log.because(process.cause, () => {
      process.sleep = undefined;
      this.#act(process);
    });
  }

  #act(process: Process): void {
    if (!this.#flush(process) || !this.#redirect(process)) return;
    if (process.signal !== 0) this.#end(process, codeOfSignal(process.signal), process.signal);
    else if (process.exit !== undefined) this.#end(process, process.exit, 0);
    else this.#follow(process, this.#step(process));
  }

  #step(process: Process): Outcome {
    const name = process.argv[0] ?? '';
    const command = this.#ports.command(name);
    const io = new ProcessIo(process, this.#ports.files, this.#ports.services(process));
    if (command !== undefined) return command.step(io);
    const script = scriptIn(name, this.#ports.files, process);
    if (script !== undefined) return { kind: 'script', script };
    io.complain(whyNotRun(name, this.#ports.files, process.cwd));
    if (!name.includes('/') && this.#onConsole(process)) io.tell(hintFor(name, io.shell.commandHelp));
    return { kind: 'exit', code: name.includes('/') && io.files.status(io.resolve(name)) !== undefined ? 126 : 127 };
  }

  #onConsole({ descriptors }: Process): boolean {
    return this.#ports.files.file(descriptors[2] ?? 0)?.driver === consoleDriver;
  }

  /** When the printing has to wait, what a step wanted beyond it is decided by a further step. */
  #follow(process: Process, outcome: Outcome): void {
    if (outcome.kind === 'exit') process.exit = outcome.code;
    if (!this.#flush(process)) return;
    if (process.exit !== undefined) this.#end(process, process.exit, 0);
    else if (outcome.kind === 'script') this.#become(process, outcome.script);
    else if (outcome.kind === 'asleep') this.#sleep(process, outcome.sleep);
    else if (outcome.kind === 'busy') this.#plan(process, outcome.time);
    else if (outcome.kind === 'again') this.#delay(process, outcome.after);
  }

  #delay(process: Process, after: Nanoseconds | undefined): void {
    if (after !== undefined) process.sleep = { queue: '', call: 'nanosleep', uninterruptible: false };
    this.#plan(process, after ?? this.#ports.latencies.turn);
  }

  #sleep(process: Process, sleep: Sleep): void {
    process.sleep = sleep;
    process.turn++;
  }

  /** Writes what was printed; false when the process sleeps, or ended. */
  #flush(process: Process): boolean {
    for (let first = process.pending[0]; first !== undefined; first = process.pending[0]) {
      const handle = process.descriptors[first.fd];
      const answer: Answer<number> =
        handle === undefined ? { kind: 'error', errno: EBADF } : this.#ports.files.write(handle, first.bytes);
      if (answer.kind === 'wait') {
        this.#sleep(process, { queue: answer.queue, call: 'write', uninterruptible: answer.uninterruptible });
        return false;
      }
      if (answer.kind === 'error') {
        if (this.#writeFailed(process, first.fd, answer.errno)) return false;
        continue;
      }
      const rest = first.bytes.slice(answer.value);
      process.pending = [...(rest.length > 0 ? [{ fd: first.fd, bytes: rest }] : []), ...process.pending.slice(1)];
      if (process.signal !== 0) process.pending = [];
      if (answer.value === 0 && rest.length > 0) return this.#tryLater(process);
    }
    return true;
  }

  /** A driver that took nothing and did not say wait: asked again a turn later. */
  #tryLater(process: Process): false {
    this.#plan(process, this.#ports.latencies.wakeUp);
    return false;
  }

  /** True when that ended the process. */
  #writeFailed(process: Process, fd: number, errno: number): boolean {
    if (errno === EPIPE && process.signal === 0 && this.#isPipe(process, fd)) {
      this.#end(process, codeOfSignal(SIGPIPE), SIGPIPE);
      return true;
    }
    const others = process.pending.filter((item) => item.fd !== fd);
    const text = `${process.speaker}: write error: ${errnoText(errno)}\n`;
    process.pending = fd === 2 ? others : [...others, { fd: 2, bytes: encodeText(text) }];
    process.exit = 1;
    return false;
  }

  #isPipe(process: Process, fd: number): boolean {
    return this.#ports.files.file(process.descriptors[fd] ?? 0)?.path.startsWith('pipe:') === true;
  }

  /** Does the redirections in their order; false when the process sleeps. */
  #redirect(process: Process): boolean {
    const { files } = this.#ports;
    for (let next = process.toOpen[0]; next !== undefined; next = process.toOpen[0]) {
      const answer = openRedirection(files, process.cwd, process.descriptors, next);
      if (answer.kind === 'wait') {
        this.#sleep(process, { queue: answer.queue, call: 'open', uninterruptible: answer.uninterruptible });
        return false;
      }
      if (answer.kind === 'error') {
        process.pending.push({ fd: 2, bytes: encodeText(`sh: ${whyNotRedirected(next, answer.errno)}\n`) });
        process.toOpen.length = 0;
        process.exit = 1;
        return this.#flush(process);
      }
      process.toOpen.shift();
      const old = process.descriptors[next.fd];
      if (old !== undefined) files.close(old);
      if (answer.value === undefined) delete process.descriptors[next.fd];
      else process.descriptors[next.fd] = answer.value;
    }
    return true;
  }

  #become(process: Process, script: Script): void {
    this.#processes.delete(process.pid);
    for (const handle of process.opened) this.#ports.files.close(handle);
    this.#ports.became(process, script);
  }

  #end(process: Process, code: number, signal: number): void {
    this.#processes.delete(process.pid);
    for (const handle of [...process.opened, ...Object.values(process.descriptors)]) this.#ports.files.close(handle);
    this.#ports.ended(process, code, signal);
  }
}

/** A remark of the simulator, for people only: a file or a pipe does not get it. */
function hintFor(name: string, commands: ShellServices['commandHelp']): string {
  const close = closestNames(
    name,
    commands.map((command) => command.name),
  );
  return `ampscope: ${close.length > 0 ? `close to it: ${close.join(', ')}` : 'help lists the commands that are here'}`;
}

/** A file with a script that may be executed. */
function scriptIn(name: string, files: FileSystem, { cwd, argv }: Process): Script | undefined {
  const path = resolvePath(cwd, name);
  const bytes = name.includes('/') ? files.contents(path) : undefined;
  if (bytes === undefined || ((files.status(path)?.mode ?? 0) & 0o111) === 0) return undefined;
  return { text: decodeText(bytes), name, args: argv.slice(1) };
}

function whyNotRun(name: string, files: FileSystem, cwd: string): string {
  if (!name.includes('/')) return `${name}: not found`;
  const status = files.status(resolvePath(cwd, name));
  return `${name}: ${status === undefined ? 'not found' : 'Permission denied'}`;
}
