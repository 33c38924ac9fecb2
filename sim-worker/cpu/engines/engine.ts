/**
 * Runs code that was made from the instructions, as fast as it goes, until something is left to do: in front of the evaluator, which
 * does the rest. What is kept here is derived from memory and registers; it is never saved.
 */
import { type GuestMemory, pageShift } from '../../kernel/guest-memory';
import type { CpuState } from '../cpu-state';
import { Fault } from '../fault';
import type { BusPort, MemoryAccess } from '../memory-access';
import type { Ppb } from '../ppb/ppb';
import { counter, layout } from '../state-layout';
import type { CodeCache } from './code-cache';
import { floatsOutside } from './floats/outside';
import { Interpreter } from './interpret/interpreter';
import type { CodePiece } from './interpret/prepared';
import { type Patience, usualPatience } from './patience';
import { AccessTables, type TablePorts } from './support/access-tables';
import { budgetAt, fpReadyAt, notedCountAt, notStraight, troubleAt, waitingAt } from './support/addresses';
import { tableSize } from './support/imports';
import { OutsideAccesses } from './support/outside-accesses';
import { reasons } from './support/reasons';
import { SlowPlaces } from './support/slow-places';
import { Support } from './support/support';
import { type Form, formOfHost } from './support/transfer';
import { Finder } from './translate/find';
import { Regions } from './translate/regions';
import type { ConstantsOf } from './translate/translator';

/** The evaluator alone, the interpreter in front of it, or the translator in front of both. */
export type EngineKind = 'evaluator' | 'interpreter' | 'translator';

export type EnginePorts = TablePorts & {
  readonly kind: Exclude<EngineKind, 'evaluator'>;
  readonly code: Pick<CodeCache, 'at'>;
  readonly patience?: Patience;
  /** The fastest that the host can do when not given. */
  readonly form?: Form;
  readonly memory: GuestMemory;
  readonly bus: BusPort;
  readonly state: CpuState;
  readonly access: MemoryAccess;
  readonly ppb: Pick<Ppb, 'onWritten'>;
  readonly breakpoints: ReadonlySet<number> & { readonly version: number };
  /** Is something to be looked at before the next instruction? */
  readonly attention: () => boolean;
  /** Was it looked at here and now, and found to be nothing? Then there is nothing to be looked at any more. */
  readonly isNothing: () => boolean;
  /** The core was reset by the instruction that is being executed. */
  readonly wasReset: () => boolean;
  /** Has ExecuteFPCheck nothing to do? */
  readonly floatsReady: () => boolean;
  /** Is an exception pending and enabled, be it masked or not? */
  readonly waiting: () => boolean;
  /** Executes the instruction at the PC. False: something is to be looked at before the next one. May throw Fault. */
  readonly evaluate: () => boolean;
};

/** Cycles of one run at most: they must fit into half a budget. */
const longestRun = 2 ** 30;
/** Slots of the table before it are for handlers of the interpreter. */
const firstRegionSlot = 896;

