/** The frame that exception entry puts on the stack and exception return takes off, and the late saving of FP registers. */
import type { CpuState } from './cpu-state';
import { during, Fault, usageFault } from './fault';
import { status } from './fault-words';
import type { MemoryAccess } from './memory-access';
import type { fpuMap } from './ppb/fpu.regs';
import { exceptions, type Nvic } from './ppb/nvic';
import type { WordBlock } from './ppb/ppb';
import type { Scb } from './ppb/scb';
import { control, layout } from './state-layout';

const basicBytes = 0x20;
const extendedBytes = 0x68;
/** s0 to s15 and FPSCR. */
const floatBytes = 68;
/** Core registers of the frame, in its order. */
const stacked = [0, 1, 2, 3, 12, 14] as const;
const alignmentMark = 1 << 9;
/** EXC_RETURN bits. Source: ARMv7-M ARM, table B1-9. */
export const excReturn = { thread: 8, process: 4, basicFrame: 16 } as const;
/** FPCCR bits; `kept`: those that a new frame leaves as they are. Source: ARMv7-M ARM, B3.2.22. */
const fpccr = {
  lspact: 1,
  user: 1 << 1,
  thread: 1 << 3,
  hfrdy: 1 << 4,
  mmrdy: 1 << 5,
  bfrdy: 1 << 6,
  monrdy: 1 << 8,
  lspen: 1 << 30,
  aspen: 1 << 31,
  kept: ~0x17b,
} as const;
/** FPSCR bits that a new FP context takes from FPDSCR: AHP, DN, FZ, RMode. */
const contextBits = 0x07c0_0000;

export type FramePorts = {
  readonly state: CpuState;
  readonly access: MemoryAccess;
  readonly nvic: Nvic;
  readonly scb: Scb;
  readonly fpu: WordBlock<typeof fpuMap>;
  readonly executionPriority: () => number;
};

export class ExceptionFrames {
  readonly #ports: FramePorts;
  /** r0 to r3, r12, r14, PC, xPSR of the frame that is moved. */
  readonly #basic = new Int32Array(basicBytes / 4);
  /** s0 to s15 and FPSCR of the frame that is taken off. */
  readonly #floats = new Int32Array(floatBytes / 4);
  readonly #aligns: () => number;
  readonly #cp10: () => number;
  /** Places of registers in the words of the FPU's block. */
  readonly #fpccr: number;
  readonly #fpcar: number;
  readonly #fpdscr: number;

  constructor(ports: FramePorts) {
    this.#ports = ports;
    const { scb, fpu } = ports;
    this.#aligns = scb.registers.reader('CCR', 'STKALIGN');
    this.#cp10 = scb.registers.reader('CPACR', 'CP10');
    this.#fpccr = fpu.registers.placeOf('FPCCR');
    this.#fpcar = fpu.registers.placeOf('FPCAR');
    this.#fpdscr = fpu.registers.placeOf('FPDSCR');
  }

  /** The EXC_RETURN that leads back to the present mode and stack. */
  get returnToHere(): number {
    const { state } = this.#ports;
    const floating = (state.control & control.fpca) !== 0;
    const mode = state.inHandler
      ? 1
      : 1 | excReturn.thread | ((state.control & control.spSel) !== 0 ? excReturn.process : 0);
    return (0xffff_ffe0 | (floating ? 0 : excReturn.basicFrame) | mode) >>> 0;
  }

  /** PushStack. The stack pointer moves even when a word cannot be written; then the fault is the result. */
  push(returnAddress: number): Fault | undefined {
    const { state, access } = this.#ports;
    const floating = (state.control & control.fpca) !== 0;
    const align = floating || this.#aligns() === 1;
    const before = state.r[13]!;
    const padded = align && (before & 4) !== 0;
    const frame = (before - (floating ? extendedBytes : basicBytes)) & (align ? ~7 : ~3);
    const xpsr = (state.xpsr & ~alignmentMark) | (padded ? alignmentMark : 0);
    state.r[13] = frame;
    const basic = this.#basic;
    const { r } = state;
    for (let i = 0; i < stacked.length; i++) basic[i] = r[stacked[i]!]!;
    basic[6] = returnAddress;
    basic[7] = xpsr;
    try {
      const at = access.placeOf(frame, basicBytes, true);
      for (let i = 0; i < basic.length; i++) {
        if (at === undefined) access.writeFrame(frame + 4 * i, basic[i]!);
        else access.words[at + i] = basic[i]!;
      }
      if (floating) this.#pushFloats(frame + basicBytes);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return during(thrown, status.STKERR, status.MSTKERR);
    }
    return undefined;
  }

