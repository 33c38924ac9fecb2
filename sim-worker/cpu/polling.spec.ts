/** A skipped wait cannot be told from one that was looped: the same programs with and without, in slices of all lengths. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { cpuBench, type Listing, place } from '../testing/cpu-bench';
import { bootedEcho, logText, ramDigest } from '../testing/echo-bench';

const systick = { control: 0xe000_e010, load: 0xe000_e014 } as const;
const sysTickException = 15;
/** Nanoseconds; one cycle is ten of them. */
const slices = [10, 130, 290, 370, 10_000, 1_000_000] as const;
const second = 1_000_000_000;
const minute = 60 * second;

type Program = { readonly main: Listing; readonly tick?: Listing; readonly period?: number };
type Bench = ReturnType<typeof cpuBench>;

/** r0 points to data, r4 to the private peripherals; SysTick may interrupt. What loops is the evaluator. */
function started({ main, tick, period = 0 }: Program, skipsPolling: boolean): Bench {
  const bench = cpuBench(skipsPolling ? {} : { skipsPolling, engine: 'evaluator' });
  if (tick !== undefined) bench.handler(sysTickException, tick);
  bench.start([
    ['movw r0, #0', 0xf240, 0x0000],
    ['movt r0, #0x1001', 0xf2c1, 0x0001],
    ['movw r4, #0xe000', 0xf24e, 0x0400],
    ['movt r4, #0xe000', 0xf2ce, 0x0400],
    ...main,
  ]);
  if (period > 0) {
    bench.core.ppb.write(systick.load, period - 1, 4);
    bench.core.ppb.write(systick.control, 7, 4);
  }
  return bench;
}

/** All that can be seen of a core: registers, counts, the log, and the words that the programs use. */
function seen({ core, clock, log, bus }: Bench) {
  const events = Array.from({ length: log.length - log.first }, (_, i) => log.at(log.first + i));
  const words = Array.from({ length: 32 }, (_, i) => bus.peek(place.data + 4 * i, 4));
  const stack = Array.from({ length: 32 }, (_, i) => bus.peek(place.stack - 4 * i, 4));
  return { view: core.view(), instructions: core.instructions, time: clock.now, words, stack, events };
}

function stateAfter(program: Program, skipsPolling: boolean, time: number, slice: number): ReturnType<typeof seen> {
  const bench = started(program, skipsPolling);
  for (let at = 0; at < time; at += slice) bench.run(slice);
  return seen(bench);
}

/** Counts at `data`. */
const countTick: Listing = [
  ['ldr r1, [r0]', 0x6801],
  ['adds r1, #1', 0x3101],
  ['str r1, [r0]', 0x6001],
  ['bx lr', 0x4770],
];
const flagLoop: Listing = [
  ['ldr r2, [r0]', 0x6802],
  ['cmp r2, #3', 0x2a03],
  ['bne #0x10000010', 0xd1fc],
  ['adds r5, #1', 0x3501],
  ['movs r3, #0', 0x2300],
  ['str r3, [r0]', 0x6003],
  ['b #0x10000010', 0xe7f8],
];

const programs: Readonly<Record<string, Program>> = {
  'waits for a flag that an interrupt sets': { main: flagLoop, tick: countTick, period: 9_973 },
  'an endless loop under interrupts': { main: [['b #0x10000010', 0xe7fe]], tick: countTick, period: 1009 },
  'waits with calls that leave the same things on the stack': {
    main: [
      ['push {r0, r4, lr}', 0xb511],
      ['ldr r2, [r0]', 0x6802],
      ['str r2, [r0, #8]', 0x6082],
      ['pop.w {r0, r4, lr}', 0xe8bd, 0x4011],
      ['b #0x10000010', 0xe7f9],
    ],
    tick: countTick,
    period: 10_007,
  },
  'looks with interrupts masked': {
    main: [
      ['cpsid i', 0xb672],
      ['ldr r2, [r0]', 0x6802],
      ['cpsie i', 0xb662],
      ['cmp r2, #0', 0x2a00],
      ['b #0x10000010', 0xe7fa],
    ],
    tick: countTick,
    period: 5003,
  },
  'loads in an IT block': {
    main: [
      ['ldr r2, [r0]', 0x6802],
      ['tst.w r2, #1', 0xf012, 0x0f01],
      ['ite eq', 0xbf0c],
      ['ldr r3, [r0, #4]', 0x6843],
      ['ldr r3, [r0, #8]', 0x6883],
      ['b #0x10000010', 0xe7f8],
    ],
    tick: countTick,
    period: 7001,
  },
  'counts in a register': {
    main: [
      ['adds r5, #1', 0x3501],
      ['b #0x10000010', 0xe7fd],
    ],
    tick: countTick,
    period: 997,
  },
  'counts in memory': {
    main: [
      ['ldr r2, [r0, #4]', 0x6842],
      ['adds r2, #1', 0x3201],
      ['str r2, [r0, #4]', 0x6042],
      ['movs r2, #0', 0x2200],
      ['b #0x10000010', 0xe7fa],
    ],
    tick: countTick,
    period: 997,
  },
  'reads SysTick, which answers otherwise each time': {
    main: [
      ['ldr r2, [r4, #0x18]', 0x69a2],
      ['str r2, [r0, #4]', 0x6042],
      ['movs r2, #0', 0x2200],
      ['b #0x10000010', 0xe7fb],
    ],
    tick: countTick,
    period: 4999,
  },
  'reads COUNTFLAG, which reading clears': {
    main: [
      ['ldr r2, [r4, #0x10]', 0x6922],
      ['lsls r2, r2, #0xf', 0x03d2],
      ['bpl #0x10000010', 0xd5fc],
      ['adds r5, #1', 0x3501],
      ['b #0x10000010', 0xe7fa],
    ],
    tick: [['bx lr', 0x4770]],
    period: 3001,
  },
};

