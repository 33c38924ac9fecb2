/** The state of remoteproc, rpmsg and the resource manager as the page shows it: what sysfs says, and a little of what it does not. */
import type {
  ChannelView,
  CharacterDeviceView,
  LinuxIpcView,
  SendWaitView,
  TtyStateView,
  VirtqueueView,
} from '../contract/linux-ipc';
import type { FileSystem } from './fs/file-system';
import { local, output } from './fs/termios';
import type { Work } from './kernel/work';
import type { Rproc } from './remoteproc/rproc';
import type { RpmsgChannel } from './rpmsg/rpmsg-channel';
import type { RpmsgStack } from './rpmsg/rpmsg-stack';
import type { VirtioRpmsgBus } from './rpmsg/virtio-rpmsg-bus';
import type { RprocSrm } from './srm/rproc-srm';

export type IpcParts = {
  readonly files: FileSystem;
  readonly work: Work;
  readonly rproc: Rproc;
  readonly rpmsg: RpmsgStack;
  readonly resources: RprocSrm;
};

export function linuxIpcView(parts: IpcParts): LinuxIpcView {
  const { rproc, rpmsg, resources, work } = parts;
  const { power, job, firmware, recovery, coredump, users, crashes, changed, shutdownOnRelease } = rproc.state;
  const dumpGoes = work.planned('devcoredump')[0]?.time;
  return {
    remoteproc: {
      state: power,
      job: job?.kind,
      firmware,
      recovery,
      coredump,
      powerCount: users,
      crashes,
      shutdownOnRelease,
      // The simulator keeps one longer than Linux does.
      waitingDump: dumpGoes === undefined ? undefined : rproc.waitingDump,
      dumpGoes,
      event: changed,
    },
    virtqueues: rpmsg.buses.all.flatMap(virtqueueViews),
    channels: rpmsg.devices.all.map((channel) => channelView(channel, rpmsg)),
    endpoints: rpmsg.devices.endpoints.map(({ address, device, driver }) => ({ address, device, driver })),
    ttys: ttyViews(rpmsg),
    characterDevices: characterDevices(parts),
    sendWaits: sendWaits(parts),
    sdbBuffers: rpmsg.sdb.buffers.map(({ address, size, written, signals }, index) => ({
      index,
      address,
      size,
      written: written === 0xffff_ffff ? undefined : written,
      signals,
    })),
    resources: resources.devices,
  };
}

const virtqueueViews = ({ device, queues }: VirtioRpmsgBus): readonly VirtqueueView[] =>
  queues.map(({ place: { name, num, address }, free, lastUsed, broken }, ring) => ({
    device,
    ring,
    name,
    address,
    num,
    free,
    read: lastUsed,
    broken,
  }));

function channelView(channel: RpmsgChannel, rpmsg: RpmsgStack): ChannelView {
  const { device, service, src, dst, announce, builtIn, override, driver, node, created } = channel;
  const hint = driver === '' ? whyUnbound(channel, rpmsg) : '';
  return { device, service, src, dst, announce, builtIn, override, driver, node, hint, event: created };
}

function whyUnbound({ device, service, override }: RpmsgChannel, rpmsg: RpmsgStack): string {
  if (override !== '' && rpmsg.devices.driverFor(service)?.name !== override)
    return `driver_override lets only \`${override}\` have it.`;
  const known = rpmsg.devices.driverFor(service);
  if (known === undefined) return 'No driver of this kernel takes that name.';
  if (!known.loaded) return `Not loaded: \`modprobe ${rpmsg.moduleOf(known.name)}\`.`;
  return `It was unbound, or its probe failed: \`echo ${device} > /sys/bus/rpmsg/drivers/${known.name}/bind\`.`;
}

const ttyViews = ({ tty }: RpmsgStack): readonly TtyStateView[] =>
  tty.states.map(({ port, device, terminal, files, unread, held, termios }) => ({
    port,
    node: `/dev/ttyRPMSG${port}`,
    device,
    openCount: files + (terminal ? 1 : 0),
    unread,
    held,
    lines: (termios.lflag & local.ICANON) !== 0,
    echo: (termios.lflag & local.ECHO) !== 0,
    addsReturns: (termios.oflag & output.OPOST) !== 0 && (termios.oflag & output.ONLCR) !== 0,
  }));

function characterDevices({ files, rpmsg: { char, ctrl, devices } }: IpcParts): readonly CharacterDeviceView[] {
  const control = devices.all.filter(({ driver }) => driver === ctrl.name);
  return [
    ...control.map(({ node, service }) => ({
      node,
      service,
      dst: undefined,
      local: undefined,
      openCount: files.openFiles(ctrl.name).filter(({ path }) => path === node).length,
      messages: 0,
    })),
    ...char.nodes.map(({ node, service, dst, local, open, messages }) => ({
      node,
      service,
      dst,
      local,
      openCount: open ? 1 : 0,
      messages,
    })),
  ];
}

/** rpmsg_send() gives up after 15 s: the time of its timer says when. */
function sendWaits({ work, files, rpmsg }: IpcParts): readonly SendWaitView[] {
  const { buses, devices } = rpmsg;
  const writers = work.planned('rpmsg-send-timeout').map(({ data, time, cause }) => ({
    who: files.file(Number(data))?.path ?? '',
    until: time,
    event: cause,
  }));
  const blocked = work.planned('rpmsg-blocked').map(({ data, time, cause }) => {
    const from = buses.sleeper(data);
    const owner = devices.endpoints.find(({ bus, address }) => bus === from?.bus && address === from.src);
    return { who: owner?.driver ?? '', until: time, event: cause };
  });
  return [...writers, ...blocked];
}