  /** PopStack. Registers and stack pointer stay as they are when a word cannot be read; then the fault is the result. */
  pop(exc: number): Fault | undefined {
    const { state, access } = this.#ports;
    const process = (exc & excReturn.process) !== 0;
    const frame = process ? state.psp : state.msp;
    const floating = (exc & excReturn.basicFrame) === 0;
    const basic = this.#basic;
    try {
      const at = access.placeOf(frame, basicBytes, false);
      for (let i = 0; i < basic.length; i++)
        basic[i] = at === undefined ? access.read(frame + 4 * i, 4) : access.words[at + i]!;
      if (floating) this.#popFloats(frame + basicBytes);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return thrown.exception === exceptions.usageFault ? thrown : during(thrown, status.UNSTKERR, status.MUNSTKERR);
    }
    for (let i = 0; i < stacked.length; i++) state.r[stacked[i]!] = basic[i]!;
    state.pc = basic[6]! & ~1;
    const xpsr = basic[7]!;
    const align = floating || this.#aligns() === 1;
    const padding = align && (xpsr & alignmentMark) !== 0 ? 4 : 0;
    const after = (frame + (floating ? extendedBytes : basicBytes)) | padding;
    if (process) state.psp = after;
    else state.msp = after;
    state.xpsr = xpsr;
    state.setControlBit(control.fpca, floating);
    return undefined;
  }

  /** Would `beforeFloat` do nothing? */
  get isReadyForFloat(): boolean {
    const { state, fpu } = this.#ports;
    const word = fpu.registers.words[this.#fpccr]!;
    return this.#mayUseFloats && (word & fpccr.lspact) === 0 && (!makesContext(word) || hasContext(state));
  }

  /** ExecuteFPCheck: to be called before any instruction of the FPU. Throws Fault. */
  beforeFloat(): void {
    const { state, fpu } = this.#ports;
    const { words } = fpu.registers;
    if (!this.#mayUseFloats) throw usageFault(status.NOCP);
    if ((words[this.#fpccr]! & fpccr.lspact) !== 0) this.#preserve();
    if (!makesContext(words[this.#fpccr]!) || hasContext(state)) return;
    const fresh = words[this.#fpdscr]! & contextBits;
    state.words[layout.fpscr] = (state.words[layout.fpscr]! & ~contextBits) | fresh;
    state.setControlBit(control.fpca, true);
  }

  get #mayUseFloats(): boolean {
    const granted = this.#cp10();
    return granted === 3 || (granted === 1 && this.#ports.state.privileged);
  }

  #pushFloats(at: number): void {
    const { words } = this.#ports.fpu.registers;
    if ((words[this.#fpccr]! & fpccr.lspen) === 0) this.#storeFloats(at, this.#ports.state.privileged);
    else this.#reserve(at);
  }

  #storeFloats(at: number, privileged: boolean): void {
    const { state, access } = this.#ports;
    const place = access.placeOf(at, floatBytes, true, privileged);
    for (let i = 0; i <= 16; i++) {
      const word = i < 16 ? state.sBits[i]! : state.words[layout.fpscr]!;
      if (place === undefined) access.writeFrame(at + 4 * i, word, privileged);
      else access.words[place + i] = word;
    }
  }

  /** UpdateFPCCR: remembers where the space is, and what could have been taken at this moment. */
  #reserve(at: number): void {
    const { state, fpu, nvic, executionPriority } = this.#ports;
    const { words } = fpu.registers;
    const priority = executionPriority();
    const ready = (exception: number, bit: number): number =>
      nvic.enabled.has(exception) && nvic.groupOf(nvic.priority[exception]!) < priority ? bit : 0;
    words[this.#fpcar] = at & ~7;
    words[this.#fpccr] =
      (words[this.#fpccr]! & fpccr.kept) |
      fpccr.lspact |
      (state.privileged ? 0 : fpccr.user) |
      (state.inHandler ? 0 : fpccr.thread) |
      (priority > -1 ? fpccr.hfrdy : 0) |
      ready(exceptions.memManage, fpccr.mmrdy) |
      ready(exceptions.busFault, fpccr.bfrdy) |
      ready(exceptions.debugMonitor, fpccr.monrdy);
  }

  /** PreserveFPState. */
  #preserve(): void {
    const { words } = this.#ports.fpu.registers;
    try {
      this.#storeFloats(words[this.#fpcar]!, (words[this.#fpccr]! & fpccr.user) === 0);
    } catch (thrown) {
      throw thrown instanceof Fault ? during(thrown, status.LSPERR, status.MLSPERR) : thrown;
    }
    words[this.#fpccr] = words[this.#fpccr]! & ~fpccr.lspact;
  }

  #popFloats(at: number): void {
    const { state, access, fpu } = this.#ports;
    const { words } = fpu.registers;
    if ((words[this.#fpccr]! & fpccr.lspact) !== 0) {
      // Nobody used the FPU meanwhile: the registers still hold what would have been saved.
      words[this.#fpccr] = words[this.#fpccr]! & ~fpccr.lspact;
      return;
    }
    if (this.#cp10() === 0) throw usageFault(status.NOCP);
    const place = access.placeOf(at, floatBytes, false);
    const floats = this.#floats;
    for (let i = 0; i < floats.length; i++)
      floats[i] = place === undefined ? access.read(at + 4 * i, 4) : access.words[place + i]!;
    for (let i = 0; i < 16; i++) state.sBits[i] = floats[i]!;
    state.words[layout.fpscr] = floats[16]!;
  }
}

const makesContext = (word: number): boolean => (word & fpccr.aspen) !== 0;
const hasContext = (state: CpuState): boolean => (state.control & control.fpca) !== 0;
