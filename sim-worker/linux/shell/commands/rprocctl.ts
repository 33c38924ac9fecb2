/** rprocctl: the ioctls of /dev/remoteproc0, as a small C program does them on a board. */
import { ENOTTY, errnoText } from '../../fs/errno';
import { type Answer, forBoth } from '../../fs/vfs';
import { rprocRequests } from '../../remoteproc/rproc-files';
import {
  type Command,
  type CommandIo,
  exit,
  type Outcome,
  printed,
  program,
  refuse,
  sleepOn,
  tellUsage,
} from '../command';

const device = '/dev/remoteproc0';
const usage =
  'Usage: rprocctl shutdown-on-release on|off|show [DEVICE]\n' +
  'on: when the device is closed the M4 is stopped, or detached from if it was attached to.\n' +
  `Asks standard input when that is such a device (<&3), else opens ${device}; "on" then keeps it open until Ctrl-C.`;
/** Nobody wakes it: it ends by a signal, and that closes the device. */
const forever: Outcome = { kind: 'asleep', sleep: { queue: 'rprocctl', call: 'wait', uninterruptible: false } };

function rprocctl(io: CommandIo): Outcome {
  const [word, setting = '', path] = io.args;
  if (word !== 'shutdown-on-release' || !['on', 'off', 'show'].includes(setting)) return tellUsage(io, usage);
  const given =
    path === undefined ? io.files.ioctl(io.stdin, rprocRequests.getShutdownOnRelease, undefined) : undefined;
  if (given?.kind === 'value') return told(io, setting, request(io, io.stdin, setting));
  const opened = io.open(path ?? device, forBoth);
  if (opened.kind === 'wait') return sleepOn(opened, 'open');
  if (opened.kind === 'error') return refuse(io, `can't open '${path ?? device}': ${errnoText(opened.errno)}`);
  const answer = request(io, opened.value, setting);
  if (answer.kind === 'value' && setting === 'on') return forever;
  io.close(opened.value);
  return told(io, setting, answer);
}

const request = (io: CommandIo, handle: number, setting: string): Answer<unknown> =>
  setting === 'show'
    ? io.files.ioctl(handle, rprocRequests.getShutdownOnRelease, undefined)
    : io.files.ioctl(handle, rprocRequests.setShutdownOnRelease, setting === 'on' ? 1 : 0);

function told(io: CommandIo, setting: string, answer: Answer<unknown>): Outcome {
  if (answer.kind !== 'value') return refuse(io, errnoText(answer.kind === 'error' ? answer.errno : ENOTTY));
  return setting === 'show' ? printed(io, answer.value === 1 ? 'on\n' : 'off\n') : exit(0);
}

export const rprocctlCommand: Command = program(
  'rprocctl',
  'asks /dev/remoteproc0: shutdown-on-release on|off|show',
  rprocctl,
);
