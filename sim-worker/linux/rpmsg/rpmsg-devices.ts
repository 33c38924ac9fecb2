/** The rpmsg bus: its devices, the drivers bound to them, and who has which address. Source: drivers/rpmsg/{rpmsg_core,virtio_rpmsg_bus}.c; linux-side reference 5.2. */
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EBUSY, EINVAL, ENODEV, ENOSPC } from '../fs/errno';
import type { KernelLog } from '../kernel/kernel-log';
import { RpmsgBinding } from './rpmsg-binding';
import {
  announcementBytes,
  busOf,
  firstDynamicAddress,
  nameServiceAddress,
  parseAnnouncement,
  payloadText,
  type RpmsgChannel,
  type RpmsgDriver,
  rpmsgAnyAddress,
  type SendInTurn,
  type SendThen,
} from './rpmsg-channel';
import { type Act, type Operation, type Outcome, RpmsgOperations } from './rpmsg-operations';
import type { RpmsgSysfs } from './rpmsg-sysfs';
import type { Received } from './virtio-rpmsg-bus';

export type RpmsgDevicesPorts = {
  readonly log: EventLog;
  readonly kernelLog: KernelLog;
  /** rpmsg_send() on the bus of this device: `sendEnded` hears of it when it has to wait. */
  readonly send: SendInTurn;
  readonly sysfs: RpmsgSysfs;
  /** Prints a line of a virtio device. */
  readonly say: (bus: string, text: string) => void;
  /** A device came that this driver knows, and its module is not loaded. */
  readonly driverMissing: (driver: string) => void;
  /** All devices of this virtio device are gone. */
  readonly stopped: (bus: string) => void;
  /** Somebody's operation that had to wait is done. */
  readonly operationEnded: () => void;
};

/** The largest address that idr_alloc() takes. */
const largestAddress = 0x7fff_ffff;

type Endpoint = { readonly bus: string; readonly address: number; readonly device: string; readonly driver: string };
type State = {
  /** Virtio devices that are online, with the name service or without. */
  buses: { readonly name: string; readonly nameService: boolean }[];
  channels: RpmsgChannel[];
  endpoints: Endpoint[];
  /** Drivers whose module was removed. */
  removedDrivers: string[];
};

export class RpmsgDevices implements Snapshottable {
  readonly #ports: RpmsgDevicesPorts;
  readonly #drivers: RpmsgDriver[] = [];
  readonly #binding: RpmsgBinding;
  readonly #operations: RpmsgOperations;
  #state: State = { buses: [], channels: [], endpoints: [], removedDrivers: [] };

