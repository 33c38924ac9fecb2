/** remoteproc_virtio: the virtio devices of a firmware, their status bytes and rings. Source: drivers/remoteproc/remoteproc_virtio.c; linux-side reference 1.14. */
import type { EventLog } from '../../kernel/event-log';
import { ENOMEM } from '../fs/errno';
import type { KernelLog } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import type { RpmsgDevices } from '../rpmsg/rpmsg-devices';
import type { VirtioRpmsgBus } from '../rpmsg/virtio-rpmsg-bus';
import type { VirtqueuePlace } from '../virtio/virtqueue';
import { vringSize } from '../virtio/vring-layout';
import { type Carveout, findCarveout } from './carveouts';
import type { LiveTable } from './live-table';
import { type Vdev, vdevFields, vringFields } from './resource-table';

const status = { acknowledge: 1, driver: 2, driverOk: 4, failed: 0x80 } as const;
const rpmsgId = 7;
/** VIRTIO_RPMSG_F_NS. The ring features 28 and 29, which the kernel would accept too, are not modelled. */
const nameServiceFeature = 1;
/** More descriptors than kmalloc gives memory for; only a size that wrapped around 2^32 gets so far. */
const mostDescriptors = 65_536;
const queueNames = ['input', 'output'] as const;

export type RprocVirtioPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly kernelLog: KernelLog;
  readonly rpmsgBus: VirtioRpmsgBus;
  readonly rpmsgDevices: RpmsgDevices;
};

/** Acts on the devices that it is given; what lasts is in the table, in the bus and in the remote processor's state. */
export class RprocVirtio {
  readonly #ports: RprocVirtioPorts;

  constructor(ports: RprocVirtioPorts) {
    this.#ports = ports;
  }

  /** The virtio device appears. */
  register(vdev: Vdev, table: LiveTable, carveouts: readonly Carveout[]): void {
    const buffer = findCarveout(carveouts, `vdev${vdev.index}buffer`);
    if (buffer?.reserved === true)
      this.#say(vdev, `assigned reserved memory node ${buffer.name}@${buffer.pa.toString(16)}`);
    setStatus(table, vdev, 0);
    setStatus(table, vdev, status.acknowledge);
    if (!this.#isDriven(vdev)) return;
    addStatus(table, vdev, status.driver);
    const offered = table.read(vdev.offset + vdevFields.dfeatures, 4);
    table.write(vdev.offset + vdevFields.gfeatures, offered & nameServiceFeature, 4);
  }

  /** The rpmsg driver finds its rings. Returns 0 or an errno. */
  probe(vdev: Vdev, table: LiveTable, carveouts: readonly Carveout[]): number {
    if (!this.#isDriven(vdev)) return 0;
    const places: VirtqueuePlace[] = [];
    for (let i = 0; i < queueNames.length; i++) {
      const place = this.#findRing(vdev, i, table, carveouts);
      if (place === undefined) return this.#giveUp(vdev, table);
      places.push(place);
    }
    const [rx, tx] = places as [VirtqueuePlace, VirtqueuePlace];
    this.#ports.rpmsgBus.takeRings(`virtio${vdev.index}`, rx, tx);
    return 0;
  }

  /** Buffers, name service, DRIVER_OK, the first ring. Returns 0 or an errno. */
  goOnline(vdev: Vdev, table: LiveTable, carveouts: readonly Carveout[]): number {
    const { rpmsgBus, rpmsgDevices, log } = this.#ports;
    if (!this.#isDriven(vdev) || rpmsgBus.device !== `virtio${vdev.index}`) return 0;
    const pool = findCarveout(carveouts, `vdev${vdev.index}buffer`);
    const errno = rpmsgBus.fill(pool === undefined ? undefined : { address: pool.pa, length: pool.length });
    if (errno !== 0) return this.#giveUp(vdev, table);
    const features = table.read(vdev.offset + vdevFields.gfeatures, 4);
    rpmsgDevices.start(rpmsgBus.device, (features & nameServiceFeature) !== 0);
    const { cause } = log.context;
    addStatus(table, vdev, status.driverOk);
    rpmsgBus.announceBuffers();
    log.context.cause = cause;
    rpmsgBus.say('rpmsg host is online');
    return 0;
  }

  registered(vdev: Vdev): void {
    this.#say(vdev, `registered virtio${vdev.index} (type ${vdev.id})`);
  }

  /** The virtio device goes away, with all its rpmsg devices. */
  unregister(vdev: Vdev, table: LiveTable): void {
    const { rpmsgBus, rpmsgDevices } = this.#ports;
    setStatus(table, vdev, 0);
    if (rpmsgBus.device === `virtio${vdev.index}`) {
      rpmsgDevices.stop();
      rpmsgBus.drop();
    }
    if (this.#isDriven(vdev)) addStatus(table, vdev, status.acknowledge);
  }

  #say(vdev: Vdev, text: string): void {
    this.#ports.kernelLog.print(`rproc-virtio rproc-virtio.${vdev.index}.auto: ${text}`);
  }

  /** One rpmsg bus is modelled: that of the first virtio device. */
  #isDriven(vdev: Vdev): boolean {
    return vdev.id === rpmsgId && vdev.index === 0;
  }

  #findRing(vdev: Vdev, index: number, table: LiveTable, carveouts: readonly Carveout[]): VirtqueuePlace | undefined {
    const { bus, log, kernelLog } = this.#ports;
    const ring = vdev.rings[index];
    const carveout = ring === undefined ? undefined : findCarveout(carveouts, ring.carveout);
    if (ring === undefined || carveout === undefined) return undefined;
    const { num, align, notifyId } = ring;
    const bytes = vringSize(num, align);
    const { cause } = log.context;
    bus.writeBytes(carveout.pa, new Uint8Array(bytes));
    log.record('vring.cleared', { ring: index, address: carveout.pa, bytes }, cause);
    const name = queueNames[index] ?? '';
    if (num > mostDescriptors) {
      kernelLog.print(`remoteproc remoteproc0: vring_new_virtqueue ${name} failed`);
      return undefined;
    }
    table.write(vdev.offset + vdevFields.vrings + index * vringFields.size + vringFields.da, carveout.da, 4);
    return { name, address: carveout.pa, num, align, notifyId };
  }

  #giveUp(vdev: Vdev, table: LiveTable): number {
    const { kernelLog, rpmsgBus } = this.#ports;
    rpmsgBus.drop();
    addStatus(table, vdev, status.failed);
    kernelLog.print(`virtio_rpmsg_bus: probe of virtio${vdev.index} failed with error -${ENOMEM}`);
    return ENOMEM;
  }
}

function setStatus(table: LiveTable, vdev: Vdev, value: number): void {
  table.write(vdev.offset + vdevFields.status, value, 1);
}

function addStatus(table: LiveTable, vdev: Vdev, bits: number): void {
  setStatus(table, vdev, table.read(vdev.offset + vdevFields.status, 1) | bits);
}
