/** Devices and drivers of the rpmsg bus: control node, endpoints made by hand, driver_override, bind and unbind, modules. Source: linux-side reference 5.2, 5.3. */
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const speaker = 'virtio_rpmsg_bus virtio0:';
const devices = '/sys/bus/rpmsg/devices';
const drivers = '/sys/bus/rpmsg/drivers';

function announced(service: string, address = 0x410): LinuxBench {
  const bench = new LinuxBench().start();
  bench.announce(service, address);
  return bench.run(1);
}

describe('an unknown service', () => {
  const device = 'virtio0.my-service.-1.1040';

  it('is a device without driver, whose address is any', () => {
    const bench = announced('my-service');
    expect(bench.shell(`cd ${devices}/${device}; cat src driver_override; ls ${drivers}/rpmsg_chrdev | cat`)).toBe(
      '0xffffffff\n(null)\nbind\nunbind\n',
    );
  });

  it('gets rpmsg_chrdev by driver_override and bind, and then is /dev/rpmsg0', () => {
    const bench = announced('my-service');
    const out = bench.shell(
      `echo rpmsg_chrdev > ${devices}/${device}/driver_override; echo ${device} > ${drivers}/rpmsg_chrdev/bind;
       cat ${devices}/${device}/src; ls ${drivers}/rpmsg_chrdev | cat; echo -n hi > /dev/rpmsg0`,
    );
    expect(out).toBe(`0x400\nbind\nunbind\n${device}\n`);
    expect(bench.take()).toEqual({ src: 0x400, dst: 0x410, text: 'hi' });
  });

  it('is found by drivers_probe as well', () => {
    const bench = announced('my-service');
    bench.shell(
      `echo rpmsg_chrdev > ${devices}/${device}/driver_override; echo ${device} > /sys/bus/rpmsg/drivers_probe`,
    );
    expect(bench.machine.linux.view().channels[0]).toMatchObject({ driver: 'rpmsg_chrdev', node: '/dev/rpmsg0' });
  });

  it('an override of another driver keeps a known service from its own', () => {
    const bench = announced('rpmsg-tty');
    const name = 'virtio0.rpmsg-tty.-1.1040';
    const out = bench.shell(
      `echo other > ${devices}/${name}/driver_override; echo ${name} > ${drivers}/rpmsg_tty/unbind;
       echo ${name} > ${drivers}/rpmsg_tty/bind; echo > ${devices}/${name}/driver_override;
       echo ${name} > ${drivers}/rpmsg_tty/bind; ls /dev/ttyRPMSG0`,
    );
    expect(out).toBe('sh: write error: No such device\n/dev/ttyRPMSG0\n');
  });
});

describe('bind and unbind', () => {
  const tty = 'virtio0.rpmsg-tty.-1.1024';

  it('unbind takes the node, hangs up readers, and leaves the device with its address', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('cat /dev/ttyRPMSG0 &');
    const out = bench.shell(`echo ${tty} > ${drivers}/rpmsg_tty/unbind; cat ${devices}/${tty}/src; ls /dev/ttyRPMSG0`);
    expect(out).toContain('0x400\n');
    expect(out).toContain('/dev/ttyRPMSG0: No such file or directory');
    expect(bench.machine.linux.view().tasks).toEqual([]);
    bench.send(0x400, 0x400, text('lost'));
    bench.run(1);
    expect(bench.dmesg('no recipient')).toEqual([`${speaker} msg received with no recipient`]);
  });

  it.each([
    ['bind of what is bound', `echo ${tty} > ${drivers}/rpmsg_tty/bind`, 'Device or resource busy'],
    ['bind of what is not there', `echo nothing > ${drivers}/rpmsg_tty/bind`, 'No such device'],
    ['bind to a driver that does not know it', `echo ${tty} > ${drivers}/rpmsg_chrdev/bind`, 'No such device'],
    ['unbind from a driver that has it not', `echo ${tty} > ${drivers}/rpmsg_chrdev/unbind`, 'No such device'],
  ])('%s', (_what, line, words) => {
    expect(new LinuxBench().withTty().shell(line)).toBe(`sh: write error: ${words}\n`);
  });

  it('without the name service driver nobody has address 53', () => {
    const bench = new LinuxBench().start();
    bench.shell(`echo virtio0.rpmsg_ns.53.53 > ${drivers}/rpmsg_ns/unbind`);
    bench.announce('rpmsg-tty', 0x400);
    bench.run(1);
    expect(bench.dmesg('no recipient')).toHaveLength(1);
    expect(bench.machine.linux.ttys).toEqual([]);
  });
});

