/** One case per row of the tables of the linux-side reference, 1.2 to 1.8, 1.14 and 2.3 to 2.5; what is decided on the bytes of a file (1.9 to 1.13) is in predict.spec.ts, attaching (1.8, 2.6) in attach.spec.ts. */
import { describe, expect, it } from 'vitest';
import type { KernelGeneration } from '../../contract/protocol';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { makeTable, traceEntry, vdevEntry } from '../../testing/make-elf';

const rproc = '/sys/class/remoteproc/remoteproc0';
const debug = '/sys/kernel/debug/remoteproc/remoteproc0';
const invalid = 'sh: write error: Invalid argument\n';
const busy = 'sh: write error: Device or resource busy\n';
const last = (bench: LinuxBench): string | undefined => bench.dmesg().at(-1);

const offline = (kernel: KernelGeneration = 'C'): LinuxBench => new LinuxBench(sleepingFirmware(), { kernel });
const running = (kernel: KernelGeneration = 'C'): LinuxBench => offline(kernel).start();
const attached = (kernel: KernelGeneration = 'C'): LinuxBench =>
  new LinuxBench(sleepingFirmware(), { kernel, uBootFirmware: sleepingFirmware() }).start();
function crashed(kernel: KernelGeneration = 'C'): LinuxBench {
  const bench = running(kernel);
  bench.shell(`echo disabled > ${debug}/recovery; echo 1 > ${debug}/crash`);
  return bench;
}

describe('1.2 sysfs', () => {
  it.each([
    ['state', 'offline\n'],
    ['firmware', 'test.elf\n'],
    ['name', 'm4\n'],
    ['recovery', 'enabled\n'],
    ['coredump', 'disabled\n'],
  ])('reads %s', (file, text) => {
    expect(offline().shell(`cat ${rproc}/${file}`)).toBe(text);
  });

  it.each([
    ['firmware', offline, 'other.elf', '', undefined],
    ['firmware', running, 'other.elf', busy, "can't change firmware while running"],
    ['firmware', crashed, 'other.elf', busy, "can't change firmware while running"],
    ['firmware', offline, '', invalid, "can't provide empty string for firmware name"],
    ['state', offline, 'reboot', invalid, 'Unrecognised option: reboot'],
    ['recovery', offline, 'disabled', '', undefined],
    ['recovery', offline, 'maybe', invalid, undefined],
    ['coredump', offline, 'enabled', '', undefined],
    ['coredump', offline, 'inline', '', undefined],
    ['coredump', offline, 'default', invalid, 'Invalid coredump configuration'],
    ['coredump', crashed, 'enabled', busy, "can't change coredump configuration"],
  ])('%s, %o: echo "%s"', (file, make, word, answer, line) => {
    const bench = make();
    const before = last(bench);
    expect(bench.shell(`echo "${word}" > ${rproc}/${file}`)).toBe(answer);
    expect(last(bench)).toBe(line === undefined ? before : `remoteproc remoteproc0: ${line}`);
  });

  it('name is read-only', () => {
    expect(offline().shell(`echo m5 > ${rproc}/name`)).toContain('Permission denied');
  });

  it('the file name is cut at the first newline', () => {
    expect(offline().shell(`printf 'a.elf\\nb.elf' > ${rproc}/firmware; cat ${rproc}/firmware`)).toBe('a.elf\n');
  });

  it('recovery: enabled in the state crashed recovers at once', () => {
    expect(crashed().shell(`echo enabled > ${rproc}/recovery; cat ${rproc}/state ${rproc}/recovery`)).toBe(
      'running\nenabled\n',
    );
  });

  it('recovery: recover does so without changing the setting', () => {
    expect(crashed().shell(`echo recover > ${rproc}/recovery; cat ${rproc}/state ${rproc}/recovery`)).toBe(
      'running\ndisabled\n',
    );
  });
});

