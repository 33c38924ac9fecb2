/** The whole machine with the echo demo: determinism, checkpoints, and the life cycle of the M4. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { bootedEcho, logText, ramDigest } from '../testing/echo-bench';
import { Machine } from './machine';

const boot = 60e6;
const later = 90e6;

describe('determinism', () => {
  it('two runs give the same log and the same memory', () => {
    const runs = [1, 2].map(() => {
      const target = bootedEcho('echo hello > /dev/ttyRPMSG0');
      target.machine.run(ns(later));
      return { log: logText(target), ram: ramDigest(target) };
    });
    expect(runs[0]!.log.length).toBeGreaterThan(100);
    expect(runs[0]).toEqual(runs[1]);
  });

  it('does not depend on how the run is cut into slices', () => {
    const whole = bootedEcho('echo hello > /dev/ttyRPMSG0');
    whole.machine.run(ns(later));
    const cut = bootedEcho('echo hello > /dev/ttyRPMSG0');
    for (let time = 0; time < later; time += 777_777)
      cut.machine.run(ns(Math.min(time + 777_777, later)), { instructions: 1_000_000 });
    cut.machine.run(ns(later));
    expect(logText(cut)).toEqual(logText(whole));
  });
});

describe('checkpoint', () => {
  it.each([1e6, 20e6, boot])('at %d ns: run on, restore, run again: equal logs, equal memory', (at) => {
    const target = bootedEcho('echo hello > /dev/ttyRPMSG0; sleep 0.01; cat /sys/class/remoteproc/remoteproc0/state');
    target.machine.run(ns(at));
    const checkpoint = target.checkpoint();
    target.machine.run(ns(later));
    const first = { log: logText(target), ram: ramDigest(target), out: target.machine.linux.stdout };
    target.restore(checkpoint);
    target.machine.run(ns(later));
    expect({ log: logText(target), ram: ramDigest(target), out: target.machine.linux.stdout }).toEqual(first);
  });
});

describe('the M4', () => {
  const MP_GCR = 0x5000_010c;
  const MP_GRSTCSETR = 0x5000_0404;

  it('leaves reset when BOOT_MCU goes to 1, keeps running when it goes back to 0, and is held by MCURST then', () => {
    const { machine } = bootedEcho('');
    machine.run(ns(boot));
    expect(machine.core.state).not.toBe('held');
    expect(machine.bus.peek(MP_GCR, 4)).toBe(0);
    machine.bus.write(MP_GRSTCSETR, 2, 4, 'a7');
    expect(machine.core.state).toBe('held');
    machine.bus.write(MP_GCR, 1, 4, 'a7');
    expect(machine.core.state).toBe('running');
  });

  it('restarts by itself after MCURST while BOOT_MCU is 1', () => {
    const { machine } = bootedEcho('');
    machine.run(ns(boot));
    machine.bus.write(MP_GCR, 1, 4, 'a7');
    machine.bus.write(MP_GRSTCSETR, 2, 4, 'a7');
    expect(machine.core.state).toBe('running');
    expect(machine.core.pc).toBe((machine.bus.peek(4, 4) ?? 0) & ~1);
  });
});

it('comes back to whoever wants something meanwhile, also while Linux works and the M4 executes nothing', () => {
  const machine = new Machine({ board: 'dk2', boot: 'linux' });
  machine.run(ns(1e9));
  machine.linux.typeIntoShell('while true; do true; done &\n');
  const before = machine.clock.now;
  expect(machine.run(ns(Number.MAX_SAFE_INTEGER), { instructions: 1_000_000 })).toBe('time');
  expect(machine.clock.now).toBeGreaterThan(before);
  expect(machine.core.executed).toBe(0);
});
