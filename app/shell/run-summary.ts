/** What one run brought, in a sentence for those who do not see it. */
import type { EventKind, SocEvent } from '../../sim-worker/contract/event-schema';
import { spanText } from '../derive/format';
import { plural } from '../derive/words';

const counted: readonly { readonly kinds: readonly EventKind[]; readonly one: string; readonly many?: string }[] = [
  { kinds: ['rpmsg.written'], one: 'message' },
  { kinds: ['etzpc.refused'], one: 'refused access', many: 'refused accesses' },
  { kinds: ['fault.taken'], one: 'fault' },
];

/** `events`: those that the page has; of a run that was longer, only the newest are there, and that is said. */
export function runSummary(events: readonly SocEvent[], total: number, from: number, ns: number): string {
  const fresh = events.filter(({ seq }) => seq >= from);
  const parts = counted.flatMap(({ kinds, one, many }) => {
    const count = fresh.filter(({ kind }) => kinds.includes(kind)).length;
    if (count === 0) return [];
    return [many === undefined || count === 1 ? plural(count, one) : `${count} ${many}`];
  });
  const all = total - from;
  const sample = fresh.length < all ? ` among the last ${plural(fresh.length, 'event')}` : '';
  const what = parts.length === 0 ? 'no message' : `${parts.join(', ')}${sample}`;
  return `Ran for ${spanText(ns)}: ${what}.`;
}
