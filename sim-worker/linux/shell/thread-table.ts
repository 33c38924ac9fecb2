/** Carries shells and processes in virtual time: starts them, wakes them, ends them, and tells whoever waits. */
import { type Nanoseconds, ns } from '../../contract/units';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { encodeText } from '../fs/text';
import type { Script, ShellServices } from './command';
import { findCommand } from './command-table';
import { Environment } from './environment';
import type { NewCommand, NewThread } from './host';
import { Interpreter } from './interpreter';
import type { ShellLatencies } from './latencies';
import { parseShell } from './parser';
import { codeOfSignal, type Process } from './process';
import { ProcessTable } from './process-table';
import type { AndOr, List } from './syntax';
import { type Awaited, awaits, type Frame, listFrame, onlyCommand, type Thread } from './thread';

const device = 'shells';
/** The shell one types into. */
const mainId = 0;
const mainPid = 398;

export type ThreadPorts = {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly latencies: ShellLatencies;
  readonly services: (thread: Thread, process: Process) => ShellServices;
  /** `&`. */
  readonly startJob: (thread: Thread, item: AndOr) => void;
  /** A shell that nobody in the table waits for is over. */
  readonly jobEnded: (thread: Thread, code: number) => void;
  /** The typed line is over. */
  readonly mainEnded: () => void;
  /** `exit` in the typed line or its script. */
  readonly leave: () => void;
};

export class ThreadTable implements Snapshottable {
  readonly #ports: ThreadPorts;
  readonly #processes: ProcessTable;
  readonly #interpreter: Interpreter;
  readonly #threads = new Map<number, Thread>();
  #nextId = mainId + 1;

