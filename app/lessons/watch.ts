/** Follows the log for one step: what it waits for, and what shows that something else was done. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import type { EventMirror } from '../stores/event-mirror';
import type { DoStep, Pattern } from './lesson';
import { type Matcher, matcherOf, Sequence } from './patterns';

type Fail = { readonly matches: Matcher; readonly reason: string };

export class Watch {
  readonly #sequence: Sequence;
  readonly #fails: readonly Fail[];
  /** What happened up to here does not count. */
  #baseline: number;
  /** The last event that was looked at. */
  #seen: number;
  #epoch: number;
  #gap: boolean;

  constructor(passes: readonly Pattern[], fails: DoStep['fails'], { epoch, gap }: EventMirror, baseline: number) {
    this.#sequence = new Sequence(passes);
    this.#fails = (fails ?? []).map(({ when, reason }) => ({ matches: matcherOf(when), reason }));
    this.#epoch = epoch;
    this.#gap = gap;
    this.#baseline = baseline;
    this.#seen = baseline;
  }

  get baseline(): number {
    return this.#baseline;
  }

  /** All has happened, in its order. */
  get complete(): boolean {
    return this.#sequence.complete;
  }

  /** Looks at what is new; the reasons why it was something else. A fresh board, or a hole that was filled, is looked through anew. */
  look(log: EventMirror): readonly string[] {
    if (log.epoch !== this.#epoch) {
      this.#epoch = log.epoch;
      this.#baseline = -1;
      this.#rewind();
    }
    if (this.#gap && !log.gap) this.#rewind();
    this.#gap = log.gap;
    const reasons: string[] = [];
    for (const event of after(log.events, this.#seen)) {
      this.#seen = event.seq;
      if (this.complete) continue;
      this.#sequence.look(event);
      const failed = this.#fails.find(({ matches }) => matches(event));
      if (failed !== undefined && !this.complete) reasons.push(failed.reason);
    }
    return reasons;
  }

  /** What has happened so far counts no more. */
  again(): void {
    this.#baseline = this.#seen;
    this.#sequence.again();
  }

  #rewind(): void {
    this.#seen = this.#baseline;
    this.#sequence.again();
  }
}

/** The events behind this number, oldest first. */
function after(events: readonly SocEvent[], seq: number): readonly SocEvent[] {
  let from = events.length;
  while (from > 0 && events[from - 1]!.seq > seq) from--;
  return events.slice(from);
}
