/** Faults of the rings: a field that is overwritten, a buffer that never comes back. */
import { type RingField, ringFields } from '../contract/injections';
import { hex } from '../contract/units';
import { type Armed, numberOf, parameterOf, wordOf } from './armed';
import type { InjectorPorts, RingPlace } from './ports';

/** The buffer that was just handed over. */
export type Handed = { readonly descriptor: number; readonly index: number };
type Memory = InjectorPorts['memory'];
type Cell = { readonly address: number; readonly name: string };

const descriptorBytes = 16;
const usedBytes = 8;

/** Overwrites the field. Returns what it did, or undefined when the field lies nowhere. */
export function corrupt(
  armed: Armed,
  place: RingPlace,
  handed: Handed | undefined,
  memory: Memory,
): { readonly what: string; readonly act: () => void } | undefined {
  const field = wordOf(armed, 'field') as RingField;
  const size = ringFields[field];
  const cell = cellOf(armed, field, place, handed, memory);
  const before = memory.peek(cell.address, size);
  if (before === undefined) return undefined;
  const value = size === 4 ? numberOf(armed, 'value') : numberOf(armed, 'value') & 0xffff;
  return {
    what: `${cell.name} of vring${numberOf(armed, 'ring')} at ${hex(cell.address)} becomes ${hex(value, 1)}, it was ${hex(before, 1)}`,
    act: () => memory.write(cell.address, value, size),
  };
}

/** Takes the newest entry out of the used ring, with those that came with it. */
export function leak(place: RingPlace, { index }: Handed, memory: Memory): void {
  memory.write(place.used + 2, (index - 1) & 0xffff, 2);
}

function cellOf(armed: Armed, field: RingField, place: RingPlace, handed: Handed | undefined, memory: Memory): Cell {
  const [part, name] = field.split('.') as ['desc' | 'avail' | 'used' | 'message', string];
  const entry = parameterOf(armed, 'entry');
  const chosen = entry === undefined ? undefined : Number(entry) % place.num;
  const newest = (ring: number): number => (((memory.peek(ring + 2, 2) ?? 0) - 1) & 0xffff) % place.num;
  const slot = (ring: number): number => chosen ?? newest(ring);
  const last = (): number => (memory.peek(place.used + 4 + usedBytes * newest(place.used), 4) ?? 0) % place.num;
  const descriptor = (): number => chosen ?? handed?.descriptor ?? last();
  switch (part) {
    case 'desc': {
      const at = { addr: 0, len: 8, flags: 12, next: 14 }[name] ?? 0;
      return {
        address: place.descriptors + descriptorBytes * descriptor() + at,
        name: `the field desc[${descriptor()}].${name}`,
      };
    }
    case 'message': {
      const buffer = memory.peek(place.descriptors + descriptorBytes * descriptor(), 4) ?? 0;
      return {
        address: buffer + ({ src: 0, dst: 4, len: 12 }[name] ?? 0),
        name: `the ${name} of the message in descriptor ${descriptor()}`,
      };
    }
    case 'avail':
      if (name !== 'ring') return { address: place.avail + (name === 'idx' ? 2 : 0), name: `the field ${field}` };
      return { address: place.avail + 4 + 2 * slot(place.avail), name: `the field avail.ring[${slot(place.avail)}]` };
    case 'used':
      if (name === 'idx' || name === 'flags')
        return { address: place.used + (name === 'idx' ? 2 : 0), name: `the field ${field}` };
      return {
        address: place.used + 4 + usedBytes * slot(place.used) + (name === 'len' ? 4 : 0),
        name: `the field used.ring[${slot(place.used)}].${name}`,
      };
  }
}
