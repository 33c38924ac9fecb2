/** What must hold in rings and table at any time, told before Linux stumbles over it. Source: linux-side reference 4.8. */
import { hex } from '../../contract/units';
import { deviceTreeCarveouts } from '../../linux/remoteproc/carveouts';
import { isPlausible, readDescriptor } from '../../probes/vring-layout';
import { codeLink, eventLink, memoryLink, proof } from '../evidence';
import { availLink, type RingState, ringOf, usedLink } from '../facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

const bufferBytes = 512;
const driverOk = 4;
const never = 0xffff_ffff;

/** The first ring for which `look` finds something; one that Linux has given up is told by other rules. */
function inRings(scene: Scene, look: (ring: RingState) => Found | undefined): Found | undefined {
  for (const number of [0, 1] as const) {
    const ring = ringOf(scene, number);
    const found = ring === undefined || ring.broken ? undefined : look(ring);
    if (found !== undefined) return found;
  }
  return undefined;
}

const indexJumped = (scene: Scene): Found | undefined =>
  inRings(scene, (ring) => {
    const { place, avail, used, withM4 } = ring;
    if (withM4 <= place.num) return undefined;
    const told = scene.chronicle.last('vring.corrupted', { ring: ring.ring });
    return {
      title: `vring${place.ring} counts wrong: used.idx ${used.idx} is not within ${place.num} of avail.idx ${avail.idx}.`,
      seen: 'The next entry that Linux reads is one that the M4 never returned.',
      since: told?.time,
      evidence: [
        proof(
          `More was returned than offered, or the other way round, of ${place.num} descriptors.`,
          availLink(scene, ring),
          usedLink(scene, ring),
          eventLink(told),
        ),
        ...writerOf(scene, told?.pc),
      ],
    };
  });

const writerOf = (scene: Scene, pc: number | undefined) =>
  pc === undefined ? [] : [proof('The M4 wrote it here.', codeLink(scene, pc))];

const usedEntryWrong = (scene: Scene): Found | undefined =>
  inRings(scene, (ring) => {
    const { place, at, used, read, unread } = ring;
    if (unread > place.num) return undefined;
    const slots = Array.from({ length: unread }, (_, i) => (read + i) % place.num);
    const ids = slots.map((slot) => used.ring[slot]?.id ?? 0);
    const wrong = ids.findIndex((id, i) => id >= place.num || ids.indexOf(id) !== i);
    const slot = slots[wrong];
    if (slot === undefined) return undefined;
    const id = ids[wrong] ?? 0;
    const what = id >= place.num ? `there are only ${place.num}` : 'which was returned a moment before';
    const returned = scene.chronicle.last('vring.returned', { ring: ring.ring });
    return {
      title: `The M4 returned descriptor ${id} of vring${ring.ring}, ${what}: Linux will give this ring up when it reads it.`,
      seen: `Linux will say "id ${id} ${id >= place.num ? 'out of range' : 'is not a head!'}", and this direction is dead from then on.`,
      since: returned?.time,
      evidence: [
        proof(
          `Entry ${slot} of the used ring names it, and Linux has not read so far.`,
          memoryLink(scene, at.used + 4 + 8 * slot, 4, `vring${ring.ring}.used.ring[${slot}].id`),
          usedLink(scene, ring),
          eventLink(returned),
        ),
        ...writerOf(scene, returned?.pc),
      ],
    };
  });

const descriptorAstray = (scene: Scene): Found | undefined =>
  inRings(scene, (ring) => {
    const { place, avail, used, withM4 } = ring;
    const { linux, bus } = scene.machine;
    const pool = deviceTreeCarveouts(linux.tree).find(({ name }) => name === 'vdev0buffer');
    if (pool === undefined || withM4 > place.num) return undefined;
    const half = place.num * bufferBytes;
    const first = pool.pa + (ring.ring === 0 ? 0 : half);
    for (let i = 0; i < withM4; i++) {
      const index = avail.ring[(used.idx + i) % place.num] ?? 0;
      const { address } = readDescriptor(bus, place, index);
      if (index >= place.num || (address >= first && address < first + half)) continue;
      const at = place.address + 16 * index;
      return {
        title: `Descriptor ${index} of vring${ring.ring} points to ${hex(address)}, outside of its buffers at ${hex(first)}–${hex(first + half - 1)}: something has overwritten the ring.`,
        seen: 'The M4 reads or writes memory that is no buffer: garbage in messages, or a fault.',
        evidence: [
          proof(
            'Linux gives out addresses of its buffer pool only.',
            memoryLink(scene, at, 4, `vring${ring.ring}.desc[${index}].addr`),
          ),
        ],
      };
    }
    return undefined;
  });

