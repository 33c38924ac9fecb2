/** A session with a port and a host that the test drives: nothing here waits for a real clock. */
import type { FromWorker, RequestKind, Requests } from '../contract/protocol';
import type { Views } from '../contract/views';
import { Session } from '../session/session';

/** Slices of a call before it counts as unanswered. */
const longestCall = 10_000;

/** Wall time moves only when the test says so, by `tick` milliseconds with each slice. */
export function sessionBench(tick = 1) {
  let wall = 0;
  const due: { at: number; callback: () => void }[] = [];
  const replies = new Map<number, Extract<FromWorker, { type: 'reply' }>>();
  const views: { -readonly [V in keyof Views]?: Views[V]['data'] } = {};
  const crashes: string[] = [];
  let receive: (message: unknown) => void = () => undefined;
  new Session(
    {
      post: (message) => {
        const from = message as FromWorker;
        if (from.type === 'reply') replies.set(from.id, from);
        else if (from.type === 'crash') crashes.push(from.message);
        else {
          Object.assign(views, from.views);
          queueMicrotask(() => receive({ type: 'taken' }));
        }
      },
      listen: (listener) => {
        receive = listener;
      },
    },
    { now: () => wall, later: (callback, ms) => void due.push({ at: wall + ms, callback }) },
  );
  /** Lets so many slices happen. */
  const slices = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      wall += tick;
      for (const item of due.splice(0).sort((a, b) => a.at - b.at)) {
        if (item.at <= wall) item.callback();
        else due.push(item);
      }
      await Promise.resolve();
    }
  };
  let next = 1;
  const call = async <K extends RequestKind>(
    kind: K,
    params: Requests[K]['params'],
  ): Promise<Requests[K]['result']> => {
    const id = next++;
    receive({ id, kind, params });
    await Promise.resolve();
    await Promise.resolve();
    // A long step asks its host for time between its slices.
    for (let waits = 0; waits < longestCall && !replies.has(id); waits++) await slices(1);
    const reply = replies.get(id);
    if (reply === undefined) throw new Error(`no answer to ${kind}`);
    if (!reply.ok) throw new Error(reply.reason);
    return reply.result as Requests[K]['result'];
  };
  return { call, slices, views, crashes };
}
