/** rpmsg_char: each channel `rpmsg-raw` is /dev/rpmsgN, where one read or write is one message. Source: drivers/rpmsg/rpmsg_char.c; linux-side reference 5.3. */
import { ms } from '../../contract/units';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EAGAIN, EBUSY, ENOMEM, EPIPE } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { type Answer, failed, type OpenFile, value, wait } from '../fs/vfs';
import type { Work } from '../kernel/work';
import { type RpmsgChannel, type RpmsgDriver, type RpmsgSender, sendQueue } from './rpmsg-channel';

const driver = 'rpmsg-char';
/** An rpmsg_send() gives up after this long. */
const sendTimeout = ms(15_000);
/** Not for user space, yet it comes through (include/linux/errno.h). */
const ERESTARTSYS = 512;
/** Messages that wait for a reader; the kernel has no limit. */
const mostMessages = 1024;

type Endpoint = {
  readonly device: string;
  readonly local: number;
  readonly remote: number;
  messages: Uint8Array[];
  open: boolean;
};
/** What an open file remembers while its writer sleeps. */
type Waiting = { readonly timer: number; readonly expired: boolean };

export type RpmsgCharPorts = {
  readonly files: FileSystem;
  readonly work: Work;
  readonly sender: RpmsgSender;
  readonly say: (text: string) => void;
};

const readQueue = (index: number): string => `rpmsg${index}`;
const nodeOf = (index: number): string => `/dev/rpmsg${index}`;

export class RpmsgChar implements RpmsgDriver, Snapshottable {
  readonly name = 'rpmsg_chrdev';
  readonly services = ['rpmsg-raw', 'rpmsg_chrdev'];
  readonly #ports: RpmsgCharPorts;
  #endpoints: (Endpoint | undefined)[] = [];

  constructor(ports: RpmsgCharPorts) {
    this.#ports = ports;
    ports.files.register(driver, {
      open: (file) => this.#open(file),
      close: (file) => this.#close(file),
      read: (file, length) => this.#read(file, length),
      write: (file, bytes) => this.#write(file, bytes),
      whenGone: { read: EPIPE, write: EPIPE },
    });
    ports.work.on('rpmsg-send-timeout', (handle) => this.#expire(Number(handle)));
  }

  probe(channel: RpmsgChannel): string {
    let index = 0;
    while (this.#endpoints[index] !== undefined) index++;
    const { device, src: local, dst: remote } = channel;
    this.#endpoints[index] = { device, local, remote, messages: [], open: false };
    const character = { major: 242, minor: index };
    this.#ports.files.addDevice(nodeOf(index), { driver, device: index, mode: 0o600, character });
    return nodeOf(index);
  }

  received(channel: RpmsgChannel, payload: Uint8Array): void {
    const index = this.#indexOf(channel);
    const endpoint = this.#endpoints[index];
    if (endpoint === undefined) return;
    endpoint.messages.push(payload.slice());
    if (endpoint.messages.length > mostMessages) endpoint.messages.shift();
    this.#ports.files.wake(readQueue(index));
  }

  remove(channel: RpmsgChannel): void {
    const index = this.#indexOf(channel);
    if (index < 0) return;
    this.#endpoints[index] = undefined;
    this.#ports.files.removeDevice(nodeOf(index));
    this.#ports.files.wake(readQueue(index));
  }

  save(): Plain {
    return structuredClone(this.#endpoints) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#endpoints = structuredClone(state) as unknown as (Endpoint | undefined)[];
  }

  #indexOf({ device }: RpmsgChannel): number {
    return this.#endpoints.findIndex((endpoint) => endpoint?.device === device);
  }

  #open(file: OpenFile): Answer<void> {
    const endpoint = this.#endpoints[Number(file.device)];
    if (endpoint === undefined) return failed(EPIPE);
    if (endpoint.open) return failed(EBUSY);
    endpoint.open = true;
    return value(undefined);
  }

  #close(file: OpenFile): void {
    this.#endWaiting(file);
    const endpoint = this.#endpoints[Number(file.device)];
    if (endpoint === undefined || file.gone) return;
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
    if (endpoint === undefined) return failed(EPIPE);
    const { sender, say } = this.#ports;
    let errno = sender.trySend(endpoint.local, endpoint.remote, bytes);
    if (errno === ENOMEM && file.mode.nonBlocking) return failed(EAGAIN);
    if (errno === ENOMEM && waitingOf(file) === undefined) {
      this.#beginWaiting(file);
      errno = sender.trySend(endpoint.local, endpoint.remote, bytes);
    }
    if (errno === ENOMEM && waitingOf(file)?.expired !== true) return wait(sendQueue);
    this.#endWaiting(file);
    if (errno === 0) return value(bytes.length);
    if (errno !== ENOMEM) return failed(errno);
    say('timeout waiting for a tx buffer');
    return failed(ERESTARTSYS);
  }

  #beginWaiting(file: OpenFile): void {
    const waiting: Waiting = {
      timer: this.#ports.work.after(sendTimeout, 'rpmsg-send-timeout', file.handle),
      expired: false,
    };
    file.private = waiting;
    this.#ports.sender.startWaiting();
  }

  #endWaiting(file: OpenFile): void {
    const waiting = waitingOf(file);
    if (waiting === undefined) return;
    file.private = undefined;
    this.#ports.work.cancel(waiting.timer);
    this.#ports.sender.stopWaiting();
  }

  #expire(handle: number): void {
    const file = this.#ports.files.file(handle);
    const waiting = file === undefined ? undefined : waitingOf(file);
    if (file === undefined || waiting === undefined) return;
    file.private = { ...waiting, expired: true };
    this.#ports.files.wake(sendQueue);
  }
}

const waitingOf = (file: OpenFile): Waiting | undefined => file.private as unknown as Waiting | undefined;