describe('1.2 the character device', () => {
  const device = '/dev/remoteproc0';
  it.each([
    ['start', offline, '', 'running\n'],
    ['start', running, busy, 'running\n'],
    ['start', attached, busy, 'attached\n'],
    ['stop', running, '', 'offline\n'],
    ['stop', offline, invalid, 'offline\n'],
    ['detach', attached, '', 'detached\n'],
    ['detach', running, invalid, 'running\n'],
    ['st', offline, '', 'running\n'],
    ['a long command', offline, invalid, 'offline\n'],
  ] as const)('%s in %o', (word, from, answer, state) => {
    const bench = from();
    expect(bench.shell(`printf '${word}' > ${device}`, 700)).toBe(answer);
    expect(bench.shell(`cat ${rproc}/state`)).toBe(state);
  });

  it('does not know a word with a newline', () => {
    const bench = offline();
    expect(bench.shell(`echo start > ${device}`)).toBe(invalid);
    expect(last(bench)).toBe('remoteproc remoteproc0: Unrecognized option');
  });

  it('is not there in generation A', () => {
    expect(offline('A').shell(`ls ${device}`)).toContain('No such file or directory');
  });
});

describe('1.3 results of writes to state', () => {
  it.each<[string, (kernel: KernelGeneration) => LinuxBench, KernelGeneration, string, string]>([
    ['start', offline, 'A', '', 'running'],
    ['start', offline, 'B', '', 'running'],
    ['start', offline, 'C', '', 'running'],
    ['start', running, 'A', busy, 'running'],
    ['start', running, 'B', busy, 'running'],
    ['start', running, 'C', '', 'running'],
    ['start', attached, 'B', busy, 'attached'],
    ['start', attached, 'C', '', 'attached'],
    ['stop', running, 'A', '', 'offline'],
    ['stop', running, 'B', '', 'offline'],
    ['stop', running, 'C', '', 'offline'],
    ['stop', attached, 'B', '', 'offline'],
    ['stop', attached, 'C', '', 'offline'],
    ['stop', offline, 'A', invalid, 'offline'],
    ['stop', offline, 'C', invalid, 'offline'],
    ['stop', crashed, 'A', invalid, 'crashed'],
    ['stop', crashed, 'C', invalid, 'crashed'],
    ['detach', attached, 'B', '', 'detached'],
    ['detach', attached, 'C', '', 'detached'],
    ['detach', running, 'A', invalid, 'running'],
    ['detach', running, 'B', invalid, 'running'],
    ['detach', running, 'C', invalid, 'running'],
    ['detach', offline, 'C', invalid, 'offline'],
    ['detach', crashed, 'C', invalid, 'crashed'],
  ])('%s, %o, generation %s', (word, make, kernel, answer, state) => {
    const bench = make(kernel);
    expect(bench.shell(`echo ${word} > ${rproc}/state`, 700)).toBe(answer);
    expect(bench.machine.linux.rprocState).toBe(state);
  });

  it('generation A does not know the word detach', () => {
    const bench = running('A');
    bench.shell(`echo detach > ${rproc}/state`);
    expect(last(bench)).toBe('remoteproc remoteproc0: Unrecognised option: detach');
  });

  it('generation C: stop with a power count of 2 only counts down', () => {
    const bench = running();
    bench.shell(`echo start > ${rproc}/state`);
    expect(bench.machine.linux.view().powerCount).toBe(2);
    expect(bench.shell(`echo stop > ${rproc}/state`, 700)).toBe('');
    expect([bench.machine.linux.rprocState, bench.machine.linux.view().powerCount]).toEqual(['running', 1]);
  });

  it('a failed start is no user', () => {
    const bench = offline();
    bench.shell(`echo nowhere > ${rproc}/firmware; echo start > ${rproc}/state`);
    expect(bench.machine.linux.view().powerCount).toBe(0);
  });
});

