/** The Cortex-M4F: reset, sleep, debug halt, its clock and its state, around the run loop. */
import type { RegistersView } from '../contract/core-views';
import { type Cycles, cycles, type Nanoseconds } from '../contract/units';
import type { Plain, Snapshottable } from '../kernel/snapshot';
import { buildAccess, unalignedTrapOf } from './build-access';
import { callStack } from './call-stack';
import { CoreClock } from './core-clock';
import type { CorePorts } from './core-ports';
import { CpuState, registersOf } from './cpu-state';
import { CodeCache } from './engines/code-cache';
import { Engine, type EngineKind } from './engines/engine';
import { Evaluator } from './engines/evaluator';
import type { CodePiece } from './engines/interpret/prepared';
import { Exceptions } from './exceptions';
import { Fault } from './fault';
import type { MemoryAccess } from './memory-access';
import { Polling } from './polling';
import { buildPpb, type PpbParts } from './ppb/parts';
import { type CoreExit, type CoreMode, RunLoop } from './run-loop';
import { Sleep } from './sleep';
import { counter, layout } from './state-layout';
import { buildSystem } from './system-port';

export class Core implements Snapshottable {
  /** How cycles and time follow each other; the machine moves it along while the core does not run. */
  readonly clock: CoreClock;
  readonly #ports: CorePorts;
  readonly #cpu: CpuState;
  readonly #parts: PpbParts;
  readonly #access: MemoryAccess;
  readonly #exceptions: Exceptions;
  readonly #code: CodeCache;
  readonly #sleep: Sleep;
  readonly #polling: Polling;
  readonly #loop: RunLoop;
  /** Made when the core runs for the first time, if the host can. */
  #engine: Engine | undefined;
  readonly #engineKind: EngineKind;
  /** Why it executes nothing, each for itself. */
  readonly #stops = { held: true, halted: false, lockedUp: false, frozen: false };

  constructor(ports: CorePorts) {
    this.#ports = ports;
    this.#engineKind = ports.engine ?? 'translator';
    this.#cpu = new CpuState(ports.memory);
    this.#parts = this.#buildParts();
    const { clock, domain } = ports;
    this.clock = new CoreClock({ state: this.#cpu, clock, domain, sysTick: this.#parts.sysTick });
    this.#access = buildAccess(ports, {
      state: this.#cpu,
      parts: this.#parts,
      exceptions: () => this.#exceptions,
      syncTime: (count) => this.clock.sync(count),
    });
    this.#exceptions = this.#buildExceptions();
    this.#sleep = new Sleep(this.#cpu, this.#exceptions);
    this.#code = new CodeCache(ports.memory, this.#access, ports.bus);
    const { memory, skipsPolling: on = true } = ports;
    this.#polling = new Polling({ memory, state: this.#cpu, access: this.#access, dwt: this.#parts.dwt, on });
    this.#loop = this.#buildLoop();
    this.reset();
  }

