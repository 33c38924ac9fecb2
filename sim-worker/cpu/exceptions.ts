/** Exception entry, return, tail-chaining and escalation. Source: ARMv7-M ARM, B1.5. */
import type { EventLog } from '../kernel/event-log';
import type { Plain } from '../kernel/snapshot';
import type { CpuState } from './cpu-state';
import { ExceptionFrames, excReturn, type FramePorts } from './exception-frame';
import { exceptionName } from './exception-names';
import { Fault, usageFault } from './fault';
import { FaultStatus, hfsr, type LateFault } from './fault-status';
import { faultCause, status } from './fault-words';
import type { MemoryAccess } from './memory-access';
import { exceptionCount, exceptions, type Nvic } from './ppb/nvic';
import type { Scb } from './ppb/scb';
import { control, layout } from './state-layout';

/** Clock cycles. Source: Cortex-M4 TRM 3.9: twelve in, six from one handler to the next. */
const cost = { entry: 12, exit: 12, tailChain: 6 } as const;

export type ExceptionPorts = Omit<FramePorts, 'executionPriority'> & {
  readonly log: EventLog;
  readonly spend: (cycles: number) => void;
  /** The core stops for good. */
  readonly lockedUp: () => void;
  /** SCR.SLEEPONEXIT took effect. */
  readonly sleep: () => void;
  readonly irqName: (irq: number) => string;
  /** The clock and the log's context are brought up to this instruction. */
  readonly recording: () => void;
};

export class Exceptions {
  readonly frames: ExceptionFrames;
  readonly #faults: FaultStatus;
  /** What thread mode follows from: the newest exception that returned, SysTick apart, or what was set from outside. */
  threadCause: number | undefined;
  readonly #ports: ExceptionPorts;
  readonly #state: CpuState;
  readonly #nvic: Nvic;
  readonly #scb: Scb;
  readonly #access: MemoryAccess;
  readonly #sleepsOnExit: () => number;
  readonly #mayReturnNested: () => number;
  /** Place of VTOR in the SCB's words. */
  readonly #vtor: number;
  /** The irq.taken event by exception number, while it is active. */
  readonly #taken: (number | undefined)[] = new Array(exceptionCount).fill(undefined);
  /** As far as they were asked for. */
  readonly #names: (string | undefined)[] = new Array(exceptionCount).fill(undefined);

