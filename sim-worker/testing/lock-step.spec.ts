/** The demo firmwares on the whole chip under every engine: the same machine after each slice of time, whatever its length. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { noPatience } from '../cpu/engines/patience';
import { bootedEcho } from './echo-bench';
import { allDifferences, type Lane, ramDifferences, registerDifferences } from './lock-step';

/** As a host without tail calls has them, too. */
const engines = {
  interpreter: { engine: 'interpreter' },
  translator: { engine: 'translator' },
  'interpreter in a loop': { engine: 'interpreter', form: 'loop' },
  'translator in a loop': { engine: 'translator', form: 'loop' },
} as const;
type EngineName = keyof typeof engines;
const engineNames = Object.keys(engines) as readonly EngineName[];
const echo = 'echo one > /dev/ttyRPMSG0\nsleep 0.01\necho two > /dev/ttyRPMSG1\n';
const scenes: Readonly<Record<string, string>> = {
  'tty-echo': echo,
  'mailbox-pingpong': 'echo hello > /sys/kernel/debug/10046000.mailbox-test/message\n',
  'crash-lab': 'echo null > /dev/ttyRPMSG0\nsleep 0.02\ncat /sys/class/remoteproc/remoteproc0/state\n',
  'crash-recovery': 'sleep 0.1\n',
  'lost-kick': echo,
  'buffer-leak': 'for i in 1 2 3 4 5; do echo $i > /dev/ttyRPMSG0; done\n',
  sdb: 'sleep 0.05\n',
  'uart-owner': 'sleep 0.05\n',
};
/** One cycle takes nearly five nanoseconds. */
const cycleTime = 4.79;
const second = 1_000_000_000;
/** Cycles of a slice, and how many of them are looked at once the firmware runs. In short, each scene has two of them. */
const isLong = process.env.AMPSCOPE_LOCK_STEP === 'long';
const slices = [
  [1, 3000],
  [13, 3000],
  [29, 3000],
  [37, 3000],
  [1000, 5000],
  [100_000, 500],
] as const;

function lanes(name: string, engine: EngineName) {
  const lane = (kind: EngineName | 'evaluator') => {
    const chosen = kind === 'evaluator' ? { engine: kind } : engines[kind];
    const { machine, code, writers } = bootedEcho(scenes[name]!, name, { ...chosen, patience: noPatience });
    machine.core.prepare(code);
    return { name: kind, machine, writers, memory: machine.memory, log: machine.log } satisfies Lane & {
      machine: unknown;
      writers: unknown;
    };
  };
  const both = [lane('evaluator'), lane(engine)] as const;
  const advance = (time: number): void => {
    for (const { machine } of both) machine.run(ns(machine.clock.now + time));
  };
  const [reference, tested] = both;
  while (reference.machine.core.state === 'held' && reference.machine.clock.now < second) advance(1_000_000);
  return { reference, tested, advance };
}

const cases = Object.keys(scenes).flatMap((name, n) =>
  engineNames.map((engine) => {
    const isFast = !('form' in engines[engine]);
    return [name, engine, isLong && isFast ? slices : [slices[n % 4]!, slices[4 + (n % 2)]!]] as const;
  }),
);

describe('lock step', () => {
  it.each(cases)('%s, %s', { timeout: 300_000 }, (name, engine, looked) => {
    for (const [cycles, count] of looked) {
      const { reference, tested, advance } = lanes(name, engine);
      for (let i = 0; i < count; i++) {
        advance(Math.ceil(cycles * cycleTime));
        const found = registerDifferences(reference, tested);
        if (i % 500 === 0) found.push(...ramDifferences(reference, tested));
        if (found.length > 0) expect(found, `slices of ${cycles}, after ${i}`).toEqual([]);
      }
      advance(second / 20);
      expect(allDifferences(reference, tested), `slices of ${cycles}`).toEqual([]);
      // Who wrote each byte of shared memory last, from where and when.
      expect(tested.writers.save(), `slices of ${cycles}`).toEqual(reference.writers.save());
    }
  });
});

describe('a checkpoint', () => {
  const kinds = ['evaluator', 'interpreter', 'translator'] as const;
  const booted = (engine: (typeof kinds)[number]) => bootedEcho(scenes['tty-echo']!, 'tty-echo', { engine }).machine;

  it.each(kinds)('taken under the %s is the same, and goes on under all others', (from) => {
    const origin = booted(from);
    const reference = booted('evaluator');
    for (const machine of [origin, reference]) machine.run(ns(0.103 * second));
    const state = origin.checkpoint();
    expect(state).toEqual(reference.checkpoint());
    reference.run(ns(0.15 * second));
    for (const to of kinds) {
      const machine = booted(to);
      machine.run(ns(0.05 * second));
      machine.restore(state);
      machine.run(ns(0.15 * second));
      expect(machine.checkpoint()).toEqual(reference.checkpoint());
    }
  });
});
