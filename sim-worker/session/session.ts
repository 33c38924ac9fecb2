/** Answers the page: opens firmware, runs and steps it, and publishes frames of the views that are looked at. */
import { asText } from '../contract/event-text';
import type { FromWorker, Handlers, Port, Recording, Request, RequestKind, ToWorker } from '../contract/protocol';
import type { FaultCard, Phase } from '../contract/status-view';
import type { StopRule } from '../contract/stop-rules';
import { describeRules } from '../diagnose/all';
import { describeChip } from './describe';
import { Diagnoses } from './diagnoses';
import { faultCard } from './fault-card';
import { FrameShares, frameMs } from './frame-shares';
import { armedOn, injectionRefusal, removalRefusal } from './injections';
import { preflight } from './preflight';
import { playAgain, readRecording, recordingOf } from './recording';
import { Rehearsal } from './rehearsal';
import { type Host, Runner, type StopReason, stopWords } from './runner';
import { decprotRefusal, isSetting, latencyRefusal, nodeRefusal } from './settings';
import { type StepEnd, step, stepTo } from './step';
import { type Stop, sentenceOf } from './stops/stop-sentence';
import { type BoardOptions, type Firmware, Target } from './target';
import { buildViews, type Subscription } from './views/all';

const lastEvents = 40;
/** A file larger than this is refused before it is looked at. */
const largestFile = 64 * 1024 * 1024;
const nothing = {} as Record<string, never>;

export class Session {
  readonly #port: Port;
  readonly #host: Host;
  readonly #runner: Runner;
  readonly #handlers: Handlers;
  readonly #diagnoses = new Diagnoses();
  #target = new Target(undefined, { board: 'dk2', boot: 'linux' });
  #rehearsal: Rehearsal | undefined;
  #started = false;
  /** The step that is under way; another value than the step's own tells it to end. */
  #stepping: object | undefined;
  /** The step has lasted for more than one slice: the page shows it as running. */
  #longStep = false;
  #stopReason = '';
  #halts = 0;
  #fault: FaultCard | undefined;
  #wanted: Subscription = {};
  #stop: Stop | undefined;
  #rules: readonly StopRule[] = [];
  /** The page has taken the last frame. */
  #taken = true;
  #stale = false;
  #lastFrame = Number.NEGATIVE_INFINITY;
  #frameDue = false;
  readonly #shares = new FrameShares();

