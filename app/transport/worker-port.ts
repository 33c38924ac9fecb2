/** The wire to the SoC model in its Web Worker. */
import type { Crash, Port, RequestKind } from '../../sim-worker/contract/protocol';

export type WorkerPort = Port & { terminate(): void };

/** What the page asks for before there is any firmware: it is answered when the model is there. */
const patient: readonly (RequestKind | undefined)[] = ['describe', 'subscribe', 'setSpeed', 'setBreakpoints'];

/** Signs that somebody is there. */
const signs = ['pointermove', 'pointerdown', 'keydown', 'dragenter'] as const;

/**
 * The model is loaded when somebody moves, or with the first request that cannot wait, which opens or checks a file:
 * the first page comes without it. A worker that cannot load or throws reports itself as a crash.
 */
export function startWorker(): WorkerPort {
  const early: { readonly message: unknown; readonly transfer: readonly Transferable[] }[] = [];
  let worker: Worker | undefined;
  let listener: (message: unknown) => void = () => undefined;
  const load = (): Worker => {
    const loaded = new Worker(new URL('../../sim-worker/main.ts', import.meta.url), {
      type: 'module',
      name: 'ampscope',
    });
    loaded.onmessage = ({ data }: MessageEvent<unknown>) => listener(data);
    loaded.onerror = (event) => listener(crashOf(event));
    for (const { message, transfer } of early.splice(0)) loaded.postMessage(message, [...transfer]);
    return loaded;
  };
  const wake = (): void => {
    for (const sign of signs) removeEventListener(sign, wake);
    worker ??= load();
  };
  for (const sign of signs) addEventListener(sign, wake, { passive: true });
  return {
    post: (message, transfer = []) => {
      const { kind } = message as { readonly kind?: RequestKind };
      if (worker === undefined && patient.includes(kind)) {
        early.push({ message, transfer });
        return;
      }
      wake();
      worker?.postMessage(message, [...transfer]);
    },
    listen: (receive) => {
      listener = receive;
    },
    terminate: () => worker?.terminate(),
  };
}

function crashOf(event: ErrorEvent): Crash {
  const where = event.filename === '' ? '' : ` (${event.filename}:${event.lineno})`;
  const message = event.message === undefined ? 'The simulation could not be loaded.' : `${event.message}${where}`;
  return { type: 'crash', message, lastEvents: [] };
}
