/** A played M4 that mistreats rings, buffers and messages in one way each, and one that nearly does. */
import { expect, it } from 'vitest';
import { SymbolTable } from '../../firmware/symbols';
import { sceneOf } from '../../session/scene';
import { LinuxBench } from '../../testing/linux-bench';
import { ipcc2, listen, storesAndReturns } from '../../testing/played-interrupts';
import { findingsOf, type RuleCase, testRules, untested } from '../../testing/rule-cases';
import type { Scene } from '../scene';
import { messageRules } from './messages';
import { ringRules } from './rings';

const handler = storesAndReturns([ipcc2.setClear, 3]);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hello = 'echo hello > /dev/ttyRPMSG0';
/** Of the descriptor's buffer. */
const bufferOf = (bench: LinuxBench, ring: 0 | 1, descriptor: number): number =>
  bench.read(bench.ringAddress(ring) + 16 * descriptor, 4);

/** A firmware with a tty that takes its bells, after what `act` does. */
function after(act: (bench: LinuxBench) => void): Scene {
  const bench = listen(new LinuxBench().withTty(), { handler });
  act(bench);
  return sceneOf(bench.target);
}

/** Linux sends so many messages; the M4 takes each, and marks it as OpenAMP does. */
function keeps(bench: LinuxBench, count: number, marks: boolean): void {
  for (let i = 0; i < count; i++) {
    bench.shell(hello, 5);
    bench.take(true);
    if (marks) bench.write(bufferOf(bench, 1, i) + 8, i, 4);
  }
}

/** All buffers are with the M4, somebody waits for one, and three come back. */
function waiting(rings: boolean): Scene {
  return after((bench) => {
    keeps(bench, 16, false);
    bench.shell('rpmsgctl create-ept mine any 0x400; echo hello > /dev/rpmsg0 &', 10);
    expect(bench.machine.linux.ipcView().sendWaits).toHaveLength(1);
    for (let i = 0; i < 3; i++) bench.giveBack(1, i, 22);
    if (rings) bench.ring(2);
    bench.run(20);
  });
}

/** Three lines in one pass, answered so often. */
function echoing(answers: number): Scene {
  const scene = after((bench) => {
    bench.shell(`${hello}; ${hello}; ${hello}`);
    for (let i = 0; i < 3; i++) bench.take();
    for (let i = 0; i < answers; i++) bench.send(0x400, 0x400, bytes('hello'));
    bench.run(50);
  });
  const flag = {
    name: 'VirtUart0RxMsg',
    address: 0x1002_1800,
    size: 4,
    kind: 'object',
    binding: 'global',
    section: 1,
  } as const;
  return { ...scene, symbols: new SymbolTable([flag]) };
}

