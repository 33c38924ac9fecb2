/** Steps of different size: an instruction, over a call, out of a function, to the next IPC event, to the next message. */
import type { EventKind } from '../contract/event-schema';
import { isIpcEvent } from '../contract/event-schema';
import type { StepKind } from '../contract/protocol';
import { type Nanoseconds, ns } from '../contract/units';
import type { RunOptions } from '../soc/machine';
import { isFault } from './runner';
import type { Target } from './target';

/** A step gives up after this much virtual time or this many instructions, and says so. */
const patience = 20e9;
const instructionLimit = 40_000_000;

const messageKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  'rpmsg.written',
  'rpmsg.received',
  'rpmsg.announced',
  'tty.received',
  'tty.written',
]);

export type StepEnd = { readonly reason: string; readonly fault: number | undefined };

export function step(target: Target, kind: StepKind): StepEnd {
  switch (kind) {
    case 'instruction':
      return stepInstruction(target);
    case 'over':
      return stepOver(target);
    case 'out':
      return stepOut(target);
    case 'ipc-event':
      return runTo(target, isIpcEvent, 'no IPC event');
    case 'message':
      return runTo(target, (event) => messageKinds.has(event), 'no message');
  }
}

function runTo(target: Target, wanted: (kind: EventKind) => boolean, missing: string): StepEnd {
  const { machine } = target;
  let fault: number | undefined;
  const options: RunOptions = {
    stopAt: (kind, seq) => {
      if (isFault(target, kind, seq)) fault = seq;
      return fault !== undefined || wanted(kind);
    },
    stopWhenIdle: true,
    instructions: instructionLimit,
  };
  const exit = machine.run(patient(target), options);
  if (fault !== undefined) return { reason: 'the M4 faulted', fault };
  if (exit === 'event') return { reason: '', fault };
  if (exit === 'breakpoint' || exit === 'bkpt') return { reason: exit === 'bkpt' ? 'BKPT' : 'breakpoint', fault };
  if (exit === 'idle') return { reason: `${missing}: the M4 sleeps and Linux waits for input`, fault };
  return { reason: `${missing} for a long time: the M4 is busy with itself`, fault };
}

const patient = (target: Target): Nanoseconds => ns(target.machine.clock.now + patience);

function stepInstruction(target: Target): StepEnd {
  const { machine } = target;
  const before = machine.log.length;
  if (machine.core.state === 'held') {
    const released = runTo(target, (kind) => kind === 'rcc.m4-released', 'the M4 is held in reset');
    return released.reason === '' ? { reason: 'the M4 has left reset', fault: undefined } : released;
  }
  const exit = machine.stepInstruction();
  for (let seq = before; seq < machine.log.length; seq++) {
    const kind = machine.log.kindAt(seq);
    if (kind !== undefined && isFault(target, kind, seq)) return { reason: 'the M4 faulted', fault: seq };
  }
  return { reason: exit === 'idle' ? 'the M4 sleeps and nothing is planned' : '', fault: undefined };
}

/** Runs until the core stands at one of these addresses, at the same or a shallower stack depth. */
function runToAddress(target: Target, address: number, stackAtLeast: number): StepEnd {
  const { core } = target.machine;
  const had = core.breakpoints.has(address);
  core.breakpoints.add(address);
  try {
    for (;;) {
      const end = runTo(target, () => false, 'the function did not come back');
      if (end.reason !== 'breakpoint' || core.pc !== address || core.stackPointer >= stackAtLeast) {
        return end.reason === 'breakpoint' && core.pc === address && !had ? { reason: '', fault: end.fault } : end;
      }
    }
  } finally {
    if (!had) core.breakpoints.delete(address);
  }
}

function stepOver(target: Target): StepEnd {
  const { core, bus } = target.machine;
  if (core.state === 'held') return stepInstruction(target);
  const first = bus.peek(core.pc, 2) ?? 0;
  const second = bus.peek(core.pc + 2, 2) ?? 0;
  const isBl = (first & 0xf800) === 0xf000 && (second & 0xd000) === 0xd000;
  const isBlx = (first & 0xff87) === 0x4780;
  if (!isBl && !isBlx) return stepInstruction(target);
  return runToAddress(target, core.pc + (isBl ? 4 : 2), core.stackPointer);
}

function stepOut(target: Target): StepEnd {
  const { core } = target.machine;
  const caller = core.callStack((address) => target.functionStart(address), 2)[1];
  if (caller === undefined) return { reason: 'the caller is not known', fault: undefined };
  return runToAddress(target, caller & ~1, core.stackPointer + 1);
}
