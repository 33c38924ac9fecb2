/** One instruction on the evaluator: state in, what changed out. */
import type { CpuState } from '../cpu/cpu-state';
import { Evaluator, type Leave, type SystemPort } from '../cpu/engines/evaluator';
import { Fault } from '../cpu/fault';
import { decode } from '../cpu/isa/decode';
import { disassemble } from '../cpu/isa/disassemble';
import { layout, layoutWords } from '../cpu/state-layout';

export const instructionAt = 0x1000_0100;
/** RAM of the bench: 256 bytes. Elsewhere every access faults. */
export const ram = 0x2000_0000;
const ramBytes = 256;

/** Registers by name (`r0`, `sp`, `lr`, `s0`), `flags` as 'NzCv' with capitals for 1, `q`, `ge`, `fpscr`, and memory words by address. */
export type Words = { readonly [name: string]: number | string };
/** Registers whose values differ; `pc` when it is not the next instruction. */
export type Outcome = {
  readonly changed: Words;
  readonly leave: Leave;
  readonly fault: number | undefined;
  readonly evaluator: Evaluator;
};

const special: Readonly<Record<string, number>> = {
  sp: 13,
  lr: 14,
  q: layout.q,
  ge: layout.ge,
  fpscr: layout.fpscr,
  it: layout.itState,
  thumb: layout.thumb,
  ipsr: layout.ipsr,
};
function placeOf(name: string): number {
  const register = /^([rs])(\d+)$/.exec(name);
  if (register !== null) return (register[1] === 'r' ? layout.r : layout.s) + Number(register[2]);
  const place = special[name];
  if (place === undefined) throw new Error(`no such register: ${name}`);
  return place;
}
const nameOf = (word: number): string => {
  const known = Object.entries(special).find(([, place]) => place === word);
  if (known !== undefined) return known[0];
  return word < layout.s ? `r${word}` : `s${word - layout.s}`;
};
const flagLetters = (flags: Int32Array): string =>
  [...'nzcv'].map((letter, i) => (flags[i] === 1 ? letter.toUpperCase() : letter)).join('');

export class IsaBench {
  readonly words = new Int32Array(layoutWords);
  readonly system: SystemPort;
  armed: number | undefined;
  divisionTraps = false;
  readonly #memory = new DataView(new ArrayBuffer(ramBytes));

  constructor() {
    this.words[layout.thumb] = 1;
    this.words[13] = ram + 128;
    this.system = {
      writeSystem: () => {},
      divideByZero: () => {
        if (this.divisionTraps) throw new Fault(6, 1 << 25, undefined);
      },
      setExclusive: (address) => {
        this.armed = address;
      },
      passExclusive: (address) => {
        const passed = this.armed === address;
        this.armed = undefined;
        return passed;
      },
      clearExclusive: () => {
        this.armed = undefined;
      },
    };
  }

  set(before: Words): this {
    for (const [name, value] of Object.entries(before)) {
      if (name === 'flags') this.#setFlags(String(value));
      else if (name.startsWith('0x')) this.#memory.setInt32(Number(name) - ram, Number(value), true);
      else this.words[placeOf(name)] = Number(value);
    }
    return this;
  }

  /** Decodes at `instructionAt` and executes. */
  run(first: number, second = 0, inIT = false): Outcome {
    const instruction = decode(first, second, instructionAt, inIT);
    if (instruction === undefined) throw new Error('no such instruction');
    const evaluator = new Evaluator({
      state: this.#state(),
      access: {
        read: (address, size) => this.#read(address, size),
        write: (address, value, size) => this.#write(address, value, size),
        readUnprivileged: (address, size) => this.#read(address, size),
        writeUnprivileged: (address, value, size) => this.#write(address, value, size),
      },
      system: this.system,
      priorityChanged: () => {},
    });
    this.words[15] = instructionAt;
    const before = this.words.slice();
    const memory = new DataView(this.#memory.buffer.slice(0));
    let leave: Leave = 'none';
    let fault: number | undefined;
    try {
      leave = evaluator.execute(instruction);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      fault = thrown.status;
    }
    const usual = fault === undefined && leave !== 'bkpt' && leave !== 'exception-return' ? instruction.length : 0;
    return { changed: this.#changes(before, memory, usual), leave, fault, evaluator };
  }

  #changes(before: Int32Array, memory: DataView, length: number): Words {
    const changed: Record<string, number | string> = {};
    this.words.forEach((word, i) => {
      const flag = i >= layout.flags && i < layout.flags + 4;
      if (flag) {
        if (word !== before[i]) changed.flags = flagLetters(this.words.subarray(layout.flags, layout.flags + 4));
      } else if (i === 15) {
        if (word !== instructionAt + length) changed.pc = word >>> 0;
      } else if (word !== before[i]) changed[nameOf(i)] = word >>> 0;
    });
    for (let at = 0; at < ramBytes; at += 4) {
      const now = this.#memory.getUint32(at, true);
      if (now !== memory.getUint32(at, true)) changed[`0x${(ram + at).toString(16)}`] = now;
    }
    return changed;
  }

  #setFlags(letters: string): void {
    [...letters].forEach((letter, i) => {
      this.words[layout.flags + i] = letter === letter.toUpperCase() ? 1 : 0;
    });
  }

  #state(): CpuState {
    const { words } = this;
    const state = {
      words,
      r: words.subarray(0, 16),
      sBits: words.subarray(layout.s, layout.s + 32),
      flags: words.subarray(layout.flags, layout.flags + 4),
      inHandler: words[layout.ipsr] !== 0,
    };
    return state as unknown as CpuState;
  }

  #read(address: number, size: 1 | 2 | 4): number {
    const at = this.#place(address, size);
    if (size === 4) return this.#memory.getInt32(at, true);
    return size === 2 ? this.#memory.getUint16(at, true) : this.#memory.getUint8(at);
  }

  #write(address: number, value: number, size: 1 | 2 | 4): void {
    const at = this.#place(address, size);
    if (size === 4) this.#memory.setInt32(at, value, true);
    else if (size === 2) this.#memory.setUint16(at, value, true);
    else this.#memory.setUint8(at, value);
  }

  #place(address: number, size: number): number {
    const at = (address >>> 0) - ram;
    if (at < 0 || at + size > ramBytes) throw new Fault(5, 1 << 9, address >>> 0);
    return at;
  }
}

/** Text of an instruction at `instructionAt`. */
const textOf = (first: number, second = 0): string => disassemble(first, second, instructionAt).text;

/** A line of a table: text, halfwords, state before, and all that is different afterwards. */
export type Row = readonly [text: string, halfwords: readonly number[], before: Words, changed: Words];
export const row = (text: string, halfwords: readonly number[], before: Words, changed: Words): Row => [
  text,
  halfwords,
  before,
  changed,
];
/** What `row` promises, to be compared with its text and changes. */
export function carriedOut([, [first, second], before]: Row): { readonly text: string; readonly changed: Words } {
  const outcome = new IsaBench().set(before).run(first!, second ?? 0);
  return { text: textOf(first!, second ?? 0), changed: outcome.changed };
}