  get state(): CoreMode {
    if (this.#stops.held) return 'held';
    if (this.#stops.lockedUp) return 'locked-up';
    if (this.#stops.frozen) return 'frozen';
    if (this.#stops.halted) return 'halted';
    return this.#sleep.asleep ? 'sleeping' : 'running';
  }

  /** Where a run stops, before the instruction is executed. */
  get breakpoints(): RunLoop['breakpoints'] {
    return this.#loop.breakpoints;
  }

  get pc(): number {
    return this.#cpu.pc;
  }

  get stackPointer(): number {
    return this.#cpu.r[13]! >>> 0;
  }

  /** Cycles of the processor clock since the machine was made, sleep included. */
  get cycles(): Cycles {
    return cycles(this.#cpu.cycles);
  }

  /** Instructions retired. */
  get instructions(): number {
    return this.#cpu.counters[counter.instructions]!;
  }

  /** Of these, the ones that were not skipped as a mere wait. For meters: it is no part of the state. */
  get executed(): number {
    return this.instructions - this.#polling.skipped;
  }

  /** It runs a loop that only waits for somebody else. */
  get polls(): boolean {
    return this.state === 'running' && this.#polling.found;
  }

  /** What firmware has written to an ITM stimulus port. */
  itmText(port: number): string {
    return this.#parts.itm.text(port);
  }

  /** The private peripherals, for panels. */
  get ppb(): PpbParts['ppb'] {
    return this.#parts.ppb;
  }

  /** The event that thread mode follows from. */
  get threadCause(): number | undefined {
    return this.#exceptions.threadCause;
  }

  set threadCause(seq: number | undefined) {
    this.#exceptions.threadCause = seq;
  }

  /** Runs until virtual time `until`, until it no longer can, or until somebody asks to come back. */
  run(until: Nanoseconds): CoreExit {
    this.clock.runUntil(until);
    try {
      return this.#loop.run();
    } finally {
      this.#leaveContext();
    }
  }

  /** Makes what the first run of this code would have to wait for; nothing on the chip notices. */
  prepare(code: readonly CodePiece[]): void {
    this.#made?.prepare(code);
  }

  /** Leaves `run` before the next instruction. */
  requestExit(): void {
    this.#loop.requestExit();
  }

  /** One instruction, with the entry of a pending exception before it. */
  stepInstruction(): void {
    this.resume();
    if (this.state === 'running') this.#loop.step();
    this.#leaveContext();
  }

  /** Goes on behind the BKPT at which the core has halted. */
  resume(): void {
    if (!this.#stops.halted) return;
    this.#stops.halted = false;
    this.clock.restart();
    this.#loop.passBreakpoint();
  }

  /** Reset of the core: registers, exceptions, private peripherals. It stays as held or as free as it was. */
  reset(): void {
    Object.assign(this.#stops, { lockedUp: false, halted: false, frozen: false });
    this.#cpu.reset();
    this.#parts.ppb.reset();
    this.#exceptions.reset();
    this.#access.rulesChanged();
    this.#loop.wasReset();
  }

  /** Keeps the core in reset. */
  hold(): void {
    this.clock.stop();
    this.#stops.held = true;
    this.#loop.lookUp();
  }

  /** Lets it go: it takes SP and PC from the vector table. */
  release(): void {
    this.#stops.held = false;
    this.clock.restart();
    if (!this.#loop.executing) this.#start();
  }

  /** Its clock stands still, or goes on; a reset makes it go on. Nothing on the chip notices. */
  freeze(on: boolean): void {
    if (on === this.#stops.frozen) return;
    if (on) this.clock.stop();
    this.#stops.frozen = on;
    if (this.state === 'running' || this.state === 'sleeping') this.clock.restart();
    this.#loop.lookUp();
  }

  /** A buffered store to this address has failed: an imprecise bus fault, whatever the core is doing. */
  failStore(address: number): void {
    this.#exceptions.imprecise(address);
    this.#loop.lookUp();
    this.#sleep.lookAround();
  }

  /** The wire of an interrupt input. */
  setInput(irq: number, level: boolean, cause: number | undefined): void {
    this.#parts.nvic.setInput(irq, level, cause);
  }

  view(): Omit<RegistersView, 'callStack'> {
    return registersOf(this.#cpu, this.#stops.held, (exception) => this.#exceptions.nameOf(exception));
  }

  /** The PC and its callers as far as the stack shows them, from now or from another place; `functionStart` knows the symbols. */
  callStack(
    functionStart: (address: number) => number | undefined,
    limit: number,
    from?: { readonly pc: number; readonly sp: number },
  ): readonly number[] {
    if (this.#stops.held) return [];
    const { pc, msp, psp, r } = this.#cpu;
    const place = from === undefined ? { pc, sp: this.stackPointer, lr: r[14]! >>> 0 } : { ...from, lr: 0 };
    const peek = (address: number, size: 2 | 4): number | undefined => this.#ports.bus.peek(address, size);
    const stackTop = peek(this.#parts.scb.registers.word('VTOR'), 4) ?? 0;
    return callStack({ ...place, msp, psp, peek, functionStart, stackTop }, limit);
  }

  save(): Plain {
    return {
      words: this.#cpu.save(),
      ppb: this.#parts.ppb.save(),
      exceptions: this.#exceptions.save(),
      stops: { ...this.#stops },
    };
  }

  load(state: Plain): void {
    const saved = state as unknown as Readonly<Record<'words' | 'ppb' | 'exceptions' | 'stops', Plain>>;
    this.#cpu.load(saved.words);
    this.#parts.ppb.load(saved.ppb);
    this.#exceptions.load(saved.exceptions);
    Object.assign(this.#stops, saved.stops);
    this.#loop.forgetBreakpoint();
    this.#engine?.memoryReplaced();
    this.#polling.restart();
    this.#rulesChanged();
  }

  #buildParts(): PpbParts {
    return buildPpb({
      ...this.#ports,
      state: this.#cpu,
      cause: () => this.#exceptions.cause,
      counts: () => this.state === 'running' || this.state === 'sleeping',
      changed: () => {
        this.#loop.lookUp();
        this.#sleep.lookAround();
      },
      eventPended: () => this.#sleep.sendEvent(),
      rulesChanged: () => this.#rulesChanged(),
      watchpoint: (comparator) => this.#watchpoint(comparator),
      connected: this.#ports.debugger !== false,
    });
  }

  #buildExceptions(): Exceptions {
    const { nvic, scb, fpu } = this.#parts;
    return new Exceptions({
      state: this.#cpu,
      access: this.#access,
      nvic,
      scb,
      fpu,
      log: this.#ports.log,
      spend: (count) => {
        this.#cpu.counters[counter.cycles]! += count;
      },
      lockedUp: () => {
        this.clock.stop();
        this.#stops.lockedUp = true;
        this.#loop.lookUp();
      },
      sleep: () => {
        this.#sleep.waitForInterrupt();
        this.#loop.lookUp();
      },
      irqName: this.#ports.irqName,
      recording: () => this.#recording(),
    });
  }

  get #made(): Engine | undefined {
    if (this.#engineKind === 'evaluator') return undefined;
    this.#engine ??= new Engine({
      ...this.#ports,
      ...this.#parts,
      kind: this.#engineKind,
      code: this.#code,
      state: this.#cpu,
      access: this.#access,
      breakpoints: this.breakpoints,
      attention: () => this.#loop.attention,
      isNothing: () => this.#loop.isNothing(),
      wasReset: () => this.#loop.resetMeanwhile,
      floatsReady: () => this.#exceptions.frames.isReadyForFloat,
      waiting: () => this.#parts.nvic.next() !== 0,
      evaluate: () => this.#loop.executeForMade(),
      executionPriority: () => this.#exceptions.executionPriority(),
      unalignedTrap: unalignedTrapOf(this.#parts),
    });
    return this.#engine;
  }

  #buildLoop(): RunLoop {
    const { bus, log, sendEvent } = this.#ports;
    const state = this.#cpu;
    const { scb } = this.#parts;
    const exceptions = this.#exceptions;
    const executionPriority = (): number => exceptions.executionPriority();
    return new RunLoop({
      state,
      bus,
      code: this.#code,
      evaluator: new Evaluator({
        state,
        access: this.#access,
        system: buildSystem({ state, scb, executionPriority }),
        priorityChanged: () => this.#rulesChanged(),
      }),
      engine: () => this.#made,
      exceptions,
      sleep: this.#sleep,
      polling: this.#polling,
      mode: () => this.state,
      dwt: this.#parts.dwt,
      breakpoint: (immediate) => this.#breakpoint(immediate),
      undefinedInstruction: (opcode) => {
        this.#recording();
        log.record('honesty.undefined-instruction', { opcode }, exceptions.cause);
      },
      sendEvent,
      restart: () => {
        state.reset();
        if (!this.#stops.held) this.#start();
      },
    });
  }

  /** A debugger makes a BKPT halt; without one it is an exception (C1.6.1). */
  #breakpoint(immediate: number): void {
    if (this.#ports.debugger !== false) this.#halt(`BKPT 0x${immediate.toString(16)}`);
    else this.#exceptions.breakpoint(this.#monitorEnabled);
  }

  #watchpoint(comparator: number): void {
    if (this.#ports.debugger !== false) this.#halt(`DWT comparator ${comparator}`);
    else if (this.#monitorEnabled) this.#exceptions.watchpoint();
  }

  get #monitorEnabled(): boolean {
    return this.#parts.coreDebug.registers.get('DEMCR', 'MON_EN') === 1;
  }

  #halt(reason: string): void {
    this.#recording();
    this.#ports.log.record('debug.stopped', { reason }, this.#exceptions.cause);
    this.clock.stop();
    this.#stops.halted = true;
    this.#loop.lookUp();
  }

  #rulesChanged(): void {
    this.#access.rulesChanged();
    this.#loop.lookUp();
  }

  #start(): void {
    try {
      this.#cpu.msp = this.#access.readVector(0);
      const vector = this.#access.readVector(4);
      this.#cpu.pc = vector & ~1;
      this.#cpu.words[layout.thumb] = vector & 1;
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      this.#exceptions.raise(thrown);
    }
    this.#loop.lookUp();
  }

  #recording(): void {
    this.clock.sync();
    const { context } = this.#ports.log;
    context.pc = this.#cpu.pc;
    context.cause = this.#exceptions.cause;
  }

  #leaveContext(): void {
    this.clock.sync();
    const { context } = this.#ports.log;
    context.pc = undefined;
    context.cause = undefined;
  }
}
