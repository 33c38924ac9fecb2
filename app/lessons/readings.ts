/** What a lesson's checks read from the machine: views and events that the page has, never a constant. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { compare } from '../../sim-worker/contract/stop-rules';
import { spanText } from '../derive/format';
import type { ViewData } from '../stores/session-state';
import type { Claim, Pattern, Reading } from './lesson';
import { matcherOf } from './patterns';

export type Evidence = { readonly views: ViewData; readonly events: readonly SocEvent[] };

/** undefined: there is no such thing now. */
export function read(reading: Reading, { views, events }: Evidence): number | undefined {
  const ring = 'ring' in reading ? views.vrings?.rings.find((each) => each.ring === reading.ring) : undefined;
  switch (reading.kind) {
    case 'index':
      return ring === undefined ? undefined : reading.of === 'read' ? ring.read : ring[reading.of].idx;
    case 'slots':
      return ring?.descriptors.filter(({ state }) => state === reading.state).length;
    case 'ring-size':
      return ring?.num;
    case 'flag': {
      const lamp = views.ipcc?.lamps.find(({ from, channel }) => from === reading.from && channel === reading.channel);
      return lamp === undefined ? undefined : Number(lamp.occupied);
    }
    case 'decprot':
      return decprotOf(views.ownership?.decprot, reading.id);
    case 'count':
      return events.filter(matcherOf(reading.of)).length;
    case 'field':
      return fieldOf(events, reading.of, reading.field);
    case 'actor': {
      const event = events.findLast(matcherOf(reading.of));
      return event === undefined ? undefined : event.pc === undefined ? 1 : 2;
    }
    case 'order':
      return orderOf(events, reading.first, reading.second);
    case 'span':
      return spanOf(events, reading.from, reading.to);
  }
}

/** Two bits per id, sixteen ids per register. */
function decprotOf(words: readonly number[] | undefined, id: number): number | undefined {
  const word = words?.[id >>> 4];
  return word === undefined ? undefined : (word >>> (2 * (id & 15))) & 3;
}

/** A number in a field of the newest such event. */
export function fieldOf(events: readonly SocEvent[], pattern: Pattern, field: string): number | undefined {
  const event = events.findLast(matcherOf(pattern));
  const value = (event?.fields as Readonly<Record<string, unknown>> | undefined)?.[field];
  return typeof value === 'number' ? value : undefined;
}

function orderOf(events: readonly SocEvent[], first: Pattern, second: Pattern): number | undefined {
  const [a, b] = [events.findLast(matcherOf(first)), events.findLast(matcherOf(second))];
  if (a === undefined || b === undefined) return undefined;
  return a.seq < b.seq ? 1 : 2;
}

function spanOf(events: readonly SocEvent[], from: Pattern, to: Pattern): number | undefined {
  const [begins, ends] = [matcherOf(from), matcherOf(to)];
  let end: SocEvent | undefined;
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at]!;
    if (ends(event)) end = event;
    if (end !== undefined && end !== event && begins(event)) return end.time - event.time;
  }
  return undefined;
}

/** undefined: it cannot be told now. */
export function holds(claim: Claim, evidence: Evidence): boolean | undefined {
  const found = read(claim.reading, evidence);
  return found === undefined ? undefined : compare(found, claim.op, claim.value);
}

/** The number as it stands in a sentence. */
export function valueText(reading: Reading, value: number | undefined): string {
  if (value === undefined) return 'nothing';
  return reading.kind === 'span' ? spanText(value) : String(value);
}
