/** Rules about channels: announcements that do not arrive, names that no driver takes, and messages to an address that nobody has. */

import { closestNames } from '../../contract/closest-names';
import type { ChannelView } from '../../contract/linux-ipc';
import type { KernelGeneration } from '../../contract/protocol';
import { ttyServices } from '../../linux/rpmsg/rpmsg-tty';
import {
  addressText,
  announcementBytes,
  anyAddress,
  busLogged,
  lifeBegan,
  logLink,
  nameServiceAddress,
  orphans,
  type Received,
} from '../channel-facts';
import { eventLink, memoryLink, proof, registerLink } from '../evidence';
import { exceptionNow, isAlive, pcLink, ringOf, spanText, usedLink, whereText } from '../facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** From DRIVER_OK to the first announcement: a firmware may set other things up meanwhile; ns. */
const announcePatience = 200e6;
/** udev loads a module for a new device; ns. */
const modulePatience = 200e6;
const resourceManager = 'rproc-srm';
const driverOk = 4;

type Problem = 'overridden' | 'resources' | 'renamed' | 'unknown' | 'unloaded' | 'unbound';

/** Why nobody has it. */
function problemOf({ machine: { linux } }: Scene, { service, override }: ChannelView): Problem {
  const known = linux.services.find((each) => each.service === service);
  if (override !== '' && known?.driver !== override) return 'overridden';
  if (service === resourceManager && known?.loaded !== true) return 'resources';
  if (known !== undefined) return known.loaded ? 'unbound' : 'unloaded';
  return generationsOf(service).length > 0 ? 'renamed' : 'unknown';
}

/** Generations of kernels whose tty driver goes by that name. */
const generationsOf = (service: string): readonly KernelGeneration[] =>
  (Object.keys(ttyServices) as KernelGeneration[]).filter((kernel) => ttyServices[kernel] === service);

/** A rule that holds while a channel has no driver for this reason. */
const orphaned =
  (problem: Problem, tell: (scene: Scene, channel: ChannelView) => Pick<Found, 'title'> & Partial<Found>) =>
  (scene: Scene): Found | undefined => {
    const channel = orphans(scene).find((each) => problemOf(scene, each) === problem);
    if (channel === undefined) return undefined;
    const { machine } = scene;
    const created = channel.event === undefined ? undefined : machine.log.at(channel.event);
    if (problem === 'unloaded' && created !== undefined && machine.clock.now - created.time < modulePatience)
      return undefined;
    return {
      seen: `/sys/bus/rpmsg/devices has ${channel.device}, and no file in /dev belongs to it.`,
      since: created?.time,
      evidence: [proof('Linux made a device for the channel, and no driver took it.', eventLink(created))],
      ...tell(scene, channel),
    };
  };

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

function nearest({ machine: { linux } }: Scene, service: string): string {
  const names = linux.services.map((each) => each.service);
  const near = closestNames(service, names);
  return near.length > 0 ? `Did you mean ${quoted(near)}?` : `This kernel knows ${quoted(names)}.`;
}

function neverAnnounced(scene: Scene): Found | undefined {
  const { machine, probe, chronicle } = scene;
  const { vdev } = probe;
  const ring = ringOf(scene, 0);
  if (vdev === undefined || ring === undefined || ring.used.idx !== 0 || !isAlive(scene)) return undefined;
  const status = machine.bus.peek(vdev.status, 1) ?? 0;
  const hasNameService = ((machine.bus.peek(vdev.gfeatures, 4) ?? 0) & 1) === 1;
  const ready = chronicle.last('rproc.vdev-status');
  const heard = chronicle.last('ipcc.freed', { from: 1, channel: 1 });
  if ((status & driverOk) === 0 || !hasNameService || ready === undefined || exceptionNow(scene) !== 0)
    return undefined;
  // A firmware that has not looked at its first bell is somewhere else: other rules tell where.
  if ((heard?.seq ?? -1) < ready.seq || machine.clock.now - ready.time < announcePatience) return undefined;
  // Variables that were never right are the cause, and what follows from them is anybody's guess.
  if (scene.fileFindings.some(({ rule }) => rule === 'data-copied-over-itself')) return undefined;
  const where = whereText(scene, machine.core.pc);
  const sleeps = machine.core.state === 'sleeping';
  return {
    title: `Linux is ready, and the M4 announces no channel: it ${sleeps ? 'sleeps' : 'is'} at ${where}.`,
    seen: 'remoteproc says that rpmsg is online; no "creating channel", no /dev/ttyRPMSG0.',
    since: ready.time,
    evidence: [
      proof(
        `Linux said DRIVER_OK ${spanText(machine.clock.now - ready.time)} ago.`,
        eventLink(ready),
        memoryLink(scene, vdev.status, 1, 'vdev.status'),
      ),
      proof('The M4 has taken the first bell.', eventLink(heard), registerLink(scene, 'IPCC', 'C1TOC2SR')),
      proof('It has put nothing into vring0.', usedLink(scene, ring), pcLink(scene)),
    ],
  };
}