describe('with and without skipping', () => {
  it.each(
    Object.entries(programs).flatMap(([name, program]) => slices.map((slice) => [name, slice, program] as const)),
  )('%s, in slices of %i ns', (_, slice, program) => {
    const time = slice < 1000 ? 100_000 : 300_000;
    expect(stateAfter(program, true, time, slice)).toEqual(stateAfter(program, false, time, slice));
  });

  it('any small loop', () => {
    const menu: Listing = [
      ['ldr r2, [r0]', 0x6802],
      ['ldr r3, [r0, #8]', 0x6883],
      ['str r2, [r0, #8]', 0x6082],
      ['str r3, [r0, #0xc]', 0x60c3],
      ['strb r2, [r0, #0x11]', 0x7442],
      ['adds r2, #1', 0x3201],
      ['ands r2, r3', 0x401a],
      ['eors r3, r2', 0x4053],
      ['lsls r3, r3, #1', 0x005b],
      ['movs r2, #0', 0x2200],
      ['cmp r2, r3', 0x429a],
      ['ldr r2, [r4, #0x18]', 0x69a2],
      ['push {r2, r3}', 0xb40c],
      ['pop {r2, r3}', 0xbc0c],
      ['cpsid i', 0xb672],
      ['cpsie i', 0xb662],
      ['svc #0', 0xdf00],
      ['nop', 0xbf00],
    ];
    const loop = fc
      .array(fc.constantFrom(...menu), { minLength: 1, maxLength: 8 })
      .map((body): Listing => [...body, ['b #0x10000010', 0xe000 | ((-body.length - 2) & 0x7ff)]]);
    fc.assert(
      fc.property(
        loop,
        fc.integer({ min: 200, max: 4000 }),
        fc.constantFrom(...slices.slice(2)),
        (main, period, slice) => {
          const program = { main, tick: countTick, period };
          expect(stateAfter(program, true, 60_000, slice)).toEqual(stateAfter(program, false, 60_000, slice));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('an hour of waiting passes at once', () => {
  it.each([
    'waits for a flag that an interrupt sets',
    'an endless loop under interrupts',
    'waits with calls that leave the same things on the stack',
    'looks with interrupts masked',
    'loads in an IT block',
  ])('%s', (name) => {
    const bench = started({ main: programs[name]!.main }, true);
    bench.run(60 * minute);
    expect(bench.clock.now).toBeGreaterThanOrEqual(60 * minute);
    expect(bench.core.instructions).toBeGreaterThan(60 * 60 * 1e7);
  });
});

it('a breakpoint in the loop is asked each time', () => {
  const bench = started({ main: flagLoop, tick: countTick, period: 10_000 }, true);
  let asked = 0;
  bench.core.breakpoints.add(place.code + 0x10);
  bench.core.breakpoints.holdsAt = () => ++asked === 500;
  expect(bench.run(second)).toBe('breakpoint');
  expect(bench.core.instructions).toBeGreaterThan(1500);
  expect(bench.core.instructions).toBeLessThan(2000);
});

it('a watched word in the loop halts the core', () => {
  const bench = started({ main: flagLoop }, true);
  bench.run(100_000);
  const { core } = bench;
  core.ppb.write(0xe000_edfc, 1 << 24, 4);
  core.ppb.write(0xe000_1020, place.data, 4);
  core.ppb.write(0xe000_1028, 5, 4);
  bench.run(1000);
  expect(core.state).toBe('halted');
});

it('goes on from a saved state as if it had never looked', () => {
  const program = { main: flagLoop, tick: countTick, period: 9_973 };
  const skipping = started(program, true);
  skipping.run(100_000);
  const plain = started(program, false);
  plain.run(100_000);
  expect(skipping.core.save()).toEqual(plain.core.save());
  plain.core.load(skipping.core.save());
  skipping.core.load(plain.core.save());
  skipping.run(500_000);
  plain.run(500_000);
  expect(seen(skipping)).toEqual(seen(plain));
});

describe('the whole machine', () => {
  it.each([
    ['tty-echo', 'echo one > /dev/ttyRPMSG0\nsleep 0.02\necho two > /dev/ttyRPMSG1\n'],
    ['crash-lab', 'echo null > /dev/ttyRPMSG0\nsleep 0.02\ncat /sys/class/remoteproc/remoteproc0/state\n'],
    ['sdb', 'sleep 0.1\n'],
  ])('%s tells the same story', (name, lines) => {
    const told = (skipsPolling: boolean) => {
      const target = bootedEcho(lines, name, { skipsPolling });
      const { machine } = target;
      machine.run(ns(130_000_000));
      const { cycles, instructions } = machine.core;
      return { log: logText(target), ram: ramDigest(target), cycles, instructions };
    };
    expect(told(true)).toEqual(told(false));
  });
});
