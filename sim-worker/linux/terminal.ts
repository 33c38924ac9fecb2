/** Terminal programs of the page: each keeps a ttyRPMSG open in raw mode and sends what is typed. */
import type { Plain, Snapshottable } from '../kernel/snapshot';
import { concatBytes, encodeText } from './fs/text';
import type { Work } from './kernel/work';
import { isFull, type RpmsgTty } from './rpmsg/rpmsg-tty';

export class Terminals implements Snapshottable {
  readonly #tty: RpmsgTty;
  readonly #work: Work;
  /** Typed and not sent yet, by port: the ring was full. */
  #unsent: Record<number, Uint8Array | undefined> = {};

  constructor(tty: RpmsgTty, work: Work) {
    this.#tty = tty;
    this.#work = work;
    work.on('terminal', (port) => this.#send(Number(port)));
  }

  /** What is typed while there is no such tty is lost. */
  type(port: number, text: string): void {
    if (!this.#tty.exists(port) || text === '') return;
    this.#tty.openTerminal(port);
    const before = this.#unsent[port];
    const typed = encodeText(text);
    this.#unsent[port] = before === undefined ? typed : concatBytes(before, typed);
    if (before === undefined) this.#work.because(undefined, () => this.#send(port));
  }

  save(): Plain {
    return structuredClone(this.#unsent) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#unsent = structuredClone(state) as unknown as Record<number, Uint8Array | undefined>;
  }

  #send(port: number): void {
    const bytes = this.#unsent[port];
    this.#unsent[port] = undefined;
    if (bytes === undefined || bytes.length === 0) return;
    const taken = this.#tty.write(port, bytes);
    if (taken >= bytes.length || (taken < 0 && !isFull(taken))) return;
    this.#unsent[port] = bytes.slice(Math.max(0, taken));
    this.#work.because(undefined, () => {
      this.#work.after(this.#work.latencies.terminalRetry, 'terminal', port);
    });
  }
}
