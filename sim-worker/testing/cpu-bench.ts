/** A Cortex-M4F with some RAM and nothing else, and programs written down with their assembler text. */
import { Bus } from '../bus/bus';
import type { RamRegion } from '../bus/regions';
import { ns } from '../contract/units';
import { Core } from '../cpu/core';
import type { EngineKind } from '../cpu/engines/engine';
import { noPatience } from '../cpu/engines/patience';
import { disassemble } from '../cpu/isa/disassemble';
import type { CoreExit } from '../cpu/run-loop';
import { Clock, ClockDomain } from '../kernel/clock';
import { EventLog } from '../kernel/event-log';
import { GuestMemory } from '../kernel/guest-memory';
import { Schedule } from '../kernel/schedule';

const kib = 1024;
/** One cycle is ten nanoseconds. */
const hz = 100_000_000;

export const place = {
  code: 0x1000_0000,
  handlers: 0x1000_1000,
  data: 0x1001_0000,
  stack: 0x1002_0000,
  hole: 0x2000_0000,
} as const;

const isFinal = (exit: CoreExit): boolean => exit === 'breakpoint' || exit === 'bkpt' || exit === 'locked-up';

/** Halfwords with the text that they must disassemble to, as the assembler writes it. */
export type Listing = readonly (readonly [text: string, ...halfwords: number[]])[];

/** `connected`: a debugger. */
export function cpuBench(
  options: {
    readonly connected?: boolean;
    readonly bitBand?: boolean;
    readonly skipsPolling?: boolean;
    readonly engine?: EngineKind;
  } = {},
) {
  const clock = new Clock();
  const log = new EventLog(clock, 1 << 14);
  const schedule = new Schedule((time) => core.clock.limitTo(time));
  const retram: RamRegion = { kind: 'ram', name: 'RETRAM', base: 0, size: 64 * kib, ramOffset: 0 };
  const sram: RamRegion = { kind: 'ram', name: 'SRAM', base: 0x1000_0000, size: 384 * kib, ramOffset: 64 * kib };
  const memory = new GuestMemory(448 * kib);
  const bus = new Bus(memory, [retram, sram], {
    check: () => 'ok',
    unmodelled: () => undefined,
    unmapped: () => undefined,
  });
  const resets: string[] = [];
  const core: Core = new Core({
    memory,
    log,
    clock,
    domain: new ClockDomain(hz),
    schedule,
    bus,
    systemReset: () => resets.push('SYSRESETREQ'),
    sendEvent: () => undefined,
    irqName: (irq) => `IRQ ${irq}`,
    debugger: options.connected ?? true,
    bitBand: options.bitBand ?? false,
    skipsPolling: options.skipsPolling ?? true,
    engine: options.engine ?? 'evaluator',
    patience: noPatience,
  });

  const word = (address: number, value: number): void => bus.write(address, value, 4, 'debugger');
  /** Writes a program; throws when a text is not what its halfwords mean. */
  const program = (address: number, listing: Listing): void => {
    let at = address;
    for (const [text, first, second] of listing) {
      const found = disassemble(first ?? 0, second ?? 0, at);
      if (found.text !== text) throw new Error(`${text}: the halfwords say ${found.text}`);
      for (const half of second === undefined ? [first ?? 0] : [first ?? 0, second]) {
        bus.write(at, half, 2, 'debugger');
        at += 2;
      }
    }
  };
  /** Vectors by exception number, each handler in its own 64 bytes. */
  const handler = (exception: number, listing: Listing): void => {
    const at = place.handlers + exception * 64;
    word(4 * exception, at | 1);
    program(at, listing);
  };
  /** Lets the core out of reset at `place.code`. */
  const start = (listing: Listing): void => {
    word(0, place.stack);
    word(4, place.code | 1);
    program(place.code, listing);
    core.release();
  };
  const steps = (count: number): void => {
    for (let i = 0; i < count; i++) core.stepInstruction();
  };
  const stretch = (until: number): CoreExit => {
    const due = schedule.nextTime;
    const target = due !== undefined && due < until ? due : ns(until);
    const exit = core.state === 'running' ? core.run(target) : 'stopped';
    if (isFinal(exit)) return exit;
    if (core.state === 'sleeping') core.clock.skipSleepTo(target);
    clock.advanceTo(target);
    while (schedule.runNext(clock.now));
    return exit;
  };
  /** Runs for so many nanoseconds, with everything that falls due. */
  const run = (time: number): CoreExit => {
    const until = clock.now + time;
    let exit: CoreExit = 'time';
    while (clock.now < until && !isFinal(exit)) exit = stretch(until);
    return exit;
  };
  const kinds = (): readonly (string | undefined)[] => Array.from({ length: log.length }, (_, seq) => log.kindAt(seq));
  return { bus, clock, core, handler, kinds, log, memory, program, resets, run, schedule, start, steps, word };
}

/** A bench whose core waits at the start of a row of NOPs. */
export function idlingBench(count = 20) {
  const bench = cpuBench();
  bench.start(Array.from({ length: count }, () => ['nop', 0xbf00] as const));
  const ppb = (address: number, value: number): void => bench.core.ppb.write(address, value, 4);
  const peek = (address: number): number => bench.core.ppb.peek(address, 4) ?? Number.NaN;
  return { ...bench, ppb, peek };
}