  constructor(port: Port, host: Host) {
    this.#port = port;
    this.#host = host;
    this.#runner = new Runner(host, {
      onSlice: () => this.#changed(),
      onStop: (reason) => this.#stopped(reason),
      onDefect: (error) => {
        this.#stopReason = 'stopped by a defect of the simulator';
        this.#crashed(error);
        this.#changed();
      },
    });
    this.#handlers = this.#makeHandlers();
    port.listen((message) => void this.#receive(message as ToWorker));
  }

  async #receive(message: ToWorker): Promise<void> {
    if ('type' in message) {
      this.#taken = true;
      if (this.#stale) this.#planFrame();
      return;
    }
    try {
      const result = await this.#answer(message);
      this.#post({ type: 'reply', id: message.id, ok: true, result });
    } catch (error) {
      this.#post({
        type: 'reply',
        id: message.id,
        ok: false,
        reason: error instanceof Error ? error.message : String(error),
      });
      this.#crashed(error);
    }
  }

  #answer<K extends RequestKind>(request: Extract<Request, { kind: K }>): unknown {
    const handler = this.#handlers[request.kind] as (params: unknown) => unknown;
    return handler(request.params);
  }

  #makeHandlers(): Handlers {
    return {
      check: ({ name, bytes }) => preflight(name, bytes.length > largestFile ? bytes.subarray(0, 0) : bytes),
      open: (params) => this.#open(params),
      warmUp: () => {
        this.#rehearsal ??= new Rehearsal(this.#host, () => this.#phase === 'running');
        this.#rehearsal.expect(this.#target.code);
        return nothing;
      },
      continue: () => this.#continue(),
      pause: () => this.#pause(),
      step: (what) =>
        this.#step((target, breathe) =>
          what.kind === 'stop' ? stepTo(target, what.stop, what.title, breathe) : step(target, what.kind, breathe),
        ),
      restart: () => this.#restart(),
      close: () => this.#reopen(undefined, this.#target),
      recording: () => recordingOf(this.#target, this.#started),
      playAgain: (recording) => this.#playAgain(recording),
      setSpeed: ({ speed }) => {
        this.#runner.speed = speed;
        this.#runner.pace();
        return this.#changed();
      },
      shellInput: ({ text }) => this.#input({ kind: 'shell', text }),
      shellComplete: ({ text, cursor }) => this.#target.machine.linux.completeShell(text, cursor),
      ttyInput: ({ port, text }) => this.#input({ kind: 'tty', port, text }),
      uartInput: ({ uart, text }) => this.#input({ kind: 'uart', uart, text }),
      stopNames: () => this.#target.stops.names,
      symbols: () => ({ symbols: this.#target.symbols.places() }),
      setStops: ({ rules }) => {
        this.#rules = rules;
        this.#target.stops.set(rules);
        return this.#changed();
      },
      writeMemory: ({ address, bytes }) => {
        this.#input({ kind: 'memory', address, bytes });
        return { written: bytes.length };
      },
      setDecprot: ({ id, value, lock = false }) =>
        this.#set(decprotRefusal(this.#target.machine, id, value), { kind: 'decprot', id, value, lock }),
      setLinuxNode: ({ id, linux, m4 }) =>
        this.#set(nodeRefusal(this.#target.machine, id, linux, m4), { kind: 'node', id, linux, m4 }),
      setLatency: ({ name, ns }) =>
        this.#set(latencyRefusal(this.#target.machine, name, ns), { kind: 'latency', name, ns }),
      inject: ({ injection }) => this.#set(injectionRefusal(this.#target, injection), { kind: 'inject', injection }),
      removeInjection: ({ id }) => this.#set(removalRefusal(this.#target, id), { kind: 'inject-removed', id }),
      subscribe: ({ views }) => {
        this.#wanted = views;
        return this.#changed();
      },
      coreDump: () => ({ dump: this.#target.machine.linux.coreDump() }),
      eventText: ({ from, limit }) => this.#eventText(from, limit),
      describe: () => describeChip(this.#target),
      why: () => this.#diagnoses.why(this.#target),
      diagnosisRules: () => ({ rules: describeRules() }),
    };
  }

  #open({ name, bytes, force, ...board }: Firmware & BoardOptions & { force?: boolean }): {
    opened: boolean;
    preflight: ReturnType<typeof preflight>;
  } {
    const found = preflight(name, bytes, board.tree);
    if (!found.loads && force !== true) return { opened: false, preflight: found };
    this.#reopen({ name, bytes }, board);
    this.#rehearsal?.expect(this.#target.code);
    return { opened: true, preflight: found };
  }

  #reopen(
    firmware: Firmware | undefined,
    { board, boot, tree, kernel, deviceTree, uBoot, autoBoot, etzpcAnswer }: BoardOptions,
  ): Record<string, never> {
    const next = new Target(firmware, { board, boot, tree, kernel, deviceTree, uBoot, autoBoot, etzpcAnswer });
    // Numbers of events begin anew: readers must not go on from those of the old board.
    next.machine.log.epoch = this.#target.machine.log.epoch + 1;
    next.earlierInjections = armedOn(this.#target);
    this.#runner.stop();
    this.#endStep();
    this.#target = next;
    this.#started = false;
    this.#stopReason = '';
    this.#halts = 0;
    this.#fault = undefined;
    this.#stop = undefined;
    next.stops.set(this.#rules);
    next.machine.core.prepare(next.code);
    return this.#changed();
  }

  #restart(): Record<string, never> {
    const settings = this.#target.journal.entries.filter(isSetting);
    this.#reopen(this.#target.firmware, this.#target);
    for (const { input } of settings) this.#input(input);
    return nothing;
  }

  #continue(): Record<string, never> {
    if (this.#target.firmware === undefined) throw new Refused('There is nothing to run: open a firmware first.');
    if (this.#runner.running) return nothing;
    this.#endStep();
    this.#begin();
    this.#stopReason = '';
    this.#stop = undefined;
    this.#fault = undefined;
    this.#runner.start(this.#target);
    return this.#changed();
  }

  #pause(): Record<string, never> {
    this.#runner.stop();
    this.#endStep();
    this.#stopReason = 'paused';
    this.#halts++;
    this.#stop = undefined;
    return this.#changed();
  }

  async #playAgain(recording: Recording): Promise<{ reason: string; stopped: boolean }> {
    const read = readRecording(recording);
    if (read === undefined) throw new Refused('What was kept of this board is of another version: begin anew.');
    if (this.#started || this.#target.machine.clock.now > 0) throw new Refused('This board has run already.');
    // What is typed at the start stands in the recording.
    this.#started = true;
    this.#target.stops.set([]);
    const end = await this.#step((target, breathe) => playAgain(target, read.entries, recording.time, breathe));
    this.#started = read.started;
    this.#target.stops.set(this.#rules);
    return end;
  }

  async #step(
    take: (target: Target, breathe: () => Promise<boolean>) => Promise<StepEnd>,
  ): Promise<{ reason: string; stopped: boolean }> {
    if (this.#target.firmware === undefined) throw new Refused('There is nothing to step: open a firmware first.');
    if (this.#stepping !== undefined) throw new Refused('A step is under way: Pause ends it.');
    this.#runner.stop();
    this.#begin();
    const target = this.#target;
    const mine = {};
    this.#stepping = mine;
    const end = await take(target, () => this.#breathe(mine));
    // Pause, Reset or another file has ended it.
    if (this.#stepping !== mine) return { reason: end.reason, stopped: false };
    this.#endStep();
    this.#stopReason = end.reason;
    this.#halts++;
    this.#stop = end.stop;
    this.#fault = this.#faultAt(end.fault);
    this.#changed();
    return { reason: end.reason, stopped: end.stop !== undefined };
  }

  /** A long step lets messages in and frames out. */
  async #breathe(stepping: object): Promise<boolean> {
    this.#longStep = true;
    this.#changed();
    await new Promise<void>((resolve) => this.#host.later(resolve, 0));
    return this.#stepping === stepping;
  }

  #endStep(): void {
    this.#stepping = undefined;
    this.#longStep = false;
  }

  /** The first Run or step types what a user would type to boot the firmware. */
  #begin(): void {
    if (this.#started) return;
    this.#started = true;
    this.#target.typeStart();
  }

  #input(input: Parameters<Target['journal']['record']>[1]): Record<string, never> {
    this.#target.journal.record(this.#target.machine, input);
    return this.#changed();
  }

  /** `refusal`: why it cannot be. */
  #set(refusal: string | undefined, input: Parameters<Target['journal']['record']>[1]): Record<string, never> {
    if (refusal !== undefined) throw new Refused(refusal);
    return this.#input(input);
  }

  #stopped({ exit, event }: StopReason): void {
    this.#halts++;
    this.#stop = this.#target.stops.take();
    this.#stopReason = this.#stop === undefined ? stopWords[exit] : sentenceOf(this.#stop);
    this.#fault = this.#faultAt(event);
    this.#changed();
  }

  #faultAt(seq: number | undefined): FaultCard | undefined {
    const event = seq === undefined ? undefined : this.#target.machine.log.at(seq);
    return event === undefined ? undefined : faultCard(this.#target, event);
  }

  #eventText(from: number, limit: number): { lines: readonly string[]; total: number; first: number } {
    const { log } = this.#target.machine;
    const lines: string[] = [];
    for (let seq = Math.max(from, log.first); seq < log.length && lines.length < limit; seq++) {
      const event = log.at(seq);
      if (event !== undefined) lines.push(asText(event));
    }
    return { lines, total: log.length, first: log.first };
  }

  get #phase(): Phase {
    if (this.#target.firmware === undefined) return 'empty';
    if (this.#runner.running || this.#longStep) return 'running';
    return this.#fault === undefined ? 'paused' : 'fault';
  }

  #changed(): Record<string, never> {
    this.#stale = true;
    // Whoever has pressed Pause does not wait until an older frame was drawn.
    if (this.#shares.hasStopped(this.#phase === 'running')) this.#sendFrame();
    else this.#planFrame();
    return nothing;
  }

  /** At most one for each that the page draws, and only after it took the last one. */
  #planFrame(): void {
    if (!this.#taken || this.#frameDue) return;
    const wait = this.#phase === 'running' ? Math.max(0, this.#lastFrame + frameMs - this.#host.now()) : 0;
    if (wait > 0) {
      this.#frameDue = true;
      this.#host.later(() => {
        this.#frameDue = false;
        if (this.#stale && this.#taken) this.#sendFrame();
      }, wait);
      return;
    }
    this.#sendFrame();
  }

  #sendFrame(): void {
    const part = this.#shares.next(this.#wanted, this.#phase === 'running');
    this.#stale = part.more;
    this.#taken = false;
    this.#lastFrame = this.#host.now();
    const views = buildViews(
      {
        target: this.#target,
        phase: this.#phase,
        stopReason: this.#stopReason,
        halts: this.#halts,
        mips: this.#runner.mips,
        ratio: this.#runner.ratio,
        clock: this.#runner.clockOf(this.#target.machine),
        speed: this.#runner.speed,
        stop: this.#stop,
        fault: this.#fault,
        diagnoses: () => this.#diagnoses.view(this.#target, this.#phase === 'running', this.#host.now()),
      },
      part.views,
    );
    this.#post({ type: 'frame', views });
  }

  #post(message: FromWorker): void {
    this.#port.post(message);
  }

  #crashed(error: unknown): void {
    if (error instanceof Refused) return;
    const { total, lines } = this.#eventText(this.#target.machine.log.length - lastEvents, lastEvents);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#post({ type: 'crash', message: `${text}\n(${total} events)`, lastEvents: lines });
  }
}

/** A request that cannot be done now, with a reason for the user; not a defect. */
class Refused extends Error {}
