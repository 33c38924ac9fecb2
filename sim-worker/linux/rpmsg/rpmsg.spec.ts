/** Messages between Linux and a firmware that the test plays: name service, ttys, raw devices, and what goes wrong. Source: linux-side reference 4.5, 4.6, 5. */
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';
import { fixedText, join, words } from '../../testing/make-elf';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const speaker = 'virtio_rpmsg_bus virtio0:';

describe('name service', () => {
  it('an announced rpmsg-tty gets a node, and sysfs says where it leads', () => {
    const bench = new LinuxBench().withTty();
    expect(bench.dmesg('creating')).toEqual([`${speaker} creating channel rpmsg-tty addr 0x400`]);
    const device = '/sys/bus/rpmsg/devices/virtio0.rpmsg-tty.-1.1024';
    expect(bench.shell(`cd ${device}; cat name src dst announce modalias; ls /dev | grep RPMSG`)).toBe(
      'rpmsg-tty\n0x400\n0x400\nfalse\nrpmsg:rpmsg-tty\nttyRPMSG0\n',
    );
  });

  it('a name that nobody claims is a device without driver and node', () => {
    const bench = new LinuxBench().start();
    bench.announce('rpmsg-tty-channel', 0x400);
    bench.run(1);
    expect(bench.machine.linux.ttys).toEqual([]);
    expect(bench.machine.linux.view().channels).toEqual([
      { service: 'rpmsg-tty-channel', local: 0xffff_ffff, remote: 0x400, driver: '', node: '' },
    ]);
  });

  it('the same announcement again is refused', () => {
    const bench = new LinuxBench().withTty();
    bench.announce('rpmsg-tty', 0x400);
    bench.run(1);
    expect(bench.dmesg('already')).toEqual([
      `${speaker} channel rpmsg-tty:ffffffff:400 already exist`,
      `${speaker} rpmsg_create_channel failed`,
    ]);
  });

  it('a withdrawn channel vanishes; one that is not there cannot be withdrawn', () => {
    const bench = new LinuxBench().withTty();
    bench.announce('rpmsg-tty', 0x400, true);
    bench.run(1);
    expect(bench.machine.linux.ttys).toEqual([]);
    expect(bench.shell('ls /sys/bus/rpmsg/devices')).not.toContain('rpmsg-tty');
    bench.announce('rpmsg-tty', 0x400, true);
    bench.run(1);
    expect(bench.dmesg('destroying')).toEqual([
      `${speaker} destroying channel rpmsg-tty addr 0x400`,
      `${speaker} destroying channel rpmsg-tty addr 0x400`,
      `${speaker} rpmsg_destroy_channel failed: -22`,
    ]);
  });

  it('a message of another length than 40 bytes is malformed', () => {
    const bench = new LinuxBench().start();
    bench.send(0x400, 53, new Uint8Array(39));
    bench.run(1);
    expect(bench.dmesg('malformed')).toEqual([`${speaker} malformed ns msg (39)`]);
  });

  it('a name of 32 bytes is cut, in the shared buffer too', () => {
    const bench = new LinuxBench().start();
    bench.send(0x400, 53, join(text('n'.repeat(32)), words(0x400, 0)));
    bench.run(1);
    expect(bench.machine.linux.view().channels[0]?.service).toBe('n'.repeat(31));
    expect(bench.read(0x1004_2000 + 16 + 31, 1)).toBe(0);
  });

  it('the numbers of ttys and addresses are given out from the lowest free one', () => {
    const bench = new LinuxBench().withTty();
    bench.announce('rpmsg-tty', 0x401);
    bench.announce('rpmsg-tty', 0x400, true);
    bench.announce('rpmsg-tty', 0x402);
    bench.run(1);
    expect(bench.machine.linux.ttys.map(({ port, local, remote }) => [port, local, remote])).toEqual([
      [0, 0x400, 0x402],
      [1, 0x401, 0x401],
    ]);
  });
});

