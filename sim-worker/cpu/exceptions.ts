/** Exception entry, return, tail-chaining and escalation. Source: ARMv7-M ARM, B1.5. */
import type { EventLog } from '../kernel/event-log';
import type { Plain } from '../kernel/snapshot';
import type { CpuState } from './cpu-state';
import { ExceptionFrames, excReturn, type FramePorts } from './exception-frame';
import { Fault, usageFault } from './fault';
import { faultCause, status } from './fault-words';
import type { MemoryAccess } from './memory-access';
import { exceptionCount, exceptions, type Nvic } from './ppb/nvic';
import { firstIrq } from './ppb/nvic.regs';
import type { Scb } from './ppb/scb';
import { control, layout } from './state-layout';

/** Clock cycles. Source: Cortex-M4 TRM 3.9: twelve in, six from one handler to the next. */
const cost = { entry: 12, exit: 12, tailChain: 6 } as const;
const lockUpPriority = -1;

const names: Readonly<Record<number, string>> = {
  1: 'Reset',
  2: 'NMI',
  3: 'HardFault',
  4: 'MemManage',
  5: 'BusFault',
  6: 'UsageFault',
  11: 'SVCall',
  12: 'DebugMonitor',
  14: 'PendSV',
  15: 'SysTick',
};

export type ExceptionPorts = Omit<FramePorts, 'executionPriority'> & {
  readonly log: EventLog;
  readonly spend: (cycles: number) => void;
  /** The core stops for good. */
  readonly lockedUp: () => void;
  /** SCR.SLEEPONEXIT took effect. */
  readonly sleep: () => void;
  readonly irqName: ((irq: number) => string) | undefined;
  /** The clock and the log's context are brought up to this instruction. */
  readonly recording: () => void;
};

export class Exceptions {
  readonly frames: ExceptionFrames;
  /** What thread mode follows from: the newest exception that returned, SysTick apart, or what was set from outside. */
  threadCause: number | undefined;
  readonly #ports: ExceptionPorts;
  readonly #state: CpuState;
  readonly #nvic: Nvic;
  readonly #scb: Scb;
  readonly #access: MemoryAccess;
  /** The irq.taken event by exception number, while it is active. */
  readonly #taken: (number | undefined)[] = new Array(exceptionCount).fill(undefined);

