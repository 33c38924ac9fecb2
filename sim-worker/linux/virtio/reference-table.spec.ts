/** The rows of the linux-side reference, sections 3 and 4, one case each, by what memory, registers, files and the kernel log show. */
import { describe, expect, it } from 'vitest';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { join, makeTable, traceEntry, vdevEntry, words } from '../../testing/make-elf';

type Row = readonly [row: string, check: () => void];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const vring = (ring: number): number => 0x1004_0000 + 0x1000 * ring;
const buffers = 0x1004_2000;
const ipcc = 0x4c00_1000;
const bus = 'virtio_rpmsg_bus virtio0:';
const withRings = (num: number): LinuxBench =>
  new LinuxBench(
    sleepingFirmware(makeTable(vdevEntry({ vrings: [{ num }, { num }] }), traceEntry(0x1002_1000, 64))),
  ).start();
const announced = (service: string, address = 0x410): LinuxBench => {
  const bench = new LinuxBench().start();
  bench.announce(service, address);
  return bench.run(1);
};
const withFeatures = (features: number): LinuxBench =>
  new LinuxBench(sleepingFirmware(makeTable(vdevEntry({ features }), traceEntry(0x1002_1000, 64)))).start();
/** Where vring n holds used_event and avail_event, with sixteen descriptors. */
const usedEvent = (ring: number): number => vring(ring) + 0x124;
const availEvent = (ring: number): number => vring(ring) + 0x134 + 8 * 16;
const read = (bench: LinuxBench, address: number): number => bench.read(address, 4);
const sent = (bench: LinuxBench, message: string): LinuxBench => {
  bench.machine.linux.typeIntoTty(0, message);
  return bench.run(0.1);
};

const mailboxRows: readonly Row[] = [
  ['3.1 CxSCR reads as zero', () => expect(read(new LinuxBench().withTty(), ipcc + 8)).toBe(0)],
  ['3.1 HWCFGR tells six channels', () => expect(read(new LinuxBench(), ipcc + 0x3f0) & 0xff).toBe(6)],
  [
    '3.2 probe masks all, enables both interrupts, and says so',
    () => {
      const bench = new LinuxBench();
      expect(read(bench, ipcc)).toBe(0x0001_0001);
      expect(bench.dmesg('ipcc rev')[0]).toMatch(
        /^stm32-ipcc 4c001000\.mailbox: ipcc rev:\d\.\d enabled, 6 chans, proc 0$/,
      );
    },
  ],
  [
    '3.2 send sets the flag and unmasks tx-free; the tx-free interrupt masks it again',
    () => {
      const bench = sent(new LinuxBench().withTty(), 'x');
      expect(read(bench, ipcc + 0x0c) & 2).toBe(2);
      expect(read(bench, ipcc + 4) & 0x0002_0000).toBe(0);
      bench.acknowledge(2);
      bench.run(0.1);
      expect(read(bench, ipcc + 4) & 0x0002_0000).toBe(0x0002_0000);
    },
  ],
  [
    '3.2 rx interrupt: the flag is cleared after the client was called',
    () => {
      const bench = new LinuxBench().withTty();
      bench.ring(1);
      expect(read(bench, ipcc + 0x1c) & 1).toBe(1);
      bench.run(0.1);
      expect(read(bench, ipcc + 0x1c) & 1).toBe(0);
    },
  ],
  [
    '3.3 one kick in flight, and each message is one more: no merging',
    () => {
      const bench = new LinuxBench().withTty();
      for (let i = 0; i < 5; i++) sent(bench, 'x');
      expect(bench.machine.linux.view().ipccQueue[1]?.waiting).toBe(4);
      bench.acknowledge(2);
      bench.run(0.1);
      expect([bench.isRung(2), bench.machine.linux.view().ipccQueue[1]?.waiting]).toEqual([true, 3]);
    },
  ],
  [
    '3.3 shutdown waits 500 ms, and its flag stays set',
    () => {
      const bench = new LinuxBench().start();
      bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 700);
      expect(bench.dmesg('without ack')).toHaveLength(2);
      expect(bench.isRung(3)).toBe(true);
    },
  ],
];

