/** One instruction after the other: exceptions before each, IT conditions, breakpoints, and what an instruction leaves to be done. */

import { Breakpoints } from './breakpoints';
import type { CpuState } from './cpu-state';
import type { CodeCache } from './engines/code-cache';
import type { Engine } from './engines/engine';
import type { Evaluator, Leave } from './engines/evaluator';
import type { Exceptions } from './exceptions';
import { Fault, usageFault } from './fault';
import { status } from './fault-words';
import { type Instruction, isWide } from './isa/decode';
import type { BusPort } from './memory-access';
import type { Polling } from './polling';
import type { Dwt } from './ppb/dwt';
import type { Sleep } from './sleep';
import { counter, layout } from './state-layout';

/** Why `run` came back: the time is up, the core does not run any more, or somebody asked. */
export type CoreExit = 'time' | 'stopped' | 'breakpoint' | 'bkpt' | 'locked-up' | 'requested';
export type CoreMode = 'held' | 'running' | 'sleeping' | 'halted' | 'frozen' | 'locked-up';

/** Pipeline refill after a taken branch. Source: Cortex-M4 TRM, 3.3.1: P is 1 to 3. */
const refillCycles = 2;
const bkptByte = 0xbe;

/** Coprocessor instructions, whatever the coprocessor; Advanced SIMD would be beside them. Source: ARMv7-M ARM, A5.3.18. */
const isForCoprocessor = (first: number): boolean => (first & 0xec00) === 0xec00 && (first & 0xf00) !== 0xf00;

export type LoopPorts = {
  readonly state: CpuState;
  readonly bus: BusPort;
  readonly code: CodeCache;
  readonly evaluator: Evaluator;
  /** What runs in front of the evaluator; undefined: nothing. */
  readonly engine: () => Engine | undefined;
  readonly exceptions: Exceptions;
  readonly sleep: Sleep;
  readonly polling: Polling;
  readonly mode: () => CoreMode;
  readonly dwt: Pick<Dwt, 'watchesCode' | 'watchesData' | 'executed'>;
  /** BKPT with this immediate. */
  readonly breakpoint: (immediate: number) => void;
  /** The table of encodings has nothing for this opcode. */
  readonly undefinedInstruction: (opcode: number) => void;
  /** SEV: the other processor hears of it. */
  readonly sendEvent: () => void;
  /** The core was reset by its own instruction, which has come to its end: begins anew. */
  readonly restart: () => void;
};

export class RunLoop {
  /** Where a run stops, before the instruction is executed. */
  readonly breakpoints = new Breakpoints();
  readonly #ports: LoopPorts;
  readonly #cpu: CpuState;
  #attention = true;
  #exitRequested = false;
  #executing = false;
  #resetMeanwhile = false;
  /** The breakpoint at which the last run stopped: the next one passes it. */
  #stoppedAt: number | undefined;

  constructor(ports: LoopPorts) {
    this.#ports = ports;
    this.#cpu = ports.state;
  }

  /** An instruction is being executed. */
  get executing(): boolean {
    return this.#executing;
  }

  /** Something besides the next instruction has to be looked at, before it. */
  get attention(): boolean {
    return this.#attention;
  }

  /** The core was reset, and the instruction in progress has not come to its end. */
  get resetMeanwhile(): boolean {
    return this.#resetMeanwhile;
  }

