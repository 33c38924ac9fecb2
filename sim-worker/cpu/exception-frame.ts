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
const alignmentMark = 1 << 9;
/** EXC_RETURN bits. Source: ARMv7-M ARM, table B1-9. */
export const excReturn = { thread: 8, process: 4, basicFrame: 16 } as const;
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

  constructor(ports: FramePorts) {
    this.#ports = ports;
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
    const { state, scb, access } = this.#ports;
    const floating = (state.control & control.fpca) !== 0;
    const align = floating || scb.registers.get('CCR', 'STKALIGN') === 1;
    const before = state.r[13]!;
    const padded = align && (before & 4) !== 0;
    const frame = (before - (floating ? extendedBytes : basicBytes)) & (align ? ~7 : ~3);
    const xpsr = (state.xpsr & ~alignmentMark) | (padded ? alignmentMark : 0);
    state.r[13] = frame;
    const { r } = state;
    const words = [r[0]!, r[1]!, r[2]!, r[3]!, r[12]!, r[14]!, returnAddress | 0, xpsr | 0];
    try {
      for (let i = 0; i < words.length; i++) access.writeFrame(frame + 4 * i, words[i]!);
      if (floating) this.#pushFloats(frame + basicBytes);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return during(thrown, status.STKERR, status.MSTKERR);
    }
    return undefined;
  }

  /** PopStack. Registers and stack pointer stay as they are when a word cannot be read; then the fault is the result. */
  pop(exc: number): Fault | undefined {
    const { state, scb, access } = this.#ports;
    const process = (exc & excReturn.process) !== 0;
    const frame = process ? state.psp : state.msp;
    const floating = (exc & excReturn.basicFrame) === 0;
    const words: number[] = [];
    try {
      for (let i = 0; i < 8; i++) words.push(access.read(frame + 4 * i, 4));
      if (floating) this.#popFloats(frame + basicBytes);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return thrown.exception === exceptions.usageFault ? thrown : during(thrown, status.UNSTKERR, status.MUNSTKERR);
    }
    for (let i = 0; i < 4; i++) state.r[i] = words[i]!;
    state.r[12] = words[4]!;
    state.r[14] = words[5]!;
    state.pc = words[6]! & ~1;
    const xpsr = words[7]!;
    const align = floating || scb.registers.get('CCR', 'STKALIGN') === 1;
    const padding = align && (xpsr & alignmentMark) !== 0 ? 4 : 0;
    const after = (frame + (floating ? extendedBytes : basicBytes)) | padding;
    if (process) state.psp = after;
    else state.msp = after;
    state.xpsr = xpsr;
    state.setControlBit(control.fpca, floating);
    return undefined;
  }

  /** ExecuteFPCheck: to be called before any instruction of the FPU. Throws Fault. */
  beforeFloat(): void {
    const { state, scb, fpu } = this.#ports;
    const access = scb.registers.get('CPACR', 'CP10');
    if (access === 0 || access === 2 || (access === 1 && !state.privileged)) throw usageFault(status.NOCP);
    if (fpu.registers.get('FPCCR', 'LSPACT') === 1) this.#preserve();
    if (fpu.registers.get('FPCCR', 'ASPEN') === 0 || (state.control & control.fpca) !== 0) return;
    const fresh = fpu.registers.word('FPDSCR') & contextBits;
    state.words[layout.fpscr] = (state.words[layout.fpscr]! & ~contextBits) | fresh;
    state.setControlBit(control.fpca, true);
  }

  #pushFloats(at: number): void {
    const { fpu } = this.#ports;
    if (fpu.registers.get('FPCCR', 'LSPEN') === 0) this.#storeFloats(at, this.#ports.state.privileged);
    else this.#reserve(at);
  }

  #storeFloats(at: number, privileged: boolean): void {
    const { state, access } = this.#ports;
    for (let i = 0; i < 16; i++) access.writeFrame(at + 4 * i, state.sBits[i]!, privileged);
    access.writeFrame(at + 64, state.words[layout.fpscr]!, privileged);
  }

  /** UpdateFPCCR: remembers where the space is, and what could have been taken at this moment. */
  #reserve(at: number): void {
    const { state, fpu, nvic, executionPriority } = this.#ports;
    const { registers } = fpu;
    const priority = executionPriority();
    const ready = (exception: number): number =>
      nvic.enabled.has(exception) && nvic.groupOf(nvic.priority[exception]!) < priority ? 1 : 0;
    registers.setWord('FPCAR', at & ~7);
    registers.set('FPCCR', 'LSPACT', 1);
    registers.set('FPCCR', 'USER', state.privileged ? 0 : 1);
    registers.set('FPCCR', 'THREAD', state.inHandler ? 0 : 1);
    registers.set('FPCCR', 'HFRDY', priority > -1 ? 1 : 0);
    registers.set('FPCCR', 'MMRDY', ready(exceptions.memManage));
    registers.set('FPCCR', 'BFRDY', ready(exceptions.busFault));
    registers.set('FPCCR', 'MONRDY', ready(exceptions.debugMonitor));
  }

  /** PreserveFPState. */
  #preserve(): void {
    const { fpu } = this.#ports;
    try {
      this.#storeFloats(fpu.registers.word('FPCAR'), fpu.registers.get('FPCCR', 'USER') === 0);
    } catch (thrown) {
      throw thrown instanceof Fault ? during(thrown, status.LSPERR, status.MLSPERR) : thrown;
    }
    fpu.registers.set('FPCCR', 'LSPACT', 0);
  }

  #popFloats(at: number): void {
    const { state, access, fpu, scb } = this.#ports;
    if (fpu.registers.get('FPCCR', 'LSPACT') === 1) {
      // Nobody used the FPU meanwhile: the registers still hold what would have been saved.
      fpu.registers.set('FPCCR', 'LSPACT', 0);
      return;
    }
    if (scb.registers.get('CPACR', 'CP10') === 0) throw usageFault(status.NOCP);
    const words = Array.from({ length: 17 }, (_, i) => access.read(at + 4 * i, 4));
    for (let i = 0; i < 16; i++) state.sBits[i] = words[i]!;
    state.words[layout.fpscr] = words[16]!;
  }
}
