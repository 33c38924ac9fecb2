/**
 * In the time that nobody else needs, the model is executed until the host has compiled it: the first firmware finds it fast.
 */
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
  readonly #portions = rehearsal();

  /** Begins at once; between portions messages are answered. */
  constructor(host: Host, isBusy: () => boolean) {
    this.#host = host;
    this.#isBusy = isBusy;
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isBusy()) this.#host.later(() => this.#goOn(), patience);
    else if (!this.#portions.next().done) this.#host.later(() => this.#goOn(), 0);
  }
}
