/** A played M4 that is stopped, reset or started in a way that goes wrong, and one for which it goes well. */
import { expect, it } from 'vitest';
import type { KernelGeneration } from '../../contract/protocol';
import { sceneOf } from '../../session/scene';
import { LinuxBench, sleepingFirmware } from '../../testing/linux-bench';
import { setCoreRegister } from '../../testing/played-interrupts';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { Scene } from '../scene';
import { lifeRules } from './life';

const state = '/sys/class/remoteproc/remoteproc0/state';
const recovery = '/sys/kernel/debug/remoteproc/remoteproc0/recovery';
/** VECTKEY and SYSRESETREQ. */
const systemReset = 0x05fa_0004;
const mpGcr = 0x5000_010c;
const backup = { powerControl: 0x5000_1000, dbp: 1 << 8, bkp18: 0x5c00_a148, bkp19: 0x5c00_a14c } as const;
const wwdg = { gate: 0x5000_0a80, gateBit: 1 << 28, configuration: 0x4000_a004, control: 0x4000_a000 } as const;

function after(act: (bench: LinuxBench) => void, kernel: KernelGeneration = 'C'): Scene {
  const bench = new LinuxBench(sleepingFirmware(), { kernel }).withTty();
  act(bench);
  return sceneOf(bench.target);
}

/** `open`: somebody has let a reset of the M4 start it again. */
function resets(bench: LinuxBench, open: boolean): void {
  bench.run(5);
  if (open) bench.machine.bus.write(mpGcr, 1, 4, 'debugger');
  setCoreRegister(bench, 'SCB', 'AIRCR', systemReset);
  bench.run(5);
}

/** The watchdog is started and never refreshed. */
function starves(bench: LinuxBench): void {
  bench.write(wwdg.gate, wwdg.gateBit, 4);
  bench.write(wwdg.configuration, 0x7f, 4);
  bench.write(wwdg.control, 0xff, 4);
  bench.run(100);
}

function writesBackup(bench: LinuxBench, address: number): void {
  bench.write(backup.powerControl, backup.dbp, 4);
  bench.run(1);
  bench.write(address, 3, 4);
}

const cases: readonly RuleCase[] = [
  {
    rule: 'stopped-without-ack',
    fails: 'nobody clears channel 3',
    make: () => after((bench) => bench.shell(`echo stop > ${state}`, 700)),
    near: 'the M4 clears it',
    makeNear: () =>
      after((bench) => {
        bench.shell(`echo stop > ${state}`, 20);
        bench.acknowledge(3);
        bench.run(100);
      }),
  },
  {
    rule: 'started-twice',
    fails: 'start was written to one that runs',
    make: () => after((bench) => bench.shell(`echo start > ${state}`)),
    near: 'an older kernel refuses the second start',
    makeNear: () => after((bench) => bench.shell(`echo start > ${state}`), 'B'),
  },
  {
    rule: 'held-after-own-reset',
    fails: 'the firmware calls NVIC_SystemReset()',
    make: () => after((bench) => resets(bench, false)),
    near: 'Linux stops it',
    makeNear: () => after((bench) => bench.shell(`echo stop > ${state}`, 700)),
  },
  {
    rule: 'restarted-alone',
    fails: 'the firmware calls NVIC_SystemReset() while BOOT_MCU is 1',
    make: () => after((bench) => resets(bench, true)),
    near: 'Linux stops and starts it',
    makeNear: () => after((bench) => bench.shell(`echo stop > ${state}; echo start > ${state}`, 700)),
  },
  {
    rule: 'recovery-off',
    fails: 'the watchdog bites, and recovery is disabled',
    make: () =>
      after((bench) => {
        bench.shell(`echo disabled > ${recovery}`);
        starves(bench);
      }),
    near: 'recovery is enabled',
    makeNear: () => after(starves),
    // The one says why the M4 fell, the other why it stays down.
    also: ['watchdog-bitten'],
  },
  {
    rule: 'state-register-written',
    fails: 'the M4 keeps its own state in BKP18R',
    make: () => after((bench) => writesBackup(bench, backup.bkp18)),
    near: 'in BKP19R',
    makeNear: () => after((bench) => writesBackup(bench, backup.bkp19)),
  },
];

testRules(cases);

it('each rule of this file has a case', () => {
  expect(
    untested(
      lifeRules.map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
