/** The whole chip: memory, bus, core, blocks and the Linux side, and the one loop that moves virtual time. */
import { Bus } from '../bus/bus';
import type { Region } from '../bus/regions';
import type { EventKind } from '../contract/event-schema';
import type { Board, BootMode, DeviceTreeName, EtzpcAnswer, KernelGeneration, KernelTree } from '../contract/protocol';
import { type Nanoseconds, ns } from '../contract/units';
import { Core } from '../cpu/core';
import type { CorePorts } from '../cpu/core-ports';
import type { Injector } from '../injections/injector';
import { Clock, ClockDomain } from '../kernel/clock';
import type { Device } from '../kernel/device';
import { EventLog } from '../kernel/event-log';
import { GuestMemory } from '../kernel/guest-memory';
import { Schedule } from '../kernel/schedule';
import type { Plain } from '../kernel/snapshot';
import { Linux } from '../linux/linux';
import { type Blocks, buildBlocks } from './blocks';
import { type BoardDescription, boards } from './boards';
import { Deeds } from './deeds';
import { copyByDma } from './dma-wiring';
import { buildInjector } from './fault-wiring';
import { Firewall } from './firewall';
import { a7Irq, irqName } from './interrupt-map';
import { blockWindows, ramBytes, ramFirewall, ramRegions } from './memory-map';
import type { Exit, RunOptions } from './run-options';
import { Watches } from './watches';

/** MCU clock of a Linux-booted DK2: PLL3_P. */
const linuxBootedHz = 208_877_930;
const nothing: Device = { read: () => undefined, write: () => false, peek: () => undefined };

/** Instructions of the M4 that a fast host executes while it does one thing that is due, in Linux or in a block. */
const dueCost = 4_000;
/** What may be left of a budget of instructions: the last of them would each be a run of its own. */
const enough = 0.2;

export type MachineOptions = {
  readonly board: Board;
  readonly boot: BootMode;
  /** Mainline when not given. */
  readonly tree?: KernelTree | undefined;
  /** The board's own when not given. */
  readonly deviceTree?: DeviceTreeName | undefined;
  /** C when not given. */
  readonly kernel?: KernelGeneration | undefined;
  /** Does remoteproc start the M4 by itself while Linux comes up (`st,auto-boot`)? */
  readonly autoBoot?: boolean | undefined;
  /** A firmware that U-Boot starts before Linux comes up. */
  readonly uBootFirmware?: Uint8Array | undefined;
  /** A bus error when not given. */
  readonly etzpcAnswer?: EtzpcAnswer | undefined;
  readonly eventCapacity?: number;
} & Pick<CorePorts, 'debugger' | 'bitBand' | 'skipsPolling' | 'engine' | 'patience' | 'form'>;
export class Machine {
  readonly clock = new Clock();
  readonly log: EventLog;
  readonly schedule: Schedule;
  readonly memory = new GuestMemory(ramBytes);
  readonly domain = new ClockDomain(linuxBootedHz);
  readonly bus: Bus;
  readonly core: Core;
  readonly blocks: Blocks;
  readonly firewall: Firewall;
  /** Who last changed what both sides share. */
  readonly deeds: Deeds;
  readonly linux: Linux;
  /** Faults on purpose. */
  readonly injector: Injector;
  readonly watches: Watches;
  readonly board: BoardDescription;
  readonly boot: BootMode;
  #exit: Exit | undefined;
  #running = false;
  /** How many things were done that were due. For budgets: it is no part of the state. */
  #done = 0;
  #stopAt: RunOptions['stopAt'];
  #tableMoved: (address: number) => void = () => undefined;

