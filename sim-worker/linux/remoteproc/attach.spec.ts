/** An M4 that U-Boot has started: attach, detach, stop and crash. Source: linux-side reference 1.8, 2.5, 2.6. */
import { describe, expect, it } from 'vitest';
import { ns } from '../../contract/units';
import { Machine } from '../../soc/machine';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { makeTable, vdevEntry } from '../../testing/make-elf';
import { generator } from '../../testing/mutate';

const rproc = '/sys/class/remoteproc/remoteproc0';
const start = `echo start > ${rproc}/state`;
const state = `cat ${rproc}/state`;
const tableAddress = 0x1002_0000;
/** TAMP_BKP17R and BKP18R; RCC_MP_GCR. */
const registers = { table: 0x5c00_a144, m4State: 0x5c00_a148, bootMcu: 0x5000_010c };

const early = (options: ConstructorParameters<typeof LinuxBench>[1] = {}): LinuxBench =>
  new LinuxBench(sleepingFirmware(), { uBootFirmware: sleepingFirmware(), ...options });

describe('at probe', () => {
  it('BKP18R = CRUN makes it detached: the M4 runs, Linux does not know its file', () => {
    const bench = early();
    expect(bench.shell(`${state}; echo x > ${rproc}/firmware`)).toBe(
      'detached\nsh: write error: Device or resource busy\n',
    );
    expect(bench.machine.core.state).toBe('sleeping');
    expect([bench.read(registers.table, 4), bench.read(registers.m4State, 4)]).toEqual([tableAddress, 2]);
  });

  it('auto-boot attaches at once', () => {
    const bench = early({ autoBoot: true });
    bench.run(20);
    expect(bench.shell(state)).toBe('attached\n');
  });

  it('auto-boot of an M4 that is off starts it with the default name, and nobody hears why that fails', () => {
    const machine = new Machine({ board: 'dk2', boot: 'linux', autoBoot: true });
    machine.run(ns(5e6));
    const lines = machine.linux.dmesg.map(({ text }) => text);
    expect(lines.filter((line) => line.startsWith('remoteproc'))).toEqual([
      'remoteproc remoteproc0: m4 is available',
      'remoteproc remoteproc0: powering up m4',
      'remoteproc remoteproc0: Direct firmware load for rproc-m4-fw failed with error -2',
      'remoteproc remoteproc0: request_firmware failed: -2',
    ]);
  });

  it('mainline of generation A takes it for one that is off', () => {
    expect(early({ kernel: 'A' }).shell(state)).toBe('offline\n');
  });

  it("ST's tree takes any state but OFF for a started M4", () => {
    const init = (tree: 'mainline' | 'st') => {
      const bench = new LinuxBench(sleepingFirmware(), { tree });
      bench.machine.blocks.tamp.registers.setWord('BKP18R', 1);
      bench.machine.linux.boot();
      return bench.machine.linux.rprocState;
    };
    expect([init('mainline'), init('st')]).toEqual(['offline', 'detached']);
  });
});

describe("early_boot of ST's tree in generation A", () => {
  const synced = (): LinuxBench => early({ kernel: 'A', tree: 'st' }).run(50);

  it('the driver joins at probe, and the state is that of a start', () => {
    const bench = synced();
    expect(bench.dmesg('m4 is available').slice(0, 8)).toEqual([
      'remoteproc remoteproc0: m4 is available',
      'remoteproc remoteproc0: powering up m4',
      'remoteproc remoteproc0: Synchronizing with early booted co-processor',
      'mailbox_test 10046000.mailbox-test: Successfully registered',
      'remoteproc0#vdev0buffer: assigned reserved memory node vdev0buffer@10042000',
      'virtio_rpmsg_bus virtio0: rpmsg host is online',
      'remoteproc0#vdev0buffer: registered virtio0 (type 7)',
      'remoteproc remoteproc0: remote processor m4 is now up',
    ]);
    expect(bench.shell(`${state}; cat ${rproc}/firmware`)).toBe('running\n(null)\n');
    expect([bench.status, bench.read(registers.bootMcu, 4)]).toEqual([7, 0]);
  });

  it('the M4 is heard', () => {
    const bench = synced();
    bench.announce('rpmsg-tty-channel', 0x400);
    expect(bench.run(1).machine.linux.ttys).toHaveLength(1);
  });

  it('after a stop there is no name of a file: one must be written first', () => {
    const bench = synced();
    expect(bench.shell(`echo stop > ${rproc}/state; ${state}; ${start}`, 700)).toBe(
      'offline\nsh: write error: Invalid argument\n',
    );
    expect(bench.dmesg('stopped').slice(-2)).toEqual([
      'remoteproc remoteproc0: request_firmware failed: -22',
      'remoteproc remoteproc0: Boot failed: -22',
    ]);
    expect(bench.shell(`echo -n test.elf > ${rproc}/firmware; ${start}; ${state}`, 100)).toBe('running\n');
  });

  it('after a crash the M4 stays off', () => {
    const bench = synced();
    bench.shell('echo 1 > /sys/kernel/debug/remoteproc/remoteproc0/crash', 700);
    expect(bench.dmesg('handling crash').filter((line) => line.startsWith('remoteproc'))).toEqual([
      'remoteproc remoteproc0: handling crash #1 in m4',
      'remoteproc remoteproc0: recovering m4',
      'remoteproc remoteproc0: warning: remote FW shutdown without ack',
      'remoteproc remoteproc0: stopped remote processor m4',
    ]);
    expect(bench.shell(state)).toBe('offline\n');
  });

  it('BKP17R = 0: it runs without rpmsg', () => {
    const bench = new LinuxBench(sleepingFirmware(), { kernel: 'A', tree: 'st' });
    bench.machine.blocks.tamp.registers.setWord('BKP18R', 2);
    bench.machine.linux.boot();
    bench.run(50);
    expect(bench.dmesg('no resource table').slice(0, 1)).toEqual([
      'remoteproc remoteproc0: no resource table found for this firmware',
    ]);
    expect(bench.machine.linux.rprocState).toBe('running');
  });

  it('an M4 that nobody has started is reset at probe', () => {
    const bench = new LinuxBench(sleepingFirmware(), { kernel: 'A', tree: 'st' });
    expect(bench.shell(state)).toBe('offline\n');
    expect(bench.read(0x5000_1014, 4) & 1).toBe(1);
  });
});

