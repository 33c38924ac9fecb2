/** Core dumps of a crashed M4: an ELF file in devcoredump, and what recovery does meanwhile. Source: linux-side reference 1.2, 1.7. */
import { describe, expect, it } from 'vitest';
import { readElf } from '../firmware/elf';
import { demoElf } from '../testing/echo-bench';
import { LinuxBench, sleepingFirmware } from '../testing/linux-bench';
import { sessionBench } from '../testing/session-bench';

const rproc = '/sys/class/remoteproc/remoteproc0';
const crash = 'echo 2 > /sys/kernel/debug/remoteproc/remoteproc0/crash';
const data = '/sys/class/devcoredump/devcd1/data';
const text = new TextEncoder().encode('last words of the firmware');

/** Runs with this core dump configuration, writes its last words, and crashes. */
function crashed(coredump: string, options: ConstructorParameters<typeof LinuxBench>[1] = {}): LinuxBench {
  const bench = new LinuxBench(sleepingFirmware(), options).start();
  if (coredump !== '') bench.shell(`echo ${coredump} > ${rproc}/coredump`);
  bench.writeBytes(0x1002_1000, text);
  bench.shell(crash);
  return bench;
}

describe('enabled', () => {
  it('is an ELF core file with one PT_LOAD per memory region, then the trace buffers', () => {
    const dump = crashed('enabled').machine.linux.coreDump();
    const elf = readElf(dump?.bytes ?? new Uint8Array(0));
    expect(dump?.name).toBe('devcd1');
    expect(elf.problems).toEqual([]);
    expect(
      elf.segments.map(({ physicalAddress, fileSize, memorySize }) => [physicalAddress, fileSize, memorySize]),
    ).toEqual([
      [0x0000_0000, 0x1_0000, 0x1_0000],
      [0x3000_0000, 0x4_0000, 0x4_0000],
      [0x1000_0000, 0x4_0000, 0x4_0000],
      [0x1004_0000, 0x1000, 0x1000],
      [0x1004_1000, 0x1000, 0x1000],
      [0x1002_1000, 64, 64],
    ]);
    expect(dump?.bytes).toHaveLength(52 + 6 * 32 + 0x1_0000 + 2 * 0x4_0000 + 2 * 0x1000 + 64);
    // e_type ET_CORE, e_machine EM_NONE, as stm32_rproc leaves it.
    expect([...(dump?.bytes.subarray(16, 20) ?? [])]).toEqual([4, 0, 0, 0]);
  });

  it('holds what was in memory when the M4 had been stopped, not what recovery loaded afterwards', () => {
    const bench = crashed('enabled');
    const { bytes } = bench.machine.linux.coreDump() ?? {};
    expect(bytes?.subarray(-64, -64 + text.length)).toEqual(text);
    expect(bench.read(0x1002_1000, 4)).toBe(0);
  });

  it('does not hold recovery up', () => {
    const bench = crashed('enabled');
    expect(bench.shell(`cat ${rproc}/state`)).toBe('running\n');
  });

  it('can be copied in the shell', () => {
    const bench = crashed('enabled');
    expect(bench.shell(`cat ${data} > /tmp/dump; wc -c < /tmp/dump; head -c 4 /tmp/dump | hexdump -C`, 200)).toBe(
      `${bench.machine.linux.coreDump()?.bytes.length}\n00000000  7f 45 4c 46                                       |.ELF|\n00000004\n`,
    );
  });

  it('a second crash finds the first dump still there, and its own is lost', () => {
    const bench = crashed('enabled');
    bench.shell(crash);
    expect(bench.machine.linux.coreDump()?.name).toBe('devcd1');
    bench.shell(`echo 1 > ${data}; ${crash}`);
    expect(bench.machine.linux.coreDump()?.name).toBe('devcd2');
  });

  it('goes when somebody writes to it', () => {
    const bench = crashed('enabled');
    expect(bench.shell(`ls /sys/class/devcoredump; echo 1 > ${data}; ls /sys/class/devcoredump`)).toBe('devcd1\n');
  });

  it('goes after five minutes by itself, and a reader who comes too late has nothing', () => {
    const bench = crashed('enabled');
    bench.shell(`exec 3< ${data}`);
    bench.run(299_000);
    expect(bench.shell('ls /sys/class/devcoredump')).toBe('devcd1\n');
    bench.run(1_000);
    expect(bench.shell('ls /sys/class/devcoredump; cat <&3')).toBe('cat: read error: No such device\n');
    expect(bench.dmesg('is gone')).toEqual([
      'ampscope: devcd1 is gone from sysfs after five minutes; the page can still save that core dump',
    ]);
  });

  it('the page can save it also afterwards, until there is another or a checkpoint knows better', () => {
    const bench = crashed('enabled');
    const checkpoint = bench.machine.checkpoint();
    const { bytes } = bench.machine.linux.coreDump() ?? {};
    bench.run(301_000);
    expect(bench.machine.linux.view().coreDump).toBe('devcd1');
    expect(bench.machine.linux.coreDump()?.bytes).toBe(bytes);
    bench.shell(crash);
    expect(bench.machine.linux.coreDump()?.name).toBe('devcd2');
    bench.machine.restore(checkpoint);
    expect(bench.shell('ls /sys/class/devcoredump')).toBe('devcd1\n');
  });

  it('each has five minutes of its own', () => {
    const bench = crashed('enabled');
    bench.run(200_000);
    bench.shell(`echo 1 > ${data}; ${crash}`);
    bench.run(200_000);
    expect(bench.shell('ls /sys/class/devcoredump')).toBe('devcd2\n');
  });
});

