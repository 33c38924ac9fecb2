/** Builds every modelled block and connects its wires: which line goes to which processor. */

import type { BootMode } from '../contract/protocol';
import type { RegisterMap } from '../contract/registers';
import { type AccessSize, type Initiator, isFromOutside, type Processor } from '../contract/units';
import type { Clock } from '../kernel/clock';
import type { Device } from '../kernel/device';
import type { EventLog } from '../kernel/event-log';
import { Line } from '../kernel/line';
import type { Schedule } from '../kernel/schedule';
import type { Snapshottable } from '../kernel/snapshot';
import { Bsec } from '../peripherals/bsec/bsec';
import { Dbgmcu } from '../peripherals/dbgmcu/dbgmcu';
import { Etzpc } from '../peripherals/etzpc/etzpc';
import { Exti } from '../peripherals/exti/exti';
import { Gpio } from '../peripherals/gpio/gpio';
import { Hsem } from '../peripherals/hsem/hsem';
import { type FlagChange, Ipcc } from '../peripherals/ipcc/ipcc';
import { Pwr } from '../peripherals/pwr/pwr';
import { Rcc } from '../peripherals/rcc/rcc';
import { Syscfg } from '../peripherals/syscfg/syscfg';
import { Tamp } from '../peripherals/tamp/tamp';
import type { Usart } from '../peripherals/usart/usart';
import { Wwdg } from '../peripherals/wwdg/wwdg';
import type { DeedKind } from './deeds';
import { buildDma } from './dma-wiring';
import { extiIrq, m4Irq } from './interrupt-map';
import { gpioBanks } from './memory-map';
import { buildSimpleBlocks } from './simple-blocks';

export type Block = Device &
  Snapshottable & {
    readonly registers: {
      readonly map: RegisterMap;
      values(): Readonly<Record<string, number>>;
      nameAt(offset: number): string | undefined;
    };
    reset(): void;
  };

export type BlockPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly boot: BootMode;
  readonly m4: { held(): boolean; release(): void; reset(reason: string, hold: boolean): void };
  readonly mcuClockChanged: (hz: number) => void;
  readonly decprotChanged: (id: number, value: number) => void;
  /** Drives an input of the M4's NVIC. */
  readonly toM4: (irq: number, level: boolean, cause: number | undefined) => void;
  /** A side changed something that both share. */
  readonly deed: (kind: DeedKind, what: string, by: Processor) => void;
  /** A reset took it back. */
  readonly undone: (kind: DeedKind, things: readonly string[]) => void;
  /** One access of a DMA stream; false when the bus refuses it. */
  readonly copyByDma: (from: number, to: number, size: AccessSize) => boolean;
  /** What of a write to CxSCR reaches the flags of the mailbox. */
  readonly wire: (by: Processor, wanted: FlagChange) => FlagChange;
  readonly toLinux: (name: 'ipcc-rx' | 'ipcc-tx' | 'm4-watchdog', level: boolean, cause: number | undefined) => void;
};

/** EXTI line that WWDG1's reset of the M4 pulses (RM0436, EXTI line table). */
const wwdgResetLine = 68;

export type Blocks = ReturnType<typeof buildBlocks>;

