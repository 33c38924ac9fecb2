/** Which events the table shows. */
import { type Group, groupOf, type SocEvent } from '../../../sim-worker/contract/event-schema';

export type EventFilter = {
  /** Groups that are left out. */
  readonly without: ReadonlySet<Group>;
  readonly text: string;
};
export const everything: EventFilter = { without: new Set(), text: '' };

/** Every word of the text must be found in the kind, the sentence or the number; `labelOf` is asked only then. */
export function filterEvents(
  events: readonly SocEvent[],
  { without, text }: EventFilter,
  labelOf: (event: SocEvent) => string,
): readonly SocEvent[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (without.size === 0 && words.length === 0) return events;
  return events.filter((event) => {
    if (without.has(groupOf(event.kind))) return false;
    if (words.length === 0) return true;
    const hay = `#${event.seq} ${event.kind} ${labelOf(event)}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** Position of an event in an ascending list; -1 when it is not there. */
export function positionOf(events: readonly SocEvent[], seq: number | undefined): number {
  if (seq === undefined) return -1;
  let low = 0;
  let high = events.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = events[middle]?.seq ?? 0;
    if (at === seq) return middle;
    if (at < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
