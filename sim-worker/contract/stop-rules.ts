/** Where a run is to stop, as plain data: on an event with conditions on its fields, on a count, on an access to memory, or at code. */
import { type EventKind, type EventSchema, eventKinds, eventSchemas, type Format } from './event-schema';

export type Op = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~';
export type Value = number | string | boolean;
export type Condition = { readonly field: string; readonly op: Op; readonly value: Value };
export type Access = 'read' | 'write' | 'access' | 'change';
export type StopTrigger =
  /** A kind, or a pattern for several: `vring.*`, `etzpc.refused|rcc.unclocked`. */
  | { readonly kind: 'event'; readonly name: string }
  /** Every event at which "step to the next IPC event" stops. */
  | { readonly kind: 'ipc' }
  /** Stops when the comparison becomes true. */
  | { readonly kind: 'measure'; readonly measure: MeasureName; readonly op: Op; readonly value: number }
  /** `place`: an address, a symbol or a field of a ring, with an offset or a length; see `placeWords`. */
  | { readonly kind: 'memory'; readonly access: Access; readonly place: string }
  | { readonly kind: 'code'; readonly place: string };
export type StopBody = {
  readonly on: StopTrigger;
  readonly where: readonly Condition[];
  /** 1: every time. n: at the n-th time since the board came up, and at no other. */
  readonly count: number;
  /** Stops once per run of the board. */
  readonly once: boolean;
};
export type StopRule = StopBody & {
  /** Unique among the rules of a session. */
  readonly id: number;
  readonly title: string;
  readonly enabled: boolean;
};

export type Measure = {
  readonly doc: string;
  readonly fields: Readonly<Record<string, Format>>;
};
/** What can be counted, read from the rings in memory; without a condition on its field each ring or side counts for itself. */
export const measures = {
  'free-buffers': {
    doc: 'Buffers the sender of a ring may fill: in vring0 those that Linux has offered to the M4, in vring1 those that the M4 does not have.',
    fields: { ring: 'count' },
  },
  waiting: {
    doc: 'Messages that stand in a ring and that the receiver has not taken: vring0 goes to Linux, vring1 to the M4.',
    fields: { ring: 'count' },
  },
  messages: {
    doc: 'Messages that a side has sent since the rings were made, announcements included; a 16-bit index, so it begins anew after 65535.',
    fields: { from: 'processor' },
  },
} as const satisfies Readonly<Record<string, Measure>>;
export type MeasureName = keyof typeof measures;
export const measureNames = Object.keys(measures) as readonly MeasureName[];
export const accesses = ['read', 'write', 'access', 'change'] as const satisfies readonly Access[];

/** What every event has besides its own fields. */
const everyEvent = { in: 'text', pc: 'hex32' } as const satisfies Readonly<Record<string, Format>>;
const registers: Readonly<Record<string, Format>> = Object.fromEntries(
  [...Array.from({ length: 13 }, (_, n) => `r${n}`), 'sp', 'lr'].map((name) => [name, 'hex32' as const]),
);
const accessFields: Readonly<Record<string, Format>> = { ...everyEvent, ...eventSchemas['watch.written'].fields };

/** The kinds that a name or pattern stands for; none when there is no such kind. */
export function eventsNamed(name: string): readonly EventKind[] {
  const wanted = name.split('|').map((part) => {
    const pattern = part.replace(/[.+?^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${pattern}$`);
  });
  return eventKinds.filter((kind) => wanted.some((each) => each.test(kind)));
}

/** Names and formats of what conditions may ask; a pattern has the fields of all its kinds. */
export function fieldsOf(on: StopTrigger): Readonly<Record<string, Format>> {
  switch (on.kind) {
    case 'event':
      return Object.assign({}, ...eventsNamed(on.name).map((kind) => schemaOf(kind).fields), everyEvent);
    case 'ipc':
      return everyEvent;
    case 'measure':
      return measures[on.measure].fields;
    case 'memory':
      return accessFields;
    case 'code':
      return registers;
  }
}

const schemaOf = (kind: EventKind): EventSchema => eventSchemas[kind];

/** Does the comparison hold? Texts compare without regard to case. */
export function compare(found: Value, op: Op, wanted: Value): boolean {
  if (typeof found === 'string' || typeof wanted === 'string') {
    const [a, b] = [String(found).toLowerCase(), String(wanted).toLowerCase()];
    return op === '~' ? a.includes(b) : op === '=' ? a === b : op === '!=' && a !== b;
  }
  const [a, b] = [Number(found), Number(wanted)];
  switch (op) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '~':
      return false;
  }
}

/** What a place may be, for help and errors. */
export const placeWords =
  'an address such as 0x10040000, a symbol, vring0.used.idx, vring1.avail.ring[3], vring0.desc[5].addr or vdev.status; `+8` moves it, `:16` is its length in bytes';

const rings = ['vring0', 'vring1'] as const;
/** Fields of the rings, as places. */
export const ringPlaces: readonly string[] = [
  ...rings.flatMap((ring) => ['avail.flags', 'avail.idx', 'used.flags', 'used.idx'].map((field) => `${ring}.${field}`)),
  'vdev.status',
];
