/** Who did a thing, and in which column of the sequence diagram it stands. */
import { type EventSchema, eventSchemas, type Lane, type SocEvent } from '../../sim-worker/contract/event-schema';
import type { Owner } from './words';

export const lanes: readonly Lane[] = ['user', 'driver', 'ipcc', 'm4-irq', 'm4'];
export const laneOwner: Readonly<Record<Lane, Owner | undefined>> = {
  user: 'a7',
  driver: 'a7',
  ipcc: undefined,
  'm4-irq': 'm4',
  m4: 'm4',
};

/**
 * The lane of one event. The schema gives one lane per kind; where both sides can do the same thing,
 * the PC tells them apart, because only actions of the M4 carry one.
 */
export function laneOf(event: SocEvent, inHandler: boolean): Lane {
  const schema: EventSchema = eventSchemas[event.kind];
  switch (event.kind) {
    case 'rpmsg.written':
    case 'vring.flagged':
    case 'vring.corrupted':
    case 'gpio.driven':
    case 'etzpc.refused':
    case 'honesty.unmodelled':
    case 'honesty.unmapped':
    case 'rcc.gated':
    case 'rcc.reset':
    case 'rcc.unclocked':
    case 'etzpc.assigned':
      return event.pc === undefined ? 'driver' : m4Lane(inHandler);
    case 'hsem.taken':
    case 'hsem.released':
    case 'hsem.refused':
    case 'peripheral.touched':
    case 'watch.written':
    case 'watch.read':
      return event.fields.by === 1 ? 'driver' : m4Lane(inHandler);
    default:
      return schema.lane === 'm4' ? m4Lane(inHandler) : schema.lane;
  }
}
const m4Lane = (inHandler: boolean): Lane => (inHandler ? 'm4-irq' : 'm4');

/** The lane from which an IPCC flag was moved: the receiver frees, the sender occupies. */
export function bellHand(processor: 1 | 2, inHandler: boolean): Lane {
  return processor === 1 ? 'driver' : m4Lane(inHandler);
}

/** Which of the timeline's three lanes an event belongs to. */
export type Side = 'linux' | 'ipcc' | 'firmware';
export function sideOf(event: SocEvent): Side {
  const lane = laneOf(event, false);
  if (lane === 'ipcc') return 'ipcc';
  return lane === 'user' || lane === 'driver' ? 'linux' : 'firmware';
}
