/** Kernel log lines are taken apart into stamp, speaker and words. */
import { expect, it } from 'vitest';
import { kernelLine } from './kernel-line';

it.each([
  ['remoteproc remoteproc0: powering up m4', 'remoteproc remoteproc0:', 'powering up m4'],
  [
    'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x400',
    'virtio_rpmsg_bus virtio0:',
    'creating channel rpmsg-tty addr 0x400',
  ],
  [
    'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
    'rproc-virtio rproc-virtio.0.auto:',
    'registered virtio0 (type 7)',
  ],
  [
    'stm32-rproc 10000000.m4: mbox_send_message timeout: -62',
    'stm32-rproc 10000000.m4:',
    'mbox_send_message timeout: -62',
  ],
  ['plain words', '', 'plain words'],
])('%s', (line, speaker, text) => {
  expect(kernelLine(0, line)).toMatchObject({ speaker, text });
});

it('stamps with microseconds, as printk does', () => {
  expect(kernelLine(402_320_999, '').stamp).toBe('[    0.402320]');
  expect(kernelLine(12_345_000_000, '').stamp).toBe('[   12.345000]');
});
