/** The programmers' model: core registers, status, stack pointers and masks, as views of guest memory. */
import type { RegistersView } from '../contract/core-views';
import { type GuestMemory, registerFileBase } from '../kernel/guest-memory';
import type { Plain, Snapshottable } from '../kernel/snapshot';
import { control, counter, layout, layoutWords } from './state-layout';

const at = (word: number): number => registerFileBase + word * 4;

export class CpuState implements Snapshottable {
  readonly words: Int32Array;
  readonly r: Int32Array;
  readonly s: Float32Array;
  /** The same registers as `s`, raw. */
  readonly sBits: Int32Array;
  /** N, Z, C, V. */
  readonly flags: Int32Array;
  readonly counters: Float64Array;

  constructor(memory: GuestMemory) {
    const { buffer } = memory.wasm;
    this.words = new Int32Array(buffer, at(0), layoutWords);
    this.r = new Int32Array(buffer, at(layout.r), 16);
    this.s = new Float32Array(buffer, at(layout.s), 32);
    this.sBits = new Int32Array(buffer, at(layout.s), 32);
    this.flags = new Int32Array(buffer, at(layout.flags), 4);
    this.counters = new Float64Array(buffer, at(layout.counters), 8);
  }

  /** Address of the next instruction. */
  get pc(): number {
    return this.r[15]! >>> 0;
  }

  set pc(value: number) {
    this.r[15] = value;
  }

  get ipsr(): number {
    return this.words[layout.ipsr]!;
  }

  set ipsr(value: number) {
    this.words[layout.ipsr] = value;
  }

  get inHandler(): boolean {
    return this.ipsr !== 0;
  }

  get privileged(): boolean {
    return this.inHandler || (this.control & control.nPriv) === 0;
  }

  get control(): number {
    return this.words[layout.control]!;
  }

  /** SPSEL is not changed by this: it moves stack pointers, see `selectStack`. */
  setControlBit(bit: number, on: boolean): void {
    this.words[layout.control] = on ? this.control | bit : this.control & ~bit;
  }

  /** CONTROL.SPSEL; in handler mode the main stack is in use whatever was asked for, and SPSEL is 0. */
  selectStack(process: boolean): void {
    if (process === ((this.control & control.spSel) !== 0)) return;
    this.setControlBit(control.spSel, process);
    const inUse = this.r[13]!;
    this.r[13] = this.words[layout.otherSp]!;
    this.words[layout.otherSp] = inUse;
  }

  get msp(): number {
    return ((this.control & control.spSel) === 0 ? this.r[13]! : this.words[layout.otherSp]!) >>> 0;
  }

  set msp(value: number) {
    if ((this.control & control.spSel) === 0) this.r[13] = value & ~3;
    else this.words[layout.otherSp] = value & ~3;
  }

  get psp(): number {
    return ((this.control & control.spSel) !== 0 ? this.r[13]! : this.words[layout.otherSp]!) >>> 0;
  }

  set psp(value: number) {
    if ((this.control & control.spSel) !== 0) this.r[13] = value & ~3;
    else this.words[layout.otherSp] = value & ~3;
  }

  get cycles(): number {
    return this.counters[counter.cycles]!;
  }

  /** N Z C V Q and GE, in their places. */
  get apsr(): number {
    const { flags, words } = this;
    const nzcv = (flags[0]! << 31) | (flags[1]! << 30) | (flags[2]! << 29) | (flags[3]! << 28);
    return (nzcv | (words[layout.q]! << 27) | (words[layout.ge]! << 16)) >>> 0;
  }

  setFlags(apsr: number): void {
    const { flags } = this;
    flags[0] = apsr >>> 31;
    flags[1] = (apsr >>> 30) & 1;
    flags[2] = (apsr >>> 29) & 1;
    flags[3] = (apsr >>> 28) & 1;
    this.words[layout.q] = (apsr >>> 27) & 1;
  }

  setGe(apsr: number): void {
    this.words[layout.ge] = (apsr >>> 16) & 0xf;
  }

  get xpsr(): number {
    const it = this.words[layout.itState]!;
    const epsr = (this.words[layout.thumb]! << 24) | ((it & 3) << 25) | ((it >> 2) << 10);
    return (this.apsr | epsr | this.ipsr) >>> 0;
  }

  set xpsr(value: number) {
    this.setFlags(value);
    this.setGe(value);
    this.words[layout.thumb] = (value >>> 24) & 1;
    this.words[layout.itState] = ((value >>> 25) & 3) | (((value >>> 10) & 0x3f) << 2);
    this.ipsr = value & 0x1ff;
  }

  /** Values after reset. The counters go on: time does not run back. */
  reset(): void {
    this.words.fill(0, 0, layout.counters);
    this.words[layout.thumb] = 1;
    this.r[14] = -1;
  }

  save(): Plain {
    return this.words.slice();
  }

  load(state: Plain): void {
    this.words.set(state as Int32Array);
  }
}

/** All registers as plain numbers, for panels. */
export function registersOf(
  state: CpuState,
  held: boolean,
  nameOf: (exception: number) => string,
): Omit<RegistersView, 'callStack'> {
  const { r, words, sBits, inHandler, ipsr } = state;
  return {
    held,
    r: Array.from(r, (value) => value >>> 0),
    msp: state.msp,
    psp: state.psp,
    xpsr: state.xpsr,
    control: state.control,
    primask: words[layout.primask]!,
    basepri: words[layout.basepri]!,
    faultmask: words[layout.faultmask]!,
    fpscr: words[layout.fpscr]! >>> 0,
    s: Array.from(sBits, (value) => value >>> 0),
    mode: inHandler ? 'handler' : 'thread',
    exception: inHandler ? nameOf(ipsr) : '',
    cycles: state.cycles,
  };
}
