/** The rpmsg bus: its devices, the drivers bound to them, and who has which address. Source: drivers/rpmsg/{rpmsg_core,virtio_rpmsg_bus}.c; linux-side reference 5.2. */
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EBUSY, EINVAL, ENODEV, ENOMEM, ENOSPC } from '../fs/errno';
import type { KernelLog } from '../kernel/kernel-log';
import {
  announcementBytes,
  announcementOf,
  ERESTARTSYS,
  firstDynamicAddress,
  nameServiceAddress,
  parseAnnouncement,
  payloadText,
  type RpmsgChannel,
  type RpmsgDriver,
  type RpmsgSender,
  rpmsgAnyAddress,
  sendTimeoutText,
} from './rpmsg-channel';
import type { RpmsgSysfs } from './rpmsg-sysfs';
import type { Received } from './virtio-rpmsg-bus';

export type RpmsgDevicesPorts = {
  readonly log: EventLog;
  readonly kernelLog: KernelLog;
  readonly sender: RpmsgSender;
  readonly sysfs: RpmsgSysfs;
  /** Prints a line of the virtio device. */
  readonly say: (text: string) => void;
  /** A device came that this driver knows, and its module is not loaded. */
  readonly driverMissing: (driver: string) => void;
};

/** The largest address that idr_alloc() takes. */
const largestAddress = 0x7fff_ffff;

type Endpoint = { readonly device: string; readonly driver: string };
type State = {
  /** Name of the virtio device; '' while there is no bus. */
  parent: string;
  nameService: boolean;
  channels: RpmsgChannel[];
  endpoints: Record<number, Endpoint>;
  /** Drivers whose module was removed. */
  removedDrivers: string[];
};

export class RpmsgDevices implements Snapshottable {
  readonly #ports: RpmsgDevicesPorts;
  readonly #drivers: RpmsgDriver[] = [];
  #state: State = { parent: '', nameService: false, channels: [], endpoints: {}, removedDrivers: [] };

  constructor(ports: RpmsgDevicesPorts) {
    this.#ports = ports;
  }

  /** A driver that is there when the kernel has come up. When the machine is built. */
  addDriver(driver: RpmsgDriver): void {
    this.#drivers.push(driver);
    this.#ports.sysfs.addDriver(driver.name);
  }

  /** Services, without the parts of the bus itself. */
  get channels(): readonly RpmsgChannel[] {
    return this.#state.channels.filter(({ builtIn }) => !builtIn);
  }

  /** Services and parts of the bus. */
  get all(): readonly RpmsgChannel[] {
    return this.#state.channels;
  }

