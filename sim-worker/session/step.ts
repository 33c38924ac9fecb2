/** Steps of different size: an instruction, over a call, out of a function, to the next IPC event, to the next message. */
import type { EventKind } from '../contract/event-schema';
import type { StepKind } from '../contract/protocol';
import type { StopBody } from '../contract/stop-rules';
import { ns } from '../contract/units';
import type { Exit, RunOptions } from '../soc/run-options';
import { isFault, stopWords } from './runner';
import { type Stop, sentenceOf } from './stops/stop-sentence';
import type { Target } from './target';

/** A step gives up after this much virtual time or this many instructions, and says so. */
const patience = 20e9;
const instructionLimit = 400_000_000;
/** Instructions between two looks at what the user wants meanwhile: a few wall milliseconds. */
const sliceInstructions = 100_000;

/** Lets other requests in during a long step; false when the user has asked to stop. */
export type Breather = () => Promise<boolean>;

const messageKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  'rpmsg.written',
  'rpmsg.received',
  'rpmsg.announced',
  'tty.received',
  'tty.written',
]);

export type StepEnd = { readonly reason: string; readonly fault: number | undefined; readonly stop?: Stop };

export async function step(target: Target, kind: StepKind, breathe: Breather): Promise<StepEnd> {
  const stepper = new Stepper(target, breathe);
  switch (kind) {
    case 'instruction':
      return stepper.instruction();
    case 'over':
      return stepper.over();
    case 'out':
      return stepper.out();
    case 'ipc-event':
      return stepper.runTo((_event, seq) => target.machine.log.lastIpc === seq, 'no IPC event');
    case 'message':
      return stepper.runTo((event) => messageKinds.has(event), 'no message');
  }
}

/** Runs to what a rule means; the rule is forgotten then. */
export async function stepTo(target: Target, rule: StopBody, title: string, breathe: Breather): Promise<StepEnd> {
  const note = target.stops.aim(rule, title);
  if (note?.never === true) {
    target.stops.aim(undefined);
    return { reason: note.text, fault: undefined };
  }
  try {
    return await new Stepper(target, breathe).runTo(() => false, `“${title}” did not happen`);
  } finally {
    target.stops.aim(undefined);
  }
}

class Stepper {
  readonly #target: Target;
  readonly #breathe: Breather;

  constructor(target: Target, breathe: Breather) {
    this.#target = target;
    this.#breathe = breathe;
  }

  async runTo(wanted: (kind: EventKind, seq: number) => boolean, missing: string): Promise<StepEnd> {
    const { machine, stops } = this.#target;
    const until = ns(machine.clock.now + patience);
    const lastInstruction = machine.core.executed + instructionLimit;
    let fault: number | undefined;
    const options: RunOptions = {
      stopAt: (kind, seq) => {
        if (isFault(kind)) fault = seq;
        return stops.sees(kind, seq) || fault !== undefined || wanted(kind, seq);
      },
      stopWhenIdle: true,
      instructions: sliceInstructions,
    };
    for (;;) {
      const exit = machine.run(until, options);
      const stop = stops.take();
      if (fault !== undefined) return { reason: 'the M4 faulted', fault };
      if (stop !== undefined) return { reason: sentenceOf(stop), fault, stop };
      const reason = exit === 'time' ? undefined : reasonOf(exit, missing, machine.waits);
      if (reason !== undefined) return { reason, fault };
      if (machine.clock.now >= until || machine.core.executed >= lastInstruction)
        return { reason: `${missing} for a long time: the M4 is busy with itself`, fault };
      if (!(await this.#breathe())) return { reason: 'paused', fault };
    }
  }

  async instruction(): Promise<StepEnd> {
    const { machine } = this.#target;
    const before = machine.log.length;
    if (machine.core.state === 'held') {
      const released = await this.runTo((kind) => kind === 'rcc.m4-released', 'the M4 is held in reset');
      return released.reason === '' ? { reason: 'the M4 has left reset', fault: undefined } : released;
    }
    const exit = machine.stepInstruction();
    const fault = this.#look(before);
    const stop = this.#target.stops.take();
    if (fault !== undefined) return { reason: 'the M4 faulted', fault };
    if (stop !== undefined) return { reason: sentenceOf(stop), fault, stop };
    return { reason: exit === 'idle' ? 'the M4 sleeps and nothing is planned' : '', fault: undefined };
  }

  /** Shows the rules what has happened since an event; the first fault among it. */
  #look(from: number): number | undefined {
    const { machine, stops } = this.#target;
    let fault: number | undefined;
    for (let seq = from; seq < machine.log.length; seq++) {
      const kind = machine.log.kindAt(seq);
      if (kind === undefined) continue;
      stops.sees(kind, seq);
      if (isFault(kind)) fault ??= seq;
    }
    return fault;
  }

  async over(): Promise<StepEnd> {
    const { core, bus } = this.#target.machine;
    const first = bus.peek(core.pc, 2) ?? 0;
    const second = bus.peek(core.pc + 2, 2) ?? 0;
    const isBl = (first & 0xf800) === 0xf000 && (second & 0xd000) === 0xd000;
    const isBlx = (first & 0xff87) === 0x4780;
    if (core.state === 'held' || !(isBl || isBlx)) return this.instruction();
    return this.#runToAddress(core.pc + (isBl ? 4 : 2), core.stackPointer);
  }

  async out(): Promise<StepEnd> {
    const { core } = this.#target.machine;
    const caller = core.callStack((address) => this.#target.functionStart(address), 2)[1];
    if (caller === undefined) return { reason: 'the caller is not known', fault: undefined };
    return this.#runToAddress(caller & ~1, core.stackPointer + 1);
  }

  /** Runs until the core stands at this address, at the same or a shallower stack depth. */
  async #runToAddress(address: number, stackAtLeast: number): Promise<StepEnd> {
    const { stops } = this.#target;
    const { core } = this.#target.machine;
    stops.through(address);
    try {
      for (;;) {
        const end = await this.runTo(() => false, 'the function did not come back');
        const isHere = end.stop === undefined && end.reason === stopWords.breakpoint && core.pc === address;
        if (!isHere) return end;
        if (core.stackPointer >= stackAtLeast) return { reason: '', fault: end.fault };
      }
    } finally {
      stops.through(undefined);
    }
  }
}

/** Undefined when the exit is no reason to end a step. */
function reasonOf(exit: Exit, missing: string, polls: boolean): string | undefined {
  switch (exit) {
    case 'event':
      return '';
    case 'breakpoint':
    case 'bkpt':
    case 'locked-up':
      return stopWords[exit];
    case 'idle':
      return `${missing}: the M4 ${polls ? 'only polls' : 'sleeps'} and Linux waits for input`;
    default:
      return undefined;
  }
}
