/** Test data: both rings while "hello\n" lies in buffer 2 of vring0. */
import type { DescriptorView, SlotState, VringsView, VringView } from '../../sim-worker/contract/ring-views';
import { now } from './status-fixtures';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The first bytes of a buffer with an rpmsg header from 0x400 to 0x400. */
export function buffer(payload: string): Uint8Array {
  const bytes = new Uint8Array(64);
  if (payload === '') return bytes;
  bytes.set([0, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, payload.length, 0, 0, 0, ...bytesOf(payload)]);
  return bytes;
}

function descriptor(ring: number, index: number, state: SlotState, payload = ''): DescriptorView {
  const message = {
    src: 0x400,
    dst: 0x400,
    reserved: 0,
    length: payload.length,
    flags: 0,
    payload: bytesOf(payload),
    announcement: undefined,
  };
  return {
    index,
    address: 0x1004_2000 + ring * 0x2000 + index * 512,
    length: 512,
    flags: ring === 0 ? 2 : 0,
    next: 0,
    state,
    since: now - 500,
    overtaken: 0,
    message: payload === '' ? undefined : message,
    bytes: buffer(payload),
  };
}

const vring0: VringView = {
  ring: 0,
  direction: 'm4-to-linux',
  address: 0x1004_0000,
  num: 16,
  align: 16,
  notifyId: 0,
  availAddress: 0x1004_0100,
  usedAddress: 0x1004_0130,
  avail: { flags: 0, idx: 18, ring: Array.from({ length: 16 }, (_, i) => i) },
  used: {
    flags: 1,
    idx: 3,
    ring: Array.from({ length: 16 }, (_, i) => (i < 3 ? { id: i, length: 512 } : { id: 0, length: 0 })),
  },
  read: 2,
  descriptors: Array.from({ length: 16 }, (_, i) =>
    i === 2 ? descriptor(0, i, 'full-linux', 'hello\n') : descriptor(0, i, 'empty-m4'),
  ),
  problems: [],
  eventIndex: { negotiated: false, usedEvent: 2, availEvent: 0 },
};
const vring1: VringView = {
  ...vring0,
  ring: 1,
  direction: 'linux-to-m4',
  address: 0x1004_1000,
  notifyId: 1,
  availAddress: 0x1004_1100,
  usedAddress: 0x1004_1130,
  avail: { flags: 1, idx: 1, ring: Array.from({ length: 16 }, () => 0) },
  used: { flags: 0, idx: 1, ring: Array.from({ length: 16 }, (_, i) => ({ id: 0, length: i === 0 ? 22 : 0 })) },
  read: 0,
  descriptors: Array.from({ length: 16 }, (_, i) => descriptor(1, i, 'empty-linux', i === 0 ? 'hello\n' : '')),
};

export const vrings: VringsView = {
  absent: '',
  never: false,
  tableAddress: 0x1002_0000,
  vdevStatus: 7,
  tableProblems: [],
  rings: [vring0, vring1],
  chase: [],
};
