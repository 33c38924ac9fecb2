/** Which descriptor is looked at: the selected one, else the one that changed hands last, preferring a full one. */
import type { VringView } from '../../../sim-worker/contract/ring-views';
import { elapsed } from '../../derive/ledger';
import { slotWords } from '../../derive/words';
import type { Selection } from '../../stores/selection';

export function chosenDescriptor(ring: VringView, selection: Selection | undefined, now: number): number | undefined {
  if (
    selection?.kind === 'descriptor' &&
    selection.ring === ring.ring &&
    ring.descriptors[selection.index] !== undefined
  )
    return selection.index;
  const full = ring.descriptors.filter((d) => slotWords[d.state].filled);
  const among = full.length > 0 ? full : ring.descriptors.filter((d) => d.address !== 0);
  const newest = among.reduce<(typeof among)[number] | undefined>(
    (best, d) =>
      best === undefined ||
      (elapsed(d, now) ?? Number.POSITIVE_INFINITY) < (elapsed(best, now) ?? Number.POSITIVE_INFINITY)
        ? d
        : best,
    undefined,
  );
  return newest?.index;
}
