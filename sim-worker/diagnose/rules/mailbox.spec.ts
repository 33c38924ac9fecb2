/** Bells of Linux that the M4 does not hear: each with the one link of the chain that is open. */
import { expect, it } from 'vitest';
import { SymbolTable } from '../../firmware/symbols';
import { sceneOf } from '../../session/scene';
import { LinuxBench } from '../../testing/linux-bench';
import {
  ipcc2,
  type Listening,
  listen,
  setCoreRegister,
  staysForEver,
  storesAndReturns,
} from '../../testing/played-interrupts';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { Scene } from '../scene';
import { mailboxRules } from './mailbox';

const acknowledges = storesAndReturns([ipcc2.setClear, 3]);
/** As ST's HAL does before the callback. */
const masks = storesAndReturns([ipcc2.mask, 0x003f_003e]);
const returns = storesAndReturns();

/** Linux has written to the tty of a firmware that listens so. */
function written(how: Listening, milliseconds = 50, then: (bench: LinuxBench) => void = () => undefined): Scene {
  const bench = listen(new LinuxBench().withTty(), how);
  then(bench);
  bench.shell('echo hello > /dev/ttyRPMSG0', milliseconds);
  return sceneOf(bench.target);
}

/** The same, and the firmware reads the message. */
function answered(how: Listening): Scene {
  const bench = listen(new LinuxBench().withTty(), how);
  bench.shell('echo hello > /dev/ttyRPMSG0');
  expect(bench.take()?.text).toBe('hello\n');
  bench.run(5);
  return sceneOf(bench.target);
}

const named = (scene: Scene, address: number, name: string): Scene => {
  const symbol = { name, address, size: 64, kind: 'function', binding: 'global', section: 1 } as const;
  const symbols = new SymbolTable([symbol]);
  return { ...scene, symbols, functionAt: (pc) => symbols.nameAt(pc)?.name ?? '' };
};

/** A tick ends the sleep of the main program, which goes on with `cpsid i; b .`. */
function interruptsOff(bench: LinuxBench): void {
  bench.writeBytes(0x1000_0002, new Uint8Array(Uint16Array.of(0xb672, 0xe7fe).buffer));
  bench.write(4 * 15, bench.read(4 * 119, 4), 4);
  setCoreRegister(bench, 'SCB', 'ICSR', 1 << 26);
}

const cases: readonly RuleCase[] = [
  {
    rule: 'mailbox-not-enabled',
    fails: 'RXOIE is off',
    make: () => written({ handler: acknowledges, rxoie: false }),
    near: 'RXOIE is off, and the main loop polls the ring',
    makeNear: () => answered({ handler: acknowledges, rxoie: false }),
  },
  {
    rule: 'bell-masked',
    fails: 'channel 2 was never opened',
    make: () => written({ handler: acknowledges, mask: 0x003f_003e }),
    near: 'channel 2 is masked, and the main loop polls the ring',
    makeNear: () => answered({ handler: acknowledges, mask: 0x003f_003e }),
  },
  {
    rule: 'kick-never-acknowledged',
    fails: 'the handler masks the channel and leaves it so',
    make: () => written({ handler: masks }),
    near: 'the handler clears the flag',
    makeNear: () => answered({ handler: acknowledges }),
  },
  {
    rule: 'bell-storm',
    fails: 'the handler returns without clearing the flag',
    make: () => written({ handler: returns }, 10),
    near: 'the handler clears the flag',
    makeNear: () => answered({ handler: acknowledges }),
  },
  {
    rule: 'mailbox-interrupt-disabled',
    fails: 'nobody called HAL_NVIC_EnableIRQ()',
    make: () => written({ handler: acknowledges, nvic: false }),
    near: 'the input is disabled, and the main loop polls the ring',
    makeNear: () => answered({ handler: acknowledges, nvic: false }),
  },
  {
    rule: 'mailbox-handler-missing',
    fails: 'vector 119 is the loop that all vectors share',
    make: () => written({ handler: staysForEver, shared: true }, 10),
    near: 'all vectors share a handler that does its work',
    makeNear: () => answered({ handler: acknowledges, shared: true }),
  },
  {
    rule: 'openamp-in-interrupt',
    fails: 'the handler waits for the lock of libmetal',
    make: () => named(written({ handler: staysForEver }, 25), 0x1000_0100, 'metal_mutex_acquire'),
    near: 'the handler waits for something else',
    makeNear: () => named(written({ handler: staysForEver }, 25), 0x1000_0100, 'wait_for_button'),
  },
  {
    rule: 'handler-does-not-return',
    fails: 'an endless loop in the handler',
    make: () => written({ handler: staysForEver }, 25),
    near: 'the handler returns',
    makeNear: () => answered({ handler: acknowledges }),
  },
  {
    rule: 'interrupts-off',
    fails: 'the main program has set PRIMASK and loops',
    make: () => written({ handler: acknowledges }, 25, interruptsOff),
    near: 'the main program sleeps, interrupts on',
    makeNear: () => answered({ handler: acknowledges }),
  },
];

testRules(cases);

it('each rule of this file has a case', () => {
  expect(
    untested(
      mailboxRules.map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
