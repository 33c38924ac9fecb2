/** How a driver comes to a device of the rpmsg bus, and goes again. Source: rpmsg_dev_probe() and rpmsg_dev_remove() of drivers/rpmsg/rpmsg_core.c, announcements of virtio_rpmsg_bus.c. */
import { ENOMEM } from '../fs/errno';
import type { KernelLog } from '../kernel/kernel-log';
import {
  announcementOf,
  busOf,
  nameServiceAddress,
  type RpmsgChannel,
  type RpmsgDriver,
  type SendInTurn,
} from './rpmsg-channel';
import type { Operation } from './rpmsg-operations';
import type { RpmsgSysfs } from './rpmsg-sysfs';

export type RpmsgBindingPorts = {
  readonly kernelLog: KernelLog;
  readonly sysfs: RpmsgSysfs;
  readonly send: SendInTurn;
  readonly hasNameService: (bus: string) => boolean;
  /** The local address, or a negative errno after the kernel's line. */
  readonly createEndpoint: (channel: RpmsgChannel, driver: string, address: number) => number;
  readonly destroyEndpoint: (device: string, address: number) => void;
};
/** 0, an errno after the kernel's lines, or it sleeps in rpmsg_send(). */
type Step = number | 'asleep';

/** Remembers nothing: where it is stands in the operation. */
export class RpmsgBinding {
  readonly #ports: RpmsgBindingPorts;

  constructor(ports: RpmsgBindingPorts) {
    this.#ports = ports;
  }

  attach(channel: RpmsgChannel, driver: RpmsgDriver, operation: Operation): Step {
    const { phase, sent } = operation;
    if (phase === 'probe') return this.#probed(channel, driver, operation, sent === 0 ? '' : sent);
    if (phase === 'announce') return this.#announced(channel, driver, sent);
    channel.driver = driver.name;
    if (ownsEndpoint(driver)) {
      const address = this.#ports.createEndpoint(channel, driver.name, channel.src);
      if (address < 0) {
        this.sayOf(channel, 'failed to create endpoint');
        return this.#failed(channel, driver, ENOMEM);
      }
      channel.src = address;
    }
    const node = driver.probe(channel);
    if (node !== undefined) return this.#probed(channel, driver, operation, node);
    operation.phase = 'probe';
    return 'asleep';
  }

  detach(channel: RpmsgChannel, driver: RpmsgDriver, operation: Operation): Step {
    const sent = operation.phase === 'withdraw' ? operation.sent : this.#announce(channel, driver, operation, true);
    if (sent === 'asleep') {
      operation.phase = 'withdraw';
      return 'asleep';
    }
    if (sent !== 0) this.sayOf(channel, `failed to announce service -${sent}`);
    driver.remove(channel);
    if (ownsEndpoint(driver)) this.#ports.destroyEndpoint(channel.device, channel.src);
    this.#ports.sysfs.unlink(driver.name, channel.device);
    Object.assign(channel, { driver: '', node: '' });
    return 0;
  }

  /** A line of the device: its driver stands in front. */
  sayOf({ driver, device }: RpmsgChannel, text: string): void {
    this.#ports.kernelLog.print(`${driver === '' ? 'rpmsg' : driver} ${device}: ${text}`);
  }

  /** `node`: what the driver's probe came to. */
  #probed(channel: RpmsgChannel, driver: RpmsgDriver, operation: Operation, node: string | number): Step {
    if (typeof node === 'number') {
      this.sayOf(channel, `rpmsg_dev_probe: failed: -${node}`);
      if (ownsEndpoint(driver)) this.#ports.destroyEndpoint(channel.device, channel.src);
      return this.#failed(channel, driver, node);
    }
    channel.node = node;
    const sent = this.#announce(channel, driver, operation, false);
    if (sent !== 'asleep') return this.#announced(channel, driver, sent);
    operation.phase = 'announce';
    return 'asleep';
  }

  #announced(channel: RpmsgChannel, driver: RpmsgDriver, errno: number): number {
    if (errno === 0) {
      this.#ports.sysfs.link(driver.name, channel.device);
      return 0;
    }
    this.sayOf(channel, `failed to announce service -${errno}`);
    this.sayOf(channel, 'failed to announce creation');
    driver.remove(channel);
    this.#ports.destroyEndpoint(channel.device, channel.src);
    return this.#failed(channel, driver, errno);
  }

  #failed(channel: RpmsgChannel, driver: RpmsgDriver, errno: number): number {
    Object.assign(channel, { driver: '', node: '' });
    // Source: drivers/base/dd.c, call_driver_probe(), before 6.11.
    this.#ports.kernelLog.print(`${driver.name}: probe of ${channel.device} failed with error -${errno}`);
    return errno;
  }

  /** Tells the name service of the M4, as any rpmsg_send(): on a full ring it waits up to 15 s. */
  #announce(channel: RpmsgChannel, driver: RpmsgDriver, { id }: Operation, destroyed: boolean): Step {
    const { device, service, src, announce } = channel;
    if (!ownsEndpoint(driver) || !announce || !this.#ports.hasNameService(busOf(device))) return 0;
    const bytes = announcementOf(service, src, destroyed);
    const sent = this.#ports.send(device, src, nameServiceAddress, bytes, { of: 'operation', id });
    return sent === 'blocked' ? 'asleep' : sent;
  }
}

const ownsEndpoint = (driver: RpmsgDriver): boolean => driver.withoutEndpoint !== true;