  constructor(ports: RpmsgDevicesPorts) {
    this.#ports = ports;
    this.#binding = new RpmsgBinding({
      ...ports,
      hasNameService: (bus) => this.#state.buses.some(({ name, nameService }) => name === bus && nameService),
      createEndpoint: (channel, driver, address) => this.createEndpoint(channel, driver, address),
      destroyEndpoint: (device, address) => this.destroyEndpoint(device, address),
    });
    this.#operations = new RpmsgOperations(
      (act, operation) => this.#perform(act, operation),
      () => ports.operationEnded(),
    );
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
  get endpoints(): readonly Endpoint[] {
    return this.#state.endpoints;
  }

  /** Names that drivers take. */
  get services(): readonly { readonly service: string; readonly driver: string; readonly loaded: boolean }[] {
    return this.#drivers.flatMap(({ name, services }) =>
      services.map((service) => ({ service, driver: name, loaded: !this.#state.removedDrivers.includes(name) })),
    );
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

  /** A virtio device is there: its control device, and the name service if both sides have it. */
  start(bus: string, nameService: boolean): void {
    this.#state.buses.push({ name: bus, nameService });
    this.#begin(this.#add(bus, 'rpmsg_ctrl', 0, 0, true));
    if (nameService) this.#begin(this.#add(bus, 'rpmsg_ns', nameServiceAddress, nameServiceAddress, true));
  }

  /** Everything of a virtio device vanishes; `stopped` hears when the last announcement is out. */
  stop(bus: string): Outcome {
    const devices = this.#state.channels.map(({ device }) => device).filter((device) => busOf(device) === bus);
    const acts = devices.flatMap((device): Act[] => [
      { what: 'detach', device },
      { what: 'remove', device },
    ]);
    return this.#operations.begin([...acts, { what: 'stopped', bus }], false);
  }

  /** False when nobody has the address. */
  dispatch(bus: string, message: Received): boolean {
    const { dst, payload, buffer } = message;
    const owner = this.#endpoint(bus, dst);
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

  /** A send that had to wait is over. */
  sendEnded(bus: string, then: SendThen, errno: number): void {
    if (then.of === 'operation') {
      this.#operations.resume(then.id, errno);
      return;
    }
    const owner = this.#endpoint(bus, then.src);
    const channel = owner === undefined ? undefined : this.find(owner.device);
    if (owner === undefined || channel === undefined) return;
    if (errno !== 0) this.#driver(owner.driver)?.sendFailed?.(channel, errno);
    const probing = this.#operations.probing(channel.device);
    if (probing !== undefined) this.#operations.resume(probing, errno);
  }

  /** rpmsg_create_channel(); `src` may be any. Undefined, after the kernel's line, when it is there already. */
  create(bus: string, service: string, src: number, dst: number, asked = false): Outcome | undefined {
    if (this.#match(bus, service, src, dst) !== undefined) {
      this.#ports.say(bus, `channel ${service}:${src.toString(16)}:${dst.toString(16)} already exist`);
      return undefined;
    }
    const { device } = this.#add(bus, service, src, dst, false);
    const acts: Act[] = [
      { what: 'attach', device, driver: '' },
      { what: 'created', device },
    ];
    return this.#operations.begin(acts, asked);
  }

  /** rpmsg_release_channel(): EINVAL when there is none. */
  release(bus: string, service: string, src: number, dst: number, asked = false): Outcome {
    const channel = this.#match(bus, service, src, dst);
    if (channel === undefined) return EINVAL;
    const { device } = channel;
    const acts: Act[] = [
      { what: 'detach', device },
      { what: 'remove', device },
    ];
    return this.#operations.begin(acts, asked);
  }

  /** The errno of an operation that had to wait, once; undefined while it is not done. */
  result(ticket: number): number | undefined {
    return this.#operations.result(ticket);
  }

  /** The new local address, or a negative errno after the kernel's line. `address` may be any. */
  createEndpoint(channel: RpmsgChannel, driver: string, address: number): number {
    const bus = busOf(channel.device);
    let local = address === rpmsgAnyAddress ? firstDynamicAddress : address;
    while (address === rpmsgAnyAddress && this.#endpoint(bus, local) !== undefined) local++;
    const errno = local > largestAddress ? EINVAL : this.#endpoint(bus, local) === undefined ? 0 : ENOSPC;
    if (errno !== 0) {
      this.#binding.sayOf(channel, `idr_alloc failed: -${errno}`);
      return -errno;
    }
    this.#state.endpoints.push({ bus, address: local, device: channel.device, driver });
    return local;
  }

  /** `device`: any on the same virtio device. */
  destroyEndpoint(device: string, address: number): void {
    const endpoint = this.#endpoint(busOf(device), address);
    this.#state.endpoints = this.#state.endpoints.filter((other) => other !== endpoint);
  }

  /** A write to `bind` of a driver. */
  bind(device: string, driverName: string): Outcome {
    const channel = this.find(device);
    const driver = this.#driver(driverName);
    if (channel === undefined || driver === undefined || !matches(channel, driver)) return ENODEV;
    if (channel.driver !== '') return EBUSY;
    return this.#operations.begin([{ what: 'attach', device, driver: driverName }], true);
  }

  /** A write to `unbind` of a driver. */
  unbind(device: string, driverName: string): Outcome {
    const channel = this.find(device);
    if (channel === undefined || channel.driver !== driverName || driverName === '') return ENODEV;
    return this.#operations.begin([{ what: 'detach', device }], true);
  }

  /** A write to `drivers_probe`: looks for a driver again; that it fails is not told. */
  reprobe(device: string): Outcome {
    const channel = this.find(device);
    if (channel === undefined) return ENODEV;
    if (channel.driver !== '') return 0;
    return this.#operations.begin([{ what: 'attach', device, driver: '' }], true);
  }

  /** The module of a driver was loaded: it takes what it knows and nobody has. */
  registerDriver(name: string): void {
    this.#state.removedDrivers = this.#state.removedDrivers.filter((other) => other !== name);
    this.#ports.sysfs.addDriver(name);
    const driver = this.#driver(name);
    const fitting = this.#state.channels.filter((channel) => driver !== undefined && matches(channel, driver));
    this.#operations.begin(
      fitting.map(({ device }) => ({ what: 'attach', device, driver: name })),
      false,
    );
  }

  /** The module of a driver is about to go: it lets go of all it has. */
  unregisterDriver(name: string): void {
    const bound = this.#state.channels.filter(({ driver }) => driver === name);
    const acts = bound.map(({ device }): Act => ({ what: 'detach', device }));
    this.#operations.begin([...acts, { what: 'driver gone', driver: name }], false);
  }

  save(): Plain {
    return { state: structuredClone(this.#state) as unknown as Plain, operations: this.#operations.save() };
  }

  load(saved: Plain): void {
    const { state, operations } = saved as unknown as { readonly state: State; readonly operations: Plain };
    this.#state = structuredClone(state);
    this.#operations.load(operations);
  }

  #begin({ device }: RpmsgChannel): void {
    this.#operations.begin([{ what: 'attach', device, driver: '' }], false);
  }

  #endpoint(bus: string, address: number): Endpoint | undefined {
    return this.#state.endpoints.find((endpoint) => endpoint.address === address && endpoint.bus === bus);
  }

  /** rpmsg_find_device(): an address that may be any fits every one. */
  #match(bus: string, service: string, src: number, dst: number): RpmsgChannel | undefined {
    const fits = (wanted: number, is: number): boolean => wanted === rpmsgAnyAddress || wanted === is;
    return this.#state.channels.find(
      (channel) =>
        busOf(channel.device) === bus &&
        fits(src, channel.src) &&
        fits(dst, channel.dst) &&
        channel.service === service,
    );
  }

  #add(bus: string, service: string, src: number, dst: number, builtIn: boolean): RpmsgChannel {
    const channel: RpmsgChannel = {
      device: `${bus}.${service}.${src | 0}.${dst | 0}`,
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
    return channel;
  }

  #perform(act: Act, operation: Operation): number | 'asleep' {
    switch (act.what) {
      case 'attach':
        return this.#attach(act.device, act.driver, operation);
      case 'detach':
        return this.#detach(act.device, operation);
      case 'remove':
        return this.#remove(act.device);
      case 'created':
        return this.#tellCreated(act.device);
      case 'driver gone':
        this.#state.removedDrivers.push(act.driver);
        this.#ports.sysfs.removeDriver(act.driver);
        return 0;
      case 'stopped':
        this.#state.buses = this.#state.buses.filter(({ name }) => name !== act.bus);
        this.#state.endpoints = this.#state.endpoints.filter(({ bus }) => bus !== act.bus);
        this.#ports.stopped(act.bus);
        return 0;
    }
  }

  #remove(device: string): number {
    this.#state.channels = this.#state.channels.filter((other) => other.device !== device);
    this.#ports.sysfs.removeDevice(device);
    return 0;
  }

  #tellCreated(device: string): number {
    const channel = this.find(device);
    if (channel === undefined) return 0;
    const { service, dst, driver, node } = channel;
    channel.created = this.#ports.log.record('rpmsg.channel-created', { service, address: dst, driver, node });
    return 0;
  }

  /** The driver that is asked for, or the first that knows the device, in the order in which they were registered. */
  #driverOf(channel: RpmsgChannel, wanted: string): RpmsgDriver | undefined {
    if (wanted !== '') return this.#driver(wanted);
    const { removedDrivers } = this.#state;
    const known = this.#drivers.filter((each) => matches(channel, each));
    const driver = known.find(({ name }) => !removedDrivers.includes(name));
    if (driver === undefined && known[0] !== undefined && channel.override === '')
      this.#ports.driverMissing(known[0].name);
    return driver;
  }

  #attach(device: string, wanted: string, operation: Operation): number | 'asleep' {
    const channel = this.find(device);
    const begun = operation.phase !== '';
    if (channel === undefined || (!begun && channel.driver !== '')) return 0;
    const driver = this.#driverOf(channel, begun ? channel.driver : wanted);
    if (driver === undefined) return 0;
    const outcome = this.#binding.attach(channel, driver, operation);
    // Only who names a driver hears that it failed.
    return outcome === 'asleep' || wanted !== '' ? outcome : 0;
  }

  #detach(device: string, operation: Operation): number | 'asleep' {
    const channel = this.find(device);
    const driver = channel === undefined ? undefined : this.#driver(channel.driver);
    return channel === undefined || driver === undefined ? 0 : this.#binding.detach(channel, driver, operation);
  }

  #driver(name: string): RpmsgDriver | undefined {
    if (this.#state.removedDrivers.includes(name)) return undefined;
    return this.#drivers.find((driver) => driver.name === name);
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