const ringRows: readonly Row[] = [
  ...[4, 8, 16].map(
    (num): Row => [
      `4.1, 4.3 num ${num}: ${2 * num} buffers of 512 bytes, the second half to send`,
      () => {
        const bench = withRings(num);
        expect(bench.status).toBe(7);
        for (let i = 0; i < num; i++) expect(read(bench, vring(0) + 16 * i)).toBe(buffers + 512 * i);
        expect(bench.read(vring(0) + 16 * num + 2, 2)).toBe(num);
        bench.shell('rpmsgctl create-ept x 1 2; echo -n x > /dev/rpmsg0');
        expect(read(bench, vring(1))).toBe(buffers + 512 * num);
      },
    ],
  ),
  [
    '4.3 num 32: no memory for the buffers, status 0x83',
    () => {
      const bench = withRings(32);
      expect(bench.status).toBe(0x83);
      expect(bench.dmesg('failed')[0]).toBe('virtio_rpmsg_bus: probe of virtio0 failed with error -12');
    },
  ],
  [
    '4.1 num 256: the ring does not fit its carveout, and nothing starts',
    () => {
      const bench = withRings(256);
      expect(bench.machine.linux.rprocState).toBe('offline');
      expect(bench.dmesg("doesn't fit")[0]).toContain("Registered carveout doesn't fit len request");
    },
  ],
  [
    '4.2 steady state: vring1.avail.flags asks for no bell',
    () => expect(new LinuxBench().withTty().read(vring(1) + 0x100, 2)).toBe(1),
  ],
  [
    '4.2 buffers given back ring no bell when vring0.used.flags is 1',
    () => {
      const bench = new LinuxBench().withTty();
      bench.acknowledge(1);
      bench.run(0.1);
      bench.send(0x400, 0x400, text('x'));
      bench.run(1);
      expect(bench.isRung(1)).toBe(false);
      bench.write(vring(0) + 0x130, 0, 2);
      bench.send(0x400, 0x400, text('x'));
      bench.run(1);
      expect(bench.isRung(1)).toBe(true);
    },
  ],
  [
    '4.4 initial fill of vring0',
    () => {
      const bench = new LinuxBench().start();
      for (let i = 0; i < 16; i++) {
        const at = vring(0) + 16 * i;
        expect([read(bench, at), read(bench, at + 4), read(bench, at + 8), bench.read(at + 12, 2)]).toEqual([
          buffers + 512 * i,
          0,
          512,
          2,
        ]);
        expect(bench.read(vring(0) + 0x104 + 2 * i, 2)).toBe(i);
      }
      expect([bench.read(vring(0) + 0x100, 2), bench.read(vring(0) + 0x102, 2)]).toEqual([0, 16]);
      expect(read(bench, vring(0) + 0x130)).toBe(0);
    },
  ],
  ['4.4 initial vring1: avail.flags 1, idx 0', () => expect(read(new LinuxBench().start(), vring(1) + 0x100)).toBe(1)],
  ['4.4 one bell on channel 1', () => expect(new LinuxBench().start().isRung(1)).toBe(true)],
];

