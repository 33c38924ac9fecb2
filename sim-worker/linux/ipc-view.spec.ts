/** What the Linux side tells the page of itself, from the outside: each answer follows from shell lines or from messages of a played firmware. */
import { describe, expect, it } from 'vitest';
import type { LinuxIpcView } from '../contract/linux-ipc';
import { LinuxBench, sleepingFirmware } from '../testing/linux-bench';
import { makeTable, vdevEntry } from '../testing/make-elf';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const view = (bench: LinuxBench): LinuxIpcView => bench.machine.linux.ipcView();
const service = (bench: LinuxBench, name: string) => view(bench).channels.find(({ service }) => service === name);

describe('remoteproc', () => {
  it('is what sysfs says, with the event of the last change', () => {
    const bench = new LinuxBench();
    expect(view(bench).remoteproc).toMatchObject({ state: 'offline', powerCount: 0, event: undefined });
    bench.start();
    bench.shell('echo disabled > /sys/class/remoteproc/remoteproc0/recovery');
    const { event, ...said } = view(bench).remoteproc;
    expect(said).toMatchObject({ state: 'running', firmware: 'test.elf', recovery: false, powerCount: 1 });
    expect(bench.machine.log.at(event ?? -1)?.fields).toEqual({ state: 'running' });
  });

  it('a core dump goes five minutes after it came', () => {
    const bench = new LinuxBench().start();
    bench.shell('echo enabled > /sys/class/remoteproc/remoteproc0/coredump');
    bench.shell('echo 1 > /sys/kernel/debug/remoteproc/remoteproc0/crash', 500);
    const { waitingDump, dumpGoes, crashes } = view(bench).remoteproc;
    expect([waitingDump, crashes]).toEqual(['devcd1', 1]);
    expect((dumpGoes ?? 0) - bench.machine.clock.now).toBeGreaterThan(299e9);
    bench.run(300_000);
    expect(view(bench).remoteproc).toMatchObject({ waitingDump: undefined, dumpGoes: undefined });
  });
});

describe('virtqueues', () => {
  it('are there while there is a bus', () => {
    const bench = new LinuxBench();
    expect(view(bench).virtqueues).toEqual([]);
    bench.start();
    expect(view(bench).virtqueues).toEqual([
      { device: 'virtio0', ring: 0, name: 'input', address: 0x1004_0000, num: 16, free: 0, read: 0, broken: false },
      { device: 'virtio0', ring: 1, name: 'output', address: 0x1004_1000, num: 16, free: 16, read: 0, broken: false },
    ]);
  });

  it('of a second virtio device have their own places', () => {
    const bench = new LinuxBench(sleepingFirmware(makeTable(vdevEntry(), vdevEntry()))).start();
    expect(view(bench).virtqueues.map(({ device, ring, address }) => [device, ring, address])).toEqual([
      ['virtio0', 0, 0x1004_0000],
      ['virtio0', 1, 0x1004_1000],
      ['virtio1', 0, 0xc020_0000],
      ['virtio1', 1, 0xc020_1000],
    ]);
    bench.shell('sleep 9 < /dev/rpmsg_ctrl1 &');
    expect(view(bench).characterDevices.map(({ node, openCount }) => [node, openCount])).toEqual([
      ['/dev/rpmsg_ctrl0', 0],
      ['/dev/rpmsg_ctrl1', 1],
    ]);
  });

  it('that gave an impossible id is named as broken', () => {
    const bench = new LinuxBench().withTty();
    bench.giveBack(0, 99, 512);
    bench.ring(1);
    bench.run(1);
    expect(view(bench).virtqueues.map(({ name, broken }) => [name, broken])).toEqual([
      ['input', true],
      ['output', false],
    ]);
  });
});

