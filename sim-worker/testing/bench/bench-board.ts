/** Our core with the memory of QEMU's board and the clock of the real chip, for programs that run again and again (`c/bench/again.c`). */
import { Bus } from '../../bus/bus';
import type { RamRegion } from '../../bus/regions';
import { ns } from '../../contract/units';
import { Core } from '../../cpu/core';
import { CpuState } from '../../cpu/cpu-state';
import type { EngineKind } from '../../cpu/engines/engine';
import { readElf } from '../../firmware/elf';
import { Clock, ClockDomain } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { GuestMemory } from '../../kernel/guest-memory';
import { Schedule } from '../../kernel/schedule';
import { place } from '../programs/outcome';

const regions: readonly RamRegion[] = [
  { kind: 'ram', name: 'code', base: place.code, size: place.codeBytes, ramOffset: 0 },
  { kind: 'ram', name: 'ram', base: place.ram, size: place.ramBytes, ramOffset: place.codeBytes },
];
const hertz = 209_000_000;
const call = { write0: 4, exit: 0x18 } as const;
const bkptBytes = 2;
const millisecond = 1_000_000;

export class BenchBoard {
  readonly #clock = new Clock();
  readonly #schedule: Schedule;
  readonly #bus: Bus;
  readonly #cpu: CpuState;
  readonly #semihosting: number;
  readonly core: Core;
  /** Batches that are over. */
  #batches = 0;
  #failed = false;

  constructor(bytes: Uint8Array, engine: EngineKind | undefined) {
    const memory = new GuestMemory(place.codeBytes + place.ramBytes);
    const clock = this.#clock;
    this.#schedule = new Schedule((time) => this.core.clock.limitTo(time));
    this.#bus = new Bus(memory, regions, { check: () => 'ok', unmodelled: () => undefined, unmapped: () => undefined });
    this.core = new Core({
      memory,
      log: new EventLog(clock, 1 << 12),
      clock,
      domain: new ClockDomain(hertz),
      schedule: this.#schedule,
      bus: this.#bus,
      systemReset: () => {
        this.#failed = true;
      },
      sendEvent: () => undefined,
      irqName: (irq) => `IRQ ${irq}`,
      debugger: false,
      bitBand: true,
      // What is not executed must not be counted.
      skipsPolling: false,
      ...(engine === undefined ? {} : { engine }),
    });
    this.#cpu = new CpuState(memory);
    const elf = readElf(bytes);
    for (const segment of elf.segments) {
      if (segment.type !== 'load') continue;
      const part = bytes.subarray(segment.offset, segment.offset + segment.fileSize);
      this.#bus.writeBytes(segment.physicalAddress, part, 'debugger');
    }
    this.#semihosting = elf.symbols.find((symbol) => symbol.name === 'semihosting_call')!.address & ~1;
    this.core.breakpoints.add(this.#semihosting);
    this.#bus.write(place.chosen, 1, 4, 'debugger');
    this.#bus.write(place.chosen + 4, hertz / 1000, 4, 'debugger');
    this.core.release();
  }

  /** So many turns of the program. Throws when it says that it has failed. */
  turns(count: number): void {
    if (this.#batches === 0) this.#untilMark();
    this.#bus.write(place.chosen, count, 4, 'debugger');
    this.#untilMark();
  }

  /** So much virtual time, or less if a batch is over. */
  advance(milliseconds: number): void {
    this.#stretch(this.#clock.now + milliseconds * millisecond);
  }

  #untilMark(): void {
    for (const before = this.#batches; this.#batches === before; ) this.#stretch(Number.POSITIVE_INFINITY);
  }

  #stretch(until: number): void {
    const { core } = this;
    const due = this.#schedule.nextTime ?? this.#clock.now + 1000 * millisecond;
    const target = ns(Math.min(due, until));
    if (core.state === 'running') {
      // It may come back earlier than asked: what it has planned is due before.
      if (core.run(target) === 'breakpoint') this.#serve();
    } else {
      core.clock.skipSleepTo(target);
      this.#clock.advanceTo(target);
    }
    while (this.#schedule.runNext(this.#clock.now));
    if (this.#failed || core.state === 'locked-up') throw new Error('the program has failed');
  }

  /** It has finished its turns, or complains. */
  #serve(): void {
    const { r } = this.#cpu;
    if (r[0] === call.write0) this.#batches++;
    if (r[0] === call.exit) this.#failed = true;
    this.#cpu.pc = this.#semihosting + bkptBytes;
  }
}