/** Linux said of this message that nobody has its address. */
function unclaimed(scene: Scene): Received | undefined {
  const line = busLogged(scene, 'msg received with no recipient');
  const message = line?.cause === undefined ? undefined : scene.machine.log.at(line.cause);
  return message?.kind === 'rpmsg.received' ? message : undefined;
}

/** Forty bytes that begin with a name: an announcement, if it went to 53. */
const looksLikeAnnouncement = ({ fields: { length, payload } }: Received): boolean =>
  length === announcementBytes && /^[\w.-]{3,}/.test(payload);

type Stray = 'any' | 'announcement' | 'other';
const strayKind = (message: Received): Stray =>
  message.fields.dst === anyAddress ? 'any' : looksLikeAnnouncement(message) ? 'announcement' : 'other';

const stray =
  (kind: Stray, tell: (scene: Scene, message: Received) => { readonly title: string; readonly seen: string }) =>
  (scene: Scene): Found | undefined => {
    const message = unclaimed(scene);
    if (message === undefined || strayKind(message) !== kind) return undefined;
    const { src, dst, buffer } = message.fields;
    const gone = scene.chronicle.last('rpmsg.received', { src, dst });
    const own = scene.machine.linux.ipcView().endpoints.map(({ address }) => addressText(address));
    return {
      ...tell(scene, message),
      since: message.time,
      evidence: [
        proof(
          `The message from ${addressText(src)} goes to ${addressText(dst)}.`,
          eventLink(gone ?? message),
          memoryLink(scene, buffer + 4, 4, 'header.dst'),
        ),
        proof(
          `Linux has endpoints at ${own.length === 0 ? 'no address' : own.join(', ')} only.`,
          logLink(busLogged(scene, 'msg received with no recipient')),
        ),
      ],
    };
  };

/** Who had the address before. */
function formerOwner(scene: Scene, { fields: { src, dst } }: Received): string {
  const channel = orphans(scene).find((each) => each.src === dst || each.dst === src);
  return channel === undefined ? 'nobody in Linux has it' : `${channel.service} had it, until its driver was unbound`;
}

function announcementMalformed(scene: Scene): Found | undefined {
  const message = scene.chronicle.last('rpmsg.received', { dst: nameServiceAddress });
  if (message === undefined || message.seq < lifeBegan(scene) || message.fields.length === announcementBytes)
    return undefined;
  const { length, buffer } = message.fields;
  return {
    title: `The M4 announced a channel in ${length} bytes; Linux takes exactly ${announcementBytes} and threw it away.`,
    seen: `The kernel log says "malformed ns msg (${length})", and there is no "creating channel".`,
    since: message.time,
    evidence: [
      proof(
        'The message to address 53 has the wrong length.',
        eventLink(message),
        memoryLink(scene, buffer + 12, 2, 'header.len'),
        logLink(busLogged(scene, `malformed ns msg (${length})`)),
      ),
    ],
  };
}

function announcementGarbled(scene: Scene): Found | undefined {
  const told = scene.chronicle.last('rpmsg.announced');
  if (told === undefined || told.seq < lifeBegan(scene) || !told.fields.created) return undefined;
  const { service, address } = told.fields;
  if (address !== 0 && service !== '' && /^[\x21-\x7e]+$/.test(service)) return undefined;
  const what =
    address === 0
      ? 'address 0, which no endpoint of OpenAMP has'
      : `the name "${service}", which is no name of a service`;
  return {
    title: `The M4's announcement carries ${what}: its content was overwritten, or written behind the bell.`,
    seen: `The kernel log says "creating channel ${service} addr ${addressText(address)}", and nothing works over it.`,
    since: told.time,
    evidence: [
      proof('Linux read it so.', eventLink(told)),
      proof('It was in this message.', eventLink(scene.chronicle.last('rpmsg.received', { dst: nameServiceAddress }))),
    ],
  };
}

const message = { group: 'message', needs: 'run', certainty: 'sure' } as const;
const unheardByLinux =
  'Linux makes a device of the rpmsg bus for each announcement; a driver takes it when one of the names in its table is exactly that of the service.';

