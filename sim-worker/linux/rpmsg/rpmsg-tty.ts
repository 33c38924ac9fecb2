/** rpmsg_tty: each channel `rpmsg-tty` is a raw serial line /dev/ttyRPMSGn. Source: drivers/tty/rpmsg_tty.c; linux-side reference 5.3. */
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EAGAIN, EIO, ENOMEM, ENOSPC } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { concatBytes, decodeText } from '../fs/text';
import { type Answer, type FileOperations, failed, type OpenFile, ttyWhenGone, value, wait } from '../fs/vfs';
import type { KernelLog } from '../kernel/kernel-log';
import { largestPayload, payloadText, type RpmsgChannel, type RpmsgDriver, type RpmsgSender } from './rpmsg-channel';

const driver = 'rpmsg-tty';
const mostPorts = 32;
/** What the tty layer keeps for a port that nobody reads (drivers/tty/tty_buffer.c, TTYB_DEFAULT_MEM_LIMIT). */
const bufferLimit = 65_536;
/** Characters of traffic kept for the page. */
const trafficLimit = 65_536;

export type Traffic = {
  readonly time: number;
  readonly toM4: boolean;
  readonly text: string;
  readonly seq: number | undefined;
};
export type TtyPort = {
  readonly port: number;
  readonly service: string;
  readonly local: number;
  readonly remote: number;
  readonly open: boolean;
  readonly traffic: readonly Traffic[];
};
type Port = {
  readonly device: string;
  readonly service: string;
  readonly local: number;
  readonly remote: number;
  /** Received and not read yet. */
  buffer: Uint8Array;
  /** All that was ever received, the newest part. */
  received: Uint8Array;
  traffic: Traffic[];
  /** Characters in `traffic`. */
  carried: number;
  /** A terminal program of the page has it open. */
  terminal: boolean;
};

export type RpmsgTtyPorts = {
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly kernelLog: KernelLog;
  readonly sender: RpmsgSender;
  /** Virtual time now. */
  readonly now: () => number;
};

const readQueue = (port: number): string => `ttyRPMSG${port}`;
const nodeOf = (port: number): string => `/dev/ttyRPMSG${port}`;

export class RpmsgTty implements RpmsgDriver, Snapshottable {
  readonly name = 'rpmsg_tty';
  readonly services = ['rpmsg-tty'];
  readonly #ports: RpmsgTtyPorts;
  /** By tty number; the lowest free one is taken. */
  #lines: (Port | undefined)[] = [];

