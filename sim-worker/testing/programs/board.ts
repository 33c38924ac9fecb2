/** Our core in the memory of QEMU's mps2-an386, and semihosting for the programs that run on it. */
import { Bus } from '../../bus/bus';
import type { Policy, RamRegion } from '../../bus/regions';
import { type Nanoseconds, ns } from '../../contract/units';
import { Core } from '../../cpu/core';
import { CpuState } from '../../cpu/cpu-state';
import type { EngineKind } from '../../cpu/engines/engine';
import { noPatience } from '../../cpu/engines/patience';
import type { CoreExit } from '../../cpu/run-loop';
import { codePieces } from '../../firmware/code-pieces';
import { Clock, ClockDomain } from '../../kernel/clock';
import { EventLog } from '../../kernel/event-log';
import { GuestMemory, pageBytes } from '../../kernel/guest-memory';
import { Schedule } from '../../kernel/schedule';
import type { Image } from './build';
import { type End, hertz, type Outcome, place } from './outcome';

/** Of the memory on QEMU's board, which is larger: what lies behind is a hole. */
const lastPage = 0x207f_f000;
const regions: readonly RamRegion[] = [
  { kind: 'ram', name: 'code', base: place.code, size: place.codeBytes, ramOffset: 0 },
  { kind: 'ram', name: 'ram', base: place.ram, size: place.ramBytes, ramOffset: place.codeBytes },
  { kind: 'ram', name: 'end of ram', base: lastPage, size: pageBytes, ramOffset: place.codeBytes + place.ramBytes },
];
const call = { open: 1, close: 2, write0: 4, write: 5, exit: 0x18 } as const;
const applicationExit = 0x2_0026;
const second = 1_000_000_000;
/** Nothing here runs longer, in instructions. */
const patience = 20_000_000;
const bkptBytes = 2;

export class OurBoard {
  readonly core: Core;
  readonly memory = new GuestMemory(place.codeBytes + place.ramBytes + pageBytes);
  readonly log: EventLog;
  readonly #clock = new Clock();
  readonly #schedule: Schedule;
  readonly #bus: Bus;
  readonly #cpu: CpuState;
  readonly #semihosting: number;
  #text = '';
  #ram: Uint8Array | undefined;
  #end: End | undefined;

  constructor(image: Image, engine?: EngineKind) {
    const { memory } = this;
    const clock = this.#clock;
    this.log = new EventLog(clock, 1 << 12);
    this.#schedule = new Schedule((time) => this.core.clock.limitTo(time));
    const silent: Policy = { check: () => 'ok', unmodelled: () => undefined, unmapped: () => undefined };
    this.#bus = new Bus(memory, regions, silent);
    this.core = new Core({
      memory,
      log: this.log,
      clock,
      domain: new ClockDomain(hertz),
      schedule: this.#schedule,
      bus: this.#bus,
      systemReset: () => {
        this.#end = 'reset';
        this.core.requestExit();
      },
      sendEvent: () => undefined,
      irqName: (irq) => `IRQ ${irq}`,
      debugger: false,
      bitBand: true,
      patience: noPatience,
      ...(engine === undefined ? {} : { engine }),
    });
    this.core.prepare(codePieces(image.elf, image.bytes));
    this.#cpu = new CpuState(memory);
    for (const segment of image.elf.segments) {
      if (segment.type !== 'load') continue;
      const bytes = image.bytes.subarray(segment.offset, segment.offset + segment.fileSize);
      bytes.forEach((byte, i) => {
        this.#bus.write(segment.physicalAddress + i, byte, 1, 'debugger');
      });
    }
    this.#semihosting = image.elf.symbols.find((symbol) => symbol.name === 'semihosting_call')!.address & ~1;
    this.core.breakpoints.add(this.#semihosting);
  }

  run(chosen: number): Outcome {
    this.start(chosen);
    while (this.#end === undefined) this.#stretch(this.#target);
    return { end: this.#end, text: this.#text, ram: this.#ram };
  }

  start(chosen = 0): void {
    this.#bus.write(place.chosen, chosen, 4, 'debugger');
    this.core.release();
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Lets so many nanoseconds pass, or less when the program ends or calls. */
  advance(time: number): void {
    this.#stretch(ns(Math.min(this.#target, this.#clock.now + time)));
  }

  #stretch(target: Nanoseconds): void {
    const { core } = this;
    const ran = core.state === 'running';
    const exit: CoreExit = ran ? core.run(target) : 'stopped';
    if (exit === 'breakpoint') this.#serve();
    else if (core.state === 'locked-up') this.#end = 'locked-up';
    // A run may come back earlier: what it has planned is due before.
    else if (exit !== 'requested') this.#passTo(ran ? this.#clock.now : target);
    if (core.instructions > patience) this.#end ??= 'time';
  }

  get #target(): Nanoseconds {
    return this.#schedule.nextTime ?? ns(this.#clock.now + second);
  }

  #passTo(target: Nanoseconds): void {
    const { core } = this;
    const asleep = core.state === 'sleeping';
    if (asleep && this.#schedule.nextTime === undefined) this.#end = 'time';
    if (asleep) core.clock.skipSleepTo(target);
    this.#clock.advanceTo(target);
    while (this.#schedule.runNext(this.#clock.now));
  }

  /** The call that the program waits for: r0 says which, r1 points to what it needs. */
  #serve(): void {
    const { r } = this.#cpu;
    const argument = r[1]! >>> 0;
    r[0] = this.#answer(r[0]!, argument);
    this.#cpu.pc = this.#semihosting + bkptBytes;
  }

  #answer(operation: number, argument: number): number {
    switch (operation) {
      case call.write0:
        this.#text += this.#string(argument);
        return 0;
      case call.write:
        this.#ram = this.#bytes(this.#word(argument + 4), this.#word(argument + 8));
        return 0;
      case call.exit:
        this.#end = argument === applicationExit ? 'exit 0' : 'exit 1';
        return 0;
      default:
        return 1;
    }
  }

  #word(address: number): number {
    return this.#bus.read(address, 4, 'debugger');
  }

  #bytes(address: number, count: number): Uint8Array {
    return Uint8Array.from({ length: count }, (_, i) => this.#bus.read(address + i, 1, 'debugger'));
  }

  #string(address: number): string {
    let count = 0;
    while (this.#bus.read(address + count, 1, 'debugger') !== 0) count++;
    return Buffer.from(this.#bytes(address, count)).toString('utf8');
  }
}

/** `chosen`: what the program finds where the linker script says so. Also answers how many instructions it took. */
export function runOnOurs(image: Image, chosen = 0): Outcome & { readonly instructions: number } {
  const board = new OurBoard(image);
  return { ...board.run(chosen), instructions: board.core.instructions };
}
