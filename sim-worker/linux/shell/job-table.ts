/** Jobs: the line in the foreground, and what runs behind it, stops with Ctrl-Z and is told of before the next prompt. */
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { forBoth, forReading } from '../fs/vfs';
import type { JobLine, ShellServices, SystemPorts } from './command';
import { commandTable } from './command-table';
import { jobLine, jobsQueue } from './commands/job-commands';
import { consoleDriver, consoleQueue } from './console';
import type { Environment } from './environment';
import type { ShellLatencies } from './latencies';
import { codeOfSignal, type Process, SIGCONT, SIGINT, SIGPIPE, SIGSTOP, SIGTSTP } from './process';
import type { AndOr } from './syntax';
import type { Thread } from './thread';
import { ThreadTable } from './thread-table';

/** How the end of a job that a signal killed is told. */
const signalNames: Readonly<Record<number, string>> = {
  1: 'Hangup',
  2: 'Interrupt',
  9: 'Killed',
  13: 'Broken pipe',
  15: 'Terminated',
};
const notFound = 127;
const stopped = 'Stopped';
const stoppedForInput = 'Stopped (tty input)';

/** A background job. */
type Job = {
  readonly number: number;
  /** Its shell. */
  readonly thread: number;
  readonly text: string;
  readonly pids: readonly number[];
  /** Started from a typed line: its end is told before the next prompt. */
  interactive: boolean;
  /** `fg` waits for it: Ctrl-C and Ctrl-Z go to it too. */
  adopted: boolean;
  state: string;
};

export type JobPorts = {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly kernelLog: () => readonly string[];
  readonly history: () => readonly string[];
  readonly system: SystemPorts;
  readonly latencies: ShellLatencies;
  /** Text for the console that no command printed. */
  readonly notice: (text: string) => void;
  /** `exit`: the rest of the line and of the script is left out. */
  readonly leave: () => void;
  readonly foregroundEnded: () => void;
};

export class JobTable implements Snapshottable {
  readonly #ports: JobPorts;
  readonly #threads: ThreadTable;
  #jobs: Job[] = [];
  /** Exit codes of background jobs that ended, by their number. */
  #finished: Record<number, number> = {};
  /** Ends of background jobs that were not told yet. */
  #untold: string[] = [];
  /** The line in the foreground was typed, not part of a script. */
  #interactive = true;
  /** The line in the foreground, as typed. */
  #text = '';
  /** Standard input of scripts, a handle. */
  readonly #null: number;
  readonly #console: number;

