/** Rules about rings and buffers: given up, kept, or changed behind the other's back. */
import type { Evidence } from '../../contract/diagnosis';
import type { SocEvent } from '../../contract/event-schema';
import { hex } from '../../contract/units';
import type { WrittenRun } from '../../probes/last-writer';
import { readDescriptor } from '../../probes/vring-layout';
import { busLogged, logLink } from '../channel-facts';
import { codeLink, eventLink, memoryLink, proof, registerLink } from '../evidence';
import {
  availLink,
  bellLinks,
  bellOf,
  exceptionNow,
  isAlive,
  isPlanned,
  pcLink,
  type RingState,
  ringOf,
  spanText,
  usedLink,
  whereText,
} from '../facts';
import { isUp, restartedAlone } from '../life-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** A firmware may keep a buffer while it works on its message; ns. */
const keepPatience = 100e6;
/** From the last returned buffer to the bell; ns. */
const bellPatience = 5e6;
const bufferBytes = 512;
/** A buffer lies in one page. */
const pageBytes = 4096;
/** OpenAMP notes the number of the descriptor here while it reads a message. */
const reservedOffset = 8;
type Corrupted = Extract<SocEvent, { kind: 'vring.corrupted' }>;
const numbers = [0, 1] as const;
const names = ['from the M4', 'to the M4'] as const;

/** Bytes of this memory that the M4 wrote last, and after this time. */
function writtenByM4({ writers }: Scene, address: number, length: number, after: number): WrittenRun | undefined {
  // Looking at each byte is slow: the heat of the page tells whether it is worth it.
  const page = writers.heatOf(address) ?? [];
  const blockBytes = pageBytes / page.length;
  const first = (address % pageBytes) / blockBytes;
  const heat = page.slice(Math.floor(first), Math.ceil(first + length / blockBytes));
  if (!heat.some(({ m4Time }) => m4Time > after)) return undefined;
  return writers.writers(address, length).find(({ by, time }) => by === 'm4' && time > after);
}

/** Who breaks rings on purpose must not blame the firmware. */
function onPurpose({ chronicle }: Scene): readonly Evidence[] {
  const fired = chronicle.last('inject.fired');
  return fired === undefined ? [] : [proof('A fault on purpose was injected before.', eventLink(fired))];
}

/** The line with which Linux gave a ring up. */
function lastWords(scene: Scene, ring: RingState) {
  const { name } = scene.machine.linux.ipcView().virtqueues[ring.ring] ?? { name: '' };
  for (let id = 0; id < ring.place.num; id++) {
    const line = busLogged(scene, `${name}:id ${id} is not a head!`);
    if (line !== undefined) return { id, line };
  }
  const id = ring.used.ring[ring.read % ring.place.num]?.id ?? 0;
  return { id, line: busLogged(scene, `${name}:id ${id} out of range`) };
}

/** The used entry that Linux reads next. */
const readEntry = ({ at, read, place }: RingState): number => at.used + 4 + 8 * (read % place.num);

function blame(scene: Scene, { place }: RingState, id: number, told: Corrupted | undefined): string {
  if (id >= place.num) return `the M4 returned descriptor ${id}, and there are only ${place.num}`;
  if (told === undefined) return `the M4 returned descriptor ${id}, which it did not have`;
  return `${told.fields.problem}${told.pc === undefined ? '' : `, at ${whereText(scene, told.pc)}`}`;
}

function ringGivenUp(scene: Scene): Found | undefined {
  if (restartedAlone(scene) !== undefined) return undefined;
  const ring = numbers.map((number) => ringOf(scene, number)).find((each) => each?.broken === true);
  if (ring === undefined) return undefined;
  const { id, line } = lastWords(scene, ring);
  const told = scene.chronicle.last('vring.corrupted', { ring: ring.ring });
  const injected = scene.writers.writers(readEntry(ring), 4).some(({ by }) => by === 'injection');
  const what = injected ? `a fault on purpose put descriptor ${id} into the used ring` : blame(scene, ring, id, told);
  return {
    title: `Linux has given up vring${ring.ring} (${names[ring.ring]}) for good: ${what}.`,
    seen: `The kernel log says "${line?.fields.text.replace(/^.*?: /, '') ?? 'id is not a head!'}", and nothing moves in this direction any more${ring.ring === 1 ? '; a write ends with "virtqueue_add_outbuf failed: -5"' : ''}.`,
    since: line?.time,
    evidence: [
      proof(
        'Linux found a used entry that cannot be, and marked the ring as broken.',
        logLink(line),
        usedLink(scene, ring),
      ),
      ...(told === undefined
        ? []
        : [
            proof(
              injected ? 'It was written from outside.' : 'The M4 wrote it here.',
              eventLink(told),
              told.pc === undefined ? undefined : codeLink(scene, told.pc),
            ),
          ]),
      ...onPurpose(scene),
    ],
  };
}