  /** Is what has happened nothing to look at, because it changes nothing for the next instruction? Then it is forgotten. */
  isNothing(): boolean {
    const { mode, exceptions } = this.#ports;
    if (this.#exitRequested || this.#resetMeanwhile || mode() !== 'running') return false;
    if (exceptions.entering || exceptions.ready) return false;
    this.#attention = false;
    return true;
  }

  /** Something besides the next instruction has to be looked at. */
  lookUp(): void {
    this.#attention = true;
  }

  /** Leaves `run` before the next instruction. */
  requestExit(): void {
    this.#exitRequested = true;
    this.#attention = true;
  }

  /** The core was reset: an instruction in progress must leave no trace. */
  wasReset(): void {
    this.#resetMeanwhile = this.#executing;
    this.#attention = true;
  }

  forgetBreakpoint(): void {
    this.#stoppedAt = undefined;
  }

  /** Goes on behind a BKPT that has halted. */
  passBreakpoint(): void {
    const { pc, words } = this.#cpu;
    if (this.#halfword(pc) >>> 8 !== bkptByte) return;
    this.#cpu.pc = pc + 2;
    const it = words[layout.itState]!;
    if (it !== 0) this.#advanceIt(it);
  }

  /** Runs up to the limit in the counters. */
  run(): CoreExit {
    this.#attention = true;
    this.#ports.polling.forget();
    for (;;) {
      const exit = this.#guarded(() => this.#loop());
      if (exit !== undefined) return exit;
    }
  }

  /** One instruction, with the entry of a pending exception before it. */
  step(): void {
    this.#stoppedAt = undefined;
    this.#ports.polling.forget();
    this.#guarded(() => {
      this.#ports.exceptions.takePending();
      this.#ports.exceptions.finishEntry();
      if (this.#ports.mode() === 'running') this.#execute();
    });
  }

  /** What an instruction could not do becomes an exception; then the result is undefined. */
  #guarded<T>(body: () => T): T | undefined {
    try {
      return body();
    } catch (thrown) {
      this.#executing = false;
      if (!(thrown instanceof Fault)) throw thrown;
      if (this.#resetMeanwhile) this.#restart();
      else this.#ports.exceptions.raise(thrown);
      return undefined;
    }
  }

  #loop(): CoreExit {
    const { counters } = this.#cpu;
    const { polling } = this.#ports;
    for (;;) {
      if (this.#attention) {
        const exit = this.#attend();
        if (exit !== undefined) return exit;
      }
      if (counters[counter.cycles]! >= counters[counter.limit]!) return 'time';
      if (this.#ports.exceptions.entering) {
        this.#ports.exceptions.finishEntry();
        continue;
      }
      if (this.breakpoints.size > 0 && this.#atBreakpoint()) return 'breakpoint';
      if (counters[counter.cycles]! >= polling.due && polling.look()) continue;
      if (!this.#runMade()) this.#execute();
    }
  }

  /** Made code runs, and the evaluator where that comes to no end. False: nothing was done, the next instruction is the evaluator's. */
  #runMade(): boolean {
    const { engine, polling } = this.#ports;
    const made = engine();
    if (made === undefined || !this.#mayBeMade()) return false;
    if (this.breakpoints.size > 0 && this.breakpoints.has(this.#cpu.pc)) return false;
    this.#executing = true;
    const fault = made.run(polling.due);
    this.#executing = false;
    if (this.#resetMeanwhile) this.#restart();
    // Not thrown: that would take longer than all the rest of entering its handler.
    else if (fault !== undefined) this.#ports.exceptions.raise(fault);
    return true;
  }

  /** Each instruction must be executed by the evaluator otherwise. */
  #mayBeMade(): boolean {
    const { polling, dwt } = this.#ports;
    return !polling.watching && !dwt.watchesCode && this.#cpu.words[layout.thumb] !== 0;
  }

  /**
   * While made code runs: one instruction for which it has no code. False: something has to be looked at before the next one. May throw
   * Fault.
   */
  executeForMade(): boolean {
    this.#executing = false;
    this.#execute(true);
    if ((this.#attention && !this.isNothing()) || !this.#mayBeMade()) return false;
    this.#executing = true;
    return true;
  }

  #attend(): CoreExit | undefined {
    this.#attention = false;
    const mode = this.#ports.mode();
    if (mode === 'locked-up') return 'locked-up';
    if (mode === 'halted') return 'bkpt';
    if (mode !== 'running') return 'stopped';
    if (this.#exitRequested) {
      this.#exitRequested = false;
      return 'requested';
    }
    if (this.#ports.exceptions.takePending()) {
      this.#attention = true;
      this.#ports.polling.forget();
    }
    return undefined;
  }

  #atBreakpoint(): boolean {
    const { pc } = this.#cpu;
    const passed = this.#stoppedAt === pc;
    this.#stoppedAt = undefined;
    if (!this.breakpoints.has(pc)) return false;
    // Whoever counts how often the core comes here must hear of each time.
    this.#ports.polling.forget();
    if (passed || !this.breakpoints.holdsAt(pc)) return false;
    this.#stoppedAt = pc;
    return true;
  }

  /** `mayGoBack`: to made code, if all that was missing there is the FPU. */
  #execute(mayGoBack = false): void {
    const { words, counters } = this.#cpu;
    const { evaluator, exceptions, code } = this.#ports;
    if (words[layout.thumb] === 0) throw usageFault(status.INVSTATE);
    const refused = code.refusedAt(this.#cpu.pc);
    if (refused !== undefined) {
      exceptions.raise(refused);
      return;
    }
    const it = words[layout.itState]!;
    const instruction = code.at(this.#cpu.pc, it !== 0);
    if (it !== 0 && !evaluator.condition(it >>> 4) && !this.#isUnconditional(instruction)) {
      this.#skip(instruction, it);
      return;
    }
    if (instruction === undefined) {
      exceptions.raise(this.#undefined());
      return;
    }
    if (instruction.isFloat) {
      exceptions.frames.beforeFloat();
      const isNew = this.#ports.engine()?.floatIsReady() === true;
      // What a comparator has seen of the frame stops the core behind the instruction.
      if (isNew && mayGoBack && !this.#attention && !this.#ports.dwt.watchesData) return;
    }
    this.#executing = true;
    const leave = evaluator.execute(instruction);
    this.#executing = false;
    counters[counter.instructions]! += 1;
    if (this.#resetMeanwhile) {
      this.#restart();
      return;
    }
    counters[counter.cycles]! += instruction.cycles + (evaluator.taken ? refillCycles : 0);
    // The return address of BKPT is itself, with its own place in an IT block.
    if (it !== 0 && leave !== 'bkpt') this.#advanceIt(it);
    if (leave !== 'none') this.#left(leave, instruction);
    if (this.#ports.dwt.watchesCode) this.#ports.dwt.executed(instruction.pc);
  }

  /** The condition of the IT block does not hold; an encoding that does not exist is skipped as well. */
  #skip(instruction: Instruction | undefined, it: number): void {
    const { counters, pc } = this.#cpu;
    const length = instruction?.length ?? (isWide(this.#halfword(pc)) ? 4 : 2);
    this.#cpu.pc = pc + length;
    counters[counter.instructions]! += 1;
    counters[counter.cycles]! += 1;
    this.#advanceIt(it);
  }

  /** BKPT stops whatever the IT block says. Source: ARMv7-M ARM, A7.7.17. */
  #isUnconditional(instruction: Instruction | undefined): boolean {
    return instruction?.length === 2 && this.#halfword(instruction.pc) >>> 8 === bkptByte;
  }

  /** ITAdvance. Source: ARMv7-M ARM, A7.3.2. */
  #advanceIt(it: number): void {
    this.#cpu.words[layout.itState] = (it & 7) === 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f);
  }

  #halfword(address: number): number {
    return this.#ports.bus.peek(address, 2) ?? 0;
  }

  /** Its fault. */
  #undefined(): Fault {
    const { pc } = this.#cpu;
    const first = this.#halfword(pc);
    const second = isWide(first) ? this.#halfword(pc + 2) : 0;
    if (isForCoprocessor(first)) this.#demandCoprocessor((second >>> 8) & 0xf);
    this.#ports.undefinedInstruction(isWide(first) ? ((first << 16) | second) >>> 0 : first);
    return usageFault(status.UNDEFINSTR);
  }

  /** There is one coprocessor, the FPU, under two numbers; it may be switched off (NOCP). */
  #demandCoprocessor(number: number): void {
    if (number !== 10 && number !== 11) throw usageFault(status.NOCP);
    this.#ports.exceptions.frames.beforeFloat();
  }

  #left(leave: Exclude<Leave, 'none'>, instruction: Instruction): void {
    const { exceptions, evaluator, sleep } = this.#ports;
    this.#attention = true;
    this.#ports.polling.forget();
    switch (leave) {
      case 'svc':
        this.#cpu.pc = instruction.pc;
        exceptions.callSupervisor(instruction.pc + instruction.length);
        return;
      case 'bkpt':
        this.#ports.breakpoint(evaluator.leaveValue);
        return;
      case 'wfi':
        sleep.waitForInterrupt();
        return;
      case 'wfe':
        sleep.waitForEvent();
        return;
      case 'sev':
        sleep.sendEvent();
        this.#ports.sendEvent();
        return;
      case 'exception-return':
        exceptions.returnFrom(evaluator.leaveValue);
    }
  }

  #restart(): void {
    this.#resetMeanwhile = false;
    this.#attention = true;
    this.#ports.restart();
  }
}
