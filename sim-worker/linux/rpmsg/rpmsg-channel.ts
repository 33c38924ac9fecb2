/** What the parts of the rpmsg bus agree on: channels, drivers, and the wire format. Source: include/linux/rpmsg.h; linux-side reference 5.1. */
import { ms } from '../../contract/units';

/** An rpmsg device: one service of the M4 as Linux sees it, or a part of the bus itself. */
export type RpmsgChannel = {
  /** Name in /sys/bus/rpmsg/devices. */
  readonly device: string;
  readonly service: string;
  /** Local address: `rpmsgAnyAddress` until a driver got an endpoint; it stays when the driver goes. */
  src: number;
  readonly dst: number;
  /** Made in Linux with a fixed address: the M4's name service is told of it. */
  readonly announce: boolean;
  /** rpmsg_ctrl or rpmsg_ns. */
  readonly builtIn: boolean;
  /** The only driver that may have it; '' for any that knows the service. */
  override: string;
  /** Driver that claimed it; '' when nobody did. */
  driver: string;
  /** The file through which user space reaches it; '' when there is none. */
  node: string;
  /** The event of its coming. */
  created: number | undefined;
};

export type RpmsgDriver = {
  /** As the kernel calls it. */
  readonly name: string;
  /** Names of services that it claims. */
  readonly services: readonly string[];
  /** Has no callback of its own, and so the bus makes no endpoint for its devices. */
  readonly withoutEndpoint?: boolean;
  /**
   * The channel has its endpoint already. Returns the node in /dev, '' for none, or a positive errno; undefined when it
   * sleeps in a `sendInWork`, whose end decides.
   */
  readonly probe: (channel: RpmsgChannel) => string | number | undefined;
  /** `local`: the endpoint it came to. */
  readonly received: (channel: RpmsgChannel, payload: Uint8Array, local: number, buffer: number) => void;
  readonly remove: (channel: RpmsgChannel) => void;
  /** A `sendInWork` that had to wait came to nothing. */
  readonly sendFailed?: (channel: RpmsgChannel, errno: number) => void;
};

/** Who hears how a send ended that had to wait: the driver with this endpoint, or an operation of the bus. */
export type SendThen =
  | { readonly of: 'driver'; readonly src: number }
  | { readonly of: 'operation'; readonly id: number };
/** rpmsg_send() on the bus of a device: 0, an errno, or it has to wait. */
export type SendInTurn = (
  device: string,
  src: number,
  dst: number,
  payload: Uint8Array,
  then: SendThen,
) => number | 'blocked';
/** How drivers send on the bus of a device: 0, or a positive errno; ENOMEM when no buffer is free now. */
export type RpmsgSender = {
  readonly trySend: (device: string, src: number, dst: number, payload: Uint8Array) => number;
  /** rpmsg_send() from a driver's callback or probe: when it has to wait for a buffer, `sendFailed` and the probe hear of its end. */
  readonly sendInWork: (device: string, src: number, dst: number, payload: Uint8Array) => number | 'blocked';
  /** Asks to be woken on `sendQueue` when a buffer comes back, until `stopWaiting`. */
  readonly startWaiting: (device: string) => void;
  readonly stopWaiting: (device: string) => void;
};
/** `virtio0` of `virtio0.rpmsg-tty.-1.1024`. */
export const busOf = (device: string): string => device.slice(0, device.indexOf('.'));

/** Not for user space, yet it comes through (include/linux/errno.h). */
export const ERESTARTSYS = 512;
/** How long rpmsg_send() waits for a transmit buffer. */
export const sendTimeout = ms(15_000);
/** What virtio_rpmsg_bus prints when nobody gave a buffer back for 15 s. */
export const sendTimeoutText = 'timeout waiting for a tx buffer';
/** Wait queue of those whose operation on the rpmsg bus is not done. */
export const operationQueue = 'rpmsg-operation';
/** Wait queue of those who want a transmit buffer. */
export const sendQueue = 'rpmsg-send';

export const rpmsgAnyAddress = 0xffff_ffff;
export const nameServiceAddress = 53;
export const firstDynamicAddress = 1024;
export const headerBytes = 16;
export const bufferBytes = 512;
/** rpmsg_get_mtu(). */
export const largestPayload = bufferBytes - headerBytes;
export const announcementBytes = 40;
export const serviceNameBytes = 32;

/** The 40 bytes with which a side tells of a service. */
export function announcementOf(service: string, address: number, destroyed: boolean): Uint8Array {
  const bytes = new Uint8Array(announcementBytes);
  for (let i = 0; i < Math.min(service.length, serviceNameBytes - 1); i++) bytes[i] = service.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  view.setUint32(serviceNameBytes, address, true);
  view.setUint32(serviceNameBytes + 4, destroyed ? 1 : 0, true);
  return bytes;
}

/** Bytes up to the first NUL, each as one character. */
function nameOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Array.from(bytes.subarray(0, end < 0 ? bytes.length : end), (byte) => String.fromCharCode(byte)).join('');
}

const shownBytes = 64;
/** The beginning of a payload for an event, one character per byte. */
export function payloadText(bytes: Uint8Array): string {
  const end = Math.min(bytes.length, shownBytes);
  let shown = '';
  for (let i = 0; i < end; i++) shown += String.fromCharCode(bytes[i]!);
  return bytes.length > shownBytes ? `${shown}…` : shown;
}

export function parseAnnouncement(payload: Uint8Array): {
  readonly service: string;
  readonly address: number;
  readonly destroyed: boolean;
} {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    service: nameOf(payload.subarray(0, serviceNameBytes - 1)),
    address: view.getUint32(serviceNameBytes, true),
    destroyed: (view.getUint32(serviceNameBytes + 4, true) & 1) === 1,
  };
}
