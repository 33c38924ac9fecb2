/** The worker's entry: the only file that touches `self`. */
import type { Port } from './contract/protocol';
import type { Host } from './session/runner';
import { Session } from './session/session';

const port: Port = {
  post: (message, transfer) => self.postMessage(message, { transfer: [...(transfer ?? [])] }),
  listen: (receive) => {
    self.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data));
  },
};

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

new Session(port, host);
