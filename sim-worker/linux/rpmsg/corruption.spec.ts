/** Firmware that writes anything into any field of either ring, of a buffer's header, or of the vdev entry: the kernel's words, never an exception. Source: linux-side reference 4.1, 4.8. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';
import { words } from '../../testing/make-elf';

const rings = [0x1004_0000, 0x1004_1000] as const;
const [avail, used] = [0x100, 0x130];
const buffers = 0x1004_2000;
const table = 0x1002_0000;
type Field = { readonly name: string; readonly at: number; readonly size: 1 | 2 | 4 };

const ringFields = (ring: number, slot: number): readonly Field[] => {
  const base = rings[ring]!;
  const field = (name: string, offset: number, size: 1 | 2 | 4): Field => ({
    name: `vring${ring}.${name}`,
    at: base + offset,
    size,
  });
  return [
    field(`desc[${slot}].addr`, 16 * slot, 4),
    field(`desc[${slot}].addr, high`, 16 * slot + 4, 4),
    field(`desc[${slot}].len`, 16 * slot + 8, 4),
    field(`desc[${slot}].flags`, 16 * slot + 12, 2),
    field(`desc[${slot}].next`, 16 * slot + 14, 2),
    field('avail.flags', avail, 2),
    field('avail.idx', avail + 2, 2),
    field(`avail.ring[${slot}]`, avail + 4 + 2 * slot, 2),
    field('avail.used_event', avail + 36, 2),
    field('used.flags', used, 2),
    field('used.idx', used + 2, 2),
    field(`used.ring[${slot}].id`, used + 4 + 8 * slot, 4),
    field(`used.ring[${slot}].len`, used + 8 + 8 * slot, 4),
    field('used.avail_event', used + 132, 2),
  ];
};
const headerFields = (buffer: number): readonly Field[] =>
  (
    [
      ['src', 0, 4],
      ['dst', 4, 4],
      ['reserved', 8, 4],
      ['len', 12, 2],
      ['flags', 14, 2],
      ['payload', 16, 4],
    ] as const
  ).map(([name, offset, size]) => ({ name: `buffer[${buffer}].${name}`, at: buffers + 512 * buffer + offset, size }));
/** The vdev entry of the bench's table begins behind the header of 16 bytes and two offsets. */
const vdevAt = (offset: number, name: string, size: 1 | 4): Field => ({ name, at: table + 24 + offset, size });
const vdevFields = [
  vdevAt(0, 'type', 4),
  vdevAt(4, 'id', 4),
  vdevAt(8, 'notifyid', 4),
  vdevAt(12, 'dfeatures', 4),
  vdevAt(16, 'gfeatures', 4),
  vdevAt(24, 'status', 1),
  vdevAt(28, 'vring0.da', 4),
  vdevAt(32, 'vring0.align', 4),
  vdevAt(36, 'vring0.num', 4),
  vdevAt(48, 'vring1.da', 4),
];

/** All that the kernel can say to such firmware. */
const kernelLines = [
  /^virtio_rpmsg_bus virtio0: (input|output):id \d+ (out of range|is not a head!)$/,
  /^virtio_rpmsg_bus virtio0: uhm, incoming signal, but no used buffer \?$/,
  /^virtio_rpmsg_bus virtio0: inbound msg too big: \(-?\d+, \d+\)$/,
  /^virtio_rpmsg_bus virtio0: (virtqueue_add_outbuf failed|failed to add a virtqueue buffer): -(5|28)$/,
  /^virtio_rpmsg_bus virtio0: (msg received with no recipient|malformed ns msg \(\d+\))$/,
  /^virtio_rpmsg_bus virtio0: (creating|destroying) channel [\s\S]* addr 0x[0-9a-f]+$/,
  /^virtio_rpmsg_bus virtio0: (channel [\s\S]* already exist|rpmsg_create_channel failed|rpmsg_destroy_channel failed: -22)$/,
  /^(stm32-ipcc 4c001000\.mailbox: Try increasing MBOX_TX_QUEUE_LEN|remoteproc remoteproc0: stm32_rproc_kick: failed .*)$/,
];

/** All buffers of both halves were used once: from now on Linux sends only in what comes back. */
function warm(bench: LinuxBench): LinuxBench {
  bench.withTty();
  for (let i = 0; i < 16; i++) oneEachWay(bench, i);
  return bench;
}

/** An M4 that gives back whatever stands in the rings, and then messages as they should be; it looks at nothing. */
function traffic(bench: LinuxBench): void {
  for (const ring of [0, 1]) bump(bench, ring);
  bells(bench);
  for (let i = 0; i < 4; i++) oneEachWay(bench, i + 1);
}

function oneEachWay(bench: LinuxBench, i: number): void {
  bench.machine.linux.typeIntoTty(0, `${i}`);
  const payload = new TextEncoder().encode(`to Linux ${i}. `);
  const buffer = buffers + 512 * i;
  bench.writeBytes(buffer, words(0x400, 0x400, 0, payload.length));
  bench.writeBytes(buffer + 16, payload);
  giveBack(bench, 0, i, 512);
  giveBack(bench, 1, i, 18);
  bells(bench);
}

