/** The buffer ledger: every descriptor accounted for, equal neighbours in one row, the urgent ones first. */
import type { DescriptorView, SlotState, VringView } from '../../sim-worker/contract/views';
import { indicesOf, ringCounts } from './ring';
import { ownerWords, payloadText, slotWords, type Owner } from './words';

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
  readonly since: number | undefined;
  readonly lastChange: string;
};
const urgency: Readonly<Record<SlotState, number>> = {
  broken: 0,
  'held-linux': 1,
  'full-linux': 2,
  'full-m4': 2,
  'empty-m4': 3,
  'empty-linux': 4,
};

export function ledgerRows(ring: VringView): readonly LedgerRow[] {
  const groups: DescriptorView[][] = [];
  for (const d of ring.descriptors) {
    const last = groups[groups.length - 1];
    const before = last?.[last.length - 1];
    if (last !== undefined && before !== undefined && alike(before, d)) last.push(d);
    else groups.push([d]);
  }
  const rows = groups.map((group) => rowOf(group, ring));
  return rows.sort((a, b) => urgency[a.state] - urgency[b.state] || (b.since ?? 0) - (a.since ?? 0) || (a.indices[0] ?? 0) - (b.indices[0] ?? 0));
}

/** Full buffers stand alone, since each holds another message. */
function alike(a: DescriptorView, b: DescriptorView): boolean {
  return a.state === b.state && !slotWords[a.state].filled && a.since === b.since;
}

function rowOf(group: readonly DescriptorView[], ring: VringView): LedgerRow {
  const first = group[0];
  if (first === undefined) throw new Error('a ledger row without descriptors');
  const words = slotWords[first.state];
  const last = group[group.length - 1] ?? first;
  return {
    key: String(first.index),
    indices: group.map((d) => d.index),
    name: group.length === 1 ? String(first.index) : group.length === 2 ? `${first.index}, ${last.index}` : `${first.index} – ${last.index}`,
    owner: words.owner,
    ownerWord: ownerWords[words.owner],
    state: first.state,
    content: contentOf(first),
    doing: words.doing,
    since: first.since,
    lastChange: lastChangeOf(first, ring),
  };
}

function contentOf(d: DescriptorView): string {
  if (!slotWords[d.state].filled || d.message === undefined) return 'empty';
  if (d.message.announcement !== undefined) return `name service “${d.message.announcement.name}”`;
  const text = payloadText(d.message.payload.subarray(0, Math.min(18, d.message.length)));
  return `“${text}${d.message.length > 18 ? '…' : ''}”, ${d.message.length} B`;
}

/** Which index moved to bring the descriptor into its state, read from the arrays. */
function lastChangeOf(d: DescriptorView, ring: VringView): string {
  const moved = (array: readonly number[], idx: number, word: string): string => {
    const slot = array.indexOf(d.index);
    if (slot < 0) return '';
    const behind = (idx - 1 - slot) & (ring.num - 1);
    const index = idx - 1 - behind;
    if (index < 0) return '';
    return index < ring.num && word === 'avail' && ring.direction === 'm4-to-linux' ? 'initial fill' : `${word}.idx ${index} → ${index + 1}`;
  };
  switch (d.state) {
    case 'empty-m4':
    case 'full-m4':
      return moved(ring.avail.ring.slice(0, Math.min(ring.num, ring.avail.idx)), ring.avail.idx, 'avail');
    case 'full-linux':
      return moved(ring.used.ring.slice(0, Math.min(ring.num, ring.used.idx)).map((e) => e.id), ring.used.idx, 'used');
    case 'held-linux':
      return 'rpmsg_recv_done';
    case 'empty-linux':
      return ring.used.ring.slice(0, ring.used.idx).some((e) => e.id === d.index) ? 'given back by the M4' : 'never used';
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
export function oldestInHand(ring: VringView): number | undefined {
  const waits = ring.descriptors.filter((d) => slotWords[d.state].filled && d.since !== undefined).map((d) => d.since ?? 0);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** The stations of one descriptor's life and how far it has come; each with the memory that tells it. */
export type LifeStation = { readonly owner: Owner; readonly title: string; readonly detail: string; readonly address: number | undefined; readonly done: boolean };
export function lifeOf(d: DescriptorView, ring: VringView): readonly LifeStation[] {
  const toLinux = ring.direction === 'm4-to-linux';
  const availSlot = ring.avail.ring.indexOf(d.index);
  const usedSlot = ring.used.ring.findIndex((e) => e.id === d.index);
  const offered = d.state !== 'empty-linux' && d.state !== 'broken';
  const returned = d.state === 'full-linux' || d.state === 'held-linux' || (!toLinux && d.state === 'empty-linux' && ring.used.idx > 0 && usedSlot >= 0);
  const size = d.message === undefined ? '' : `header + ${d.message.length} bytes`;
  const offer: LifeStation = {
    owner: 'a7',
    title: 'Linux offered it',
    detail: availSlot < 0 ? 'not in avail.ring' : `avail.ring[${availSlot}] = ${d.index}`,
    address: availSlot < 0 ? undefined : ring.availAddress + 4 + 2 * availSlot,
    done: offered || returned,
  };
  const naming: LifeStation = {
    owner: 'a7',
    title: 'naming a buffer',
    detail: `len ${d.length}${(d.flags & 2) === 2 ? ', WRITE' : ''}`,
    address: ring.address + 16 * d.index,
    done: d.address !== 0,
  };
  const back: LifeStation = {
    owner: 'm4',
    title: 'M4 gave it back',
    detail: usedSlot < 0 ? 'not in used.ring' : `used.ring[${usedSlot}]`,
    address: usedSlot < 0 ? undefined : ring.usedAddress + 4 + 8 * usedSlot,
    done: returned,
  };
  const body: LifeStation = {
    owner: toLinux ? 'm4' : 'a7',
    title: toLinux ? 'M4 filled it' : 'Linux filled it',
    detail: returned || d.state === 'full-m4' ? size : 'next',
    address: d.address === 0 ? undefined : d.address,
    done: toLinux ? returned : offered || returned,
  };
  const end: LifeStation = toLinux
    ? { owner: 'a7', title: 'Linux reads it', detail: d.state === 'held-linux' ? 'now' : 'next', address: undefined, done: d.state === 'held-linux' }
    : { owner: 'm4', title: 'M4 reads it', detail: returned ? 'done' : 'next', address: undefined, done: returned };
  return toLinux ? [offer, naming, body, back, end] : [naming, body, offer, end, back];
}
