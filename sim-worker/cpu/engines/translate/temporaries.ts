/** Local variables for values between two instructions of code: few, because every branch carries all of them. */
import type { Code, Local } from '../wasm/code';
import type { ValueType } from '../wasm/opcodes';

export class Temporaries {
  readonly #code: Code;
  readonly #free: Readonly<Record<ValueType, Local[]>> = { i32: [], i64: [], f32: [], f64: [] };
  /** The first so many of the lists. */
  #count = 0;
  readonly #taken: Local[] = [];
  readonly #types: ValueType[] = [];

  constructor(code: Code) {
    this.#code = code;
  }

  take(type: ValueType): Local {
    const local = this.#free[type].pop() ?? this.#code.local(type);
    this.#take(local, type);
    return local;
  }

  /** Those that somebody needs from before: on the way that leads here they were not used anew. */
  keep(holder: { holds(local: Local): boolean }): void {
    const free = this.#free.i32;
    for (let i = free.length - 1; i >= 0; i--) {
      if (holder.holds(free[i]!)) this.#take(free.splice(i, 1)[0]!, 'i32');
    }
  }

  /** All may be used anew, except for those that somebody still needs. */
  release(holder: { holds(local: Local): boolean }): void {
    const count = this.#count;
    this.#count = 0;
    for (let i = 0; i < count; i++) {
      const local = this.#taken[i]!;
      const type = this.#types[i]!;
      if (holder.holds(local)) this.#take(local, type);
      else this.#free[type].push(local);
    }
  }

  #take(local: Local, type: ValueType): void {
    this.#taken[this.#count] = local;
    this.#types[this.#count++] = type;
  }
}
