/** The remoteproc core: the life of the M4 as a state machine whose stages follow each other in virtual time. Source: drivers/remoteproc/remoteproc_core.c; linux-side reference 1.1-1.7. */
import type { KernelGeneration, KernelTree } from '../../contract/protocol';
import type { Nanoseconds } from '../../contract/units';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EINVAL } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { EFAULT, surviveAbort } from '../kernel/abort';
import type { KernelLog } from '../kernel/kernel-log';
import { type KernelLatencies, throughput, timeFor } from '../kernel/latencies';
import type { LinuxBus } from '../kernel/ports';
import type { Work } from '../kernel/work';
import { DevCoredump } from './dev-coredump';
import type { LiveTable } from './live-table';
import { firmwareFolder, type Outcome, processorName, RprocStages, type Stage, type Subdevice } from './rproc-stages';
import { type Deferred, type Job, offline, type Power, type RprocState } from './rproc-state';
import type { RprocVirtio } from './rproc-virtio';
import type { Stm32Rproc } from './stm32-rproc';

/** Wait queue of those who want the lock or wait for a result. */
export const rprocQueue = 'remoteproc0';
const crashNames = ['mmufault', 'watchdog', 'fatal error'];
export const watchdogCrash = 1;

const virtioStages: readonly Stage[] = ['register', 'probe', 'online'];
const startStages: readonly Stage[] = ['load', 'release', ...virtioStages, 'up'];
const stages: Readonly<Record<Job['kind'], readonly Stage[]>> = {
  boot: ['firmware', ...startStages],
  shutdown: ['unregister', 'ask', 'hold', 'stopped', 'clean up'],
  recovery: ['unregister', 'hold', 'stopped', 'dump', 'firmware again', ...startStages],
  // The file is not known from which it could be started again.
  'giving up': ['unregister', 'ask', 'hold', 'stopped', 'dump', 'clean up'],
  'early boot': ['take table', 'attach', ...virtioStages, 'up'],
  attach: ['take table', 'attach', ...virtioStages, 'attached'],
  detach: ['unregister', 'ask to detach', 'let go', 'detached', 'clean up'],
};
type Ticket = { readonly ticket: number };

export type RprocPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly kernelLog: KernelLog;
  readonly work: Work;
  readonly files: FileSystem;
  readonly driver: Stm32Rproc;
  readonly virtio: RprocVirtio;
  /** The system resource manager. */
  readonly resources: Subdevice;
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  /** A kick for the vring with this notify id. */
  readonly vringInterrupt: (notifyId: number) => void;
  /** Work of a bell goes on, asleep. */
  readonly bellAtWork: () => boolean;
  /** Trace buffers came or went. */
  readonly tracesChanged: () => void;
};

export class Rproc implements Snapshottable {
  readonly #ports: RprocPorts;
  readonly #stages: RprocStages;
  readonly #dumps: DevCoredump;
  #state = offline();