describe('attach', () => {
  it('reads no file and loads nothing: the table is where BKP17R says', () => {
    const bench = early();
    expect(bench.shell(`${start}; ${state}; cat ${rproc}/firmware`)).toBe('attached\nunknown\n');
    expect(bench.dmesg('attaching')).toEqual([
      'remoteproc remoteproc0: attaching to m4',
      'rproc-virtio rproc-virtio.0.auto: assigned reserved memory node vdev0buffer@10042000',
      'virtio_rpmsg_bus virtio0: rpmsg host is online',
      'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)',
      'remoteproc remoteproc0: remote processor m4 is now attached',
    ]);
    expect([bench.status, bench.ringAddress(0), bench.ringAddress(1)]).toEqual([7, 0x1004_0000, 0x1004_1000]);
    expect(bench.read(registers.bootMcu, 4)).toBe(0);
  });

  it('brings rpmsg: the M4 announces a service', () => {
    const bench = early().start();
    bench.write(bench.ringAddress(0) + 0x130, 1, 2);
    bench.announce('rpmsg-tty', 0x400);
    bench.run(1);
    expect(bench.machine.linux.ttys).toHaveLength(1);
  });

  it('in generation B a bell of an attached M4 is not heard: the work wants `running`', () => {
    const bench = early({ kernel: 'B' }).start();
    bench.announce('rpmsg-tty', 0x400);
    bench.run(1);
    expect(bench.machine.linux.rprocState).toBe('attached');
    expect(bench.machine.linux.ttys).toEqual([]);
  });

  it.each([
    ['0 is no table: mainline gives up', 0, ["can't load resource table: -2", 'Boot failed: -2']],
    [
      'an address that is no device address',
      0xc000_0000,
      ["can't translate da c0000000", "can't load resource table: -22", 'Boot failed: -22'],
    ],
  ])('BKP17R = %s', (_what, address, lines) => {
    const bench = early();
    bench.machine.blocks.tamp.registers.setWord('BKP17R', address);
    bench.shell(start);
    expect(
      bench
        .dmesg('attaching')
        .slice(1)
        .map((line) => line.replace(/^.*?: /, '')),
    ).toEqual(lines);
    expect(bench.shell(state)).toBe('detached\n');
  });

  it("ST's tree attaches without a table", () => {
    const bench = early({ tree: 'st' });
    bench.machine.blocks.tamp.registers.setWord('BKP17R', 0);
    expect(bench.shell(`${start}; ${state}`)).toBe('attached\n');
  });

  it('a table that is nonsense is refused, not believed', () => {
    const bench = early();
    bench.writeBytes(tableAddress, new Uint8Array(1024).fill(0xff));
    expect(bench.shell(`${start}; ${state}`)).toBe('sh: write error: Invalid argument\ndetached\n');
    expect(bench.dmesg('rsc table is truncated')).toHaveLength(3);
  });
});