  constructor(ports: JobPorts) {
    this.#ports = ports;
    this.#threads = new ThreadTable({
      ...ports,
      services: (thread, process) => this.#services(thread, process),
      startJob: (thread, item) => this.#startBehind(thread, item),
      jobEnded: (thread, code) => this.#jobEnded(thread, code),
      mainEnded: () => this.#mainEnded(),
    });
    const opened = (path: string, mode: typeof forBoth): number => {
      const answer = ports.files.open(path, mode);
      if (answer.kind !== 'value') throw new Error(`a shell without ${path}`);
      return answer.value;
    };
    this.#console = opened('/dev/console', forBoth);
    this.#null = opened('/dev/null', forReading);
    const handle = this.#console;
    for (const fd of [0, 1, 2]) this.#threads.main.descriptors[fd] = ports.files.share(handle);
  }

  get environment(): Environment {
    return this.#threads.main.environment;
  }

  /** Something stands in the foreground. */
  get busy(): boolean {
    return this.#threads.main.frames.length > 0;
  }

  get tasks(): readonly { readonly pid: number; readonly name: string; readonly state: string }[] {
    return this.#threads.processes.tasks;
  }

  /** Nothing runs, in front or behind. */
  get idle(): boolean {
    return !this.busy && this.tasks.length === 0 && this.#threads.subshells.length === 0;
  }

  /** Runs a list; in the foreground until `foregroundEnded`, unless it is over at once. */
  start(list: AndOr, interactive: boolean): void {
    const { main } = this.#threads;
    this.#interactive = interactive;
    this.#text = list.text;
    this.#attach(main, interactive);
    if (list.background) this.#startBehind(main, list);
    else this.#threads.runMain(list);
  }

  /** Ctrl-C. */
  interrupt(): void {
    if (!this.busy) this.environment.status = codeOfSignal(SIGINT);
    for (const job of this.#jobs.filter(({ adopted }) => adopted)) this.#signalJob(job, SIGINT);
    if (this.busy) this.#threads.signalThread(this.#threads.main, SIGINT);
  }

  /** Ctrl-Z: what stands in the foreground becomes a stopped job, and the rest of the line is left out. */
  suspend(): void {
    const adopted = this.#jobs.filter((job) => job.adopted);
    for (const job of adopted) this.#stop(job, stopped);
    const { main } = this.#threads;
    if (adopted.length > 0) {
      this.#threads.signalThread(main, SIGTSTP);
      return;
    }
    const waiting = main.frames.findIndex((frame) => 'pids' in frame && frame.pids.length > 0);
    const frame = main.frames[waiting];
    if (frame === undefined || !('pids' in frame) || frame.kind === 'substitution') return;
    main.frames.splice(waiting, main.frames.length);
    const thread = this.#threads.takeBehind(main, frame);
    const text =
      frame.kind === 'simple'
        ? (frame.text ?? this.#text)
        : frame.kind === 'pipeline'
          ? frame.pipeline.text
          : this.#text;
    this.#stop(this.#addJob(thread, text), stopped);
    this.#threads.abandonMain(codeOfSignal(SIGTSTP));
  }

  /** Says which background jobs ended since the last prompt. */
  tellEnded(): void {
    for (const line of this.#untold) this.#ports.notice(`${line}\n`);
    this.#untold = [];
  }

  save(): Plain {
    return structuredClone({
      threads: this.#threads.save(),
      jobs: this.#jobs,
      finished: this.#finished,
      untold: this.#untold,
      interactive: this.#interactive,
      text: this.#text,
    }) as unknown as Plain;
  }

  load(state: Plain): void {
    const saved = structuredClone(state) as unknown as {
      threads: Plain;
      jobs: Job[];
      finished: Record<number, number>;
      untold: string[];
      interactive: boolean;
      text: string;
    };
    this.#threads.load(saved.threads);
    this.#jobs = saved.jobs;
    this.#finished = saved.finished;
    this.#untold = saved.untold;
    this.#interactive = saved.interactive;
    this.#text = saved.text;
  }

  /** Scripts read nothing; `exec <FILE` stays. */
  #attach(main: Thread, interactive: boolean): void {
    const { files } = this.#ports;
    const now = main.descriptors[0];
    const [from, to] = interactive ? [this.#null, this.#console] : [this.#console, this.#null];
    if (now !== from) return;
    files.close(now);
    main.descriptors[0] = files.share(to);
  }

  /** `&`: a job of its own, which reads nothing from the console. */
  #startBehind(parent: Thread, list: AndOr): void {
    const { files } = this.#ports;
    const descriptors = this.#threads.sharedDescriptors(parent);
    const input = descriptors[0];
    if (input !== undefined && files.file(input)?.driver === consoleDriver) {
      files.close(input);
      descriptors[0] = files.share(this.#null);
    }
    const thread = this.#threads.newBehind(parent, [{ ...list, background: false }], descriptors);
    parent.environment.lastBackground = thread.pid;
    const job = this.#addJob(thread, list.text);
    if (parent.id !== this.#threads.main.id) job.interactive = false;
    if (job.interactive) this.#ports.notice(`[${job.number}] ${thread.pid}\n`);
    this.#threads.begin(thread);
  }

  #addJob(thread: Thread, text: string): Job {
    const number = Math.max(0, ...this.#jobs.map((job) => job.number)) + 1;
    const job: Job = {
      number,
      thread: thread.id,
      text,
      pids: [thread.pid],
      interactive: this.#interactive,
      adopted: false,
      state: 'Running',
    };
    this.#jobs.push(job);
    return job;
  }

  #mainEnded(): void {
    const { signal, frames } = this.#threads.main;
    if (frames.length > 0) return;
    if (this.#interactive && signal > SIGINT && signal !== SIGPIPE)
      this.#ports.notice(`${signalNames[signal] ?? `Signal ${signal}`}\n`);
    this.#ports.foregroundEnded();
  }

  #jobEnded(thread: Thread, code: number): void {
    const job = this.#jobs.find((each) => each.thread === thread.id);
    if (job === undefined) return;
    this.#jobs = this.#jobs.filter((each) => each !== job);
    this.#finished[job.number] = code;
    const state = signalNames[thread.signal] ?? (code === 0 ? 'Done' : `Done(${code})`);
    if (job.interactive) this.#untold.push(jobLine(job.number, true, state, job.text));
    this.#ports.files.wake(jobsQueue);
  }

  #stop(job: Job, state: string): void {
    job.state = state;
    job.adopted = false;
    for (const { pid } of this.#threads.processesOf(job.thread)) this.#threads.processes.signal(pid, SIGTSTP);
    this.#untold.push(jobLine(job.number, true, state, job.text));
  }

  #goOn(job: Job): void {
    job.state = 'Running';
    for (const { pid } of this.#threads.processesOf(job.thread)) this.#threads.processes.signal(pid, SIGCONT);
  }

  /** A job that reads the console stops at once behind the prompt (SIGTTIN). */
  #resume(job: Job): void {
    const reads = this.#threads.processesOf(job.thread).some(({ sleep }) => sleep?.queue === consoleQueue);
    if (reads) this.#stop(job, stoppedForInput);
    else this.#goOn(job);
  }

  #signalJob(job: Job, signal: number): boolean {
    if (signal === SIGCONT) this.#resume(job);
    else if (signal === SIGTSTP || signal === SIGSTOP) this.#stop(job, stopped);
    else {
      const thread = this.#threads.thread(job.thread);
      if (thread === undefined) return false;
      if (signal !== 0) this.#threads.signalThread(thread, signal);
    }
    return true;
  }

  #services(thread: Thread, { pid }: Process): ShellServices {
    const table = this;
    const { clock, kernelLog, history, system } = this.#ports;
    const jobOf = (number: number): Job | undefined => this.#jobs.find((job) => job.number === number);
    return {
      get now() {
        return clock.now;
      },
      get kernelLog() {
        return kernelLog();
      },
      get history() {
        return history();
      },
      commandHelp: commandTable,
      system,
      environment: thread.environment,
      get jobs(): readonly JobLine[] {
        return [...table.#jobs].sort((a, b) => a.number - b.number);
      },
      get processes() {
        return table.#listed(pid);
      },
      makeLocal: (name) => makeLocal(thread, name),
      control: (control) => {
        thread.control = control;
      },
      kill: (target, signal) => {
        if ('pid' in target) return this.#threads.signal(target.pid, signal);
        const job = jobOf(target.job);
        return job !== undefined && this.#signalJob(job, signal);
      },
      jobStatus: (number) => {
        const job = jobOf(number);
        if (job === undefined) return this.#finished[number] ?? notFound;
        return job.state === 'Running' ? undefined : codeOfSignal(SIGTSTP);
      },
      adopt: (number) => {
        const job = jobOf(number);
        if (job === undefined) return;
        job.adopted = true;
        this.#goOn(job);
      },
      resume: (number) => {
        const job = jobOf(number);
        if (job !== undefined) this.#resume(job);
      },
    };
  }

  /** Processes, and shells that are no process's own. */
  #listed(own: number): ShellServices['processes'] {
    const { tasks } = this;
    const shells = this.#threads.subshells
      .filter(({ pid }) => pid !== own && !tasks.some((task) => task.pid === pid))
      .map(({ pid }) => ({ pid, state: 'asleep in wait()', name: 'sh' }));
    return [...tasks, ...shells].sort((a, b) => a.pid - b.pid);
  }
}

/** False outside of a function. */
function makeLocal({ frames, environment }: Thread, name: string): boolean {
  const call = frames.findLast((frame) => frame.kind === 'call');
  if (call === undefined) return false;
  if (!call.locals.some(([hidden]) => hidden === name)) call.locals.push([name, environment.get(name)]);
  return true;
}
