/** Simple commands: their words are expanded, what `$(…)` needs runs first, then a function or a process does the work. */
import { concatBytes, decodeText } from '../fs/text';
import { findCommand } from './command-table';
import type { Expander } from './expand';
import type { Host } from './host';
import type { Interpreter } from './interpreter';
import { SIGINT, SIGPIPE, type ToOpen } from './process';
import { toOpen } from './redirections';
import type { SimpleCommand } from './syntax';
import {
  type CallFrame,
  type RedirectFrame,
  redirectFrame,
  type SimpleFrame,
  type SubstitutionFrame,
  type Thread,
} from './thread';

/** What `$(…)` may print: more would not fit into the memory of a small board. */
const outputLimit = 1 << 20;

type Expanded = {
  readonly argv: readonly string[];
  readonly assignments: readonly (readonly [name: string, value: string])[];
  readonly toOpen: readonly ToOpen[];
};

export class SimpleCommands {
  readonly #host: Host;
  readonly #interpreter: Interpreter;

  constructor(host: Host, interpreter: Interpreter) {
    this.#host = host;
    this.#interpreter = interpreter;
  }

  step(thread: Thread, frame: SimpleFrame): void {
    if (frame.phase === 'waiting') {
      this.#ended(thread, frame);
      return;
    }
    const { command, outputs } = frame;
    const expanded = this.#interpreter.expanded(thread, outputs, (expander) => expand(command, expander, thread));
    if (expanded === undefined) return;
    const { argv, assignments } = expanded;
    const [name] = argv;
    if (thread.environment.options.includes('x')) this.#trace(thread, expanded);
    const body = name === undefined ? undefined : thread.environment.function(name);
    if (name === undefined && command.redirections.length === 0) this.#assign(thread, frame, assignments);
    else if (body !== undefined) {
      for (const [variable, value] of assignments) thread.environment.set(variable, value);
      this.#interpreter.pop(thread);
      const call = this.#interpreter.call(thread, this.#interpreter.bodyOf(thread, body), argv.slice(1));
      this.#interpreter.enter(thread, this.#around(command, call));
    } else if (name === 'exec' && argv.length === 1) {
      this.#interpreter.pop(thread);
      this.#interpreter.enter(thread, redirectFrame(command.redirections, undefined));
    } else this.#start(thread, frame, expanded);
  }

  /** The body of `$(…)` runs in a shell of its own; what it prints comes through a pipe. */
  substitute(thread: Thread, frame: SubstitutionFrame): void {
    const { files } = this.#host;
    if (frame.reader === undefined) {
      const { reader, writer } = files.pipe();
      const descriptors = this.#interpreter.sharedDescriptors(thread);
      if (descriptors[1] !== undefined) files.close(descriptors[1]);
      descriptors[1] = writer;
      frame.reader = reader;
      frame.pids.push(this.#interpreter.startSubshell(thread, frame.body, descriptors));
    }
    for (;;) {
      if (frame.bytes.length > outputLimit) {
        this.#interpreter.fail(thread, 'out of memory');
        return;
      }
      const answer = files.read(frame.reader, 1 << 16);
      if (answer.kind === 'wait') {
        thread.wait = { kind: 'queue', queue: answer.queue };
        return;
      }
      if (answer.kind === 'error' || answer.value.length === 0) break;
      frame.bytes = concatBytes(frame.bytes, answer.value);
    }
    const [pid = 0] = frame.pids;
    if (frame.codes[pid] === undefined) thread.wait = { kind: 'children' };
    else this.#substituted(thread, frame, frame.codes[pid]);
  }

  #substituted(thread: Thread, { bytes }: SubstitutionFrame, code: number): void {
    this.#interpreter.pop(thread);
    const asking = thread.frames.at(-1);
    if (asking?.kind === 'simple') asking.substituted = code;
    if (asking !== undefined && 'outputs' in asking) asking.outputs.push(decodeText(bytes).replaceAll('\0', ''));
    if (thread.signal === SIGINT) this.#interpreter.fail(thread, '');
  }

  #around(command: SimpleCommand, call: CallFrame): CallFrame | RedirectFrame {
    return command.redirections.length === 0 ? call : redirectFrame(command.redirections, call);
  }

  #assign(thread: Thread, frame: SimpleFrame, assignments: Expanded['assignments']): void {
    for (const [variable, value] of assignments) thread.environment.set(variable, value);
    thread.environment.status = frame.substituted;
    this.#interpreter.pop(thread);
  }

  #start(thread: Thread, frame: SimpleFrame, { argv, assignments, toOpen: redirections }: Expanded): void {
    const executed = argv[0] === 'exec';
    frame.phase = 'waiting';
    frame.last = executed;
    frame.builtin = findCommand(argv[0] ?? '')?.builtin === true;
    if (frame.text !== undefined) frame.ran = this.#host.log.record('shell.ran', { line: frame.text });
    thread.wait = { kind: 'children' };
    const pid = this.#host.startCommand(thread, {
      argv: argv.length === 0 ? [':'] : executed ? argv.slice(1) : argv,
      variables: Object.fromEntries(assignments),
      toOpen: [...redirections],
      cause: frame.ran,
    });
    frame.pids.push(pid);
  }

  #ended(thread: Thread, frame: SimpleFrame): void {
    const code = frame.codes[frame.pids[0] ?? 0] ?? 0;
    if (frame.text !== undefined) this.#host.log.record('shell.exited', { line: frame.text, code }, frame.ran);
    this.#interpreter.pop(thread);
    // What the shell writes itself ends the shell, unless somebody types into it.
    if (frame.last || (frame.builtin && thread.signal === SIGPIPE && thread.parent !== undefined))
      thread.control = { kind: 'exit', code };
    this.#interpreter.ended(thread, code);
  }

  #trace(thread: Thread, { argv, assignments }: Expanded): void {
    const words = [...assignments.map(([name, value]) => `${name}=${value}`), ...argv];
    if (words.length > 0) this.#host.print(thread, `+ ${words.join(' ')}\n`);
  }
}

/** An assignment sees those before it, unless they are only for the command. */
function expand(command: SimpleCommand, expander: Expander, { environment }: Thread): Expanded {
  const argv = command.words.flatMap((word) => expander.fields(word));
  const assignments = command.assignments.map(({ name, word, append }) => {
    const value = (append ? (environment.get(name) ?? '') : '') + expander.whole(word);
    if (argv.length === 0) expander.assign(name, value);
    return [name, value] as const;
  });
  return { argv, assignments, toOpen: command.redirections.map((redirection) => toOpen(redirection, expander)) };
}
