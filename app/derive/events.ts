/** Looking things up in the mirrored events, which are sorted by number. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { indexAfter } from './event-order';

export function eventAt(events: readonly SocEvent[], seq: number): SocEvent | undefined {
  const event = events[indexAfter(events, seq) - 1];
  return event?.seq === seq ? event : undefined;
}

/** What an event caused directly, oldest first; effects follow soon, so only the next thousands are looked through. */
export function effectsOf(events: readonly SocEvent[], seq: number, limit: number): readonly SocEvent[] {
  const from = indexAfter(events, seq);
  const effects: SocEvent[] = [];
  for (let i = from; i < Math.min(events.length, from + 4_000) && effects.length < limit; i++) {
    const event = events[i];
    if (event?.cause === seq) effects.push(event);
  }
  return effects;
}