  constructor(ports: ExceptionPorts) {
    this.#ports = ports;
    this.#state = ports.state;
    this.#nvic = ports.nvic;
    this.#scb = ports.scb;
    this.#access = ports.access;
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

  /** Takes the most urgent pending exception if it may preempt. */
  takePending(): boolean {
    if (!this.ready) return false;
    const next = this.#nvic.next();
    this.#enter(next, this.#state.pc, this.#nvic.causes[next]);
    return true;
  }

  /** A fault of the instruction at the PC: it will be executed again on return. */
  raise(fault: Fault): void {
    this.#note(fault);
    const target = this.#escalated(fault.exception, this.executionPriority());
    if (target === 0) {
      this.#lockUp(faultCause(fault.status, 0));
      return;
    }
    const event = this.#recordFault(target, faultCause(fault.status, 0), fault.address);
    this.#enter(target, this.#state.pc, event);
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

  /** BKPT with DEMCR.MON_EN. */
  debugMonitor(): void {
    const { debugMonitor } = exceptions;
    const priority = this.executionPriority();
    this.#scb.registers.set('DFSR', 'BKPT', 1);
    if (this.#nvic.groupOf(this.#nvic.priority[debugMonitor]!) < priority) {
      this.#enter(debugMonitor, this.#state.pc, this.cause);
      return;
    }
    this.#forced('BKPT where the priority of DebugMonitor does not allow it', priority);
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
    const derived = this.frames.pop(exc);
    if (derived !== undefined) {
      this.#chainFault(derived, exc);
      return;
    }
    const toThread = (exc & excReturn.thread) !== 0;
    const wrongMode = toThread !== (state.ipsr === 0);
    if (toThread) {
      state.ipsr = 0;
      state.selectStack((exc & excReturn.process) !== 0);
    }
    this.#afterReturn();
    if (wrongMode) {
      this.raise(usageFault(status.INVPC));
      return;
    }
    if (toThread && this.#nvic.active.empty && this.#scb.registers.get('SCR', 'SLEEPONEXIT') === 1) this.#ports.sleep();
  }

  nameOf(exception: number): string {
    const known = names[exception];
    if (known !== undefined) return known;
    const irq = exception - firstIrq;
    const named = this.#ports.irqName?.(irq);
    if (named !== undefined) return named;
    // The event that raised the input knows what the wire is called.
    const cause = this.#nvic.causes[exception];
    const raised = cause === undefined ? undefined : this.#ports.log.at(cause);
    return raised?.kind === 'irq.raised' && raised.fields.irq === irq ? raised.fields.name : `IRQ ${irq}`;
  }

  reset(): void {
    this.#taken.fill(undefined);
  }

  save(): Plain {
    return { taken: this.#taken.slice(), threadCause: this.threadCause };
  }

  load(state: Plain): void {
    const saved = state as unknown as { taken: readonly (number | undefined)[]; threadCause: number | undefined };
    saved.taken.forEach((event, exception) => {
      this.#taken[exception] = event;
    });
    this.threadCause = saved.threadCause;
  }

  #invalidReturn(exc: number): boolean {
    const { active } = this.#nvic;
    if ((exc | 0x1f) >>> 0 !== 0xffff_ffff || !active.has(this.#state.ipsr)) return true;
    const mode = exc & 0xf;
    if (mode === 1) return false;
    if (mode !== 9 && mode !== 13) return true;
    return active.members().length !== 1 && this.#scb.registers.get('CCR', 'NONBASETHRDENA') === 0;
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
    this.#access.rulesChanged();
    this.#ports.spend(cost.exit);
  }

  #invalid(exc: number): void {
    this.#chainFault(usageFault(status.INVPC), (exc | 0xf000_0000) >>> 0);
  }

  /** A fault of the return itself: its handler is entered on the frame that is still there. */
  #chainFault(fault: Fault, exc: number): void {
    this.#note(fault);
    const target = this.#escalated(fault.exception, this.executionPriority());
    if (target === 0) {
      this.#lockUp(faultCause(fault.status, 0));
      return;
    }
    this.#take(target, exc, this.#recordFault(target, faultCause(fault.status, 0), fault.address), cost.tailChain);
  }

  #enter(exception: number, returnAddress: number, cause: number | undefined): void {
    const priority = this.executionPriority();
    const exc = this.frames.returnToHere;
    const derived = this.frames.push(returnAddress);
    if (derived === undefined) {
      this.#take(exception, exc, cause, cost.entry);
      return;
    }
    this.#note(derived);
    const target = this.#escalated(derived.exception, priority);
    const words = faultCause(derived.status, 0);
    if (target === 0 || (target === exceptions.hardFault && exception <= exceptions.hardFault)) {
      this.#lockUp(words);
      return;
    }
    const event = this.#recordFault(target, words, undefined);
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
    this.#access.rulesChanged();
    this.#record(exception, vector, interrupted, cause);
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
      return this.#access.readVector(this.#scb.registers.word('VTOR') + 4 * exception);
    } catch (thrown) {
      if (thrown instanceof Fault) return undefined;
      throw thrown;
    }
  }

  #noVector(exception: number, exc: number, cause: number | undefined, cycles: number): void {
    const { hardFault } = exceptions;
    this.#scb.registers.set('HFSR', 'VECTTBL', 1);
    const words = faultCause(0, 2);
    if (exception === hardFault || this.executionPriority() <= lockUpPriority) {
      this.#lockUp(words);
      return;
    }
    this.#nvic.setPending(exception, cause);
    this.#take(hardFault, exc, this.#recordFault(hardFault, words, undefined), cycles);
  }

  /** Which handler takes a fault at this priority; 0 when none can: the core locks up. */
  #escalated(exception: number, priority: number): number {
    const own = this.#nvic.groupOf(this.#nvic.priority[exception]!);
    if (this.#nvic.enabled.has(exception) && own < priority) return exception;
    if (priority <= lockUpPriority) return 0;
    this.#scb.registers.set('HFSR', 'FORCED', 1);
    return exceptions.hardFault;
  }

  #forced(words: string, priority: number): void {
    if (priority <= lockUpPriority) {
      this.#lockUp(words);
      return;
    }
    this.#scb.registers.set('HFSR', 'FORCED', 1);
    this.#enter(exceptions.hardFault, this.#state.pc, this.#recordFault(exceptions.hardFault, words, undefined));
  }

  #note(fault: Fault): void {
    const { registers } = this.#scb;
    registers.setWord('CFSR', registers.word('CFSR') | fault.status);
    if (fault.address === undefined) return;
    registers.setWord(fault.exception === exceptions.memManage ? 'MMFAR' : 'BFAR', fault.address);
  }

  #recordFault(target: number, cause: string, address: number | undefined): number {
    const { log, recording } = this.#ports;
    const { registers } = this.#scb;
    recording();
    return log.record(
      'fault.taken',
      {
        name: this.nameOf(target),
        cause,
        address: address ?? this.#state.pc,
        cfsr: registers.word('CFSR'),
        hfsr: registers.word('HFSR'),
      },
      this.cause,
    );
  }

  #lockUp(cause: string): void {
    const { log, recording, lockedUp } = this.#ports;
    recording();
    log.record('fault.locked-up', { cause: `${cause}, while ${this.#where()}` }, this.cause);
    lockedUp();
  }

  #where(): string {
    const { ipsr, words } = this.#state;
    if (ipsr !== 0) return `${this.nameOf(ipsr)} was running`;
    return words[layout.faultmask] === 0 ? 'starting' : 'FAULTMASK was set';
  }
}
