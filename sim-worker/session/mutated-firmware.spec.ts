/** Damaged firmware: `check` and a short run end, whatever the bytes; nothing of ours throws. */
import { expect, it } from 'vitest';
import { ns } from '../contract/units';
import { demoElf } from '../testing/echo-bench';
import { mutate } from '../testing/mutate';
import { preflight } from './preflight';
import { startLines, Target } from './target';

/** CI asks for all 10,000; a run at the desk takes a sample. */
const copies = Number(process.env.AMPSCOPE_MUTATIONS ?? 400);
const runFor = 40e6;
const instructions = 60_000;
const demos = ['tty-echo', 'mailbox-pingpong'].map((name) => ({ name, bytes: demoElf(name) }));

it(
  `${copies} mutated copies of the demos go through check and a short run`,
  () => {
    const ends: Record<string, number> = {};
    for (let seed = 0; seed < copies; seed++) {
      const { name, bytes: original } = demos[seed % demos.length]!;
      const bytes = mutate(original, seed);
      const found = preflight(`${name}.elf`, bytes);
      expect(found.title, `seed ${seed}`).not.toBe('');
      const target = new Target({ name: `${name}.elf`, bytes }, { board: 'dk2', boot: 'linux', eventCapacity: 4096 });
      const text = `${[...startLines(`${name}.elf`), 'echo x > /dev/ttyRPMSG0'].join('\n')}\n`;
      target.journal.record(target.machine, { kind: 'script', text });
      const exit = target.machine.run(ns(runFor), { instructions });
      ends[exit] = (ends[exit] ?? 0) + 1;
      const started = target.machine.linux.dmesg.some((line) => line.text.includes('is now up'));
      if (found.errno !== 0)
        expect(started, `seed ${seed}: check said errno ${found.errno}, but it started`).toBe(false);
    }
    expect(Object.values(ends).reduce((a, b) => a + b, 0)).toBe(copies);
  },
  30 * 60_000,
);