  constructor(ports: ExceptionPorts) {
    this.#ports = ports;
    this.#state = ports.state;
    this.#nvic = ports.nvic;
    this.#scb = ports.scb;
    this.#access = ports.access;
    const { registers } = ports.scb;
    this.#sleepsOnExit = registers.reader('SCR', 'SLEEPONEXIT');
    this.#mayReturnNested = registers.reader('CCR', 'NONBASETHRDENA');
    this.#vtor = registers.placeOf('VTOR');
    this.#faults = new FaultStatus({
      ...ports,
      nameOf: (exception) => this.nameOf(exception),
      cause: () => this.cause,
    });
    this.frames = new ExceptionFrames({ ...ports, executionPriority: () => this.executionPriority() });
  }

  /** The event that what the core does now follows from. */
  get cause(): number | undefined {
    const running = this.#state.ipsr;
    return running === 0 ? this.threadCause : this.#taken[running];
  }

  /** ExecutionPriority(): an exception must be more urgent than this to be taken. */
  executionPriority(): number {
    const { words } = this.#state;
    let priority = this.#nvic.activePriority;
    const basepri = words[layout.basepri]!;
    if (basepri !== 0) priority = Math.min(priority, this.#nvic.groupOf(basepri));
    if (words[layout.primask] !== 0) priority = Math.min(priority, 0);
    if (words[layout.faultmask] !== 0) priority = Math.min(priority, -1);
    return priority;
  }

  /** Would the most urgent pending exception be taken now? */
  get ready(): boolean {
    const next = this.#nvic.next();
    return next !== 0 && this.#nvic.groupOf(this.#nvic.priority[next]!) < this.executionPriority();
  }

  /** As `ready`, with PRIMASK taken for 0: what ends WFI. */
  get wakes(): boolean {
    const { words } = this.#state;
    const primask = words[layout.primask]!;
    words[layout.primask] = 0;
    const ready = this.ready;
    words[layout.primask] = primask;
    return ready;
  }

  /**
   * Begins to take the most urgent pending exception if it may preempt: stacks the frame. Which handler is entered is
   * decided by `finishEntry`, so that a more urgent one that arrives meanwhile is first (B1.5.4, late arrival).
   */
  takePending(): boolean {
    if (this.entering) return true;
    if (!this.ready) return false;
    const next = this.#nvic.next();
    const exc = this.frames.returnToHere;
    const derived = this.frames.push(this.#state.pc);
    if (derived !== undefined) {
      this.#failedEntry(next, exc, this.#nvic.causes[next], derived, this.executionPriority());
      return true;
    }
    this.#state.words[layout.entering] = exc;
    this.#ports.spend(cost.entry);
    return true;
  }

  /** The frame of an exception is stacked, and its handler is not entered yet. */
  get entering(): boolean {
    return this.#state.words[layout.entering] !== 0;
  }

  /** Enters the handler of what is most urgent now; when nothing is pending any more, the frame is taken off again. */
  finishEntry(): void {
    const { words } = this.#state;
    const exc = words[layout.entering]! >>> 0;
    if (exc === 0) return;
    words[layout.entering] = 0;
    const next = this.#nvic.next();
    if (next === 0 || !this.ready) {
      this.#pop(exc);
      return;
    }
    this.#take(next, exc, this.#nvic.causes[next], 0);
  }

  /** A fault of the instruction at the PC: it will be executed again on return. `exc`: how to return. */
  raise(fault: Fault, exc = this.frames.returnToHere): void {
    this.#faults.note(fault);
    const target = this.#faults.handlerOf(fault.exception, this.executionPriority());
    if (target === 0) {
      this.#faults.lockUp(this.#faults.causeOf(fault.status));
      return;
    }
    this.#enter(target, this.#state.pc, this.#faults.recordOf(target, fault), exc);
  }

  /** SVC: PC is at the instruction, `next` is the one after it. */
  callSupervisor(next: number): void {
    const { svCall } = exceptions;
    const priority = this.executionPriority();
    if (this.#nvic.groupOf(this.#nvic.priority[svCall]!) < priority) {
      this.#enter(svCall, next, this.cause);
      return;
    }
    this.#forced('SVC where its priority does not allow it', priority);
  }

  /** BKPT without a debugger: DebugMonitor where DEMCR.MON_EN and priorities allow it, else HardFault (C1.6.1). */
  breakpoint(monitorEnabled: boolean): void {
    const priority = this.executionPriority();
    this.#scb.registers.set('DFSR', 'BKPT', 1);
    if (monitorEnabled && this.#monitorMayInterrupt(priority)) {
      this.#enter(exceptions.debugMonitor, this.#state.pc, this.cause);
      return;
    }
    this.#forced(faultCause(0, hfsr.debugEvent), priority, hfsr.debugEvent);
  }

  /** A DWT match with DEMCR.MON_EN: DebugMonitor after the instruction, where its priority allows it. */
  watchpoint(): void {
    this.#scb.registers.set('DFSR', 'DWTTRAP', 1);
    if (!this.#monitorMayInterrupt(this.executionPriority())) return;
    this.#nvic.setPending(exceptions.debugMonitor, this.cause);
  }

  /** A store that left the write buffer and got a bus error: BusFault later, or HardFault where BusFault is off. */
  imprecise(address: number): void {
    const { busFault, hardFault } = exceptions;
    const enabled = this.#nvic.enabled.has(busFault);
    this.#faults.noteLate(address, enabled);
    this.#nvic.setPending(enabled ? busFault : hardFault, undefined);
  }

  /** ExceptionReturn: a branch in handler mode to 0xFxxxxxxx. */
  returnFrom(exc: number): void {
    const state = this.#state;
    const number = state.ipsr;
    const invalid = this.#invalidReturn(exc);
    this.#returned(number);
    if (invalid) {
      this.#invalid(exc);
      return;
    }
    if (this.ready) {
      // Tail-chaining: the frame stays where it is.
      const next = this.#nvic.next();
      this.#take(next, exc, this.#nvic.causes[next], cost.tailChain);
      return;
    }
    this.#pop(exc);
  }

  /** Takes the frame off and goes on where it says. */
  #pop(exc: number): void {
    const state = this.#state;
    const derived = this.frames.pop(exc);
    if (derived !== undefined) {
      this.#chainFault(derived, exc);
      return;
    }
    const toThread = (exc & excReturn.thread) !== 0;
    if (toThread) state.selectStack((exc & excReturn.process) !== 0);
    this.#afterReturn();
    if (toThread !== (state.ipsr === 0)) {
      // The frame is put back as it was, exception number included, and the fault's handler returns by it.
      this.raise(usageFault(status.INVPC), exc);
      return;
    }
    if (toThread && !this.#nvic.active.hasOther(0) && this.#sleepsOnExit() === 1) this.#ports.sleep();
  }

  nameOf(exception: number): string {
    this.#names[exception] ??= exceptionName(exception, this.#ports.irqName);
    return this.#names[exception];
  }

  reset(): void {
    this.#taken.fill(undefined);
    this.#faults.late = undefined;
  }

  save(): Plain {
    return { taken: this.#taken.slice(), threadCause: this.threadCause, late: this.#faults.late };
  }

  load(state: Plain): void {
    const saved = state as unknown as Saved;
    saved.taken.forEach((event, exception) => {
      this.#taken[exception] = event;
    });
    this.threadCause = saved.threadCause;
    this.#faults.late = saved.late;
  }

  #invalidReturn(exc: number): boolean {
    const { active } = this.#nvic;
    if ((exc | 0x1f) >>> 0 !== 0xffff_ffff || !active.has(this.#state.ipsr)) return true;
    const mode = exc & 0xf;
    if (mode === 1) return false;
    if (mode !== 9 && mode !== 13) return true;
    return active.hasOther(this.#state.ipsr) && this.#mayReturnNested() === 0;
  }

  #returned(number: number): void {
    const { log, recording } = this.#ports;
    recording();
    log.record('irq.returned', { exception: number, name: this.nameOf(number) }, this.#taken[number]);
    if (number !== exceptions.sysTick) {
      const taken = this.#taken[number];
      if (taken !== undefined && taken > (this.threadCause ?? -1)) this.threadCause = taken;
    }
    this.#nvic.deactivate(number);
    if (number !== exceptions.nmi) this.#state.words[layout.faultmask] = 0;
  }

  #afterReturn(): void {
    const { words } = this.#state;
    words[layout.monitorArmed] = 0;
    words[layout.event] = 1;
    this.#access.priorityChanged();
    this.#ports.spend(cost.exit);
  }

  #invalid(exc: number): void {
    this.#chainFault(usageFault(status.INVPC), (exc | 0xf000_0000) >>> 0);
  }

  /** A fault of the return itself: its handler is entered on the frame that is still there. */
  #chainFault(fault: Fault, exc: number): void {
    this.#faults.note(fault);
    const target = this.#faults.handlerOf(fault.exception, this.executionPriority());
    if (target === 0) {
      this.#faults.lockUp(this.#faults.causeOf(fault.status));
      return;
    }
    this.#take(target, exc, this.#faults.recordOf(target, fault), cost.tailChain);
  }

  #enter(exception: number, returnAddress: number, cause: number | undefined, exc = this.frames.returnToHere): void {
    const priority = this.executionPriority();
    const derived = this.frames.push(returnAddress);
    if (derived === undefined) this.#take(exception, exc, cause, cost.entry);
    else this.#failedEntry(exception, exc, cause, derived, priority);
  }

  /**
   * The frame could not be written: that fault is taken before or after the exception, by priority (B1.5.6). Where it has
   * the same handler, as on entry to HardFault, that is entered once, without a usable frame.
   */
  #failedEntry(exception: number, exc: number, cause: number | undefined, derived: Fault, priority: number): void {
    this.#faults.note(derived);
    const target = this.#faults.handlerOf(derived.exception, priority);
    const words = this.#faults.causeOf(derived.status);
    if (target === 0) {
      this.#faults.lockUp(words);
      return;
    }
    if (target === exception) {
      this.#take(exception, exc, cause, cost.entry);
      return;
    }
    const event = this.#faults.record(target, words, undefined);
    const first = this.#nvic.priority[target]! < this.#nvic.priority[exception]! ? target : exception;
    const later = first === target ? exception : target;
    this.#nvic.setPending(later, later === target ? event : cause);
    this.#take(first, exc, first === target ? event : cause, cost.entry);
  }

  /** ExceptionTaken. */
  #take(exception: number, exc: number, cause: number | undefined, cycles: number): void {
    const vector = this.#vector(exception);
    if (vector === undefined) {
      this.#noVector(exception, exc, cause, cycles);
      return;
    }
    const state = this.#state;
    const interrupted = state.pc;
    const why = this.#faults.tellLate(exception) ?? cause;
    state.r[14] = exc;
    state.pc = vector & ~1;
    state.words[layout.thumb] = vector & 1;
    state.words[layout.itState] = 0;
    state.selectStack(false);
    state.setControlBit(control.fpca, false);
    state.ipsr = exception;
    state.words[layout.monitorArmed] = 0;
    state.words[layout.event] = 1;
    this.#nvic.activate(exception);
    this.#access.priorityChanged();
    this.#record(exception, vector, interrupted, why);
    this.#ports.spend(cycles);
  }

  #record(exception: number, handler: number, interrupted: number, cause: number | undefined): void {
    const { log, recording } = this.#ports;
    recording();
    const { pc } = log.context;
    log.context.pc = interrupted;
    this.#taken[exception] = log.record(
      'irq.taken',
      { exception, handler: handler & ~1, name: this.nameOf(exception) },
      cause,
    );
    log.context.pc = pc;
  }

  #vector(exception: number): number | undefined {
    try {
      return this.#access.readVector(this.#scb.registers.words[this.#vtor]! + 4 * exception);
    } catch (thrown) {
      if (thrown instanceof Fault) return undefined;
      throw thrown;
    }
  }

  #noVector(exception: number, exc: number, cause: number | undefined, cycles: number): void {
    const { hardFault } = exceptions;
    this.#faults.noteHard(hfsr.vectorTable);
    const words = faultCause(0, hfsr.vectorTable);
    if (exception === hardFault || this.#faults.locksUpAt(this.executionPriority())) {
      this.#faults.lockUp(words);
      return;
    }
    this.#nvic.setPending(exception, cause);
    this.#take(hardFault, exc, this.#faults.record(hardFault, words, undefined), cycles);
  }

  #monitorMayInterrupt(priority: number): boolean {
    return this.#nvic.groupOf(this.#nvic.priority[exceptions.debugMonitor]!) < priority;
  }

  #forced(words: string, priority: number, why: number = hfsr.forced): void {
    if (this.#faults.locksUpAt(priority)) {
      this.#faults.lockUp(words);
      return;
    }
    this.#faults.noteHard(why);
    this.#enter(exceptions.hardFault, this.#state.pc, this.#faults.record(exceptions.hardFault, words, undefined));
  }
}

type Saved = {
  readonly taken: readonly (number | undefined)[];
  readonly threadCause: number | undefined;
  readonly late: LateFault | undefined;
};
