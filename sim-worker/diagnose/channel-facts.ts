/** What rules about channels ask: messages that Linux took, lines of its log, and channels that no driver has. */
import type { EvidenceLink } from '../contract/diagnosis';
import type { SocEvent } from '../contract/event-schema';
import type { ChannelView } from '../contract/linux-ipc';
import type { Scene } from './scene';

export type Logged = Extract<SocEvent, { kind: 'rproc.logged' }>;
export type Received = Extract<SocEvent, { kind: 'rpmsg.received' }>;

/** Number of the event with which the present life of the firmware began: what is older is history. */
export const lifeBegan = ({ chronicle }: Scene): number =>
  Math.max(chronicle.last('rproc.segment-loaded')?.seq ?? 0, chronicle.last('rproc.table-found')?.seq ?? 0);

/** The last line of the kernel log with exactly this text, of this life of the firmware. */
export function loggedNow(scene: Scene, text: string): Logged | undefined {
  const line = scene.chronicle.last('rproc.logged', { text });
  return line === undefined || line.seq < lifeBegan(scene) ? undefined : line;
}

/** Says the bus of a virtio device? The device that did, first. */
export function busLogged(scene: Scene, text: string): Logged | undefined {
  const devices = new Set(scene.machine.linux.ipcView().virtqueues.map(({ device }) => device));
  for (const device of devices) {
    const line = loggedNow(scene, `virtio_rpmsg_bus ${device}: ${text}`);
    if (line !== undefined) return line;
  }
  return undefined;
}

export const logLink = (line: Logged | undefined): EvidenceLink | undefined =>
  line === undefined ? undefined : { kind: 'log', text: line.fields.text, seq: line.seq };

/** Services that no driver has taken. */
export const orphans = ({ machine: { linux } }: Scene): readonly ChannelView[] =>
  linux.ipcView().channels.filter(({ builtIn, driver }) => !builtIn && driver === '');

/** `0x400`, as the kernel prints an address of rpmsg. */
export const addressText = (address: number): string => (address === anyAddress ? 'any' : `0x${address.toString(16)}`);
export const anyAddress = 0xffff_ffff;
export const nameServiceAddress = 53;
export const announcementBytes = 40;