  /** Local addresses, and who has them. */
  get endpoints(): readonly { readonly address: number; readonly device: string; readonly driver: string }[] {
    return Object.entries(this.#state.endpoints).map(([address, owner]) => ({ address: Number(address), ...owner }));
  }

  /** The driver that knows this service, and whether its module is loaded; undefined when none does. */
  driverFor(service: string): { readonly name: string; readonly loaded: boolean } | undefined {
    const driver = this.#drivers.find(({ services }) => services.includes(service));
    if (driver === undefined) return undefined;
    return { name: driver.name, loaded: !this.#state.removedDrivers.includes(driver.name) };
  }

  find(device: string): RpmsgChannel | undefined {
    return this.#state.channels.find((channel) => channel.device === device);
  }

  /** The bus is there: its control device, and the name service if both sides have it. */
  start(parent: string, nameService: boolean): void {
    this.#state = { ...this.#state, parent, nameService, channels: [], endpoints: {} };
    this.#add('rpmsg_ctrl', 0, 0, true);
    if (nameService) this.#add('rpmsg_ns', nameServiceAddress, nameServiceAddress, true);
  }

  /** Everything of the bus vanishes. */
  stop(): void {
    for (const channel of [...this.#state.channels]) this.#remove(channel);
    this.#state = { ...this.#state, parent: '', nameService: false, channels: [], endpoints: {} };
  }

  /** False when nobody has the address. */
  dispatch(message: Received): boolean {
    const { dst, payload, buffer } = message;
    const owner = this.#state.endpoints[dst];
    const { context } = this.#ports.log;
    context.cause = this.#ports.log.record('rpmsg.received', {
      buffer,
      src: message.src,
      dst,
      length: payload.length,
      payload: isAnnouncement(message) ? announcementText(payload) : payloadText(payload),
    });
    if (owner === undefined) return false;
    const channel = this.find(owner.device);
    if (channel !== undefined) this.#driver(owner.driver)?.received(channel, payload, dst, buffer);
    return true;
  }

  /** Tells the driver behind an endpoint that its message was not sent. */
  sendFailed(src: number, errno: number): void {
    const owner = this.#state.endpoints[src];
    const channel = owner === undefined ? undefined : this.find(owner.device);
    if (owner !== undefined && channel !== undefined) this.#driver(owner.driver)?.sendFailed?.(channel, errno);
  }

  /** rpmsg_create_channel(); `src` may be any. False when it is there already. */
  create(service: string, src: number, dst: number): boolean {
    const { say, log } = this.#ports;
    if (this.#match(service, src, dst) !== undefined) {
      say(`channel ${service}:${src.toString(16)}:${dst.toString(16)} already exist`);
      return false;
    }
    const channel = this.#add(service, src, dst, false);
    channel.created = log.record('rpmsg.channel-created', {
      service,
      address: dst,
      driver: channel.driver,
      node: channel.node,
    });
    return true;
  }

  /** rpmsg_release_channel(): 0, or EINVAL when there is none. */
  release(service: string, src: number, dst: number): number {
    const channel = this.#match(service, src, dst);
    if (channel === undefined) return EINVAL;
    this.#remove(channel);
    return 0;
  }

  /** The new local address, or a negative errno after the kernel's line. `address` may be any. */
  createEndpoint(channel: RpmsgChannel, driver: string, address: number): number {
    let local = address === rpmsgAnyAddress ? firstDynamicAddress : address;
    while (address === rpmsgAnyAddress && this.#state.endpoints[local] !== undefined) local++;
    const errno = local > largestAddress ? EINVAL : this.#state.endpoints[local] === undefined ? 0 : ENOSPC;
    if (errno !== 0) {
      this.#sayOf(channel, `idr_alloc failed: -${errno}`);
      return -errno;
    }
    this.#state.endpoints[local] = { device: channel.device, driver };
    return local;
  }

  destroyEndpoint(address: number): void {
    delete this.#state.endpoints[address];
  }

  /** A write to `bind` of a driver: 0 or an errno. */
  bind(device: string, driverName: string): number {
    const channel = this.find(device);
    const driver = this.#driver(driverName);
    if (channel === undefined || driver === undefined || !matches(channel, driver)) return ENODEV;
    if (channel.driver !== '') return EBUSY;
    return this.#probe(channel, driver);
  }

  /** A write to `unbind` of a driver: 0 or an errno. */
  unbind(device: string, driverName: string): number {
    const channel = this.find(device);
    if (channel === undefined || channel.driver !== driverName || driverName === '') return ENODEV;
    this.#detach(channel);
    return 0;
  }

  /** A write to `drivers_probe`: looks for a driver again. 0 or an errno. */
  reprobe(device: string): number {
    const channel = this.find(device);
    if (channel === undefined) return ENODEV;
    if (channel.driver === '') this.#attach(channel);
    return 0;
  }

  /** The module of a driver was loaded: it takes what it knows and nobody has. */
  registerDriver(name: string): void {
    this.#state.removedDrivers = this.#state.removedDrivers.filter((other) => other !== name);
    this.#ports.sysfs.addDriver(name);
    for (const channel of [...this.#state.channels]) {
      const driver = this.#driver(name);
      if (channel.driver === '' && driver !== undefined && matches(channel, driver)) this.#probe(channel, driver);
    }
  }

  /** The module of a driver is about to go: it lets go of all it has. */
  unregisterDriver(name: string): void {
    for (const channel of [...this.#state.channels]) if (channel.driver === name) this.#detach(channel);
    this.#state.removedDrivers.push(name);
    this.#ports.sysfs.removeDriver(name);
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  /** rpmsg_find_device(): an address that may be any fits every one. */
  #match(service: string, src: number, dst: number): RpmsgChannel | undefined {
    const fits = (wanted: number, is: number): boolean => wanted === rpmsgAnyAddress || wanted === is;
    return this.#state.channels.find(
      (channel) => fits(src, channel.src) && fits(dst, channel.dst) && channel.service === service,
    );
  }

  #add(service: string, src: number, dst: number, builtIn: boolean): RpmsgChannel {
    const channel: RpmsgChannel = {
      device: `${this.#state.parent}.${service}.${src | 0}.${dst | 0}`,
      service,
      src,
      dst,
      announce: !builtIn && src !== rpmsgAnyAddress,
      builtIn,
      override: builtIn ? service : '',
      driver: '',
      node: '',
      created: undefined,
    };
    this.#state.channels.push(channel);
    this.#ports.sysfs.addDevice(channel.device);
    this.#attach(channel);
    return channel;
  }

  #remove(channel: RpmsgChannel): void {
    if (channel.driver !== '') this.#detach(channel);
    this.#state.channels = this.#state.channels.filter((other) => other !== channel);
    this.#ports.sysfs.removeDevice(channel.device);
  }

  /** Tries the drivers in the order in which they were registered. */
  #attach(channel: RpmsgChannel): void {
    const { removedDrivers } = this.#state;
    const known = this.#drivers.filter((each) => matches(channel, each));
    const driver = known.find(({ name }) => !removedDrivers.includes(name));
    if (driver !== undefined) this.#probe(channel, driver);
    else if (known[0] !== undefined && channel.override === '') this.#ports.driverMissing(known[0].name);
  }

  /** rpmsg_dev_probe(): 0, or an errno after the kernel's lines. */
  #probe(channel: RpmsgChannel, driver: RpmsgDriver): number {
    channel.driver = driver.name;
    const errno = this.#tryProbe(channel, driver);
    if (errno === 0) {
      this.#ports.sysfs.link(driver.name, channel.device);
      return 0;
    }
    channel.driver = '';
    channel.node = '';
    // Source: drivers/base/dd.c, call_driver_probe(), before 6.11.
    this.#ports.kernelLog.print(`${driver.name}: probe of ${channel.device} failed with error -${errno}`);
    return errno;
  }

  #tryProbe(channel: RpmsgChannel, driver: RpmsgDriver): number {
    const own = driver.withoutEndpoint !== true;
    if (own) {
      const address = this.createEndpoint(channel, driver.name, channel.src);
      if (address < 0) {
        this.#sayOf(channel, 'failed to create endpoint');
        return ENOMEM;
      }
      channel.src = address;
    }
    const node = driver.probe(channel);
    if (typeof node === 'number') {
      this.#sayOf(channel, `rpmsg_dev_probe: failed: -${node}`);
      if (own) this.destroyEndpoint(channel.src);
      return node;
    }
    channel.node = node;
    const errno = own ? this.#announce(channel, false) : 0;
    if (errno === 0) return 0;
    this.#sayOf(channel, 'failed to announce creation');
    driver.remove(channel);
    this.destroyEndpoint(channel.src);
    return errno;
  }

