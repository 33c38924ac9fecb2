/** Conditions, loops, subshells, redirections around them, and calls: each frame takes up where it stopped. */

import type { Host } from './host';
import type { Interpreter } from './interpreter';
import { fits } from './patterns';
import { openRedirection, toOpen, whyNotRedirected } from './redirections';
import {
  type CallFrame,
  type CaseFrame,
  type ForFrame,
  type IfFrame,
  type LoopFrame,
  listFrame,
  type RedirectFrame,
  type SubshellFrame,
  type Thread,
} from './thread';

export class CompoundCommands {
  readonly #host: Host;
  readonly #interpreter: Interpreter;

  constructor(host: Host, interpreter: Interpreter) {
    this.#host = host;
    this.#interpreter = interpreter;
  }

  if(thread: Thread, frame: IfFrame): void {
    const { branches, otherwise } = frame.command;
    if (frame.phase === 'body') {
      this.#interpreter.pop(thread);
      return;
    }
    if (frame.phase === 'condition') {
      const branch = branches[frame.branch]!;
      frame.phase = thread.environment.status === 0 ? 'body' : 'start';
      if (frame.phase === 'body') {
        this.#interpreter.enter(thread, listFrame(branch.body));
        return;
      }
      frame.branch++;
    }
    const next = branches[frame.branch];
    frame.phase = next === undefined ? 'body' : 'condition';
    if (next === undefined) thread.environment.status = 0;
    this.#interpreter.enter(thread, listFrame(next?.condition ?? otherwise));
  }

  loop(thread: Thread, frame: LoopFrame): void {
    const { on, condition, body } = frame.command;
    const { status } = thread.environment;
    if (frame.phase === 'condition') {
      if ((on === 'success') === (status === 0)) {
        frame.phase = 'body';
        this.#interpreter.enter(thread, listFrame(body));
        return;
      }
      this.#interpreter.pop(thread);
      thread.environment.status = frame.status;
      return;
    }
    if (frame.phase === 'body') {
      frame.status = status;
      this.#host.pause(thread, this.#host.latencies.builtin);
    }
    frame.phase = 'condition';
    this.#interpreter.enter(thread, listFrame(condition));
  }

  for(thread: Thread, frame: ForFrame): void {
    const { name, words, body } = frame.command;
    if (frame.words === undefined) {
      const list = this.#interpreter.expanded(thread, frame.outputs, (expander) =>
        words === undefined ? thread.environment.positional : words.flatMap((word) => expander.fields(word)),
      );
      if (list === undefined) return;
      frame.words = list;
      thread.environment.status = 0;
    }
    if (frame.at > 0) this.#host.pause(thread, this.#host.latencies.builtin);
    const word = frame.words[frame.at++];
    if (word === undefined) {
      this.#interpreter.pop(thread);
      return;
    }
    thread.environment.set(name, word);
    this.#interpreter.enter(thread, listFrame(body));
  }

  case(thread: Thread, frame: CaseFrame): void {
    if (frame.done) {
      this.#interpreter.pop(thread);
      return;
    }
    const { word, items } = frame.command;
    const found = this.#interpreter.expanded(thread, frame.outputs, (expander) => {
      const text = expander.whole(word);
      return items.find(({ patterns }) => patterns.some((pattern) => fits(text, expander.pieces(pattern))))?.body ?? [];
    });
    if (found === undefined) return;
    frame.done = true;
    thread.environment.status = 0;
    this.#interpreter.enter(thread, listFrame(found));
  }

  subshell(thread: Thread, frame: SubshellFrame): void {
    const [pid] = frame.pids;
    if (pid !== undefined) {
      this.#interpreter.pop(thread);
      this.#interpreter.ended(thread, frame.codes[pid] ?? 0);
      return;
    }
    frame.pids.push(this.#interpreter.startSubshell(thread, frame.body, this.#interpreter.sharedDescriptors(thread)));
    thread.wait = { kind: 'children' };
  }

  redirect(thread: Thread, frame: RedirectFrame): void {
    const { files } = this.#host;
    if (frame.entered) {
      this.#interpreter.pop(thread);
      return;
    }
    frame.toOpen ??= this.#interpreter.expanded(thread, frame.outputs, (expander) =>
      frame.redirections.map((redirection) => toOpen(redirection, expander)),
    );
    if (frame.toOpen === undefined) return;
    for (let next = frame.toOpen[0]; next !== undefined; next = frame.toOpen[0]) {
      const answer = openRedirection(files, thread.environment.cwd, thread.descriptors, next);
      if (answer.kind === 'wait') {
        thread.wait = { kind: 'queue', queue: answer.queue };
        return;
      }
      if (answer.kind === 'error') {
        this.#host.print(thread, `sh: ${whyNotRedirected(next, answer.errno)}\n`);
        this.#interpreter.pop(thread);
        this.#interpreter.ended(thread, 1);
        return;
      }
      frame.toOpen.shift();
      frame.saved.push([next.fd, thread.descriptors[next.fd]]);
      if (answer.value === undefined) delete thread.descriptors[next.fd];
      else thread.descriptors[next.fd] = answer.value;
    }
    frame.entered = true;
    if (frame.inner !== undefined) {
      this.#interpreter.enter(thread, frame.inner);
      return;
    }
    for (const [, handle] of frame.saved.splice(0)) if (handle !== undefined) files.close(handle);
    thread.environment.status = 0;
  }

  call(thread: Thread, frame: CallFrame): void {
    if (frame.entered) {
      this.#interpreter.pop(thread);
      return;
    }
    frame.entered = true;
    this.#host.pause(thread, this.#host.latencies.builtin);
    this.#interpreter.enter(thread, frame.body);
  }
}