const cases: readonly RuleCase[] = [
  {
    rule: 'returned-twice',
    fails: 'the M4 returns an empty buffer twice',
    make: () =>
      after((bench) => {
        bench.send(0x400, 0x400, bytes('one'));
        bench.run(5);
        bench.giveBack(0, 1, 512);
        bench.giveBack(0, 1, 512);
        bench.ring(1);
        bench.run(5);
      }),
    near: 'two different ones',
    makeNear: () =>
      after((bench) => {
        bench.send(0x400, 0x400, bytes('one'));
        bench.send(0x400, 0x400, bytes('two'));
        bench.run(5);
      }),
  },
  {
    rule: 'ring-given-up',
    fails: 'a descriptor that does not exist',
    make: () =>
      after((bench) => {
        bench.giveBack(0, 77, 512);
        bench.ring(1);
        bench.run(5);
      }),
    near: 'one that does',
    makeNear: () => after((bench) => void bench.send(0x400, 0x400, bytes('hello'))),
  },
  {
    rule: 'buffers-kept',
    fails: 'sixteen messages are read and held',
    make: () =>
      after((bench) => {
        keeps(bench, 16, true);
        bench.run(200);
      }),
    near: 'fifteen are',
    makeNear: () =>
      after((bench) => {
        keeps(bench, 15, true);
        bench.run(200);
      }),
  },
  {
    rule: 'buffers-kept',
    fails: 'nothing is read',
    make: () =>
      after((bench) => {
        keeps(bench, 16, false);
        bench.shell(hello, 200);
      }),
    near: 'each is given back',
    makeNear: () =>
      after((bench) => {
        for (let i = 0; i < 20; i++) {
          bench.shell(hello, 5);
          bench.take();
        }
        bench.run(200);
      }),
  },
  {
    rule: 'buffer-left-behind',
    fails: 'the first of four messages is held',
    make: () =>
      after((bench) => {
        for (let i = 0; i < 4; i++) {
          bench.shell(hello, 5);
          bench.take(i === 0);
        }
        bench.run(200);
      }),
    near: 'it is given back last',
    makeNear: () =>
      after((bench) => {
        for (let i = 0; i < 4; i++) {
          bench.shell(hello, 5);
          bench.take(i === 0);
        }
        bench.giveBack(1, 0, 22);
        bench.run(200);
      }),
  },
  {
    rule: 'sender-not-woken',
    fails: 'buffers come back without a bell on channel 2',
    make: () => waiting(false),
    near: 'with the bell',
    makeNear: () => waiting(true),
  },
  {
    rule: 'changed-after-return',
    fails: 'the text is made upper case behind the callback',
    make: () =>
      after((bench) => {
        bench.shell(hello);
        bench.take();
        bench.run(1);
        bench.writeBytes(bufferOf(bench, 1, 0) + 16, bytes('HELLO'));
      }),
    near: 'within the callback',
    makeNear: () =>
      after((bench) => {
        bench.shell(hello);
        bench.take(true);
        bench.writeBytes(bufferOf(bench, 1, 0) + 16, bytes('HELLO'));
        bench.run(1);
        bench.giveBack(1, 0, 22);
      }),
  },
  {
    rule: 'message-too-long',
    fails: 'a header that claims 600 bytes',
    make: () =>
      after((bench) => {
        const descriptor = 1;
        const buffer = bufferOf(bench, 0, descriptor);
        bench.send(0x400, 0x400, bytes('x'));
        bench.write(buffer + 12, 600, 2);
        bench.run(5);
      }),
    near: '496 bytes',
    makeNear: () => after((bench) => void bench.send(0x400, 0x400, new Uint8Array(496).fill(0x61))),
  },
  {
    rule: 'message-too-long',
    fails: 'a write of 600 bytes to an endpoint of rpmsg_char',
    make: () =>
      after((bench) => bench.shell('rpmsgctl create-ept mine any 0x400; head -c 600 /dev/zero > /dev/rpmsg0')),
    near: 'a write of 600 bytes to the tty, which splits it',
    makeNear: () =>
      after((bench) => {
        bench.shell('head -c 600 /dev/zero > /dev/ttyRPMSG0');
        while (bench.take() !== undefined);
        bench.run(5);
      }),
  },
  {
    rule: 'echo-lost-in-burst',
    fails: 'three lines in one pass, one echo',
    make: () => echoing(1),
    near: 'three echoes',
    makeNear: () => echoing(3),
  },
];

testRules(cases);

it('a ring that was broken on purpose is not blamed on the firmware', () => {
  const scene = after((bench) => {
    const values = { ring: 0, field: 'used.id', value: 99, at: 'returned', nth: 1 };
    bench.target.journal.record(bench.machine, { kind: 'inject', injection: { kind: 'corrupt-ring', values } });
    bench.send(0x400, 0x400, bytes('hello'));
    bench.run(5);
  });
  const found = findingsOf(scene).find(({ rule }) => rule === 'ring-given-up');
  expect(found?.title).toMatch(/: a fault on purpose put descriptor 99 into the used ring\.$/);
  expect(found?.evidence.at(-1)?.sentence).toBe('A fault on purpose was injected before.');
});

it('each rule of these files has a case', () => {
  expect(
    untested(
      [...ringRules, ...messageRules].map(({ id }) => id),
      cases,
    ),
  ).toEqual([]);
});
