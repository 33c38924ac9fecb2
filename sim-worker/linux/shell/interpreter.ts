import type { FileSystem } from '../fs/file-system';
import { ExpansionProblem } from './arithmetic';
import { CompoundCommands } from './compound-commands';
import { Expander, SubstitutionNeeded } from './expand';
import type { Host } from './host';
import { parseShell } from './parser';
import { SIGINT } from './process';
import { SimpleCommands } from './simple-commands';
import type { Command } from './syntax';
import {
  type AndOrFrame,
  type CallFrame,
  type Control,
  type Frame,
  type ListFrame,
  listFrame,
  onlyCommand,
  type PipelineFrame,
  type RedirectFrame,
  redirectFrame,
  type Thread,
} from './thread';

/** Calls within calls. */
const deepest = 400;
/** Frames in all: `eval` and loops may nest, too. */
const mostFrames = 4000;

export class Interpreter {
  readonly #host: Host;
  readonly #simple: SimpleCommands;
  readonly #compound: CompoundCommands;

  constructor(host: Host) {
    this.#host = host;
    this.#simple = new SimpleCommands(host, this);
    this.#compound = new CompoundCommands(host, this);
  }

  /** One step; the shell may wait, or stand elsewhere, afterwards. */
  step(thread: Thread, frame: Frame): void {
    switch (frame.kind) {
      case 'list':
        this.#list(thread, frame);
        return;
      case 'and-or':
        this.#andOr(thread, frame);
        return;
      case 'pipeline':
        this.#pipeline(thread, frame);
        return;
      case 'simple':
        this.#simple.step(thread, frame);
        return;
      case 'substitution':
        this.#simple.substitute(thread, frame);
        return;
      case 'if':
        this.#compound.if(thread, frame);
        return;
      case 'loop':
        this.#compound.loop(thread, frame);
        return;
      case 'for':
        this.#compound.for(thread, frame);
        return;
      case 'case':
        this.#compound.case(thread, frame);
        return;
      case 'subshell':
        this.#compound.subshell(thread, frame);
        return;
      case 'redirect':
        this.#compound.redirect(thread, frame);
        return;
      case 'call':
        this.#compound.call(thread, frame);
        return;
    }
  }

  /** Leaves the topmost frame. */
  pop(thread: Thread): void {
    const frame = thread.frames.pop();
    if (frame?.kind === 'redirect') this.#restoreDescriptors(thread, frame);
    if (frame?.kind === 'substitution' && frame.reader !== undefined) this.#host.files.close(frame.reader);
    if (frame?.kind === 'call' && frame.entered) restoreVariables(thread, frame);
  }

  /** Leaves everything above `depth` frames. */
  unwind(thread: Thread, depth = 0): void {
    while (thread.frames.length > depth) this.pop(thread);
  }

  /** Goes on with `frame`, unless that is nested too deeply. */
  enter(thread: Thread, frame: Frame): void {
    const calls = frame.kind === 'call' ? thread.frames.filter(({ kind }) => kind === 'call').length : 0;
    if (calls < deepest && thread.frames.length < mostFrames) thread.frames.push(frame);
    else this.fail(thread, 'maximum function recursion depth exceeded');
  }

  /** A command is over: its exit code, what its builtin asked for, and `set -e`. */
  ended(thread: Thread, code: number): void {
    thread.environment.status = code;
    const { control } = thread;
    thread.control = undefined;
    if (control !== undefined) this.#control(thread, control);
  }

  /** What was expanded is wrong: the shell gives up the whole script, or the whole line at the prompt. */
  fail(thread: Thread, text: string): void {
    if (text !== '') this.#host.print(thread, `sh: ${text}\n`);
    this.#control(thread, { kind: 'exit', code: 2 });
  }

  /** Expands; `undefined` when a substitution has to run first, or something was wrong. */
  expanded<T>(thread: Thread, outputs: readonly string[], expand: (expander: Expander) => T): T | undefined {
    const { environment } = thread;
    const changes = new Map<string, string>();
    const expander = new Expander({
      cwd: environment.cwd,
      list: (folder) => this.#host.files.list(folder),
      variable: (name) => changes.get(name) ?? environment.get(name),
      set: (name, text) => changes.set(name, text),
      positional: environment.positional,
      outputs,
      strict: environment.options.includes('u'),
    });
    try {
      const result = expand(expander);
      for (const [name, text] of changes) environment.set(name, text);
      return result;
    } catch (problem) {
      if (problem instanceof SubstitutionNeeded) {
        const { body } = problem;
        this.enter(thread, {
          kind: 'substitution',
          body,
          reader: undefined,
          bytes: new Uint8Array(0),
          pids: [],
          codes: {},
        });
      } else if (problem instanceof ExpansionProblem) this.fail(thread, problem.message);
      else throw problem;
      return undefined;
    }
  }

