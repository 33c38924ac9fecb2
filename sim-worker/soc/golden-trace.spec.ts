/** The golden trace: echo demo under Linux, from the first segment to the stop, step by step in the kernel's and OpenAMP's order. */
import { expect, it } from 'vitest';
import { labelOf } from '../contract/event-text';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';

/** Rows of the trace: what must appear, in this order; other events may stand between. */
const golden: readonly (readonly [row: string, ...events: readonly RegExp[]])[] = [
  ['1 segments, then the table', /^segment at 0x/, /^resource table, 140 B, written to 0x1002/],
  ['2 the M4 leaves reset', /^PDDS = 0$|^BOOT_MCU = 1$/, /^M4 leaves reset/, /^BOOT_MCU = 0$/],
  [
    '5 virtio status and features',
    /^vdev status = 0x00000001/,
    /^vdev status = 0x00000003/,
    /^vdev gfeatures = 0x00000001/,
  ],
  [
    '6 the rings',
    /^vring0 zeroed at 0x10040000, 438 B/,
    /^vring0 da = 0x10040000/,
    /^vring1 zeroed at 0x10041000, 438 B/,
    /^vring1 da = 0x10041000/,
  ],
  [
    '7 sixteen empty buffers',
    /^vring0 descriptor 0 = 0x10042000, 512 B, flags 2/,
    /^vring0 offers descriptor 0, avail.idx 1$/,
    /^vring0 descriptor 15 = 0x10043e00, 512 B, flags 2/,
    /^vring0 offers descriptor 15, avail.idx 16$/,
  ],
  [
    '8, 9 ready, first bell',
    /^vdev status = 0x00000007/,
    /^channel 1 rung by Linux/,
    /^Linux unmasks transmit-free interrupt of channel 1/,
  ],
  [
    '10 the M4 takes it',
    /^M4 enters IPCC_RX1/,
    /^M4 masks receive interrupt of channel 1/,
    /^channel 1 of Linux acknowledged/,
    /^M4 unmasks receive interrupt of channel 1/,
  ],
  ['11 no bells wanted for vring0', /^vring0 used.flags = 1/],
  [
    '12 first announcement',
    /^message 0x400 → 0x35, 40 B: rpmsg-tty at 1024/,
    /^vring0 returns descriptor 0, 512 B, used.idx 1/,
    /^channel 1 rung by M4/,
  ],
  ['13 Linux hears it', /^channel 1 of M4 acknowledged/],
  [
    '14 second announcement',
    /^message 0x401 → 0x35, 40 B: rpmsg-tty at 1025/,
    /^vring0 returns descriptor 1, 512 B, used.idx 2/,
  ],
  ['15 channels', /creating channel rpmsg-tty addr 0x400$/, /creating channel rpmsg-tty addr 0x401$/],
  ['16 the user writes', /^write 3 B to ttyRPMSG0: hi⏎/],
  [
    '17 Linux sends',
    /^message 0x400 → 0x400, 3 B: hi⏎/,
    /^vring1 offers descriptor 0, avail.idx 1$/,
    /^channel 2 rung by Linux/,
    /^Linux unmasks transmit-free interrupt of channel 2/,
  ],
  [
    '18 the M4 takes the message',
    /^M4 enters IPCC_RX1/,
    /^channel 2 of Linux acknowledged/,
    /^vring1 returns descriptor 0, 19 B, used.idx 1/,
  ],
  [
    '19 and echoes',
    /^message 0x400 → 0x400, 3 B: hi⏎/,
    /^vring0 returns descriptor 2, 512 B, used.idx 3/,
    /^channel 1 rung by M4/,
  ],
  ['20 the tty has it', /^ttyRPMSG0 receives 3 B: hi⏎/, /^vring0 offers descriptor 2, avail.idx 19$/],
  [
    '21 stop',
    /^vdev status = 0x00000000/,
    /^vdev status = 0x00000001/,
    /^channel 3 rung by Linux/,
    /warning: remote FW shutdown without ack/,
    /^M4 held in reset/,
    /^PDDS = 1/,
    /stopped remote processor m4/,
  ],
];

it('is reproduced event by event', () => {
  const target = bootedEcho(
    'echo hi > /dev/ttyRPMSG0; sleep 0.05; echo stop > /sys/class/remoteproc/remoteproc0/state',
  );
  target.machine.run(ns(1e9));
  const { log } = target.machine;
  const labels = Array.from({ length: log.length }, (_, seq) => labelOf(log.at(seq)!));
  let at = 0;
  for (const [row, ...events] of golden) {
    for (const wanted of events) {
      const found = labels.findIndex((label, seq) => seq >= at && wanted.test(label));
      expect(
        found,
        `row ${row}: ${wanted} after\n${labels.slice(Math.max(0, at - 12), at + 25).join('\n')}`,
      ).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
  }
});

it('the kernel log is that of a 6.x kernel', () => {
  const target = bootedEcho('');
  target.machine.run(ns(200e6));
  const from = target.machine.linux.dmesg.findIndex(({ text }) => text.includes('powering up m4'));
  expect(target.machine.linux.dmesg.slice(from).map(({ text }) => text.replace(/size \d+/, 'size <n>'))).toEqual([
    'remoteproc remoteproc0: powering up m4',
    'remoteproc remoteproc0: Booting fw image tty-echo.elf, size <n>',
    'rproc-virtio rproc-virtio.0.auto: assigned reserved memory node vdev0buffer@10042000',
    'virtio_rpmsg_bus virtio0: rpmsg host is online',
    'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
    'remoteproc remoteproc0: remote processor m4 is now up',
    'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x400',
    'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x401',
  ]);
});
