/** Everything the session knows of messages: the ledger, chains, and statistics that are not made anew for every frame. Made when first asked for. */

import type { Stage } from '../../contract/message-stages';
import type { MessageFilter, MessageStatistics } from '../../contract/message-views';
import type { Target } from '../target';
import { ChainFinder } from './chain';
import { MessageLedger } from './message-ledger';
import { statisticsOf } from './statistics';

/** While it runs the statistics wait until this share of the kept messages is new. */
const staleShare = 0.25;

type Made = { readonly asked: string; readonly seen: number; readonly statistics: MessageStatistics | undefined };

export class Messages {
  readonly ledger: MessageLedger;
  readonly chains: ChainFinder;
  #made: Made | undefined;

  constructor(target: Target) {
    this.ledger = new MessageLedger(target.machine.log);
    this.chains = new ChainFinder(target, this.ledger);
  }

  statistics(filter: MessageFilter, measure: Stage | 'total', running: boolean): MessageStatistics | undefined {
    const asked = JSON.stringify([filter, measure]);
    const { seen, first } = this.ledger;
    const fresh = this.#made === undefined ? seen : seen - this.#made.seen;
    const isStale = fresh < 0 || (running ? fresh > staleShare * (seen - first) : true);
    if (this.#made === undefined || this.#made.asked !== asked || isStale)
      this.#made = { asked, seen, statistics: statisticsOf(this.ledger, filter, measure) };
    return this.#made.statistics;
  }
}
