/** The life of the M4 as one sees it from the shell and the kernel log. Source: linux-side reference 1.2-1.7, 2.3-2.5. */
import { describe, expect, it } from 'vitest';
import { firmwareWithoutTable, LinuxBench, sleepingCode, sleepingFirmware } from '../../testing/linux-bench';
import { makeElf, makeTable, traceEntry, vdevEntry } from '../../testing/make-elf';

const rproc = '/sys/class/remoteproc/remoteproc0';
const debug = '/sys/kernel/debug/remoteproc/remoteproc0';
const start = `echo start > ${rproc}/state`;
const stop = `echo stop > ${rproc}/state`;
const state = `cat ${rproc}/state`;

describe('start', () => {
  it('lets the M4 go and brings rpmsg up', () => {
    const bench = new LinuxBench();
    expect(bench.shell(`${state}; ${start}; ${state}`)).toBe('offline\nrunning\n');
    expect(bench.status).toBe(7);
    expect([bench.ringAddress(0), bench.ringAddress(1)]).toEqual([0x1004_0000, 0x1004_1000]);
    expect(bench.machine.core.state).toBe('sleeping');
    expect(bench.isRung(1)).toBe(true);
  });

  it('a second start only counts: the first stop changes nothing', () => {
    const bench = new LinuxBench().start();
    expect(bench.shell(`${start}; ${stop}; ${state}`)).toBe('running\n');
    expect(bench.shell(`${stop}; ${state}`, 700)).toBe('offline\n');
  });

  it('without the file fails with ENOENT, as the shell says', () => {
    const bench = new LinuxBench();
    bench.shell(`echo -n nowhere.elf > ${rproc}/firmware`);
    expect(bench.shell(start)).toBe('sh: write error: No such file or directory\n');
    expect(bench.dmesg('powering')).toEqual([
      'remoteproc remoteproc0: powering up m4',
      'remoteproc remoteproc0: Direct firmware load for nowhere.elf failed with error -2',
      'remoteproc remoteproc0: request_firmware failed: -2',
      'remoteproc remoteproc0: Boot failed: -2',
    ]);
  });

  it('may be tried again after a failure', () => {
    const bench = new LinuxBench();
    bench.shell(`echo -n nowhere.elf > ${rproc}/firmware; ${start}`);
    expect(bench.shell(`echo -n test.elf > ${rproc}/firmware; ${start}; ${state}`)).toBe('running\n');
  });

  it('a firmware without resource table runs, without rpmsg', () => {
    const bench = new LinuxBench(firmwareWithoutTable()).start();
    expect(bench.dmesg('Booting fw').slice(1)).toEqual([
      'remoteproc remoteproc0: no resource table found for this firmware',
      'remoteproc remoteproc0: remote processor m4 is now up',
    ]);
    expect(bench.shell(`cat ${debug}/resource_table`)).toBe('No resource table found\n');
  });

  it('with more buffers than the region holds: the driver fails, the M4 waits for ever, Linux says running', () => {
    const bench = new LinuxBench(
      sleepingFirmware(makeTable(vdevEntry({ vrings: [{ num: 32 }, { num: 32 }] }))),
    ).start();
    expect(bench.status).toBe(0x83);
    expect(bench.dmesg('probe of')).toEqual([
      'virtio_rpmsg_bus: probe of virtio0 failed with error -12',
      'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
      'remoteproc remoteproc0: remote processor m4 is now up',
    ]);
  });

  it('a virtio device of another type finds no driver', () => {
    const bench = new LinuxBench(sleepingFirmware(makeTable(vdevEntry({ id: 3 })))).start();
    expect(bench.status).toBe(1);
    expect(bench.dmesg('registered')).toContain('rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 3)');
  });

  it('a table that lies outside the memory of Linux: Linux says running and talks to its own copy', () => {
    const table = makeTable(vdevEntry());
    const bytes = makeElf({
      segments: [...sleepingCode, { address: 0x1002_0000, bytes: table }],
      table: { address: 0x2000_0000, bytes: table },
    });
    const bench = new LinuxBench(bytes).start();
    expect(bench.dmesg('is online')).toHaveLength(3);
    expect(bench.status).toBe(0);
    expect(bench.ringAddress(0)).toBe(0xffff_ffff);
    expect(bench.shell(`cat ${debug}/resource_table`)).toContain('Status 0x7');
  });

  it('memory that ETZPC keeps from Linux is an external abort: an errno, and the model goes on', () => {
    const bench = new LinuxBench();
    bench.machine.blocks.etzpc.setValue(80, 2); // SRAM1: M4 only
    const printed = bench.shell(`${start}; ${state}`);
    expect(bench.dmesg('external abort')).toEqual([
      'Unhandled fault: external abort on non-linefetch (0x1008) at 0x10000000',
      'remoteproc remoteproc0: Boot failed: -14',
    ]);
    expect(printed).toBe('sh: write error: Bad address\noffline\n');
  });
});