const sendRows: readonly Row[] = [
  [
    '4.5 step 1: fresh buffers of the second half first, then what came back',
    () => {
      const bench = new LinuxBench().withTty();
      for (let i = 0; i < 16; i++) {
        sent(bench, 'x');
        expect(read(bench, vring(1) + 16 * i)).toBe(buffers + 0x2000 + 512 * i);
      }
      bench.take();
      sent(bench, 'y');
      expect(read(bench, vring(1))).toBe(buffers + 0x2000);
      expect(bench.read(vring(1) + 0x104, 2)).toBe(0);
    },
  ],
  [
    '4.5 step 2: trysend without a buffer is ENOMEM',
    () => {
      const bench = new LinuxBench().withTty();
      bench.shell('echo x > /dev/ttyRPMSG0; '.repeat(16), 200);
      expect(bench.shell('echo x > /dev/ttyRPMSG0')).toBe('sh: write error: Cannot allocate memory\n');
    },
  ],
  [
    '4.5 step 2: send waits with a bell asked for, gives up after 15 s, and asks for none any more',
    () => {
      const bench = announced('rpmsg-raw');
      bench.shell('echo x > /dev/rpmsg0; '.repeat(16), 200);
      bench.shell('echo x > /dev/rpmsg0', 14_900);
      expect(bench.read(vring(1) + 0x100, 2)).toBe(0);
      expect(bench.dmesg('timeout')).toEqual([]);
      expect(bench.shell('true', 200)).toBe('sh: write error: Unknown error 512\n');
      expect(bench.dmesg('timeout')).toEqual([`${bus} timeout waiting for a tx buffer`]);
      expect(bench.read(vring(1) + 0x100, 2)).toBe(1);
    },
  ],
  [
    '4.5 step 3: more than 496 bytes',
    () => {
      const bench = announced('rpmsg-raw');
      expect(bench.shell(`echo -n ${'x'.repeat(497)} > /dev/rpmsg0`)).toBe('sh: write error: Message too long\n');
      expect(bench.dmesg('too big')).toEqual([`${bus} message is too big (497)`]);
    },
  ],
  [
    '4.5 step 3: a destination that is any',
    () => {
      const bench = new LinuxBench().start();
      expect(bench.shell('rpmsgctl create-ept x 1 any; echo x > /dev/rpmsg0')).toContain('Invalid argument');
      expect(bench.dmesg('invalid addr')).toEqual([`${bus} invalid addr (src 0x1, dst 0xffffffff)`]);
    },
  ],
  [
    '4.5 step 4: header, payload, descriptor, avail',
    () => {
      const bench = sent(new LinuxBench().withTty(), 'hi\n');
      const at = buffers + 0x2000;
      expect([0, 4, 8, 12].map((offset) => read(bench, at + offset))).toEqual([0x400, 0x400, 0, 3]);
      expect([read(bench, vring(1)), read(bench, vring(1) + 8), bench.read(vring(1) + 12, 2)]).toEqual([at, 19, 0]);
      expect([bench.read(vring(1) + 0x104, 2), bench.read(vring(1) + 0x102, 2)]).toEqual([0, 1]);
    },
  ],
  [
    '4.5 step 5: the bell, unless vring1.used.flags is 1',
    () => {
      const bench = sent(new LinuxBench().withTty(), 'x');
      expect(bench.isRung(2)).toBe(true);
      bench.acknowledge(2);
      bench.write(vring(1) + 0x130, 1, 2);
      sent(bench, 'x');
      expect(bench.isRung(2)).toBe(false);
    },
  ],
];

const receiveRows: readonly Row[] = [
  [
    '4.6 step 2: a used length below 16 lets any message pass',
    () => {
      const bench = new LinuxBench().withTty();
      bench.writeBytes(buffers + 512, join(words(0x400, 0x400, 0, 2), text('ok')));
      bench.giveBack(0, 1, 0);
      bench.ring(1);
      bench.run(1);
      expect(bench.machine.linux.receivedText(0)).toBe('ok');
    },
  ],
  [
    '4.6 step 2: a message that is too big ends the batch and keeps its buffer; the next bell goes on',
    () => {
      const bench = new LinuxBench().withTty();
      bench.writeBytes(buffers + 512, words(0x400, 0x400, 0, 500));
      bench.giveBack(0, 1, 512);
      bench.writeBytes(buffers + 1024, join(words(0x400, 0x400, 0, 2), text('ok')));
      bench.giveBack(0, 2, 512);
      bench.ring(1);
      bench.run(1);
      expect(bench.machine.linux.receivedText(0)).toBe('');
      bench.ring(1);
      bench.run(1);
      expect(bench.machine.linux.receivedText(0)).toBe('ok');
      expect(bench.read(vring(0) + 0x102, 2)).toBe(16 + 2);
    },
  ],
  [
    '4.6 step 4: the same buffer with the same descriptor goes back',
    () => {
      const bench = new LinuxBench().withTty();
      bench.send(0x400, 0x400, text('x'));
      bench.run(1);
      expect(bench.read(vring(0) + 0x104 + 2, 2)).toBe(1);
      expect(read(bench, vring(0) + 16)).toBe(buffers + 512);
    },
  ],
  [
    "4.8 V6: Linux' read index is vring0.avail.idx less num",
    () => {
      const bench = new LinuxBench().withTty();
      for (let i = 0; i < 20; i++) {
        bench.send(0x400, 0x400, text('x'));
        bench.run(0.1);
      }
      expect(bench.machine.linux.linuxReadIndex(0)).toBe(bench.read(vring(0) + 0x102, 2) - 16);
    },
  ],
];