export function buildBlocks(ports: BlockPorts) {
  const { log, clock, schedule } = ports;
  const lines = new Map<string, Line>();
  const line = (name: string): Line => {
    const made = new Line(name);
    lines.set(name, made);
    return made;
  };

  const deed = (kind: DeedKind, what: string, by: Initiator): void => {
    if (!isFromOutside(by)) ports.deed(kind, what, by === 'a7' ? 1 : 2);
  };

  const rx = { 1: line('IPCC_RX0'), 2: line('IPCC_RX1') };
  const tx = { 1: line('IPCC_TX0'), 2: line('IPCC_TX1') };
  const ipcc = new Ipcc({ log, rxOccupied: rx, txFree: tx, wire: ports.wire });
  rx[1].connect((level) => ports.toLinux('ipcc-rx', level, ipcc.raisedBy.rx1));
  tx[1].connect((level) => ports.toLinux('ipcc-tx', level, ipcc.raisedBy.tx1));
  rx[2].connect((level) => ports.toM4(m4Irq.ipccRx, level, ipcc.raisedBy.rx2));
  tx[2].connect((level) => ports.toM4(m4Irq.ipccTx, level, ipcc.raisedBy.tx2));

  const hsemLines = { 1: line('HSEM_IT1'), 2: line('HSEM_IT2') };
  const hsem = new Hsem({
    log,
    lines: hsemLines,
    asked: (semaphore, by, taken) => ports.deed(taken ? 'semaphore' : 'semaphore-refused', String(semaphore), by),
  });
  hsemLines[2].connect((level) => ports.toM4(m4Irq.hsem, level, log.context.cause));

  const pwr = new Pwr({ log, clock, schedule });
  const tamp = new Tamp({ backupWritable: () => pwr.backupWritable() });
  const etzpc = new Etzpc({ log, changed: ports.decprotChanged });
  const syscfg = new Syscfg({ clock, schedule, boot: ports.boot });
  const dbgmcu = new Dbgmcu();
  const bsec = new Bsec();
  const exti = new Exti({
    log,
    masked: (cpu, index, by) => deed('line', `C${cpu}IMR.${index}`, by),
    cpu2: (index, level) => {
      const irq = extiIrq(index);
      if (irq !== undefined) ports.toM4(irq, level, log.context.cause);
    },
    cpu1: (index, level) => {
      if (index === wwdgResetLine) ports.toLinux('m4-watchdog', level, log.context.cause);
    },
  });
  const earlyWakeup = line('WWDG1');
  const wwdg = new Wwdg({
    log,
    clock,
    schedule,
    earlyWakeup,
    pclk: () => rcc.pclk1,
    bite: () => {
      rcc.watchdogReset();
      exti.input(wwdgResetLine, true);
      exti.input(wwdgResetLine, false);
    },
  });
  earlyWakeup.connect((level) => ports.toM4(m4Irq.wwdg1, level, log.context.cause));
  const bank = (name: string, port: number): Gpio =>
    new Gpio({
      log,
      name,
      pinChanged: (pin, level) => exti.gpioPin(port, pin, level),
      configured: (pin, by) => deed('pin', pin, by),
      forgotten: (pins) => ports.undone('pin', pins),
    });
  const gpio: Readonly<Record<string, Gpio>> = Object.fromEntries([
    ...gpioBanks.map((letter, port) => [`GPIO${letter}`, bank(`GPIO${letter}`, port)] as const),
    ['GPIOZ', bank('GPIOZ', 11)] as const,
  ]);

  const common = { log, clock, schedule, line, toM4: ports.toM4, mcuClock: () => rcc.mcuClock };
  const dma = buildDma({ ...common, copy: ports.copyByDma });
  const simple = buildSimpleBlocks({
    ...common,
    kernelClock: (selector) => rcc.kernelClock(selector),
    timerClock: (bus) => rcc.timerClock(bus),
    request: dma.request,
  });

  const byName: Record<string, Block> = {};
  const rcc = new Rcc({
    log,
    clock,
    schedule,
    m4: {
      ...ports.m4,
      reset: (reason, hold) => {
        wwdg.reset();
        ports.m4.reset(reason, hold);
      },
    },
    mcuClockChanged: (hz) => {
      ports.mcuClockChanged(hz);
      wwdg.clockChanged();
    },
    gated: (gate, by) => deed('gate', gate, by),
    blockReset: (block, asserted) => {
      if (asserted) byName[block === 'DMAMUX' ? 'DMAMUX1' : block]?.reset();
    },
  });
  Object.assign(byName, {
    RCC: rcc,
    PWR: pwr,
    IPCC: ipcc,
    HSEM: hsem,
    EXTI: exti,
    SYSCFG: syscfg,
    TAMP: tamp,
    ETZPC: etzpc,
    DBGMCU: dbgmcu,
    BSEC: bsec,
    WWDG1: wwdg,
    ...gpio,
    ...simple.byName,
    ...dma.byName,
  });
  return {
    rcc,
    pwr,
    ipcc,
    hsem,
    exti,
    syscfg,
    tamp,
    etzpc,
    dbgmcu,
    bsec,
    wwdg,
    gpio,
    /** By name: `USART3`. */
    usarts: simple.usarts as Readonly<Record<string, Usart>>,
    lines,
    byName: byName as Readonly<Record<string, Block>>,
  };
}
