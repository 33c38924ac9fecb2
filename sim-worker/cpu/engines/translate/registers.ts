/** The registers of a region as local variables: each that it uses, from memory and back. */
import { floatRegisterAt, registerAt } from '../support/addresses';
import type { Code, Local } from '../wasm/code';
import type { Flags } from './flags';
import type { State } from './state';

const registers = 0x7fff;

export class Registers {
  readonly #code: Code;
  /** By number, as far as they are used. */
  readonly #words: (Local | undefined)[] = new Array(15).fill(undefined);
  readonly #floats: (Local | undefined)[] = new Array(32).fill(undefined);

  constructor(code: Code) {
    this.#code = code;
  }

  word(r: number): Local {
    this.#words[r] ??= this.#code.local('i32');
    return this.#words[r];
  }

  float(s: number): Local {
    this.#floats[s] ??= this.#code.local('f32');
    return this.#floats[s];
  }

  load({ words, floats }: State, flags: Flags): void {
    for (let rest = words & registers; rest !== 0; rest &= rest - 1) {
      const r = lowest(rest);
      this.#code.i32(0).memory('i32.load', registerAt(r)).set(this.word(r));
    }
    for (let rest = floats; rest !== 0; rest &= rest - 1) {
      const s = lowest(rest);
      this.#code.i32(0).memory('f32.load', floatRegisterAt(s)).set(this.float(s));
    }
    flags.load(words);
  }

  /** All flags that are to be stored must be computed. */
  store({ words, floats }: State, flags: Flags): void {
    for (let rest = words & registers; rest !== 0; rest &= rest - 1) {
      const r = lowest(rest);
      this.#code.i32(0).get(this.word(r)).memory('i32.store', registerAt(r));
    }
    for (let rest = floats; rest !== 0; rest &= rest - 1) {
      const s = lowest(rest);
      this.#code.i32(0).get(this.float(s)).memory('f32.store', floatRegisterAt(s));
    }
    flags.store(words);
  }
}

/** Number of the lowest bit that is set. */
const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);