  /** rpmsg_dev_remove(). */
  #detach(channel: RpmsgChannel): void {
    const driver = this.#driver(channel.driver);
    if (driver === undefined) return;
    const own = driver.withoutEndpoint !== true;
    if (own) this.#announce(channel, true);
    driver.remove(channel);
    if (own) this.destroyEndpoint(channel.src);
    this.#ports.sysfs.unlink(driver.name, channel.device);
    channel.driver = '';
    channel.node = '';
  }

  /** Tells the name service of the M4. A full ring counts as a wait that ended after 15 s, without the wait. */
  #announce(channel: RpmsgChannel, destroyed: boolean): number {
    if (!channel.announce || !this.#state.nameService) return 0;
    const bytes = announcementOf(channel.service, channel.src, destroyed);
    let errno = this.#ports.sender.trySend(channel.src, nameServiceAddress, bytes);
    if (errno === ENOMEM) {
      this.#ports.say(sendTimeoutText);
      errno = ERESTARTSYS;
    }
    if (errno !== 0) this.#sayOf(channel, `failed to announce service -${errno}`);
    return errno;
  }

  #driver(name: string): RpmsgDriver | undefined {
    if (this.#state.removedDrivers.includes(name)) return undefined;
    return this.#drivers.find((driver) => driver.name === name);
  }

  /** A line of the device: its driver stands in front. */
  #sayOf({ driver, device }: RpmsgChannel, text: string): void {
    this.#ports.kernelLog.print(`${driver === '' ? 'rpmsg' : driver} ${device}: ${text}`);
  }
}

const matches = ({ override, service }: RpmsgChannel, driver: RpmsgDriver): boolean =>
  override === '' ? driver.services.includes(service) : override === driver.name;

const isAnnouncement = ({ dst, payload }: Received): boolean =>
  dst === nameServiceAddress && payload.length === announcementBytes;

function announcementText(payload: Uint8Array): string {
  const { service, address } = parseAnnouncement(payload);
  return `${service} at ${address}`;
}
