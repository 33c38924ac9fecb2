/** The buffer ledger: every descriptor accounted for, equal neighbours in one row, the urgent ones first. */
import type { DescriptorView, SlotState, VringView } from '../../sim-worker/contract/views';
import { newestIndex } from './descriptor-life';
import { indicesOf, ringCounts } from './ring';
import { type Owner, ownerWords, payloadText, slotWords } from './words';

export type LedgerRow = {
  readonly key: string;
  readonly indices: readonly number[];
  /** "5" or "8 – 15" or "0, 1". */
  readonly name: string;
  readonly owner: Owner;
  readonly ownerWord: string;
  readonly state: SlotState;
  readonly content: string;
  readonly doing: string;
  /** For how long, in ns. */
  readonly since: number | undefined;
  readonly lastChange: string;
};
const urgency: Readonly<Record<SlotState, number>> = {
  broken: 0,
  'held-m4': 1,
  'held-linux': 1,
  'full-linux': 2,
  'full-m4': 2,
  'empty-m4': 3,
  'empty-linux': 4,
};

export function ledgerRows(ring: VringView, now: number): readonly LedgerRow[] {
  const groups: DescriptorView[][] = [];
  for (const d of ring.descriptors) {
    const last = groups[groups.length - 1];
    const before = last?.[last.length - 1];
    if (last !== undefined && before !== undefined && alike(before, d)) last.push(d);
    else groups.push([d]);
  }
  const rows = groups.map((group) => rowOf(group, ring, now));
  return rows.sort(
    (a, b) =>
      urgency[a.state] - urgency[b.state] ||
      (b.since ?? 0) - (a.since ?? 0) ||
      (a.indices[0] ?? 0) - (b.indices[0] ?? 0),
  );
}

/** Full buffers stand alone, since each holds another message; empty ones of one moment stand together. */
function alike(a: DescriptorView, b: DescriptorView): boolean {
  if (a.state !== b.state || slotWords[a.state].filled) return false;
  if (a.since === undefined || b.since === undefined) return a.since === b.since;
  return Math.abs(a.since - b.since) < 1_000_000;
}

function rowOf(group: readonly DescriptorView[], ring: VringView, now: number): LedgerRow {
  const first = group[0];
  if (first === undefined) throw new Error('a ledger row without descriptors');
  const words = slotWords[first.state];
  const last = group[group.length - 1] ?? first;
  return {
    key: String(first.index),
    indices: group.map((d) => d.index),
    name:
      group.length === 1
        ? String(first.index)
        : group.length === 2
          ? `${first.index}, ${last.index}`
          : `${first.index} – ${last.index}`,
    owner: words.owner,
    ownerWord: ownerWords[words.owner],
    state: first.state,
    content: contentOf(first),
    doing: words.doing,
    since: elapsed(first, now),
    lastChange: lastChangeOf(first, ring),
  };
}

/** Virtual ns since the descriptor changed hands. */
export const elapsed = (d: DescriptorView, now: number): number | undefined =>
  d.since === undefined ? undefined : Math.max(0, now - d.since);

function contentOf(d: DescriptorView): string {
  if (!slotWords[d.state].filled || d.message === undefined) return 'empty';
  if (d.message.announcement !== undefined) return `name service “${d.message.announcement.name}”`;
  const text = payloadText(d.message.payload.subarray(0, Math.min(18, d.message.length)));
  return `“${text}${d.message.length > 18 ? '…' : ''}”, ${d.message.length} B`;
}

/** Which index moved to bring the descriptor into its state, read from the arrays. */
function lastChangeOf(d: DescriptorView, ring: VringView): string {
  switch (d.state) {
    case 'empty-m4':
    case 'held-m4':
    case 'full-m4': {
      const index = newestIndex(ring.avail.idx, ring.num, (slot) => ring.avail.ring[slot] === d.index);
      if (index === undefined) return '';
      return index < ring.num && d.state === 'empty-m4' ? 'initial fill' : `avail.idx ${index} → ${index + 1}`;
    }
    case 'full-linux': {
      const index = newestIndex(ring.used.idx, ring.num, (slot) => ring.used.ring[slot]?.id === d.index);
      return index === undefined ? '' : `used.idx ${index} → ${index + 1}`;
    }
    case 'held-linux':
      return 'rpmsg_recv_done';
    case 'empty-linux':
      return newestIndex(ring.used.idx, ring.num, (slot) => ring.used.ring[slot]?.id === d.index) === undefined
        ? 'never used'
        : 'given back by the M4';
    case 'broken':
      return '';
  }
}

/** "16 of 16 accounted for", and whether that is all of them. */
export function accounted(ring: VringView): { readonly text: string; readonly all: boolean } {
  const { withM4, returned, withLinux, overrun } = ringCounts(indicesOf(ring));
  const sum = overrun > 0 ? 0 : withM4 + returned + withLinux;
  return { text: `${sum} of ${ring.num} accounted for`, all: sum === ring.num };
}

/** The longest time that a full buffer has waited. */
export function oldestInHand(ring: VringView, now: number): number | undefined {
  const waits = ring.descriptors.flatMap((d) => (slotWords[d.state].filled ? (elapsed(d, now) ?? []) : []));
  return waits.length === 0 ? undefined : Math.max(...waits);
}
