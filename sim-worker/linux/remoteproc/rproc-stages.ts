/** What remoteproc does in each stage of a start, a stop or a recovery. Source: linux-side reference 1.5-1.7. */
import type { KernelTree } from '../../contract/protocol';
import type { EventLog } from '../../kernel/event-log';
import { EINVAL, ENOENT } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import type { Say } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import { daToPa, deviceTreeCarveouts, type Voices } from './carveouts';
import { dumpHeader, dumpSegment, dumpSegments } from './core-dump';
import type { DevCoredump } from './dev-coredump';
import { entryOf, findTable, nextSegment, type Segment } from './elf-loader';
import { prepareImage, takeTable } from './image';
import { type LiveTable, tableInLinux, tableInMemory } from './live-table';
import type { Power, RprocState } from './rproc-state';
import type { RprocVirtio, Step, VdevContext } from './rproc-virtio';
import { loadedTableBytes, type Stm32Rproc } from './stm32-rproc';

export const processorName = 'm4';
export const firmwareFolder = '/lib/firmware';

export type Stage =
  | 'firmware'
  | 'firmware again'
  | 'load'
  | 'release'
  | 'register'
  | 'probe'
  | 'online'
  | 'up'
  | 'unregister'
  | 'ask'
  | 'hold'
  | 'stopped'
  | 'take table'
  | 'attach'
  | 'attached'
  | 'ask to detach'
  | 'let go'
  | 'detached'
  | 'dump'
  | 'clean up';
/** An errno; or the stage goes on with its next step; or it sleeps, at its end or before its next step, until its job is resumed. */
export type Outcome = number | 'again' | 'asleep' | 'paused';
type Steps = readonly Step[];

/** What else must be ready before the M4 leaves reset, or when Linux attaches to it, and is let go afterwards. */
export type Subdevice = { readonly prepare: (attaching: boolean) => void; readonly unprepare: () => void };

export type StagePorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly driver: Stm32Rproc;
  readonly virtio: RprocVirtio;
  readonly resources: Subdevice;
  readonly dumps: DevCoredump;
  readonly tree: KernelTree;
  /** Trace buffers came or went. */
  readonly tracesChanged: () => void;
  readonly say: Say;
  readonly setPower: (power: Power) => void;
  /** The state of the remote processor, to be changed in place. */
  readonly state: () => RprocState;
};

