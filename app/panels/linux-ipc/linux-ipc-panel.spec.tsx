/** The Linux IPC panel in the states that are hard to bring about in a browser. */
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { LinuxIpcView } from '../../../sim-worker/contract/linux-ipc';
import { SessionContext } from '../../stores/session-context';
import { createSessionStore } from '../../stores/session-store';
import { createFakePort } from '../../testing/fake-port';
import { views } from '../../testing/fixtures';
import { emptyStatus, pausedStatus } from '../../testing/status-fixtures';
import { LinuxIpcPanel } from './LinuxIpcPanel';

function show(change: Partial<LinuxIpcView>, status = pausedStatus): string {
  const linuxIpc = { ...views.linuxIpc, ...change };
  const store = createSessionStore({ port: createFakePort(), initial: { views: { ...views, status, linuxIpc } } });
  const html = renderToStaticMarkup(
    <SessionContext value={store}>
      <LinuxIpcPanel />
    </SessionContext>,
  );
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

it('says whose knowledge it is', () => {
  expect(show({})).toContain('As Linux sees it');
});

const channel = {
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
  event: undefined,
};

it('names a broken virtqueue before everything else of the bus, and what ends that', () => {
  const [good, bad] = views.linuxIpc.virtqueues;
  const virtqueues = [
    { ...good!, name: 'input' },
    { ...bad!, name: 'output', broken: true },
  ];
  const words = show({ channels: [channel], virtqueues });
  expect(words).toContain('output is broken: virtio_ring uses it no more until the M4 is started again.');
  expect(words).not.toContain('input is broken');
  expect(words.indexOf('Virtqueues')).toBeLessThan(words.indexOf('Channels'));
  expect(show({ channels: [channel] }).indexOf('Virtqueues')).toBeGreaterThan(
    show({ channels: [channel] }).indexOf('Channels'),
  );
});

it('counts down for a writer, above everything else of the bus', () => {
  const until = pausedStatus.time + 12_400_000_000;
  const words = show({ sendWaits: [{ who: '/dev/rpmsg0', until, event: 3 }] });
  expect(words).toContain('/dev/rpmsg0 gives up in 12.4 s');
  expect(words.indexOf('Waiting for a buffer')).toBeLessThan(words.indexOf('Virtqueues'));
});

it('tells what lies in the buffers of rpmsg_sdb', () => {
  const words = show({
    sdbBuffers: [
      { index: 0, address: 0xc010_0000, size: 4096, written: 512, signals: 1 },
      { index: 1, address: 0, size: 0, written: undefined, signals: 0 },
    ],
  });
  expect(words).toContain('B0 0xc0100000 512 B of 4,096 B, 1 signal not read');
  expect(words).toContain('B1 not mapped');
});

it('tells a core dump that waits', () => {
  const remoteproc = { ...views.linuxIpc.remoteproc, crashes: 2, waitingDump: 'devcd1', shutdownOnRelease: true };
  expect(show({ remoteproc })).toContain('crashes 2, dump devcd1');
  expect(show({ remoteproc })).toContain('of /dev/remoteproc0 stops the M4');
});

it('is empty without a board', () => {
  expect(show({}, emptyStatus)).toContain('No board is on yet.');
});
