/** Channels and endpoints of the rpmsg bus: the name service makes and removes them, drivers claim them by name. Source: drivers/rpmsg/{rpmsg_core,rpmsg_ns}.c; linux-side reference 5.2. */
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { attributeOperations } from '../fs/attribute';
import { EINVAL } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import type { LinuxBus } from '../kernel/ports';
import {
  announcementBytes,
  firstDynamicAddress,
  headerBytes,
  nameOf,
  nameServiceAddress,
  payloadText,
  type RpmsgChannel,
  type RpmsgDriver,
  rpmsgAnyAddress,
  serviceNameBytes,
} from './rpmsg-channel';
import type { Received } from './virtio-rpmsg-bus';

export type RpmsgDevicesPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly files: FileSystem;
  /** Prints a line of the virtio device. */
  readonly say: (text: string) => void;
};

const sysfs = '/sys/bus/rpmsg/devices';
const sysfsDriver = 'rpmsg-sysfs';
const controlDriver = 'rpmsg-ctrl';
const controlNode = '/dev/rpmsg_ctrl0';
const attributes = ['name', 'src', 'dst', 'announce', 'modalias', 'driver_override'] as const;
const hex = (value: number): string => `0x${value.toString(16)}`;

type State = {
  /** Name of the virtio device; '' while there is no bus. */
  parent: string;
  nameService: boolean;
  channels: RpmsgChannel[];
  /** Address to device name. */
  endpoints: Record<number, string>;
};
const none = (): State => ({ parent: '', nameService: false, channels: [], endpoints: {} });

export class RpmsgDevices implements Snapshottable {
  readonly #ports: RpmsgDevicesPorts;
  readonly #drivers: RpmsgDriver[] = [];
  #state = none();

  constructor(ports: RpmsgDevicesPorts) {
    this.#ports = ports;
    ports.files.register(sysfsDriver, attributeOperations({ show: (device) => this.#show(device) }));
    // Endpoints are made by ioctl, which no command of this shell does.
    ports.files.register(controlDriver, {});
  }

  addDriver(driver: RpmsgDriver): void {
    this.#drivers.push(driver);
  }

  get channels(): readonly RpmsgChannel[] {
    return this.#state.channels;
  }

  /** The bus is there: its control device, and the name service if both sides have it. */
  start(parent: string, nameService: boolean): void {
    this.#state = { ...none(), parent, nameService };
    this.#addFolder(this.#fixed('rpmsg_ctrl', 0));
    this.#ports.files.addDevice(controlNode, node(controlDriver, undefined, 0o600, { major: 241, minor: 0 }));
    if (!nameService) return;
    const service = this.#fixed('rpmsg_ns', nameServiceAddress);
    this.#addFolder(service);
    this.#state.endpoints[nameServiceAddress] = service.device;
  }

  /** Everything of the bus vanishes. */
  stop(): void {
    for (const channel of [...this.#state.channels]) this.#remove(channel);
    this.#ports.files.removeDevice(controlNode);
    this.#ports.files.removeDevice(sysfs);
    this.#state = none();
  }

  /** False when nobody has the address. */
  dispatch(message: Received): boolean {
    const owner = this.#state.endpoints[message.dst];
    const { context } = this.#ports.log;
    context.cause = this.#ports.log.record('rpmsg.received', {
      buffer: message.buffer,
      src: message.src,
      dst: message.dst,
      length: message.payload.length,
      payload: isAnnouncement(message) ? announcementText(message.payload) : payloadText(message.payload),
    });
    if (owner === undefined) return false;
    if (message.dst === nameServiceAddress) {
      this.#announced(message);
      return true;
    }
    const channel = this.#state.channels.find(({ device }) => device === owner);
    if (channel !== undefined) this.#driverOf(channel)?.received(channel, message.payload);
    return true;
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  #announced({ buffer, payload }: Received): void {
    const { say, bus, log } = this.#ports;
    if (payload.length !== announcementBytes) {
      say(`malformed ns msg (${payload.length})`);
      return;
    }
    // The kernel ends the name inside the shared buffer.
    bus.write(buffer + headerBytes + serviceNameBytes - 1, 0, 1);
    const { service, address, destroyed } = announcement(payload);
    log.record('rpmsg.announced', { service, address, created: !destroyed });
    say(`${destroyed ? 'destroying' : 'creating'} channel ${service} addr ${hex(address)}`);
    if (destroyed) this.#withdraw(service, address);
    else this.#create(service, address);
  }

  #find(service: string, dst: number): RpmsgChannel | undefined {
    return this.#state.channels.find((channel) => channel.dst === dst && channel.service === service);
  }

  #withdraw(service: string, address: number): void {
    const channel = this.#find(service, address);
    if (channel === undefined) this.#ports.say(`rpmsg_destroy_channel failed: -${EINVAL}`);
    else this.#remove(channel);
  }

  #create(service: string, address: number): void {
    const { say, log } = this.#ports;
    if (this.#find(service, address) !== undefined) {
      say(`channel ${service}:ffffffff:${address.toString(16)} already exist`);
      say('rpmsg_create_channel failed');
      return;
    }
    const device = `${this.#state.parent}.${service}.-1.${address | 0}`;
    const channel: RpmsgChannel = { device, service, src: rpmsgAnyAddress, dst: address, driver: '', node: '' };
    this.#state.channels.push(channel);
    this.#addFolder(channel);
    this.#bind(channel);
    log.record('rpmsg.channel-created', { service, address, driver: channel.driver, node: channel.node });
  }

