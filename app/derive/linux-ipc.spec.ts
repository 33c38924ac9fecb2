/** What the Linux IPC panel says in words. */
import { describe, expect, it } from 'vitest';
import type { ChannelView, LinuxIpcView, RemoteprocView } from '../../sim-worker/contract/linux-ipc';
import {
  addressWords,
  channelNotes,
  dumpWords,
  noChannels,
  noLinux,
  orderedChannels,
  regulatorWords,
  remoteprocSentence,
  sdbWritten,
  ttyPortOf,
  ttySettings,
  ttyWaiting,
  waitWords,
} from './linux-ipc';

const remoteproc: RemoteprocView = {
  state: 'running',
  job: undefined,
  firmware: 'echo.elf',
  recovery: true,
  coredump: 'disabled',
  powerCount: 1,
  crashes: 0,
  shutdownOnRelease: false,
  waitingDump: undefined,
  dumpGoes: undefined,
  event: undefined,
};
const view: LinuxIpcView = {
  remoteproc,
  virtqueues: [],
  channels: [],
  endpoints: [],
  ttys: [],
  characterDevices: [],
  sendWaits: [],
  sdbBuffers: [],
  resources: [],
};
const channel: ChannelView = {
  device: 'virtio0.rpmsg-tty.-1.1024',
  service: 'rpmsg-tty',
  src: 0x400,
  dst: 0x400,
  announce: false,
  builtIn: false,
  override: '',
  driver: 'rpmsg_tty',
  node: '/dev/ttyRPMSG0',
  hint: '',
  event: 7,
};
const control: ChannelView = { ...channel, service: 'rpmsg_ctrl', override: 'rpmsg_ctrl', builtIn: true, node: '' };
const raw = { lines: false, echo: false, addsReturns: false };
const queue = {
  device: 'virtio0',
  ring: 0,
  name: 'input',
  address: 0x1004_0000,
  num: 16,
  free: 0,
  read: 0,
  broken: false,
};

describe('the sentence about remoteproc0', () => {
  it.each([
    [{}, 'Linux has started the M4 with echo.elf.'],
    [{ state: 'offline' }, 'Linux holds the M4 in reset.'],
    [{ state: 'offline', job: 'boot' }, 'Linux is starting the M4.'],
    [{ state: 'attached' }, 'The M4 was started by U-Boot; Linux is attached to it.'],
    [{ state: 'detached' }, 'The M4 was started by U-Boot; Linux has not attached to it.'],
    [{ state: 'crashed' }, 'The M4 has crashed.'],
    [{ state: 'crashed', recovery: false }, 'The M4 has crashed, and recovery is off: Linux leaves it as it is.'],
  ])('%j', (change, sentence) => expect(remoteprocSentence({ ...remoteproc, ...change })).toBe(sentence));
});

it('a core dump has its time', () => {
  expect(dumpWords(remoteproc, 0)).toBe('');
  expect(dumpWords({ ...remoteproc, dumpGoes: 300e9 }, 58e9)).toBe(', goes in 242 s');
});

describe('why there is nothing', () => {
  it('there is no Linux in engineering boot', () => {
    expect(noLinux('engineering')?.why).toBe('There is no Linux: engineering boot.');
    expect(noLinux(undefined)?.why).toBe('No board is on yet.');
    expect(noLinux('linux')).toBeUndefined();
  });
  it.each([
    ['offline', 'No rpmsg bus: the M4 is not up.'],
    ['detached', 'No rpmsg bus: Linux is not attached to the M4.'],
    ['crashed', 'No rpmsg bus: the M4 has crashed.'],
    ['running', 'No rpmsg bus: this firmware has no virtio device in its resource table.'],
  ])('no bus while %s', (state, why) => {
    expect(noChannels({ ...view, remoteproc: { ...remoteproc, state } })?.why).toBe(why);
  });
  it('the parts of the bus are no channels of the firmware', () => {
    const bus = { ...view, virtqueues: [queue], channels: [control] };
    expect(noChannels(bus)?.why).toBe('No channel yet: the firmware has announced no service.');
    expect(noChannels({ ...bus, channels: [control, channel] })).toBeUndefined();
  });
});

describe('the cells', () => {
  it('put services before the parts of the bus', () => {
    expect(orderedChannels([control, channel]).map(({ service }) => service)).toEqual(['rpmsg-tty', 'rpmsg_ctrl']);
  });
  it('say what sysfs says beyond names', () => {
    expect(channelNotes({ ...channel, announce: true, override: 'foo' })).toEqual([
      'announce true',
      'driver_override foo',
    ]);
    expect(channelNotes(control)).toEqual([]);
    expect([addressWords(0xffff_ffff), addressWords(-1), addressWords(1024)]).toEqual(['any', 'any', '0x400']);
  });
  it('say what waits in a ttyRPMSG', () => {
    const tty = { port: 0, node: '/dev/ttyRPMSG0', device: '', openCount: 0, unread: 0, held: 0, ...raw };
    expect(ttyWaiting(tty)).toBe('nothing');
    expect(ttyWaiting({ ...tty, held: 5 })).toBe('5 B held while nobody reads');
    expect(ttyWaiting({ ...tty, openCount: 1, held: 5, unread: 12 })).toBe(
      '12 B to be read, 5 B held until the next message',
    );
  });
  it('say how stty has set it', () => {
    const tty = { port: 0, node: '/dev/ttyRPMSG0', device: '', openCount: 0, unread: 0, held: 0, ...raw };
    expect(ttySettings(tty)).toBe('raw');
    expect(ttySettings({ ...tty, lines: true, echo: true, addsReturns: true })).toBe(
      'whole lines, echo: what the M4 sends goes back to it, newlines get a return',
    );
  });
  it('count down until a writer gives up', () => {
    expect(waitWords({ who: '/dev/rpmsg0', until: 15_000_000_000, event: 1 }, 2_600_000_000)).toBe(
      'gives up in 12.4 s',
    );
    expect(waitWords({ who: '/dev/rpmsg0', until: 5, event: 1 }, 6)).toBe('gives up in 0 ns');
  });
  it('tell buffers and regulators', () => {
    const buffer = { index: 0, address: 0xc010_0000, size: 4096, written: undefined, signals: 0 };
    expect(sdbWritten(buffer)).toBe('not told');
    expect(sdbWritten({ ...buffer, written: 5000 })).toBe('5,000 B, more than there is');
    const vref = { name: 'vref', on: true, millivolts: 2500 };
    expect(regulatorWords({ name: 'adc', id: 16, clocks: [], regulators: [vref] })).toBe('vref on, 2500 mV');
    expect(regulatorWords({ name: 'adc', id: 16, clocks: [], regulators: [] })).toBe('none');
  });
  it('know the number of a terminal', () => {
    expect([ttyPortOf('/dev/ttyRPMSG12'), ttyPortOf('/dev/rpmsg0'), ttyPortOf('')]).toEqual([12, undefined, undefined]);
  });
});
