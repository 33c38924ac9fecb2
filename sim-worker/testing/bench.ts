/** `npm run bench`: how fast the built model is on this machine. Figures of one run compare with each other, not with another day's. */
import { ns } from '../contract/units';
import { cpuBench } from './cpu-bench';
import { bootedEcho } from './echo-bench';

/** Virtual nanoseconds run at a time. */
const stretch = 1e6;
const rounds = 7;
/** Instructions per second of a 209 MHz core on busy code. Source: 3.4 CoreMark/MHz at about one instruction per cycle. */
const siliconMips = 209;

type Row = { readonly what: string; readonly unit: string; readonly figures: readonly number[] };

/** Calls `work`, which answers how much it did, and gives amounts per wall second. */
const rates = (work: () => number): readonly number[] =>
  Array.from({ length: rounds }, () => {
    const began = performance.now();
    const done = work();
    return (done / (performance.now() - began)) * 1000;
  });

function busyInstructions(): Row {
  const { core, clock, start } = cpuBench();
  start([
    ['adds r0, r0, r1', 0x1840],
    ['eors r1, r0', 0x4041],
    ['adds r2, #1', 0x3201],
    ['b #0x10000000', 0xe7fb],
  ]);
  const figures = rates(() => {
    const before = core.instructions;
    while (core.instructions < before + 5e6) core.run(ns(clock.now + stretch));
    return (core.instructions - before) / 1e6;
  });
  return { what: 'busy loop', unit: 'MIPS', figures };
}

function echoes(): Row {
  const { machine, journal } = bootedEcho('');
  machine.run(ns(100e6));
  const figures = rates(() => {
    const count = 500;
    for (let i = 0; i < count; i++) {
      journal.record(machine, { kind: 'tty', port: 0, text: 'hello\n' });
      machine.run(ns(machine.clock.now + stretch), { stopAt: (kind) => kind === 'tty.received' });
    }
    return count;
  });
  return { what: 'echo round trips through ttyRPMSG0', unit: 'per second', figures };
}

function boots(): Row {
  const figures = Array.from({ length: rounds }, () => {
    const began = performance.now();
    const { machine } = bootedEcho('');
    const announced = (): boolean => machine.linux.dmesg.some(({ text }) => text.includes('creating channel'));
    for (let time = stretch; !announced(); time += stretch) machine.run(ns(time));
    return performance.now() - began;
  });
  return { what: 'dropped ELF to the first channel', unit: 'ms', figures };
}

function checkpoints(): Row {
  const target = bootedEcho('');
  target.machine.run(ns(100e6));
  const figures = Array.from({ length: rounds }, () => {
    const began = performance.now();
    target.restore(target.checkpoint());
    return performance.now() - began;
  });
  return { what: 'checkpoint and restore', unit: 'ms', figures };
}

for (const { what, unit, figures } of [busyInstructions(), echoes(), boots(), checkpoints()]) {
  const sorted = figures.toSorted((a, b) => a - b);
  const [low, middle, high] = [sorted[0]!, sorted[Math.floor(rounds / 2)]!, sorted[rounds - 1]!];
  const silicon = unit === 'MIPS' ? `, ${(middle / siliconMips).toFixed(2)} × a 209 MHz core` : '';
  console.log(`${what}: ${middle.toFixed(1)} ${unit} (${low.toFixed(1)}–${high.toFixed(1)})${silicon}`);
}
