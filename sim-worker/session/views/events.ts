/** New rows of the event log, in bounded portions. */
import type { SocEvent } from '../../contract/event-schema';
import type { Builder } from './context';

/** While the model runs, a frame must be quick; while it stands still, the page has to come to the end. */
const portions = { running: 600, still: 4_000 } as const;

export const events: Builder<'events'> = ({ target, phase }, { after, epoch }) => {
  const { log } = target.machine;
  const portion = phase === 'running' ? portions.running : portions.still;
  // A reader that is new here gets the newest rows, any other what follows on what it has: it may skip by itself.
  const from = Math.max(log.first, epoch === log.epoch ? after + 1 : log.length - portion);
  const end = Math.min(log.length, from + portion);
  const out: SocEvent[] = [];
  for (let seq = from; seq < end; seq++) {
    const event = log.at(seq);
    if (event !== undefined) out.push(event);
  }
  return { events: out, total: log.length, first: log.first, epoch: log.epoch };
};
