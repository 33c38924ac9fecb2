/** The buffer ledger: every descriptor accounted for, equal neighbours in one row, the urgent ones first. */
import type { DescriptorView, SlotState, VringView } from '../../sim-worker/contract/ring-views';
import { newestIndex } from './descriptor-life';
import { indicesOf, ringCounts } from './ring';
import { type Owner, ownerWords, payloadText, plural, slotWords } from './words';

export type LedgerRow = {
  readonly key: string;
  readonly ring: number;
  readonly indices: readonly number[];
  /** "5" or "8 – 15" or "0, 1". */
  readonly name: string;
  readonly owner: Owner;
  readonly ownerWord: string;
  readonly state: SlotState;
  readonly content: string;
  readonly doing: string;
  /** It does not come back while later ones do. */
  readonly suspicion: Suspicion;
  /** For how long, in ns. */
  readonly since: number | undefined;
  readonly lastChange: string;
};
/** `late`: overtaken; `leaked`: so often that nobody will give it back. */
export type Suspicion = 'none' | 'late' | 'leaked';
export const ledgerFilters = ['all', 'linux', 'm4', 'full', 'kept'] as const;
export type LedgerFilter = (typeof ledgerFilters)[number];
export const filterWords: Readonly<Record<LedgerFilter, string>> = {
  all: 'all',
  linux: 'with Linux',
  m4: 'with the M4',
  full: 'full',
  kept: 'kept back',
};
export const ledgerOrders = ['urgent', 'longest', 'number'] as const;
export type LedgerOrder = (typeof ledgerOrders)[number];
export const orderWords: Readonly<Record<LedgerOrder, string>> = {
  urgent: 'urgent first',
  longest: 'longest first',
  number: 'by number',
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
const comparisons: Readonly<Record<LedgerOrder, (a: LedgerRow, b: LedgerRow) => number>> = {
  urgent: (a, b) => rank(a) - rank(b) || byAge(a, b) || byNumber(a, b),
  longest: (a, b) => byAge(a, b) || byNumber(a, b),
  number: (a, b) => byNumber(a, b),
};
const rank = ({ state, suspicion }: LedgerRow): number => (suspicion === 'none' ? urgency[state] : 0);
const byAge = (a: LedgerRow, b: LedgerRow): number => (b.since ?? 0) - (a.since ?? 0);
const byNumber = (a: LedgerRow, b: LedgerRow): number => a.ring - b.ring || (a.indices[0] ?? 0) - (b.indices[0] ?? 0);

const filters: Readonly<Record<LedgerFilter, (d: DescriptorView, ring: VringView) => boolean>> = {
  all: () => true,
  linux: (d) => slotWords[d.state].owner === 'a7',
  m4: (d) => slotWords[d.state].owner === 'm4',
  full: (d) => slotWords[d.state].filled,
  kept: (d, ring) => suspicionOf(d, ring) !== 'none',
};

/** A quarter of the ring, at least four, came back after it and were given back before it. */
export function suspicionOf({ overtaken }: DescriptorView, { num }: VringView): Suspicion {
  if (overtaken === 0) return 'none';
  return overtaken >= Math.max(4, num / 4) ? 'leaked' : 'late';
}

export type LedgerOptions = { readonly filter?: LedgerFilter; readonly order?: LedgerOrder };
export function ledgerRows(
  rings: readonly VringView[],
  now: number,
  { filter = 'all', order = 'urgent' }: LedgerOptions = {},
): readonly LedgerRow[] {
  const rows = rings.flatMap((ring) => {
    const groups: DescriptorView[][] = [];
    for (const d of ring.descriptors) {
      if (!filters[filter](d, ring)) continue;
      const last = groups[groups.length - 1];
      const before = last?.[last.length - 1];
      if (last !== undefined && before !== undefined && alike(before, d)) last.push(d);
      else groups.push([d]);
    }
    return groups.map((group) => rowOf(group, ring, now));
  });
  return rows.sort(comparisons[order]);
}

/** Full buffers stand alone, since each holds another message; empty ones of one moment stand together. */
function alike(a: DescriptorView, b: DescriptorView): boolean {
  if (a.state !== b.state || a.index + 1 !== b.index || slotWords[a.state].filled || a.overtaken + b.overtaken > 0)
    return false;
  if (a.since === undefined || b.since === undefined) return a.since === b.since;
  return Math.abs(a.since - b.since) < 1_000_000;
}

function rowOf(group: readonly DescriptorView[], ring: VringView, now: number): LedgerRow {
  const first = group[0];
  if (first === undefined) throw new Error('a ledger row without descriptors');
  const words = slotWords[first.state];
  const last = group[group.length - 1] ?? first;
  return {
    key: `${ring.ring}.${first.index}`,
    ring: ring.ring,
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
    doing: doingOf(first, ring),
    suspicion: suspicionOf(first, ring),
    since: elapsed(first, now),
    lastChange: lastChangeOf(first, ring),
  };
}

function doingOf(d: DescriptorView, ring: VringView): string {
  switch (suspicionOf(d, ring)) {
    case 'none':
      return slotWords[d.state].doing;
    case 'late':
      return `kept back, ${plural(d.overtaken, 'later one')} returned`;
    case 'leaked':
      return `leaked? ${plural(d.overtaken, 'later one')} returned`;
  }
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

/** "16 of 16 accounted for", and whether that is all of them and nobody keeps one. */
export function accounted(rings: readonly VringView[]): { readonly text: string; readonly all: boolean } {
  const total = rings.reduce((all, { num }) => all + num, 0);
  const sum = rings.reduce((all, ring) => {
    const { withM4, returned, withLinux, overrun } = ringCounts(indicesOf(ring));
    return all + (overrun > 0 ? 0 : withM4 + returned + withLinux);
  }, 0);
  const leaked = rings.reduce(
    (all, ring) => all + ring.descriptors.filter((d) => suspicionOf(d, ring) === 'leaked').length,
    0,
  );
  const lost = leaked === 0 ? '' : `, ${leaked} leaked?`;
  return { text: `${sum} of ${total} accounted for${lost}`, all: sum === total && leaked === 0 };
}

/** The longest time that a full buffer has waited. */
export function oldestInHand(rings: readonly VringView[], now: number): number | undefined {
  const waits = rings.flatMap((ring) =>
    ring.descriptors.flatMap((d) => (slotWords[d.state].filled ? (elapsed(d, now) ?? []) : [])),
  );
  return waits.length === 0 ? undefined : Math.max(...waits);
}