const doubleReturns: readonly string[] = ['returned twice', 'returned unoffered'];

/** Linux has read the entry, and it happened to fit: nobody says anything. */
function returnedTwice(scene: Scene): Found | undefined {
  if (restartedAlone(scene) !== undefined) return undefined;
  for (const number of numbers) {
    const ring = ringOf(scene, number);
    const fault = scene.probe.ring(number)?.faults.find(({ kind }) => doubleReturns.includes(kind));
    if (ring === undefined || fault === undefined || ring.broken || ring.unread > 0) continue;
    const told = scene.machine.log.at(fault.event);
    const where = told?.pc === undefined ? 'the M4' : whereText(scene, told.pc);
    return {
      title: `In vring${number} (${names[number]}) ${fault.problem} by ${where}, and Linux took it for good.`,
      seen: 'A message comes twice, or an old one in place of a new one; later the two sides write into the same buffer.',
      since: told?.time,
      evidence: [
        proof(
          'The used entry named it once more.',
          eventLink(told) ?? usedLink(scene, ring),
          told?.pc === undefined ? undefined : codeLink(scene, told.pc),
        ),
        proof('Linux has read all entries.', usedLink(scene, ring), availLink(scene, ring)),
      ],
    };
  }
  return undefined;
}

/** Descriptors that the M4 has, and whose message it has begun to read. */
function readAndKept(scene: Scene, { place }: RingState): number {
  const holders = scene.probe.ring(1)?.holders;
  let count = 0;
  for (let i = 0; i < place.num; i++) {
    if (holders?.isWithM4(i) !== true) continue;
    const { address } = readDescriptor(scene.machine.bus, place, i);
    const mark = writtenByM4(scene, address + reservedOffset, 4, holders.since(i) ?? 0);
    if (mark !== undefined) count++;
  }
  return count;
}

function buffersKept(scene: Scene): Found | undefined {
  const ring = ringOf(scene, 1);
  const back = ringOf(scene, 0);
  if (ring === undefined || back === undefined || ring.broken || ring.withM4 !== ring.place.num) return undefined;
  if (!isUp(scene) || !isAlive(scene) || exceptionNow(scene) !== 0 || back.withM4 === 0) return undefined;
  const { machine, chronicle } = scene;
  const bell = bellOf(scene, 1, 2);
  const offered = chronicle.last('vring.offered', { ring: 1 });
  if (offered === undefined || bell.occupied || bell.seq === undefined) return undefined;
  if (machine.clock.now - offered.time < keepPatience || isPlanned(scene, 'rpmsg-kick')) return undefined;
  const read = readAndKept(scene, ring);
  const [wait] = machine.linux.ipcView().sendWaits;
  const { num } = ring.place;
  return {
    title:
      read > 0
        ? `The M4 has read and kept ${read} of the ${num} buffers in which Linux sends: none is left.`
        : `The M4 has all ${num} buffers in which Linux sends, and gives none back: it is at ${whereText(scene, machine.core.pc)}.`,
    seen:
      wait === undefined
        ? 'A write to a ttyRPMSG fails with "Cannot allocate memory"; one to /dev/rpmsg0 sleeps for 15 s first.'
        : `A write to ${wait.who} sleeps; Linux gives up in ${spanText(wait.until - machine.clock.now)}.`,
    since: offered.time,
    certainty: read > 0 ? 'sure' : 'likely',
    evidence: [
      proof('Every descriptor was offered and none came back.', availLink(scene, ring), usedLink(scene, ring)),
      proof(
        'The last offer, and the last return.',
        eventLink(offered),
        eventLink(chronicle.last('vring.returned', { ring: 1 })),
      ),
      proof('The M4 has heard the bell.', ...bellLinks(scene, bell), pcLink(scene)),
    ],
  };
}