describe('rpmsg_ctrl', () => {
  it('an endpoint is there while its node is open', () => {
    const bench = new LinuxBench().start();
    expect(bench.shell('rpmsgctl create-ept mine 0x100 0x500')).toBe('/dev/rpmsg0\n');
    bench.send(0x500, 0x100, text('early'));
    bench.run(1);
    expect(bench.dmesg('no recipient')).toHaveLength(1);
    bench.shell('cat /dev/rpmsg0 &');
    bench.send(0x500, 0x100, text('in time\n'));
    expect(bench.shell('kill %1')).toContain('in time\n');
    bench.shell('echo -n out > /dev/rpmsg0');
    expect(bench.take()).toEqual({ src: 0x100, dst: 0x500, text: 'out' });
  });

  it('is destroyed by its own node', () => {
    const bench = new LinuxBench().start();
    expect(bench.shell('rpmsgctl create-ept mine any 0x500; rpmsgctl destroy-ept /dev/rpmsg0; ls /dev/rpmsg0')).toBe(
      '/dev/rpmsg0\nls: /dev/rpmsg0: No such file or directory\n',
    );
  });

  it('the endpoint of a channel cannot be destroyed so', () => {
    const bench = announced('rpmsg-raw');
    expect(bench.shell('rpmsgctl destroy-ept /dev/rpmsg0')).toBe('rpmsgctl: destroy-ept: Invalid argument\n');
  });

  it('an address that somebody has: the open fails', () => {
    const bench = new LinuxBench().withTty();
    const out = bench.shell('rpmsgctl create-ept mine 0x400 0x500; echo x > /dev/rpmsg0');
    expect(out).toBe("/dev/rpmsg0\nsh: can't create /dev/rpmsg0: Invalid argument\n");
    expect(bench.dmesg('idr_alloc')).toEqual([
      'rpmsg_ctrl virtio0.rpmsg_ctrl.0.0: idr_alloc failed: -28',
      'rpmsg rpmsg0: failed to open mine',
    ]);
  });

  it('a device with a fixed address is announced to the M4, and withdrawn', () => {
    const bench = new LinuxBench().start();
    expect(bench.shell('rpmsgctl create-dev rpmsg-raw 0x100 any')).toBe('');
    const created = bench.take();
    expect([created?.src, created?.dst]).toEqual([0x100, 53]);
    expect(created?.text.slice(0, 10)).toBe('rpmsg-raw\0');
    expect(created?.text.slice(32)).toBe('\0\u0001\0\0\0\0\0\0');
    expect(bench.shell(`cat ${devices}/virtio0.rpmsg-raw.256.-1/announce`)).toBe('true\n');
    bench.shell('rpmsgctl release-dev rpmsg-raw 0x100 any');
    expect(bench.take()?.text.slice(32)).toBe('\0\u0001\0\0\u0001\0\0\0');
  });

  it('an announced device is withdrawn when the M4 is stopped, with a bell', () => {
    const bench = new LinuxBench().start();
    bench.shell('rpmsgctl create-dev rpmsg-raw 0x100 any');
    bench.take();
    for (const channel of [1, 2]) bench.acknowledge(channel);
    bench.run(1);
    bench.machine.linux.runScript('echo stop > /sys/class/remoteproc/remoteproc0/state\n');
    bench.run(10);
    expect(bench.isRung(2)).toBe(true);
    expect(bench.take()?.text.slice(32)).toBe('\0\u0001\0\0\u0001\0\0\0');
  });

  it('a device with any address is not announced', () => {
    const bench = new LinuxBench().start();
    bench.shell('rpmsgctl create-dev rpmsg-raw any 0x500');
    expect(bench.take()).toBeUndefined();
    expect(bench.machine.linux.view().channels[0]).toMatchObject({ local: 0x400, remote: 0x500, node: '/dev/rpmsg0' });
  });

  it.each([
    [
      'a device that is there',
      'rpmsgctl create-dev rpmsg-tty any 0x400',
      'No such device or address',
      [
        `${speaker} channel rpmsg-tty:ffffffff:400 already exist`,
        'rpmsg rpmsg_ctrl0: failed to create rpmsg-tty channel',
      ],
    ],
    [
      'one that is not there, released',
      'rpmsgctl release-dev rpmsg-tty any 0x401',
      'Invalid argument',
      ['rpmsg rpmsg_ctrl0: failed to release rpmsg-tty channel (-22)'],
    ],
  ])('%s', (_what, line, words, log) => {
    const bench = new LinuxBench().withTty();
    const before = bench.dmesg().length;
    expect(bench.shell(line)).toBe(`rpmsgctl: ${line.split(' ')[1]}: ${words}\n`);
    expect(bench.dmesg().slice(before)).toEqual(log);
  });

  it('a fixed address that is taken: the probe fails', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('rpmsgctl create-dev rpmsg-raw 0x400 0x500');
    expect(bench.dmesg('idr_alloc')).toEqual([
      'rpmsg_chrdev virtio0.rpmsg-raw.1024.1280: idr_alloc failed: -28',
      'rpmsg_chrdev virtio0.rpmsg-raw.1024.1280: failed to create endpoint',
      'rpmsg_chrdev: probe of virtio0.rpmsg-raw.1024.1280 failed with error -12',
    ]);
  });

  it('while the M4 is off there is no control node', () => {
    expect(new LinuxBench().shell('rpmsgctl create-dev a any any')).toBe(
      "rpmsgctl: can't open '/dev/rpmsg_ctrl0': No such file or directory\n",
    );
  });

  it('a word it does not know, and an address that is none: usage', () => {
    const bench = new LinuxBench().start();
    expect(bench.shell('rpmsgctl frob; rpmsgctl create-ept a 1 0x1ffffffff').match(/Usage/g)).toHaveLength(2);
  });
});