export class RprocStages {
  readonly #ports: StagePorts;
  readonly #stages: Readonly<Record<Stage, (step: number) => Outcome>> = {
    firmware: () => this.#takeFirmware(),
    'firmware again': () => this.#takeFirmwareAgain(),
    load: () => this.#load(),
    release: (step) => this.#release(step),
    register: (step) => this.#register(step),
    probe: (step) =>
      runStep(
        this.#ofVdev((vdev) => this.#ports.virtio.probeSteps(vdev)),
        step,
      ),
    online: (step) =>
      runStep(
        this.#ofVdev((vdev) => this.#ports.virtio.onlineSteps(vdev)),
        step,
      ),
    up: () => this.#arrive('running', `remote processor ${processorName} is now up`),
    unregister: (step) => this.#unregister(step),
    ask: () => this.#ask('shutdown'),
    hold: () => this.#hold(),
    stopped: () => this.#arrive('offline', `stopped remote processor ${processorName}`),
    'take table': () => this.#takeLoadedTable(),
    attach: () => this.#attach(),
    attached: () => this.#arrive('attached', `remote processor ${processorName} is now attached`),
    'ask to detach': () => this.#ask('detach'),
    'let go': () => this.#letGo(),
    detached: () => this.#arrive('detached', `detached remote processor ${processorName}`),
    dump: () => this.#dump(),
    'clean up': () => this.#cleanUp(),
  };

  constructor(ports: StagePorts) {
    this.#ports = ports;
  }

  run(stage: Stage, step: number): Outcome {
    return this.#stages[stage](step);
  }

  /** The table in use now. */
  get table(): LiveTable | undefined {
    const { live, cached, clean } = this.#state;
    const copy = cached ?? clean;
    if (copy === undefined) return undefined;
    return live === undefined ? tableInLinux(copy) : tableInMemory(this.#ports.bus, live, copy.length);
  }

  get #state(): RprocState {
    return this.#ports.state();
  }

  get #voices(): Voices {
    const { say, driver } = this.#ports;
    return { say, driver: (text) => driver.say(text) };
  }

  /** The file, or an errno after the kernel's lines. */
  #firmwareFile(): Uint8Array | number {
    const { firmware } = this.#state;
    if (firmware === '') {
      this.#ports.say(`request_firmware failed: -${EINVAL}`);
      return EINVAL;
    }
    const image = this.#ports.files.contents(`${firmwareFolder}/${firmware}`);
    if (image !== undefined) return image;
    this.#ports.say(`Direct firmware load for ${firmware} failed with error -2`);
    this.#ports.say(`request_firmware failed: -${ENOENT}`);
    return ENOENT;
  }

  #takeFirmware(): Outcome {
    const image = this.#firmwareFile();
    if (typeof image === 'number') return image;
    const { tree } = this.#ports;
    const { errno, carveouts, table, traces, vdevs } = prepareImage(this.#state.firmware, image, this.#voices, tree);
    if (errno !== 0) return errno;
    const entry = entryOf(image);
    Object.assign(this.#state, { image, nextHeader: 0, entry, carveouts, cached: table, traces, vdevs });
    this.#ports.tracesChanged();
    return 0;
  }

  /** Recovery loads the file again but keeps the resources of the first start. */
  #takeFirmwareAgain(): Outcome {
    const image = this.#firmwareFile();
    if (typeof image === 'number') return image;
    Object.assign(this.#state, { image, nextHeader: 0 });
    return 0;
  }

  /** One segment per step, then the table. */
  #load(): Outcome {
    const { image, carveouts, nextHeader } = this.#state;
    if (image === undefined) return ENOENT;
    const found = nextSegment(image, carveouts, nextHeader);
    if (found?.kind === 'bad') {
      this.#ports.say(found.text);
      this.#ports.say(`Failed to load program segments: -${found.errno}`);
      return found.errno;
    }
    if (found !== undefined) {
      this.#copy(found.segment);
      this.#state.nextHeader = found.next;
      return 'again';
    }
    this.#placeTable(image);
    this.#state.image = undefined;
    return 0;
  }

  #copy({ da, pa, bytes, zeroed }: Segment): void {
    const { bus, log } = this.#ports;
    bus.writeBytes(pa, bytes);
    if (zeroed > 0) bus.writeBytes(pa + bytes.length, new Uint8Array(zeroed));
    log.record('rproc.segment-loaded', { address: da, bytes: bytes.length, zeroed });
  }

  /** The cached table goes over the one in memory, which is the live one from now on; silent when there is none. */
  #placeTable(image: Uint8Array): void {
    const { bus, log } = this.#ports;
    const { cached, carveouts } = this.#state;
    const section = findTable(image, (text) => this.#ports.say(text));
    if (section === undefined || cached === undefined) return;
    const pa = daToPa(carveouts, section.da, section.bytes.length);
    if (pa === undefined) return;
    bus.writeBytes(pa, cached);
    this.#state.live = pa;
    log.record('rproc.table-written', { address: section.da, bytes: cached.length });
  }

  #release(step: number): Outcome {
    if (step === 0) this.#ports.resources.prepare(false);
    this.#state.released = true;
    return runStep(this.#ports.driver.startSteps(), step);
  }

  /** Of the virtio device that the job starts now: one is online before the next is registered. */
  #ofVdev(stepsOf: (context: VdevContext) => Steps): Steps {
    const { table } = this;
    const { vdevs, carveouts, job } = this.#state;
    const vdev = vdevs[job?.vdev ?? 0];
    return table === undefined || vdev === undefined ? [] : stepsOf({ vdev, table, carveouts });
  }

  /** Of those that were started, the last first, as subdevices are stopped. */
  #ofStartedVdevs(stepsOf: (context: VdevContext) => Steps): Steps {
    const { table } = this;
    const { vdevs, carveouts } = this.#state;
    return table === undefined ? [] : vdevs.toReversed().flatMap((vdev) => stepsOf({ vdev, table, carveouts }));
  }

  #register(step: number): Outcome {
    this.#state.registered = true;
    return runStep(
      this.#ofVdev((vdev) => this.#ports.virtio.registerSteps(vdev)),
      step,
    );
  }

  #arrive(power: Power, text: string): Outcome {
    this.#ports.setPower(power);
    this.#ports.say(text);
    return 0;
  }

  #unregister(step: number): Outcome {
    const state = this.#state;
    const steps = state.registered ? this.#ofStartedVdevs((vdev) => this.#ports.virtio.unregisterSteps(vdev)) : [];
    const outcome = runStep(steps, step);
    if (outcome !== 0) return outcome;
    state.registered = false;
    // Nobody has cached the table of an attached M4: its last words serve for the rest.
    if (state.cached === undefined && state.live !== undefined) state.cached = this.table?.bytes();
    if (state.job?.kind === 'detach' && state.live !== undefined && state.clean !== undefined)
      this.#ports.bus.writeBytes(state.live, state.clean);
    // What is in the memory of the M4 is not looked at any more.
    Object.assign(state, { live: undefined, clean: undefined });
    return 0;
  }

  /** Sleeps until the firmware has answered or the time is up; a full queue counts as no answer. */
  #ask(what: 'shutdown' | 'detach'): Outcome {
    const { driver, say } = this.#ports;
    const errno = what === 'shutdown' ? driver.askToShutDown() : driver.askToDetach();
    if (errno === 0) return 'asleep';
    say(`warning: remote FW ${what} without ack`);
    return 0;
  }

  /** The M4 runs already: its table is in its memory, and no file is read. */
  #takeLoadedTable(): Outcome {
    const { bus, driver, say, tree, log } = this.#ports;
    const carveouts = deviceTreeCarveouts(tree);
    const { errno, pa } = driver.loadedTable();
    const early = this.#state.job?.kind === 'early boot';
    if (errno !== 0) {
      if (!early) say(`can't load resource table: -${errno}`);
      return errno;
    }
    Object.assign(this.#state, { carveouts, entry: 0 });
    if (pa === undefined) {
      if (early) say('no resource table found for this firmware');
      return 0;
    }
    const clean = bus.readBytes(pa, loadedTableBytes);
    const taken = takeTable(clean.slice(), carveouts, this.#voices);
    if (taken.errno !== 0 || taken.table === undefined) return taken.errno;
    for (let at = 0; at < clean.length; at += 4) {
      const word = taken.table.subarray(at, at + 4);
      if (word.some((byte, i) => byte !== clean[at + i])) bus.writeBytes(pa + at, word);
    }
    Object.assign(this.#state, { clean, live: pa, traces: taken.traces, vdevs: taken.vdevs });
    log.record('rproc.table-found', { address: pa, bytes: clean.length });
    this.#ports.tracesChanged();
    return 0;
  }

  #attach(): Outcome {
    this.#ports.resources.prepare(true);
    this.#state.released = true;
    this.#ports.driver.attach();
    return 0;
  }

  #letGo(): Outcome {
    this.#ports.driver.letGo();
    this.#state.released = false;
    this.#ports.resources.unprepare();
    return 0;
  }

  /** Inline, the recovery waits until the dump has been read and thrown away. */
  #dump(): Outcome {
    const { coredump, carveouts } = this.#state;
    // Without regions, as of an M4 that crashed while detached, there is nothing to dump.
    if (coredump === 'disabled' || carveouts.length === 0) return 0;
    const inline = coredump === 'inline';
    const added = this.#ports.dumps.add(inline ? undefined : this.wholeDump());
    return inline && added ? 'asleep' : 0;
  }

  /** The core dump as it would be written now. */
  wholeDump(say: Say = this.#ports.say): Uint8Array {
    const { carveouts, traces, entry } = this.#state;
    const { bus } = this.#ports;
    const segments = dumpSegments(carveouts, traces);
    const header = dumpHeader(segments, entry);
    const parts = [header, ...segments.map((segment) => dumpSegment(segment, carveouts, bus.readBytes, say))];
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #hold(): Outcome {
    this.#ports.driver.stop();
    this.#state.released = false;
    this.#ports.resources.unprepare();
    return 0;
  }

  #cleanUp(): Outcome {
    try {
      for (let step = 0; this.#unregister(step) === 'again'; step++);
    } finally {
      const nothing = {
        carveouts: [],
        cached: undefined,
        clean: undefined,
        live: undefined,
        traces: [],
        vdevs: [],
        image: undefined,
      };
      Object.assign(this.#state, nothing, { registered: false });
      this.#ports.tracesChanged();
    }
    return 0;
  }
}

/** Does one step; says whether there are more. */
function runStep(steps: Steps, step: number): Outcome {
  if (steps[step]?.() === 'paused') return 'paused';
  return step + 1 < steps.length ? 'again' : 0;
}
