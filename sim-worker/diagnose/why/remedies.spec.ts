/** What is offered to be tried really helps: it is done as the page does it, and the message arrives. */
import { expect, it } from 'vitest';
import { armInjections } from '../../cli/injections';
import type { Remedy, WhyAnswer } from '../../contract/diagnosis';
import { ns } from '../../contract/units';
import { sceneOf } from '../../session/scene';
import type { Target } from '../../session/target';
import { bootedEcho } from '../../testing/echo-bench';
import { LinuxBench } from '../../testing/linux-bench';
import { ipcc2, listen, storesAndReturns } from '../../testing/played-interrupts';
import { diagnose } from '../all';
import { whyNothing } from './why';

function why(target: Target): WhyAnswer {
  const scene = sceneOf(target);
  scene.chronicle.catchUp();
  return whyNothing(scene, diagnose(scene));
}

function take({ machine, journal }: Target, remedy: Remedy | undefined): void {
  for (const step of remedy?.steps ?? []) {
    if (step.kind === 'shell') journal.record(machine, step);
    else if (step.kind === 'injection-removed') journal.record(machine, { kind: 'inject-removed', id: step.id });
    else
      journal.record(machine, {
        kind: 'memory',
        address: step.address,
        bytes: new Uint8Array(Uint32Array.of(step.value).buffer),
      });
  }
  machine.run(ns(machine.clock.now + 100e6));
}

function count(target: Target, kind: 'tty.received' | 'ipcc.freed'): number {
  const { chronicle } = sceneOf(target);
  chronicle.catchUp();
  return chronicle.count(kind);
}

it('a channel that is never acknowledged is freed and opened, once', () => {
  const bench = listen(new LinuxBench().withTty(), { handler: storesAndReturns([ipcc2.mask, 0x003f_003e]) });
  bench.shell('for i in 1 2 3; do echo $i > /dev/ttyRPMSG0; done');
  const { remedy } = why(bench.target);
  expect(remedy?.label).toBe('acknowledge channel 2 now');
  const before = count(bench.target, 'ipcc.freed');
  take(bench.target, remedy);
  expect(count(bench.target, 'ipcc.freed')).toBe(before + 1);
});

it('a channel that is masked is opened', () => {
  const bench = listen(new LinuxBench().withTty(), {
    handler: storesAndReturns([ipcc2.setClear, 2]),
    mask: 0x003f_003f,
  });
  bench.shell('echo hello > /dev/ttyRPMSG0');
  const answer = why(bench.target);
  expect(answer.rule).toBe('bell-masked');
  take(bench.target, answer.remedy);
  expect(why(bench.target).rule).not.toBe('bell-masked');
});

it('a lost bell is rung again, and the echo comes', () => {
  const target = bootedEcho('sleep 0.1; echo hello > /dev/ttyRPMSG0');
  armInjections(target, ['drop-kick channel=2 from=linux nth=1']);
  target.machine.run(ns(300e6));
  const { remedy } = why(target);
  expect(remedy?.label).toBe('ring channel 2 again');
  expect(count(target, 'tty.received')).toBe(0);
  take(target, remedy);
  expect(count(target, 'tty.received')).toBe(1);
});

it('a fault that holds is removed first', () => {
  const target = bootedEcho('sleep 0.1; echo hello > /dev/ttyRPMSG0');
  armInjections(target, ['kill-m4 after=50ms']);
  target.machine.run(ns(300e6));
  const { remedy } = why(target);
  expect(remedy?.label).toBe('remove the fault on purpose');
  expect(count(target, 'tty.received')).toBe(0);
  take(target, remedy);
  expect(count(target, 'tty.received')).toBe(1);
});

it('two idle sides get something to do', () => {
  const target = bootedEcho('cat /dev/ttyRPMSG0 &');
  target.machine.run(ns(200e6));
  const { remedy } = why(target);
  expect(remedy?.label).toBe('send hello');
  take(target, remedy);
  expect(count(target, 'tty.received')).toBe(1);
});

it('before the first run it is enough to run; a start that failed is not tried again', () => {
  expect(why(bootedEcho('')).remedy).toMatchObject({ label: 'start the M4', steps: [] });
  const refused = new LinuxBench(new Uint8Array(64));
  refused.shell('echo start > /sys/class/remoteproc/remoteproc0/state');
  expect(why(refused.target).remedy).toBeUndefined();
});