export class Engine {
  readonly #ports: EnginePorts;
  readonly #tables: AccessTables;
  readonly #outside: OutsideAccesses;
  readonly #support: Support;
  readonly #interpreter: Interpreter;
  readonly #regions: Regions | undefined;
  /** Instructions whose accesses have asked the bus. */
  readonly #slow = new SlowPlaces();
  readonly #words: Int32Array;
  /** The cycle count at which nothing would be left of the budget. */
  #end = 0;
  /** Instructions that had retired when the run began. */
  #retired = 0;
  /** The cycle count at which to come back, if the limit in the counters is not before it. */
  #until = 0;
  /** Cycles that were executed here, and the cycle count at which there would have been none. */
  #executed = 0;
  #origin = 0;
  #fault: Fault | undefined;
  /** Cycles and instructions when the core was reset by its own access. */
  #reset: { readonly cycles: number; readonly instructions: number } | undefined;
  #breakpoints: ReadonlySet<number> = new Set();
  #breakpointsVersion = -1;
  #dwtVersion = -1;
  #watchedData = false;
  #floatsUnknown = true;
  #executionChanged = false;
  #classesChanged = false;
  /** Code has been written: what is being executed may be of yesterday. */
  #codeChanged = false;
  /** For whom each page may be executed that was looked at for a region. */
  readonly #classes = new Map<number, number>();

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    const { memory, bus, access, ppb, state } = ports;
    this.#words = new Int32Array(memory.wasm.buffer);
    this.#tables = new AccessTables(ports);
    this.#outside = new OutsideAccesses({
      memory,
      access,
      before: () => this.#before(),
      afterwards: (limit) => this.#afterwards(limit),
      failed: (thrown) => this.#failed(thrown),
    });
    const { patience = usualPatience, form = formOfHost() } = ports;
    this.#support = new Support(memory, { ...this.#outside.functions, ...floatsOutside(state.words) }, patience, form);
    this.#interpreter = new Interpreter({
      memory,
      table: this.#support.table,
      imports: this.#support.imports,
      form,
      patience,
      slotsEnd: firstRegionSlot,
      isExecutable: (address) => this.#tables.executableAt(address),
      ramOffsetOf: (address) => bus.ramOffsetOf(address),
      markCode: (ramOffset, length) => bus.markCode(ramOffset, length),
      dropped: () => this.#regions?.forget(),
    });
    this.#regions = ports.kind === 'translator' ? this.#makeRegions(patience, form) : undefined;
    bus.onCodeWritten((ramOffset) => {
      this.#codeChanged = true;
      this.#dropPage(ramOffset >>> pageShift);
    });
    access.onRulesChanged(() => this.#rulesChanged());
    ppb.onWritten(() => this.#rulesChanged());
    this.#tables.onExecutionChanged(({ pages, lessExecuted, classesChanged }) => {
      this.#executionChanged = true;
      for (const page of pages) this.#interpreter.records.show(page, this.#tables.executable(page));
      if (classesChanged) this.#classesChanged = true;
      for (const page of lessExecuted) this.#dropPage(bus.ramOffsetOf(page << pageShift)! >>> pageShift);
    });
  }

  /** Makes what most firmware needs, and this code: before it runs, while nobody waits. */
  prepare(code: readonly CodePiece[]): void {
    this.#interpreter.prepare(code);
    this.#settleRules();
  }

  /** Of RAM. */
  #dropPage(page: number): void {
    this.#interpreter.records.drop(page);
    this.#regions?.dropPage(page);
    this.#slow.forget((pc) => this.#ports.bus.ramOffsetOf(pc)! >>> pageShift === page);
  }

  /** ExecuteFPCheck has just been passed: it does nothing until the rules change. True: that is new to made code. */
  floatIsReady(): boolean {
    const isNew = this.#words[fpReadyAt >>> 2] === 0;
    this.#words[fpReadyAt >>> 2] = 1;
    return isNew;
  }

  /** Memory is another now, its dirty marks too. Code that differs has been told of. */
  memoryReplaced(): void {
    this.#tables.replaced();
    this.#rulesChanged();
  }

  /**
   * Executes instructions up to the limit in the counters, or up to the cycle count `until`, or until there is something to be looked at.
   * Answers the fault of the instruction at the PC if there was one. Throws Fault when the evaluator does.
   */
  run(until: number): Fault | undefined {
    const { counters } = this.#ports.state;
    for (;;) {
      const reason = this.#runMade(until);
      if (reason === reasons.fault) {
        const fault = this.#fault;
        this.#fault = undefined;
        return fault;
      }
      // It may be that no instruction may start.
      if (reason !== reasons.evaluate || this.#left < 1 || !this.#ports.evaluate()) return undefined;
      const cycles = counters[counter.cycles]!;
      if (cycles >= until || cycles >= counters[counter.limit]!) return undefined;
    }
  }

  /** Up to where made code does not go on. Answers why. */
  #runMade(until: number): number {
    this.#settleRules();
    this.#codeChanged = false;
    const { counters } = this.#ports.state;
    this.#until = until;
    this.#retired = counters[counter.instructions]!;
    this.#origin = counters[counter.cycles]! - this.#executed;
    // Whatever makes another exception wait ends the run.
    this.#words[waitingAt >>> 2] = this.#ports.waiting() ? 1 : 0;
    this.#setBudget(counters[counter.cycles]!, 0);
    const reason = this.#enter();
    this.#settle();
    this.#executed = this.#now;
    if (this.#reset !== undefined) {
      counters[counter.cycles] = this.#reset.cycles;
      counters[counter.instructions] = this.#reset.instructions;
      this.#reset = undefined;
    }
    return reason;
  }

  #enter(): number {
    const { state } = this.#ports;
    const { records } = this.#interpreter;
    for (;;) {
      const { pc } = state;
      const it = state.words[layout.itState]!;
      const reason = this.#support.enter(records.entryAt(pc, it !== 0));
      this.#tellNoted();
      if (reason === reasons.missing) {
        if (!this.#interpreter.decodeFrom(state.pc, state.words[layout.itState]!)) return reasons.evaluate;
      } else if (reason === reasons.hot) {
        this.#isHot(state.pc);
      } else if (reason !== reasons.budget || !this.#gathered()) {
        if (reason === reasons.evaluate && this.#words[troubleAt >>> 2] !== 0) this.#foundSlow(state.pc);
        return reason;
      }
    }
  }

  #isHot(pc: number): void {
    const regions = this.#regions;
    if (regions === undefined) {
      this.#interpreter.records.restore(pc);
      return;
    }
    regions.want(pc, this.#now);
    this.#renewBudget();
  }

  /** Was the budget only up because it is time to make regions? */
  #gathered(): boolean {
    if (this.#regions === undefined || this.#now < this.#regions.due) return false;
    this.#regions.make(this.#now);
    this.#renewBudget();
    return this.#left > 0;
  }

  get #now(): number {
    return this.#end - this.#left - this.#origin;
  }

  get #left(): number {
    return this.#words[(budgetAt >>> 2) + 1]!;
  }

  #renewBudget(): void {
    this.#setBudget(this.#end - this.#left, this.#words[budgetAt >>> 2]!);
  }

  /** An access in a region that was made for RAM went elsewhere, or did not go straight there. */
  #foundSlow(pc: number): void {
    const trouble = this.#words[troubleAt >>> 2];
    this.#words[troubleAt >>> 2] = 0;
    if (trouble !== notStraight) this.#slow.add(pc);
    else if (!this.#slow.addIndirect(pc)) return;
    this.#regions?.dropAt(pc);
  }

  #makeRegions(patience: Patience, form: Form): Regions {
    const { bus, code, breakpoints } = this.#ports;
    const isPlain = (address: number, entry: number): boolean =>
      this.#tables.executableAt(address) && this.#classOf(address >>> pageShift) === this.#classOf(entry >>> pageShift);
    const constants: ConstantsOf = (address, bytes, entry) =>
      isPlain(address, entry) && this.#tables.readable(address >>> pageShift) && (address & (bytes - 1)) === 0
        ? bus.peek(address, bytes)
        : undefined;
    return new Regions({
      table: this.#support.table,
      slots: { first: firstRegionSlot, end: tableSize },
      imports: this.#support.imports,
      form,
      records: this.#interpreter.records,
      finder: new Finder({
        at: (pc, inIT) => code.at(pc, inIT),
        isPlain,
        isSlow: (pc) => this.#slow.isSlow(pc),
        isIndirect: (pc) => this.#slow.isIndirect(pc),
        isBreakpoint: (pc) => breakpoints.has(pc),
        peek: (address, bytes) => constants(address, bytes, address),
      }),
      constants,
      patience,
      ramOffsetOf: (address) => bus.ramOffsetOf(address),
      markCode: (ramOffset, length) => bus.markCode(ramOffset, length),
    });
  }

  #rulesChanged(): void {
    this.#words[fpReadyAt >>> 2] = 0;
    this.#floatsUnknown = true;
    this.#tables.rulesChanged();
  }

  #settleRules(): void {
    const { breakpoints, dwt } = this.#ports;
    if (this.#floatsUnknown) this.#words[fpReadyAt >>> 2] = this.#ports.floatsReady() ? 1 : 0;
    this.#floatsUnknown = false;
    if (this.#breakpointsVersion !== breakpoints.version) this.#settleBreakpoints();
    // Comparators want to see the loads of constants, too.
    if (this.#dwtVersion !== dwt.version && (dwt.watchesData || this.#watchedData)) this.#regions?.dropAll();
    this.#dwtVersion = dwt.version;
    this.#watchedData = dwt.watchesData;
    this.#tables.settle();
    if (!this.#executionChanged) return;
    this.#executionChanged = false;
    if (!this.#classesChanged) return;
    this.#classesChanged = false;
    for (const [page, known] of this.#classes) {
      if (this.#tables.executionClass(page) === known) continue;
      this.#regions?.dropAll();
      this.#classes.clear();
      return;
    }
  }

  /** Only code around an address that is new or has gone is made anew. */
  #settleBreakpoints(): void {
    const { breakpoints } = this.#ports;
    const before = this.#breakpoints;
    this.#breakpointsVersion = breakpoints.version;
    this.#breakpoints = new Set(breakpoints);
    for (const pc of before) if (!breakpoints.has(pc)) this.#regions?.dropAt(pc);
    for (const pc of breakpoints) if (!before.has(pc)) this.#regions?.dropAt(pc);
    this.#interpreter.records.setBreakpoints(breakpoints);
  }

  #classOf(page: number): number {
    const known = this.#classes.get(page) ?? this.#tables.executionClass(page);
    this.#classes.set(page, known);
    return known;
  }

  #setBudget(cycles: number, instructions: number): void {
    const due = this.#regions === undefined ? Number.POSITIVE_INFINITY : this.#regions.due + this.#origin;
    const limit = Math.min(this.#ports.state.counters[counter.limit]!, this.#until, due);
    const left = this.#mustStop() ? 0 : Math.min(Math.ceil(limit - cycles), longestRun);
    this.#words[budgetAt >>> 2] = instructions;
    this.#words[(budgetAt >>> 2) + 1] = left;
    this.#end = cycles + left;
  }

  /** Brings the counters up to the budget in memory. */
  #settle(): void {
    const { counters } = this.#ports.state;
    counters[counter.cycles] = this.#end - this.#words[(budgetAt >>> 2) + 1]!;
    counters[counter.instructions] = this.#retired + (this.#words[budgetAt >>> 2]! >>> 0);
  }

  /** Whoever hears of an access finds the counters as they are before the instruction. Answers the limit in them. */
  #before(): number {
    this.#tellNoted();
    this.#settle();
    this.#slow.add(this.#ports.state.pc);
    return this.#ports.state.counters[counter.limit]!;
  }

  #tellNoted(): void {
    if (this.#words[notedCountAt >>> 2] !== 0) this.#outside.tellNoted(this.#end, this.#slow);
  }

  #failed(thrown: unknown): 0 {
    if (!(thrown instanceof Fault)) throw thrown;
    this.#fault = thrown;
    this.#words[troubleAt >>> 2] = 1;
    return 0;
  }

  /** Is there something to be done before the next instruction? */
  #mustStop(): boolean {
    if (this.#codeChanged || this.#executionChanged) return true;
    return this.#ports.attention() && !this.#goesOn();
  }

  /** What an access of this run has changed asks for nothing: most writes to the NVIC. */
  #goesOn(): boolean {
    const { breakpoints, dwt, floatsReady, waiting, isNothing } = this.#ports;
    const isAsBefore = this.#breakpointsVersion === breakpoints.version && this.#dwtVersion === dwt.version;
    if (!isAsBefore || !this.#tables.areSettled || !isNothing()) return false;
    if (this.#floatsUnknown) this.#words[fpReadyAt >>> 2] = floatsReady() ? 1 : 0;
    this.#floatsUnknown = false;
    this.#words[waitingAt >>> 2] = waiting() ? 1 : 0;
    return true;
  }

  /** The instruction ends; whether another starts may be another question now. */
  #afterwards(limit: number): void {
    const { counters } = this.#ports.state;
    this.#words[troubleAt >>> 2] = 0;
    const wasReset = this.#ports.wasReset();
    if (!wasReset && !this.#mustStop() && limit === counters[counter.limit]!) return;
    const cycles = counters[counter.cycles]!;
    const instructions = counters[counter.instructions]!;
    if (wasReset) this.#reset ??= { cycles, instructions: instructions + 1 };
    this.#setBudget(cycles, instructions - this.#retired);
  }
}
