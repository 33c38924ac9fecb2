/** Local variables for values between two instructions of code: few, because every branch carries all of them. */
import type { Code, Local } from '../wasm/code';
import type { ValueType } from '../wasm/opcodes';

export class Temporaries {
  readonly #code: Code;
  readonly #free: Readonly<Record<ValueType, Local[]>> = { i32: [], i64: [], f32: [], f64: [] };
  readonly #taken: { readonly type: ValueType; readonly local: Local }[] = [];

  constructor(code: Code) {
    this.#code = code;
  }

  take(type: ValueType): Local {
    const local = this.#free[type].pop() ?? this.#code.local(type);
    this.#taken.push({ type, local });
    return local;
  }

  /** Those that somebody needs from before: on the way that leads here they were not used anew. */
  keep(holder: { holds(local: Local): boolean }): void {
    const free = this.#free.i32;
    for (let i = free.length - 1; i >= 0; i--)
      if (holder.holds(free[i]!)) this.#taken.push({ type: 'i32', local: free.splice(i, 1)[0]! });
  }

  /** All may be used anew, except for those that somebody still needs. */
  release(holder: { holds(local: Local): boolean }): void {
    let still = 0;
    for (const each of this.#taken) {
      if (holder.holds(each.local)) this.#taken[still++] = each;
      else this.#free[each.type].push(each.local);
    }
    this.#taken.length = still;
  }
}
