/** A played M4 whose channels come to nothing, each for one reason, and one that does nearly the same and is right. */
import { expect, it } from 'vitest';
import type { KernelGeneration } from '../../contract/protocol';
import { sceneOf } from '../../session/scene';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { fixedText, join, words } from '../../testing/make-elf';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { Scene } from '../scene';
import { channelRules } from './channels';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const scene = ({ target }: LinuxBench): Scene => sceneOf(target);

/** Started, and the M4 has announced this service. */
function announced(
  service: string,
  kernel: KernelGeneration = 'C',
  then: (bench: LinuxBench) => void = () => undefined,
) {
  const bench = new LinuxBench(sleepingFirmware(), { kernel }).start();
  bench.announce(service, 0x400);
  then(bench.run(20));
  return scene(bench);
}

/** With a tty, after what `act` does. */
function after(act: (bench: LinuxBench) => void): Scene {
  const bench = new LinuxBench().withTty();
  act(bench);
  return scene(bench.run(20));
}

/** The firmware has heard the first bell, and does no more; or announces. */
function silent(announces: boolean): Scene {
  const bench = new LinuxBench().start();
  bench.write(0x5000_0aa0, 1 << 12, 4);
  bench.acknowledge(1);
  if (announces) bench.announce('rpmsg-tty', 0x400);
  return scene(bench.run(300));
}

/** The file told something before the run. */
function withFileFinding(run: Scene, rule: string): Scene {
  const words = {
    rule,
    title: rule,
    seen: '',
    evidence: [],
    why: '',
    mend: '',
    certainty: 'sure',
    since: undefined,
  } as const;
  return { ...run, fileFindings: [...run.fileFindings, words] };
}

const device = 'virtio0.rpmsg-tty.-1.1024';
const unbindTty = `echo ${device} > /sys/bus/rpmsg/drivers/rpmsg_tty/unbind`;
const override = (driver: string): string =>
  `${unbindTty}; echo ${driver} > /sys/bus/rpmsg/devices/${device}/driver_override; echo ${device} > /sys/bus/rpmsg/drivers_probe`;

const cases: readonly RuleCase[] = [
  {
    rule: 'service-renamed',
    fails: 'a firmware of the 4.19 kernel under a new one',
    make: () => announced('rpmsg-tty-channel'),
    near: 'the same firmware under the kernel that it was made for',
    makeNear: () => announced('rpmsg-tty-channel', 'A'),
  },
  {
    rule: 'service-unknown',
    fails: 'a slip of the pen in the name',
    make: () => announced('rpmsg-ttty'),
    near: 'the right name',
    makeNear: () => announced('rpmsg-tty'),
  },
  {
    rule: 'driver-not-loaded',
    fails: 'somebody has removed the module',
    make: () => announced('rpmsg-tty', 'C', (bench) => bench.shell('rmmod rpmsg_tty', 300)),
    near: 'and loaded it again',
    makeNear: () => announced('rpmsg-tty', 'C', (bench) => bench.shell('rmmod rpmsg_tty; modprobe rpmsg_tty', 300)),
  },
  {
    rule: 'driver-unbound',
    fails: 'somebody has unbound the tty driver',
    make: () => after((bench) => bench.shell(unbindTty)),
    near: 'the driver has it',
    makeNear: () => after(() => undefined),
  },
  {
    rule: 'driver-overridden',
    fails: 'driver_override names another driver',
    make: () => after((bench) => bench.shell(override('rpmsg_nobody'))),
    near: 'driver_override names the driver that has it',
    makeNear: () => after((bench) => bench.shell(override('rpmsg_tty'))),
  },
  {
    rule: 'resource-manager-absent',
    fails: 'the device tree gives the M4 no resources',
    make: () => announced('rproc-srm'),
    near: 'another service',
    makeNear: () => announced('rpmsg-client-sample'),
  },
  {
    rule: 'never-announced',
    fails: 'the M4 heard the bell and sleeps',
    make: () => silent(false),
    near: 'it announces a tty',
    makeNear: () => silent(true),
  },
  {
    rule: 'never-announced',
    fails: 'it sleeps, and its file has another fault',
    make: () => withFileFinding(silent(false), 'trace-missing'),
    near: 'its variables were copied over themselves: that is the cause',
    makeNear: () => withFileFinding(silent(false), 'data-copied-over-itself'),
    also: ['trace-missing'],
  },
  {
    rule: 'announcement-malformed',
    fails: 'a struct that is not packed as Linux has it',
    make: () => after((bench) => void bench.send(0x401, 53, join(fixedText('rpmsg-tty', 32), words(0x401)))),
    near: '40 bytes',
    makeNear: () => after((bench) => bench.announce('rpmsg-tty', 0x401)),
  },
  {
    rule: 'announcement-garbled',
    fails: 'the address is 0',
    make: () => after((bench) => bench.announce('rpmsg-tty', 0)),
    near: 'address 0x401',
    makeNear: () => after((bench) => bench.announce('rpmsg-tty', 0x401)),
  },
  {
    rule: 'announcement-astray',
    fails: 'an announcement to address 35, meant as hexadecimal',
    make: () => after((bench) => void bench.send(0x401, 35, join(fixedText('rpmsg-tty', 32), words(0x401, 0)))),
    near: 'to 53',
    makeNear: () => after((bench) => bench.announce('rpmsg-tty', 0x401)),
  },
  {
    rule: 'sent-before-address-known',
    fails: 'a message to "any"',
    make: () => after((bench) => void bench.send(0x400, 0xffff_ffff, bytes('hello'))),
    near: 'a message to the address from which Linux wrote',
    makeNear: () =>
      after((bench) => {
        bench.shell('echo hi > /dev/ttyRPMSG0');
        bench.send(0x400, bench.take()!.src, bytes('hello'));
        bench.acknowledge(2);
      }),
  },
  {
    rule: 'no-recipient',
    fails: 'a message to a number that was made up',
    make: () => after((bench) => void bench.send(0x400, 0x500, bytes('hello'))),
    near: 'to the address of the tty',
    makeNear: () => after((bench) => void bench.send(0x400, 0x400, bytes('hello'))),
  },
  {
    rule: 'no-recipient',
    fails: 'the driver that had the address was unbound',
    make: () =>
      after((bench) => {
        bench.shell(unbindTty);
        bench.send(0x400, 0x400, bytes('hello'));
      }),
    near: 'the driver is there',
    makeNear: () => after((bench) => void bench.send(0x400, 0x400, bytes('hello'))),
    also: ['driver-unbound'],
  },
];

testRules(cases);

it('a mistyped name is told with the right one', () => {
  const machine = announced('rpmsg-ttty');
  machine.chronicle.catchUp();
  expect(channelRules.find(({ id }) => id === 'service-unknown')?.find(machine)?.title).toBe(
    'The M4 announced "rpmsg-ttty" at 0x400, and no driver of this kernel takes that name. Did you mean "rpmsg-tty"?',
  );
});

it('each rule of this file has a case', () => {
  expect(
    untested(
      channelRules.map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
