/** rpmsg_tty: each channel `rpmsg-tty` is a raw serial line /dev/ttyRPMSGn. Source: drivers/tty/rpmsg_tty.c; linux-side reference 5.3. */
import type { KernelGeneration } from '../../contract/protocol';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EAGAIN, EIO, ENOMEM, ENOSPC } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { decodeText, joinBytes } from '../fs/text';
import { type Answer, type FileOperations, failed, type OpenFile, ttyWhenGone, value, wait } from '../fs/vfs';
import type { KernelLog } from '../kernel/kernel-log';
import { freshLimit, mayPrint, type RateLimit } from '../kernel/rate-limit';
import { largestPayload, payloadText, type RpmsgChannel, type RpmsgDriver, type RpmsgSender } from './rpmsg-channel';
import {
  copyOfInput,
  flushInput,
  heldInput,
  insertInput,
  noInput,
  pushInput,
  type TtyInput,
  takeInput,
} from './tty-input';

const driver = 'rpmsg-tty';
const mostPorts = 32;
/** iterate_tty_write(): a long write comes to the driver in pieces. */
const writeChunk = 2048;
/** Characters of traffic, and received bytes, kept for the page: at least these, at most twice as many. */
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
  input: TtyInput;
  /** All that was ever received, the newest part. */
  received: Uint8Array[];
  receivedBytes: number;
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
  /** Before C it is ST's driver, with another service name in A. */
  readonly kernel: KernelGeneration;
  /** Virtual time now. */
  readonly now: () => number;
};

const readQueue = (port: number): string => `ttyRPMSG${port}`;
const nodeOf = (port: number): string => `/dev/ttyRPMSG${port}`;

export class RpmsgTty implements RpmsgDriver, Snapshottable {
  readonly name = 'rpmsg_tty';
  readonly services: readonly string[];
  readonly #ports: RpmsgTtyPorts;
  /** By tty number; the lowest free one is taken. */
  #lines: (Port | undefined)[] = [];
  #truncated = freshLimit();

  constructor(ports: RpmsgTtyPorts) {
    this.#ports = ports;
    // ST's driver of generation A goes by another name than the one that became mainline's.
    this.services = [ports.kernel === 'A' ? 'rpmsg-tty-channel' : 'rpmsg-tty'];
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

  /** What the tty layer has of each: bytes that wait for a reader, and bytes that it got while nobody had the tty open. */
  get states() {
    return this.#lines.flatMap((line, port) =>
      line === undefined
        ? []
        : [
            {
              port,
              device: line.device,
              terminal: line.terminal,
              files: this.#ports.files.openFiles(driver).filter((file) => file.device === port && !file.gone).length,
              unread: line.input.line.length,
              held: heldInput(line.input),
            },
          ],
    );
  }

