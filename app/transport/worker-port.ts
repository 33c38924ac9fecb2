/** The wire to the SoC model in its Web Worker. */
import type { Crash, Port } from '../../sim-worker/contract/protocol';

export type WorkerPort = Port & { terminate(): void };

/** Starts the model. A worker that cannot load or throws reports itself as a crash. */
export function startWorker(): WorkerPort {
  const worker = new Worker(new URL('../../sim-worker/main.ts', import.meta.url), { type: 'module', name: 'ampscope' });
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    listen: (receive) => {
      worker.onmessage = ({ data }: MessageEvent<unknown>) => receive(data);
      worker.onerror = (event) => {
        const where = event.filename === '' ? '' : ` (${event.filename}:${event.lineno})`;
        const crash: Crash = {
          type: 'crash',
          message: event.message === undefined ? 'The simulation could not be loaded.' : `${event.message}${where}`,
          lastEvents: [],
        };
        receive(crash);
      };
    },
    terminate: () => worker.terminate(),
  };
}