  #bind(channel: RpmsgChannel): void {
    const driver = this.#drivers.find(({ services }) => services.includes(channel.service));
    if (driver === undefined) return;
    channel.src = this.#newAddress(channel.device);
    channel.driver = driver.name;
    channel.node = driver.probe(channel);
  }

  #newAddress(device: string): number {
    let address = firstDynamicAddress;
    while (this.#state.endpoints[address] !== undefined) address++;
    this.#state.endpoints[address] = device;
    return address;
  }

  #remove(channel: RpmsgChannel): void {
    this.#driverOf(channel)?.remove(channel);
    delete this.#state.endpoints[channel.src];
    this.#state.channels = this.#state.channels.filter((other) => other !== channel);
    this.#ports.files.removeDevice(`${sysfs}/${fileName(channel.device)}`);
  }

  #driverOf(channel: RpmsgChannel): RpmsgDriver | undefined {
    return this.#drivers.find(({ name }) => name === channel.driver);
  }

  #fixed(service: string, address: number): RpmsgChannel {
    const device = `${this.#state.parent}.${service}.${address}.${address}`;
    return { device, service, src: address, dst: address, driver: service, node: '' };
  }

  #addFolder({ device, service, src, dst }: RpmsgChannel): void {
    const folder = `${sysfs}/${fileName(device)}`;
    this.#ports.files.addFolder(folder);
    for (const attribute of attributes) {
      const what = { device, attribute, service, src, dst };
      this.#ports.files.addDevice(`${folder}/${attribute}`, node(sysfsDriver, what, 0o444));
    }
  }

  #show(what: Plain): string {
    const { device, attribute, service, src, dst } = what as unknown as {
      device: string;
      attribute: (typeof attributes)[number];
      service: string;
      src: number;
      dst: number;
    };
    switch (attribute) {
      case 'name':
        return `${service}\n`;
      case 'src':
        return `${hex(this.#state.channels.find((channel) => channel.device === device)?.src ?? src)}\n`;
      case 'dst':
        return `${hex(dst)}\n`;
      case 'announce':
        return 'false\n';
      case 'modalias':
        return `rpmsg:${service}\n`;
      case 'driver_override':
        return '(null)\n';
    }
  }
}

function node(
  driver: string,
  device: Plain,
  mode: number,
  character?: { readonly major: number; readonly minor: number },
): Parameters<FileSystem['addDevice']>[1] {
  return { driver, device, mode, character };
}

/** A firmware may announce any 32 bytes; the driver core turns slashes into exclamation marks. */
const fileName = (device: string): string => device.replaceAll('/', '!');

const isAnnouncement = ({ dst, payload }: Received): boolean =>
  dst === nameServiceAddress && payload.length === announcementBytes;

function announcement(payload: Uint8Array): {
  readonly service: string;
  readonly address: number;
  readonly destroyed: boolean;
} {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    service: nameOf(payload.subarray(0, serviceNameBytes - 1)),
    address: view.getUint32(serviceNameBytes, true),
    destroyed: (view.getUint32(serviceNameBytes + 4, true) & 1) === 1,
  };
}

function announcementText(payload: Uint8Array): string {
  const { service, address } = announcement(payload);
  return `${service} at ${address}`;
}