describe('1.4 debugfs', () => {
  it.each([
    [0, 'mmufault'],
    [1, 'watchdog'],
    [2, 'fatal error'],
    [7, 'unknown'],
  ])('crash %i is of type %s', (number, type) => {
    const bench = running();
    bench.shell(`echo ${number} > ${debug}/crash`);
    expect(bench.dmesg('crash detected')[0]).toBe(`remoteproc remoteproc0: crash detected in m4: type ${type}`);
  });

  it('crash takes a number only', () => {
    expect(running().shell(`echo watchdog > ${debug}/crash`)).toBe(invalid);
  });

  it('recovery takes any word up to ten letters, and does nothing with those it does not know', () => {
    const bench = offline();
    expect(bench.shell(`echo whatever > ${debug}/recovery; cat ${debug}/recovery`)).toBe('enabled\n');
    expect(bench.shell(`echo much too long > ${debug}/recovery`)).toBe(invalid);
  });

  it('resource_table is the live table', () => {
    const text = running().shell(`cat ${debug}/resource_table`);
    expect(text).toContain(
      'Entry 0 is of type vdev\n  ID 7\n  Notify ID 0\n  Device features 0x1\n  Guest features 0x1\n',
    );
    expect(text).toContain('  Status 0x7\n  Number of vrings 2\n  Reserved (should be zero) [0][0]\n\n  Vring 0\n');
    expect(text).toContain(
      '    Device Address 0x10040000\n    Alignment 16\n    Number of buffers 16\n    Notify ID 0\n',
    );
    expect(text).toContain('Entry 1 is of type trace\n  Device Address 0x10021000\n  Length 0x40 Bytes\n');
    expect(offline().shell(`cat ${debug}/resource_table`)).toBe('No resource table found\n');
  });

  it('carveout_memories lists the regions in the order of look-up', () => {
    const text = running().shell(`cat ${debug}/carveout_memories`);
    expect(
      [...text.matchAll(/Name: (\S+)\n.*\n\tDMA address: (\S+)\n\tDevice address: (\S+)\n/g)].map(([, ...row]) => row),
    ).toEqual([
      ['retram', '0x38000000', '0x0'],
      ['mcuram', '0x30000000', '0x30000000'],
      ['mcuram2', '0x10000000', '0x10000000'],
      ['vdev0vring0', '0x10040000', '0x10040000'],
      ['vdev0vring1', '0x10041000', '0x10041000'],
      ['vdev0buffer', '0x10042000', '0x10042000'],
    ]);
    expect(offline().shell(`cat ${debug}/carveout_memories`)).toBe('');
  });

  it('each trace entry has a file, up to its first NUL', () => {
    const table = makeTable(traceEntry(0x1002_1000, 16), traceEntry(0x1002_1010, 16), traceEntry(0xc000_0000, 16));
    const bench = new LinuxBench(sleepingFirmware(table)).start();
    bench.writeBytes(0x1002_1000, new TextEncoder().encode('0123456789abcdefsecond\0hidden'));
    expect(bench.shell(`cat ${debug}/trace0; echo; cat ${debug}/trace1; echo; cat ${debug}/trace2`)).toBe(
      '0123456789abcdef\nsecond\nTrace  not available\n',
    );
  });
});

describe('1.5 prefix of the virtio lines', () => {
  it.each([
    ['A', 'remoteproc0#vdev0buffer'],
    ['B', 'remoteproc0#vdev0buffer'],
    ['C', 'rproc-virtio rproc-virtio.0.auto'],
  ] as const)('generation %s: %s', (kernel, prefix) => {
    const bench = running(kernel);
    expect(bench.dmesg('assigned reserved')[0]).toBe(`${prefix}: assigned reserved memory node vdev0buffer@10042000`);
    expect(bench.dmesg('registered virtio0')[0]).toBe(`${prefix}: registered virtio0 (type 7)`);
  });

  it.each([
    ['A', 'rpmsg-tty-channel', 'rpmsg-tty'],
    ['C', 'rpmsg-tty', 'rpmsg-tty-channel'],
  ] as const)('generation %s makes a tty of %s, and none of %s', (kernel, known, unknown) => {
    const bench = running(kernel);
    bench.announce(unknown, 0x400);
    bench.announce(known, 0x401);
    bench.run(1);
    expect(bench.machine.linux.ttys.map(({ remote }) => remote)).toEqual([0x401]);
  });

  it.each([
    ['A', '5.4.56'],
    ['B', '5.15.67'],
    ['C', '6.6.48'],
  ] as const)('generation %s is %s', (kernel, release) => {
    expect(offline(kernel).shell('uname -r')).toBe(`${release}\n`);
  });
});

