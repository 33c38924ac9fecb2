/** How long messages took: percentiles, a histogram and the ten slowest, over all that are kept and pass a filter. */

import type { Stage } from '../../contract/message-stages';
import type { MessageFilter, MessageStatistics } from '../../contract/message-views';
import type { MessageLedger } from './message-ledger';

const columns = 24;
const worstShown = 10;

/** Undefined while nothing has arrived. */
export function statisticsOf(
  ledger: MessageLedger,
  filter: MessageFilter,
  measure: Stage | 'total',
): MessageStatistics | undefined {
  const { table } = ledger;
  const all = new Float64Array(ledger.seen - ledger.first);
  const worst: number[] = [];
  let count = 0;
  for (let ordinal = ledger.first; ordinal < ledger.seen; ordinal++) {
    if (!table.hasArrived(ordinal) || !table.passes(ordinal, filter)) continue;
    const ns = table.measured(ordinal, measure);
    all[count++] = ns;
    keepWorst(worst, ordinal, ns, (other) => table.measured(other, measure));
  }
  if (count === 0) return undefined;
  const sorted = all.subarray(0, count).sort();
  const at = (share: number): number => sorted[Math.min(count - 1, Math.floor(count * share))]!;
  return {
    count,
    fastest: sorted[0]!,
    median: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    slowest: sorted[count - 1]!,
    buckets: bucketsOf(sorted),
    worst: worst.map((ordinal) => table.row(ordinal)),
  };
}

function keepWorst(worst: number[], ordinal: number, ns: number, measured: (ordinal: number) => number): void {
  const last = worst[worst.length - 1];
  if (worst.length >= worstShown && last !== undefined && measured(last) >= ns) return;
  const place = worst.findIndex((other) => measured(other) < ns);
  worst.splice(place < 0 ? worst.length : place, 0, ordinal);
  if (worst.length > worstShown) worst.pop();
}

/** Equal columns from the fastest to the slowest, at least 100 ns wide. */
function bucketsOf(sorted: Float64Array): MessageStatistics['buckets'] {
  const fastest = sorted[0]!;
  const width = Math.max(100, (sorted[sorted.length - 1]! - fastest) / columns);
  const counts = new Uint32Array(columns);
  for (const ns of sorted) counts[Math.min(columns - 1, Math.floor((ns - fastest) / width))]!++;
  return Array.from(counts, (count, i) => ({ from: fastest + i * width, to: fastest + (i + 1) * width, count }));
}
