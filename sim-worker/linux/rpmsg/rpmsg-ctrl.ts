/** rpmsg_ctrl: one /dev/rpmsg_ctrlN per virtio device, whose ioctls make endpoints and devices. Source: drivers/rpmsg/rpmsg_ctrl.c; linux-side reference 5.3. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EINVAL, ENXIO } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { type Answer, failed, type OpenFile, value, wait } from '../fs/vfs';
import { EFAULT } from '../kernel/abort';
import type { KernelLog } from '../kernel/kernel-log';
import { busOf, operationQueue, type RpmsgChannel, type RpmsgDriver, serviceNameBytes } from './rpmsg-channel';
import { type RpmsgChar, rpmsgRequests } from './rpmsg-char';
import type { RpmsgDevices } from './rpmsg-devices';
import { awaited, type Outcome } from './rpmsg-operations';

const nodeOf = (index: number): string => `/dev/rpmsg_ctrl${index}`;

/** struct rpmsg_endpoint_info. */
export type EndpointInfo = { readonly name: string; readonly src: number; readonly dst: number };

export type RpmsgCtrlPorts = {
  readonly files: FileSystem;
  readonly kernelLog: KernelLog;
  readonly devices: RpmsgDevices;
  readonly char: RpmsgChar;
};

export class RpmsgCtrl implements RpmsgDriver, Snapshottable {
  readonly name = 'rpmsg_ctrl';
  readonly services = [];
  readonly withoutEndpoint = true;
  readonly #ports: RpmsgCtrlPorts;
  /** The rpmsg device of each node; the lowest free number is taken. */
  #nodes: (string | undefined)[] = [];

  constructor(ports: RpmsgCtrlPorts) {
    this.#ports = ports;
    ports.files.register(this.name, {
      ioctl: (file, request, argument) => this.#ioctl(file, request, argument),
    });
  }

  probe({ device }: RpmsgChannel): string {
    const free = this.#nodes.indexOf(undefined);
    const index = free < 0 ? this.#nodes.length : free;
    this.#nodes[index] = device;
    const character = { major: 241, minor: index };
    this.#ports.files.addDevice(nodeOf(index), { driver: this.name, device, mode: 0o600, character });
    return nodeOf(index);
  }

  /** It has no endpoint of its own. */
  received(): void {}

  remove(channel: RpmsgChannel): void {
    this.#ports.char.remove(channel);
    const index = this.#nodes.indexOf(channel.device);
    if (index < 0) return;
    this.#nodes[index] = undefined;
    this.#ports.files.removeDevice(nodeOf(index));
  }

  /** How many have a node open. */
  get openCount(): number {
    return this.#ports.files.openFiles(this.name).length;
  }

  save(): Plain {
    return [...this.#nodes];
  }

  load(state: Plain): void {
    this.#nodes = [...(state as unknown as readonly (string | undefined)[])];
  }

  /** Called again while what it began sleeps. */
  #ioctl(file: OpenFile, request: number, argument: Plain): Answer<Plain> {
    const { devices, char } = this.#ports;
    if (argument === undefined) return failed(EFAULT);
    const device = String(file.device);
    const control = devices.find(device);
    const { name, src, dst } = argument as unknown as EndpointInfo;
    const service = name.slice(0, serviceNameBytes - 1);
    const bus = busOf(device);
    switch (request) {
      case rpmsgRequests.createEndpoint:
        return control === undefined ? failed(ENXIO) : value(char.addBelow(control, service, src, dst));
      case rpmsgRequests.createDevice:
        return this.#await(file, () => {
          const outcome = devices.create(bus, service, src, dst, true);
          if (outcome === undefined) this.#say(device, `failed to create ${service} channel`);
          return outcome ?? ENXIO;
        });
      case rpmsgRequests.releaseDevice:
        return this.#await(file, () => {
          const outcome = devices.release(bus, service, src, dst, true);
          if (outcome === EINVAL) this.#say(device, `failed to release ${service} channel (-${EINVAL})`);
          return outcome;
        });
      default:
        return failed(EINVAL);
    }
  }

  #await(file: OpenFile, begin: () => Outcome): Answer<Plain> {
    const errno = awaited(file, this.#ports.devices, begin);
    if (errno === 'asleep') return wait(operationQueue, true);
    return errno === 0 ? value(undefined) : failed(errno);
  }

  #say(device: string, text: string): void {
    this.#ports.kernelLog.print(`rpmsg rpmsg_ctrl${this.#nodes.indexOf(device)}: ${text}`);
  }
}