describe('detach', () => {
  it('gives the M4 its untouched table back and lets it run', () => {
    const bench = early();
    const before = bench.machine.bus.peekRam(tableAddress, 1024);
    bench.start();
    expect(bench.shell(`echo detach > ${rproc}/state`, 3)).toBe('');
    expect(bench.isRung(4)).toBe(true);
    bench.acknowledge(4);
    bench.run(5);
    expect(bench.machine.linux.rprocState).toBe('detached');
    expect(bench.dmesg('detach')).toEqual(['remoteproc remoteproc0: detached remote processor m4']);
    expect(bench.machine.bus.peekRam(tableAddress, 1024)).toEqual(before);
    expect(bench.machine.core.state).toBe('sleeping');
    expect(bench.read(registers.bootMcu, 4)).toBe(1);
    expect(bench.shell(`${start}; ${state}`)).toBe('attached\n');
  });

  it('overwrites what the firmware keeps within a kilobyte of its table', () => {
    const bench = early().start();
    bench.write(tableAddress + 1020, 0x1234_5678, 4);
    bench.shell(`echo detach > ${rproc}/state`, 300);
    expect(bench.read(tableAddress + 1020, 4)).toBe(0);
  });

  it('waits 200 ms for an acknowledgement', () => {
    const bench = early().start();
    bench.shell(`echo detach > ${rproc}/state`, 150);
    expect(bench.machine.linux.rprocState).toBe('attached');
    bench.run(100);
    expect(bench.dmesg('detach')).toEqual([
      'remoteproc remoteproc0: warning: remote FW detach without ack',
      'remoteproc remoteproc0: detached remote processor m4',
    ]);
  });

  it('only from attached', () => {
    expect(new LinuxBench().start().shell(`echo detach > ${rproc}/state`)).toBe('sh: write error: Invalid argument\n');
  });

  it('a second user keeps it attached', () => {
    const bench = early().start();
    expect(bench.shell(`${start}; echo detach > ${rproc}/state; ${state}`)).toBe('attached\n');
  });
});

it('stop really stops an attached M4, and says so in BKP18R', () => {
  const bench = early().start();
  expect(bench.shell(`echo stop > ${rproc}/state; ${state}; cat ${rproc}/firmware`, 700)).toBe(
    'offline\nrproc-m4-fw\n',
  );
  expect(bench.machine.core.state).toBe('held');
  expect(bench.read(registers.m4State, 4)).toBe(0);
});

it('a crash of an attached M4 is recovered with the file that Linux knows, if there is one', () => {
  const bench = early().start();
  bench.machine.linux.addFirmware('rproc-m4-fw', sleepingFirmware());
  bench.shell('echo 1 > /sys/kernel/debug/remoteproc/remoteproc0/crash');
  expect(bench.shell(state)).toBe('running\n');
  expect(bench.status).toBe(7);
});

it('a crash while detached: Linux has no memory to load anything to, and the M4 ends offline', () => {
  const bench = early();
  bench.machine.linux.addFirmware('rproc-m4-fw', sleepingFirmware());
  bench.shell(`echo enabled > ${rproc}/coredump; echo 1 > /sys/kernel/debug/remoteproc/remoteproc0/crash`);
  expect(bench.dmesg('stopped').slice(1)).toEqual([
    'remoteproc remoteproc0: bad phdr da 0x0 mem 0x8',
    'remoteproc remoteproc0: Failed to load program segments: -22',
  ]);
  expect([bench.machine.linux.rprocState, bench.machine.linux.coreDump()]).toEqual(['offline', undefined]);
});

it('without rpmsg in the table there is nothing to attach but the M4 itself', () => {
  const table = makeTable(vdevEntry({ id: 3 }));
  const bench = new LinuxBench(sleepingFirmware(), { uBootFirmware: sleepingFirmware(table) }).start();
  expect(bench.status).toBe(1);
  expect(bench.machine.linux.rprocState).toBe('attached');
});

it('the state can be copied while attaching and detaching', () => {
  const bench = early();
  bench.machine.linux.runScript(`${start}; echo detach > ${rproc}/state; ${start}\n`);
  for (const at of [2, 2, 100, 130]) {
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

it('whatever stands where BKP17R points, attaching ends: with success or with an errno', () => {
  const answers = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const next = generator(seed);
    const bench = early();
    for (let n = next() % 6; n >= 0; n--) {
      const values = [0, 1, 0xff, 0x3f4, 0x8000_0000, 0xffff_ffff, next()];
      bench.write(tableAddress + 4 * (next() % 40), values[next() % values.length] ?? 0, 4);
    }
    answers.add(bench.shell(`${start}; ${state}`));
    bench.shell(`echo stop > ${rproc}/state`, 700);
    expect(['offline', 'detached'], `seed ${seed}`).toContain(bench.machine.linux.rprocState);
  }
  expect(answers).toContain('attached\n');
  expect(answers).toContain('sh: write error: Invalid argument\ndetached\n');
});
