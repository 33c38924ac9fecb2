/** Jobs: runs and-or lists pipeline by pipeline, in the foreground or behind it, and tells what became of them. */
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { forAppending, forBoth, forCreating, forReading, type OpenMode } from '../fs/vfs';
import type { ShellServices } from './command';
import { commandTable, findCommand } from './command-table';
import { jobLine, jobsQueue } from './commands/system-commands';
import { Environment } from './environment';
import { expandWhole, expandWord, type Surroundings } from './expand';
import type { ShellLatencies } from './latencies';
import { type Job, type Process, SIGINT } from './process';
import { ProcessTable } from './process-table';
import type { AndOr, Pipeline, Redirection, SimpleCommand } from './syntax';

/** How the end of a job that a signal killed is told. */
const signalNames: Readonly<Record<number, string>> = {
  1: 'Hangup',
  2: 'Interrupt',
  9: 'Killed',
  13: 'Broken pipe',
  15: 'Terminated',
};
const notFound = 127;

export type JobPorts = {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly kernelLog: () => readonly string[];
  readonly latencies: ShellLatencies;
  /** Text for the console that no command printed. */
  readonly notice: (text: string) => void;
  /** `exit`: the rest of the line and of the script is left out. */
  readonly leave: () => void;
  readonly foregroundEnded: () => void;
};

export class JobTable implements Snapshottable {
  readonly environment = new Environment();
  readonly #ports: JobPorts;
  readonly #processes: ProcessTable;
  readonly #jobs = new Map<number, Job>();
  /** Exit codes of background jobs that ended, by their number. */
  #finished: Record<number, number> = {};
  /** Ends of background jobs that were not told yet. */
  #untold: string[] = [];
  #foreground: number | undefined;
  #nextId = 1;

