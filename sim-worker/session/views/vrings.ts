/** The rings as they stand in memory, at the addresses in the live resource table; wrong ones are shown with what is wrong. */
import type {
  DescriptorView,
  HandOver,
  RingProblem,
  SlotState,
  VringsView,
  VringView,
} from '../../contract/ring-views';
import type { DescriptorHolders } from '../../probes/descriptor-holders';
import { readMessage } from '../../probes/rpmsg-message';
import {
  type AvailRing,
  ahead,
  isDrawable,
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
import { contentProblems, placeProblems } from './ring-problems';

const shownBytes = 64;
/** Newest moves of the indices per ring: a few times what the drawing of the chase shows. */
const shownMoves = 64;
const nothingYet = { rings: [], chase: [], vdevStatus: undefined, tableProblems: [] } as const;
/** An unset `da`: Linux has not said yet where the ring lies. */
const unset = 0xffff_ffff;
/** VIRTIO_CONFIG_S_DRIVER_OK and the two before it. */
const driverOk = 7;
/** OpenAMP marks a buffer that it keeps in the header's reserved word (linux-side reference 5.1). */
const heldMark = 0x8000_0000;

export const vrings: Builder<'vrings'> = ({ target }) => vringsOf(target);

/** All rings of the live table. */
export function vringsOf(target: Target): VringsView {
  const { machine, probe } = target;
  const { vdev } = probe;
  if (vdev === undefined) {
    const never = target.firmware !== undefined && !target.hasVdev;
    return { ...nothingYet, never, absent: whyNone(target), tableAddress: target.tableAddress };
  }
  const places = vdev.vrings.flatMap((_, i) => {
    const place = probe.placeOf(i);
    return place === undefined || place.address === unset ? [] : [place];
  });
  const rings = places.map((place) => ringView(target, place, places));
  return {
    absent:
      rings.length === 0
        ? 'Linux has not told the firmware yet where the vrings lie: vring da is still 0xffffffff.'
        : '',
    never: false,
    tableAddress: vdev.table,
    vdevStatus: machine.bus.peek(vdev.status, 1),
    tableProblems: tableProblems(target, vdev.status),
    rings,
    chase: rings.flatMap(({ ring }) =>
      (probe.ring(ring)?.chase ?? []).slice(-shownMoves).map((point) => ({ ring, ...point })),
    ),
  };
}

export const descriptor: Builder<'descriptor'> = ({ target }, { ring, index }) => ({
  ring,
  index,
  changes: (target.probe.ring(ring)?.holders.history(index) ?? []).map(
    (change): HandOver => ({ ...change, message: messageOf(target, change.event) }),
  ),
});

/** The message that a hand-over was about: it, or what it follows from, tells of one. */
function messageOf({ machine: { log } }: Target, seq: number | undefined): string {
  const event = seq === undefined ? undefined : log.at(seq);
  const about = event?.kind === 'rpmsg.written' || event?.cause === undefined ? event : log.at(event.cause);
  return about?.kind === 'rpmsg.written' ? about.fields.payload : '';
}

/** While Linux uses the rings, the status byte in the table says so. */
function tableProblems({ machine: { bus, linux } }: Target, at: number): readonly RingProblem[] {
  const status = bus.peek(at, 1) ?? 0;
  if (linux.ipcView().virtqueues.length === 0 || (status & driverOk) === driverOk) return [];
  const text = `vdev status is ${status}, yet Linux uses the rings: somebody has reset the virtio device behind its back`;
  return [{ text, address: at, event: undefined }];
}

function whyNone(target: Target): string {
  if (target.firmware === undefined) return 'No firmware is loaded.';
  if (target.tableAddress === undefined)
    return 'The firmware has no .resource_table section, so Linux makes no vrings for it.';
  if (!target.hasVdev) return 'The resource table has no virtio device.';
  if (target.boot !== 'linux') return 'No Linux runs in engineering boot, so nobody builds the vrings.';
  return 'Linux builds the vrings when it starts the remote processor: press Run.';
}

function ringView(target: Target, place: VringPlace, places: readonly VringPlace[]): VringView {
  const { bus, linux } = target.machine;
  const at = vringAddresses(place);
  const drawable = isDrawable(place);
  const avail: AvailRing = drawable ? readAvail(bus, place) : { flags: 0, idx: 0, ring: [] };
  const used: UsedRing = drawable ? readUsed(bus, place) : { flags: 0, idx: 0, ring: [] };
  const read = linux.linuxReadIndex(place.ring) & 0xffff;
  const inside = drawable ? contentProblems(target, { place, avail, used, read }) : [];
  return {
    ...place,
    num: drawable ? place.num : 0,
    direction: place.ring === 0 ? 'm4-to-linux' : 'linux-to-m4',
    notifyId: bus.peek(target.probe.vdev?.vrings[place.ring]?.notifyId ?? 0, 4) ?? place.ring,
    quiet: quietOf(bus, place, avail, used),
    eventIndex: {
      negotiated: place.eventIndex,
      usedEvent: bus.peek(at.usedEvent, 2) ?? 0,
      availEvent: bus.peek(at.availEvent, 2) ?? 0,
    },
    availAddress: at.avail,
    usedAddress: at.used,
    avail,
    used,
    read,
    descriptors: drawable
      ? Array.from({ length: place.num }, (_, i) => descriptorView(target, place, i, { used, read }))
      : [],
    problems: [...placeProblems(target, place, places), ...inside],
  };
}

type Returned = { readonly used: UsedRing; readonly read: number };

/** Whose hands a descriptor is in: the M4's since it was offered, Linux' since it was given back. */
function stateOf(
  index: number,
  { ring, num }: VringPlace,
  { used, read }: Returned,
  holders: DescriptorHolders | undefined,
  marked: boolean,
): SlotState {
  if (holders?.isWithM4(index) === true) {
    if (holders.overtaken(index) > 0 || (ring === 1 && marked)) return 'held-m4';
    return ring === 0 ? 'empty-m4' : 'full-m4';
  }
  if (ring === 1 || holders?.wasOffered(index) !== true) return 'empty-linux';
  const given = Math.min(ahead(used.idx, read), num);
  for (let i = 0; i < given; i++) if (used.ring[(read + i) % num]?.id === index) return 'full-linux';
  return 'held-linux';
}

function descriptorView(target: Target, place: VringPlace, index: number, returned: Returned): DescriptorView {
  const { bus } = target.machine;
  const d = readDescriptor(bus, place, index);
  const inRam = bus.regionAt(d.address)?.kind === 'ram' && d.address >= 0x1000_0000;
  const message = inRam ? readMessage(bus, d.address) : undefined;
  const holders = target.probe.ring(place.ring)?.holders;
  const marked = ((message?.reserved ?? 0) & heldMark) !== 0;
  const state = stateOf(index, place, returned, holders, marked);
  return {
    index,
    ...d,
    state,
    since: holders?.since(index),
    // Linux takes the free one that came back last: order means nothing among them.
    overtaken: state === 'empty-linux' ? 0 : (holders?.overtaken(index) ?? 0),
    message,
    bytes: inRam ? bus.peekRam(d.address, shownBytes) : new Uint8Array(0),
  };
}
