/** The shell one types into: takes lines, starts pipelines, keeps jobs and variables, prints prompts. Virtual time, plain data. */
import type { KernelGeneration } from '../../contract/protocol';
import { ns } from '../../contract/units';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Schedule } from '../../kernel/schedule';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { addStandardFiles } from '../fs/standard-files';
import { encodeText } from '../fs/text';
import type { SystemPorts } from './command';
import { commandTable } from './command-table';
import { type Completion, completeShell } from './completion';
import { Console, consoleDriver, type InputLine } from './console';
import { JobTable } from './job-table';
import type { ShellLatencies } from './latencies';
import { parseShell } from './parser';
import type { AndOr } from './syntax';

const device = 'shell';
const continuation = '> ';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the keys Ctrl-C, Ctrl-D and Ctrl-Z
const keys = /[^\n\x03\x04\x1a]+|[\n\x03\x04\x1a]/g;
/** Lines that `history` remembers. */
const historyLimit = 100;

export type ShellPorts = {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly files: FileSystem;
  /** The kernel log as `dmesg` prints it, one string per line, without newlines. */
  readonly kernelLog: () => readonly string[];
  readonly system: SystemPorts;
  readonly latencies: ShellLatencies;
  /** C when not given. */
  readonly kernel?: KernelGeneration;
};

export class Shell implements Snapshottable {
  /** Names of all commands. */
  readonly commands: readonly string[] = commandTable.map(({ name }) => name);
  readonly #ports: ShellPorts;
  readonly #latencies: ShellLatencies;
  readonly #console: Console;
  readonly #jobs: JobTable;
  /** What is left of the lines that were read. */
  #todo: AndOr[] = [];
  /** The line that `todo` comes from was typed, not part of a script. */
  #interactive = true;
  /** Lines that are not complete yet. */
  #partial = '';
  /** Typed, and no newline yet. */
  #typing = '';
  /** A line will be read when the schedule says so. */
  #reading = false;
  #prompted = false;
  /** Typed lines, oldest first. */
  #history: string[] = [];

  constructor(ports: ShellPorts) {
    this.#ports = ports;
    this.#latencies = ports.latencies;
    addStandardFiles(ports.files, ports.clock, ports.kernel ?? 'C');
    this.#console = new Console(ports.files);
    ports.files.register(consoleDriver, this.#console.operations);
    const node = { driver: consoleDriver, device: undefined, mode: 0o620 };
    ports.files.addDevice('/dev/console', { ...node, character: { major: 5, minor: 1 } });
    ports.files.addDevice('/dev/tty', { ...node, character: { major: 5, minor: 0 } });
    ports.files.addDevice('/dev/ttySTM0', { ...node, character: { major: 204, minor: 64 } });
    ports.schedule.register(device, () => this.#asUser(() => this.#read()));
    this.#jobs = new JobTable({
      ...ports,
      latencies: this.#latencies,
      history: () => this.#history,
      notice: (text) => this.#console.echo(text),
      leave: () => this.#leave(),
      foregroundEnded: () => this.#asUser(() => this.#proceed()),
    });
    this.#prompt();
  }

  /** The console: echo, prompts and what commands printed. `start`: characters forgotten before `text`. */
  get output(): { readonly text: string; readonly start: number } {
    return this.#console.output;
  }

  /** What commands printed, standard error included. */
  get stdout(): string {
    return this.#console.stdout;
  }

  /** Exit code of the last foreground command, `$?`. */
  get status(): number {
    return this.#jobs.environment.status;
  }

  /** What runs now, as a task list shows it. */
  tasks(): readonly { readonly name: string; readonly state: string }[] {
    return this.#jobs.tasks.map(({ name, state }) => ({ name, state }));
  }

  /** Nothing runs and nothing waits to be read. */
  get idle(): boolean {
    return !this.#reading && this.#atPrompt && this.#jobs.idle;
  }

  /** What the Tab key may put before the cursor. Changes nothing. */
  complete(text: string, cursor: number): Completion {
    const { files } = this.#ports;
    return completeShell(text, cursor, { files, environment: this.#jobs.environment, commands: this.commands });
  }

  /** Keys from a terminal: whole lines end with a newline; `\x03` is Ctrl-C, `\x1a` Ctrl-Z, `\x04` on an empty line Ctrl-D. */
  type(text: string): void {
    this.#asUser(() => {
      for (const key of text.replace(/\r\n?/g, '\n').match(keys) ?? []) this.#typed(key);
      this.#proceed();
    });
  }

