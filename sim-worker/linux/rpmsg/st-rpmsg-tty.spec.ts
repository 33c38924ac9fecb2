/** ST's rpmsg_tty of generation A, where it differs from mainline's. Source: drivers/rpmsg/rpmsg_tty.c of ST's 4.19 tree. */
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';

const tty = '/dev/ttyRPMSG0';
const device = 'rpmsg_tty virtio0.rpmsg-tty-channel.-1.1024:';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function bench(): LinuxBench {
  const it = new LinuxBench(undefined, { kernel: 'A' }).start();
  it.write(it.ringAddress(0) + 0x130, 1, 2);
  it.announce('rpmsg-tty-channel', 0x400);
  return it.run(1);
}

/** Sixteen messages fill the ring. */
function full(): LinuxBench {
  const it = bench();
  for (let i = 0; i < 16; i++) it.shell(`echo -n x > ${tty}`);
  return it;
}

const taken = (it: LinuxBench): readonly number[] => {
  const lengths: number[] = [];
  for (let message = it.take(); message !== undefined; message = it.take()) lengths.push(message.text.length);
  return lengths;
};

describe('a writer who finds no buffer', () => {
  it('sleeps, and room does not wake it', () => {
    const it = full();
    it.shell(`echo hello > ${tty} &`);
    expect(it.dmesg('ampscope: a writer')).toEqual([
      "ampscope: a writer of ttyRPMSG0 found no buffer and sleeps; this kernel's driver will not wake it: Ctrl-C",
    ]);
    taken(it);
    it.acknowledge(2);
    it.run(20_000);
    expect(it.machine.linux.view().tasks).toEqual([{ name: 'echo hello', state: 'asleep in write()' }]);
    it.shell('kill %1');
    expect(it.machine.linux.view().tasks).toEqual([]);
  });

  it('goes on when the settings change', () => {
    const it = full();
    it.shell(`echo hello > ${tty} &`);
    taken(it);
    it.shell(`stty -F ${tty} raw`);
    expect(taken(it)).toEqual([6]);
    expect(it.machine.linux.view().tasks).toEqual([]);
  });

  it('sends again what had found room', () => {
    const it = bench();
    for (let i = 0; i < 15; i++) it.shell(`echo -n x > ${tty}`);
    it.shell(`printf %s "${'x'.repeat(600)}" > ${tty} &`);
    expect(taken(it)).toEqual([...new Array(15).fill(1), 496]);
    it.shell(`stty -F ${tty} raw`);
    expect(taken(it)).toEqual([496, 104]);
  });

  it('fails when the channel goes', () => {
    const it = full();
    it.shell(`echo hello > ${tty} &`);
    it.announce('rpmsg-tty-channel', 0x400, true);
    it.run(5);
    expect(it.machine.linux.stdout).toContain('sh: write error: Input/output error\n');
    expect(it.dmesg('is removed')).toEqual([`${device} rpmsg tty device 0 is removed`]);
  });
});

it('in later generations it fails at once', () => {
  const it = new LinuxBench().withTty();
  for (let i = 0; i < 16; i++) it.shell(`echo -n x > ${tty}`);
  expect(it.shell(`echo hello > ${tty}`)).toBe('sh: write error: Cannot allocate memory\n');
});

it('its numbers follow those of /dev/tty and /dev/ptmx', () => {
  expect(bench().shell(`ls -l ${tty}`)).toMatch(/ 5, +3 /);
});

it('says of each message that does not fit how much of it did', () => {
  const it = bench();
  for (let i = 0; i < 1281 * 2 + 2; i++) {
    it.send(0x400, 0x400, text('A'.repeat(496)));
    it.run(0.02);
  }
  expect(it.dmesg('Trunc')).toEqual([
    `${device} Trunc buffer from 496 to 32`,
    `${device} No memory for tty_prepare_flip_string`,
  ]);
});
