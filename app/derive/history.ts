/** The changes of hands of a descriptor, in words. */
import type { HandOver, VringView } from '../../sim-worker/contract/ring-views';
import { letterText, type Owner } from './words';

export type HistoryRow = {
  readonly key: string;
  readonly time: number;
  /** Until the next change, or until now. */
  readonly lasted: number;
  readonly owner: Owner;
  readonly text: string;
  /** The index that moved. */
  readonly index: string;
  readonly message: string;
  readonly event: number | undefined;
  readonly wrong: boolean;
};
type Words = { readonly owner: Owner; readonly text: string; readonly index: (index: number) => string };
const words: Readonly<Record<HandOver['step'], Words>> = {
  offered: { owner: 'a7', text: 'Linux gave it to the M4', index: (i) => `avail.idx → ${i}` },
  returned: { owner: 'm4', text: 'the M4 gave it back', index: (i) => `used.idx → ${i}` },
  taken: { owner: 'a7', text: 'Linux took it out', index: (i) => `read ${i}` },
  'taken-back': { owner: 'fault', text: 'a fault took it back', index: (i) => `used.idx → ${i}` },
  'offered-again': {
    owner: 'fault',
    text: 'Linux gave it twice',
    index: (i) => `avail.idx → ${i}`,
  },
  'returned-again': {
    owner: 'fault',
    text: 'the M4 gave it back twice',
    index: (i) => `used.idx → ${i}`,
  },
};

/** The newest first. */
export function historyRows(
  changes: readonly HandOver[],
  now: number,
  { direction }: VringView,
): readonly HistoryRow[] {
  return changes
    .map((change, i): HistoryRow => {
      const { owner, text, index } = words[change.step];
      const next = changes[i + 1]?.time ?? now;
      const full = direction === 'm4-to-linux' ? change.step === 'returned' : change.step === 'offered';
      return {
        key: `${change.time}.${i}`,
        time: change.time,
        lasted: Math.max(0, next - change.time),
        owner,
        text,
        index: index(change.index),
        message: full && change.message !== '' ? `“${letterText(change.message, 24)}”` : '',
        event: change.event,
        wrong: owner === 'fault',
      };
    })
    .reverse();
}