describe('inline', () => {
  it('recovery waits until the dump has been thrown away', () => {
    const bench = crashed('inline');
    expect(bench.shell(`cat ${rproc}/state`)).toBe('offline\n');
    const { length } = bench.machine.linux.coreDump()?.bytes ?? [];
    expect(bench.shell(`cat ${data} | wc -c`, 500)).toBe(`${length}\n`);
    expect(bench.dmesg('Ramdump')).toEqual([`remoteproc remoteproc0: Ramdump done, ${length} bytes read`]);
    expect(bench.machine.linux.rprocState).toBe('offline');
    expect(bench.shell(`echo 1 > ${data}; sleep 0.1; cat ${rproc}/state`, 200)).toBe('running\n');
  });

  it('or for five minutes', () => {
    const bench = crashed('inline');
    bench.run(299_000);
    expect(bench.machine.linux.rprocState).toBe('offline');
    bench.run(2_000);
    expect(bench.machine.linux.rprocState).toBe('running');
  });
});

it('disabled, the default: recovery alone', () => {
  const bench = crashed('');
  expect(bench.machine.linux.coreDump()).toBeUndefined();
  expect(bench.machine.linux.rprocState).toBe('running');
});

it('generation A always dumps, and has no file to say otherwise', () => {
  const bench = crashed('', { kernel: 'A' });
  expect(bench.machine.linux.coreDump()?.name).toBe('devcd1');
  expect(bench.shell(`ls -1 ${rproc}`)).toBe('firmware\nname\nstate\n');
});

it("ST's tree adds the region of signed firmware", () => {
  const { bytes } = crashed('enabled', { tree: 'st' }).machine.linux.coreDump() ?? {};
  expect(readElf(bytes ?? new Uint8Array(0)).segments.map(({ physicalAddress }) => physicalAddress)).toContain(
    0x1004_8000,
  );
});

it('a checkpoint keeps a dump', () => {
  const bench = crashed('enabled');
  const before = bench.machine.linux.coreDump();
  const checkpoint = bench.machine.checkpoint();
  bench.shell(`echo 1 > ${data}`);
  bench.machine.restore(checkpoint);
  expect(bench.machine.linux.coreDump()?.name).toBe('devcd1');
  // The bytes of a dump are never changed, so that a checkpoint can share them.
  expect(bench.machine.linux.coreDump()?.bytes).toBe(before?.bytes);
});

it('the page sees that a dump waits, and fetches it', async () => {
  const { call, views, slices } = sessionBench();
  const until = async (holds: () => boolean) => {
    for (let n = 0; n < 2_000 && !holds(); n++) await slices(1);
  };
  await call('subscribe', { views: { linux: {} } });
  await call('open', { name: 'crash-lab.elf', bytes: demoElf('crash-lab'), board: 'dk2', boot: 'linux' });
  await call('continue', {});
  await until(() => views.linux?.rproc === 'running');
  expect(await call('coreDump', {})).toEqual({ dump: undefined });
  await call('shellInput', { text: `echo enabled > ${rproc}/coredump\n${crash}\n` });
  await until(() => views.linux?.coreDump === 'devcd1');
  expect(views.linux?.coreDump).toBe('devcd1');
  const { dump } = await call('coreDump', {});
  expect(readElf(dump?.bytes ?? new Uint8Array(0)).segments).toHaveLength(6);
});
