/** mailbox-test: a text in SRAM, a bell on channel 5, and the answer as a hex dump. Source: drivers/mailbox/mailbox-test.c. */
import { expect, it } from 'vitest';
import { firmwareWithoutTable, LinuxBench } from '../../testing/linux-bench';

const message = '/sys/kernel/debug/10046000.mailbox-test/message';
const buffer = 0x1004_6000;
const textAt = (bench: LinuxBench, length: number): string =>
  new TextDecoder().decode(bench.machine.bus.peekRam(buffer, length));

it('a message lies in the buffer before channel 5 rings, and the writer waits until it is taken', () => {
  const bench = new LinuxBench(firmwareWithoutTable()).start();
  bench.shell(`echo hello > ${message}; echo taken`, 100);
  expect(textAt(bench, 6)).toBe('hello\n');
  expect(bench.isRung(5)).toBe(true);
  bench.acknowledge(5);
  bench.run(10);
  expect(bench.machine.linux.stdout).toContain('taken\n');
  expect(bench.dmesg('Client')).toEqual(['mailbox_test 10046000.mailbox-test: Client: Message sent']);
});

it('a firmware that does not answer: the writer fails after half a second', () => {
  const bench = new LinuxBench(firmwareWithoutTable()).start();
  expect(bench.shell(`echo hello > ${message}`, 600)).toBe('sh: write error: Timer expired\n');
  expect(bench.dmesg('Client')).toEqual([
    'mailbox_test 10046000.mailbox-test: Client: Message could not be sent: -62',
    'mailbox_test 10046000.mailbox-test: Failed to send message via mailbox',
  ]);
});

it('more than 128 bytes are refused', () => {
  const bench = new LinuxBench(firmwareWithoutTable()).start();
  expect(bench.shell(`echo ${'x'.repeat(128)} > ${message}`)).toBe('sh: write error: Invalid argument\n');
});

it('a bell of the M4 makes the buffer readable once', () => {
  const bench = new LinuxBench(firmwareWithoutTable()).start();
  bench.shell(`head -n 1 ${message} &`);
  bench.writeBytes(buffer, new TextEncoder().encode('pong\n'));
  bench.ring(5);
  expect(bench.shell('')).toContain('70 6f 6e 67 0a 00 00 00 00 00 00 00 00 00 00 00  pong............\n');
  expect(bench.isRung(5)).toBe(false);
});

it('without access to the buffer the writer fails', () => {
  const bench = new LinuxBench(firmwareWithoutTable()).start();
  bench.machine.blocks.etzpc.setValue(82, 2); // SRAM3: M4 only
  expect(bench.shell(`echo hello > ${message}`)).toContain('sh: write error: Bad address\n');
});
