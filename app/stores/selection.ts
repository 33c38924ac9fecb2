/** What the user looks at: one thing in the whole page, which every panel marks if it shows it. */
import { byteAtEvent, byteOfMessage, type Chain } from '../derive/chain';

export type Selection =
  /** `byte`: the one that is followed, counted in the event's message; of a write to a tty in all of it. */
  | { readonly kind: 'event'; readonly seq: number; readonly byte?: number }
  | { readonly kind: 'descriptor'; readonly ring: number; readonly index: number; readonly byte?: number }
  /** A ring as a whole, or a slot of it that has never held a descriptor. */
  | { readonly kind: 'ring'; readonly ring: number }
  | { readonly kind: 'channel'; readonly from: 1 | 2; readonly channel: number }
  | { readonly kind: 'address'; readonly address: number }
  /** `block` as in the chip's description. */
  | { readonly kind: 'register'; readonly block: string; readonly register: string }
  /** A line of the kernel log by its words, where its event is not known. */
  | { readonly kind: 'log'; readonly text: string }
  /** A part of the ELF file. */
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'etzpc'; readonly id: number }
  | { readonly kind: 'semaphore'; readonly index: number }
  /** `APB1.UART4EN`. */
  | { readonly kind: 'gate'; readonly gate: string }
  | { readonly kind: 'exti'; readonly line: number }
  /** `PA14`. */
  | { readonly kind: 'pin'; readonly pin: string }
  | { readonly kind: 'tty'; readonly port: number };

/** The byte of a message that is followed, counted in its payload. */
export function followedByte(selection: Selection | undefined, chain: Chain | undefined): number | undefined {
  if (selection?.kind === 'descriptor') return selection.byte;
  if (selection?.kind !== 'event' || selection.byte === undefined) return undefined;
  return byteOfMessage(chain, selection.seq, selection.byte);
}

/** An event of the chain, with the byte of the message that goes on being followed. */
export const selectionOf = (seq: number, byte: number | undefined, chain: Chain | undefined): Selection => ({
  kind: 'event',
  seq,
  ...(byte === undefined ? {} : { byte: byteAtEvent(chain, seq, byte) }),
});
