/** The 16-byte rpmsg header, the name service message, and payloads as readable text. Source: Linux, virtio_rpmsg_bus. */
import type { MessageView } from '../contract/ring-views';
import type { Peek } from './vring-layout';

const headerBytes = 16;
const bufferBytes = 512;
const nameServiceAddress = 53;
const announcementBytes = 40;

/** What stands in a buffer now. `length` is the header's claim; the payload is cut to what fits in the buffer. */
export function readMessage(bus: Peek, address: number): MessageView {
  const length = bus.peek(address + 12, 2) ?? 0;
  const dst = bus.peek(address + 4, 4) ?? 0;
  const payload = bus.peekRam(address + headerBytes, Math.min(length, bufferBytes - headerBytes));
  return {
    src: bus.peek(address, 4) ?? 0,
    dst,
    reserved: bus.peek(address + 8, 4) ?? 0,
    length,
    flags: bus.peek(address + 14, 2) ?? 0,
    payload,
    announcement:
      dst === nameServiceAddress && length === announcementBytes
        ? readAnnouncement(bus, address + headerBytes)
        : undefined,
  };
}

function readAnnouncement(bus: Peek, at: number): NonNullable<MessageView['announcement']> {
  const bytes = bus.peekRam(at, 32);
  const end = bytes.indexOf(0);
  return {
    name: payloadText(bytes.subarray(0, end < 0 ? 32 : end)),
    address: bus.peek(at + 32, 4) ?? 0,
    destroyed: ((bus.peek(at + 36, 4) ?? 0) & 1) === 1,
  };
}

/** At most `limit` bytes as Latin-1 text; event texts make control characters visible themselves. */
function payloadText(bytes: Uint8Array, limit = 64): string {
  const end = Math.min(bytes.length, limit);
  let shown = '';
  for (let i = 0; i < end; i++) shown += String.fromCharCode(bytes[i]!);
  return bytes.length > limit ? `${shown}…` : shown;
}

/** The text of a message for an event: the announced name, or its payload. */
export const messageText = (message: MessageView): string =>
  message.announcement === undefined
    ? payloadText(message.payload)
    : `${message.announcement.name} at ${message.announcement.address}`;
