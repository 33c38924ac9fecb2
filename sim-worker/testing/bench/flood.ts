/** What the page does in an echo flood, without the page: a session whose every view is asked for, and a shell that writes without pause. */
import type { FromWorker, ToWorker } from '../../contract/protocol';
import { Session } from '../../session/session';
import type { Subscription } from '../../session/views/all';
import type { Subject } from './subjects';

/** Wall milliseconds in which Linux has come up, loaded the firmware and made the tty. */
const bootTime = 1500;
const flood = 'cat /dev/ttyRPMSG0 > /dev/null &\nwhile true; do echo hello > /dev/ttyRPMSG0; done &\n';
const none = {};
const views: Subscription = {
  status: none,
  ipcc: none,
  vrings: none,
  descriptor: { ring: 0, index: 0 },
  writers: { ranges: [{ address: 0x1004_0000, length: 4096 }] },
  memoryMap: { at: 0x1004_0000 },
  ownership: none,
  accesses: { id: undefined },
  gates: none,
  exti: none,
  pins: none,
  registers: none,
  disassembly: { at: undefined, before: 8, after: 24 },
  memory: { address: 0x1004_0000, length: 1024 },
  console: { have: 0 },
  ttys: none,
  dmesg: none,
  trace: none,
  itm: none,
  uarts: none,
  events: { after: -1, epoch: 0 },
  stops: none,
  gpio: none,
  linux: none,
  linuxIpc: none,
  peripheral: { block: 'IPCC' },
  latencies: none,
  injections: none,
  diagnoses: none,
  messages: {
    filter: {},
    order: 'newest',
    upTo: undefined,
    from: 0,
    count: 50,
    measure: 'total',
    shown: undefined,
  },
  chain: { start: { kind: 'channel', from: 1, channel: 1 } },
};

/** Runs for so many wall milliseconds. */
export function floodSubject(bytes: Uint8Array): Subject {
  const due: { readonly at: number; readonly callback: () => void }[] = [];
  const later = (callback: () => void, ms: number): void => void due.push({ at: performance.now() + ms, callback });
  let receive: (message: unknown) => void = () => undefined;
  const send = (message: ToWorker): void => receive(structuredClone(message));
  let id = 0;
  const ask = (kind: string, params: unknown): void => send({ id: ++id, kind, params } as ToWorker);
  let after = -1;
  /** Copied as to another thread; then the page says what it has, and takes the next one. */
  const take = (message: FromWorker): void => {
    const from = structuredClone(message);
    if (from.type === 'crash') throw new Error(from.message);
    if (from.type !== 'frame') return;
    const { events } = from.views;
    after = events?.events.at(-1)?.seq ?? after;
    if (events !== undefined) ask('subscribe', { views: { ...views, events: { after, epoch: events.epoch } } });
    send({ type: 'taken' });
  };
  new Session(
    {
      post: (message) => later(() => take(message as FromWorker), 0),
      listen: (listener) => {
        receive = listener;
      },
    },
    { now: () => performance.now(), later },
  );
  const run = (ms: number): void => {
    const end = performance.now() + ms;
    for (let now = performance.now(); now < end; now = performance.now()) {
      for (const item of due.splice(0)) {
        if (item.at <= now) item.callback();
        else due.push(item);
      }
    }
  };
  ask('open', { name: 'firmware.elf', bytes, board: 'dk2', boot: 'linux' });
  ask('subscribe', { views });
  ask('continue', none);
  run(bootTime);
  ask('shellInput', { text: flood });
  return {
    run: (amount) => {
      run(amount);
      return { instructions: 0, events: after + 1 };
    },
  };
}
