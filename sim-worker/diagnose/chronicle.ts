/** The event log as rules ask it: the first, the last and the number of facts of one kind with given fields. */
import { type EventKind, eventSchemas, type FieldsOf, type SocEvent } from '../contract/event-schema';
import type { EventLog } from '../kernel/event-log';

/** By which fields facts of a kind are told apart; kinds that are not listed are counted as one. */
const keys: { readonly [K in EventKind]?: readonly (keyof FieldsOf<K> & string)[] } = {
  'ipcc.occupied': ['from', 'channel'],
  'ipcc.freed': ['from', 'channel'],
  'ipcc.masked': ['processor', 'receive', 'channel'],
  'ipcc.unmasked': ['processor', 'receive', 'channel'],
  'ipcc.configured': ['processor'],
  'irq.raised': ['processor', 'irq'],
  'irq.taken': ['exception'],
  'irq.returned': ['exception'],
  'irq.handled': ['name'],
  'vring.offered': ['ring'],
  'vring.returned': ['ring'],
  'vring.flagged': ['ring', 'used'],
  'vring.corrupted': ['ring'],
  'rpmsg.written': ['src', 'dst'],
  'rpmsg.received': ['src', 'dst'],
  'rproc.state-changed': ['state'],
  'rproc.logged': ['text'],
  'rproc.vdev-status': ['status'],
  'rproc.vring-address': ['ring'],
  'inject.fired': ['id'],
  'tty.written': ['port'],
  'tty.received': ['port'],
  'etzpc.assigned': ['id'],
  'etzpc.refused': ['by', 'peripheral'],
  'peripheral.touched': ['by', 'peripheral'],
  'rcc.unclocked': ['by', 'block'],
  'rcc.gated': ['register', 'bit'],
  'honesty.unmodelled': ['by', 'block'],
  'hsem.taken': ['semaphore'],
  'hsem.released': ['semaphore'],
  'hsem.refused': ['semaphore', 'by'],
};

type Entry = {
  readonly kind: EventKind;
  /** Of the fields that it is told apart by. */
  readonly values: readonly unknown[];
  readonly first: number;
  last: number;
  count: number;
};
/** Where these fields stand in a row of the log. */
const placesByKind: ReadonlyMap<EventKind, readonly number[]> = new Map(
  (Object.entries(keys) as [EventKind, readonly string[]][]).map(([kind, names]) => {
    const all = Object.keys(eventSchemas[kind].fields);
    return [kind, names.map((name) => all.indexOf(name))];
  }),
);
const noPlaces: readonly number[] = [];
/** Among so many entries of a kind the one of a fact is found faster by its values than by its key. */
const few = 16;
/** Texts come from outside: so many different ones are kept. */
const mostEntries = 20_000;

export class Chronicle {
  readonly #log: EventLog;
  #entries = new Map<string, Entry>();
  #byKind = new Map<EventKind, Entry[]>();
  #read = 0;
  #epoch = -1;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Takes in what was recorded since the last call. History that was rewritten is read anew, as far back as it is kept. */
  catchUp(): void {
    if (this.#epoch !== this.#log.epoch) {
      this.#epoch = this.#log.epoch;
      this.#entries = new Map();
      this.#byKind = new Map();
      this.#read = 0;
    }
    for (let seq = Math.max(this.#read, this.#log.first); seq < this.#log.length; seq++) this.#take(seq);
    this.#read = this.#log.length;
  }

  /** How many facts of this kind with these fields; fields must be among those that the kind is told apart by. */
  count<K extends EventKind>(kind: K, fields: Partial<FieldsOf<K>> = {}): number {
    return this.#matching(kind, fields).reduce((sum, entry) => sum + entry.count, 0);
  }

  /** undefined when there is none, or the log has forgotten it. */
  last<K extends EventKind>(kind: K, fields: Partial<FieldsOf<K>> = {}): Extract<SocEvent, { kind: K }> | undefined {
    const seqs = this.#matching(kind, fields).map((entry) => entry.last);
    return seqs.length === 0 ? undefined : this.#event(Math.max(...seqs));
  }

  first<K extends EventKind>(kind: K, fields: Partial<FieldsOf<K>> = {}): Extract<SocEvent, { kind: K }> | undefined {
    const seqs = this.#matching(kind, fields).map((entry) => entry.first);
    return seqs.length === 0 ? undefined : this.#event(Math.min(...seqs));
  }

  #event<K extends EventKind>(seq: number): Extract<SocEvent, { kind: K }> | undefined {
    return this.#log.at(seq) as Extract<SocEvent, { kind: K }> | undefined;
  }

  #matching<K extends EventKind>(kind: K, fields: Partial<FieldsOf<K>>): readonly Entry[] {
    const known: readonly string[] = keys[kind] ?? [];
    const asked = Object.keys(fields);
    const stranger = asked.find((field) => !known.includes(field));
    if (stranger !== undefined) throw new Error(`${kind} is not told apart by ${stranger}`);
    if (asked.length < known.length) {
      return (this.#byKind.get(kind) ?? []).filter((entry) => {
        const event = this.#log.at(entry.last);
        return event !== undefined && hasFields(event, fields);
      });
    }
    const given = fields as Readonly<Record<string, unknown>>;
    const entry = this.#entries.get(
      keyOf(
        kind,
        known.map((name) => given[name]),
      ),
    );
    return entry === undefined ? [] : [entry];
  }

  #take(seq: number): void {
    const kind = this.#log.kindAt(seq);
    if (kind === undefined) return;
    const places = placesByKind.get(kind) ?? noPlaces;
    const siblings = this.#byKind.get(kind);
    const near = siblings === undefined || siblings.length > few ? undefined : this.#among(siblings, places, seq);
    if (near !== undefined) {
      near.last = seq;
      near.count++;
      return;
    }
    const values = places.map((place) => this.#log.valueAt(seq, place));
    const key = keyOf(kind, values);
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      entry.last = seq;
      entry.count++;
      return;
    }
    if (this.#entries.size >= mostEntries) return;
    const fresh: Entry = { kind, values, first: seq, last: seq, count: 1 };
    this.#entries.set(key, fresh);
    if (siblings === undefined) this.#byKind.set(kind, [fresh]);
    else siblings.push(fresh);
  }

  #among(siblings: readonly Entry[], places: readonly number[], seq: number): Entry | undefined {
    for (const entry of siblings) {
      let i = 0;
      while (i < places.length && this.#log.valueAt(seq, places[i]!) === entry.values[i]) i++;
      if (i === places.length) return entry;
    }
    return undefined;
  }
}

const hasFields = (event: SocEvent, fields: object): boolean => {
  const has = event.fields as Readonly<Record<string, unknown>>;
  return Object.entries(fields).every(([name, value]) => has[name] === value);
};

const keyOf = (kind: EventKind, values: readonly unknown[]): string => `${kind}|${values.map(String).join('|')}`;