  constructor(options: MachineOptions) {
    this.board = boards[options.board];
    this.boot = options.boot;
    this.log = new EventLog(this.clock, options.eventCapacity);
    this.schedule = new Schedule((time) => {
      if (this.#running) this.core.clock.limitTo(time);
    });
    this.deeds = new Deeds(this.clock, this.log);
    this.blocks = buildBlocks({
      log: this.log,
      clock: this.clock,
      schedule: this.schedule,
      boot: options.boot,
      m4: {
        held: () => this.core.state === 'held',
        release: () => this.#releaseM4(),
        reset: (reason, hold) => this.#resetM4(reason, hold),
      },
      mcuClockChanged: (hz) => this.core.clock.change(hz),
      decprotChanged: (id, value) => this.#guardRam(id, value),
      copyByDma: (from, to, size) => copyByDma(this.bus, from, to, size),
      wire: (by, wanted) => this.injector.passes(by, wanted),
      deed: (kind, what, by) => this.deeds.note(kind, what, by),
      undone: (kind, things) => this.deeds.forget(kind, things),
      toM4: (irq, level, cause) => this.#toM4(irq, level, cause),
      toLinux: (name, level, cause) => this.#toLinux(name, level, cause),
    });
    this.firewall = new Firewall({
      log: this.log,
      clock: this.clock,
      answer: options.etzpcAnswer ?? 'bus-error',
      decprot: (id) => this.blocks.etzpc.decprotOf(id),
      isClocked: (gate) => this.blocks.rcc.isClocked(gate),
    });
    this.bus = new Bus(this.memory, this.#regions(), this.firewall);
    this.watches = new Watches({ bus: this.bus, log: this.log });
    this.core = new Core({
      ...options,
      memory: this.memory,
      log: this.log,
      clock: this.clock,
      domain: this.domain,
      schedule: this.schedule,
      bus: this.bus,
      systemReset: () => this.blocks.rcc.systemResetRequest(),
      sendEvent: () => undefined,
      irqName,
    });
    this.linux = new Linux({
      bus: {
        read: (address, size) => this.bus.read(address, size, 'a7'),
        write: (address, value, size) => this.bus.write(address, value, size, 'a7'),
        writeBytes: (address, bytes) => this.bus.writeBytes(address, bytes, 'a7'),
        readBytes: (address, length) => this.bus.readBytes(address, length, 'a7'),
      },
      schedule: this.schedule,
      clock: this.clock,
      log: this.log,
      tree: options.tree ?? 'mainline',
      board: options.board,
      deviceTree: options.deviceTree ?? 'standard',
      kernel: options.kernel ?? 'C',
      autoBoot: options.autoBoot ?? false,
    });
    this.injector = buildInjector(this);
    this.log.listen((kind, seq) => this.#recorded(kind, seq));
    this.#powerUp(options.uBootFirmware);
  }

  /** Hears each time when Linux has written its resource table into memory: there is the live table now. */
  onTableMoved(listener: (address: number) => void): void {
    this.#tableMoved = listener;
  }

  /** Runs until virtual time `until` or until something asks to come back. */
  run(until: Nanoseconds, options: RunOptions = {}): Exit {
    this.#exit = undefined;
    this.#running = true;
    this.#stopAt = options.stopAt;
    this.core.resume();
    const { instructions = Number.POSITIVE_INFINITY } = options;
    const most = this.#spent + instructions;
    try {
      while (this.#exit === undefined) {
        if (this.clock.now >= until || most - this.#spent < instructions * enough) return 'time';
        this.#step(until, options.stopWhenIdle === true, most);
      }
      return this.#exit;
    } finally {
      this.#running = false;
      this.#stopAt = undefined;
    }
  }

  /** Leaves the run loop at the next instruction boundary. */
  requestExit(reason: Exit): void {
    this.#exit ??= reason;
    this.core.requestExit();
  }

  /** One instruction of the M4, with everything that falls due meanwhile. */
  stepInstruction(): Exit {
    const before = this.core.instructions;
    for (let tries = 0; tries < 1_000_000 && this.core.instructions === before; tries++) {
      if (this.core.state === 'running' || this.core.state === 'halted') {
        this.core.stepInstruction();
        while (this.schedule.runNext(this.clock.now));
        break;
      }
      const due = this.schedule.nextTime;
      if (due === undefined) return 'idle';
      this.#sleepUntil(due);
      this.schedule.runNext(this.clock.now);
    }
    return this.core.state === 'locked-up' ? 'locked-up' : 'requested';
  }

  /** True while nothing can happen without input from outside. */
  get idle(): boolean {
    return this.core.state !== 'running' && this.schedule.nextTime === undefined;
  }

  /** As idle, but the M4 does not sleep: it polls for something that can only come from outside. */
  get waits(): boolean {
    return this.core.polls && this.schedule.nextTime === undefined;
  }

  /** The whole state, as plain data and copies of pages. */
  checkpoint(): Checkpoint {
    const blocks: Record<string, Plain> = {};
    for (const [name, block] of Object.entries(this.blocks.byName)) blocks[name] = block.save();
    return {
      time: this.clock.now,
      domain: this.domain.save(),
      pages: this.memory.savePages(),
      core: this.core.save(),
      schedule: this.schedule.save(),
      linux: this.linux.save(),
      injections: this.injector.save(),
      firewall: this.firewall.save(),
      deeds: this.deeds.save(),
      watches: this.watches.save(),
      blocks,
      lines: [...this.blocks.lines.values()].map((line) => line.level),
      log: this.log.mark(),
      context: { ...this.log.context },
    };
  }

  /** Back to a checkpoint of this machine (same board, same boot mode). */
  restore(state: Checkpoint): void {
    this.clock.restore(ns(state.time));
    this.domain.load(state.domain);
    this.bus.codeReplaced(this.memory.loadPages(state.pages));
    this.schedule.load(state.schedule);
    for (const [name, block] of Object.entries(this.blocks.byName)) block.load(state.blocks[name]);
    [...this.blocks.lines.values()].forEach((line, i) => {
      line.restore(state.lines[i] === true);
    });
    this.firewall.load(state.firewall);
    this.deeds.load(state.deeds);
    this.watches.load(state.watches);
    this.#guardAllRam();
    this.core.load(state.core);
    this.linux.load(state.linux);
    this.injector.load(state.injections);
    this.log.rewindTo(state.log);
    Object.assign(this.log.context, state.context);
  }

  #recorded(kind: EventKind, seq: number): void {
    if (kind === 'fault.locked-up') this.requestExit('locked-up');
    if (this.injector.listens) this.injector.heard(kind, seq);
    if (this.#stopAt?.(kind, seq) === true) this.requestExit('event');
    if (kind === 'rproc.vring-address') this.watches.placesMoved();
    if (kind !== 'rproc.table-written' && kind !== 'rproc.table-found') return;
    const event = this.log.at(seq);
    if (event?.kind !== 'rproc.table-written' && event?.kind !== 'rproc.table-found') return;
    this.#tableMoved(event.fields.address);
    this.watches.placesMoved();
  }

  /** In instructions, since the machine was made. */
  get #spent(): number {
    return this.core.executed + this.#done * dueCost;
  }

  #step(until: Nanoseconds, stopWhenIdle: boolean, most: number): void {
    const due = this.schedule.nextTime;
    const target = due !== undefined && due < until ? due : until;
    if (this.core.state === 'running' && target > this.clock.now) {
      this.#runCore(target, most - this.#spent, stopWhenIdle);
    } else if (due === undefined && stopWhenIdle) {
      this.requestExit('idle');
      return;
    } else if (target > this.clock.now) {
      this.#sleepUntil(target);
    }
    while (this.#exit === undefined && this.schedule.runNext(this.clock.now)) this.#done++;
  }

  #runCore(target: Nanoseconds, instructions: number, stopWhenIdle: boolean): void {
    const slice = Number.isFinite(instructions)
      ? ns(Math.min(target, this.clock.now + Math.ceil(instructions * 5)))
      : target;
    const exit = this.core.run(slice);
    if (stopWhenIdle && this.waits) this.requestExit('idle');
    if (exit === 'breakpoint' || exit === 'bkpt' || exit === 'locked-up') this.#exit ??= exit;
  }

  #sleepUntil(time: Nanoseconds): void {
    if (this.core.state === 'sleeping') this.core.clock.skipSleepTo(time);
    this.clock.advanceTo(time);
  }

  #powerUp(uBootFirmware: Uint8Array | undefined): void {
    const { rcc, etzpc, tamp } = this.blocks;
    if (this.boot === 'linux') {
      rcc.linuxBooted();
      etzpc.linuxBooted(this.board.id);
    } else {
      rcc.engineering();
      etzpc.linuxBooted(this.board.id);
    }
    tamp.reset();
    this.#guardAllRam();
    for (const button of this.board.buttons) this.setPin(button.pin, true);
    this.core.hold();
    if (this.boot !== 'linux') return;
    if (uBootFirmware !== undefined) this.linux.startByUBoot(uBootFirmware);
    this.linux.boot();
  }

