/**
 * In the time that nobody else needs, the model is executed until the host has compiled it: the first firmware finds it fast.
 */
import type { CodePiece } from '../cpu/engines/interpret/prepared';
import { practice } from '../cpu/engines/rehearsal/practice';
import type { Host } from './runner';
import { trials } from './trials';

/** Wall milliseconds until it is looked again whether the model still runs. */
const patience = 500;

/** Comes back after each portion of some milliseconds, tens of them while the host knows nothing. */
export function* rehearsal(): Generator<undefined, void> {
  yield* practice();
  yield* trials();
}

export class Rehearsal {
  readonly #host: Host;
  readonly #isBusy: () => boolean;
  #general: Generator<undefined, void> | undefined = rehearsal();
  /** For the code that was opened last. */
  #own: Generator<undefined, void> | undefined;
  #goesOn = false;

  /** Begins at once; between portions messages are answered. */
  constructor(host: Host, isBusy: () => boolean) {
    this.#host = host;
    this.#isBusy = isBusy;
    this.#begin();
  }

  /** This code, and no other, will be executed soon. */
  expect(code: readonly CodePiece[]): void {
    this.#own = practice(code);
    this.#begin();
  }

  #begin(): void {
    if (this.#goesOn) return;
    this.#goesOn = true;
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isBusy()) {
      this.#host.later(() => this.#goOn(), patience);
      return;
    }
    if (this.#general?.next().done !== false) {
      this.#general = undefined;
      if (this.#own?.next().done !== false) this.#own = undefined;
    }
    this.#goesOn = (this.#general ?? this.#own) !== undefined;
    if (this.#goesOn) this.#host.later(() => this.#goOn(), 0);
  }
}