  #frameOf(thread: Thread, command: Command, text: string): Frame | undefined {
    switch (command.kind) {
      case 'simple':
        return {
          kind: 'simple',
          command,
          text,
          phase: 'start',
          outputs: [],
          pids: [],
          codes: {},
          ran: undefined,
          last: false,
          substituted: 0,
          builtin: false,
        };
      case 'if':
        return { kind: 'if', command, branch: 0, phase: 'start' };
      case 'loop':
        return { kind: 'loop', command, phase: 'start', status: 0 };
      case 'for':
        return { kind: 'for', command, words: undefined, at: 0, outputs: [] };
      case 'case':
        return { kind: 'case', command, done: false, outputs: [] };
      case 'group':
        return listFrame(command.body);
      case 'subshell':
        return { kind: 'subshell', body: command.body, pids: [], codes: {} };
      case 'function':
        thread.environment.define(command.name, command.body);
        thread.environment.status = 0;
        return undefined;
      case 'redirected':
        return redirectFrame(command.redirections, this.#frameOf(thread, command.command, text) ?? listFrame([]));
    }
  }

  #list(thread: Thread, frame: ListFrame): void {
    const item = frame.items[frame.at++];
    if (item === undefined) {
      this.pop(thread);
      return;
    }
    if (item.background) {
      this.#host.startJob(thread, item);
      thread.environment.status = 0;
    } else this.enter(thread, { kind: 'and-or', item, at: 0 });
  }

  #restoreDescriptors(thread: Thread, frame: RedirectFrame): void {
    for (const [fd, handle] of frame.saved.reverse()) {
      const now = thread.descriptors[fd];
      if (now !== undefined) this.#host.files.close(now);
      if (handle === undefined) delete thread.descriptors[fd];
      else thread.descriptors[fd] = handle;
    }
  }

  #andOr(thread: Thread, frame: AndOrFrame): void {
    const { steps } = frame.item;
    const succeeded = thread.environment.status === 0;
    const next = steps.findIndex(
      ({ when }, at) => at >= frame.at && (when === 'always' || (when === 'success') === succeeded),
    );
    const pipeline = steps[next]?.pipeline;
    frame.at = next + 1;
    if (pipeline === undefined) {
      this.pop(thread);
      return;
    }
    const begun = this.#host.clock.now;
    this.enter(thread, { kind: 'pipeline', pipeline, phase: 'start', pids: [], codes: {}, ran: undefined, begun });
  }

  #pipeline(thread: Thread, frame: PipelineFrame): void {
    const { commands, text } = frame.pipeline;
    const [first] = commands;
    if (frame.phase === 'waiting') {
      this.#pipelineEnded(thread, frame);
      return;
    }
    if (frame.phase === 'inside') {
      this.#pipelineOver(thread, frame, thread.environment.status);
      return;
    }
    if (commands.length === 1 && first !== undefined) {
      frame.phase = 'inside';
      const inner = this.#frameOf(thread, first, text);
      if (inner !== undefined) this.enter(thread, inner);
      return;
    }
    frame.phase = 'waiting';
    frame.ran = this.#host.log.record('shell.ran', { line: text });
    thread.wait = { kind: 'children' };
    this.#startElements(thread, frame, commands);
  }

  #startElements(thread: Thread, frame: PipelineFrame, commands: readonly Command[]): void {
    const { files } = this.#host;
    let reader: number | undefined;
    for (const [i, command] of commands.entries()) {
      const pipe = i < commands.length - 1 ? files.pipe() : undefined;
      const descriptors = this.sharedDescriptors(thread);
      replaceDescriptor(descriptors, 0, reader, files);
      replaceDescriptor(descriptors, 1, pipe?.writer, files);
      const simple = command.kind === 'simple';
      const inner = this.#frameOf(thread, command, frame.pipeline.text);
      if (inner?.kind === 'simple') inner.ran = frame.ran;
      const frames: Frame[] =
        inner === undefined ? [] : [inner.kind === 'simple' ? { ...inner, text: undefined } : inner];
      const inShell = simple ? i === 0 && thread.inShell : true;
      frame.pids.push(
        this.#host.startThread(thread, { frames, descriptors, cause: frame.ran, execs: simple, inShell }),
      );
      reader = pipe?.reader;
    }
  }

  #pipelineEnded(thread: Thread, frame: PipelineFrame): void {
    const code = frame.codes[frame.pids.at(-1)!] ?? 0;
    this.#host.log.record('shell.exited', { line: frame.pipeline.text, code }, frame.ran);
    this.#pipelineOver(thread, frame, code);
  }

  #pipelineOver(thread: Thread, frame: PipelineFrame, code: number): void {
    const { negated, timed } = frame.pipeline;
    if (timed) this.#host.print(thread, timesOf(this.#host.clock.now - frame.begun));
    this.pop(thread);
    const status = negated ? (code === 0 ? 1 : 0) : code;
    thread.environment.status = status;
    if (thread.signal === SIGINT) this.#control(thread, { kind: 'exit', code: 128 + SIGINT });
    else if (status !== 0 && !negated && thread.environment.options.includes('e') && !thread.frames.some(isAsking))
      this.#control(thread, { kind: 'exit', code: status });
  }

  /** A shell for `(…)` or `$(…)`. Returns its pid. */
  startSubshell(thread: Thread, body: ListFrame['items'], descriptors: Record<number, number>): number {
    const execs = onlyCommand(body) !== undefined;
    const { cause } = thread;
    return this.#host.startThread(thread, { frames: [listFrame(body)], descriptors, cause, execs, inShell: !execs });
  }

  /** One more descriptor for each that is open. */
  sharedDescriptors({ descriptors }: Thread): Record<number, number> {
    for (const handle of Object.values(descriptors)) this.#host.files.share(handle);
    return { ...descriptors };
  }

  /** A call of a function or of a sourced file. */
  call(thread: Thread, body: Frame, positional: readonly string[] | undefined): CallFrame {
    const before = positional === undefined ? undefined : thread.environment.positional;
    if (positional !== undefined) thread.environment.positional = positional;
    return { kind: 'call', body, positional: before, locals: [], entered: false };
  }

  /** The body of a function as a frame. */
  bodyOf(thread: Thread, command: Command): Frame {
    return this.#frameOf(thread, command, '') ?? listFrame([]);
  }

  #control(thread: Thread, control: Control): void {
    switch (control.kind) {
      case 'break':
      case 'continue':
        this.#leaveLoops(thread, control);
        return;
      case 'return': {
        const at = thread.frames.findLastIndex(({ kind }) => kind === 'call');
        if (at < 0) {
          this.#control(thread, { ...control, kind: 'exit' });
          return;
        }
        this.unwind(thread, at);
        thread.environment.status = control.code;
        return;
      }
      case 'exit':
        this.unwind(thread);
        thread.environment.status = control.code;
        this.#host.leave(thread);
        return;
      case 'run':
        this.#run(thread, control);
        return;
    }
  }

  #leaveLoops(thread: Thread, { kind, levels }: Extract<Control, { kind: 'break' | 'continue' }>): void {
    let left = levels;
    let target: number | undefined;
    for (let at = thread.frames.length - 1; at >= 0 && left > 0; at--) {
      const frame = thread.frames[at]!;
      if (frame.kind === 'call') break;
      if (frame.kind !== 'loop' && frame.kind !== 'for') continue;
      target = at;
      left--;
    }
    if (target === undefined) return;
    this.unwind(thread, kind === 'break' ? target : target + 1);
    const loop = thread.frames[target];
    if (loop?.kind === 'loop') loop.phase = 'body';
    thread.environment.status = 0;
  }

  #run(thread: Thread, { text, sourced, positional }: Extract<Control, { kind: 'run' }>): void {
    const parsed = parseShell(text);
    if (parsed.kind !== 'list') {
      this.fail(thread, parsed.message);
      return;
    }
    const body = listFrame(parsed.items);
    this.enter(thread, sourced ? this.call(thread, body, positional) : body);
  }
}

function restoreVariables({ environment }: Thread, { positional, locals }: CallFrame): void {
  if (positional !== undefined) environment.positional = positional;
  for (const [name, text] of locals.reverse()) {
    if (text === undefined) environment.unset(name);
    else environment.set(name, text);
  }
}

function replaceDescriptor(
  descriptors: Record<number, number>,
  fd: number,
  handle: number | undefined,
  files: FileSystem,
): void {
  if (handle === undefined) return;
  if (descriptors[fd] !== undefined) files.close(descriptors[fd]);
  descriptors[fd] = handle;
}

/** Where a failing command is asked about, `set -e` does not end the shell. */
const isAsking = (frame: Frame): boolean =>
  ((frame.kind === 'if' || frame.kind === 'loop') && frame.phase === 'condition') ||
  (frame.kind === 'and-or' && frame.at < frame.item.steps.length) ||
  (frame.kind === 'pipeline' && frame.pipeline.negated);

/** What `time` prints: nothing here knows of processor time. */
const timesOf = (elapsed: number): string =>
  `real\t${Math.floor(elapsed / 60e9)}m ${((elapsed % 60e9) / 1e9).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`;
