/** Test data: the events of a boot and of one echo of "hello\n", in the order of the golden trace (reference linux-side, section 9). */
import type { EventKind, FieldsOf, SocEvent } from '../../sim-worker/contract/event-schema';

type AddOptions = { readonly cause?: number | undefined; readonly pc?: number };
class EventScript {
  readonly events: SocEvent[] = [];

  /** Returns the number of the new event, for the `cause` of later ones. */
  add<K extends EventKind>(kind: K, fields: FieldsOf<K>, micros: number, { cause, pc }: AddOptions = {}): number {
    const seq = this.events.length;
    // The kind and its fields are tied together by the signature; the union cannot see that.
    this.events.push({ seq, time: Math.round(micros * 1_000), cause, pc, kind, fields } as unknown as SocEvent);
    return seq;
  }
}

const pc = 0x1000_0b3e;
const boot = 400_000;

/** From `echo start` to both channels announced. */
function addBoot(script: EventScript): void {
  const at = (micros: number): number => boot + micros;
  const started = script.add('shell.ran', { line: 'echo start > /sys/class/remoteproc/remoteproc0/state' }, at(0));
  const log = (text: string, micros: number): number =>
    script.add('rproc.logged', { text }, at(micros), { cause: started });
  log('remoteproc remoteproc0: powering up m4', 10);
  log('remoteproc remoteproc0: Booting fw image OpenAMP_TTY_echo_CM4.elf, size 1763412', 320);
  script.add('rproc.segment-loaded', { address: 0, bytes: 664, zeroed: 0 }, at(700), { cause: started });
  script.add('rproc.segment-loaded', { address: 0x1000_0000, bytes: 24_812, zeroed: 0 }, at(820), { cause: started });
  script.add('rproc.table-written', { address: 0x1002_0000, bytes: 140 }, at(900), { cause: started });
  script.add('rcc.boot-mcu', { on: true }, at(950), { cause: started });
  const released = script.add('rcc.m4-released', { sp: 0x1004_0000, pc: 0x1000_0298 }, at(952), { cause: started });
  script.add('ipcc.configured', { processor: 2, rxoie: true, txfie: true }, at(1_200), { cause: released, pc });
  for (const channel of [1, 2]) {
    script.add('ipcc.unmasked', { processor: 2, receive: true, channel }, at(1_201), { cause: released, pc });
  }
  for (const status of [1, 3]) script.add('rproc.vdev-status', { status }, at(2_000 + status), { cause: started });
  for (const ring of [0, 1]) {
    script.add('vring.cleared', { ring, address: 0x1004_0000 + ring * 0x1000, bytes: 438 }, at(2_100 + ring), {
      cause: started,
    });
    script.add('rproc.vring-address', { ring, address: 0x1004_0000 + ring * 0x1000 }, at(2_110 + ring), {
      cause: started,
    });
  }
  for (let i = 0; i < 16; i++) {
    script.add('vring.offered', { ring: 0, descriptor: i, index: i + 1 }, at(2_200 + i), { cause: started });
  }
  script.add('rproc.vdev-status', { status: 7 }, at(2_300), { cause: started });
  const rung = script.add('ipcc.occupied', { from: 1, channel: 1 }, at(2_301), { cause: started });
  log('virtio_rpmsg_bus virtio0: rpmsg host is online', 2_310);
  log('remoteproc remoteproc0: remote processor m4 is now up', 2_320);
  const taken = script.add('irq.taken', { exception: 119, handler: 0x1000_0440, name: 'IPCC_RX1' }, at(2_303), {
    cause: rung,
    pc,
  });
  script.add('ipcc.freed', { from: 1, channel: 1 }, at(2_305), { cause: taken, pc });
  script.add('irq.returned', { exception: 119, name: 'IPCC_RX1' }, at(2_306), { cause: taken, pc });
  for (const [index, address] of [0x400, 0x401].entries()) announce(script, at(2_500 + index * 400), index, address);
}

