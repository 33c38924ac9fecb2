/** New rows of the event log, in bounded portions. */
import type { SocEvent } from '../../contract/event-schema';
import type { Builder } from './context';

const portion = 600;

export const events: Builder<'events'> = ({ target: { machine } }, { after, epoch }) => {
  const { log } = machine;
  const known = epoch === log.epoch ? after : -1;
  // A reader that fell far behind gets the newest rows; `first` tells it what it missed.
  const from = Math.max(known + 1, log.first, log.length - portion);
  const out: SocEvent[] = [];
  for (let seq = from; seq < log.length; seq++) {
    const event = log.at(seq);
    if (event !== undefined) out.push(event);
  }
  return { events: out, total: log.length, first: log.first, epoch: log.epoch };
};
