/** The rings as they stand in memory, at the addresses in the live resource table; wrong ones are shown with what is wrong. */
import type { DescriptorView, SlotState, VringView } from '../../contract/views';
import { readMessage } from '../../probes/rpmsg-message';
import type { TableProbe } from '../../probes/table-probe';
import {
  type AvailRing,
  ahead,
  isPlausible,
  quietOf,
  readAvail,
  readDescriptor,
  readUsed,
  type UsedRing,
  type VringPlace,
  vringAddresses,
} from '../../probes/vring-layout';
import type { Target } from '../target';
import type { Builder } from './context';

const shownBytes = 64;
const nothingYet = { rings: [], chase: [], vdevStatus: undefined } as const;

export const vrings: Builder<'vrings'> = ({ target }) => {
  const { machine, probe } = target;
  const { vdev } = probe;
  if (vdev === undefined) {
    const never = target.firmware !== undefined && !target.hasVdev;
    return { ...nothingYet, never, absent: whyNone(target), tableAddress: target.tableAddress };
  }
  const rings = vdev.vrings.flatMap((_, i) => {
    const place = probe.placeOf(i);
    return place === undefined || place.address === 0xffff_ffff ? [] : [ringView(target, place)];
  });
  return {
    absent:
      rings.length === 0
        ? 'Linux has not told the firmware yet where the vrings lie: vring da is still 0xffffffff.'
        : '',
    never: false,
    tableAddress: vdev.table,
    vdevStatus: machine.bus.peek(vdev.status, 1),
    rings,
    chase: rings.flatMap((view) => chaseOf(probe, view)),
  };
};

function whyNone(target: Target): string {
  if (target.firmware === undefined) return 'No firmware is loaded.';
  if (target.tableAddress === undefined)
    return 'The firmware has no .resource_table section, so Linux makes no vrings for it.';
  if (!target.hasVdev) return 'The resource table has no virtio device.';
  if (target.boot !== 'linux') return 'No Linux runs in engineering boot, so nobody builds the vrings.';
  return 'Linux builds the vrings when it starts the remote processor: press Run.';
}

function ringView(target: Target, place: VringPlace): VringView {
  const { bus, linux } = target.machine;
  const at = vringAddresses(place);
  const sound = isPlausible(place);
  const avail: AvailRing = sound ? readAvail(bus, place) : { flags: 0, idx: 0, ring: [] };
  const used: UsedRing = sound ? readUsed(bus, place) : { flags: 0, idx: 0, ring: [] };
  const read = linux.linuxReadIndex(place.ring) & 0xffff;
  return {
    ...place,
    direction: place.ring === 0 ? 'm4-to-linux' : 'linux-to-m4',
    notifyId: place.ring,
    quiet: quietOf(bus, place, avail, used),
    availAddress: at.avail,
    usedAddress: at.used,
    avail,
    used,
    read,
    descriptors: sound
      ? Array.from({ length: place.num }, (_, i) => descriptorView(target, place, i, avail, used, read))
      : [],
    problems: sound
      ? problemsOf(place, avail, used, read)
      : [`no ring can lie at this place: address ${place.address}, ${place.num} descriptors, align ${place.align}`],
  };
}

function problemsOf({ num }: VringPlace, avail: AvailRing, used: UsedRing, read: number): string[] {
  const out: string[] = [];
  if (ahead(avail.idx, used.idx) > num)
    out.push(
      `used.idx ${used.idx} is not within ${num} of avail.idx ${avail.idx}: more was given back than was offered`,
    );
  if (ahead(used.idx, read) > num) out.push(`Linux has read up to ${read}, but used.idx is ${used.idx}`);
  used.ring.forEach(({ id }, slot) => {
    if (id >= num) out.push(`used.ring[${slot}] names descriptor ${id}, there are only ${num}`);
  });
  return out;
}

/** Which hands a descriptor is in: looked up among the entries that are on their way, in both rings. */
function stateOf(index: number, { ring, num }: VringPlace, avail: AvailRing, used: UsedRing, read: number): SlotState {
  const offered = Math.min(ahead(avail.idx, used.idx), num);
  const given = Math.min(ahead(used.idx, read), num);
  for (let i = 0; i < given; i++) {
    if (used.ring[(read + i) % num]?.id === index) return ring === 0 ? 'full-linux' : 'empty-linux';
  }
  for (let i = 0; i < offered; i++) {
    if (avail.ring[(used.idx + i) % num] === index) return ring === 0 ? 'empty-m4' : 'full-m4';
  }
  return ring === 0 ? 'held-linux' : 'empty-linux';
}

function descriptorView(
  target: Target,
  place: VringPlace,
  index: number,
  avail: AvailRing,
  used: UsedRing,
  read: number,
): DescriptorView {
  const { bus } = target.machine;
  const d = readDescriptor(bus, place, index);
  const inRam = bus.regionAt(d.address)?.kind === 'ram' && d.address >= 0x1000_0000;
  return {
    index,
    ...d,
    state: d.address === 0 && place.ring === 1 ? 'empty-linux' : stateOf(index, place, avail, used, read),
    since: target.probe.ring(place.ring)?.since(index),
    message: inRam ? readMessage(bus, d.address) : undefined,
    bytes: inRam ? bus.peekRam(d.address, shownBytes) : new Uint8Array(0),
  };
}

function chaseOf(probe: TableProbe, { ring, read }: VringView): ReturnType<Builder<'vrings'>>['chase'] {
  return (probe.ring(ring)?.chase ?? []).map((point) => ({ ring, ...point, read: Math.min(read, point.used) }));
}
