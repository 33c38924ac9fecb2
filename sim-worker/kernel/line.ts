/** An interrupt or reset wire: a level, and who listens to its changes. */

export class Line {
  readonly name: string;
  #level = false;
  readonly #listeners: ((level: boolean) => void)[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get level(): boolean {
    return this.#level;
  }

  /** Listeners hear changes only, in the order in which they were connected. */
  set(level: boolean): void {
    if (level === this.#level) return;
    this.#level = level;
    for (const listen of this.#listeners) listen(level);
  }

  /** One clock-wide pulse, for edge sources. */
  pulse(): void {
    this.set(true);
    this.set(false);
  }

  connect(listener: (level: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /** For a checkpoint: sets the level without telling anybody. */
  restore(level: boolean): void {
    this.#level = level;
  }
}