const ringMoved = (scene: Scene): Found | undefined => {
  const { chronicle, probe } = scene;
  for (const ring of [0, 1] as const) {
    const first = chronicle.first('rproc.vring-address', { ring });
    const moved = chronicle.last('rproc.vring-address', { ring });
    const da = probe.vdev?.vrings[ring]?.da;
    if (first === undefined || moved?.pc === undefined || da === undefined) continue;
    const place = probe.placeOf(ring);
    // A table that was set back to "any" as a whole was overwritten by the start-up code.
    if (place === undefined || place.address === never || place.address === 0) continue;
    return {
      title: `The M4 wrote another address for vring${ring} (${hex(place.address)}) into the resource table: the two sides now use different rings.`,
      seen: 'Both sides say that they are ready, and no message arrives.',
      since: moved.time,
      evidence: [
        proof('Linux had said where the ring lies.', eventLink(first)),
        proof(
          'The M4 changed it.',
          memoryLink(scene, da, 4, `vring${ring}.da`),
          eventLink(moved),
          codeLink(scene, moved.pc),
        ),
      ],
    };
  }
  return undefined;
};

function statusLost(scene: Scene): Found | undefined {
  const { machine, probe, chronicle } = scene;
  const { vdev } = probe;
  const { remoteproc, virtqueues } = machine.linux.ipcView();
  if (vdev === undefined || virtqueues.length === 0 || remoteproc.job !== undefined) return undefined;
  const status = machine.bus.peek(vdev.status, 1) ?? 0;
  const place = probe.placeOf(0);
  const changed = chronicle.last('rproc.vdev-status');
  if ((status & driverOk) !== 0 || changed?.pc === undefined || place === undefined || !isPlausible(place))
    return undefined;
  return {
    title: `The M4 took DRIVER_OK out of the virtio status (it is ${hex(status, 2)} now) while Linux goes on using the rings.`,
    seen: 'OpenAMP on the M4 says "no buffer" (-2002) or waits for Linux again; Linux notices nothing.',
    since: changed.time,
    evidence: [
      proof('The status byte belongs to Linux.', memoryLink(scene, vdev.status, 1, 'vdev.status'), eventLink(changed)),
      proof('The M4 wrote it here.', codeLink(scene, changed.pc)),
    ],
  };
}

const damaged = {
  group: 'invariant',
  needs: 'run',
  certainty: 'sure',
  mend: 'Look at who wrote the bytes last: stop at a write to this address and run again. Typical are a second release of one buffer, a stack or heap that grows into 0x10040000, and a ring index kept over a restart.',
} as const;

export const invariantRules: readonly RunRule[] = [
  {
    ...damaged,
    id: 'ring-counts-wrong',
    sources: ['V1'],
    title: 'The indices of a ring cannot be',
    doc: '(avail.idx − used.idx) modulo 65536 is larger than the number of descriptors.',
    why: 'A descriptor is offered, then returned, then offered again: the two indices never differ by more than there are descriptors.',
    find: indexJumped,
  },
  {
    ...damaged,
    id: 'used-entry-wrong',
    sources: ['V2'],
    title: 'A used entry names a descriptor that was not on its way',
    doc: 'Between what Linux has read and used.idx stands a descriptor that does not exist, or the same one twice.',
    why: 'virtio_ring checks each entry and gives the ring up for good at the first that cannot be.',
    find: usedEntryWrong,
  },
  {
    ...damaged,
    id: 'descriptor-astray',
    sources: ['V3'],
    title: 'A descriptor points outside of the buffers',
    doc: 'A descriptor that the M4 has now does not point into the half of vdev0buffer that belongs to its ring.',
    why: 'Linux writes descriptors, and only with addresses of its pool; the M4 only reads them.',
    find: descriptorAstray,
  },
  {
    ...damaged,
    id: 'ring-moved',
    sources: ['V4'],
    title: 'The M4 wrote another ring address into the table',
    doc: 'vring da in the live table was written by the M4, and it is neither 0 nor "any".',
    why: 'Linux chooses where a ring lies and says so in the table; the M4 reads it there.',
    find: ringMoved,
  },
  {
    ...damaged,
    id: 'status-lost',
    sources: ['V5'],
    title: 'The M4 changed the virtio status',
    doc: 'DRIVER_OK is missing in the live table while Linux uses the rings, and the M4 wrote the byte.',
    why: 'The status tells the M4 how far Linux is. OpenAMP as a remote only reads it, except that it resets a device that asks for it (bit 6).',
    mend: 'Do not initialise the table at run time, and let only one vdev be created on it.',
    find: statusLost,
  },
];
