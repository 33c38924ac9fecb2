/** The page's copy of the newest part of the event log, filled from frames. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import type { EventsView, Views } from '../../sim-worker/contract/views';

/** Older events stay in the worker's log. */
export const maxMirroredEvents = 20_000;
/** A frame carries at most this many, so a page that is further behind than this can only catch up by leaving some out. */
const perFrame = 600;

export type EventMirror = {
  readonly events: readonly SocEvent[];
  readonly epoch: number;
  /** How many events the log has seen. */
  readonly total: number;
  /** The number of the last event that was asked for or skipped; -1 for none. */
  readonly cursor: number;
  /** Events that the worker has are missing before the newest ones: the model was faster than the page. */
  readonly gap: boolean;
  /** The next frame does not follow on `events`: it takes their place. */
  readonly skipped: boolean;
  /** What comes in while the gap is filled after a stop. */
  readonly refill: readonly SocEvent[] | undefined;
};
export const emptyMirror: EventMirror = {
  events: [],
  epoch: -1,
  total: 0,
  cursor: -1,
  gap: false,
  skipped: false,
  refill: undefined,
};

export const eventsWanted = (mirror: EventMirror): Views['events']['params'] => ({
  after: mirror.cursor,
  epoch: mirror.epoch,
});

const lastSeq = (events: readonly SocEvent[], otherwise: number): number => events[events.length - 1]?.seq ?? otherwise;

/** Adds a frame. A new epoch forgets everything; what is already there is not added twice. */
export function applyEvents(old: EventMirror, view: EventsView): EventMirror {
  const base = view.epoch === old.epoch ? old : { ...emptyMirror, epoch: view.epoch };
  const fresh = view.events.filter((event) => event.seq > base.cursor);
  const cursor = lastSeq(fresh, base.cursor);
  if (base.refill !== undefined) {
    const refill = base.refill.concat(fresh);
    const complete = cursor >= view.total - 1;
    return complete
      ? {
          events: newest(refill),
          epoch: base.epoch,
          total: view.total,
          cursor,
          gap: false,
          skipped: false,
          refill: undefined,
        }
      : { ...base, total: view.total, cursor, refill };
  }
  if (fresh.length === 0 && base === old && view.total === old.total) return old;
  if (fresh.length === 0) return { ...base, total: view.total };
  const hole = fresh[0]?.seq !== (base.cursor < 0 ? view.first : base.cursor + 1);
  const events = base.skipped || hole ? fresh : newest(base.events.concat(fresh));
  return { ...base, events, total: view.total, cursor, gap: base.gap || hole, skipped: false };
}

/** While the model runs far ahead, only the newest events are worth asking for. */
export function skipAhead(mirror: EventMirror): EventMirror {
  if (mirror.refill !== undefined || mirror.total - 1 - mirror.cursor <= 2 * perFrame) return mirror;
  return { ...mirror, cursor: mirror.total - 1 - perFrame, gap: true, skipped: true };
}

/** After a stop: fetches again what was left out. */
export function fillGap(mirror: EventMirror): EventMirror {
  const isFarBehind = mirror.total - 1 - mirror.cursor > maxMirroredEvents;
  if (mirror.refill !== undefined || !(mirror.gap || isFarBehind)) return mirror;
  return { ...mirror, refill: [], cursor: Math.max(-1, mirror.total - 1 - maxMirroredEvents) };
}

const newest = (events: readonly SocEvent[]): readonly SocEvent[] =>
  events.length <= maxMirroredEvents ? events : events.slice(events.length - maxMirroredEvents);
