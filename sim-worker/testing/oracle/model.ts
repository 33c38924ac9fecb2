/** Our core with the RAM of the harness: executes one case and answers the state after it, as the harness would see it. */
import { Bus } from '../../bus/bus';
import type { RamRegion } from '../../bus/regions';
import { cycles } from '../../contract/units';
import { Core } from '../../cpu/core';
import { CpuState } from '../../cpu/cpu-state';
import type { EngineKind } from '../../cpu/engines/engine';
import { noPatience } from '../../cpu/engines/patience';
import { layout } from '../../cpu/state-layout';
import { Clock, ClockDomain } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { GuestMemory, pageBytes, pageShift } from '../../kernel/guest-memory';
import { Schedule } from '../../kernel/schedule';
import { codeWords, place, stateWords, trapAt, windowWords, word } from './layout';

const hz = 100_000_000;
/** Around the code: as far as a literal load reaches. */
const nearCode = { base: place.code - 0x4000, size: 0x8000 };
const ppb = { CCR: 0xe000_ed14, CFSR: 0xe000_ed28, MMFAR: 0xe000_ed34, BFAR: 0xe000_ed38 } as const;
const actlr = 0xe000_e008;
const cpacr = 0xe000_ed88;
const fpccr = 0xe000_ef34;
const valid = { MMARVALID: 1 << 7, BFARVALID: 1 << 15 } as const;
const spSel = 2;
const hardFault = 3;
const nop = 0xbf00;

export class Model {
  /** By the last case. */
  took = { cycles: 0, instructions: 0 };
  readonly #core: Core;
  readonly #domain = new ClockDomain(hz);
  /** Undefined: single steps, as a debugger makes them. */
  readonly #engine: EngineKind | undefined;
  readonly #cpu: CpuState;
  readonly #bus: Bus;
  readonly #window: Int32Array;
  readonly #code = new Uint16Array(2 * codeWords);
  readonly #quiet: ReturnType<Core['save']>;
  #codeAt = 0;
  #ccr = -1;

