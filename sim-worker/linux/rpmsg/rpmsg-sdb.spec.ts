/** rpmsg_sdb with an M4 that the test plays: what is said on mmap, what the sizes mean, and what a wrong text gives. Source: linux-side reference 5.4. */
import { expect, it } from 'vitest';
import { LinuxBench } from '../../testing/linux-bench';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function started(command: string): LinuxBench {
  const bench = new LinuxBench().start();
  bench.announce('rpmsg-sdb-channel', 0x410);
  bench.run(1);
  bench.shell(command);
  return bench;
}
const told = (bench: LinuxBench, message: string): LinuxBench => {
  bench.send(0x410, 0x400, text(message));
  return bench.run(10);
};

it('each mmap tells the M4 of a buffer', () => {
  const bench = started('sdbread -n 2 -s 5000 10 &');
  expect([bench.take()?.text, bench.take()?.text]).toEqual(['B0Ac0100000L00002000', 'B1Ac0102000L00002000']);
});

it('what the M4 wrote comes out, as long as it says, in the order of the buffers', () => {
  const bench = started('sdbread -n 2 -s 4096 8 &');
  const before = bench.machine.linux.stdout.length;
  bench.writeBytes(0xc010_0000, text('oneNOT'));
  bench.writeBytes(0xc010_1000, text('two..AND'));
  told(bench, 'B1L00000008');
  told(bench, 'B0L00000003');
  expect(bench.machine.linux.stdout.slice(before)).toBe('onetwo..');
  expect(bench.shell('jobs')).not.toContain('Running');
});

it('the first two digits of a size are not looked at', () => {
  const bench = started('sdbread -n 1 -s 4096 2 &');
  const before = bench.machine.linux.stdout.length;
  bench.writeBytes(0xc010_0000, text('ok'));
  told(bench, 'B0Lff000002');
  expect(bench.machine.linux.stdout.slice(before)).toBe('ok');
});

it.each([
  ['B0L00002000', 'misc rpmsg-sdb: (rpmsg_sdb_drv_cb) Writing size is bigger than buffer size'],
  ['BxL00000010', 'rpmsg_sdb_decode_rxbuf_string: extract of buffer id failed(-22)'],
  ['B0L00zz', 'rpmsg_sdb_decode_rxbuf_string: extract of buffer size failed(-22)'],
  ['', 'misc rpmsg-sdb: (rpmsg_sdb_drv_cb) Empty lenght requested'],
])('%s: nobody wakes up', (message, line) => {
  const bench = started('sdbread -n 1 -s 4096 2 &');
  told(bench, message);
  expect(bench.dmesg().at(-1)).toBe(line);
  expect(bench.machine.linux.view().tasks[0]?.state).toBe('asleep in read()');
});

it('a buffer that nobody made, and a text without size', () => {
  const bench = started('true');
  const before = bench.dmesg().length;
  told(bench, 'B7L00000010');
  expect(bench.dmesg()).toHaveLength(before);
  told(bench, 'B7');
  expect(bench.dmesg().at(-1)).toBe('rpmsg_sdb_decode_rxbuf_string: extract of buffer size failed(-22)');
});

it('more than the pool holds', () => {
  const bench = started('true');
  expect(bench.shell('sdbread -n 4 -s 1048576 1')).toBe('sdbread: Cannot allocate memory\n');
  expect(bench.dmesg().at(-1)).toBe('rpmsg_sdb_mmap: Memory allocation issue');
});

it('when the M4 is stopped the reader ends', () => {
  const bench = started('sdbread 1 &');
  expect(bench.shell('echo stop > /sys/class/remoteproc/remoteproc0/state', 700)).toContain('sdbread: No such device');
  expect(bench.shell('sdbread 1')).toBe("sdbread: can't open '/dev/rpmsg-sdb': No such file or directory\n");
});

it('a copy of the state knows the buffers', () => {
  const bench = started('sdbread -n 1 -s 4096 2 &');
  bench.writeBytes(0xc010_0000, text('ok'));
  bench.machine.linux.load(bench.machine.linux.save());
  const before = bench.machine.linux.stdout.length;
  told(bench, 'B0L00000002');
  expect(bench.machine.linux.stdout.slice(before)).toBe('ok');
});

it('usage', () => {
  expect(started('true').shell('sdbread; sdbread -n 0 5; sdbread -x 5').match(/Usage/g)).toHaveLength(3);
});
