/** Firmware that runs and does not come up, and starts that Linux or a boot loader spoils; each with one that only nearly does so. */
import { expect, it } from 'vitest';
import { ns } from '../../contract/units';
import type { ElfSymbol } from '../../firmware/elf-symbols';
import { SymbolTable } from '../../firmware/symbols';
import { sceneOf } from '../../session/scene';
import { Target, type TargetOptions } from '../../session/target';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { makeElf, makeTable, traceEntry, vdevEntry, words } from '../../testing/make-elf';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { Scene } from '../scene';
import { platformRules } from './platform';
import { startRules } from './start';

const state = '/sys/class/remoteproc/remoteproc0/state';
const tableAddress = 0x1002_0000;
const traceAddress = 0x1002_1000;
const codeAddress = 0x1000_0000;
const table = makeTable(vdevEntry(), traceEntry(traceAddress, 64));
const scene = ({ target }: LinuxBench): Scene => sceneOf(target);

/** `b .`: a main program that does not get on. */
const spinning = (): Uint8Array =>
  makeElf({
    segments: [
      { address: 0, bytes: words(0x1004_0000, codeAddress + 1) },
      { address: codeAddress, bytes: words(0xe7fe_e7fe) },
      { address: tableAddress, bytes: table, memsz: 0x2000 },
    ],
    table: { address: tableAddress, bytes: table },
  });

/** `movs r0, #0; mvns r0, r0; ldr r1, [r0]; b .`, and a handler for the fault. */
const readingTheTop = (): Uint8Array =>
  makeElf({
    segments: [
      { address: 0, bytes: words(0x1004_0000, codeAddress + 1, ...Array(14).fill(codeAddress + 7)) },
      { address: codeAddress, bytes: words(0x43c0_2000, 0xe7fe_6801) },
      { address: tableAddress, bytes: table, memsz: 0x2000 },
    ],
    table: { address: tableAddress, bytes: table },
  });

function named(of: Scene, ...symbols: readonly (readonly [name: string, address: number, size: number])[]): Scene {
  const known = new SymbolTable(
    symbols.map(
      ([name, address, size]): ElfSymbol => ({ name, address, size, kind: 'object', binding: 'global', section: 1 }),
    ),
  );
  return { ...of, symbols: known, functionAt: (pc) => known.nameAt(pc)?.name ?? '' };
}
const inFunction = (of: Scene, name: string): Scene => named(of, [name, codeAddress, 8]);

function overwritten(...writes: readonly (readonly [offset: number, value: number])[]): Scene {
  const bench = new LinuxBench().start();
  for (const [offset, value] of writes) bench.write(tableAddress + offset, value, 4);
  return scene(bench);
}

/** The M4 spins in that function for so long after Linux is up. */
function waiting(name: string, milliseconds: number): Scene {
  const bench = new LinuxBench(spinning());
  bench.machine.linux.runScript(`echo start > ${state}\n`);
  bench.machine.run(ns(1e9), { stopAt: (kind) => kind === 'rproc.state-changed' });
  return inFunction(scene(bench.run(milliseconds)), name);
}

function engineering(name: string): Scene {
  const target = new Target({ name: 'a.elf', bytes: spinning() }, { board: 'dk2', boot: 'engineering' });
  target.machine.run(ns(5e6));
  return inFunction(sceneOf(target), name);
}

/** U-Boot has started the M4. */
const early = (options: Partial<TargetOptions> = {}): LinuxBench =>
  new LinuxBench(sleepingFirmware(), { uBootFirmware: sleepingFirmware(), ...options });
const waiter = 'rproc_virtio_wait_remote_ready';

/** OpenAMP's virtio device, as far as the rule looks at it. */
function withVirtioDevice(id: number): Scene {
  const [rvdev, device, rings] = [0x1002_1800, 0x1002_1900, 0x1002_1a00];
  const bench = new LinuxBench().withTty();
  bench.write(rvdev + 0x80, device, 4);
  bench.write(device, id, 4);
  bench.write(device + 40, 2, 4);
  bench.write(device + 44, rings, 4);
  bench.write(rings + 4, bench.ringAddress(0), 4);
  return named(scene(bench), ['rvdev', rvdev, 0xc0]);
}

function traced(text: string): Scene {
  const bench = new LinuxBench().start();
  bench.writeBytes(traceAddress, new TextEncoder().encode(text));
  return scene(bench);
}

/** The M4 crashes and comes back; the trace of the file in /lib/firmware has this length by then. */
function recovered(length: number, afterwards = ''): Scene {
  const bench = new LinuxBench().start();
  const bytes = sleepingFirmware(makeTable(vdevEntry(), traceEntry(traceAddress, length)));
  bench.target.journal.record(bench.machine, { kind: 'firmware', name: 'test.elf', bytes });
  bench.shell('echo 2 > /sys/kernel/debug/remoteproc/remoteproc0/crash', 100);
  if (afterwards !== '') bench.shell(afterwards, 700);
  expect(bench.machine.linux.rprocState).toBe('running');
  return scene(bench);
}

const startedAs = (name: string): Scene => {
  const bench = new LinuxBench();
  bench.shell(`echo -n ${name} > /sys/class/remoteproc/remoteproc0/firmware; echo start > ${state}`);
  return scene(bench);
};

/** Attached to an M4 whose table the boot loader said to be here. */
function attachedTo(address: number): Scene {
  const bench = early({ tree: 'st' });
  bench.machine.blocks.tamp.registers.setWord('BKP17R', address);
  bench.shell(`echo start > ${state}`);
  return scene(bench);
}

function announcedWhileAttached(kernel: 'B' | 'C'): Scene {
  const bench = early({ kernel }).start();
  bench.announce('rpmsg-tty', 0x400);
  return scene(bench.run(20));
}