  constructor(engine?: EngineKind) {
    this.#engine = engine;
    const clock = new Clock();
    const log = new EventLog(clock, 1 << 10);
    const schedule = new Schedule((time) => this.#core.clock.limitTo(time));
    const vectors: RamRegion = { kind: 'ram', name: 'vectors', base: 0, size: pageBytes, ramOffset: 0 };
    const stacks: RamRegion = {
      kind: 'ram',
      name: 'stacks',
      base: place.stacks,
      size: place.stacksBytes,
      ramOffset: vectors.size,
    };
    const traps: RamRegion = { kind: 'ram', name: 'traps', ...nearCode, ramOffset: stacks.ramOffset + stacks.size };
    const memory = new GuestMemory(traps.ramOffset + traps.size);
    this.#bus = new Bus(memory, [vectors, stacks, traps], {
      check: () => 'ok',
      unmodelled: () => undefined,
      unmapped: () => undefined,
    });
    this.#core = new Core({
      memory,
      log,
      clock,
      domain: this.#domain,
      schedule,
      bus: this.#bus,
      systemReset: () => undefined,
      sendEvent: () => undefined,
      irqName: (irq) => `IRQ ${irq}`,
      debugger: false,
      bitBand: false,
      engine: engine ?? 'evaluator',
      patience: noPatience,
    });
    this.#cpu = new CpuState(memory);
    const linear = memory.pageTable[place.window >>> pageShift]! & ~(pageBytes - 1);
    this.#window = new Int32Array(memory.wasm.buffer, linear + (place.window & (pageBytes - 1)), windowWords);
    for (let at = 0; at < nearCode.size; at += 2)
      this.#bus.write(nearCode.base + at, trapAt(nearCode.base + at), 2, 'debugger');
    this.#bus.write(0, place.stacks + place.stacksBytes, 4, 'debugger');
    // Handlers do nothing.
    this.#bus.write(nearCode.base, nop, 2, 'debugger');
    for (let n = 1; n < 16; n++) this.#bus.write(4 * n, nearCode.base | 1, 4, 'debugger');
    this.#core.release();
    // DISDEFWBUF: without the write buffer every bus error is precise, as on QEMU.
    this.#core.ppb.write(actlr, 2, 4);
    this.#core.ppb.write(cpacr, 0xf << 20, 4);
    this.#core.ppb.write(fpccr, 0, 4);
    this.#quiet = this.#core.save();
  }

  /** `code`: halfwords; `steps`: instructions that they are. Writes the state after them into `after`. */
  execute(before: Int32Array, code: Uint16Array, steps: number, after: Int32Array): void {
    this.#layOut(before, code);
    const start = { cycles: this.#core.cycles, instructions: this.#core.instructions };
    for (let i = 0; i < steps; i++) this.#step();
    // An address without the Thumb bit faults only when it is executed.
    if (this.#cpu.words[layout.thumb] === 0) this.#step();
    this.took = {
      cycles: this.#core.cycles - start.cycles,
      instructions: this.#core.instructions - start.instructions,
    };
    this.#takeBack(before, after);
    if (this.#core.state !== 'running' || this.#cpu.ipsr !== 0) this.calmDown();
  }

  /** In a run of one cycle one instruction is started. */
  #step(): void {
    if (this.#engine === undefined) this.#core.stepInstruction();
    else this.#core.run(this.#domain.timeAt(cycles(this.#core.cycles + 1)));
  }

  /** To be called after `execute` has thrown: the stack was nowhere. */
  calmDown(): void {
    this.#core.load(this.#quiet);
    this.#ccr = -1;
  }

  #layOut(before: Int32Array, code: Uint16Array): void {
    const { r, words, sBits } = this.#cpu;
    this.#writeCode(before[word.pc]! & ~1, code);
    this.#window.set(before.subarray(word.window, stateWords));
    this.#writeFrame(before);
    for (let i = 0; i < 16; i++) r[i] = before[i]!;
    sBits.set(before.subarray(word.s, word.s + 32));
    this.#cpu.xpsr = before[word.xpsr]!;
    words[layout.fpscr] = before[word.fpscr]!;
    words[layout.otherSp] = before[word.msp]!;
    words[layout.control] = before[word.control]!;
    words[layout.primask] = before[word.primask]!;
    words[layout.basepri] = before[word.basepri]!;
    words[layout.faultmask] = before[word.faultmask]!;
    words[layout.monitorArmed] = 0;
    words[layout.event] = 0;
    if (this.#ccr !== before[word.ccr]!) {
      this.#ccr = before[word.ccr]!;
      this.#core.ppb.write(ppb.CCR, this.#ccr, 4);
    }
  }

  #writeCode(address: number, code: Uint16Array): void {
    if (this.#codeAt === address && this.#code.every((half, i) => half === code[i])) return;
    // The place used before becomes traps again.
    for (let i = 0; i < 2 * codeWords + 1; i++)
      this.#bus.write(place.code + 2 * i, trapAt(place.code + 2 * i), 2, 'debugger');
    code.forEach((half, i) => {
      this.#bus.write(address + 2 * i, half, 2, 'debugger');
    });
    this.#code.set(code);
    this.#codeAt = address;
  }

  /** What the harness returns from to get into the case. */
  #writeFrame(before: Int32Array): void {
    const sp = before[word.sp]! >>> 0;
    const realign = (sp >>> 2) & 1;
    const at = sp - 32 - 4 * realign;
    const frame = [0, 1, 2, 3, 12, word.lr, word.pc].map((index) => before[index]!);
    [...frame, before[word.xpsr]! | (realign << 9)].forEach((value, i) => {
      this.#bus.write(at + 4 * i, value, 4, 'debugger');
    });
  }

  #takeBack(before: Int32Array, after: Int32Array): void {
    const { r, words, sBits } = this.#cpu;
    after.fill(0, word.exception, word.s);
    after.set(r, 0);
    after[word.xpsr] = this.#cpu.xpsr;
    after[word.fpscr] = words[layout.fpscr]!;
    after[word.msp] = this.#cpu.msp;
    after[word.control] = this.#cpu.control;
    after[word.primask] = words[layout.primask]!;
    after[word.basepri] = words[layout.basepri]!;
    after[word.faultmask] = words[layout.faultmask]!;
    after[word.ccr] = this.#core.ppb.peek(ppb.CCR, 4)! | 0;
    after[word.exception] = this.#cpu.inHandler ? this.#cpu.ipsr : hardFault;
    after[word.pend] = before[word.pend]!;
    if (this.#cpu.inHandler) this.#takeFrame(after);
    after.set(sBits, word.s);
    after.set(this.#window, word.window);
  }

  #takeFrame(after: Int32Array): void {
    const onProcessStack = (this.#cpu.r[14]! & 4) !== 0;
    const at = onProcessStack ? this.#cpu.psp : this.#cpu.msp;
    const frame = Array.from({ length: 8 }, (_, i) => this.#bus.read(at + 4 * i, 4, 'debugger') | 0);
    [0, 1, 2, 3, 12, word.lr, word.pc].forEach((index, i) => {
      after[index] = frame[i]!;
    });
    const xpsr = frame[7]!;
    const sp = at + 32 + 4 * ((xpsr >>> 9) & 1);
    after[word.sp] = sp;
    after[word.xpsr] = xpsr & ~(1 << 9);
    if (onProcessStack) after[word.control]! |= spSel;
    else after[word.msp] = sp;
    const cfsr = this.#core.ppb.peek(ppb.CFSR, 4) ?? 0;
    after[word.cfsr] = cfsr;
    if ((cfsr & valid.BFARVALID) !== 0) after[word.address] = this.#core.ppb.peek(ppb.BFAR, 4)! | 0;
    else if ((cfsr & valid.MMARVALID) !== 0) after[word.address] = this.#core.ppb.peek(ppb.MMFAR, 4)! | 0;
  }
}