  /** Drives a pin from outside, as a button or a wire does; undefined lets it float. */
  setPin(pin: string, level: boolean | undefined): void {
    const bank = this.blocks.gpio[`GPIO${pin[1] ?? ''}`];
    bank?.drive(Number(pin.slice(2)), level);
  }

  /** The level of a pin as the outside sees it. */
  pin(name: string): boolean {
    return this.blocks.gpio[`GPIO${name[1] ?? ''}`]?.level(Number(name.slice(2))) ?? false;
  }

  #regions(): readonly Region[] {
    return [
      ...ramRegions,
      ...blockWindows.map(
        ({ name, base, size }): Region => ({
          kind: 'device',
          name,
          base,
          size,
          device: this.blocks.byName[name] ?? nothing,
        }),
      ),
    ];
  }

  #releaseM4(): void {
    const sp = this.bus.peek(0, 4) ?? 0;
    const pc = this.bus.peek(4, 4) ?? 0;
    const released = this.log.record('rcc.m4-released', { sp, pc });
    this.core.threadCause = released;
    this.core.release();
  }

  #resetM4(reason: string, hold: boolean): void {
    this.core.reset();
    this.core.hold();
    this.firewall.m4Reset();
    if (hold) this.log.record('rcc.m4-held', { reason });
    else this.#releaseM4();
  }

  #toM4(irq: number, level: boolean, cause: number | undefined): void {
    const raised = level ? this.log.record('irq.raised', { processor: 2, irq, name: irqName(irq) }, cause) : cause;
    this.core.setInput(irq, level, raised);
  }

  #toLinux(name: 'ipcc-rx' | 'ipcc-tx' | 'm4-watchdog', level: boolean, cause: number | undefined): void {
    const irq = { 'ipcc-rx': a7Irq.ipccRx, 'ipcc-tx': a7Irq.ipccTx, 'm4-watchdog': a7Irq.m4Watchdog }[name];
    const title = { 'ipcc-rx': 'IPCC_RX0', 'ipcc-tx': 'IPCC_TX0', 'm4-watchdog': 'WWDG1 reset' }[name];
    const raised = level ? this.log.record('irq.raised', { processor: 1, irq, name: title }, cause) : cause;
    this.linux.interrupt(name, level, raised);
  }

  #guardRam(id: number, value: number): void {
    for (const region of ramRegions) {
      if (region.alias !== true && ramFirewall[region.name] === id) this.bus.guard(region, value !== 3);
    }
  }

  #guardAllRam(): void {
    for (const id of Object.values(ramFirewall)) this.#guardRam(id, this.blocks.etzpc.decprotOf(id));
  }
}

export type Checkpoint = {
  readonly time: number;
  readonly domain: readonly number[];
  readonly pages: ReadonlyMap<number, Uint8Array>;
  readonly core: Plain;
  readonly schedule: Plain;
  readonly linux: Plain;
  readonly injections: Plain;
  readonly firewall: ReturnType<Firewall['save']>;
  readonly deeds: ReturnType<Deeds['save']>;
  readonly watches: Plain;
  readonly blocks: Readonly<Record<string, Plain>>;
  readonly lines: readonly boolean[];
  readonly log: ReturnType<EventLog['mark']>;
  readonly context: { readonly cause: number | undefined; readonly pc: number | undefined };
};
