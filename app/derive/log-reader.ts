/** Reads each event of a growing log once, and begins anew when the log does. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { indexAfter } from './event-order';

export abstract class LogReader {
  #last = -1;
  #lastTime = 0;

  /** As before any event. */
  protected abstract forget(): void;
  protected abstract take(event: SocEvent): void;

  /** Takes what is new; false when nothing is. */
  protected readOn(events: readonly SocEvent[]): boolean {
    const newest = events[events.length - 1];
    const next = indexAfter(events, this.#last);
    const met = events[next - 1];
    // The same number at another time is another board's event.
    const rewound = this.#last >= 0 && (met?.seq !== this.#last || met.time !== this.#lastTime);
    if (newest === undefined || rewound) this.forget();
    const from = rewound ? 0 : next;
    this.#last = newest?.seq ?? -1;
    this.#lastTime = newest?.time ?? 0;
    for (let i = from; i < events.length; i++) {
      const event = events[i];
      if (event !== undefined) this.take(event);
    }
    return from < events.length;
  }
}