describe('rpmsg_tty', () => {
  it('what is written stands in vring1, and channel 2 rings', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('echo hi > /dev/ttyRPMSG0');
    expect(bench.isRung(2)).toBe(true);
    expect(bench.take()).toEqual({ src: 0x400, dst: 0x400, text: 'hi\n' });
  });

  it('what arrives goes to the reader', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('cat /dev/ttyRPMSG0 &');
    bench.send(0x400, 0x400, text('one\n'));
    expect(bench.shell('kill %1')).toContain('one\n');
    expect(bench.machine.linux.receivedText(0)).toBe('one\n');
  });

  it('what came while nobody had it open waits for the next message', () => {
    const bench = new LinuxBench().withTty();
    bench.send(0x400, 0x400, text('early\n'));
    bench.run(1);
    expect(bench.shell('head -n 2 /dev/ttyRPMSG0 &')).not.toContain('early');
    expect(bench.dmesg('ampscope')).toEqual([
      'ampscope: ttyRPMSG0 holds 6 bytes that came while nobody had it open: a reader gets them with the next message',
    ]);
    bench.send(0x400, 0x400, text('late\n'));
    expect(bench.shell('true')).toContain('early\nlate\n');
  });

  it('the last close throws away what nobody read', () => {
    const bench = new LinuxBench().withTty();
    bench.send(0x400, 0x400, text('early\n'));
    bench.run(1);
    bench.shell('echo x > /dev/ttyRPMSG0; cat /dev/ttyRPMSG0 &');
    bench.send(0x400, 0x400, text('late\n'));
    const out = bench.shell('kill %1');
    expect(out).toContain('late\n');
    expect(out).not.toContain('early');
  });

  it('a write of 1000 bytes is three messages', () => {
    const bench = new LinuxBench().withTty();
    bench.machine.linux.typeIntoTty(0, 'x'.repeat(1000));
    bench.run(1);
    expect([bench.take(), bench.take(), bench.take(), bench.take()].map((message) => message?.text.length)).toEqual([
      496,
      496,
      8,
      undefined,
    ]);
  });

  it('the tty layer cuts a longer write every 2048 bytes', () => {
    const bench = new LinuxBench().withTty();
    bench.machine.linux.typeIntoTty(0, 'x'.repeat(2200));
    bench.run(1);
    const lengths = Array.from({ length: 6 }, () => bench.take()?.text.length);
    expect(lengths).toEqual([496, 496, 496, 496, 64, 152]);
  });

  it('when the M4 takes nothing, the seventeenth write fails with ENOMEM', () => {
    const bench = new LinuxBench().withTty();
    const line = 'echo x > /dev/ttyRPMSG0; ';
    expect(bench.shell(line.repeat(16), 200)).toBe('');
    expect(bench.shell(line)).toBe('sh: write error: Cannot allocate memory\n');
  });

  it('a terminal program tries again until there is room', () => {
    const bench = new LinuxBench().withTty();
    for (let i = 0; i < 20; i++) bench.machine.linux.typeIntoTty(0, `${i} `);
    bench.run(5);
    const got: string[] = [];
    for (let message = bench.take(); message !== undefined; message = bench.take()) {
      got.push(message.text);
      bench.run(2);
    }
    expect(got.join('')).toBe(Array.from({ length: 20 }, (_, i) => `${i} `).join(''));
  });

  it('after the 22nd bell that is not acknowledged the kernel says so', () => {
    const bench = new LinuxBench().withTty();
    for (let i = 0; i < 22; i++) {
      bench.machine.linux.typeIntoTty(0, 'x');
      bench.run(1);
      bench.take();
    }
    expect(bench.dmesg('Try')).toEqual([
      'stm32-ipcc 4c001000.mailbox: Try increasing MBOX_TX_QUEUE_LEN',
      'remoteproc remoteproc0: stm32_rproc_kick: failed (vq1, err:-105)',
    ]);
    expect(bench.machine.linux.view().ipccQueue[1]).toEqual({ channel: 2, waiting: 20 });
  });

  it('no bell when the M4 asked for none', () => {
    const bench = new LinuxBench().withTty();
    bench.write(bench.ringAddress(1) + 0x130, 1, 2);
    bench.machine.linux.typeIntoTty(0, 'x');
    bench.run(1);
    expect(bench.isRung(2)).toBe(false);
    expect(bench.take()?.text).toBe('x');
  });

  it('keeps flip buffers for a reader who does not come, then cuts, and tires of saying so', () => {
    const bench = new LinuxBench().withTty();
    // 1281 blocks of 512 bytes, each with room for two messages of 496 bytes.
    const room = 1281 * 2;
    for (let i = 0; i < room + 13; i++) {
      bench.send(0x400, 0x400, new Uint8Array(496).fill(65));
      bench.run(0.02);
      if (i === room - 1) expect(bench.dmesg('Trunc')).toEqual([]);
    }
    const line = 'rpmsg_tty virtio0.rpmsg-tty.-1.1024: Trunc buffer: available space is';
    expect(bench.dmesg('Trunc')).toEqual([`${line} 32`, ...new Array(9).fill(`${line} 0`)]);
    bench.run(5000);
    bench.send(0x400, 0x400, text('x'));
    bench.run(1);
    expect(bench.dmesg('suppressed')).toEqual(['rpmsg_tty_cb: 3 callbacks suppressed', `${line} 0`]);
  });

  it('a reader sees the end of the file when the M4 is stopped', () => {
    const bench = new LinuxBench().withTty();
    bench.shell('cat /dev/ttyRPMSG0 &');
    bench.machine.linux.runScript('echo stop > /sys/class/remoteproc/remoteproc0/state\n');
    bench.run(700);
    expect(bench.machine.linux.view().tasks.map(({ name }) => name)).not.toContain('cat /dev/ttyRPMSG0');
  });
});

