/** Local variables for values between two instructions of code: few, because every branch carries all of them. */
import type { Code, Local } from '../wasm/code';
import type { ValueType } from '../wasm/opcodes';

export class Temporaries {
  readonly #code: Code;
  readonly #all: Readonly<Record<ValueType, Local[]>> = { i32: [], i64: [], f32: [], f64: [] };
  #free: Record<ValueType, Local[]> = { i32: [], i64: [], f32: [], f64: [] };

  constructor(code: Code) {
    this.#code = code;
  }

  take(type: ValueType): Local {
    const free = this.#free[type].pop();
    if (free !== undefined) return free;
    const made = this.#code.local(type);
    this.#all[type].push(made);
    return made;
  }

  /** All may be used anew, except for these. */
  release(held: ReadonlySet<Local>): void {
    const left = (type: ValueType): Local[] => this.#all[type].filter((local) => !held.has(local));
    this.#free = { i32: left('i32'), i64: left('i64'), f32: left('f32'), f64: left('f64') };
  }
}
