/** Driver of the M4: hold boot, reset, deep-sleep permission and the mailboxes. Source: drivers/remoteproc/stm32_rproc.c; linux-side reference 2.2-2.5. */
import type { KernelGeneration, KernelTree } from '../../contract/protocol';
import { ms } from '../../contract/units';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EINVAL, ENOENT } from '../fs/errno';
import type { KernelLog, Say } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import type { Work } from '../kernel/work';
import type { Mailbox } from '../mailbox/mailbox';
import { daToPa, dmaRanges } from './carveouts';

/** `st,syscfg-*` and `resets` of the device tree. */
const registers = {
  holdBoot: 0x5000_010c,
  resetSet: 0x5000_0404,
  pdds: 0x5000_1014,
  tableAddress: 0x5c00_a144,
  m4State: 0x5c00_a148,
} as const;
const mcuReset = 2;
const m4State = { off: 0, running: 2 } as const;
/** Channels of `mboxes`, counted from 0. */
const channels = { vq0: 0, vq1: 1, shutdown: 2, detach: 3 } as const;
const shutdownTimeout = ms(500);
const detachTimeout = ms(200);
/** In whose name the driver prints. */
export const driverName = 'stm32-rproc 10000000.m4';
/** RSC_TBL_SIZE: of the table of an M4 that somebody else has started. */
export const loadedTableBytes = 1024;
const virtqueues = 2;

type Queued = { waiting: boolean; readonly bells: (number | undefined)[] };
const idle = (): Queued => ({ waiting: false, bells: [] });

export type Stm32RprocPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly work: Work;
  readonly kernelLog: KernelLog;
  readonly mailbox: Mailbox;
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  /** Prints in the name of the remote processor, not of the driver. */
  readonly complain: Say;
  /** Work of a received kick: the M4 rang for this vring. */
  readonly vringWork: (notifyId: number) => void;
  /** ST's tree does it within the mailbox callback, whatever the state of the remote processor. */
  readonly vringNow?: ((notifyId: number) => void) | undefined;
  /** The shutdown or detach message was taken, or not in time. */
  readonly answered: (errno: number) => void;
};

export class Stm32Rproc implements Snapshottable {
  readonly #ports: Stm32RprocPorts;
  /** Per vring: the work is queued, and the events that rang again before it began. */
  #queued: Queued[] = [idle(), idle()];

  constructor(ports: Stm32RprocPorts) {
    this.#ports = ports;
    const { mailbox, work } = ports;
    mailbox.connect(channels.vq0, { received: () => this.#rung(0) });
    mailbox.connect(channels.vq1, { received: () => this.#rung(1) });
    mailbox.connect(channels.shutdown, { sent: (_message, errno) => ports.answered(errno) });
    mailbox.connect(channels.detach, { sent: (_message, errno) => ports.answered(errno) });
    work.on('vring', (index) => this.#vringWork(Number(index)));
  }

  say(text: string): void {
    this.#ports.kernelLog.print(`${driverName}: ${text}`);
  }

  /** The M4 leaves reset; then hold is set again, so that a reset of its own will find it. */
  startSteps(): readonly (() => void)[] {
    const { bus } = this.#ports;
    return [
      () => bus.write(registers.pdds, bus.read(registers.pdds, 4) & ~1, 4),
      () => bus.write(registers.holdBoot, 1, 4),
      () => bus.write(registers.holdBoot, 0, 4),
    ];
  }

  /** Asks the firmware to shut down; `answered` hears of it within 500 ms. Returns 0 or an errno at once. */
  askToShutDown(): number {
    return this.#ports.mailbox.send(channels.shutdown, 0, shutdownTimeout);
  }

  /** Tells the firmware that Linux lets go; `answered` hears of it within 200 ms. Returns 0 or an errno at once. */
  askToDetach(): number {
    return this.#ports.mailbox.send(channels.detach, 0, detachTimeout);
  }

  /** Has somebody started the M4 before Linux came? Mainline and generation A want CRUN, ST's later trees anything but OFF. */
  isStarted(): boolean {
    const state = this.#ports.bus.read(registers.m4State, 4);
    return this.#isLaterSt ? state !== m4State.off : state === m4State.running;
  }

  /** Where a started M4 has its table: a physical address, undefined for none, or why it cannot be had. */
  loadedTable(): { readonly errno: number; readonly pa: number | undefined } {
    const { bus, kernel } = this.#ports;
    const address = bus.read(registers.tableAddress, 4);
    if (address === 0 && (this.#isLaterSt || kernel === 'A')) return { errno: 0, pa: undefined };
    if (this.#isLaterSt) return { errno: 0, pa: address };
    if (address === 0) return { errno: ENOENT, pa: undefined };
    const pa = daToPa(dmaRanges, address, 1);
    if (pa !== undefined) return { errno: 0, pa };
    this.say(`can't translate da ${address.toString(16)}`);
    return { errno: EINVAL, pa: undefined };
  }

  get #isLaterSt(): boolean {
    return this.#ports.tree === 'st' && this.#ports.kernel !== 'A';
  }

  /** From now on a reset of its own finds the M4 held. */
  attach(): void {
    this.#ports.bus.write(registers.holdBoot, 0, 4);
  }

  /** The M4 may restart by itself again. */
  letGo(): void {
    this.#ports.bus.write(registers.holdBoot, 1, 4);
  }

  stop(): void {
    const { bus } = this.#ports;
    bus.write(registers.holdBoot, 0, 4);
    bus.write(registers.resetSet, mcuReset, 4);
    bus.write(registers.pdds, bus.read(registers.pdds, 4) | 1, 4);
    if (bus.read(registers.m4State, 4) !== m4State.off) bus.write(registers.m4State, m4State.off, 4);
  }

  /** Rings for a vring. */
  kick(notifyId: number): void {
    if (notifyId >= virtqueues) {
      this.#ports.kernelLog.print(`WARNING: stm32_rproc_kick: vq ${notifyId}`);
      return;
    }
    const errno = this.#ports.mailbox.send(notifyId, notifyId);
    if (errno !== 0) this.#ports.complain(`stm32_rproc_kick: failed (vq${notifyId}, err:-${errno})`);
  }

  save(): Plain {
    return structuredClone(this.#queued) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#queued = structuredClone(state) as unknown as Queued[];
  }

  #rung(index: number): void {
    const { vringNow } = this.#ports;
    if (vringNow === undefined) this.#queue(index);
    else vringNow(index);
  }

  /** queue_work() of work that waits already changes nothing; the bell is remembered as the reason for a later message. */
  #queue(index: number): void {
    const queued = this.#queued[index]!;
    if (queued.waiting) {
      queued.bells.push(this.#ports.log.context.cause);
      return;
    }
    queued.waiting = true;
    this.#ports.work.after(this.#ports.work.latencies.work, 'vring', index);
  }

  #vringWork(index: number): void {
    const { bells } = this.#queued[index]!;
    this.#queued[index] = idle();
    this.#ports.vringWork(index);
    for (const cause of bells) this.#ports.work.because(cause, () => this.#ports.vringWork(index));
  }
}
