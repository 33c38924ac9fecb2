/** A few values by what they belong to: a list, because there are never many, and it makes no garbage. */
export class Few<K, V> {
  readonly #keys: K[] = [];
  readonly #values: V[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The one that was set last. */
  get(key: K): V | undefined {
    for (let i = this.#size - 1; i >= 0; i--) if (this.#keys[i] === key) return this.#values[i];
    return undefined;
  }

  set(key: K, value: V): void {
    this.#keys[this.#size] = key;
    this.#values[this.#size++] = value;
  }

  /** Forgets all but those that were set first. */
  keep(size: number): void {
    this.#size = size;
  }
}
