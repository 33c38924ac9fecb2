/** Firmware that falls, each in its own way: the demos that crash on purpose, and small programs. */
import { expect, it } from 'vitest';
import { usualInjection } from '../../contract/injections';
import { ns } from '../../contract/units';
import { sceneOf } from '../../session/scene';
import { bootedEcho } from '../../testing/echo-bench';
import { LinuxBench } from '../../testing/linux-bench';
import { listen, setCoreRegister, staysForEver, storesAndReturns } from '../../testing/played-interrupts';
import { findingsOf, type RuleCase, testRules, untested } from '../../testing/rule-cases';
import { named, running } from '../../testing/small-programs';
import type { Scene } from '../scene';
import { crashRules } from './crash';

/** A demo after it was told a word. */
function told(demo: 'crash-lab' | 'crash-recovery', word: string, milliseconds = 250): Scene {
  const target = bootedEcho(`sleep 0.05; echo ${word} > /dev/ttyRPMSG0`, demo, { debugger: false });
  target.machine.run(ns(milliseconds * 1e6));
  return sceneOf(target);
}

/** `ldr r0, =address; str r0, [r0]; b .` */
const storesTo = (address: number): LinuxBench => running([0x4801, 0x6000, 0xe7fe, 0xbf00], [address]);
/** `ldr r0, =sp; mov sp, r0; b .` */
const stackAt = (sp: number): LinuxBench => running([0x4801, 0x4685, 0xe7fe, 0xbf00], [sp]);
const endless = (): LinuxBench => running([0xe7fe]);

/** TIM2 interrupts a firmware whose vectors all point to this handler. */
function timerInterrupts(handler: Uint8Array): Scene {
  const bench = listen(new LinuxBench().withTty(), { handler, shared: true });
  bench.run(5);
  setCoreRegister(bench, 'NVIC', 'ISER0', 1 << 28);
  setCoreRegister(bench, 'NVIC', 'ISPR0', 1 << 28);
  return sceneOf(bench.run(5).target);
}

const cases: readonly RuleCase[] = [
  {
    rule: 'm4-faulted',
    fails: 'a division by zero',
    make: () => told('crash-lab', 'divide'),
    near: 'a word that it does not know',
    makeNear: () => told('crash-lab', 'help'),
  },
  {
    rule: 'm4-locked-up',
    fails: 'a fault while FAULTMASK is set',
    make: () => told('crash-lab', 'lockup'),
    near: 'a fault that a handler takes',
    makeNear: () => told('crash-lab', 'divide'),
  },
  {
    rule: 'ddr-access',
    fails: 'a store to the second 256 MiB of DDR',
    make: () => sceneOf(storesTo(0xd000_0000).target),
    near: 'a store where nothing is',
    makeNear: () => sceneOf(storesTo(0xa000_0000).target),
  },
  {
    rule: 'stack-overflow',
    fails: 'the stack pointer is in the variables',
    make: () => named(stackAt(0x1002_1000), ['_ebss', 0x1002_1800]),
    near: 'above them',
    makeNear: () => named(stackAt(0x1002_1000), ['_ebss', 0x1002_0800]),
  },
  {
    rule: 'handler-missing',
    fails: 'TIM2 ends in the loop that all vectors share',
    make: () => timerInterrupts(staysForEver),
    near: 'all vectors share a handler that returns',
    makeNear: () => timerInterrupts(storesAndReturns([0xe000_e280, 1 << 28])),
  },
  {
    rule: 'firmware-gave-up',
    fails: 'the firmware is in Error_Handler()',
    make: () => named(endless(), ['Error_Handler', 0x1000_0000]),
    near: 'in main()',
    makeNear: () => named(endless(), ['main', 0x1000_0000]),
  },
  {
    rule: 'dead-loop',
    fails: 'an endless loop behind __disable_irq()',
    make: () => sceneOf(running([0xb672, 0xe7fe]).target),
    near: 'an endless loop with interrupts on',
    makeNear: () => sceneOf(endless().target),
  },
  {
    rule: 'main-returned',
    fails: 'the loop behind main()',
    make: () => named(endless(), ['Reset_Handler', 0x1000_0000]),
    near: 'a loop in main()',
    makeNear: () => named(endless(), ['main', 0x1000_0000]),
  },
  {
    rule: 'watchdog-bitten',
    fails: 'an endless loop with interrupts off',
    make: () => told('crash-recovery', 'hang', 400),
    near: 'the watchdog is refreshed',
    makeNear: () => told('crash-recovery', 'why', 400),
  },
];

testRules(cases);

it('a fault is told in the words of its card, with what Linux knows', () => {
  const [found] = findingsOf(told('crash-lab', 'null'));
  expect(found?.title).toMatch(/was called through a null pointer/);
  expect(found?.evidence.at(-1)?.sentence).toBe(
    'Linux does not notice: remoteproc says "running", and no watchdog runs.',
  );
});

it('a fault on purpose is not blamed on the firmware', () => {
  const target = bootedEcho('', 'tty-echo', { debugger: false });
  target.machine.run(ns(60e6));
  const { kind, values } = usualInjection('kill-m4');
  const injection = { kind, values: { ...values, how: 'fault' } };
  target.journal.record(target.machine, { kind: 'inject', injection });
  target.machine.run(ns(61e6));
  expect(findingsOf(sceneOf(target))[0]?.title).toMatch(/^The M4 fell because of a fault on purpose/);
});

it('who gives up before Linux has written hears what a send would have returned', () => {
  const bench = new LinuxBench().withTty();
  const [found] = findingsOf(named(bench, ['Error_Handler', 0x1000_0000]));
  expect(found?.evidence.at(1)?.sentence).toMatch(/-2003/);
});

it('a watchdog that bites after a fault says so', () => {
  const found = findingsOf(told('crash-recovery', 'fault', 400));
  expect(found.find(({ rule }) => rule === 'watchdog-bitten')?.title).toMatch(/the firmware had faulted/);
});

it('each rule of this file has a case', () => {
  expect(
    untested(
      crashRules.map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
