/** The rows of the linux-side reference, sections 5.1 to 5.3, one case each, by what memory, registers, files and the kernel log show. */
import { describe, expect, it } from 'vitest';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { fixedText, join, makeTable, vdevEntry, words } from '../../testing/make-elf';

type Row = readonly [row: string, check: () => void];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const vring = (ring: number): number => 0x1004_0000 + 0x1000 * ring;
const bus = 'virtio_rpmsg_bus virtio0:';
const announced = (service: string, address = 0x410): LinuxBench => {
  const bench = new LinuxBench().start();
  bench.announce(service, address);
  return bench.run(1);
};

const channelRows: readonly Row[] = [
  [
    '5.1 no name service without the feature: nobody has address 53',
    () => {
      const bench = new LinuxBench(sleepingFirmware(makeTable(vdevEntry({ features: 0 })))).start();
      bench.announce('rpmsg-tty', 0x400);
      bench.run(1);
      expect(bench.dmesg('recipient')).toEqual([`${bus} msg received with no recipient`]);
      expect(bench.shell('ls /sys/bus/rpmsg/devices | cat')).toBe('virtio0.rpmsg_ctrl.0.0\n');
    },
  ],
  [
    '5.2 the first local address is 0x400, and Linux does not announce back',
    () => {
      const bench = announced('rpmsg-tty');
      expect(bench.machine.linux.view().channels[0]?.local).toBe(0x400);
      expect(bench.take()).toBeUndefined();
    },
  ],
  [
    '5.2 sysfs of an rpmsg device',
    () => {
      const bench = announced('rpmsg-tty');
      expect(bench.shell('ls /sys/bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1040 | cat')).toBe(
        'announce\ndriver_override\ndst\nmodalias\nname\nsrc\n',
      );
    },
  ],
  [
    '5.2 flags other than 1 in an announcement: only bit 0 counts',
    () => {
      const bench = new LinuxBench().start();
      bench.send(0x410, 53, join(fixedText('rpmsg-tty', 32), words(0x410, 2)));
      bench.run(1);
      expect(bench.dmesg('channel')[0]).toBe(`${bus} creating channel rpmsg-tty addr 0x410`);
    },
  ],
  [
    '5.2 an announced service that Linux cannot tell the M4 of, within 15 s',
    () => {
      const bench = announced('rpmsg-raw');
      bench.shell('echo x > /dev/rpmsg0; '.repeat(16), 200);
      bench.shell('rpmsgctl create-dev rpmsg-raw 0x100 any', 14_900);
      expect(bench.dmesg('timeout')).toEqual([]);
      bench.run(200);
      expect(bench.dmesg('timeout')).toEqual([
        `${bus} timeout waiting for a tx buffer`,
        'rpmsg_chrdev virtio0.rpmsg-raw.256.-1: failed to announce service -512',
        'rpmsg_chrdev virtio0.rpmsg-raw.256.-1: failed to announce creation',
        'rpmsg_chrdev: probe of virtio0.rpmsg-raw.256.-1 failed with error -512',
      ]);
    },
  ],
];

const driverRows: readonly Row[] = [
  [
    "0, 5.3 ST's driver of generation A: another service name, and a line for each channel",
    () => {
      const bench = new LinuxBench(sleepingFirmware(), { kernel: 'A' }).start();
      bench.announce('rpmsg-tty-channel', 0x410);
      bench.announce('rpmsg-tty', 0x411);
      bench.run(1);
      expect(bench.machine.linux.ttys.map(({ service }) => service)).toEqual(['rpmsg-tty-channel']);
      expect(bench.dmesg('new channel')[0]).toBe(
        'rpmsg_tty virtio0.rpmsg-tty-channel.-1.1040: new channel: 0x400 -> 0x410 : ttyRPMSG0',
      );
    },
  ],
  [
    '5.3 rpmsg_tty: an empty message is nothing',
    () => {
      const bench = new LinuxBench().withTty();
      bench.send(0x400, 0x400, new Uint8Array(0));
      bench.run(1);
      expect([bench.machine.linux.receivedText(0), bench.read(vring(0) + 0x102, 2)]).toEqual(['', 18]);
    },
  ],
  [
    '5.3 the old service name of ST has no driver in this kernel',
    () => expect(announced('rpmsg-tty-channel').machine.linux.view().channels[0]?.driver).toBe(''),
  ],
  [
    '5.3 rpmsg_char: opened once, then EBUSY',
    () => {
      const bench = announced('rpmsg-raw');
      bench.shell('cat /dev/rpmsg0 &');
      expect(bench.shell('cat /dev/rpmsg0')).toBe("cat: can't open '/dev/rpmsg0': Device or resource busy\n");
    },
  ],
  [
    '5.3 rpmsg_char: messages of before the open are kept, of before the close not',
    () => {
      const bench = announced('rpmsg-raw');
      bench.send(0x410, 0x400, text('kept\n'));
      bench.run(1);
      expect(bench.shell('head -n 1 /dev/rpmsg0')).toBe('kept\n');
      bench.send(0x410, 0x400, text('lost\n'));
      bench.run(1);
      bench.shell('echo x > /dev/rpmsg0');
      bench.send(0x410, 0x400, text('next\n'));
      bench.run(1);
      expect(bench.shell('head -n 1 /dev/rpmsg0')).toBe('next\n');
    },
  ],
  [
    '5.3 rpmsg_char: a reader gets EPIPE when the channel goes',
    () => {
      const bench = announced('rpmsg-raw');
      bench.shell('cat /dev/rpmsg0 &');
      bench.announce('rpmsg-raw', 0x410, true);
      expect(bench.shell('true')).toContain('Broken pipe');
    },
  ],
  [
    '5.3 rpmsg_ctrl: a request without its argument',
    () => expect(new LinuxBench().start().shell('rpmsgctl destroy-ept /dev/rpmsg_ctrl0')).toContain('Bad address'),
  ],
  [
    '5.3 rpmsg-client-sample: a hundred messages, then goodbye',
    () => {
      const bench = announced('rpmsg-client-sample');
      for (let i = 0; i < 100; i++) {
        expect(bench.take()?.text).toBe('hello world!');
        bench.send(0x410, 0x400, text('hi'));
        bench.run(0.1);
      }
      expect(bench.take()).toBeUndefined();
      const device = 'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1040:';
      expect(bench.dmesg('incoming msg 100').slice(0, 2)).toEqual([
        `${device} incoming msg 100 (src: 0x410)`,
        `${device} goodbye!`,
      ]);
      bench.announce('rpmsg-client-sample', 0x410, true);
      bench.run(1);
      expect(bench.dmesg('destroying')[1]).toBe(`${device} rpmsg sample client driver is removed`);
    },
  ],
];

describe('5.1, 5.2 channels', () => {
  it.each(channelRows)('%s', (_row, check) => check());
});
describe('5.3 users of rpmsg', () => {
  it.each(driverRows)('%s', (_row, check) => check());
});