describe('stop', () => {
  it('waits half a second for an acknowledgement, warns, and holds the M4', () => {
    const bench = new LinuxBench().start();
    bench.shell(stop, 400);
    expect(bench.machine.linux.rprocState).toBe('running');
    expect(bench.status).toBe(1);
    expect(bench.isRung(3)).toBe(true);
    bench.run(200);
    expect(bench.machine.linux.rprocState).toBe('offline');
    expect(bench.machine.core.state).toBe('held');
    expect(bench.dmesg('shutdown without ack')).toEqual([
      'remoteproc remoteproc0: warning: remote FW shutdown without ack',
      'remoteproc remoteproc0: stopped remote processor m4',
    ]);
  });

  it('is quick when the firmware acknowledges channel 3', () => {
    const bench = new LinuxBench().start();
    bench.shell(stop, 3);
    bench.acknowledge(3);
    bench.run(2);
    expect(bench.machine.linux.rprocState).toBe('offline');
    expect(bench.dmesg().join('\n')).not.toContain('without ack');
  });

  it.each(['stop', 'detach', 'run'])('%s while offline is EINVAL', (word) => {
    expect(new LinuxBench().shell(`echo ${word} > ${rproc}/state`)).toBe('sh: write error: Invalid argument\n');
  });

  it('a second start afterwards gives the same picture', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(stop, 700);
    expect(bench.machine.linux.ttys).toEqual([]);
    bench.withTty();
    expect(bench.machine.linux.ttys.map(({ port, local, remote }) => [port, local, remote])).toEqual([
      [0, 0x400, 0x400],
    ]);
  });
});

describe('crash', () => {
  it('is recovered: stopped, loaded and started again', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(`echo 2 > ${debug}/crash`);
    expect(bench.dmesg('crash detected')).toEqual([
      'remoteproc remoteproc0: crash detected in m4: type fatal error',
      'remoteproc remoteproc0: handling crash #1 in m4',
      'remoteproc remoteproc0: recovering m4',
      'remoteproc remoteproc0: stopped remote processor m4',
      'rproc-virtio rproc-virtio.0.auto: assigned reserved memory node vdev0buffer@10042000',
      'virtio_rpmsg_bus virtio0: rpmsg host is online',
      'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
      'remoteproc remoteproc0: remote processor m4 is now up',
    ]);
  });

  it('with recovery disabled stays crashed until somebody asks for recovery', () => {
    const bench = new LinuxBench().start();
    bench.shell(`echo disabled > ${rproc}/recovery; echo 1 > ${debug}/crash`);
    expect(bench.shell(`${state}; ${stop}`)).toBe('crashed\nsh: write error: Invalid argument\n');
    expect(bench.shell(`echo recover > ${rproc}/recovery; ${state}`)).toBe('running\n');
  });

  it('the watchdog of the M4 reports one', () => {
    const bench = new LinuxBench().start();
    bench.machine.linux.interrupt('m4-watchdog', true, undefined);
    bench.machine.linux.interrupt('m4-watchdog', false, undefined);
    bench.run(50);
    expect(bench.dmesg('crash detected')[0]).toContain('type watchdog');
    expect(bench.machine.linux.rprocState).toBe('running');
  });
});

describe('files', () => {
  it('firmware: only while offline, and not empty', () => {
    const bench = new LinuxBench();
    expect(bench.shell(`cat ${rproc}/firmware; echo > ${rproc}/firmware`)).toBe(
      'test.elf\nsh: write error: Invalid argument\n',
    );
    bench.start();
    expect(bench.shell(`echo a > ${rproc}/firmware`)).toBe('sh: write error: Device or resource busy\n');
  });

  it('name, recovery and coredump', () => {
    const bench = new LinuxBench();
    expect(bench.shell(`cat ${rproc}/name ${rproc}/recovery ${rproc}/coredump`)).toBe('m4\nenabled\ndisabled\n');
    expect(bench.shell(`echo no > ${rproc}/coredump; echo inline > ${rproc}/coredump; cat ${rproc}/coredump`)).toBe(
      'sh: write error: Invalid argument\ninline\n',
    );
  });

  it('trace0 shows the text before the first NUL, and the page what is behind it', () => {
    const bench = new LinuxBench().start();
    bench.writeBytes(0x1002_1000, new TextEncoder().encode('new\0old text'));
    expect(bench.shell(`cat ${debug}/trace0`)).toBe('new');
    expect(bench.machine.linux.trace0()).toEqual({
      name: 'cm4_log',
      address: 0x1002_1000,
      length: 64,
      text: 'new',
      hidden: 'old text',
    });
    bench.shell(stop, 700);
    expect(bench.shell(`ls ${debug}`)).not.toContain('trace0');
  });

  it('a trace outside the memory of Linux is not available', () => {
    const bench = new LinuxBench(sleepingFirmware(makeTable(traceEntry(0xc000_0000, 16)))).start();
    expect(bench.shell(`cat ${debug}/trace0`)).toBe('Trace  not available\n');
    expect(bench.machine.linux.trace0()).toBeUndefined();
  });

  it('two writers at once: the second waits for the lock and is refused by what it then finds', () => {
    const bench = new LinuxBench();
    expect(bench.shell(`${start} & sleep 0.002; echo -n other.elf > ${rproc}/firmware; ${state}`)).toContain(
      'sh: write error: Device or resource busy\nrunning\n',
    );
  });
});

it('the state can be copied in the middle of a start and of a stop', () => {
  const bench = new LinuxBench();
  bench.machine.linux.runScript(`${start}; ${stop}; ${start}\n`);
  for (const at of [4, 3, 1, 300, 400]) {
    bench.run(at);
    const checkpoint = bench.machine.checkpoint();
    bench.run(30);
    const first = bench.dmesg();
    bench.machine.restore(checkpoint);
    bench.run(30);
    expect(bench.dmesg()).toEqual(first);
    bench.machine.restore(checkpoint);
  }
});
