/** Bells that got lost, were not wanted or are not answered, and rings that stand still although every bell was heard. */
import { expect, it } from 'vitest';
import { armInjections } from '../../cli/injections';
import { ns } from '../../contract/units';
import { SymbolTable } from '../../firmware/symbols';
import { sceneOf } from '../../session/scene';
import { Target } from '../../session/target';
import { LinuxBench } from '../../testing/linux-bench';
import { join, makeElf, words } from '../../testing/make-elf';
import { ipcc2, listen, storesAndReturns } from '../../testing/played-interrupts';
import { type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { Scene } from '../scene';
import { kickRules } from './kicks';
import { unreadRules } from './unread';

const handler = storesAndReturns([ipcc2.setClear, 3]);
const flagAddress = 0x1002_1800;
const hello = 'echo hello > /dev/ttyRPMSG0';

const listening = (): LinuxBench => listen(new LinuxBench().withTty(), { handler });
const wantBells = (bench: LinuxBench, on: boolean): void => bench.write(bench.ringAddress(1) + 0x130, on ? 0 : 1, 2);
const scene = ({ target }: LinuxBench): Scene => sceneOf(target);

/** The message was offered while the M4 wanted no bells; then it asks for them, or reads. */
function racing(reads: boolean): Scene {
  const bench = listening();
  wantBells(bench, false);
  bench.shell(hello);
  if (reads) bench.take();
  wantBells(bench, true);
  return scene(bench.run(10));
}

/** A message with a fault on its bell. */
function armed(fault: string): Scene {
  const bench = listening();
  armInjections(bench.target, [fault]);
  bench.shell(hello);
  return scene(bench);
}

function unwanted(reads: boolean): Scene {
  const bench = listening();
  wantBells(bench, false);
  bench.shell(hello);
  if (reads) bench.take();
  return scene(bench);
}

type Heard = { readonly reads?: boolean; readonly flag?: number; readonly within?: string };

/** Heard by the interrupt; `flag`: what it left for the main loop, where there are symbols; `within`: where that loop is. */
function heard({ reads = false, flag, within = 'main' }: Heard): Scene {
  const bench = listening();
  bench.shell(hello);
  if (reads) bench.take();
  bench.write(flagAddress, flag ?? 0, 4);
  bench.run(100);
  const symbol = {
    name: 'msg_received_ch2',
    address: flagAddress,
    size: 4,
    kind: 'object',
    binding: 'local',
    section: 1,
  } as const;
  const code = { ...symbol, name: within, address: 0x1000_0000, kind: 'function' } as const;
  return flag === undefined ? scene(bench) : { ...scene(bench), symbols: new SymbolTable([symbol, code]) };
}

/** A message in vring0, with or without its bell. */
function sent(rings: boolean): Scene {
  const bench = new LinuxBench().withTty();
  if (rings) bench.send(0x400, 0x400, new TextEncoder().encode('hi'));
  else {
    const buffer = bench.read(bench.ringAddress(0) + 16, 4);
    bench.writeBytes(buffer, join(words(0x400, 0x400, 0, 2), new TextEncoder().encode('hi')));
    bench.giveBack(0, 1, 512);
  }
  return scene(bench.run(10));
}

/** Engineering boot: clock on, rings channel 1, then does what the last two halfwords say. */
function ringsAnd(...last: readonly [number, number]): Scene {
  const code = Uint16Array.of(0x4804, 0x2101, 0x0309, 0x6001, 0x4803, 0x2101, 0x0409, 0x6181, ...last);
  const bytes = makeElf({
    segments: [
      { address: 0, bytes: words(0x1004_0000, 0x1000_0001) },
      { address: 0x1000_0000, bytes: join(new Uint8Array(code.buffer), words(0x5000_0aa0, 0x4c00_1000)) },
    ],
  });
  const target = new Target({ name: 'a.elf', bytes }, { board: 'dk2', boot: 'engineering' });
  target.machine.run(ns(10e6));
  expect(target.machine.blocks.ipcc.rung(2, 1)).toBe(1);
  return sceneOf(target);
}

/** So many messages, each read at once and none acknowledged. */
function polled(count: number): Scene {
  const bench = new LinuxBench().withTty();
  for (let i = 0; i < count; i++) {
    bench.shell(hello, 5);
    bench.take();
  }
  return scene(bench);
}

function flooding(message: number): Scene {
  const bench = new LinuxBench().withTty();
  bench.machine.linux.latencies.set('message', message);
  while (bench.send(0x400, 0x400, Uint8Array.of(0x61)));
  return scene(bench.run(100));
}

const cases: readonly RuleCase[] = [
  {
    rule: 'bell-lost',
    fails: 'bells are asked for again behind the message, without a second look',
    make: () => racing(false),
    near: 'with a second look',
    makeNear: () => racing(true),
  },
  {
    rule: 'bell-lost',
    fails: 'the bell is lost on its way',
    make: () => armed('drop-kick channel=2 from=linux nth=1'),
    near: 'the bell is late',
    makeNear: () => armed('delay-kick channel=2 from=linux nth=1 delay=3ms'),
  },
  {
    rule: 'bell-unwanted',
    fails: 'used.flags is 1, and the M4 sleeps',
    make: () => unwanted(false),
    near: 'used.flags is 1, and the M4 looks by itself',
    makeNear: () => unwanted(true),
  },
  {
    rule: 'bell-forgotten',
    fails: 'the interrupt was taken, nobody read the ring, and the flag is 0',
    make: () => heard({ flag: 0 }),
    near: 'the ring was read',
    makeNear: () => heard({ reads: true, flag: 0 }),
  },
  {
    rule: 'bell-forgotten',
    fails: 'the interrupt was taken and nobody read the ring; no symbols',
    make: () => heard({}),
    near: 'the ring was read',
    makeNear: () => heard({ reads: true }),
  },
  {
    rule: 'main-loop-elsewhere',
    fails: 'the flag for the main loop is still set',
    make: () => heard({ flag: 1 }),
    near: 'the flag is 0: the bell was forgotten',
    makeNear: () => heard({ flag: 0 }),
  },
  {
    rule: 'main-loop-elsewhere',
    fails: 'the flag is set, and main() waits for something else',
    make: () => heard({ flag: 1, within: 'wait_for_button' }),
    near: 'the firmware has given up: that is the cause',
    makeNear: () => heard({ flag: 1, within: 'Error_Handler' }),
  },
  {
    rule: 'bell-to-linux-lost',
    fails: 'a used buffer, and no bell',
    make: () => sent(false),
    near: 'a used buffer, then the bell',
    makeNear: () => sent(true),
  },
  {
    rule: 'notify-waits-for-linux',
    fails: 'the M4 looks for ever at its own flag, and there is no Linux',
    make: () => ringsAnd(0x69c2, 0xe7fd),
    near: 'the M4 rang and sleeps',
    makeNear: () => ringsAnd(0xbf30, 0xe7fd),
  },
  {
    rule: 'mailbox-queue-full',
    fails: '25 messages, all read and none acknowledged',
    make: () => polled(25),
    near: 'ten messages',
    makeNear: () => polled(10),
  },
  {
    rule: 'no-empty-buffer',
    fails: 'Linux takes a second for each message',
    make: () => flooding(1e9),
    near: 'Linux is as fast as usual',
    makeNear: () => flooding(2_000),
  },
  {
    rule: 'no-bell-by-design',
    fails: 'the steady state',
    make: () => sent(true),
    near: 'before the start',
    makeNear: () => scene(new LinuxBench()),
  },
];

testRules(cases);

it('each rule of this file has a case', () => {
  expect(
    untested(
      [...kickRules, ...unreadRules].map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
