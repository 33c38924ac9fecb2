/** The worker's entry: the only file that touches `self`. The model is loaded with the first request that needs it. */
import type { Port, ToWorker } from './contract/protocol';
import type { Host } from './session/runner';

/** A message to oneself comes after the messages that already wait, and is not throttled as timers are. */
const channel = new MessageChannel();
const soon: (() => void)[] = [];
channel.port1.onmessage = () => soon.shift()?.();

const host: Host = {
  now: () => performance.now(),
  later: (callback, milliseconds) => {
    if (milliseconds > 0) {
      setTimeout(callback, milliseconds);
      return;
    }
    soon.push(callback);
    channel.port2.postMessage(undefined);
  },
};

/** What came before the model was there. */
const waiting: unknown[] = [];
let receive: ((message: unknown) => void) | undefined;
let loading = false;

const port: Port = {
  post: (message, transfer) => self.postMessage(message, { transfer: [...(transfer ?? [])] }),
  listen: (listener) => {
    receive = listener;
    for (const message of waiting.splice(0)) listener(message);
  },
};

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (receive !== undefined) {
    receive(data);
    return;
  }
  waiting.push(data);
  if (!loading && needsModel(data as ToWorker)) void load();
});

/** Which views are wanted can wait until there is something to see. */
const needsModel = (message: ToWorker): boolean => 'kind' in message && message.kind !== 'subscribe';

async function load(): Promise<void> {
  loading = true;
  try {
    const { Session } = await import('./session/session');
    new Session(port, host);
  } catch (error) {
    port.post({ type: 'crash', message: `The simulation could not be loaded: ${String(error)}`, lastEvents: [] });
  }
}
