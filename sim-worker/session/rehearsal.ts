/** Goes through the engine's rehearsal in the time that nobody else needs. */
import { rehearsal } from '../cpu/engines/rehearsal/rehearsal';
import type { Host } from './runner';

/** Wall milliseconds until it is looked again whether the model still runs. */
const patience = 500;

export class Rehearsal {
  readonly #host: Host;
  readonly #isBusy: () => boolean;
  readonly #portions = rehearsal();

  /** Begins at once: portions of some milliseconds, between which messages are answered. */
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
