/** What virtio_rpmsg_bus remembers of one device between two calls. */
import type { SendThen } from './rpmsg-channel';

/** Plain data, but for the rings. */
export type BusState = {
  /** Name of the virtio device: `virtio0`. */
  device: string;
  buffers: number;
  pool: number;
  /** Transmit buffers that were ever used. */
  lastSent: number;
  /** Writers that wait for a transmit buffer. */
  sleepers: number;
  /** Grows with each probe and removal: work of an earlier life is dropped. */
  life: number;
  receiving: boolean;
  /** The buffer whose message was handed on, until it is given back. */
  holding: number | undefined;
  /** Events that rang for this ring while a batch was going on: each is the reason for one of its later messages. */
  bells: (number | undefined)[];
  /** Full descriptors whose bell is on its way. */
  kicks: number;
  /** The M4 wanted to be rung for the receive buffers when it was asked, before DRIVER_OK. */
  announce: boolean;
  /** Those that sleep in rpmsg_send(), in the order in which they came. */
  blocked: BlockedSend[];
  nextBlocked: number;
  /** Why the next message is looked at once no driver sleeps in its callback; undefined when none waits. */
  next: { readonly cause: number | undefined } | undefined;
  /** Bells that came meanwhile. */
  unheard: { readonly notifyId: number; readonly cause: number | undefined }[];
};
type BlockedSend = {
  readonly id: number;
  readonly src: number;
  readonly dst: number;
  readonly payload: Uint8Array;
  readonly then: SendThen;
  /** The end of its patience. */
  readonly timer: number;
  /** It is the work of a bell that sleeps, within a driver's callback: no other bell is heard until it goes on. */
  readonly inCallback: boolean;
};
/** A device whose rings are gone; `life` grows with each. */
export const goneBus = (life: number): BusState => ({
  device: '',
  buffers: 0,
  pool: 0,
  lastSent: 0,
  sleepers: 0,
  life,
  receiving: false,
  holding: undefined,
  bells: [],
  kicks: 0,
  announce: false,
  blocked: [],
  nextBlocked: 0,
  next: undefined,
  unheard: [],
});