/** The descriptor that stays behind while later ones come back. */
function leftBehind(scene: Scene): Found | undefined {
  if (!isUp(scene)) return undefined;
  for (const number of numbers) {
    const ring = ringOf(scene, number);
    const holders = scene.probe.ring(number)?.holders;
    if (ring === undefined || holders === undefined || ring.broken || ring.withM4 > ring.place.num) continue;
    for (let i = 0; i < ring.place.num; i++) {
      const since = holders.since(i) ?? 0;
      const later = holders.overtaken(i);
      if (!holders.isWithM4(i) || later === 0 || scene.machine.clock.now - since < keepPatience) continue;
      const age = spanText(scene.machine.clock.now - since);
      const offer = holders.history(i).findLast(({ step }) => step === 'offered')?.event;
      const { address } = readDescriptor(scene.machine.bus, ring.place, i);
      return {
        title: `The M4 has kept buffer ${hex(address)} (vring${number}, descriptor ${i}) for ${age}, while ${later} later one${later === 1 ? '' : 's'} came back.`,
        seen: `One of ${ring.place.num} buffers less ${names[number]}; when the last is gone, sending stops.`,
        since,
        evidence: [
          proof('Linux offered it.', eventLink(offer === undefined ? undefined : scene.machine.log.at(offer))),
          proof(
            'Later ones were returned, this one was not.',
            memoryLink(scene, address, 4, 'header.src'),
            eventLink(scene.chronicle.last('vring.returned', { ring: number })),
          ),
          ...onPurpose(scene),
        ],
      };
    }
  }
  return undefined;
}

function senderNotWoken(scene: Scene): Found | undefined {
  const ring = ringOf(scene, 1);
  const [wait] = scene.machine.linux.ipcView().sendWaits;
  const returned = scene.chronicle.last('vring.returned', { ring: 1 });
  if (ring === undefined || wait === undefined || returned === undefined || ring.broken || ring.unread === 0)
    return undefined;
  const rung = scene.chronicle.last('ipcc.occupied', { from: 2, channel: 2 });
  const now = scene.machine.clock.now;
  if (ring.place.eventIndex || (rung?.seq ?? -1) > returned.seq || now - returned.time < bellPatience) return undefined;
  if (isPlanned(scene, 'interrupt', 'vring')) return undefined;
  return {
    title: `The M4 gave ${ring.unread === 1 ? 'a buffer' : `${ring.unread} buffers`} of vring1 back and did not ring channel 2: the sender ${wait.who} sleeps on.`,
    seen: `A write sleeps although buffers are free; it gives up in ${spanText(wait.until - now)}.`,
    since: returned.time,
    evidence: [
      proof('The buffers are back.', usedLink(scene, ring), eventLink(returned)),
      proof(
        'Linux wants to be rung: it cleared the flag when it went to sleep.',
        memoryLink(scene, ring.at.avail, 2, 'vring1.avail.flags'),
        eventLink(scene.chronicle.last('vring.flagged', { ring: 1, used: false })),
      ),
      proof('Channel 2 was not rung after that.', registerLink(scene, 'IPCC', 'C2TOC1SR'), eventLink(rung)),
    ],
  };
}

/** A buffer that Linux has, changed by the M4 after it gave it back. */
function changedAfterReturn(scene: Scene): Found | undefined {
  const { bus, log } = scene.machine;
  for (const number of numbers) {
    const ring = ringOf(scene, number);
    const holders = scene.probe.ring(number)?.holders;
    if (ring === undefined || holders === undefined || ring.broken) continue;
    const all = Array.from({ length: ring.place.num }, (_, i) => ({
      i,
      withM4: holders.isWithM4(i),
      ...readDescriptor(bus, ring.place, i),
    }));
    const lent = new Set(all.flatMap(({ withM4, address }) => (withM4 ? [address] : [])));
    for (const { i, withM4, address } of all) {
      const returned = holders.history(i).findLast(({ step }) => step === 'returned');
      if (withM4 || returned === undefined || lent.has(address)) continue;
      const write = writtenByM4(scene, address, bufferBytes, returned.time);
      if (write?.pc === undefined) continue;
      return {
        title: `The M4 wrote into buffer ${hex(address)} of vring${number} at ${whereText(scene, write.pc)}, ${spanText(write.time - returned.time)} after it had given it back.`,
        seen:
          number === 1
            ? 'Messages of Linux are mixed up or changed now and then.'
            : 'What Linux reads is not what was sent: the message changes after its bell.',
        since: write.time,
        evidence: [
          proof(
            'The M4 returned the buffer.',
            eventLink(returned.event === undefined ? undefined : log.at(returned.event)),
            usedLink(scene, ring),
          ),
          proof('Then it wrote here.', memoryLink(scene, write.address & ~3, 4, 'buffer'), codeLink(scene, write.pc)),
        ],
      };
    }
  }
  return undefined;
}

