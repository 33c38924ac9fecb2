/** Sends that wait for a buffer: a driver's in its callback, and announcements. Source: rpmsg_send_offchannel_raw() of drivers/rpmsg/virtio_rpmsg_bus.c; linux-side reference 4.5. */
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const speaker = 'virtio_rpmsg_bus virtio0:';
const stop = 'echo stop > /sys/class/remoteproc/remoteproc0/state';

describe('rpmsg_send() in a callback', () => {
  const device = 'virtio0.rpmsg-client-sample.-1.1040';
  /** The sample has sent its sixteenth message, and the M4 gave no buffer back. */
  function full(): LinuxBench {
    const bench = new LinuxBench().start();
    bench.announce('rpmsg-client-sample', 0x410);
    bench.announce('rpmsg-tty', 0x411);
    bench.run(1);
    for (let i = 0; i < 15; i++) {
      bench.send(0x410, 0x400, text('hi'));
      bench.run(0.1);
    }
    bench.send(0x410, 0x400, text('one too many'));
    bench.send(0x411, 0x401, text('waits\n'));
    return bench.run(1);
  }

  it('keeps everybody from receiving for 15 s: the bell for the buffer that came back is work behind the same lock', () => {
    const bench = full();
    expect(bench.machine.linux.receivedText(0)).toBe('');
    expect(bench.read(bench.ringAddress(1) + 0x100, 2)).toBe(0);
    bench.take();
    bench.ring(2);
    bench.run(14_990);
    expect(bench.machine.linux.receivedText(0)).toBe('');
    bench.run(20);
    expect(bench.machine.linux.receivedText(0)).toBe('waits\n');
    expect(bench.read(bench.ringAddress(1) + 0x100, 2)).toBe(1);
    expect(bench.dmesg('timeout')).toEqual([]);
  });

  it('keeps a stop waiting as well, in mainline', () => {
    const mainline = full();
    mainline.shell(stop, 1_000);
    expect(mainline.machine.linux.rprocState).toBe('running');
    mainline.run(15_000);
    expect(mainline.machine.linux.rprocState).toBe('offline');
  });

  it('gives up after 15 s', () => {
    const bench = full();
    bench.run(14_990);
    expect(bench.dmesg('timeout')).toEqual([]);
    bench.run(20);
    expect(bench.dmesg('timeout')).toEqual([
      `${speaker} timeout waiting for a tx buffer`,
      `rpmsg_client_sample ${device}: rpmsg_send failed: -512`,
    ]);
    expect(bench.machine.linux.receivedText(0)).toBe('waits\n');
  });

  it('goes on waiting after a copy was loaded', () => {
    const bench = full();
    const saved = bench.machine.linux.save();
    bench.machine.linux.load(saved);
    bench.take();
    bench.ring(2);
    bench.run(15_000);
    expect(bench.machine.linux.receivedText(0)).toBe('waits\n');
  });
});

