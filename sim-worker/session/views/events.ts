/** New rows of the event log, in bounded portions. */
import type { SocEvent } from '../../contract/event-schema';
import type { Builder } from './context';

const portion = 600;

export const events: Builder<'events'> = ({ target: { machine } }, { after, epoch }) => {
  const { log } = machine;
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
