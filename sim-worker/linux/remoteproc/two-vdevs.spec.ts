/** A resource table with two virtio devices. Source: drivers/remoteproc/{remoteproc_core,remoteproc_virtio,stm32_rproc}.c. */
import { describe, expect, it } from 'vitest';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { carveoutEntry, makeTable, vdevEntry } from '../../testing/make-elf';

const tableAddress = 0x1002_0000;
const stop = 'echo stop > /sys/class/remoteproc/remoteproc0/state';
const two = (...more: readonly Uint8Array[]): LinuxBench =>
  new LinuxBench(sleepingFirmware(makeTable(vdevEntry(), vdevEntry(), ...more))).start();
/** Fields of the second entry. */
const second = (bench: LinuxBench) => {
  const at = tableAddress + bench.read(tableAddress + 20, 4);
  const word = (offset: number): number => bench.read(at + offset, 4);
  return {
    status: bench.read(at + 24, 1),
    features: word(16),
    rings: [word(28), word(48)],
    notifyIds: [word(40), word(60)],
  };
};

describe('a second rpmsg device', () => {
  it('is registered when the first is online, each with its own lines', () => {
    expect(two().dmesg('assigned')).toEqual([
      'rproc-virtio rproc-virtio.0.auto: assigned reserved memory node vdev0buffer@10042000',
      'virtio_rpmsg_bus virtio0: rpmsg host is online',
      'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
      'rproc-virtio rproc-virtio.1.auto: assigned reserved memory node retram@38000000',
      'WARNING: stm32_rproc_kick: vq 2',
      'virtio_rpmsg_bus virtio1: rpmsg host is online',
      'rproc-virtio rproc-virtio.1.auto: registered virtio1 (type 7)',
      'remoteproc remoteproc0: remote processor m4 is now up',
    ]);
  });

  it('its rings lie in DDR, for the device tree has no vdev1vring0, and their notify ids go on', () => {
    const bench = two();
    expect(second(bench)).toEqual({ status: 7, features: 1, rings: [0xc020_0000, 0xc020_1000], notifyIds: [2, 3] });
    expect(bench.read(0xc020_0000, 4)).toBe(0x3800_0000);
  });

  it('without vdev1buffer its buffers are the first 16 KiB of RETRAM, zeroed: the vectors of the running M4 are gone', () => {
    expect(two().read(0x3800_0000, 4)).toBe(0);
    expect(new LinuxBench().start().read(0x3800_0000, 4)).toBe(0x1004_0000);
  });

  it('a carveout vdev1buffer of the table is taken instead', () => {
    const bench = two(carveoutEntry('vdev1buffer', 0xffff_ffff, 0x4000));
    expect(bench.dmesg('already mapped')[0]).toBe('rproc-virtio rproc-virtio.1.auto: vdev 1 buffer already mapped');
    expect(bench.read(0x3800_0000, 4)).toBe(0x1004_0000);
    expect(bench.read(second(bench).rings[0]!, 4)).toBeGreaterThanOrEqual(0xc020_0000);
  });

  it('is written to without a bell: its vrings have no mailbox, and each kick is a warning', () => {
    const bench = two();
    bench.shell('rpmsgctl create-ept x 1 2 /dev/rpmsg_ctrl1; echo -n hi > /dev/rpmsg0');
    const [, tx = 0] = second(bench).rings;
    expect(bench.read(tx + 0x102, 2)).toBe(1);
    expect(bench.read(bench.ringAddress(1) + 0x102, 2)).toBe(0);
    expect(bench.isRung(2)).toBe(false);
    expect(bench.dmesg('vq 3')[0]).toBe('WARNING: stm32_rproc_kick: vq 3');
  });

  it('is never read: the bells of the M4 are those of vrings 0 and 1', () => {
    const bench = two();
    const [rx = 0] = second(bench).rings;
    bench.write(rx + 0x134, 0, 4);
    bench.write(rx + 0x132, 1, 2);
    for (const channel of [1, 2, 3, 4, 5, 6]) bench.ring(channel);
    bench.run(10);
    expect(bench.read(rx + 0x102, 2)).toBe(16);
  });

  it('has addresses and a control node of its own', () => {
    const bench = two();
    expect(bench.shell('ls -1 /dev/rpmsg_ctrl*; ls -1 /sys/bus/rpmsg/devices')).toBe(
      [
        '/dev/rpmsg_ctrl0',
        '/dev/rpmsg_ctrl1',
        'virtio0.rpmsg_ctrl.0.0',
        'virtio0.rpmsg_ns.53.53',
        'virtio1.rpmsg_ctrl.0.0',
        'virtio1.rpmsg_ns.53.53',
        '',
      ].join('\n'),
    );
    for (const control of [0, 1]) bench.shell(`rpmsgctl create-dev rpmsg-tty any 0x500 /dev/rpmsg_ctrl${control}`);
    expect(bench.machine.linux.ttys.map(({ local }) => local)).toEqual([0x400, 0x400]);
    bench.machine.linux.typeIntoTty(1, 'x');
    bench.run(1);
    expect(bench.read(second(bench).rings[1]! + 0x102, 2)).toBe(1);
  });

  it('goes first when the M4 is stopped', () => {
    const bench = two();
    bench.shell('rpmsgctl create-dev a 0x100 any /dev/rpmsg_ctrl1');
    bench.shell(stop, 700);
    expect(bench.machine.linux.rprocState).toBe('offline');
    expect(bench.shell('ls /dev/rpmsg_ctrl* /sys/bus/rpmsg/devices')).not.toContain('virtio');
    expect(second(bench).status).toBe(1);
  });

  it('a copy of the state knows both', () => {
    const bench = two();
    bench.machine.linux.load(bench.machine.linux.save());
    bench.shell('rpmsgctl create-ept x 1 2 /dev/rpmsg_ctrl1; echo -n hi > /dev/rpmsg0');
    expect(bench.read(second(bench).rings[1]! + 0x102, 2)).toBe(1);
  });
});

it('a second device that is not rpmsg is registered, and finds no driver', () => {
  const bench = new LinuxBench(sleepingFirmware(makeTable(vdevEntry(), vdevEntry({ id: 3 })))).start();
  expect(bench.dmesg('registered virtio1')[0]).toBe('rproc-virtio rproc-virtio.1.auto: registered virtio1 (type 3)');
  expect([bench.status, second(bench).status]).toEqual([7, 1]);
});