describe('modules', () => {
  it('rmmod takes the tty; a new announcement brings the module back, as udev does', () => {
    const bench = new LinuxBench().withTty();
    expect(bench.shell('rmmod rpmsg_tty; ls /dev/ttyRPMSG0; ls /sys/bus/rpmsg/drivers | cat')).not.toContain(
      'rpmsg_tty\n',
    );
    expect(bench.machine.linux.ttys).toEqual([]);
    bench.announce('rpmsg-tty', 0x401);
    bench.run(10);
    expect(bench.machine.linux.ttys).toEqual([]);
    bench.run(15);
    expect(bench.machine.linux.ttys.map(({ remote }) => remote)).toEqual([0x400, 0x401]);
  });

  it.each([
    ['an open tty', 'cat /dev/ttyRPMSG0 & sleep 0.01; rmmod rpmsg_tty', 'Resource temporarily unavailable'],
    ['a module that another needs', 'rmmod rpmsg_char', 'Resource temporarily unavailable'],
  ])('%s keeps its module', (_what, line, words) => {
    expect(new LinuxBench().withTty().shell(line)).toContain(words);
  });

  it('without rpmsg_ctrl there is no control node, and its endpoints go with it', () => {
    const bench = new LinuxBench().start();
    expect(bench.shell('rpmsgctl create-ept mine any 0x500; rmmod rpmsg_ctrl; ls /dev | grep rpmsg')).toBe(
      '/dev/rpmsg0\n',
    );
    expect(bench.shell('modprobe rpmsg_ctrl; ls /dev | grep rpmsg')).toBe('rpmsg_ctrl0\n');
  });

  it('a checkpoint knows what is loaded', () => {
    const bench = new LinuxBench().start();
    bench.shell('rmmod rpmsg_tty');
    const saved = bench.machine.linux.save();
    bench.shell('modprobe rpmsg_tty');
    bench.machine.linux.load(saved);
    expect(bench.shell('lsmod')).not.toContain('rpmsg_tty');
  });
});

it('/sys/class/rpmsg tells which node is which', () => {
  const bench = new LinuxBench().start();
  expect(bench.shell('rpmsgctl create-ept mine any 0x500; cat /sys/class/rpmsg/rpmsg0/*')).toBe(
    '/dev/rpmsg0\n1280\nmine\n-1\n',
  );
});

it('thirty-two ttys, and no more', () => {
  const bench = new LinuxBench().start();
  for (let i = 0; i < 33; i++) {
    bench.announce('rpmsg-tty', 0x400 + i);
    bench.run(1);
  }
  expect(bench.machine.linux.ttys).toHaveLength(32);
  const device = 'virtio0.rpmsg-tty.-1.1056';
  expect(bench.dmesg('error').slice(0, 3)).toEqual([
    `rpmsg_tty ${device}: error -ENOSPC: Failed to alloc tty port`,
    `rpmsg_tty ${device}: rpmsg_dev_probe: failed: -28`,
    `rpmsg_tty: probe of ${device} failed with error -28`,
  ]);
});

it.each([
  ['C', 'rpmsg_chrdev'],
  ['B', ''],
] as const)('a service rpmsg_chrdev in generation %s has the driver %j', (kernel, driver) => {
  const bench = new LinuxBench(undefined, { kernel }).start();
  bench.announce('rpmsg_chrdev', 0x410);
  bench.run(1);
  expect(bench.machine.linux.view().channels[0]?.driver).toBe(driver);
});
