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

/** What the next frame carries; `more`: the rest is to come with the one after it. */
export type FramePart = { readonly views: Subscription; readonly more: boolean };

export class FrameShares {
  /** Frames since the start; while the model runs, it says whose turn it is. */
  #frames = 0;
  #ran = false;

  /** Has it stopped since the last frame? */
  hasStopped(running: boolean): boolean {
    return this.#ran && !running;
  }

  /** While it runs, after `shares` frames each view had its turn. When it has stopped, what says so goes ahead: all else is long to copy. */
  next(wanted: Subscription, running: boolean): FramePart {
    const hasStopped = this.hasStopped(running);
    this.#ran = running;
    if (hasStopped) return { views: chosen(wanted, (own) => own === 'every'), more: true };
    if (!running) return { views: wanted, more: false };
    const share = this.#frames++ % shares;
    return { views: chosen(wanted, (own) => own === 'every' || own === share), more: false };
  }
}

function chosen(wanted: Subscription, isMine: (own: number | 'every') => boolean): Subscription {
  const mine = Object.entries(wanted).filter(([view]) => isMine(shareByView[view as ViewName] ?? others));
  return Object.fromEntries(mine) as Subscription;
}
