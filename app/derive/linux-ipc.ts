/** What Linux knows of the communication with the M4, in sentences and in the words of table cells. */
import type {
  ChannelView,
  LinuxIpcView,
  RemoteprocView,
  ResourceDevice,
  SdbBufferView,
  SendWaitView,
  TtyStateView,
} from '../../sim-worker/contract/linux-ipc';
import type { BootMode } from '../../sim-worker/contract/protocol';
import { endpointText, sizeText, spanText } from './format';

const jobSentences: Readonly<Record<string, string>> = {
  boot: 'Linux is starting the M4.',
  attach: 'Linux is attaching to the M4 that U-Boot has started.',
  shutdown: 'Linux is stopping the M4.',
  detach: 'Linux is letting go of the M4, which runs on.',
  recovery: 'Linux is starting the crashed M4 again.',
};

/** Who has the M4 now. */
export function remoteprocSentence({ state, job, firmware, recovery }: RemoteprocView): string {
  const doing = job === undefined ? undefined : jobSentences[job];
  if (doing !== undefined) return doing;
  switch (state) {
    case 'offline':
      return 'Linux holds the M4 in reset.';
    case 'running':
      return `Linux has started the M4 with ${firmware}.`;
    case 'attached':
      return 'The M4 was started by U-Boot; Linux is attached to it.';
    case 'detached':
      return 'The M4 was started by U-Boot; Linux has not attached to it.';
    case 'crashed':
      return `The M4 has crashed${recovery ? '' : ', and recovery is off: Linux leaves it as it is'}.`;
    default:
      return `remoteproc0 is ${state}.`;
  }
}

/** Until the kernel throws a core dump away. */
export const dumpWords = ({ dumpGoes }: RemoteprocView, now: number): string =>
  dumpGoes === undefined ? '' : `, goes in ${spanText(Math.max(0, dumpGoes - now))}`;

export type Emptiness = { readonly why: string; readonly whatToDo: string };

const startLine = '`echo start > /sys/class/remoteproc/remoteproc0/state`';

/** Why Linux knows of nothing; undefined when it does. */
export function noLinux(boot: BootMode | undefined): Emptiness | undefined {
  if (boot === undefined)
    return { why: 'No board is on yet.', whatToDo: 'Drop a firmware ELF on the page, or open a demo.' };
  if (boot === 'linux') return undefined;
  return {
    why: 'There is no Linux: engineering boot.',
    whatToDo: 'To have one, choose under “Board and kernel” in the firmware’s menu that Linux starts the M4.',
  };
}

/** Why there are no channels, or undefined when there are. */
export function noChannels({ remoteproc, virtqueues, channels }: LinuxIpcView): Emptiness | undefined {
  if (channels.some(({ builtIn }) => !builtIn)) return undefined;
  if (virtqueues.length > 0)
    return {
      why: 'No channel yet: the firmware has announced no service.',
      whatToDo: 'Let it run on; a firmware that waits for Linux first must be written to.',
    };
  const { state, job } = remoteproc;
  if (job !== undefined) return { why: 'No rpmsg bus yet.', whatToDo: 'Linux makes it in a moment.' };
  switch (state) {
    case 'offline':
      return { why: 'No rpmsg bus: the M4 is not up.', whatToDo: `Press Run, or type ${startLine}.` };
    case 'detached':
      return { why: 'No rpmsg bus: Linux is not attached to the M4.', whatToDo: `Type ${startLine} to attach.` };
    case 'crashed':
      return {
        why: 'No rpmsg bus: the M4 has crashed.',
        whatToDo: 'Type `echo enabled > /sys/class/remoteproc/remoteproc0/recovery` and Linux starts it again.',
      };
    default:
      return {
        why: 'No rpmsg bus: this firmware has no virtio device in its resource table.',
        whatToDo: 'Give it an `RSC_VDEV` entry for rpmsg with two vrings.',
      };
  }
}

/** "any" where rpmsg says -1. */
export const addressWords = (address: number): string =>
  address >>> 0 === 0xffff_ffff ? 'any' : endpointText(address);

/** Services first, the parts of the bus behind them. */
export const orderedChannels = (channels: readonly ChannelView[]): readonly ChannelView[] => [
  ...channels.filter(({ builtIn }) => !builtIn),
  ...channels.filter(({ builtIn }) => builtIn),
];

/** What sysfs says beyond name, addresses and driver. */
export function channelNotes({ announce, override, builtIn }: ChannelView): readonly string[] {
  if (builtIn) return [];
  return [...(announce ? ['announce true'] : []), ...(override === '' ? [] : [`driver_override ${override}`])];
}

export const openWords = (count: number): string => (count === 0 ? 'nobody' : count === 1 ? 'once' : `${count} times`);

/** What waits in a ttyRPMSG. */
export function ttyWaiting({ unread, held, openCount }: TtyStateView): string {
  const parts = [
    ...(unread > 0 ? [`${sizeText(unread)} to be read`] : []),
    ...(held > 0
      ? [`${sizeText(held)} held ${openCount === 0 ? 'while nobody reads' : 'until the next message'}`]
      : []),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** How stty has set it; the surprises in words. */
export function ttySettings({ lines, echo, addsReturns }: TtyStateView): string {
  const parts = [
    lines ? 'whole lines' : 'raw',
    ...(echo ? ['echo: what the M4 sends goes back to it'] : []),
    ...(addsReturns ? ['newlines get a return'] : []),
  ];
  return parts.join(', ');
}

export const waitWords = ({ until }: SendWaitView, now: number): string =>
  `gives up in ${spanText(Math.max(0, until - now))}`;

export const sdbWritten = ({ written, size }: SdbBufferView): string =>
  written === undefined ? 'not told' : `${sizeText(written)}${written > size ? ', more than there is' : ''}`;

export function regulatorWords({ regulators }: ResourceDevice): string {
  const one = regulators.map(({ name, on, millivolts }) => `${name} ${on ? `on, ${millivolts} mV` : 'off'}`);
  return one.length === 0 ? 'none' : one.join('; ');
}

/** The number of a /dev/ttyRPMSGn; undefined for other files. */
export function ttyPortOf(node: string): number | undefined {
  const port = /^\/dev\/ttyRPMSG(\d+)$/.exec(node)?.[1];
  return port === undefined ? undefined : Number(port);
}
