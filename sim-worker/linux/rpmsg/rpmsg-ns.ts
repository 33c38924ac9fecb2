/** rpmsg_ns: the M4 announces and withdraws services at address 53. Source: drivers/rpmsg/rpmsg_ns.c; linux-side reference 5.1, 5.2. */
import type { EventLog } from '../../kernel/event-log';
import { EINVAL } from '../fs/errno';
import type { LinuxBus } from '../kernel/ports';
import {
  announcementBytes,
  busOf,
  headerBytes,
  nameServiceAddress,
  parseAnnouncement,
  type RpmsgChannel,
  type RpmsgDriver,
  rpmsgAnyAddress,
  serviceNameBytes,
} from './rpmsg-channel';
import type { RpmsgDevices } from './rpmsg-devices';

export type RpmsgNsPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly devices: RpmsgDevices;
  /** Prints a line of a virtio device. */
  readonly say: (bus: string, text: string) => void;
};

export class RpmsgNs implements RpmsgDriver {
  readonly name = 'rpmsg_ns';
  readonly services = [];
  readonly withoutEndpoint = true;
  readonly #ports: RpmsgNsPorts;

  constructor(ports: RpmsgNsPorts) {
    this.#ports = ports;
  }

  probe(channel: RpmsgChannel): string | number {
    const address = this.#ports.devices.createEndpoint(channel, this.name, nameServiceAddress);
    return address < 0 ? -address : '';
  }

  received({ device }: RpmsgChannel, payload: Uint8Array, _local: number, buffer: number): void {
    const { bus, log, devices } = this.#ports;
    const parent = busOf(device);
    const say = (text: string): void => this.#ports.say(parent, text);
    if (payload.length !== announcementBytes) {
      say(`malformed ns msg (${payload.length})`);
      return;
    }
    // The kernel ends the name inside the shared buffer.
    bus.write(buffer + headerBytes + serviceNameBytes - 1, 0, 1);
    const { service, address, destroyed } = parseAnnouncement(payload);
    log.record('rpmsg.announced', { service, address, created: !destroyed });
    say(`${destroyed ? 'destroying' : 'creating'} channel ${service} addr 0x${address.toString(16)}`);
    if (destroyed) {
      const errno = devices.release(parent, service, rpmsgAnyAddress, address);
      if (errno === EINVAL) say(`rpmsg_destroy_channel failed: -${errno}`);
    } else if (devices.create(parent, service, rpmsgAnyAddress, address) === undefined)
      say('rpmsg_create_channel failed');
  }

  remove({ device }: RpmsgChannel): void {
    this.#ports.devices.destroyEndpoint(device, nameServiceAddress);
  }
}