describe('channels', () => {
  it('carry the event of their coming', () => {
    const channel = (bench: LinuxBench) => service(bench, 'rpmsg-tty');
    const bench = new LinuxBench().withTty();
    expect(channel(bench)).toMatchObject({ dst: 0x400, driver: 'rpmsg_tty', node: '/dev/ttyRPMSG0', hint: '' });
    expect(bench.machine.log.at(channel(bench)?.event ?? -1)?.kind).toBe('rpmsg.channel-created');
    expect(view(bench).endpoints).toContainEqual({
      address: 0x400,
      device: 'virtio0.rpmsg-tty.-1.1024',
      driver: 'rpmsg_tty',
    });
  });

  it.each([
    ['rmmod rpmsg_tty', 'rpmsg-tty', '`modprobe rpmsg_tty`'],
    ['rpmsgctl create-dev foo 0x500 0x600', 'foo', 'No driver of this kernel takes that name.'],
    [
      'cd /sys/bus/rpmsg/drivers/rpmsg_tty; echo virtio0.rpmsg-tty.-1.1024 > unbind',
      'rpmsg-tty',
      '`echo virtio0.rpmsg-tty.-1.1024 > /sys/bus/rpmsg/drivers/rpmsg_tty/bind`',
    ],
    [
      'cd /sys/bus/rpmsg; D=virtio0.rpmsg-tty.-1.1024; echo rpmsg_chrdev > devices/$D/driver_override; echo $D > drivers/rpmsg_tty/unbind',
      'rpmsg-tty',
      'driver_override lets only `rpmsg_chrdev` have it',
    ],
  ])('without a driver say why: %s', (line, name, hint) => {
    const bench = new LinuxBench().withTty();
    bench.shell(line);
    expect(service(bench, name)?.driver).toBe('');
    expect(service(bench, name)?.hint).toContain(hint);
  });
});

describe('files', () => {
  it('what came while nobody had a tty open is held; what a reader has not taken waits', () => {
    const bench = new LinuxBench().withTty();
    bench.send(0x400, 0x400, text('early'));
    bench.run(1);
    expect(view(bench).ttys).toMatchObject([{ port: 0, openCount: 0, held: 5, unread: 0 }]);
    bench.shell('sleep 9 < /dev/ttyRPMSG0 &');
    bench.send(0x400, 0x400, text('late'));
    bench.run(1);
    expect(view(bench).ttys).toMatchObject([{ port: 0, openCount: 1, held: 0, unread: 9 }]);
  });

  it('a terminal says how stty has set it', () => {
    const bench = new LinuxBench().withTty();
    const settings = () => view(bench).ttys.map(({ lines, echo, addsReturns }) => ({ lines, echo, addsReturns }));
    expect(settings()).toEqual([{ lines: false, echo: false, addsReturns: false }]);
    bench.shell('stty -F /dev/ttyRPMSG0 icanon echo opost onlcr');
    expect(settings()).toEqual([{ lines: true, echo: true, addsReturns: true }]);
  });

  it('an endpoint of rpmsg_char is there while its node is open', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('rpmsgctl create-ept mine any 0x400');
    const node = () => view(bench).characterDevices.find(({ node }) => node === '/dev/rpmsg0');
    expect(node()).toMatchObject({ service: 'mine', dst: 0x400, local: undefined, openCount: 0 });
    bench.shell('sleep 9 < /dev/rpmsg0 &');
    expect(node()).toMatchObject({ local: 0x401, openCount: 1, messages: 0 });
    bench.send(0x400, 0x401, text('one'));
    bench.run(1);
    expect(node()?.messages).toBe(1);
  });
});

describe('who waits for a buffer', () => {
  it('has 15 s, and is caused by the write', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('rpmsgctl create-ept mine any 0x400');
    bench.shell('exec 3> /dev/rpmsg0; for i in $(seq 17); do echo $i >&3; done');
    const [wait, ...others] = view(bench).sendWaits;
    expect([wait?.who, others]).toEqual(['/dev/rpmsg0', []]);
    const left = (wait?.until ?? 0) - bench.machine.clock.now;
    expect(left).toBeGreaterThan(14.9e9);
    expect(left).toBeLessThan(15e9);
    bench.run(15_000);
    expect(view(bench).sendWaits).toEqual([]);
  });
});

describe('the resource manager', () => {
  it('has a device for each node of the M4 while the M4 is up', () => {
    const bench = new LinuxBench(undefined, { deviceTree: 'm4-examples' });
    expect(view(bench).resources).toEqual([]);
    bench.start();
    expect(view(bench).resources).toContainEqual({
      name: 'adc@48003000',
      id: 72,
      clocks: ['bus', 'adc'],
      regulators: [{ name: 'vref', on: true, millivolts: 2500 }],
    });
    expect(view(bench).resources).toContainEqual({ name: 'm4_led', id: undefined, clocks: [], regulators: [] });
  });
});
