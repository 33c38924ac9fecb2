/** remoteproc_virtio: the virtio devices of a firmware, their status bytes and rings. Source: drivers/remoteproc/remoteproc_virtio.c; linux-side reference 1.14. */
import type { KernelGeneration } from '../../contract/protocol';
import type { EventLog } from '../../kernel/event-log';
import { ENOMEM } from '../fs/errno';
import type { KernelLog } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import type { RpmsgBuses } from '../rpmsg/rpmsg-buses';
import type { RpmsgDevices } from '../rpmsg/rpmsg-devices';
import type { Outcome } from '../rpmsg/rpmsg-operations';
import type { BufferPool, VirtioRpmsgBus } from '../rpmsg/virtio-rpmsg-bus';
import type { VirtqueuePlace } from '../virtio/virtqueue';
import { vringSize } from '../virtio/vring-layout';
import { type Carveout, findCarveout } from './carveouts';
import type { LiveTable } from './live-table';
import { type Vdev, vdevFields, vringFields } from './resource-table';

const status = { acknowledge: 1, driver: 2, driverOk: 4, failed: 0x80 } as const;
const rpmsgId = 7;
/** VIRTIO_RPMSG_F_NS. */
const nameServiceFeature = 1;
/** VIRTIO_RING_F_INDIRECT_DESC: taken by virtio_ring, and never used for buffers in one piece, as rpmsg's are. */
const indirectFeature = 1 << 28;
const eventIndexFeature = 1 << 29;
/** What vring_transport_features() leaves of 32 bits, and what the driver knows. */
const knownFeatures = nameServiceFeature | indirectFeature | eventIndexFeature;
/** More descriptors than kmalloc gives memory for; only a size that wrapped around 2^32 gets so far. */
const mostDescriptors = 65_536;
const queueNames = ['input', 'output'] as const;

export type RprocVirtioPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly kernelLog: KernelLog;
  readonly kernel: KernelGeneration;
  readonly rpmsgBuses: RpmsgBuses;
  readonly rpmsgDevices: RpmsgDevices;
};

/** What the steps of one device act on. They are made anew from it each time, so that nothing hides in them. */
export type VdevContext = { readonly vdev: Vdev; readonly table: LiveTable; readonly carveouts: readonly Carveout[] };
/** `paused`: the next step comes when the device's rpmsg bus is gone. */
export type Step = (() => void) | (() => 'paused' | undefined);
type Steps = readonly Step[];

/** Acts on the devices that it is given; what lasts is in the table, in the bus and in the remote processor's state. */
export class RprocVirtio {
  readonly #ports: RprocVirtioPorts;

  constructor(ports: RprocVirtioPorts) {
    this.#ports = ports;
  }

  /** The virtio device appears, and finds its driver. */
  registerSteps({ vdev, table, carveouts }: VdevContext): Steps {
    const appear = (): void => {
      const { name, pa, reserved } = bufferRegion(vdev, carveouts);
      if (reserved) this.#say(vdev, `assigned reserved memory node ${name}@${pa.toString(16)}`);
      else this.#say(vdev, `vdev ${vdev.index} buffer already mapped`);
      setStatus(table, vdev, 0);
      setStatus(table, vdev, status.acknowledge);
    };
    if (!isDriven(vdev)) return [appear];
    return [
      appear,
      () => addStatus(table, vdev, status.driver),
      () => {
        const offered = table.read(vdev.offset + vdevFields.dfeatures, 4);
        table.write(vdev.offset + vdevFields.gfeatures, offered & knownFeatures, 4);
      },
    ];
  }

  /** The driver finds its rings. */
  probeSteps(context: VdevContext): Steps {
    if (!isDriven(context.vdev)) return [];
    const [rx, tx] = [ringPlace(context, 0), ringPlace(context, 1)];
    return [
      () => (rx === undefined ? this.#giveUp(context) : this.#clearRing(context, 0, rx)),
      () => {
        if (rx === undefined) return;
        if (tx === undefined) {
          this.#giveUp(context);
          return;
        }
        this.#clearRing(context, 1, tx);
        this.#busOf(context.vdev).takeRings(nameOf(context.vdev), rx, tx);
      },
    ];
  }

  /** Buffers and name service, DRIVER_OK, the first bell. A driver that fails leaves the device there. */
  onlineSteps(context: VdevContext): Steps {
    const { vdev, table } = context;
    const rpmsgBus = this.#busOf(vdev);
    const isOurs = (): boolean => isDriven(vdev) && rpmsgBus.device === nameOf(vdev);
    return [
      () => {
        if (isOurs()) this.#fill(context);
      },
      () => {
        if (isOurs()) addStatus(table, vdev, status.driverOk);
      },
      () => {
        if (isOurs()) {
          rpmsgBus.announceBuffers();
          rpmsgBus.say('rpmsg host is online');
        }
        this.#say(vdev, `registered ${nameOf(vdev)} (type ${vdev.id})`);
      },
    ];
  }

  /** The virtio device goes away, with all its rpmsg devices. */
  unregisterSteps({ vdev, table }: VdevContext): Steps {
    const { rpmsgBuses, rpmsgDevices } = this.#ports;
    return [
      () => {
        let stopped: Outcome = 0;
        try {
          setStatus(table, vdev, 0);
        } finally {
          if (rpmsgBuses.of(nameOf(vdev)) !== undefined) stopped = rpmsgDevices.stop(nameOf(vdev));
        }
        return typeof stopped === 'number' ? undefined : 'paused';
      },
      () => {
        if (isDriven(vdev)) addStatus(table, vdev, status.acknowledge);
      },
    ];
  }

  #say(vdev: Vdev, text: string): void {
    const { kernel, kernelLog } = this.#ports;
    // From about 6.2 on the virtio device has a platform device for a parent.
    const speaker =
      kernel === 'C' ? `rproc-virtio rproc-virtio.${vdev.index}.auto` : `remoteproc0#vdev${vdev.index}buffer`;
    kernelLog.print(`${speaker}: ${text}`);
  }