describe('other drivers', () => {
  it('rpmsg-raw: one read is one message', () => {
    const bench = new LinuxBench().start();
    bench.announce('rpmsg-raw', 0x405);
    bench.run(1);
    bench.shell('echo -n ping > /dev/rpmsg0');
    expect(bench.take()).toEqual({ src: 0x400, dst: 0x405, text: 'ping' });
    bench.shell('cat /dev/rpmsg0 &');
    bench.send(0x405, 0x400, text('pong\n'));
    expect(bench.shell('cat /dev/rpmsg0')).toContain('pong\ncat: ');
  });

  it('rpmsg-raw: a writer without buffer sleeps and asks for a bell', () => {
    const bench = new LinuxBench().start();
    bench.announce('rpmsg-raw', 0x405);
    bench.run(1);
    bench.shell('echo -n x > /dev/rpmsg0; '.repeat(16), 200);
    const flags = bench.ringAddress(1) + 0x100;
    expect(bench.read(flags, 2)).toBe(1);
    bench.shell('echo -n late > /dev/rpmsg0');
    expect(bench.read(flags, 2)).toBe(0);
    bench.take();
    bench.ring(2);
    bench.run(1);
    expect(bench.read(flags, 2)).toBe(1);
    const texts = Array.from({ length: 16 }, () => bench.take()?.text);
    expect(texts.at(-1)).toBe('late');
  });

  it('the client sample greets, and answers each message', () => {
    const bench = new LinuxBench().start();
    bench.announce('rpmsg-client-sample', 0x410);
    bench.run(1);
    expect(bench.take()?.text).toBe('hello world!');
    bench.send(0x410, 0x400, text('hi'));
    bench.run(1);
    expect(bench.take()?.text).toBe('hello world!');
    expect(bench.dmesg('new channel')).toEqual([
      'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1040: new channel: 0x400 -> 0x410!',
      'rpmsg_client_sample virtio0.rpmsg-client-sample.-1.1040: incoming msg 1 (src: 0x410)',
    ]);
  });
});