const base = { group: 'message', needs: 'run', certainty: 'sure' } as const;

export const ringRules: readonly RunRule[] = [
  {
    ...base,
    id: 'ring-given-up',
    sources: ['F-31', 'V2'],
    title: 'Linux has given a ring up',
    doc: 'virtio_ring has marked a ring as broken, and the M4 did not restart by itself before.',
    why: 'For each descriptor Linux notes who has it. One that comes back twice, or never went out, means that nothing in the ring can be trusted; the kernel stops using it, without a way back.',
    mend: 'Release each received buffer exactly once (rpmsg_release_rx_buffer() only after rpmsg_hold_rx_buffer()). Then stop and start: a broken ring does not recover.',
    find: ringGivenUp,
  },
  {
    ...base,
    id: 'returned-twice',
    sources: ['F-31', 'V2'],
    title: 'The M4 returned a buffer twice, and Linux did not notice',
    doc: 'A used entry named a descriptor that the M4 did not have, Linux has read it, and the ring is not broken.',
    why: 'Linux offers an empty buffer again as soon as it has read its message. A second return of the same one then looks right, and the buffer is in two hands from then on.',
    mend: 'Release each received buffer exactly once, and send each transmit buffer exactly once (rpmsg_send_nocopy()). Then stop and start.',
    find: returnedTwice,
  },
  {
    ...base,
    id: 'buffers-kept',
    sources: ['F-35'],
    title: 'The M4 keeps all buffers of Linux',
    doc: 'All descriptors of vring1 have been with the M4 for more than 100 ms; it heard the bell and is in its main program.',
    why: 'Linux sends in as many buffers as the ring has entries. A message that was read must be given back (the used ring of vring1); OpenAMP does it when the callback returns, unless the callback holds the buffer.',
    mend: 'Give each buffer back: return from the callback, or call rpmsg_release_rx_buffer() for each that was held. If the main loop does not read at all, look where it stands.',
    find: buffersKept,
  },
  {
    ...base,
    id: 'buffer-left-behind',
    sources: ['F-35'],
    title: 'One buffer stays behind while later ones come back',
    doc: 'A descriptor has been with the M4 for more than 100 ms while later ones of the same ring were returned.',
    why: 'Buffers are used in turn. One that is overtaken was held on purpose, or an early return or an error path forgot it: each time there is one less.',
    mend: 'Look for paths on which rpmsg_hold_rx_buffer() has no rpmsg_release_rx_buffer(), or rpmsg_get_tx_payload_buffer() no rpmsg_send_nocopy().',
    certainty: 'likely',
    find: leftBehind,
  },
  {
    ...base,
    id: 'sender-not-woken',
    sources: ['F-35', 'V7'],
    title: 'Buffers are back, and the sender was not woken',
    doc: 'Somebody in Linux sleeps for a buffer of vring1, used entries are unread, and channel 2 was not rung for more than 5 ms after the last.',
    why: 'A sender that found no buffer clears avail.flags and waits for channel 2. A firmware that never rings channel 2, or looked at the flag before it changed, lets it sleep for 15 s.',
    mend: 'After a pass through vring1 look at avail.flags and ring channel 2 when bit 0 is 0: virtqueue_kick() does it.',
    find: senderNotWoken,
  },
  {
    ...base,
    id: 'changed-after-return',
    sources: ['F-34'],
    title: 'The M4 writes into a buffer that it has given back',
    doc: 'The last writer of a byte of a buffer is the M4, later than it returned the buffer, and no descriptor lends the buffer to it now.',
    why: 'The pointer that a receive callback gets (pRxBuffPtr) points into shared memory. It is valid until the callback returns; then Linux may put the next message there.',
    mend: 'Copy the message within the callback, at most as many bytes as your array has, and work on the copy. For sending, fill the buffer before it is handed over.',
    find: changedAfterReturn,
  },
];
