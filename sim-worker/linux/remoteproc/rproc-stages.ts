/** What remoteproc does in each stage of a start, a stop or a recovery. Source: linux-side reference 1.5-1.7. */
import type { EventLog } from '../../kernel/event-log';
import { ENOENT } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import type { LinuxBus } from '../kernel/ports';
import { daToPa } from './carveouts';
import { findTable, nextSegment, type Segment } from './elf-loader';
import { prepareImage } from './image';
import { type LiveTable, tableInLinux, tableInMemory } from './live-table';
import type { Power, RprocState } from './rproc-state';
import type { RprocVirtio, VdevContext } from './rproc-virtio';
import type { Stm32Rproc } from './stm32-rproc';

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
  | 'clean up';
/** An errno; or the stage goes on with its next step; or it sleeps until its job is resumed. */
export type Outcome = number | 'again' | 'asleep';
type Steps = readonly (() => void)[];

export type StagePorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly driver: Stm32Rproc;
  readonly virtio: RprocVirtio;
  /** Trace buffers came or went. */
  readonly tracesChanged: () => void;
  readonly say: (text: string) => void;
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
        this.#ofEachVdev((vdev) => this.#ports.virtio.probeSteps(vdev)),
        step,
      ),
    online: (step) =>
      runStep(
        this.#ofEachVdev((vdev) => this.#ports.virtio.onlineSteps(vdev)),
        step,
      ),
    up: () => this.#up(),
    unregister: (step) => this.#unregister(step),
    ask: () => this.#ask(),
    hold: () => this.#hold(),
    stopped: () => this.#stopped(),
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
    const { live, cached } = this.#state;
    if (cached === undefined) return undefined;
    return live === undefined ? tableInLinux(cached) : tableInMemory(this.#ports.bus, live, cached.length);
  }

  get #state(): RprocState {
    return this.#ports.state();
  }

  #firmwareFile(): Uint8Array | undefined {
    const { firmware } = this.#state;
    const image = this.#ports.files.contents(`${firmwareFolder}/${firmware}`);
    if (image !== undefined) return image;
    this.#ports.say(`Direct firmware load for ${firmware} failed with error -2`);
    this.#ports.say('request_firmware failed: -2');
    return undefined;
  }

  #takeFirmware(): Outcome {
    const image = this.#firmwareFile();
    if (image === undefined) return ENOENT;
    const { errno, carveouts, table, traces, vdevs } = prepareImage(this.#state.firmware, image, (text) =>
      this.#ports.say(text),
    );
    if (errno !== 0) return errno;
    Object.assign(this.#state, { image, nextHeader: 0, carveouts, cached: table, traces, vdevs });
    this.#ports.tracesChanged();
    return 0;
  }

  /** Recovery loads the file again but keeps the resources of the first start. */
  #takeFirmwareAgain(): Outcome {
    const image = this.#firmwareFile();
    if (image === undefined) return ENOENT;
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
    this.#state.released = true;
    return runStep(this.#ports.driver.startSteps(), step);
  }

  #ofEachVdev(stepsOf: (context: VdevContext) => Steps): Steps {
    const { table } = this;
    const { vdevs, carveouts } = this.#state;
    return table === undefined ? [] : vdevs.flatMap((vdev) => stepsOf({ vdev, table, carveouts }));
  }

  #register(step: number): Outcome {
    this.#state.registered = true;
    return runStep(
      this.#ofEachVdev((vdev) => this.#ports.virtio.registerSteps(vdev)),
      step,
    );
  }

  #up(): Outcome {
    this.#ports.setPower('running');
    this.#ports.say(`remote processor ${processorName} is now up`);
    return 0;
  }

  #unregister(step: number): Outcome {
    const state = this.#state;
    const steps = state.registered ? this.#ofEachVdev((vdev) => this.#ports.virtio.unregisterSteps(vdev)) : [];
    const outcome = runStep(steps, step);
    if (outcome !== 0) return outcome;
    state.registered = false;
    // What is in the memory of the M4 is not looked at any more.
    state.live = undefined;
    return 0;
  }

  #ask(): Outcome {
    const errno = this.#ports.driver.askToShutDown();
    if (errno === 0) return 'asleep';
    this.#ports.driver.say('warning: remote FW shutdown without ack');
    return 0;
  }

  #hold(): Outcome {
    this.#ports.driver.stop();
    this.#state.released = false;
    return 0;
  }

  #stopped(): Outcome {
    this.#ports.setPower('offline');
    this.#ports.say(`stopped remote processor ${processorName}`);
    return 0;
  }

  #cleanUp(): Outcome {
    try {
      for (let step = 0; this.#unregister(step) === 'again'; step++);
    } finally {
      const nothing = { carveouts: [], cached: undefined, live: undefined, traces: [], vdevs: [], image: undefined };
      Object.assign(this.#state, nothing, { registered: false });
      this.#ports.tracesChanged();
    }
    return 0;
  }
}

/** Does one step; says whether there are more. */
function runStep(steps: Steps, step: number): Outcome {
  steps[step]?.();
  return step + 1 < steps.length ? 'again' : 0;
}
