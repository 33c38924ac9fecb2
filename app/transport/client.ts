/** The page's end of the wire to the SoC model: typed requests, and frames that are answered once they were applied. */
import type { Crash, Frame, FromWorker, Port, RequestKind, Requests } from '../../sim-worker/contract/protocol';

export type Client = {
  /** Rejects with the worker's reason when the request was refused. */
  call<K extends RequestKind>(
    kind: K,
    params: Requests[K]['params'],
    transfer?: readonly ArrayBuffer[],
  ): Promise<Requests[K]['result']>;
};
export type ClientEvents = {
  /** The views that changed. When it returns, they count as applied. */
  onFrame(views: Frame['views']): void;
  /** A defect of ours; every pending call has failed. Whether the worker still answers is not known. */
  onCrash(crash: Crash): void;
  /** Runs `then` when the page had time to draw; the next frame is asked for only then. Immediately, when left out. */
  afterDrawing?(then: () => void): void;
};

type Waiting = { readonly done: (result: unknown) => void; readonly fail: (reason: Error) => void };

export function connect(port: Port, events: ClientEvents): Client {
  const waiting = new Map<number, Waiting>();
  const afterDrawing = events.afterDrawing ?? ((then: () => void) => then());
  let next = 1;

  const receive = (message: FromWorker): void => {
    switch (message.type) {
      case 'reply': {
        const entry = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.ok) entry?.done(message.result);
        else entry?.fail(new Error(message.reason));
        return;
      }
      case 'frame':
        events.onFrame(message.views);
        afterDrawing(() => port.post({ type: 'taken' }));
        return;
      case 'crash':
        for (const entry of waiting.values()) entry.fail(new Error(message.message));
        waiting.clear();
        events.onCrash(message);
        return;
    }
  };
  port.listen((message) => receive(message as FromWorker));

  return {
    call: (kind, params, transfer) => {
      const id = next++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { done: resolve as (result: unknown) => void, fail: reject });
        port.post({ id, kind, params }, transfer);
      });
    },
  };
}