describe('1.7 crash and recovery', () => {
  it('a second report while crashed changes nothing', () => {
    const bench = crashed();
    bench.shell(`echo 2 > ${debug}/crash`);
    expect(last(bench)).toBe('remoteproc remoteproc0: crash detected in m4: type fatal error');
    expect(bench.machine.linux.rprocState).toBe('crashed');
  });

  it('nothing is handled while offline', () => {
    const bench = offline();
    bench.shell(`echo 1 > ${debug}/crash`);
    expect(last(bench)).toBe('remoteproc remoteproc0: crash detected in m4: type watchdog');
  });

  it('disabled: the M4 and the rpmsg devices are left as they are', () => {
    const bench = new LinuxBench().withTty();
    bench.shell(`echo disabled > ${rproc}/recovery; echo 1 > ${debug}/crash`);
    expect([bench.machine.core.state, bench.machine.linux.ttys.length, bench.status]).toEqual(['sleeping', 1, 7]);
  });

  it('asks for no shutdown', () => {
    const bench = running();
    bench.shell(`echo 1 > ${debug}/crash`);
    expect(bench.isRung(3)).toBe(false);
  });

  it('without the file: stopped, and offline', () => {
    const bench = running();
    bench.shell(`rm /lib/firmware/test.elf; echo 1 > ${debug}/crash`);
    expect(bench.dmesg('stopped').slice(1)).toEqual([
      'remoteproc remoteproc0: Direct firmware load for test.elf failed with error -2',
      'remoteproc remoteproc0: request_firmware failed: -2',
    ]);
    expect(bench.machine.linux.rprocState).toBe('offline');
  });

  it('keeps the cached table of the first boot, whatever the file says now', () => {
    const bench = running();
    bench.machine.linux.addFirmware(
      'test.elf',
      sleepingFirmware(makeTable(vdevEntry({ vrings: [{ num: 8 }, { num: 8 }] }))),
    );
    bench.shell(`echo 1 > ${debug}/crash`);
    expect(bench.shell(`grep buffers ${debug}/resource_table`)).toBe(
      '    Number of buffers 16\n    Number of buffers 16\n',
    );
  });

  it('counts crashes', () => {
    const bench = running();
    bench.shell(`echo 1 > ${debug}/crash; sleep 0.03; echo 1 > ${debug}/crash`, 80);
    expect(bench.dmesg('handling crash #2')).not.toEqual([]);
  });
});

describe('1.14 status and notify ids', () => {
  it('a healthy device: features accepted, rings placed, notify ids 0 and 1, status 7, one bell', () => {
    const bench = running();
    const table = 0x1002_0000;
    const vdev = table + bench.read(table + 16, 4);
    expect([bench.read(vdev + 16, 4), bench.read(vdev + 40, 4), bench.read(vdev + 60, 4)]).toEqual([1, 0, 1]);
    expect([bench.status, bench.isRung(1), bench.isRung(2)]).toEqual([7, true, false]);
  });

  it('stop: the driver is unbound, and ACKNOWLEDGE stands there again', () => {
    const bench = running();
    bench.shell(`echo stop > ${rproc}/state`, 700);
    expect(bench.status).toBe(1);
  });
});

describe('2.3 to 2.5 mailboxes, hold boot, stop', () => {
  /** Writes of Linux that the model records, in order. */
  const story = (bench: LinuxBench, from: number): readonly string[] => {
    const { log } = bench.machine;
    return Array.from({ length: log.length - from }, (_, i) => log.at(from + i)!)
      .filter(({ kind }) => kind.startsWith('rcc.') || kind === 'pwr.pdds' || kind === 'ipcc.occupied')
      .map(({ kind, fields }) => `${kind} ${Object.values(fields).join(' ')}`);
  };

  it('start: PDDS off, hold off, hold on again; the M4 runs', () => {
    const bench = offline();
    bench.shell(`echo stop > ${rproc}/state`);
    const from = bench.machine.log.length;
    bench.start();
    expect(story(bench, from).filter((line) => !line.startsWith('rcc.gated'))).toEqual([
      'rcc.boot-mcu true',
      `rcc.m4-released ${0x1004_0000} ${0x1000_0001}`,
      'rcc.boot-mcu false',
      'ipcc.occupied 1 1',
    ]);
  });

  it('stop: channel 3, then reset while held, PDDS on, BKP18R = 0', () => {
    const bench = running();
    bench.machine.blocks.tamp.registers.setWord('BKP18R', 2);
    const from = bench.machine.log.length;
    bench.shell(`echo stop > ${rproc}/state`, 700);
    expect(story(bench, from)).toEqual(['ipcc.occupied 1 3', 'rcc.m4-held MCURST', 'pwr.pdds true']);
    expect(bench.read(0x5c00_a148, 4)).toBe(0);
    expect(bench.read(0x5000_1014, 4) & 1).toBe(1);
  });

  it('a reset of its own finds a running M4 held, until Linux starts it again', () => {
    const bench = running();
    bench.machine.blocks.rcc.systemResetRequest();
    expect(bench.machine.core.state).toBe('held');
    expect(bench.shell(`cat ${rproc}/state`)).toBe('running\n');
  });
});