  constructor(ports: JobPorts) {
    this.#ports = ports;
    this.#processes = new ProcessTable({
      ...ports,
      command: findCommand,
      services: this.#services(),
      ended: (process, code, signal) => this.#ended(process, code, signal),
    });
  }

  get foreground(): number | undefined {
    return this.#foreground;
  }

  get tasks(): readonly { readonly pid: number; readonly name: string; readonly state: string }[] {
    return this.#processes.tasks;
  }

  /** Runs a list; in the foreground until `foregroundEnded`, unless it is over at once. */
  start(list: AndOr, interactive: boolean): void {
    const numbers = [...this.#jobs.values()].map((job) => job.number);
    const job: Job = {
      id: this.#nextId++,
      number: list.background ? Math.max(0, ...numbers) + 1 : 0,
      list,
      step: 0,
      interactive,
      ran: undefined,
      pids: [],
      codes: {},
      status: 0,
      signal: 0,
      adopted: false,
    };
    this.#jobs.set(job.id, job);
    if (!list.background) this.#foreground = job.id;
    this.#advance(job);
    if (!list.background) return;
    this.environment.lastBackground = job.pids.at(-1) ?? 0;
    if (interactive && job.pids.length > 0) this.#ports.notice(`[${job.number}] ${job.pids.at(-1)}\n`);
  }

  /** Ctrl-C, or another signal for what stands in the foreground. */
  interrupt(signal: number): void {
    if (this.#foreground === undefined) this.environment.status = 128 + signal;
    for (const job of [...this.#jobs.values()]) {
      if (job.id === this.#foreground || job.adopted) this.#signalJob(job, signal);
    }
  }

  /** Says which background jobs ended since the last prompt. */
  tellEnded(): void {
    for (const line of this.#untold) this.#ports.notice(`${line}\n`);
    this.#untold = [];
  }

  save(): Plain {
    return structuredClone({
      environment: this.environment.save(),
      processes: this.#processes.save(),
      jobs: [...this.#jobs],
      finished: this.#finished,
      untold: this.#untold,
      foreground: this.#foreground,
      nextId: this.#nextId,
    }) as unknown as Plain;
  }

  load(state: Plain): void {
    const saved = structuredClone(state) as unknown as {
      environment: Plain;
      processes: Plain;
      jobs: [number, Job][];
      finished: Record<number, number>;
      untold: string[];
      foreground: number | undefined;
      nextId: number;
    };
    this.environment.load(saved.environment);
    this.#processes.load(saved.processes);
    this.#jobs.clear();
    for (const [id, job] of saved.jobs) this.#jobs.set(id, job);
    this.#finished = saved.finished;
    this.#untold = saved.untold;
    this.#foreground = saved.foreground;
    this.#nextId = saved.nextId;
  }

  /** Starts the next pipeline whose condition holds; the job is over when there is none. */
  #advance(job: Job): void {
    for (; job.step < job.list.steps.length; job.step++) {
      const { when, pipeline } = job.list.steps[job.step]!;
      if (when !== 'always' && (when === 'success') !== (job.status === 0)) continue;
      if (this.#startPipeline(job, pipeline)) return;
      job.status = 0;
      if (job.number === 0) this.environment.status = 0;
    }
    this.#finish(job);
  }

  #finish(job: Job): void {
    this.#jobs.delete(job.id);
    if (this.#foreground === job.id) this.#foreground = undefined;
    if (job.number === 0) return;
    this.#finished[job.number] = job.status;
    const state = signalNames[job.signal] ?? (job.status === 0 ? 'Done' : `Done(${job.status})`);
    if (job.interactive) this.#untold.push(jobLine(job.number, true, state, job.list.text));
    this.#ports.files.wake(jobsQueue);
  }

  /** False when there is nothing to run: only assignments. */
  #startPipeline(job: Job, { commands, text }: Pipeline): boolean {
    const around = this.#surroundings();
    const argvs = commands.map(({ words }) => words.flatMap((word) => expandWord(word, around)));
    const [first] = commands;
    if (commands.length === 1 && argvs[0]!.length === 0) {
      for (const { name, word } of first!.assignments) this.environment.set(name, expandWhole(word, around));
      if (first!.redirections.length === 0) return false;
    }
    job.ran = this.#ports.log.record('shell.ran', { line: text });
    job.pids = [];
    let reader: number | undefined;
    for (const [i, command] of commands.entries()) {
      const pipe = i < commands.length - 1 ? this.#ports.files.pipe() : undefined;
      const descriptors = this.#descriptors(job, reader, pipe?.writer);
      job.pids.push(this.#startProcess(job, command, argvs[i]!, descriptors, i));
      reader = pipe?.reader;
    }
    return true;
  }

  #startProcess(
    job: Job,
    command: SimpleCommand,
    words: readonly string[],
    descriptors: Process['descriptors'],
    position: number,
  ): number {
    const argv = words.length === 0 ? [':'] : words;
    const { builtin, exec } = this.#ports.latencies;
    const inShell = findCommand(argv[0]!)?.builtin === true && job.list.background === false && position === 0;
    const around = this.#surroundings();
    return this.#processes.start({
      job: job.id,
      argv,
      cwd: this.environment.cwd,
      cause: job.ran,
      descriptors,
      toOpen: command.redirections.map((redirection) => toOpen(redirection, around)),
      delay: inShell ? builtin : exec,
    });
  }

  #descriptors(job: Job, reader: number | undefined, writer: number | undefined): Process['descriptors'] {
    const { files } = this.#ports;
    const opened = (path: string, mode: OpenMode): number => {
      const answer = files.open(path, mode);
      return answer.kind === 'value' ? answer.value : 0;
    };
    const console = opened('/dev/console', forBoth);
    const attached = job.interactive && job.number === 0;
    const input = reader ?? (attached ? files.share(console) : opened('/dev/null', forReading));
    const output = writer ?? files.share(console);
    return { 0: input, 1: output, 2: console };
  }

  #ended(process: Process, code: number, signal: number): void {
    const job = this.#jobs.get(process.job);
    if (job === undefined) return;
    job.codes[process.pid] = code;
    if (signal === SIGINT || process.pid === job.pids.at(-1)) job.signal = signal;
    if (job.pids.some((pid) => job.codes[pid] === undefined)) return;
    this.#pipelineEnded(job, job.codes[job.pids.at(-1)!]!);
    if (job.number === 0 && this.#foreground === undefined) this.#ports.foregroundEnded();
  }

  #pipelineEnded(job: Job, code: number): void {
    const { pipeline } = job.list.steps[job.step] ?? {};
    const text = pipeline?.text ?? job.list.text;
    this.#ports.log.record('shell.exited', { line: text, code }, job.ran);
    job.status = pipeline?.negated === true ? (code === 0 ? 1 : 0) : code;
    if (job.number === 0) this.environment.status = job.status;
    if (job.number === 0 && job.interactive && job.signal > SIGINT && job.signal !== 13)
      this.#ports.notice(`${signalNames[job.signal] ?? `Signal ${job.signal}`}\n`);
    job.step = job.signal === SIGINT ? job.list.steps.length : job.step + 1;
    this.#asUser(() => this.#advance(job));
  }

  /** The next pipeline is caused by the user, not by the process that ended. */
  #asUser(act: () => void): void {
    const { context } = this.#ports.log;
    const { cause } = context;
    context.cause = undefined;
    act();
    context.cause = cause;
  }

  #signalJob(job: Job, signal: number): boolean {
    const running = job.pids.filter((pid) => job.codes[pid] === undefined);
    for (const pid of running) this.#processes.signal(pid, signal);
    return running.length > 0;
  }

  #surroundings(): Surroundings {
    const { files } = this.#ports;
    return {
      variable: (name) => this.environment.get(name),
      cwd: this.environment.cwd,
      list: (folder) => files.list(folder),
    };
  }

  get #background(): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job.number > 0).sort((a, b) => a.number - b.number);
  }

  #services(): ShellServices {
    const table = this;
    const { clock, kernelLog, leave } = this.#ports;
    const jobOf = (number: number): Job | undefined => this.#background.find((job) => job.number === number);
    return {
      get now() {
        return clock.now;
      },
      get kernelLog() {
        return kernelLog();
      },
      commandHelp: commandTable,
      get jobs() {
        return table.#background.map(({ number, pids, list, adopted }) => ({ number, pids, text: list.text, adopted }));
      },
      get processes() {
        return table.tasks;
      },
      setVariable: (name, value) => this.environment.set(name, value),
      unsetVariable: (name) => this.environment.unset(name),
      changeFolder: (path) => {
        this.environment.cwd = path;
      },
      kill: (target, signal) => {
        if ('pid' in target) return this.#processes.signal(target.pid, signal);
        const job = jobOf(target.job);
        return job !== undefined && this.#signalJob(job, signal);
      },
      jobStatus: (number) => (jobOf(number) === undefined ? (this.#finished[number] ?? notFound) : undefined),
      adopt: (number) => {
        const job = jobOf(number);
        if (job !== undefined) job.adopted = true;
      },
      leave: () => {
        const job = this.#jobs.get(this.#foreground ?? 0);
        if (job !== undefined) job.step = job.list.steps.length;
        leave();
      },
    };
  }
}

function toOpen({ fd, kind, target }: Redirection, around: Surroundings): Process['toOpen'][number] {
  const modes = { read: forReading, create: forCreating, append: forAppending, both: forBoth, duplicate: undefined };
  return { fd, path: expandWhole(target, around), mode: modes[kind] };
}