function bells(bench: LinuxBench): void {
  for (const channel of [1, 2]) {
    bench.ring(channel);
    bench.acknowledge(channel);
  }
  bench.run(0.1);
}

function bump(bench: LinuxBench, ring: number): void {
  const at = rings[ring]! + used + 2;
  bench.write(at, (bench.read(at, 2) + 1) & 0xffff, 2);
}

/** At the addresses that were true before anything was broken. */
function giveBack(bench: LinuxBench, ring: number, id: number, length: number): void {
  const at = rings[ring]! + used;
  bench.writeBytes(at + 4 + 8 * (bench.read(at + 2, 2) % 16), words(id, length));
  bump(bench, ring);
}

function afterwards(bench: LinuxBench, before: number): void {
  const strange = bench
    .dmesg()
    .slice(before)
    .filter((line) => !kernelLines.some((known) => known.test(line)));
  expect(strange).toEqual([]);
  bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 700);
  expect(bench.machine.linux.rprocState).toBe('offline');
}

const interesting = [0, 1, 15, 16, 513, 0xffff, 0x7fff_ffff, 0xffff_ffff];
/** Slot 1 of vring0 and slot 0 of vring1 come next after `warm`; buffers 0 and 16 lie behind them. */
const everyField = [...ringFields(0, 1), ...ringFields(1, 0), ...headerFields(0), ...headerFields(16), ...vdevFields];

describe('one field at a time', () => {
  it.each(everyField.map((field) => [field.name, field] as const))('%s', (_name, field) => {
    const bench = new LinuxBench();
    for (const value of interesting) {
      warm(bench);
      const before = bench.dmesg().length;
      bench.write(field.at, (value & (2 ** (8 * field.size) - 1)) >>> 0, field.size);
      traffic(bench);
      afterwards(bench, before);
    }
    warm(bench);
    expect(bench.machine.linux.receivedText(0)).toContain('to Linux 0. to Linux 1. to Linux 2.');
  });
});

describe('what breaks a queue', () => {
  it.each([
    ['vring0.used.ring[1].id', 16, ['input:id 16 out of range', 'uhm, incoming signal, but no used buffer ?']],
    ['vring1.used.ring[0].id', 16, ['output:id 16 out of range']],
    ['vring1.used.ring[0].id', 0xffff_ffff, ['output:id 4294967295 out of range']],
    ['vring1.used.ring[0].id', 5, []],
    ['vring0.used.ring[1].len', 513, ['inbound msg too big: (513, 12)']],
    ['vring0.used.ring[1].len', 17, ['inbound msg too big: (17, 12)']],
    ['buffer[0].len', 497, ['inbound msg too big: (512, 497)']],
    ['buffer[0].dst', 0x999, ['msg received with no recipient']],
    ['buffer[0].dst', 53, ['malformed ns msg (12)']],
  ])('%s = %i', (name, value, said) => {
    const bench = warm(new LinuxBench());
    const { at, size } = everyField.find((field) => field.name === name)!;
    const before = bench.dmesg().length;
    bench.write(at, value, size);
    for (const ring of [0, 1]) bump(bench, ring);
    bench.machine.linux.typeIntoTty(0, 'x');
    bells(bench);
    expect(bench.dmesg().slice(before)).toEqual(said.map((line) => `virtio_rpmsg_bus virtio0: ${line}`));
  });

  it('a broken output queue: a fresh buffer cannot be added any more, and later there is none', () => {
    const bench = new LinuxBench().withTty();
    for (let i = 0; i < 16; i++) bench.machine.linux.typeIntoTty(0, 'x');
    bench.run(1);
    giveBack(bench, 1, 99, 17);
    expect(bench.shell('echo x > /dev/ttyRPMSG0')).toBe('sh: write error: Cannot allocate memory\n');
    expect(bench.dmesg('output')).toEqual(['virtio_rpmsg_bus virtio0: output:id 99 out of range']);
    expect(bench.shell('echo x > /dev/ttyRPMSG0')).toBe('sh: write error: Cannot allocate memory\n');
  });
});

it('many fields in any order, between and during messages', () => {
  const anyField = fc.tuple(fc.nat(1), fc.nat(15), fc.nat(31), fc.nat(1000)).map(([ring, slot, buffer, pick]) => {
    const fields = [...ringFields(ring, slot), ...headerFields(buffer), ...vdevFields];
    return fields[pick % fields.length]!;
  });
  const anyValue = fc.oneof(fc.constantFrom(...interesting), fc.nat(64), fc.nat(0xffff_ffff));
  const stroke = fc.record({ field: anyField, value: anyValue, bell: fc.nat(3), pause: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(stroke, { minLength: 1, maxLength: 40 }), (strokes) => {
      const bench = warm(new LinuxBench());
      const before = bench.dmesg().length;
      for (const { field, value, bell, pause } of strokes) {
        bench.write(field.at, (value & (2 ** (8 * field.size) - 1)) >>> 0, field.size);
        if (bell > 0) bench.ring(1 + (bell % 2));
        if (pause < 4) traffic(bench);
        bench.run(pause / 1000);
      }
      traffic(bench);
      afterwards(bench, before);
      bench.withTty();
      expect(bench.machine.linux.ttys).toHaveLength(1);
    }),
    { numRuns: 40, seed: 4, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
});