describe('an announcement on a full ring', () => {
  const device = 'virtio0.rpmsg-raw.256.-1';
  const failed = [
    `${speaker} timeout waiting for a tx buffer`,
    `rpmsg_chrdev ${device}: failed to announce service -512`,
  ];
  const create = 'rpmsgctl create-dev rpmsg-raw 0x100 any';
  /** Sixteen messages that nobody takes; the first is that of an announced device, where one is wanted. */
  function full(withDevice = false, tree: 'mainline' | 'st' = 'mainline'): LinuxBench {
    const bench = new LinuxBench(undefined, { tree }).start();
    bench.announce('rpmsg-raw', 0x410);
    bench.run(1);
    if (withDevice) bench.shell(create);
    for (let i = withDevice ? 1 : 0; i < 16; i++) bench.shell('echo x > /dev/rpmsg0');
    return bench;
  }
  const giveBack = (bench: LinuxBench): LinuxBench => {
    bench.take();
    bench.ring(2);
    return bench.run(1);
  };
  const taken = (bench: LinuxBench) => Array.from({ length: 17 }, () => bench.take()?.dst).filter((dst) => dst === 53);

  it('sleeps until a buffer is back: the ioctl, its program, and nobody else', () => {
    const bench = full();
    const before = bench.machine.linux.stdout.length;
    bench.shell(`${create} && echo done &`, 1_000);
    bench.shell('echo other');
    expect(bench.machine.linux.stdout.slice(before)).not.toContain('done');
    expect(bench.shell('ls /sys/bus/rpmsg/devices')).toContain(device);
    giveBack(bench);
    expect(bench.machine.linux.stdout.slice(before)).toContain('done');
    expect(taken(bench)).toHaveLength(1);
  });

  it('keeps nobody from receiving', () => {
    const bench = full();
    bench.shell(`${create} &`);
    bench.announce('rpmsg-tty', 0x411);
    expect(bench.run(1).machine.linux.ttys).toHaveLength(1);
  });

  it('after 15 s the probe has failed and the device has no driver; the ioctl has succeeded', () => {
    const bench = full();
    expect(bench.shell(`${create}; echo $?`, 15_100)).toBe('0\n');
    expect(bench.dmesg('timeout')).toEqual([
      ...failed,
      `rpmsg_chrdev ${device}: failed to announce creation`,
      `rpmsg_chrdev: probe of ${device} failed with error -512`,
    ]);
    expect(bench.machine.linux.view().channels.at(-1)?.driver).toBe('');
  });

  it('a bind hears of it', () => {
    const bench = full();
    bench.shell(create, 15_100);
    expect(bench.shell(`echo ${device} > /sys/bus/rpmsg/drivers/rpmsg_chrdev/bind`, 15_100)).toBe(
      'sh: write error: Unknown error 512\n',
    );
  });

  it('a withdrawal waits as well, and then the driver goes all the same', () => {
    const bench = full(true);
    bench.shell('rpmsgctl release-dev rpmsg-raw 0x100 any &', 14_000);
    expect(bench.shell('ls /sys/bus/rpmsg/devices')).toContain(device);
    bench.run(1_100);
    expect(bench.dmesg('timeout')).toEqual(failed);
    expect(bench.shell('ls /sys/bus/rpmsg/devices')).not.toContain(device);
  });

  it('a stop waits 15 s for it, also when a buffer comes back: the bell is work behind the lock that the stop holds', () => {
    const bench = full(true);
    bench.shell(stop);
    giveBack(bench);
    bench.run(14_000);
    expect(bench.machine.linux.rprocState).toBe('running');
    bench.run(2_000);
    expect(bench.machine.linux.rprocState).toBe('offline');
    expect(bench.dmesg('timeout')).toEqual([]);
  });

  it("ST's tree hears the bell, and stops at once", () => {
    const bench = full(true);
    const st = full(true, 'st');
    for (const each of [bench, st]) {
      each.shell(stop);
      giveBack(each).run(1_000);
    }
    expect([bench, st].map(({ machine }) => machine.linux.rprocState)).toEqual(['running', 'offline']);
  });

  it('goes on waiting after a copy was loaded', () => {
    const bench = full();
    bench.shell(`${create} &`);
    bench.machine.linux.load(bench.machine.linux.save());
    expect(taken(giveBack(bench))).toHaveLength(1);
  });

  it('the probe of the client sample waits for its greeting, and fails after 15 s', () => {
    const bench = full();
    bench.announce('rpmsg-client-sample', 0x412);
    bench.run(15_100);
    const sample = 'virtio0.rpmsg-client-sample.-1.1042';
    expect(bench.dmesg('timeout')).toEqual([
      failed[0],
      `rpmsg_client_sample ${sample}: rpmsg_send failed: -512`,
      `rpmsg_client_sample ${sample}: rpmsg_dev_probe: failed: -512`,
      `rpmsg_client_sample: probe of ${sample} failed with error -512`,
    ]);
  });
});
