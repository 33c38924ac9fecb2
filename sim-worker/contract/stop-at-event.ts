/** "Stop here next time": the rule that an event stands for, by its kind and those of its fields that say which one it is. */
import {
  type EventKind,
  type EventSchema,
  eventSchemas,
  type FieldsOf,
  type Format,
  type SocEvent,
} from './event-schema';
import type { StopBody, Value } from './stop-rules';

/** Where the formats alone do not say what matters. */
const salient: { readonly [K in EventKind]?: readonly (keyof FieldsOf<K>)[] } = {
  'irq.taken': ['name'],
  'irq.returned': ['name'],
  'irq.handled': ['name'],
  'irq.raised': ['processor', 'name'],
  'vring.cleared': ['ring'],
  'vring.described': ['ring'],
  'vring.offered': ['ring'],
  'vring.returned': ['ring'],
  'vring.flagged': ['ring', 'used', 'flags'],
  'vring.corrupted': ['ring'],
  'rpmsg.written': ['dst'],
  'rpmsg.received': ['dst'],
  'rpmsg.announced': ['service', 'created'],
  'rpmsg.channel-created': ['service'],
  'rproc.state-changed': ['state'],
  'rproc.segment-loaded': ['address'],
  'rproc.vdev-status': ['status'],
  'rproc.vring-address': ['ring'],
  'rproc.logged': ['text'],
  'tty.written': ['port'],
  'tty.received': ['port'],
  'shell.ran': ['line'],
  'shell.exited': ['line'],
  'hsem.taken': ['semaphore', 'by'],
  'hsem.released': ['semaphore', 'by'],
  'hsem.refused': ['semaphore', 'by'],
  'etzpc.assigned': ['peripheral'],
  'etzpc.locked': ['peripheral'],
  'etzpc.claimed': ['peripheral', 'claimed'],
  'etzpc.refused': ['by', 'peripheral'],
  'rcc.gated': ['register', 'bit'],
  'rcc.reset': ['block', 'asserted'],
  'rcc.unclocked': ['by', 'block'],
  'exti.triggered': ['line'],
  'gpio.driven': ['pin', 'high'],
  'gpio.muxed': ['pin'],
  'fault.taken': ['name'],
  'peripheral.touched': ['peripheral', 'by'],
  'debug.printed': ['port'],
  'honesty.unmodelled': ['by', 'address'],
  'honesty.unmapped': ['by', 'address'],
};
/** Formats of fields that name one of few things. */
const telling: ReadonlySet<Format> = new Set<Format>(['channel', 'processor', 'flag', 'irq']);

export function stopAtEvent(event: SocEvent): StopBody {
  const { fields: formats }: EventSchema = eventSchemas[event.kind];
  const names =
    (salient[event.kind] as readonly string[] | undefined) ??
    Object.keys(formats).filter((name) => telling.has(formats[name]!));
  const values = event.fields as Readonly<Record<string, Value>>;
  const own = names.map((field) => ({ field, op: '=' as const, value: values[field] ?? '' }));
  if (event.kind === 'watch.written' || event.kind === 'watch.read') {
    const access = event.kind === 'watch.read' ? 'read' : 'write';
    return {
      on: { kind: 'memory', access, place: event.fields.place },
      where: [{ field: 'by', op: '=', value: event.fields.by }],
      count: 1,
      once: false,
    };
  }
  return { on: { kind: 'event', name: event.kind }, where: own, count: 1, once: false };
}
