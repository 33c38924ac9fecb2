/** rpmsgctl: makes and removes rpmsg endpoints and devices through the ioctls of rpmsg_ctrl and rpmsg_char, as small C programs do on a board. */
import type { Plain } from '../../../kernel/snapshot';
import { errnoText } from '../../fs/errno';
import { forBoth } from '../../fs/vfs';
import { rpmsgRequests } from '../../rpmsg/rpmsg-char';
import type { EndpointInfo } from '../../rpmsg/rpmsg-ctrl';
import {
  type Command,
  type CommandIo,
  exit,
  notesOf,
  type Outcome,
  program,
  refuse,
  sleepOn,
  tellUsage,
} from '../command';

const control = '/dev/rpmsg_ctrl0';
const any = 0xffff_ffff;
/** What the first word asks for: a request to the control node with name and addresses, or one to an endpoint's own node. */
const actions = {
  'create-ept': { request: rpmsgRequests.createEndpoint, onControl: true },
  'destroy-ept': { request: rpmsgRequests.destroyEndpoint, onControl: false },
  'create-dev': { request: rpmsgRequests.createDevice, onControl: true },
  'release-dev': { request: rpmsgRequests.releaseDevice, onControl: true },
} as const;

/** The node, once it is open. */
type Notes = { handle: number | undefined };

const usage =
  'Usage: rpmsgctl create-ept|create-dev|release-dev NAME SRC DST [CONTROL]\n' +
  '       rpmsgctl destroy-ept /dev/rpmsgN\n' +
  `Addresses: a number, 0x…, or any. CONTROL: ${control} when not given.`;

/** An address; undefined when the word is none. */
function addressOf(word: string): number | undefined {
  if (word === 'any' || word === '-1') return any;
  const number = /^(0x[0-9a-f]+|\d+)$/i.test(word) ? Number(word) : Number.NaN;
  return number <= any ? number : undefined;
}

function infoOf([name, src, dst]: readonly string[]): EndpointInfo | undefined {
  const [from, to] = [addressOf(src ?? ''), addressOf(dst ?? '')];
  return name === undefined || from === undefined || to === undefined ? undefined : { name, src: from, dst: to };
}

function rpmsgctl(io: CommandIo): Outcome {
  const [word = '', ...rest] = io.args;
  const action = Object.hasOwn(actions, word) ? actions[word as keyof typeof actions] : undefined;
  if (action === undefined) return tellUsage(io, usage);
  const info = action.onControl ? infoOf(rest) : undefined;
  const path = action.onControl ? (rest[3] ?? control) : rest[0];
  if (path === undefined || (action.onControl && info === undefined)) return tellUsage(io, usage);
  return ask(io, path, action.request, info);
}

/** Called again while the request sleeps, with the node still open. */
function ask(io: CommandIo, path: string, request: number, info: EndpointInfo | undefined): Outcome {
  const notes = notesOf<Notes>(io, () => ({ handle: undefined }));
  if (notes.handle === undefined) {
    const opened = io.open(path, forBoth);
    if (opened.kind === 'wait') return sleepOn(opened, 'open');
    if (opened.kind === 'error') return refuse(io, `can't open '${path}': ${errnoText(opened.errno)}`);
    notes.handle = opened.value;
  }
  const answer = io.files.ioctl(notes.handle, request, info as unknown as Plain);
  if (answer.kind === 'wait') return sleepOn(answer, 'write');
  io.close(notes.handle);
  if (answer.kind === 'error') return refuse(io, `${io.args[0]}: ${errnoText(answer.errno)}`);
  if (typeof answer.value === 'string') io.print(`${answer.value}\n`);
  return exit(0);
}

export const rpmsgctlCommand: Command = program('rpmsgctl', 'makes and removes rpmsg endpoints and devices', rpmsgctl);