const cases: readonly RuleCase[] = [
  {
    rule: 'firmware-not-found',
    fails: 'another case',
    make: () => startedAs('Test.elf'),
    near: 'the exact name',
    makeNear: () => startedAs('test.elf'),
  },
  {
    rule: 'firmware-not-found',
    fails: 'with a folder, and not corrected since',
    make: () => startedAs('/lib/firmware/test.elf'),
    near: 'corrected, but not started yet',
    makeNear: () => {
      const bench = new LinuxBench();
      const firmware = '/sys/class/remoteproc/remoteproc0/firmware';
      bench.shell(`echo -n x.elf > ${firmware}; echo start > ${state}; echo -n test.elf > ${firmware}`);
      return scene(bench);
    },
  },
  {
    rule: 'table-overwritten',
    fails: 'the start-up code clears the table',
    make: () => overwritten(...Array.from({ length: table.length / 4 }, (_, i) => [4 * i, 0] as const)),
    near: 'what Linux and OpenAMP may change has changed',
    makeNear: () => overwritten([0x28, 0x1000_0001]),
  },
  {
    rule: 'table-overwritten',
    fails: 'the start-up code copies .data with the table in it, late',
    make: () => overwritten([0x30, 0x0200], [0x34, 0xffff_ffff], [0x48, 0xffff_ffff]),
    near: 'as Linux left it',
    makeNear: () => overwritten(),
  },
  {
    rule: 'waits-on-another-table',
    fails: 'still in the wait after 5 ms',
    make: () => waiting(waiter, 5),
    near: 'somewhere else',
    makeNear: () => waiting('main', 5),
  },
  {
    rule: 'waits-on-another-table',
    fails: 'the wait of rpmsg_init_vdev()',
    make: () => waiting('rpmsg_virtio_wait_remote_ready', 5),
    near: 'Linux has only just been ready',
    makeNear: () => waiting(waiter, 0),
  },
  {
    rule: 'rings-too-early',
    fails: 'used.flags of a ring at 0xffffffff was set',
    make: () => {
      const bench = new LinuxBench().start();
      bench.write(0x130, 1, 2);
      return scene(bench);
    },
    near: 'used.flags of the right ring was set',
    makeNear: () => scene(new LinuxBench().withTty()),
  },
  {
    rule: 'rings-too-early',
    fails: 'a descriptor at 0xffffffff was read',
    make: () => scene(new LinuxBench(readingTheTop()).start()),
    near: 'no such read',
    makeNear: () => waiting('main', 5),
  },
  {
    rule: 'waits-for-nobody',
    fails: 'engineering boot',
    make: () => engineering(waiter),
    near: 'engineering boot, and the main loop runs',
    makeNear: () => engineering('main'),
  },
  {
    rule: 'waits-for-nobody',
    fails: 'started by U-Boot, and nobody types start',
    make: () => inFunction(scene(early().run(300)), waiter),
    near: 'attached',
    makeNear: () => inFunction(scene(early().run(200).start().run(100)), waiter),
  },
  {
    rule: 'waits-for-constant',
    fails: 'in resource_table_init()',
    make: () => waiting('resource_table_init', 60),
    near: 'just gone through it',
    makeNear: () => waiting('resource_table_init', 0),
  },
  {
    rule: 'notify-id-taken',
    fails: 'VDEV_ID is 0',
    make: () => withVirtioDevice(0),
    near: 'VDEV_ID is 0xFF',
    makeNear: () => withVirtioDevice(0xff),
  },
  {
    rule: 'trace-wrapped',
    fails: 'text behind a NUL',
    make: () => traced('new\0older text'),
    near: 'one text',
    makeNear: () => traced('only text'),
  },
  {
    rule: 'm4-runs-unnoticed',
    fails: 'mainline before there was "detached"',
    make: () => scene(early({ kernel: 'A' }).run(10)),
    near: 'a kernel that looks',
    makeNear: () => scene(early().run(10)),
  },
  {
    rule: 'attached-without-table',
    fails: 'BKP17R is 0',
    make: () => attachedTo(0),
    near: 'BKP17R is the address of the table',
    makeNear: () => attachedTo(tableAddress),
  },
  {
    rule: 'attached-without-table',
    fails: 'BKP17R points to code',
    make: () => {
      const bench = early();
      bench.machine.blocks.tamp.registers.setWord('BKP17R', codeAddress);
      return scene(bench);
    },
    near: 'detached, with a table',
    makeNear: () => scene(early()),
  },
  {
    rule: 'attached-and-deaf',
    fails: 'generation B: the work of a bell wants "running"',
    make: () => announcedWhileAttached('B'),
    near: 'generation C',
    makeNear: () => announcedWhileAttached('C'),
  },
  {
    rule: 'recovered-with-old-table',
    fails: 'a new file with a longer trace',
    make: () => recovered(128),
    near: 'a new file with the same table',
    makeNear: () => recovered(64),
  },
  {
    rule: 'recovered-with-old-table',
    fails: 'a new file with a shorter trace',
    make: () => recovered(32),
    near: 'stopped and started after that',
    makeNear: () => recovered(128, `echo stop > ${state}; echo start > ${state}`),
  },
  {
    rule: 'boot-mcu-by-hand',
    fails: 'devmem',
    make: () => {
      const bench = new LinuxBench().start();
      bench.shell('devmem 0x5000010c 32 1');
      return scene(bench);
    },
    near: 'remoteproc itself',
    makeNear: () => scene(new LinuxBench().start()),
  },
];

testRules(cases);

it('each rule of both files has a case', () => {
  const ids = [...startRules, ...platformRules].map(({ id }) => id);
  expect(untested(ids, cases)).toEqual([]);
});
