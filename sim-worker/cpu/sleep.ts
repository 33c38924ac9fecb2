/** WFI, WFE, the event register, and what wakes the core. Source: ARMv7-M ARM, B1.5.17 to B1.5.19. */
import type { CpuState } from './cpu-state';
import type { Exceptions } from './exceptions';
import { layout } from './state-layout';

/** Values of the sleep word. */
const kinds = { awake: 0, wfi: 1, wfe: 2 } as const;

export class Sleep {
  readonly #words: Int32Array;
  readonly #exceptions: Pick<Exceptions, 'ready' | 'wakes'>;

  constructor(state: CpuState, exceptions: Pick<Exceptions, 'ready' | 'wakes'>) {
    this.#words = state.words;
    this.#exceptions = exceptions;
  }

  get asleep(): boolean {
    return this.#words[layout.sleep] !== kinds.awake;
  }

  waitForInterrupt(): void {
    if (!this.#exceptions.wakes) this.#words[layout.sleep] = kinds.wfi;
  }

  waitForEvent(): void {
    if (this.#words[layout.event] === 1) this.#words[layout.event] = 0;
    else if (!this.#exceptions.ready) this.#words[layout.sleep] = kinds.wfe;
  }

  sendEvent(): void {
    this.#words[layout.event] = 1;
  }

  /** To be called when something that may be pending has changed. */
  lookAround(): void {
    const kind = this.#words[layout.sleep];
    if (kind === kinds.awake) return;
    if (kind === kinds.wfi) {
      if (this.#exceptions.wakes) this.#words[layout.sleep] = kinds.awake;
      return;
    }
    const event = this.#words[layout.event] === 1;
    if (!event && !this.#exceptions.ready) return;
    this.#words[layout.event] = 0;
    this.#words[layout.sleep] = kinds.awake;
  }
}