  constructor(ports: RpmsgTtyPorts) {
    this.#ports = ports;
    ports.files.register(driver, this.#operations());
  }

  get ports(): readonly TtyPort[] {
    const open = new Set(this.#ports.files.openFiles(driver).flatMap(({ device, gone }) => (gone ? [] : [device])));
    return this.#lines.flatMap((line, port) =>
      line === undefined
        ? []
        : [
            {
              port,
              service: line.service,
              local: line.local,
              remote: line.remote,
              open: line.terminal || open.has(port),
              traffic: line.traffic,
            },
          ],
    );
  }

  /** All text that came from the M4, the newest 64 KiB. */
  receivedText(port: number): string {
    return decodeText(this.#lines[port]?.received ?? new Uint8Array(0));
  }

  /** False when there is no such tty. */
  exists(port: number): boolean {
    return this.#lines[port] !== undefined;
  }

  /** A terminal program opens the tty and keeps it open. */
  openTerminal(port: number): void {
    const line = this.#lines[port];
    if (line !== undefined) line.terminal = true;
  }

  /** write(2): how many bytes were taken, or a negative errno. */
  write(port: number, bytes: Uint8Array): number {
    const line = this.#lines[port];
    if (line === undefined) return -EIO;
    const { log, sender } = this.#ports;
    const seq = log.record('tty.written', { port, text: payloadText(bytes), bytes: bytes.length });
    log.context.cause = seq;
    let taken = 0;
    let errno = 0;
    while (taken < bytes.length && errno === 0) {
      const part = bytes.subarray(taken, taken + largestPayload);
      errno = sender.trySend(line.local, line.remote, part);
      if (errno !== 0) break;
      taken += part.length;
      log.context.cause = seq;
    }
    if (taken > 0) this.#carry(line, true, bytes.subarray(0, taken), seq);
    return taken > 0 || errno === 0 ? taken : -errno;
  }

  /** How many have a ttyRPMSG open. */
  get openCount(): number {
    const terminals = this.#lines.filter((line) => line?.terminal === true).length;
    return this.#ports.files.openFiles(driver).length + terminals;
  }

  probe(channel: RpmsgChannel): string | number {
    let port = 0;
    while (this.#lines[port] !== undefined) port++;
    if (port >= mostPorts) {
      this.#ports.kernelLog.print(`rpmsg_tty ${channel.device}: error -ENOSPC: Failed to alloc tty port`);
      return ENOSPC;
    }
    this.#lines[port] = {
      device: channel.device,
      service: channel.service,
      local: channel.src,
      remote: channel.dst,
      buffer: new Uint8Array(0),
      received: new Uint8Array(0),
      traffic: [],
      carried: 0,
      terminal: false,
    };
    const character = { major: 240, minor: port };
    this.#ports.files.addDevice(nodeOf(port), { driver, device: port, mode: 0o600, character });
    return nodeOf(port);
  }

  received(channel: RpmsgChannel, payload: Uint8Array): void {
    const port = this.#portOf(channel);
    const line = this.#lines[port];
    if (line === undefined || payload.length === 0) return;
    const { log, kernelLog, files } = this.#ports;
    const room = bufferLimit - line.buffer.length;
    const copied = payload.subarray(0, room);
    line.buffer = concatBytes(line.buffer, copied);
    line.received = concatBytes(line.received, payload).slice(-trafficLimit);
    if (copied.length < payload.length)
      kernelLog.print(`rpmsg_tty ${channel.device}: Trunc buffer: available space is ${copied.length}`);
    const seq = log.record('tty.received', { port, text: payloadText(payload), bytes: payload.length });
    log.context.cause = seq;
    this.#carry(line, false, payload, seq);
    files.wake(readQueue(port));
  }

  remove(channel: RpmsgChannel): void {
    const port = this.#portOf(channel);
    if (port < 0) return;
    this.#lines[port] = undefined;
    this.#ports.files.removeDevice(nodeOf(port));
    this.#ports.files.wake(readQueue(port));
  }

  save(): Plain {
    return structuredClone(this.#lines) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#lines = structuredClone(state) as unknown as (Port | undefined)[];
  }

  #portOf({ device }: RpmsgChannel): number {
    return this.#lines.findIndex((line) => line?.device === device);
  }

  #carry(line: Port, toM4: boolean, bytes: Uint8Array, seq: number): void {
    const text = decodeText(bytes);
    line.traffic.push({ time: this.#ports.now(), toM4, text, seq });
    line.carried += text.length;
    while (line.carried > trafficLimit) line.carried -= line.traffic.shift()?.text.length ?? line.carried;
  }

  #operations(): FileOperations {
    return {
      read: (file, length) => this.#read(file, length),
      write: (file, bytes) => {
        const taken = this.write(Number(file.device), bytes);
        // rpmsg_tty never waits for a buffer: a full ring is ENOMEM.
        return taken < 0 ? failed(-taken) : value(taken);
      },
      whenGone: ttyWhenGone,
    };
  }

  /** Raw mode: as much as there is, at least one byte. What came before the tty was opened is read as well. */
  #read(file: OpenFile, length: number): Answer<Uint8Array> {
    const port = Number(file.device);
    const line = this.#lines[port];
    if (line === undefined) return failed(EIO);
    if (line.buffer.length === 0) return file.mode.nonBlocking ? failed(EAGAIN) : wait(readQueue(port));
    const bytes = line.buffer.slice(0, length);
    line.buffer = line.buffer.slice(length);
    return value(bytes);
  }
}

/** The ring was full: worth another try a little later. */
export const isFull = (result: number): boolean => result === -ENOMEM;
