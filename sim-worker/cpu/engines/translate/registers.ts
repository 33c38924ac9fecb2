/** The registers of a region as local variables: each that it uses, from memory and back. */
import { floatRegisterAt, registerAt } from '../support/addresses';
import type { Code, Local } from '../wasm/code';
import type { Flags } from './flags';
import type { State } from './state';

const registers = 15;
const floatRegisters = 32;
const has = (bits: number, i: number): boolean => ((bits >>> i) & 1) !== 0;

export class Registers {
  readonly #code: Code;
  readonly #words = new Map<number, Local>();
  readonly #floats = new Map<number, Local>();

  constructor(code: Code) {
    this.#code = code;
  }

  word(r: number): Local {
    return this.#local(this.#words, r, 'i32');
  }

  float(s: number): Local {
    return this.#local(this.#floats, s, 'f32');
  }

  load({ words, floats }: State, flags: Flags): void {
    for (let r = 0; r < registers; r++)
      if (has(words, r)) this.#code.i32(0).memory('i32.load', registerAt(r)).set(this.word(r));
    for (let s = 0; s < floatRegisters; s++)
      if (has(floats, s)) this.#code.i32(0).memory('f32.load', floatRegisterAt(s)).set(this.float(s));
    flags.load(words);
  }

  /** All flags that are to be stored must be computed. */
  store({ words, floats }: State, flags: Flags): void {
    for (let r = 0; r < registers; r++)
      if (has(words, r)) this.#code.i32(0).get(this.word(r)).memory('i32.store', registerAt(r));
    for (let s = 0; s < floatRegisters; s++)
      if (has(floats, s)) this.#code.i32(0).get(this.float(s)).memory('f32.store', floatRegisterAt(s));
    flags.store(words);
  }

  #local(locals: Map<number, Local>, i: number, type: 'i32' | 'f32'): Local {
    let local = locals.get(i);
    if (local === undefined) {
      local = this.#code.local(type);
      locals.set(i, local);
    }
    return local;
  }
}