const featureRows: readonly Row[] = [
  [
    '4.1 of the ring features INDIRECT (28) and EVENT_IDX (29) are taken, others above 27 are not',
    () => {
      const bench = withFeatures(0xf000_0003);
      // gfeatures of the first entry of a table with two.
      expect(read(bench, 0x1002_0000 + 0x18 + 16)).toBe(0x3000_0001);
      expect(bench.status).toBe(7);
    },
  ],
  [
    '4.1 INDIRECT changes nothing: a buffer in one piece has its own descriptor',
    () => {
      const bench = withFeatures(0x1000_0001);
      bench.announce('rpmsg-tty', 0x400);
      sent(bench.run(1), 'x');
      expect([read(bench, vring(1)), bench.read(vring(1) + 12, 2)]).toEqual([buffers + 0x2000, 0]);
    },
  ],
  [
    '4.2 with EVENT_IDX the flags stay 0, and used_event of vring1 is where no bell is wanted',
    () => {
      const bench = withFeatures(0x2000_0001);
      expect([bench.read(vring(0) + 0x100, 2), bench.read(vring(1) + 0x100, 2)]).toEqual([0, 0]);
      expect([bench.read(usedEvent(0), 2), bench.read(usedEvent(1), 2)]).toEqual([0, 0]);
      expect(bench.isRung(1)).toBe(true);
    },
  ],
  [
    '4.2 with EVENT_IDX used_event of vring0 follows each message that was taken',
    () => {
      const bench = withFeatures(0x2000_0001);
      bench.announce('rpmsg-tty', 0x400);
      bench.announce('rpmsg-tty', 0x401);
      bench.run(1);
      expect(bench.read(usedEvent(0), 2)).toBe(2);
    },
  ],
  [
    '4.5 with EVENT_IDX the bell is rung for the message that avail_event names, whatever used.flags says',
    () => {
      const bench = withFeatures(0x2000_0001);
      bench.announce('rpmsg-tty', 0x400);
      bench.run(1).write(availEvent(1), 2, 2);
      bench.write(vring(1) + 0x130, 1, 2);
      const rung = [1, 2, 3, 4].map(() => {
        bench.acknowledge(2);
        return sent(bench, 'x').isRung(2);
      });
      expect(rung).toEqual([false, false, true, false]);
    },
  ],
  [
    '4.5 with EVENT_IDX a sender that waits names the index that comes next',
    () => {
      const bench = withFeatures(0x2000_0001);
      bench.announce('rpmsg-raw', 0x400);
      bench.run(1).shell('echo x > /dev/rpmsg0; '.repeat(16), 200);
      for (let i = 0; i < 3; i++) bench.take();
      bench.shell('echo x > /dev/rpmsg0; '.repeat(4), 200);
      expect(bench.read(usedEvent(1), 2)).toBe(3);
      bench.take();
      bench.ring(2);
      bench.run(1);
      expect(bench.read(vring(1) + 0x102, 2)).toBe(20);
    },
  ],
];

describe('3 mailbox', () => {
  it.each(mailboxRows)('%s', (_row, check) => check());
});
describe('4.1-4.4 rings and buffers', () => {
  it.each(ringRows)('%s', (_row, check) => check());
});
describe('4.1, 4.2 ring features', () => {
  it.each(featureRows)('%s', (_row, check) => check());
});
describe('4.5 Linux sends', () => {
  it.each(sendRows)('%s', (_row, check) => check());
});
describe('4.6-4.8 Linux receives', () => {
  it.each(receiveRows)('%s', (_row, check) => check());
});
