/** Rules about messages themselves: too long for a buffer, or lost within the firmware. */
import type { Evidence } from '../../contract/diagnosis';
import { readDescriptor } from '../../probes/vring-layout';
import { addressText, anyAddress, busLogged, lifeBegan, logLink } from '../channel-facts';
import { codeLink, eventLink, memoryLink, proof } from '../evidence';
import { isAlive, ringOf, usedLink } from '../facts';
import { isUp } from '../life-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** From the last message read to its echo; ns. */
const echoPatience = 20e6;
const bufferBytes = 512;
const headerBytes = 16;

/** Linux refused a message, or took one that claims more than its buffer holds. */
function tooLong(scene: Scene): Found | undefined {
  return inboundTooLong(scene) ?? outboundTooLong(scene);
}

function inboundTooLong(scene: Scene): Found | undefined {
  const written = scene.chronicle.last('rpmsg.written');
  const ring = ringOf(scene, 0);
  if (ring === undefined || written === undefined) return undefined;
  for (const { id, length: used } of ring.used.ring) {
    const { address } = readDescriptor(scene.machine.bus, ring.place, id);
    const length = scene.machine.bus.peek(address + 12, 2) ?? 0;
    if (id >= ring.place.num || length <= bufferBytes - headerBytes) continue;
    const line = busLogged(scene, `inbound msg too big: (${used}, ${length})`);
    if (line === undefined) continue;
    return {
      title: `The M4 sent a message of ${length} bytes in a buffer that holds ${bufferBytes - headerBytes}: Linux threw it away, and keeps the buffer for ever.`,
      seen: 'The kernel log says "inbound msg too big"; what is longer has run into the neighbouring buffer.',
      since: line.time,
      evidence: [
        proof('The header claims more than fits.', memoryLink(scene, address + 12, 2, 'header.len'), logLink(line)),
        ...writerOf(scene, address + 12),
      ],
    };
  }
  return undefined;
}

function writerOf(scene: Scene, address: number): readonly Evidence[] {
  const pc = scene.writers.writers(address, 2).find(({ by }) => by === 'm4')?.pc;
  return pc === undefined ? [] : [proof('The M4 wrote it here.', codeLink(scene, pc))];
}

/** The kernel's line has the number. */
function outboundTooLong(scene: Scene): Found | undefined {
  const line = scene.machine.linux.dmesg.findLast(({ text }) => /: message is too big \(\d+\)$/.test(text));
  const logged = line === undefined ? undefined : scene.chronicle.last('rproc.logged', { text: line.text });
  if (logged === undefined || logged.seq < lifeBegan(scene)) return undefined;
  const length = /\d+(?=\)$)/.exec(logged.fields.text)?.[0] ?? '';
  return {
    title: `Linux was asked to send ${length} bytes in one message; a buffer holds ${bufferBytes - headerBytes}.`,
    seen: 'write() fails with -EMSGSIZE ("Message too long"); the M4 gets nothing.',
    since: logged.time,
    evidence: [proof('virtio_rpmsg_bus refused it.', logLink(logged))],
  };
}

/** Flags of ST's echo examples, one per virtual UART: room for one message each. */
const oneSlot = /^VirtUart(\d)RxMsg$/;

function echoLost(scene: Scene): Found | undefined {
  if (!isUp(scene) || !isAlive(scene)) return undefined;
  const ring = ringOf(scene, 1);
  const returned = scene.chronicle.last('vring.returned', { ring: 1 });
  if (ring === undefined || ring.withM4 > 0 || returned === undefined) return undefined;
  if (scene.machine.clock.now - returned.time < echoPatience || returned.seq < lifeBegan(scene)) return undefined;
  const flag = scene.symbols.names.find((name) => oneSlot.test(name));
  if (flag === undefined) return undefined;
  for (const { local, remote, port } of scene.machine.linux.ttys) {
    const written = scene.chronicle.count('rpmsg.written', { src: local, dst: remote });
    const answered = scene.chronicle.count('rpmsg.received', { src: remote, dst: local });
    // Usually both sides have the same address: then the first count has both directions.
    const sent = local === remote ? written - answered : written;
    if (answered === 0 || answered >= sent || remote === anyAddress) continue;
    return {
      title: `The M4 read ${sent} messages for ${addressText(remote)} and answered ${answered}: those that came in one pass overwrote each other.`,
      seen: `Fewer echoes than lines at /dev/ttyRPMSG${port} when several are sent quickly.`,
      since: returned.time,
      evidence: [
        proof(
          'All messages were read.',
          eventLink(scene.chronicle.last('rpmsg.written', { src: local, dst: remote })),
          usedLink(scene, ring),
        ),
        proof(
          `The last answer; the firmware keeps one message per UART (${flag}).`,
          eventLink(scene.chronicle.last('rpmsg.written', { src: remote, dst: local })),
          memoryLink(scene, scene.symbols.addressOf(flag) ?? 0, 4, flag),
        ),
      ],
    };
  }
  return undefined;
}

const base = { group: 'message', needs: 'run', certainty: 'sure' } as const;

export const messageRules: readonly RunRule[] = [
  {
    ...base,
    id: 'message-too-long',
    sources: ['F-32'],
    title: 'A message is longer than its buffer',
    doc: 'The kernel log says "message is too big" or "inbound msg too big".',
    why: 'A buffer has 512 bytes, 16 of them for the header: 496 are left. OpenAMP on the M4 cuts longer ones without a word (rpmsg_send() of 1.1.0), VIRT_UART_Transmit() refuses them.',
    mend: 'Split the data, or send only addresses over rpmsg and the data through shared memory (rpmsg_sdb).',
    find: tooLong,
  },
  {
    ...base,
    id: 'echo-lost-in-burst',
    sources: ['F-57'],
    title: 'The echo example loses messages that come together',
    doc: 'A firmware with one flag per virtual UART (VirtUart0RxMsg) has read more messages of an address than it answered, and is done.',
    why: 'The receive callback of ST’s echo examples copies into one array per UART and sets a flag; the main loop answers later. Two messages in one pass leave only the second.',
    mend: 'Keep a queue in the callback, or answer within it.',
    certainty: 'likely',
    find: echoLost,
  },
];