  constructor(ports: RprocPorts) {
    this.#ports = ports;
    this.#dumps = new DevCoredump({
      ...ports,
      inline: (position) => this.#dumpFrom(position),
      freed: () => this.#resume('dump'),
    });
    this.#stages = new RprocStages({
      ...ports,
      dumps: this.#dumps,
      say: (text) => this.say(text),
      setPower: (power) => this.#setPower(power),
      state: () => this.#state,
    });
    ports.work.on('rproc-stage', () => this.#runStage());
    ports.work.on('rproc-crash', () => this.#crashWork());
  }

  /** The driver has found its device. `autoBoot`: the device tree wants the M4 up at once. */
  probe(autoBoot: boolean): void {
    const { driver, kernel } = this.#ports;
    if (kernel !== 'A' && driver.isStarted()) this.#setPower('detached');
    const early = this.#isBootedEarly();
    if (kernel === 'A' && this.#ports.tree === 'st' && !early) driver.stop();
    if (kernel === 'A') this.#state.coredump = 'enabled';
    this.say(`${processorName} is available`);
    this.#dumps.addFolder();
    if (early) this.#synchronize();
    else if (autoBoot) this.boot(false);
  }

  say(text: string): void {
    this.#ports.kernelLog.print(`remoteproc remoteproc0: ${text}`);
  }

  get state(): Readonly<RprocState> {
    return this.#state;
  }

  /** A job holds the lock, or the work of a bell: mainline's takes it too. */
  get locked(): boolean {
    const { tree, kernel, bellAtWork } = this.#ports;
    return this.#state.job !== undefined || (tree === 'mainline' && kernel !== 'A' && bellAtWork());
  }

  /** The work of a bell is done. */
  unlocked(): void {
    this.#runDeferred();
    this.#ports.files.wake(rprocQueue);
  }

  /** All rpmsg devices of a virtio device are gone: the last announcement is out, or its time is up. */
  virtioStopped(): void {
    const { job } = this.#state;
    if (job?.paused !== true) return;
    Object.assign(job, { paused: false, step: job.step + 1 });
    this.#ports.work.after(this.#latencies.step, 'rproc-stage');
  }

  /** rproc_boot(); not while locked. 0, an errno, or a ticket for `result`. `asked`: somebody will fetch the result. */
  boot(asked = true): number | Ticket {
    if (++this.#state.users > 1) return 0;
    if (this.#state.power === 'detached') {
      this.say(`attaching to ${processorName}`);
      return this.#begin('attach', this.#latencies.prepare, asked);
    }
    this.say(`powering up ${processorName}`);
    const image = this.#ports.files.contents(`${firmwareFolder}/${this.#state.firmware}`);
    return this.#begin(
      'boot',
      (this.#latencies.openFirmware + timeFor(image?.length ?? 0, throughput.file)) as Nanoseconds,
      asked,
    );
  }

  /** Before there was a state `detached`, ST's tree had a flag `early_boot`; mainline of generation A does not notice. */
  #isBootedEarly(): boolean {
    const { driver, kernel, tree } = this.#ports;
    return kernel === 'A' && tree === 'st' && driver.isStarted();
  }

  /** rproc_boot() of ST's tree with early_boot: as a start, but for the file and the reset. Nobody hears why it fails. */
  #synchronize(): void {
    this.#state.users++;
    this.#state.firmware = '';
    this.say(`powering up ${processorName}`);
    this.say('Synchronizing with early booted co-processor');
    this.#begin('early boot', this.#latencies.prepare, false);
  }

  /** rproc_shutdown(); not while locked. `asked`: somebody will fetch the result. */
  shutdown(asked = true): number | Ticket {
    if (!this.isUp) return EINVAL;
    if (--this.#state.users > 0) return 0;
    return this.#begin('shutdown', this.#latencies.stop, asked);
  }

  /** rproc_detach(); not while locked. `asked`: somebody will fetch the result. */
  detach(asked = true): number | Ticket {
    if (this.#state.power !== 'attached') return EINVAL;
    if (--this.#state.users > 0) return 0;
    return this.#begin('detach', this.#latencies.stop, asked);
  }

  /** rproc_cdev_release(): /dev/remoteproc0 was closed. What that does is decided now, and done when nothing is locked. */
  release(): void {
    if (this.#state.shutdownOnRelease && this.isUp) this.#release(this.#state.power === 'attached' ? 1 : 0);
  }

  /** Linux has started the M4, or attached to it. */
  get isUp(): boolean {
    return this.#state.power === 'running' || this.#state.power === 'attached';
  }

  /** rproc_trigger_recovery(); not while locked. `asked`: somebody will fetch the result. */
  recover(asked = true): number | Ticket {
    if (this.#state.power !== 'crashed') return 0;
    this.say(`recovering ${processorName}`);
    if (this.#state.firmware !== '') return this.#begin('recovery', this.#latencies.stop, asked);
    this.#state.users = 0;
    return this.#begin('giving up', this.#latencies.stop, asked);
  }

  /** The errno with which a job ended; given once. */
  result(ticket: number): number | undefined {
    const errno = this.#state.results[ticket];
    delete this.#state.results[ticket];
    return errno;
  }

  /** Only while nothing is locked. */
  configure(change: Partial<Pick<RprocState, 'firmware' | 'recovery' | 'coredump' | 'shutdownOnRelease'>>): void {
    Object.assign(this.#state, change);
  }

  reportCrash(type: number): void {
    this.say(`crash detected in ${processorName}: type ${crashNames[type] ?? 'unknown'}`);
    this.#ports.work.after(this.#latencies.crash, 'rproc-crash');
  }

  /** Work of a kick of the M4: waits for the lock, and does nothing unless the M4 runs. Attached counts since May 2024. */
  vringInterrupt(notifyId: number): void {
    if (this.#defer('vring', notifyId)) return;
    const { kernel } = this.#ports;
    if (kernel === 'C' ? this.isUp : this.#state.power === 'running') this.#ports.vringInterrupt(notifyId);
  }

  /** The firmware has answered the shutdown or detach message, or has not. */
  answered(errno: number): void {
    const detaching = this.#state.job?.kind === 'detach';
    if (errno !== 0) this.say(`warning: remote FW ${detaching ? 'detach' : 'shutdown'} without ack`);
    this.#resume(detaching ? 'ask to detach' : 'ask');
  }

  /** Name of the core dump that nobody has thrown away yet. */
  get waitingDump(): string | undefined {
    return this.#dumps.waiting;
  }

  /** That dump. */
  coreDump(): { readonly name: string; readonly bytes: Uint8Array } | undefined {
    return this.#dumps.pending(() => this.#stages.wholeDump(() => undefined));
  }

  /** The table in use now. */
  get table(): LiveTable | undefined {
    return this.#stages.table;
  }

  save(): Plain {
    return { state: structuredClone(this.#state) as unknown as Plain, dumps: this.#dumps.save() };
  }

  load(state: Plain): void {
    const saved = state as unknown as { readonly state: RprocState; readonly dumps: Plain };
    this.#state = structuredClone(saved.state);
    this.#dumps.load(saved.dumps);
  }

  get #latencies(): KernelLatencies {
    return this.#ports.work.latencies;
  }

  #begin(kind: Job['kind'], delay: Nanoseconds, asked = true): Ticket {
    const ticket = this.#state.nextTicket++;
    this.#state.job = { kind, ticket, asked, stage: 0, step: 0, vdev: 0, paused: false };
    this.#ports.work.after(delay, 'rproc-stage');
    return { ticket };
  }

  #runStage(): void {
    const { job } = this.#state;
    const stage = job === undefined ? undefined : stages[job.kind][job.stage];
    if (job === undefined || stage === undefined) return;
    const { context } = this.#ports.log;
    const { cause } = context;
    const outcome = this.#attempt(() => this.#stages.run(stage, job.step));
    // Each stage follows from the user's command, not from the last write of the stage before.
    context.cause = cause;
    if (outcome === 'asleep') return;
    if (outcome === 'paused') {
      job.paused = true;
      return;
    }
    if (outcome === 'again') {
      job.step++;
      this.#ports.work.after(stage === 'load' ? this.#latencies.segment : this.#latencies.step, 'rproc-stage');
    } else if (outcome !== 0) this.#fail(job, outcome);
    else this.#next(job);
  }

  #next(job: Job): void {
    const again = stages[job.kind][job.stage] === 'online' && job.vdev + 1 < this.#state.vdevs.length;
    if (again) job.vdev++;
    job.stage += again ? 1 - virtioStages.length : 1;
    job.step = 0;
    const stage = stages[job.kind][job.stage];
    if (stage === undefined) this.#finish(job, 0);
    else this.#ports.work.after(this.#delayBefore(stage), 'rproc-stage');
  }

  /** Goes on if the job sleeps in this stage. */
  #resume(stage: Stage): void {
    const { job } = this.#state;
    if (job !== undefined && stages[job.kind][job.stage] === stage) this.#next(job);
  }

  #dumpFrom(position: number): Uint8Array {
    const bytes = this.#stages.wholeDump().subarray(position);
    if (bytes.length === 0) this.say(`Ramdump done, ${position} bytes read`);
    return bytes;
  }

  #delayBefore(stage: Stage): Nanoseconds {
    switch (stage) {
      case 'load':
        return (this.#latencies.prepare + timeFor(this.#state.image?.length ?? 0, throughput.sram)) as Nanoseconds;
      case 'firmware again':
        return this.#latencies.openFirmware;
      case 'release':
        return this.#latencies.release;
      case 'register':
        return this.#latencies.registerVirtio;
      case 'probe':
        return this.#latencies.probeVirtio;
      case 'online':
        return this.#latencies.onlineVirtio;
      case 'attach':
        return this.#latencies.release;
      case 'up':
      case 'attached':
        return this.#latencies.finish;
      default:
        return this.#latencies.stop;
    }
  }

  #attempt(act: () => Outcome): Outcome {
    return surviveAbort(this.#ports.kernelLog, EFAULT, act);
  }

  #fail(job: Job, errno: number): void {
    const state = this.#state;
    if (job.kind === 'shutdown' || job.kind === 'detach') {
      this.say(job.kind === 'shutdown' ? `can't stop rproc: -${errno}` : `can't detach from rproc: -${errno}`);
      state.users++;
    } else {
      if (state.released) this.#attempt(() => this.#stages.run('hold', 0));
      state.image = undefined;
      if (job.kind !== 'recovery') {
        this.#attempt(() => this.#stages.run('clean up', 0));
        state.users--;
        // The file `state` says so; nobody else does.
        if (job.asked) this.say(`Boot failed: -${errno}`);
      }
    }
    this.#finish(job, errno);
  }

  #finish(job: Job, errno: number): void {
    const state = this.#state;
    state.job = undefined;
    if (job.asked) state.results[job.ticket] = errno;
    this.#runDeferred();
    this.#ports.files.wake(rprocQueue);
  }

  #runDeferred(): void {
    for (const { what, argument, cause } of this.#state.deferred.splice(0)) {
      this.#ports.work.because(cause, () => {
        if (what === 'vring') this.vringInterrupt(argument);
        else if (what === 'release') this.#release(argument);
        else this.#crashWork();
      });
    }
  }

  /** 1: detaches; 0: shuts down. */
  #release(detaches: number): void {
    if (this.locked)
      this.#state.deferred.push({ what: 'release', argument: detaches, cause: this.#ports.log.context.cause });
    else if (detaches === 1) this.detach(false);
    else this.shutdown(false);
  }

  #defer(what: Deferred['what'], argument: number): boolean {
    if (this.#state.job === undefined) return false;
    this.#state.deferred.push({ what, argument, cause: this.#ports.log.context.cause });
    return true;
  }

  #setPower(power: Power): void {
    this.#state.power = power;
    this.#state.changed = this.#ports.log.record('rproc.state-changed', { state: power });
  }

  #crashWork(): void {
    const state = this.#state;
    if (this.#defer('crash', 0) || state.power === 'offline' || state.power === 'crashed') return;
    this.#setPower('crashed');
    this.say(`handling crash #${++state.crashes} in ${processorName}`);
    if (state.recovery) this.recover(false);
  }
}