describe('what a wrong firmware does', () => {
  it('a message for nobody is dropped and its buffer given back', () => {
    const bench = new LinuxBench().start();
    bench.send(1, 0x999, text('x'));
    bench.run(1);
    expect(bench.dmesg('no recipient')).toEqual([`${speaker} msg received with no recipient`]);
    expect(bench.read(bench.ringAddress(0) + 0x102, 2)).toBe(17);
  });

  it('a message that claims more than its buffer holds', () => {
    const bench = new LinuxBench().withTty();
    bench.write(0x1004_2200, 0x400, 4);
    bench.write(0x1004_2204, 0x400, 4);
    bench.write(0x1004_220c, 497, 2);
    bench.giveBack(0, 1, 512);
    bench.ring(1);
    bench.run(1);
    expect(bench.dmesg('inbound')).toEqual([`${speaker} inbound msg too big: (512, 497)`]);
    expect(bench.machine.linux.receivedText(0)).toBe('');
  });

  it.each([
    [16, 'id 16 out of range'],
    [0xffff_ffff, 'id 4294967295 out of range'],
  ])('descriptor %i given back: %s, and nothing is received any more', (id, message) => {
    const bench = new LinuxBench().withTty();
    bench.giveBack(0, id, 512);
    bench.ring(1);
    bench.run(1);
    expect(bench.dmesg('input:')).toEqual([
      `${speaker} input:${message}`,
      `${speaker} uhm, incoming signal, but no used buffer ?`,
    ]);
    bench.send(0x400, 0x400, text('x'));
    bench.run(1);
    expect(bench.machine.linux.receivedText(0)).toBe('');
  });

  it('a descriptor given back twice is taken for a second message', () => {
    const bench = new LinuxBench().withTty();
    bench.send(0x400, 0x400, text('a'));
    bench.giveBack(0, 1, 512);
    bench.ring(1);
    bench.run(1);
    expect(bench.machine.linux.receivedText(0)).toBe('aa');
  });

  it('garbage everywhere in the shared memory never ends the model', () => {
    let seed = 1;
    const next = (): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed >>> 8;
    };
    for (let round = 0; round < 10; round++) {
      const bench = new LinuxBench().withTty();
      for (let i = 0; i < 40; i++) {
        const region = [0x1004_0000, 0x1004_0100, 0x1004_0130, 0x1004_1000, 0x1004_1130, 0x1004_2000, 0x1002_0000][
          next() % 7
        ]!;
        bench.write(
          region + (next() % 0x90),
          next() % 3 === 0 ? next() % 20 : next() * 3,
          ([1, 2, 4] as const)[next() % 3]!,
        );
        bench.ring(1 + (next() % 2));
        bench.acknowledge(1 + (next() % 4));
        if (i % 8 === 0) bench.machine.linux.typeIntoTty(0, 'x');
        bench.run(0.05);
      }
      bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 700);
      expect(bench.machine.linux.rprocState).toBe('offline');
      expect(bench.withTty().machine.linux.ttys).toHaveLength(1);
    }
  });
});

it('memory that is taken from Linux while it runs: writes fail, and nothing ends', () => {
  const bench = new LinuxBench().withTty();
  bench.machine.blocks.etzpc.setValue(82, 2); // SRAM3: M4 only
  expect(bench.shell('echo x > /dev/ttyRPMSG0')).toBe('sh: write error: Bad address\n');
  bench.ring(1);
  bench.ring(2);
  bench.run(1);
  expect(bench.dmesg('Unhandled')[0]).toContain('external abort on non-linefetch (0x1008) at 0x1004400c');
  bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 700);
  expect(bench.machine.linux.rprocState).toBe('offline');
});

it('a NUL inside a name ends it', () => {
  const bench = new LinuxBench().start();
  bench.send(0x400, 53, join(fixedText('a\0b', 32), words(0x400, 0)));
  bench.run(1);
  expect(bench.dmesg('creating')).toEqual([`${speaker} creating channel a addr 0x400`]);
});