  /** All text that came from the M4, the newest 64 KiB. */
  receivedText(port: number): string {
    return decodeText(joinBytes(this.#lines[port]?.received ?? []).slice(-trafficLimit));
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
      const chunkEnd = (Math.floor(taken / writeChunk) + 1) * writeChunk;
      const part = bytes.subarray(taken, Math.min(taken + largestPayload, chunkEnd));
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
      input: noInput(),
      received: [],
      receivedBytes: 0,
      traffic: [],
      carried: 0,
      terminal: false,
    };
    if (this.#ports.kernel !== 'C') this.#sayNewChannel(channel, port);
    const character = { major: 240, minor: port };
    this.#ports.files.addDevice(nodeOf(port), { driver, device: port, mode: 0o600, character });
    return nodeOf(port);
  }

  received(channel: RpmsgChannel, payload: Uint8Array): void {
    const port = this.#portOf(channel);
    const line = this.#lines[port];
    if (line === undefined || payload.length === 0) return;
    const { log, files } = this.#ports;
    const copied = insertInput(line.input, payload);
    if (copied < payload.length) this.#sayTruncated(channel.device, copied);
    if (this.#isOpen(port)) pushInput(line.input);
    if (line.terminal && !this.#hasFile(port)) flushInput(line.input);
    line.received.push(payload);
    line.receivedBytes += payload.length;
    if (line.receivedBytes > 2 * trafficLimit) trimReceived(line);
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
    return { lines: this.#lines.map(copyOf), truncated: { ...this.#truncated } } as unknown as Plain;
  }

  load(state: Plain): void {
    const { lines, truncated } = state as unknown as { lines: (Port | undefined)[]; truncated: RateLimit };
    this.#lines = lines.map(copyOf);
    this.#truncated = { ...truncated };
  }

  #hasFile(port: number): boolean {
    return this.#ports.files.openFiles(driver).some(({ device, gone }) => device === port && !gone);
  }

  #isOpen(port: number): boolean {
    return this.#lines[port]?.terminal === true || this.#hasFile(port);
  }

  #sayNewChannel({ device, src, dst }: RpmsgChannel, port: number): void {
    const way = `0x${src.toString(16)} -> 0x${dst.toString(16)}`;
    this.#ports.kernelLog.print(`rpmsg_tty ${device}: new channel: ${way} : ttyRPMSG${port}`);
  }

  #sayTruncated(device: string, copied: number): void {
    const { kernelLog, now } = this.#ports;
    if (mayPrint(this.#truncated, now(), 'rpmsg_tty_cb', (text) => kernelLog.print(text)))
      kernelLog.print(`rpmsg_tty ${device}: Trunc buffer: available space is ${copied}`);
  }

  #portOf({ device }: RpmsgChannel): number {
    return this.#lines.findIndex((line) => line?.device === device);
  }

  #carry(line: Port, toM4: boolean, bytes: Uint8Array, seq: number): void {
    const text = decodeText(bytes);
    line.traffic.push({ time: this.#ports.now(), toM4, text, seq });
    line.carried += text.length;
    if (line.carried > 2 * trafficLimit) trimTraffic(line);
  }

  #operations(): FileOperations {
    return {
      read: (file, length) => this.#read(file, length),
      write: (file, bytes) => {
        const taken = this.write(Number(file.device), bytes);
        // rpmsg_tty never waits for a buffer: a full ring is ENOMEM.
        return taken < 0 ? failed(-taken) : value(taken);
      },
      close: (file) => this.#close(file),
      whenGone: ttyWhenGone,
    };
  }

  /** The last one closes the tty: what nobody read is lost (drivers/tty/tty_port.c, tty_port_close_start()). */
  #close(file: OpenFile): void {
    const port = Number(file.device);
    const line = this.#lines[port];
    if (line !== undefined && !file.gone && !this.#isOpen(port)) flushInput(line.input);
  }

  /** Raw mode: as much as there is, at least one byte. What came while nobody had the tty open comes with the next message. */
  #read(file: OpenFile, length: number): Answer<Uint8Array> {
    const port = Number(file.device);
    const line = this.#lines[port];
    if (line === undefined) return failed(EIO);
    const bytes = takeInput(line.input, length);
    if (bytes.length > 0) return value(bytes);
    if (file.mode.nonBlocking) return failed(EAGAIN);
    this.#tellHeld(file, port, heldInput(line.input));
    return wait(readQueue(port));
  }

  #tellHeld(file: OpenFile, port: number, bytes: number): void {
    if (bytes === 0 || file.private === 'told') return;
    file.private = 'told';
    const what = bytes === 1 ? '1 byte that' : `${bytes} bytes that`;
    this.#ports.kernelLog.print(
      `ampscope: ttyRPMSG${port} holds ${what} came while nobody had it open: a reader gets them with the next message`,
    );
  }
}

function trimReceived(line: Port): void {
  let [first, bytes] = [0, line.receivedBytes];
  while (bytes - (line.received[first]?.length ?? bytes) >= trafficLimit) bytes -= line.received[first++]!.length;
  line.received.splice(0, first);
  line.receivedBytes = bytes;
}

function trimTraffic(line: Port): void {
  let [first, characters] = [0, line.carried];
  while (characters > trafficLimit && first < line.traffic.length) characters -= line.traffic[first++]!.text.length;
  line.traffic.splice(0, first);
  line.carried = characters;
}

/** Payloads and pieces of traffic are never changed, and so can be shared. */
const copyOf = (line: Port | undefined): Port | undefined =>
  line === undefined
    ? undefined
    : { ...line, input: copyOfInput(line.input), received: [...line.received], traffic: [...line.traffic] };

/** The ring was full: worth another try a little later. */
export const isFull = (result: number): boolean => result === -ENOMEM;
