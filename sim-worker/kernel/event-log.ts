/** The record of facts: columns, not objects; a ring with a visible cap; every row names the fact that caused it. */
import {
  type EventKind,
  type EventSchema,
  eventKinds,
  eventSchemas,
  type FieldsOf,
  isIpcEvent,
  maxFields,
  type SocEvent,
} from '../contract/event-schema';
import type { Clock } from './clock';

type Field = { readonly name: string; readonly format: string };
/** What is asked of a kind with each row. `ipc` undefined: it depends on the fields. */
type KindFacts = { readonly number: number; readonly fields: readonly Field[]; readonly ipc: boolean | undefined };

function factsOf(kind: EventKind, number: number): KindFacts {
  const { fields, ipc }: EventSchema = eventSchemas[kind];
  return {
    number,
    fields: Object.entries(fields).map(([name, format]) => ({ name, format })),
    ipc: typeof ipc === 'object' ? undefined : ipc === true,
  };
}
const kindFacts = eventKinds.map(factsOf);
const factsByKind: ReadonlyMap<string, KindFacts> = new Map(eventKinds.map((kind, i) => [kind, kindFacts[i]!]));
const none = -1;

/** What the recorder notes about the actor when the caller does not say: set by whoever acts. */
export type Context = { cause: number | undefined; pc: number | undefined };

export class EventLog {
  readonly capacity: number;
  /** Set by the M4 before each access it makes and by each Linux task while it runs. */
  readonly context: Context = { cause: undefined, pc: undefined };
  /** Number of the newest event that "step to the next IPC event" would stop at; a listener finds it up to date. */
  lastIpc = none;
  /** Grows when history is rewritten, so that readers forget what they copied. */
  epoch = 0;
  readonly #clock: Clock;
  readonly #time: Float64Array;
  readonly #kind: Uint16Array;
  readonly #cause: Float64Array;
  readonly #pc: Float64Array;
  readonly #fields: Float64Array;
  /** By the place of the field in `#fields`. */
  readonly #texts: (string | undefined)[];
  readonly #counts = new Uint32Array(eventKinds.length);
  #length = 0;
  #stopAt: ((kind: EventKind, seq: number) => void) | undefined;

  /** `capacity`: how many rows are kept; older ones are overwritten and `first` says so. */
  constructor(clock: Clock, capacity = 1 << 18) {
    this.#clock = clock;
    this.capacity = capacity;
    this.#time = new Float64Array(capacity);
    this.#kind = new Uint16Array(capacity);
    this.#cause = new Float64Array(capacity);
    this.#pc = new Float64Array(capacity);
    this.#fields = new Float64Array(capacity * maxFields);
    this.#texts = new Array(capacity * maxFields);
  }

  /** Rows ever recorded; also the number of the next one. */
  get length(): number {
    return this.#length;
  }

  /** Number of the oldest row still kept. */
  get first(): number {
    return Math.max(0, this.#length - this.capacity);
  }

  /** Called with each row, after it was written. */
  listen(listener: ((kind: EventKind, seq: number) => void) | undefined): void {
    this.#stopAt = listener;
  }

  /** What is done follows from this event; unless `pc` is given, nobody's code does it. What went on before goes on behind it. */
  because(cause: number | undefined, act: () => void, pc?: number): void {
    const { context } = this;
    const before = { cause: context.cause, pc: context.pc };
    context.cause = cause;
    context.pc = pc;
    try {
      act();
    } finally {
      context.cause = before.cause;
      context.pc = before.pc;
    }
  }

  /** Returns the row's number, to be given as the cause of what follows. */
  record<K extends EventKind>(kind: K, fields: FieldsOf<K>, cause: number | undefined = this.context.cause): number {
    const seq = this.#length++;
    const row = seq % this.capacity;
    const { number, fields: known, ipc } = factsByKind.get(kind)!;
    this.#time[row] = this.#clock.now;
    this.#kind[row] = number;
    this.#cause[row] = cause ?? none;
    this.#pc[row] = this.context.pc ?? none;
    this.#counts[number]!++;
    const values = fields as Readonly<Record<string, string | number | boolean>>;
    for (let i = 0; i < known.length; i++) {
      const column = row * maxFields + i;
      const { name, format } = known[i]!;
      const value = values[name]!;
      if (format === 'text') this.#texts[column] = String(value);
      else this.#fields[column] = Number(value);
    }
    if (ipc ?? isIpcEvent(kind, values)) this.lastIpc = seq;
    this.#stopAt?.(kind, seq);
    return seq;
  }

  /** Undefined when the row was never recorded or is overwritten. */
  at(seq: number): SocEvent | undefined {
    if (seq < this.first || seq >= this.#length) return undefined;
    const row = seq % this.capacity;
    const number = this.#kind[row]!;
    const cause = this.#cause[row]!;
    const pc = this.#pc[row]!;
    const fields: Record<string, string | number | boolean> = {};
    const known = kindFacts[number]!.fields;
    for (let i = 0; i < known.length; i++) fields[known[i]!.name] = this.#value(row, i, known[i]!.format);
    return {
      seq,
      time: this.#time[row]!,
      cause: cause === none ? undefined : cause,
      pc: pc === none ? undefined : pc,
      kind: eventKinds[number]!,
      fields,
    } as unknown as SocEvent;
  }

  /** One field of a row that is kept, by its place among the fields of the kind. */
  valueAt(seq: number, field: number): string | number | boolean {
    const row = seq % this.capacity;
    return this.#value(row, field, kindFacts[this.#kind[row]!]!.fields[field]!.format);
  }

  #value(row: number, field: number, format: string): string | number | boolean {
    const column = row * maxFields + field;
    if (format === 'text') return this.#texts[column] ?? '';
    const value = this.#fields[column]!;
    return format === 'flag' ? value === 1 : value;
  }

  kindAt(seq: number): EventKind | undefined {
    return seq < this.first || seq >= this.#length ? undefined : eventKinds[this.#kind[seq % this.capacity]!];
  }

  /** What caused this row; undefined where nothing did, or the row is overwritten. */
  causeAt(seq: number): number | undefined {
    if (seq < this.first || seq >= this.#length) return undefined;
    const cause = this.#cause[seq % this.capacity]!;
    return cause === none ? undefined : cause;
  }

  timeAt(seq: number): number | undefined {
    return seq < this.first || seq >= this.#length ? undefined : this.#time[seq % this.capacity];
  }

  /** How often each kind was recorded, only those that were. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(eventKinds.map((kind, i) => [kind, this.#counts[i]!] as const).filter(([, n]) => n > 0));
  }

  /** For a checkpoint: forgets everything from `length` on. Rows that the ring has overwritten since then are lost. */
  rewindTo(state: { readonly length: number; readonly lastIpc: number; readonly counts: readonly number[] }): void {
    if (state.length < this.#length) this.epoch++;
    this.#length = state.length;
    this.lastIpc = state.lastIpc;
    this.#counts.set(state.counts);
  }

  mark(): { readonly length: number; readonly lastIpc: number; readonly counts: readonly number[] } {
    return { length: this.#length, lastIpc: this.lastIpc, counts: Array.from(this.#counts) };
  }
}
