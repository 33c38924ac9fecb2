/** Test data: the events of one "hello" through both rings and back, and the rings in the middle of it. */
import type { EventKind, FieldsOf, SocEvent } from '../../sim-worker/contract/event-schema';
import type { DescriptorView, MessageView, SlotState, VringView } from '../../sim-worker/contract/ring-views';
import { ringSlots } from './ring';

export type EventWriter = {
  readonly events: SocEvent[];
  add<K extends EventKind>(
    kind: K,
    fields: FieldsOf<K>,
    time: number,
    options?: { readonly cause?: number; readonly pc?: number },
  ): number;
};
export function eventWriter(firstSeq = 0): EventWriter {
  const events: SocEvent[] = [];
  return {
    events,
    add(kind, fields, time, { cause, pc } = {}) {
      const seq = firstSeq + events.length;
      events.push({ seq, time, cause, pc, kind, fields } as unknown as SocEvent);
      return seq;
    },
  };
}

export type TripOptions = { readonly text?: string; readonly slot?: number; readonly stopAfter?: number };
const pc = 0x1000_1a2c;
/** Times follow the design's picture: 38.4 µs from write to read. */
export function echoTrip(w: EventWriter, start: number, { text = 'hello\n', slot = 0 }: TripOptions = {}): void {
  const at = (us: number): number => start + Math.round(us * 1000);
  const length = text.length;
  const back = (slot + 2) % 16;
  const write = w.add('tty.written', { port: 0, text, bytes: length }, at(0));
  const sent = w.add(
    'rpmsg.written',
    { buffer: 0x1004_4000 + 512 * slot, src: 0x400, dst: 0x400, length, payload: text },
    at(2.1),
    { cause: write },
  );
  const offered = w.add('vring.offered', { ring: 1, descriptor: slot, index: slot + 1 }, at(2.1), { cause: sent });
  const rung = w.add('ipcc.occupied', { from: 1, channel: 2 }, at(3.9), { cause: offered });
  const raised = w.add('irq.raised', { processor: 2, irq: 103, name: 'IPCC_RX1' }, at(3.9), { cause: rung });
  const taken = w.add('irq.taken', { exception: 119, handler: 0x1000_0101, name: 'IPCC_RX1_IRQHandler' }, at(4.1), {
    cause: raised,
    pc,
  });
  w.add('ipcc.masked', { processor: 2, receive: true, channel: 2 }, at(4.6), { cause: taken, pc });
  w.add('ipcc.freed', { from: 1, channel: 2 }, at(5.3), { cause: taken, pc });
  w.add('ipcc.unmasked', { processor: 2, receive: true, channel: 2 }, at(5.4), { cause: taken, pc });
  w.add('irq.returned', { exception: 119, name: 'IPCC_RX1_IRQHandler' }, at(6.2), { cause: taken, pc });
  const read = w.add('vring.returned', { ring: 1, descriptor: slot, length: 16 + length, index: slot + 1 }, at(8.9), {
    cause: taken,
    pc,
  });
  const answer = w.add(
    'rpmsg.written',
    { buffer: 0x1004_2000 + 512 * back, src: 0x400, dst: 0x400, length, payload: text },
    at(12.8),
    { cause: read, pc },
  );
  const handed = w.add('vring.returned', { ring: 0, descriptor: back, length: 512, index: slot + 3 }, at(12.8), {
    cause: answer,
    pc,
  });
  const bell = w.add('ipcc.occupied', { from: 2, channel: 1 }, at(15.1), { cause: handed, pc });
  const a7 = w.add('irq.raised', { processor: 1, irq: 100, name: 'ipcc rx' }, at(15.1), { cause: bell });
  const handled = w.add('irq.handled', { irq: 100, name: 'ipcc rx' }, at(16.3), { cause: a7 });
  w.add('ipcc.freed', { from: 2, channel: 1 }, at(17), { cause: handled });
  const received = w.add(
    'rpmsg.received',
    { buffer: 0x1004_2000 + 512 * back, src: 0x400, dst: 0x400, length, payload: text },
    at(28),
    { cause: handled },
  );
  const tty = w.add('tty.received', { port: 0, text, bytes: length }, at(33), { cause: received });
  w.add('vring.offered', { ring: 0, descriptor: back, index: 17 + slot }, at(33.4), { cause: received });
  w.add('shell.exited', { line: 'read', code: 0 }, at(38.4), { cause: tty });
}

const encoder = new TextEncoder();
export function messageBytes(text: string): { readonly message: MessageView; readonly bytes: Uint8Array } {
  const payload = encoder.encode(text);
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x400, true);
  view.setUint32(4, 0x400, true);
  view.setUint16(12, payload.length, true);
  bytes.set(payload.subarray(0, 48), 16);
  return {
    bytes,
    message: {
      src: 0x400,
      dst: 0x400,
      reserved: 0,
      length: payload.length,
      flags: 0,
      payload,
      announcement: undefined,
    },
  };
}

export type RingOptions = {
  readonly ring: 0 | 1;
  readonly avail: number;
  readonly used: number;
  readonly read: number;
  readonly num?: number;
  readonly texts?: Readonly<Record<number, string>>;
  readonly now?: number;
};
/** A ring whose entries are the identity, as after the initial fill. */
export function vring({ ring, avail, used, read, num = 16, texts = {}, now = 1_284_117_100 }: RingOptions): VringView {
  const address = 0x1004_0000 + 0x1000 * ring;
  const base = ring === 0 ? 0x1004_2000 : 0x1004_4000;
  const wrote = Math.min(num, used);
  const bare: VringView = {
    ring,
    direction: ring === 0 ? 'm4-to-linux' : 'linux-to-m4',
    address,
    num,
    align: 16,
    notifyId: ring,
    availAddress: address + 16 * num,
    usedAddress: address + 16 * num + 0x30,
    avail: { flags: ring === 0 ? 0 : 1, idx: avail, ring: Array.from({ length: num }, (_, i) => (i < avail ? i : 0)) },
    used: {
      flags: ring === 0 ? 1 : 0,
      idx: used,
      ring: Array.from({ length: num }, (_, i) => (i < wrote ? { id: i, length: 512 } : { id: 0, length: 0 })),
    },
    read,
    descriptors: [],
    problems: [],
    eventIndex: { negotiated: false, usedEvent: read, availEvent: 0 },
  };
  const states = new Map<number, SlotState>(ringSlots(bare).map((s) => [s.slot, s.state]));
  const descriptors = Array.from({ length: num }, (_, index): DescriptorView => {
    const text = texts[index];
    const content = text === undefined ? undefined : messageBytes(text);
    const state = states.get(index) ?? 'empty-linux';
    const known = ring === 0 || index < avail;
    return {
      index,
      address: known ? base + 512 * index : 0,
      length: known ? 512 : 0,
      flags: ring === 0 ? 2 : 0,
      next: 0,
      state,
      overtaken: 0,
      since: content === undefined ? now - 882_000_000 : now - 500 - 8_000 * index,
      message: content?.message,
      bytes: content?.bytes ?? new Uint8Array(64),
    };
  });
  return { ...bare, descriptors };
}
