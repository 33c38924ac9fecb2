/** The measures of stop rules: how each is read from the rings in memory, and which events may change it. */
import type { EventKind, SocEvent } from '../../contract/event-schema';
import type { Condition, MeasureName } from '../../contract/stop-rules';
import { compare } from '../../contract/stop-rules';
import { ahead, isPlausible, type VringPlace, vringAddresses } from '../../probes/vring-layout';
import type { Target } from '../target';

type Indices = { readonly avail: number; readonly used: number; readonly place: VringPlace };
type Count = {
  /** Events after which it may be another. */
  readonly kinds: readonly EventKind[];
  /** A ring or a side. */
  readonly field: 'ring' | 'from';
  readonly instances: readonly number[];
  /** Undefined while the rings are not there. */
  readonly read: (target: Target, instance: number) => number | undefined;
  readonly say: (value: number, instance: number) => string;
};

const moves = ['vring.offered', 'vring.returned'] as const;
/** A ring begins: what holds from then on is no news. */
export const ringBegins = 'rproc.vring-address' satisfies EventKind;
const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const counts: { readonly [M in MeasureName]: Count } = {
  'free-buffers': {
    kinds: moves,
    field: 'ring',
    instances: [0, 1],
    read: (target, ring) => {
      const found = indicesOf(target, ring);
      if (found === undefined) return undefined;
      const offered = ahead(found.avail, found.used);
      return ring === 0 ? offered : Math.max(found.place.num - offered, 0);
    },
    say: (value, ring) => `vring${ring} has ${plural(value, 'free buffer', 'free buffers')}.`,
  },
  waiting: {
    kinds: [...moves, 'rpmsg.received'],
    field: 'ring',
    instances: [0, 1],
    read: (target, ring) => {
      const found = indicesOf(target, ring);
      if (found === undefined) return undefined;
      return ring === 1
        ? ahead(found.avail, found.used)
        : ahead(found.used, target.machine.linux.linuxReadIndex(0) & 0xffff);
    },
    say: (value, ring) => `${plural(value, 'message waits', 'messages wait')} in vring${ring}.`,
  },
  messages: {
    kinds: moves,
    field: 'from',
    instances: [1, 2],
    read: (target, side) => {
      const found = indicesOf(target, side === 2 ? 0 : 1);
      return side === 2 ? found?.used : found?.avail;
    },
    say: (value, side) => `Message number ${value} from ${side === 1 ? 'Linux' : 'the M4'}.`,
  },
};

/** The instances that a rule asks for. */
export function instancesFor(measure: MeasureName, where: readonly Condition[]): readonly number[] {
  const { field, instances } = counts[measure];
  return instances.filter((each) =>
    where.every((condition) => condition.field !== field || compare(each, condition.op, condition.value)),
  );
}

/** The ring or side that an event is about; undefined: look at all. */
export function instanceOf(measure: MeasureName, { fields }: SocEvent): number | undefined {
  const ring = (fields as Readonly<Record<string, unknown>>).ring;
  if (typeof ring !== 'number') return undefined;
  return counts[measure].field === 'ring' ? ring : ring === 0 ? 2 : 1;
}

function indicesOf({ probe, machine }: Target, ring: number): Indices | undefined {
  const place = probe.placeOf(ring);
  if (place === undefined || !isPlausible(place)) return undefined;
  const at = vringAddresses(place);
  const half = (address: number): number => machine.bus.peek(address, 2) ?? 0;
  return { avail: half(at.avail + 2), used: half(at.used + 2), place };
}
