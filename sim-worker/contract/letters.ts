/** Which message a letter belongs to when it is taken out of a ring: it was put there by one message, and is taken while the receiver may be busy with another. */
import type { SocEvent } from './event-schema';

/** Buffers and descriptors share one table: no buffer lies so low in memory. */
const keyOf = (ring: number, descriptor: number): number => ring * 0x1_0000 + descriptor;

function putKey(event: SocEvent): number | undefined {
  if (event.kind === 'rpmsg.written') return event.fields.buffer;
  const handed = event.kind === 'vring.offered' ? 1 : event.kind === 'vring.returned' ? 0 : undefined;
  if ((event.kind !== 'vring.offered' && event.kind !== 'vring.returned') || event.fields.ring !== handed) return;
  return keyOf(event.fields.ring, event.fields.descriptor);
}

function takenKey(event: SocEvent): number | undefined {
  if (event.kind === 'rpmsg.received') return event.fields.buffer;
  const given = event.kind === 'vring.returned' ? 1 : event.kind === 'vring.offered' ? 0 : undefined;
  if ((event.kind !== 'vring.offered' && event.kind !== 'vring.returned') || event.fields.ring !== given) return;
  return keyOf(event.fields.ring, event.fields.descriptor);
}

/** What Linux does with a letter that it has received follows from that letter; what the M4 does next follows from what it did before. */
export const followsLetter = ({ kind }: SocEvent): boolean => kind === 'rpmsg.received';

/** The letters that lie in the rings, each with its message. */
export class Letters<M> {
  readonly #of = new Map<number, M>();

  put(event: SocEvent, message: M): void {
    const key = putKey(event);
    if (key !== undefined) this.#of.set(key, message);
  }

  /** The message whose letter this event takes out, or whose buffer it gives back; undefined where it is about no known letter. */
  take(event: SocEvent): M | undefined {
    const key = takenKey(event);
    if (key === undefined) return undefined;
    const message = this.#of.get(key);
    if (message !== undefined) this.#of.delete(key);
    return message;
  }

  /** The rings begin anew. */
  forget(): void {
    this.#of.clear();
  }
}
