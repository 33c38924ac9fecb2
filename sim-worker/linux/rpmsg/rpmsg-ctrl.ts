/** rpmsg_ctrl: /dev/rpmsg_ctrl0, whose ioctls make endpoints and devices. Source: drivers/rpmsg/rpmsg_ctrl.c; linux-side reference 5.3. */
import type { Plain } from '../../kernel/snapshot';
import { EINVAL, ENXIO } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { type Answer, failed, value } from '../fs/vfs';
import { EFAULT } from '../kernel/abort';
import type { KernelLog } from '../kernel/kernel-log';
import { type RpmsgChannel, type RpmsgDriver, serviceNameBytes } from './rpmsg-channel';
import { type RpmsgChar, rpmsgRequests } from './rpmsg-char';
import type { RpmsgDevices } from './rpmsg-devices';

const node = '/dev/rpmsg_ctrl0';

/** struct rpmsg_endpoint_info. */
export type EndpointInfo = { readonly name: string; readonly src: number; readonly dst: number };

export type RpmsgCtrlPorts = {
  readonly files: FileSystem;
  readonly kernelLog: KernelLog;
  readonly devices: RpmsgDevices;
  readonly char: RpmsgChar;
};

export class RpmsgCtrl implements RpmsgDriver {
  readonly name = 'rpmsg_ctrl';
  readonly services = [];
  readonly withoutEndpoint = true;
  readonly #ports: RpmsgCtrlPorts;

  constructor(ports: RpmsgCtrlPorts) {
    this.#ports = ports;
    ports.files.register(this.name, {
      ioctl: ({ device }, request, argument) => this.#ioctl(String(device), request, argument),
    });
  }

  probe({ device }: RpmsgChannel): string {
    const character = { major: 241, minor: 0 };
    this.#ports.files.addDevice(node, { driver: this.name, device, mode: 0o600, character });
    return node;
  }

  /** It has no endpoint of its own. */
  received(): void {}

  remove(channel: RpmsgChannel): void {
    this.#ports.char.remove(channel);
    this.#ports.files.removeDevice(node);
  }

  /** How many have the node open. */
  get openCount(): number {
    return this.#ports.files.openFiles(this.name).length;
  }

  #ioctl(device: string, request: number, argument: Plain): Answer<Plain> {
    const { devices, char } = this.#ports;
    if (argument === undefined) return failed(EFAULT);
    const control = devices.find(device);
    const { name, src, dst } = argument as unknown as EndpointInfo;
    const service = name.slice(0, serviceNameBytes - 1);
    switch (request) {
      case rpmsgRequests.createEndpoint:
        return control === undefined ? failed(ENXIO) : value(char.addBelow(control, service, src, dst));
      case rpmsgRequests.createDevice:
        if (devices.create(service, src, dst)) return value(undefined);
        this.#say(`failed to create ${service} channel`);
        return failed(ENXIO);
      case rpmsgRequests.releaseDevice:
        return this.#release(service, src, dst);
      default:
        return failed(EINVAL);
    }
  }

  #release(service: string, src: number, dst: number): Answer<Plain> {
    const errno = this.#ports.devices.release(service, src, dst);
    if (errno === 0) return value(undefined);
    this.#say(`failed to release ${service} channel (-${errno})`);
    return failed(errno);
  }

  #say(text: string): void {
    this.#ports.kernelLog.print(`rpmsg rpmsg_ctrl0: ${text}`);
  }
}
