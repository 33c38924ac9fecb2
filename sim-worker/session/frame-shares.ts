/** While the model runs, each frame carries a part of the views: all of them at once would take the page longer than one of its frames. */
import type { ViewName } from '../contract/views';
import type { Subscription } from './views/all';

/** Wall milliseconds between two frames while the model runs: one for each that a screen draws. */
export const frameMs = 16;
const shares = 4;
/** What is much to copy has a share of its own; `every`: small, and in each frame. */
const shareByView: Readonly<Partial<Record<ViewName, number | 'every'>>> = {
  status: 'every',
  console: 'every',
  chain: 'every',
  events: 0,
  vrings: 1,
  descriptor: 1,
  memoryMap: 3,
  writers: 3,
};
const others = 2;

/** The views of the frame with this number: after `shares` frames each had its turn. */
export function shareOf(wanted: Subscription, frame: number): Subscription {
  const share = frame % shares;
  const mine = Object.entries(wanted).filter(([view]) => {
    const own = shareByView[view as ViewName] ?? others;
    return own === 'every' || own === share;
  });
  return Object.fromEntries(mine) as Subscription;
}