  constructor(ports: ThreadPorts) {
    this.#ports = ports;
    this.#processes = new ProcessTable({
      ...ports,
      command: findCommand,
      services: (process) => ports.services(this.#threads.get(process.owner) ?? this.main, process),
      ended: (process, code, signal) => this.#childEnded(process.owner, process.pid, code, signal),
      became: (process, script) => this.#became(process, script),
    });
    this.#interpreter = new Interpreter({
      ...ports,
      startThread: (parent, what) => this.#startChild(parent, what),
      startCommand: (thread, what) => this.#startCommand(thread, what),
      pause: (thread, delay) => this.#pause(thread, delay),
      print: (thread, text) => this.#print(thread, text),
      leave: (thread) => {
        if (thread.id === mainId) ports.leave();
      },
    });
    ports.schedule.register(device, (_what, data) => this.#due(data as unknown as { id: number; turn: number }));
    ports.files.onWake((queue) => this.#woken(queue));
    this.#threads.set(mainId, this.#newThread(mainId, mainPid, new Environment()));
  }

  get main(): Thread {
    return this.#threads.get(mainId)!;
  }

  get processes(): ProcessTable {
    return this.#processes;
  }

  /** Shells besides the one that is typed into. */
  get subshells(): readonly Thread[] {
    return [...this.#threads.values()].filter(({ id }) => id !== mainId);
  }

  thread(id: number): Thread | undefined {
    return this.#threads.get(id);
  }

  /** Runs a typed list; `main.frames` is empty when it is over already. */
  runMain(item: AndOr): void {
    this.main.wait = undefined;
    this.main.turn++;
    this.main.signal = 0;
    this.main.frames = [{ kind: 'and-or', item, at: 0 }];
    this.#advance(this.main);
  }

  /** A shell that nobody in the table waits for, with copies of what `parent` has; `begin` lets it run. */
  newBehind(parent: Thread, items: List, descriptors: Record<number, number>): Thread {
    const execs = onlyCommand(items) !== undefined;
    const { cause } = parent;
    return this.#startThread(
      parent,
      { frames: [listFrame(items)], descriptors, cause, execs, inShell: !execs },
      undefined,
    );
  }

  /** One command begins at once, a longer script after a fork. */
  begin(thread: Thread): void {
    if (thread.execs) this.#advance(thread);
    else this.#pause(thread, this.#ports.latencies.exec);
  }

  /** A shell that takes over a frame of `parent` with all that the frame waits for. */
  takeBehind(parent: Thread, frame: Frame & Awaited): Thread {
    const thread: Thread = {
      ...this.#newThread(this.#nextId++, frame.pids.at(-1) ?? 0, parent.environment.copy()),
      cause: parent.cause,
      descriptors: this.#interpreter.sharedDescriptors(parent),
      frames: [frame],
    };
    this.#threads.set(thread.id, thread);
    thread.wait = { kind: 'children' };
    for (const process of this.#processes.all) if (process.owner === parent.id) process.owner = thread.id;
    for (const other of this.#threads.values())
      if (other.parent === parent.id && other.id !== thread.id) other.parent = thread.id;
    return thread;
  }

  /** One more descriptor for each of the parent's. */
  sharedDescriptors(thread: Thread): Record<number, number> {
    return this.#interpreter.sharedDescriptors(thread);
  }

  /** Leaves all that stands on the stack of the main shell. */
  abandonMain(status: number): void {
    this.#interpreter.unwind(this.main);
    this.main.wait = undefined;
    this.main.turn++;
    this.main.environment.status = status;
    this.#ports.mainEnded();
  }

  /** Processes that belong to a shell, directly or through others. */
  processesOf(id: number): readonly Process[] {
    const own = this.#processes.all.filter(({ owner }) => owner === id);
    return [...own, ...this.#childrenOf(id).flatMap((child) => this.processesOf(child.id))];
  }

  /** Ends a shell and all that it waits for; what cannot be interrupted ends first. */
  signalThread(thread: Thread, signal: number): void {
    thread.dying = signal;
    for (const process of this.#processes.all)
      if (process.owner === thread.id) this.#processes.signal(process.pid, signal);
    for (const child of this.#childrenOf(thread.id)) this.signalThread(child, signal);
    this.#dieIfAlone(thread);
  }

  /** False when there is no such process and no such shell. */
  signal(pid: number, signal: number): boolean {
    const thread = this.subshells.find((each) => each.pid === pid);
    if (this.#processes.get(pid) !== undefined || thread === undefined) return this.#processes.signal(pid, signal);
    if (signal !== 0) this.signalThread(thread, signal);
    return true;
  }

  save(): Plain {
    const threads = [...this.#threads.values()].map(({ environment, ...rest }) => ({
      ...structuredClone(rest),
      environment: environment.save(),
    }));
    return { nextId: this.#nextId, processes: this.#processes.save(), threads } as unknown as Plain;
  }

  load(state: Plain): void {
    const { nextId, processes, threads } = state as unknown as {
      nextId: number;
      processes: Plain;
      threads: readonly (Omit<Thread, 'environment'> & { environment: Plain })[];
    };
    this.#nextId = nextId;
    this.#processes.load(processes);
    this.#threads.clear();
    for (const { environment: saved, ...rest } of threads) {
      const environment = new Environment();
      environment.load(saved);
      this.#threads.set(rest.id, { ...structuredClone(rest), environment });
    }
  }

  #childrenOf(id: number): readonly Thread[] {
    return [...this.#threads.values()].filter(({ parent }) => parent === id);
  }

  #newThread(id: number, pid: number, environment: Environment): Thread {
    return {
      id,
      pid,
      environment,
      parent: undefined,
      cause: undefined,
      descriptors: {},
      frames: [],
      execs: false,
      inShell: true,
      wait: undefined,
      turn: 0,
      control: undefined,
      dying: 0,
      signal: 0,
    };
  }

  #startThread(parent: Thread, what: NewThread, waiting: number | undefined): Thread {
    const pid = this.#processes.newPid();
    const environment = parent.environment.copy();
    const thread: Thread = { ...this.#newThread(this.#nextId++, pid, environment), ...what, parent: waiting };
    this.#threads.set(thread.id, thread);
    return thread;
  }

  #startChild(parent: Thread, what: NewThread): number {
    const thread = this.#startThread(parent, what, parent.id);
    this.begin(thread);
    return thread.pid;
  }

  #startCommand(thread: Thread, { argv, variables, toOpen, cause }: NewCommand): number {
    const { exec, builtin } = this.#ports.latencies;
    const pid = thread.execs ? thread.pid : this.#processes.newPid();
    const inShell = findCommand(argv[0] ?? '')?.builtin === true && thread.inShell;
    this.#processes.start({
      pid,
      owner: thread.id,
      argv,
      variables,
      toOpen,
      cause,
      cwd: thread.environment.cwd,
      descriptors: this.#interpreter.sharedDescriptors(thread),
      delay: inShell ? builtin : exec,
    });
    return pid;
  }

  #became({ pid, owner, descriptors, cause, variables }: Process, { text, name, args }: Script): void {
    const parsed = parseShell(text);
    const parent = this.#threads.get(owner) ?? this.main;
    const environment = parent.environment.forProgram(name, args, variables);
    const frames = parsed.kind === 'list' ? [listFrame(parsed.items)] : [];
    const thread: Thread = {
      ...this.#newThread(this.#nextId++, pid, environment),
      parent: owner,
      cause,
      descriptors,
      frames,
    };
    this.#threads.set(thread.id, thread);
    if (parsed.kind !== 'list') {
      this.#print(thread, `${name}: ${parsed.message}\n`);
      environment.status = 2;
    }
    this.#pause(thread, this.#ports.latencies.turn);
  }

  #print(thread: Thread, text: string): void {
    const handle = thread.descriptors[2];
    if (handle !== undefined) this.#ports.files.write(handle, encodeText(text));
  }

  #pause(thread: Thread, delay: Nanoseconds): void {
    const { schedule, clock } = this.#ports;
    thread.wait = { kind: 'turn' };
    thread.turn++;
    schedule.plan(ns(clock.now + delay), device, 'turn', { id: thread.id, turn: thread.turn });
  }

  #due({ id, turn }: { readonly id: number; readonly turn: number }): void {
    const thread = this.#threads.get(id);
    if (thread === undefined || thread.turn !== turn || thread.wait?.kind !== 'turn') return;
    thread.wait = undefined;
    this.#resume(thread);
  }

  #woken(queue: string): void {
    for (const thread of [...this.#threads.values()]) {
      if (thread.wait?.kind === 'queue' && thread.wait.queue === queue)
        this.#pause(thread, this.#ports.latencies.wakeUp);
    }
  }

  #resume(thread: Thread): void {
    if (thread.dying !== 0) {
      this.#dieIfAlone(thread);
      return;
    }
    this.#advance(thread);
    if (thread.id === mainId && thread.frames.length === 0) this.#ports.mainEnded();
  }

  /** Steps until it waits or is over. What the user wrote has no earlier fact as its cause, unless it runs in a pipeline. */
  #advance(thread: Thread): void {
    this.#ports.log.because(thread.cause, () => {
      for (let top = thread.frames.at(-1); top !== undefined && thread.wait === undefined; top = thread.frames.at(-1))
        this.#interpreter.step(thread, top);
      if (thread.frames.length === 0 && thread.id !== mainId)
        this.#endThread(thread, thread.environment.status, thread.signal);
    });
  }

  #childEnded(owner: number, pid: number, code: number, signal: number): void {
    const thread = this.#threads.get(owner);
    if (thread === undefined) return;
    const frame = thread.frames.findLast((each) => awaits(each, pid));
    if (frame === undefined || !awaits(frame, pid)) return;
    frame.codes[pid] = code;
    if (frame.pids.length === 1 || signal === 2 || pid === frame.pids.at(-1)) thread.signal = signal;
    const { codes } = frame;
    if (frame.pids.some((each) => codes[each] === undefined)) return;
    if (thread.dying !== 0) this.#dieIfAlone(thread);
    else if (thread.wait?.kind === 'children') {
      thread.wait = undefined;
      this.#resume(thread);
    }
  }

  #dieIfAlone(thread: Thread): void {
    if (thread.dying === 0 || this.processesOf(thread.id).length > 0 || this.#childrenOf(thread.id).length > 0) return;
    const { dying } = thread;
    thread.dying = 0;
    thread.control = undefined;
    if (thread.id === mainId) this.abandonMain(codeOfSignal(dying));
    else {
      this.#interpreter.unwind(thread);
      this.#endThread(thread, codeOfSignal(dying), dying);
    }
  }

  #endThread(thread: Thread, code: number, signal: number): void {
    this.#threads.delete(thread.id);
    for (const handle of Object.values(thread.descriptors)) this.#ports.files.close(handle);
    if (thread.parent === undefined) this.#ports.jobEnded({ ...thread, signal }, code);
    else this.#childEnded(thread.parent, thread.pid, code, signal);
  }
}