  /** Lines that run one after another without a prompt; their standard input is /dev/null. */
  runScript(text: string): void {
    this.#asUser(() => {
      const lines = text.replaceAll('\r\n', '\n').split('\n');
      if (lines.at(-1) === '') lines.pop();
      for (const line of lines) this.#add({ text: line, kind: 'script', shown: false });
      this.#proceed();
    });
  }

  save(): Plain {
    return {
      console: this.#console.save(),
      jobs: this.#jobs.save(),
      todo: structuredClone(this.#todo) as unknown as Plain,
      interactive: this.#interactive,
      partial: this.#partial,
      typing: this.#typing,
      reading: this.#reading,
      prompted: this.#prompted,
      history: [...this.#history],
    };
  }

  load(state: Plain): void {
    const saved = state as unknown as {
      console: Plain;
      jobs: Plain;
      todo: AndOr[];
      interactive: boolean;
      partial: string;
      typing: string;
      reading: boolean;
      prompted: boolean;
      history: readonly string[];
    };
    this.#console.load(saved.console);
    this.#jobs.load(saved.jobs);
    this.#todo = structuredClone(saved.todo);
    this.#interactive = saved.interactive;
    this.#partial = saved.partial;
    this.#typing = saved.typing;
    this.#reading = saved.reading;
    this.#prompted = saved.prompted;
    this.#history = [...saved.history];
  }

  get #atPrompt(): boolean {
    return !this.#jobs.busy && this.#todo.length === 0 && this.#console.lines.length === 0;
  }

  #typed(piece: string): void {
    if (piece === '\x03') this.#interrupt();
    else if (piece === '\x1a') this.#suspend();
    else if (piece === '\x04') this.#endOfInput();
    else if (piece === '\n') {
      this.#add({ text: this.#typing, kind: 'typed', shown: false });
      this.#typing = '';
    } else this.#typing += piece;
  }

  /** A line at the prompt appears at once; one for a running command by the terminal's echo; others when they are read. */
  #add(line: InputLine): void {
    if (this.#atPrompt && !this.#reading) {
      this.#show(line);
      line.shown = true;
    } else if (this.#jobs.busy && line.kind === 'typed') this.#console.echoLine(line.text);
    this.#console.add(line);
  }

  /** Lines of a script are always seen; without ECHO the shell shows nothing of what is typed either (libbb/lineedit.c). */
  #show({ kind, text }: InputLine): void {
    if (kind === 'typed') this.#console.echoLine(text);
    else this.#console.echo(`${text}\n`);
  }

  #endOfInput(): void {
    if (this.#typing === '' && this.#jobs.busy) this.#console.add({ text: '', kind: 'end', shown: true });
  }

  #interrupt(): void {
    this.#console.echoKey('^C');
    this.#console.flush();
    this.#todo = [];
    this.#partial = '';
    this.#typing = '';
    this.#prompted = false;
    this.#jobs.interrupt();
  }

  /** The rest of the line is given up; what was typed ahead stays. */
  #suspend(): void {
    if (!this.#jobs.busy) return;
    this.#console.echoKey('^Z');
    this.#todo = [];
    this.#jobs.suspend();
  }

  #leave(): void {
    this.#todo = [];
    this.#console.dropScript();
  }

  /** Does what comes next, unless a command is in the foreground. */
  #proceed(): void {
    while (!this.#jobs.busy) {
      const next = this.#todo.shift();
      if (next !== undefined) this.#jobs.start(next, this.#interactive);
      else {
        this.#prompt();
        if (this.#console.lines.length > 0) this.#planRead();
        return;
      }
    }
  }

  #planRead(): void {
    if (this.#reading) return;
    this.#reading = true;
    const { schedule, clock } = this.#ports;
    schedule.plan(ns(clock.now + this.#latencies.readLine), device, 'read');
  }

  #prompt(): void {
    if (this.#prompted || this.#reading) return;
    this.#jobs.tellEnded();
    this.#console.echo(this.#partial === '' ? `root@stm32mp1:${this.#jobs.environment.shownFolder}# ` : continuation);
    this.#prompted = true;
  }

  #read(): void {
    this.#reading = false;
    const line = this.#console.take();
    if (line !== undefined && line.kind !== 'end') this.#take(line);
    this.#proceed();
  }

  #take(line: InputLine): void {
    if (!line.shown) this.#show(line);
    this.#prompted = false;
    const text = this.#partial + line.text;
    const parsed = parseShell(text);
    const more = line.kind === 'typed' || this.#console.lines.length > 0;
    if (line.kind === 'typed' && line.text.trim() !== '')
      this.#history = [...this.#history, line.text].slice(-historyLimit);
    this.#partial = parsed.kind === 'incomplete' && more ? `${text}\n` : '';
    if (parsed.kind === 'list') {
      this.#todo = [...parsed.items];
      this.#interactive = line.kind === 'typed';
    } else if (parsed.kind === 'error') this.#syntaxError(parsed.message);
    else if (!more) this.#syntaxError(parsed.message);
  }

  /** A script ends here, as in ash. */
  #syntaxError(message: string): void {
    this.#console.print(encodeText(`sh: ${message}\n`));
    this.#jobs.environment.status = 2;
    this.#console.dropScript();
  }

  /** What the user causes has no earlier fact as its cause. */
  #asUser(act: () => void): void {
    this.#ports.log.because(undefined, act);
  }
}
