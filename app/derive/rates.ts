/** What flows while the model runs: messages per second each way and how much of the time a bell stands. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { rateText } from './format';

export type Flow = {
  /** Messages per second of virtual time. */
  readonly toM4: number;
  readonly toLinux: number;
  /** Share of the window in which each flag was set, by "from.channel". */
  readonly duty: ReadonlyMap<string, number>;
  /** Length of the window in ns. */
  readonly window: number;
};
const none: Flow = { toM4: 0, toLinux: 0, duty: new Map(), window: 0 };

/** Looks at the newest events only, at most `most` of them and at most `longest` ns back. */
export function flowOf(events: readonly SocEvent[], now: number, most = 1_500, longest = 500_000_000): Flow {
  const first = firstOf(events, now, most, longest);
  if (first === undefined) return none;
  const window = Math.max(1, now - (events[first]?.time ?? now));
  let toM4 = 0;
  let toLinux = 0;
  const set = new Map<string, number>();
  const total = new Map<string, number>();
  for (let i = first; i < events.length; i++) {
    const event = events[i];
    if (event?.kind === 'rpmsg.written') {
      if (event.pc === undefined) toM4++;
      else toLinux++;
    } else if (event?.kind === 'ipcc.occupied') set.set(keyOf(event.fields), event.time);
    else if (event?.kind === 'ipcc.freed') {
      const key = keyOf(event.fields);
      const since = set.get(key) ?? now - window;
      total.set(key, (total.get(key) ?? 0) + event.time - since);
      set.delete(key);
    }
  }
  for (const [key, since] of set) total.set(key, (total.get(key) ?? 0) + now - since);
  const duty = new Map([...total].map(([key, ns]) => [key, Math.min(1, ns / window)]));
  return { toM4: (toM4 * 1e9) / window, toLinux: (toLinux * 1e9) / window, duty, window };
}
const keyOf = ({ from, channel }: { readonly from: number; readonly channel: number }): string => `${from}.${channel}`;

function firstOf(events: readonly SocEvent[], now: number, most: number, longest: number): number | undefined {
  let at: number | undefined;
  for (let i = events.length - 1; i >= Math.max(0, events.length - most); i--) {
    const time = events[i]?.time ?? 0;
    if (now - time > longest) break;
    at = i;
  }
  return at;
}

/** The sentence over the map while the model runs: how much flows, and what the last fact was. */
export function runningSentence(flow: Flow, last: string): { readonly headline: string; readonly detail: string } {
  const both = flow.toM4 + flow.toLinux;
  return {
    headline: both === 0 ? 'Nothing is on its way.' : `${rateText(both)} messages per second.`,
    detail: last === '' ? '' : `Last: ${last}`,
  };
}

/** The width of a lane for a rate: grows with its logarithm, from a hairline to 12 px. */
export const laneWidth = (perSecond: number): number =>
  perSecond <= 0 ? 1 : Math.min(12, 1.5 + 1.6 * Math.log10(1 + perSecond));