function announce(script: EventScript, at: number, index: number, address: number): void {
  const buffer = 0x1004_2000 + 0x200 * index;
  const written = script.add('rpmsg.written', { buffer, src: address, dst: 53, length: 40, payload: 'rpmsg-tty' }, at, {
    pc,
  });
  const given = script.add('vring.returned', { ring: 0, descriptor: index, length: 512, index: index + 1 }, at + 1, {
    cause: written,
    pc,
  });
  const rung = script.add('ipcc.occupied', { from: 2, channel: 1 }, at + 2, { cause: given, pc });
  const handled = script.add('irq.handled', { irq: 100, name: 'ipcc rx' }, at + 10, { cause: rung });
  script.add('ipcc.freed', { from: 2, channel: 1 }, at + 11, { cause: handled });
  const told = script.add('rpmsg.announced', { service: 'rpmsg-tty', address, created: true }, at + 40, {
    cause: handled,
  });
  script.add(
    'rpmsg.channel-created',
    { service: 'rpmsg-tty', address, driver: 'rpmsg_tty', node: `/dev/ttyRPMSG${index}` },
    at + 60,
    { cause: told },
  );
  script.add('vring.offered', { ring: 0, descriptor: index, index: 17 + index }, at + 70, { cause: handled });
}

/** "hello\n" there and back. With `half` it stops at the moment of the design's main picture: the M4 has just rung. */
function addEcho(script: EventScript, start: number, half = false): void {
  const at = (micros: number): number => start + micros;
  const text = 'hello\n';
  const message = { src: 0x400, dst: 0x400, length: 6, payload: text };
  const wrote = script.add('tty.written', { port: 0, text, bytes: 6 }, at(0));
  const there = script.add('rpmsg.written', { buffer: 0x1004_4000, ...message }, at(2.1), { cause: wrote });
  const offered = script.add('vring.offered', { ring: 1, descriptor: 0, index: 1 }, at(2.2), { cause: there });
  const kick = script.add('ipcc.occupied', { from: 1, channel: 2 }, at(3.9), { cause: offered });
  const raised = script.add('irq.raised', { processor: 2, irq: 103, name: 'IPCC_RX1' }, at(4), { cause: kick });
  const taken = script.add('irq.taken', { exception: 119, handler: 0x1000_0440, name: 'IPCC_RX1' }, at(4.1), {
    cause: raised,
    pc,
  });
  script.add('ipcc.freed', { from: 1, channel: 2 }, at(5.3), { cause: taken, pc });
  script.add('irq.returned', { exception: 119, name: 'IPCC_RX1' }, at(5.8), { cause: taken, pc });
  const read = script.add('vring.returned', { ring: 1, descriptor: 0, length: 22, index: 1 }, at(8.9), {
    cause: kick,
    pc,
  });
  const back = script.add('rpmsg.written', { buffer: 0x1004_2400, ...message }, at(12.8), { cause: read, pc });
  const given = script.add('vring.returned', { ring: 0, descriptor: 2, length: 512, index: 3 }, at(13), {
    cause: back,
    pc,
  });
  const bell = script.add('ipcc.occupied', { from: 2, channel: 1 }, at(15.1), { cause: given, pc });
  if (half) return;
  const handled = script.add('irq.handled', { irq: 100, name: 'ipcc rx' }, at(16.3), { cause: bell });
  script.add('ipcc.freed', { from: 2, channel: 1 }, at(17), { cause: handled });
  const got = script.add('rpmsg.received', { buffer: 0x1004_2400, ...message }, at(28), { cause: handled });
  script.add('tty.received', { port: 0, text, bytes: 6 }, at(33), { cause: got });
  script.add('vring.offered', { ring: 0, descriptor: 2, index: 19 }, at(34), { cause: got });
}

/** The log at the moment of the design's main picture. */
export function echoEvents(half = true): readonly SocEvent[] {
  const script = new EventScript();
  addBoot(script);
  addEcho(script, 1_284_102, half);
  return script.events;
}