export const channelRules: readonly RunRule[] = [
  {
    ...message,
    id: 'service-renamed',
    sources: ['F-27'],
    title: 'The service goes by the name of another kernel generation',
    doc: 'A channel has no driver, and its name is the one of the tty driver in another generation of kernels.',
    why: 'ST’s driver of the 4.19 and 5.4 kernels took "rpmsg-tty-channel"; the one that became mainline’s takes "rpmsg-tty". Firmware and kernel must be of the same time.',
    mend: 'Change the name of the endpoint in the firmware (RPMSG_SERVICE_NAME in virt_uart.c), or take the kernel that the firmware was made for.',
    find: orphaned('renamed', ({ machine: { linux } }, { service, dst }) => ({
      title: `The firmware calls its channel "${service}", and the tty driver of this kernel takes "${ttyServices[linux.kernel]}": no /dev/ttyRPMSG0 for ${addressText(dst)}.`,
      mend: `Change the name of the endpoint in the firmware to "${ttyServices[linux.kernel]}" (RPMSG_SERVICE_NAME in virt_uart.c), or take a kernel of generation ${generationsOf(service).join(' or ')}.`,
    })),
  },
  {
    ...message,
    id: 'service-unknown',
    sources: ['F-28'],
    title: 'No driver takes that name of a service',
    doc: 'A channel has no driver, and no driver of this kernel has its name in its table.',
    why: unheardByLinux,
    mend: 'Take a name that a driver knows, build the driver, or make a node for it: rpmsg_ctrl’s RPMSG_CREATE_EPT_IOCTL, or `driver_override` with rpmsg_chrdev.',
    find: orphaned('unknown', (scene, { service, dst }) => ({
      title: `The M4 announced "${service}" at ${addressText(dst)}, and no driver of this kernel takes that name. ${nearest(scene, service)}`,
    })),
  },
  {
    ...message,
    id: 'driver-not-loaded',
    sources: ['F-28'],
    title: 'The driver’s module is not loaded',
    doc: 'A channel has had no driver for more than 200 ms, and the module that has one is not loaded.',
    why: 'A new device makes udev load the module that has its name. One that was removed afterwards, or is blacklisted, stays away.',
    mend: 'Load it: `modprobe` with the name of the module. On a board see whether the module is in /lib/modules of the running kernel.',
    find: orphaned('unloaded', ({ machine: { linux } }, { service }) => {
      const module = linux.services.find((each) => each.service === service)?.module ?? '';
      return {
        title: `The module ${module}, which has the driver of "${service}", is not loaded.`,
        mend: `modprobe ${module}`,
      };
    }),
  },
  {
    ...message,
    id: 'driver-unbound',
    sources: ['F-28'],
    title: 'The driver was unbound from its channel',
    doc: 'A channel has no driver although one that is loaded takes its name: it was unbound, or its probe failed.',
    why: 'A write to `unbind` takes the driver away, and a probe that fails leaves the device without one. The kernel does not try again by itself.',
    mend: 'Bind it again: write the name of the device to `bind` of the driver.',
    find: orphaned('unbound', ({ machine: { linux } }, { service, device }) => {
      const driver = linux.services.find((each) => each.service === service)?.driver ?? '';
      return {
        title: `Nothing drives "${service}": ${driver} was unbound from it, or its probe failed.`,
        mend: `echo ${device} > /sys/bus/rpmsg/drivers/${driver}/bind`,
      };
    }),
  },
  {
    ...message,
    id: 'driver-overridden',
    sources: ['F-28'],
    title: 'driver_override keeps the right driver away',
    doc: 'A channel has no driver, and its driver_override names another one than the one that takes its name.',
    why: 'A device with a driver_override takes the driver of that name and no other.',
    mend: 'Empty it: `echo > /sys/bus/rpmsg/devices/…/driver_override`, then write the device to drivers_probe.',
    find: orphaned('overridden', (_scene, { service, override, device }) => ({
      title: `driver_override of "${service}" is "${override}": no other driver may have it.`,
      mend: `echo > /sys/bus/rpmsg/devices/${device}/driver_override; echo ${device} > /sys/bus/rpmsg/drivers_probe`,
    })),
  },
  {
    ...message,
    id: 'resource-manager-absent',
    group: 'ownership',
    sources: ['F-28', 'F-42'],
    title: 'The M4 asks for the resource manager, and Linux has none for it',
    doc: 'The M4 announced "rproc-srm", and the device tree gives the M4 no resources, so its driver is not there.',
    why: 'Linux registers the resource manager’s rpmsg driver only for an M4 node with children under m4_system_resources. Without it ResMgr_Init() waits a second and fails.',
    mend: 'Take the device tree with M4 examples (stm32mp157c-dk2-m4-examples), or add the nodes of the peripherals that the firmware uses.',
    find: orphaned('resources', () => ({
      title:
        'The M4 asks for Linux’ resource manager (rproc-srm), and this device tree gives it no resources: nobody answers ResMgr_Init().',
    })),
  },
  {
    ...message,
    id: 'never-announced',
    sources: ['F-28'],
    title: 'The M4 announces no channel although Linux is ready',
    doc: 'DRIVER_OK has been set for more than 200 ms with the name service, the M4 took the first bell, and vring0.used.idx is 0.',
    why: 'Linux makes a channel only when the firmware announces one: rpmsg_create_ept() with a name does it, if the name service was negotiated when rpmsg_init_vdev() ran.',
    mend: 'Look where the M4 stands: does it come to rpmsg_create_ept() (OPENAMP_create_endpoint, VIRT_UART_Init)? A firmware that uses fixed addresses needs no announcement.',
    certainty: 'likely',
    find: neverAnnounced,
  },
  {
    ...message,
    id: 'announcement-malformed',
    sources: ['F-28'],
    title: 'An announcement has the wrong length',
    doc: 'A message to address 53 was not 40 bytes long.',
    why: 'struct rpmsg_ns_msg is a name of 32 bytes, an address and flags: 40 bytes, packed. Anything else is thrown away.',
    mend: 'Use rpmsg_send_ns_message() of OpenAMP, or send 32 + 4 + 4 bytes with RPMSG_NAME_SIZE 32.',
    find: announcementMalformed,
  },
  {
    ...message,
    id: 'announcement-garbled',
    sources: ['F-21'],
    title: 'An announcement has no sensible content',
    doc: 'The name service heard of address 0, or of a name that is empty or not printable.',
    why: 'The content of a buffer must be complete before used.idx moves, and nobody may write there afterwards.',
    mend: 'Write payload, then a barrier (DMB), then the used entry and used.idx. See in Memory who wrote the buffer last.',
    find: announcementGarbled,
  },
  {
    ...message,
    id: 'announcement-astray',
    sources: ['F-30'],
    title: 'An announcement went to another address than 53',
    doc: 'Linux took a message of 40 bytes that begins with a name, and its destination has no endpoint.',
    why: 'The name service listens at address 53 (0x35). At any other address nobody knows what an announcement is.',
    mend: 'Send announcements to RPMSG_NS_EPT_ADDR, 0x35; with OpenAMP rpmsg_create_ept() does it.',
    find: stray('announcement', (_scene, { fields: { dst, payload } }) => ({
      title: `The announcement of "${payload.split('\0')[0]}" went to ${addressText(dst)} in place of 0x35, where the name service is.`,
      seen: 'The kernel log says "msg received with no recipient", and there is no "creating channel".',
    })),
  },
  {
    ...message,
    id: 'sent-before-address-known',
    sources: ['F-29'],
    title: 'The M4 sends before it knows the address of Linux',
    doc: 'Linux took a message to 0xFFFFFFFF ("any").',
    why: 'Linux does not announce itself: an endpoint learns where to send from the first message of Linux. Until then its destination is "any", OpenAMP’s rpmsg_send() gives -2003 (RPMSG_ERR_PARAM), and who sends all the same sends to nobody.',
    mend: 'Wait until Linux has written first (is_rpmsg_ept_ready(), OPENAMP_Wait_EndPointready()), or use fixed addresses on both sides.',
    find: stray('any', (_scene, { fields: { src } }) => ({
      title: `The M4 sent from ${addressText(src)} before Linux had written to it: the destination was still "any", and the message is lost.`,
      seen: 'The first message of the M4 never arrives; the kernel log says "msg received with no recipient".',
    })),
  },
  {
    ...message,
    id: 'no-recipient',
    sources: ['F-30'],
    title: 'A message goes to an address that nobody in Linux has',
    doc: 'The kernel log says "msg received with no recipient", and the message is no announcement and not to "any".',
    why: 'Each endpoint of Linux has an address of its own. It goes when the driver is unbound, the file is closed or the module is removed; the firmware still has the old one.',
    mend: 'Answer to the src of the last message in place of a remembered number, and react to the unbind callback of the endpoint.',
    find: stray('other', (scene, received) => ({
      title: `The M4 sends to ${addressText(received.fields.dst)}, and ${formerOwner(scene, received)}: the message is thrown away.`,
      seen: 'What the M4 sends does not arrive; the kernel log says "msg received with no recipient".',
    })),
  },
];
