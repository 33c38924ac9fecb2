/** The demo `sdb`, end to end: ten megabytes that the M4 writes into DDR come out of a pipe in Linux, each byte where it should be. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho } from '../testing/echo-bench';

const total = 10 << 20;

it('moves 10 MiB through three buffers of 1 MiB', () => {
  const { machine } = bootedEcho(
    `sleep 0.1; sdbread ${total} > /tmp/data; md5sum /tmp/data; wc -c < /tmp/data`,
    'sdb',
    {
      eventCapacity: 4096,
    },
  );
  while (machine.clock.now < 1.2e9) machine.run(ns(1.2e9));
  const words = Uint32Array.from({ length: total / 4 }, (_, i) => i);
  const sum = createHash('md5').update(new Uint8Array(words.buffer)).digest('hex');
  expect(machine.linux.stdout).toBe(`${sum}  /tmp/data\n${total}\n`);
  const lines = machine.linux.dmesg.map(({ text }) => text);
  expect(lines.at(-1)).toBe('stm32_rpmsg_sdb virtio0.rpmsg-sdb-channel.-1.1024: stm32-rpmsg-sdb probed');
  expect(machine.linux.trace0()?.text).toContain('sdb: buffer 0 is full, still to send 0');
});
