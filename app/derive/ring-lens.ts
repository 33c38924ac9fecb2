/** In a ring too large to draw every slot: the few slots around each hand. */
import type { VringView } from '../../sim-worker/contract/ring-views';
import { indicesOf, type RingSlot, ringSlots } from './ring';
import { type HandName, hands } from './wheel-geometry';

export type LensRow = { readonly hand: HandName; readonly index: number; readonly slots: readonly RingSlot[] };
/** Slots before and behind the hand. */
const reach = 4;

/** The hand stands before the slot in the middle: that is the next entry that its owner will touch. */
export function lensRows(ring: VringView): readonly LensRow[] {
  const slots = ringSlots(ring);
  if (slots.length === 0) return [];
  return hands(indicesOf(ring), ring.num).map(({ name, index }) => ({
    hand: name,
    index,
    slots: Array.from({ length: 2 * reach }, (_, i) => (index - reach + i + 65_536 * ring.num) % ring.num).flatMap(
      (slot) => slots[slot] ?? [],
    ),
  }));
}
