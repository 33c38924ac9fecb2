/** What is measured: each kind of work, begun once and then done in portions. */
import { ns } from '../../contract/units';
import type { EngineKind } from '../../cpu/engines/engine';
import { practice } from '../../cpu/engines/rehearsal/practice';
import { codePieces } from '../../firmware/code-pieces';
import { readElf } from '../../firmware/elf';
import { rehearsal } from '../../session/rehearsal';
import { startLines, Target } from '../../session/target';
import { BenchBoard } from './bench-board';
import { floodSubject } from './flood';
import type { Work } from './jobs';

const millisecond = 1e6;
/** Virtual time in which Linux has loaded a demo's firmware and its tty is there. */
const bootTime = ns(100 * millisecond);

export type Subject = {
  /** Does so much and answers how many instructions that took. */
  readonly run: (amount: number) => { readonly instructions: number; readonly events?: number };
};

/** Linux boots the firmware. Where instructions are counted, none may be skipped. */
function booted(bytes: Uint8Array, engine: EngineKind | undefined, skipsPolling = true): Target {
  const machine = { board: 'dk2', boot: 'linux', skipsPolling, ...(engine === undefined ? {} : { engine }) } as const;
  const target = new Target({ name: 'firmware.elf', bytes }, machine);
  target.journal.record(target.machine, { kind: 'script', text: `${startLines('firmware.elf').join('\n')}\n` });
  return target;
}

const say = ({ machine, journal }: Target): void => journal.record(machine, { kind: 'tty', port: 0, text: 'hello\n' });

function program(bytes: Uint8Array, engine: EngineKind | undefined): Subject {
  const board = new BenchBoard(bytes, engine);
  return {
    run: (amount) => {
      const before = board.core.instructions;
      board.turns(amount);
      return { instructions: board.core.instructions - before };
    },
  };
}

/** As in the page: the rehearsal is over, and so is what a session does with firmware that was opened, while nobody waits. */
function cold(bytes: Uint8Array, engine: EngineKind | undefined): Subject {
  for (const _portion of rehearsal());
  const board = new BenchBoard(bytes, engine);
  const code = codePieces(readElf(bytes), bytes);
  board.core.prepare(code);
  for (const _portion of practice(code));
  return {
    run: (amount) => {
      const end = performance.now() + amount;
      while (performance.now() < end) board.advance(1);
      return { instructions: board.core.instructions };
    },
  };
}

/** A word is watched, and a line comes and goes in each virtual millisecond. */
function watched(bytes: Uint8Array, engine: EngineKind | undefined): Subject {
  const target = booted(bytes, engine, false);
  const { machine, journal } = target;
  machine.run(bootTime);
  const address = readElf(bytes).symbols.find(({ name }) => name === 'watched')!.address;
  const watch = { place: 'watched', range: { address, length: 4 }, reads: false, writes: true };
  journal.record(machine, { kind: 'watches', watches: [watch] });
  return {
    run: (amount) => {
      const before = machine.core.instructions;
      for (let i = 0; i < amount; i++) {
        say(target);
        machine.run(ns(machine.clock.now + millisecond));
      }
      return { instructions: machine.core.instructions - before };
    },
  };
}

function echo(bytes: Uint8Array, engine: EngineKind | undefined): Subject {
  const target = booted(bytes, engine);
  const { machine } = target;
  machine.run(bootTime);
  return {
    run: (amount) => {
      const before = machine.core.instructions;
      for (let i = 0; i < amount; i++) {
        say(target);
        const exit = machine.run(ns(machine.clock.now + 10 * millisecond), {
          stopAt: (kind) => kind === 'tty.received',
        });
        if (exit !== 'event') throw new Error('an echo did not come back');
      }
      return { instructions: machine.core.instructions - before };
    },
  };
}

function boot(bytes: Uint8Array, engine: EngineKind | undefined): Subject {
  return {
    run: (amount) => {
      let instructions = 0;
      for (let i = 0; i < amount; i++) {
        const { machine } = booted(bytes, engine);
        machine.run(bootTime, { stopAt: (kind) => kind === 'rpmsg.channel-created' });
        instructions += machine.core.instructions;
      }
      return { instructions };
    },
  };
}

function checkpoint(bytes: Uint8Array, engine: EngineKind | undefined): Subject {
  const target = booted(bytes, engine);
  target.machine.run(bootTime);
  return {
    run: (amount) => {
      for (let i = 0; i < amount; i++) target.restore(target.checkpoint());
      return { instructions: 0 };
    },
  };
}

export const subjects: Readonly<Record<Work, (bytes: Uint8Array, engine: EngineKind | undefined) => Subject>> = {
  program,
  watched,
  cold,
  echo,
  boot,
  checkpoint,
  flood: floodSubject,
};
