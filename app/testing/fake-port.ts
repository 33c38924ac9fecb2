/** A worker that is none: answers requests from test data and remembers what it was asked. */
import type { Frame, Port, Preflight, Request, RequestKind, ToWorker } from '../../sim-worker/contract/protocol';
import { chip } from './chip-fixture';

export const fineFile: Preflight = {
  name: 'echo.elf',
  size: 4,
  loads: true,
  title: 'This firmware loads',
  sentence: 'An Arm ELF with a resource table.',
  whatToDo: 'Press Run.',
  predictedLog: [],
  errno: 0,
  notes: [],
  findings: [],
};
export const refusedFile: Preflight = {
  ...fineFile,
  loads: false,
  title: 'Linux refuses this firmware',
  sentence: 'It is an Arm ELF file, but remoteproc will not take it: bad phdr da 0x8000000 mem 0x4e20',
  whatToDo: 'Correct MEMORY in the link script; vectors belong to 0x0, code to 0x10000000.',
  predictedLog: [
    'remoteproc remoteproc0: powering up m4',
    'remoteproc remoteproc0: Booting fw image blinky.elf, size 88213',
    'remoteproc remoteproc0: bad phdr da 0x8000000 mem 0x4e20',
    'remoteproc remoteproc0: Failed to load program segments: -22',
    'remoteproc remoteproc0: Boot failed: -22',
  ],
  errno: 22,
};

export type FakePort = Port & {
  readonly asked: readonly ToWorker[];
  /** The parameters of the last request of a kind. */
  last(kind: RequestKind): unknown;
  frame(views: Frame['views']): void;
  send(message: unknown): void;
};
export type FakeAnswers = { readonly [K in RequestKind]?: unknown };

export function createFakePort(answers: FakeAnswers = {}): FakePort {
  const asked: ToWorker[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const send = (message: unknown): void => {
    for (const receive of listeners) receive(message);
  };
  const standard: FakeAnswers = {
    describe: chip,
    check: fineFile,
    open: { opened: true, preflight: fineFile },
    eventText: { lines: [], total: 0, first: 0 },
  };
  const reply = (request: Request): void => {
    const answer = { ...standard, ...answers }[request.kind] ?? {};
    if (answer instanceof Error) send({ type: 'reply', id: request.id, ok: false, reason: answer.message });
    else send({ type: 'reply', id: request.id, ok: true, result: answer });
  };
  return {
    asked,
    post: (message) => {
      const request = message as ToWorker;
      asked.push(request);
      if ('kind' in request) queueMicrotask(() => reply(request));
    },
    listen: (receive) => {
      listeners.push(receive);
    },
    last: (kind) => asked.findLast((request): request is Request => 'kind' in request && request.kind === kind)?.params,
    frame: (views) => send({ type: 'frame', views }),
    send,
  };
}
