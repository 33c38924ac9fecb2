/** rpmsg_char: /dev/rpmsgN, where one read or write is one message; of a channel `rpmsg-raw`, or made through rpmsg_ctrl. Source: drivers/rpmsg/rpmsg_char.c; linux-side reference 5.3. */
import type { KernelGeneration } from '../../contract/protocol';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { attributeOperations } from '../fs/attribute';
import { EAGAIN, EBUSY, EINVAL, ENODEV, ENOMEM, EPIPE } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { type Answer, failed, type OpenFile, value, wait } from '../fs/vfs';
import type { KernelLog } from '../kernel/kernel-log';
import type { RpmsgChannel, RpmsgDriver, RpmsgSender } from './rpmsg-channel';
import type { RpmsgDevices } from './rpmsg-devices';
import type { SendWaiter } from './send-waiter';

const driver = 'rpmsg-char';
/** Messages that wait for a reader, the oldest lost first; the kernel takes memory until there is none. */
const mostMessages = 65_536;
/** Requests of type 0xb5, from RPMSG_CREATE_EPT_IOCTL to RPMSG_SET_INCOMING_FLOWCONTROL. Source: include/uapi/linux/rpmsg.h. */
export const rpmsgRequests = {
  createEndpoint: 1,
  destroyEndpoint: 2,
  createDevice: 3,
  releaseDevice: 4,
  getFlow: 5,
  setFlow: 6,
} as const;
const EOPNOTSUPP = 95;

/** A /dev/rpmsgN. */
type Endpoint = {
  /** The rpmsg device below which it lies. */
  readonly device: string;
  readonly service: string;
  /** Wanted local address, for one that is made when the node is opened. */
  readonly src: number;
  readonly dst: number;
  /** It shares the endpoint of its channel, which is there while the node is closed, too. */
  readonly shared: boolean;
  /** Local address; undefined while there is no endpoint. */
  local: number | undefined;
  messages: Uint8Array[];
  open: boolean;
};

export type RpmsgCharPorts = {
  readonly files: FileSystem;
  readonly sender: RpmsgSender;
  readonly waiter: SendWaiter;
  readonly kernelLog: KernelLog;
  readonly devices: RpmsgDevices;
  /** Before C only rpmsg_ctrl makes nodes. */
  readonly kernel: KernelGeneration;
};

const readQueue = (index: number): string => `rpmsg${index}`;
const classFolder = (index: number): string => `/sys/class/rpmsg/rpmsg${index}`;
const classAttributes = ['name', 'src', 'dst'] as const;
type ClassFile = { readonly index: number; readonly attribute: (typeof classAttributes)[number] };
const nodeOf = (index: number): string => `/dev/rpmsg${index}`;

export class RpmsgChar implements RpmsgDriver, Snapshottable {
  readonly name = 'rpmsg_chrdev';
  readonly services: readonly string[];
  readonly #ports: RpmsgCharPorts;
  #endpoints: (Endpoint | undefined)[] = [];