  #clearRing({ vdev, table, carveouts }: VdevContext, ring: number, { address, num, align }: VirtqueuePlace): void {
    const { bus, log } = this.#ports;
    const bytes = vringSize(num, align);
    bus.writeBytes(address, new Uint8Array(bytes));
    log.record('vring.cleared', { ring: vdev.rings[ring]?.notifyId ?? ring, address, bytes });
    const da = findCarveout(carveouts, vdev.rings[ring]?.carveout ?? '')?.da ?? address;
    table.write(vdev.offset + vdevFields.vrings + ring * vringFields.size + vringFields.da, da, 4);
  }

  #fill(context: VdevContext): void {
    const { rpmsgDevices } = this.#ports;
    const { vdev, table } = context;
    const rpmsgBus = this.#busOf(vdev);
    const errno = rpmsgBus.fill(this.#poolOf(context));
    if (errno !== 0) {
      this.#giveUp(context);
      return;
    }
    const features = table.read(vdev.offset + vdevFields.gfeatures, 4);
    rpmsgDevices.start(rpmsgBus.device, (features & nameServiceFeature) !== 0);
  }

  #busOf(vdev: Vdev): VirtioRpmsgBus {
    return this.#ports.rpmsgBuses.at(vdev.index);
  }

  /** What the devices before it have left of the region. */
  #poolOf({ vdev, carveouts }: VdevContext): BufferPool {
    const { pa, length } = bufferRegion(vdev, carveouts);
    let address = pa;
    for (let index = 0; index < vdev.index; index++) {
      const end = this.#ports.rpmsgBuses.at(index).poolEnd;
      if (end > pa && end <= pa + length) address = Math.max(address, end);
    }
    return { address, length: pa + length - address };
  }

  #giveUp({ vdev, table }: VdevContext): void {
    this.#busOf(vdev).drop();
    addStatus(table, vdev, status.failed);
    this.#ports.kernelLog.print(`virtio_rpmsg_bus: probe of ${nameOf(vdev)} failed with error -${ENOMEM}`);
  }
}

const nameOf = (vdev: Vdev): string => `virtio${vdev.index}`;
const isDriven = (vdev: Vdev): boolean => vdev.id === rpmsgId;

/**
 * Where the buffers of a device come from. Without a region of its own it gets the first `memory-region` of the remote
 * processor, which is RETRAM: the vectors of the M4 are where the first buffers are.
 */
const bufferRegion = (vdev: Vdev, carveouts: readonly Carveout[]): Carveout =>
  findCarveout(carveouts, `vdev${vdev.index}buffer`) ?? carveouts[0]!;

/** Undefined when the table has no such ring, or one for which no memory can be had. */
function ringPlace({ vdev, table, carveouts }: VdevContext, index: number): VirtqueuePlace | undefined {
  const ring = vdev.rings[index];
  const carveout = ring === undefined ? undefined : findCarveout(carveouts, ring.carveout);
  if (ring === undefined || carveout === undefined || ring.num > mostDescriptors) return undefined;
  const { num, align, notifyId } = ring;
  const features = table.read(vdev.offset + vdevFields.gfeatures, 4);
  const eventIndex = (features & eventIndexFeature) !== 0;
  return { name: queueNames[index] ?? '', address: carveout.pa, num, align, notifyId, eventIndex };
}

function setStatus(table: LiveTable, vdev: Vdev, value: number): void {
  table.write(vdev.offset + vdevFields.status, value, 1);
}

function addStatus(table: LiveTable, vdev: Vdev, bits: number): void {
  setStatus(table, vdev, table.read(vdev.offset + vdevFields.status, 1) | bits);
}
