/** Events by pattern: the language of stop rules, asked of events that the page has. */
import type { EventKind, SocEvent } from '../../sim-worker/contract/event-schema';
import { parseStop } from '../../sim-worker/contract/stop-language';
import { compare, eventsNamed, type StopBody } from '../../sim-worker/contract/stop-rules';
import type { Pattern } from './lesson';

export type Matcher = (event: SocEvent) => boolean;

/** Throws when the text is no pattern of an event: a mistake in a lesson's table. */
export function bodyOf(pattern: Pattern): StopBody {
  const parsed = parseStop(pattern);
  if (!parsed.ok) throw new Error(`${pattern}: ${parsed.problem}`);
  if (parsed.body.on.kind !== 'event') throw new Error(`${pattern} is no event`);
  return parsed.body;
}

export function matcherOf(pattern: Pattern): Matcher {
  const { on, where } = bodyOf(pattern);
  const kinds: ReadonlySet<EventKind> = new Set(on.kind === 'event' ? eventsNamed(on.name) : []);
  return (event) => {
    if (!kinds.has(event.kind)) return false;
    const fields = event.fields as Readonly<Record<string, string | number | boolean>>;
    return where.every(({ field, op, value }) => {
      const found = fields[field];
      return found !== undefined && compare(found, op, value);
    });
  };
}

/** Follows a row of patterns through the log, each event looked at once. */
export class Sequence {
  readonly #matchers: readonly Matcher[];
  #next = 0;

  constructor(patterns: readonly Pattern[]) {
    this.#matchers = patterns.map(matcherOf);
  }

  get complete(): boolean {
    return this.#next >= this.#matchers.length;
  }

  look(event: SocEvent): void {
    if (this.#matchers[this.#next]?.(event) === true) this.#next++;
  }

  again(): void {
    this.#next = 0;
  }
}