  constructor(ports: RpmsgCharPorts) {
    this.#ports = ports;
    this.services = ports.kernel === 'C' ? ['rpmsg-raw', 'rpmsg_chrdev'] : [];
    ports.files.register(driver, {
      open: (file) => this.#open(file),
      close: (file) => this.#close(file),
      read: (file, length) => this.#read(file, length),
      write: (file, bytes) => this.#write(file, bytes),
      ioctl: (file, request, argument) => this.#ioctl(file, request, argument),
      whenGone: { read: EPIPE, write: EPIPE },
    });
    ports.files.register('rpmsg-class', attributeOperations({ show: (what) => this.#show(what) }));
  }

  probe({ device, service, src, dst }: RpmsgChannel): string {
    return this.#add({ device, service, src, dst, shared: true, local: src, messages: [], open: false });
  }

  /** rpmsg_chrdev_eptdev_create(): a node below another device. Its endpoint comes when it is opened. */
  addBelow({ device }: RpmsgChannel, service: string, src: number, dst: number): string {
    return this.#add({ device, service, src, dst, shared: false, local: undefined, messages: [], open: false });
  }

  received({ device }: RpmsgChannel, payload: Uint8Array, local: number): void {
    const index = this.#endpoints.findIndex((endpoint) => endpoint?.device === device && endpoint.local === local);
    const endpoint = this.#endpoints[index];
    if (endpoint === undefined) return;
    endpoint.messages.push(payload.slice());
    if (endpoint.messages.length > mostMessages) endpoint.messages.shift();
    this.#ports.files.wake(readQueue(index));
  }

  /** All nodes below the device vanish. */
  remove({ device }: RpmsgChannel): void {
    this.#endpoints.forEach((endpoint, index) => {
      if (endpoint?.device === device) this.#destroy(index);
    });
  }

  /** How many of its nodes are open. */
  get openCount(): number {
    return this.#ports.files.openFiles(driver).length;
  }

  /** Every /dev/rpmsgN. */
  get nodes() {
    return this.#endpoints.flatMap((endpoint, index) => {
      if (endpoint === undefined) return [];
      const { messages, ...rest } = endpoint;
      return [{ ...rest, node: nodeOf(index), messages: messages.length }];
    });
  }

  /** Messages are never changed, and so can be shared. */
  save(): Plain {
    return this.#endpoints.map(copyOf) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#endpoints = (state as unknown as (Endpoint | undefined)[]).map(copyOf);
  }

  #add(endpoint: Endpoint): string {
    let index = 0;
    while (this.#endpoints[index] !== undefined) index++;
    this.#endpoints[index] = endpoint;
    const character = { major: 242, minor: index };
    this.#ports.files.addDevice(nodeOf(index), { driver, device: index, mode: 0o600, character });
    for (const attribute of classAttributes) {
      const device: ClassFile = { index, attribute };
      this.#ports.files.addDevice(`${classFolder(index)}/${attribute}`, {
        driver: 'rpmsg-class',
        device,
        mode: 0o444,
        character: undefined,
      });
    }
    return nodeOf(index);
  }

  /** rpmsg_chrdev_eptdev_destroy(). A shared endpoint belongs to its channel and goes with it. */
  #destroy(index: number): void {
    this.#endEndpoint(this.#endpoints[index]);
    this.#endpoints[index] = undefined;
    this.#ports.files.removeDevice(nodeOf(index));
    this.#ports.files.removeDevice(classFolder(index));
    this.#ports.files.wake(readQueue(index));
  }

  /** What the channel or the ioctl asked for: an address that may be any is -1. */
  #show(what: Plain): string | number {
    const { index, attribute } = what as unknown as ClassFile;
    const endpoint = this.#endpoints[index];
    if (endpoint === undefined) return ENODEV;
    return `${attribute === 'name' ? endpoint.service : endpoint[attribute] | 0}\n`;
  }

  #endEndpoint(endpoint: Endpoint | undefined): void {
    if (endpoint?.local === undefined || endpoint.shared) return;
    this.#ports.devices.destroyEndpoint(endpoint.device, endpoint.local);
    endpoint.local = undefined;
  }

  #open(file: OpenFile): Answer<void> {
    const index = Number(file.device);
    const endpoint = this.#endpoints[index];
    if (endpoint === undefined) return failed(EPIPE);
    if (endpoint.open) return failed(EBUSY);
    if (!endpoint.shared && !this.#makeEndpoint(endpoint)) {
      this.#ports.kernelLog.print(`rpmsg rpmsg${index}: failed to open ${endpoint.service}`);
      return failed(EINVAL);
    }
    endpoint.open = true;
    return value(undefined);
  }

  #makeEndpoint(endpoint: Endpoint): boolean {
    const { devices } = this.#ports;
    const channel = devices.find(endpoint.device);
    const local = channel === undefined ? -1 : devices.createEndpoint(channel, this.name, endpoint.src);
    if (local >= 0) endpoint.local = local;
    return local >= 0;
  }

  #close(file: OpenFile): void {
    this.#ports.waiter.end(file);
    const endpoint = this.#endpoints[Number(file.device)];
    if (endpoint === undefined || file.gone) return;
    this.#endEndpoint(endpoint);
    endpoint.open = false;
    endpoint.messages = [];
  }

  /** What does not fit into `length` is lost. */
  #read(file: OpenFile, length: number): Answer<Uint8Array> {
    const index = Number(file.device);
    const endpoint = this.#endpoints[index];
    if (endpoint === undefined) return failed(EPIPE);
    const message = endpoint.messages.shift();
    if (message !== undefined) return value(message.slice(0, length));
    return file.mode.nonBlocking ? failed(EAGAIN) : wait(readQueue(index));
  }

  #write(file: OpenFile, bytes: Uint8Array): Answer<number> {
    const endpoint = this.#endpoints[Number(file.device)];
    if (endpoint?.local === undefined) return failed(EPIPE);
    const { sender, waiter } = this.#ports;
    if (!file.mode.nonBlocking) return waiter.send(file, endpoint.device, endpoint.local, endpoint.dst, bytes);
    const errno = sender.trySend(endpoint.device, endpoint.local, endpoint.dst, bytes);
    return errno === 0 ? value(bytes.length) : failed(errno === ENOMEM ? EAGAIN : errno);
  }

  #ioctl(file: OpenFile, request: number, argument: Plain): Answer<Plain> {
    const index = Number(file.device);
    const endpoint = this.#endpoints[index];
    // From 6.6 on. virtio_rpmsg_bus has no flow control: the M4 never restricts, and cannot be restricted.
    if (this.#ports.kernel === 'C' && request === rpmsgRequests.getFlow) return value(0);
    if (this.#ports.kernel === 'C' && request === rpmsgRequests.setFlow)
      return failed(Number(argument) > 1 ? EINVAL : EOPNOTSUPP);
    if (request !== rpmsgRequests.destroyEndpoint || endpoint === undefined || endpoint.shared) return failed(EINVAL);
    this.#destroy(index);
    return value(undefined);
  }
}

const copyOf = (endpoint: Endpoint | undefined): Endpoint | undefined =>
  endpoint === undefined ? undefined : { ...endpoint, messages: [...endpoint.messages] };
