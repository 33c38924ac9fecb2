/** rpmsg_tty: each channel `rpmsg-tty` is a raw serial line /dev/ttyRPMSGn. Source: drivers/tty/rpmsg_tty.c; linux-side reference 5.3. */
import type { KernelGeneration } from '../../contract/protocol';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EAGAIN, EINVAL, EIO, ENOMEM, ENOSPC } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { rawTermios, type TerminalSize, type Termios, terminalRequests } from '../fs/termios';
import { decodeText, joinBytes } from '../fs/text';
import { type Answer, type FileOperations, failed, type OpenFile, ttyWhenGone, value, wait } from '../fs/vfs';
import type { KernelLog } from '../kernel/kernel-log';
import { freshLimit, mayPrint, type RateLimit } from '../kernel/rate-limit';
import type { Work } from '../kernel/work';
import { flushDiscipline, lineLimit, receiveBytes, setTermios, takeBytes } from './line-discipline';
import { type SendPiece, writeBytes } from './line-output';
import { largestPayload, payloadText, type RpmsgChannel, type RpmsgDriver, type RpmsgSender } from './rpmsg-channel';
import { flushInput, heldInput, insertInput, pushInput } from './tty-input';
import { isPlain, type Letter, letterSince } from './tty-letters';
import { copyOfPort, keepReceived, keepTraffic, newPort, type Port, type Traffic, trafficLimit } from './tty-port';
import { judgeRead, type Reading } from './tty-reader';

const driver = 'rpmsg-tty';
/** ST's driver of generation A goes by another name than the one that became mainline's. */
export const ttyServices: Readonly<Record<KernelGeneration, string>> = {
  A: 'rpmsg-tty-channel',
  B: 'rpmsg-tty',
  C: 'rpmsg-tty',
};
const mostPorts = 32;
/** iterate_tty_write(): a long write comes to the driver in pieces. */
const writeChunk = 2048;
export type TtyPort = {
  readonly port: number;
  readonly service: string;
  readonly local: number;
  readonly remote: number;
  readonly open: boolean;
  readonly traffic: readonly Traffic[];
  /** Pieces that were there before those of `traffic`. */
  readonly forgotten: number;
};
/** What a read or write that sleeps remembers in its open file. */
type Sleeping = { readonly reading?: Reading; readonly told?: true };

export type RpmsgTtyPorts = {
  readonly log: EventLog;
  readonly files: FileSystem;
  readonly kernelLog: KernelLog;
  readonly sender: RpmsgSender;
  readonly work: Work;
  /** Before C it is ST's driver, with another service name in A. */
  readonly kernel: KernelGeneration;
  /** Virtual time now. */
  readonly now: () => number;
};

const readQueue = (port: number): string => `ttyRPMSG${port}`;
const writeQueue = (port: number): string => `ttyRPMSG${port} room`;
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
    this.services = [ttyServices[ports.kernel]];
    ports.files.register(driver, this.#operations());
    ports.work.on('tty-read', (queue) => ports.files.wake(String(queue)));
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
              forgotten: line.forgotten,
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
              unread: line.discipline.bytes.length,
              held: heldInput(line.input),
              termios: line.discipline.termios,
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

  /** A terminal program opens the tty, makes it raw, and keeps it open. */
  openTerminal(port: number): void {
    const line = this.#lines[port];
    if (line === undefined || line.terminal) return;
    line.terminal = true;
    this.#setTermios(port, line, rawTermios(line.discipline.termios));
  }

  /** write(2): how many bytes were taken, or a negative errno. */
  write(port: number, bytes: Uint8Array): number {
    const line = this.#lines[port];
    if (line === undefined) return -EIO;
    const { taken, errno } = this.#send(line, port, bytes, (send) =>
      this.#ports.kernel === 'A'
        ? writeBytes(line.discipline, bytes, { room: writeChunk, chunk: writeChunk }, sendAll(send))
        : writeBytes(line.discipline, bytes, { room: largestPayload, chunk: writeChunk }, send),
    );
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
    this.#lines[port] = newPort(channel);
    if (this.#ports.kernel !== 'C') this.#sayNewChannel(channel, port);
    // ST's first driver has its numbers behind /dev/tty and /dev/ptmx, later ones are given one at start.
    const character = this.#ports.kernel === 'A' ? { major: 5, minor: 3 + port } : { major: 240, minor: port };
    this.#ports.files.addDevice(nodeOf(port), { driver, device: port, mode: 0o600, character });
    return nodeOf(port);
  }

  received(channel: RpmsgChannel, payload: Uint8Array): void {
    const port = this.#portOf(channel);
    const line = this.#lines[port];
    if (line === undefined || payload.length === 0) return;
    const { log, files } = this.#ports;
    const copied = insertInput(line.input, payload);
    if (copied < payload.length) this.#sayTruncated(channel.device, payload.length, copied);
    keepReceived(line, payload);
    const seq = log.record('tty.received', { port, text: payloadText(payload), bytes: payload.length });
    log.context.cause = seq;
    line.arrived = seq;
    keepTraffic(line, { time: this.#ports.now(), toM4: false, bytes: payload, seq, letters: [] });
    if (this.#isOpen(port)) this.#push(port, line);
    if (line.terminal && !this.#hasFile(port)) this.#flush(line);
    files.wake(readQueue(port));
  }

  remove(channel: RpmsgChannel): void {
    const port = this.#portOf(channel);
    if (port < 0) return;
    this.#lines[port] = undefined;
    this.#ports.files.removeDevice(nodeOf(port));
    this.#ports.files.wake(readQueue(port));
    this.#ports.files.wake(writeQueue(port));
    if (this.#ports.kernel === 'A')
      this.#ports.kernelLog.print(`rpmsg_tty ${channel.device}: rpmsg tty device ${port} is removed`);
  }

  save(): Plain {
    return { lines: this.#lines.map(copyOfPort), truncated: { ...this.#truncated } } as unknown as Plain;
  }

  load(state: Plain): void {
    const { lines, truncated } = state as unknown as { lines: (Port | undefined)[]; truncated: RateLimit };
    this.#lines = lines.map(copyOfPort);
    this.#truncated = { ...truncated };
  }

  #hasFile(port: number): boolean {
    return this.#ports.files.isOpen(driver, port);
  }

  #isOpen(port: number): boolean {
    return this.#lines[port]?.terminal === true || this.#hasFile(port);
  }

  #sayNewChannel({ device, src, dst }: RpmsgChannel, port: number): void {
    const way = `0x${src.toString(16)} -> 0x${dst.toString(16)}`;
    this.#ports.kernelLog.print(`rpmsg_tty ${device}: new channel: ${way} : ttyRPMSG${port}`);
  }

  #sayTruncated(device: string, bytes: number, copied: number): void {
    const { kernel, kernelLog, now } = this.#ports;
    const say = (text: string): void => kernelLog.print(`rpmsg_tty ${device}: ${text}`);
    if (kernel === 'A')
      say(copied === 0 ? 'No memory for tty_prepare_flip_string' : `Trunc buffer from ${bytes} to ${copied}`);
    else if (mayPrint(this.#truncated, now(), 'rpmsg_tty_cb', (text) => kernelLog.print(text)))
      say(`Trunc buffer: available space is ${copied}`);
  }

  #portOf({ device }: RpmsgChannel): number {
    return this.#lines.findIndex((line) => line?.device === device);
  }

  /** One `tty.written`, and the messages that it becomes. */
  #send<T extends { readonly taken: number }>(
    line: Port,
    port: number,
    bytes: Uint8Array,
    act: (send: SendPiece) => T,
  ): T {
    const { log, sender, now } = this.#ports;
    const seq = log.record('tty.written', { port, text: payloadText(bytes), bytes: bytes.length });
    const letters: Letter[] = [];
    const written = act((piece, of, at) => {
      log.context.cause = seq;
      const before = log.length;
      const errno = sender.trySend(line.device, line.local, line.remote, piece);
      if (errno === 0) letters.push({ seq: letterSince(log, before), of, at });
      return errno;
    });
    log.context.cause = seq;
    if (written.taken === 0) return written;
    const sent = bytes.slice(0, written.taken);
    keepTraffic(line, { time: now(), toM4: true, bytes: sent, seq, letters: isPlain(letters) ? [] : letters });
    return written;
  }

  /** The line discipline gets what has come, and what it echoes goes back to the M4, one message for each character. */
  #push(port: number, line: Port): void {
    const echo: Uint8Array[] = [];
    pushInput(line.input, (bytes) => receiveBytes(line.discipline, bytes, (part) => echo.push(part)));
    this.#sayEaten(port, line);
    if (echo.length === 0) return;
    const bytes = joinBytes(echo);
    this.#send(line, port, bytes, (send) => {
      let of = 0;
      for (const part of echo) {
        send(part, of, 0);
        of += part.length;
      }
      return { taken: bytes.length };
    });
  }

  #flush(line: Port): void {
    flushInput(line.input);
    flushDiscipline(line.discipline);
  }

  #operations(): FileOperations {
    return {
      read: (file, length) => this.#read(file, length),
      write: (file, bytes) => this.#write(file, bytes),
      close: (file) => this.#close(file),
      ioctl: ({ device }, request, argument) => this.#ioctl(Number(device), request, argument),
      whenGone: ttyWhenGone,
    };
  }

  /**
   * A full ring is ENOMEM: rpmsg_tty does not wait. ST's driver of generation A says that it took nothing; so the line
   * discipline waits for room, of which that driver never tells. Only new settings or the end of the channel wake it.
   */
  #write(file: OpenFile, bytes: Uint8Array): Answer<number> {
    const port = Number(file.device);
    const taken = this.write(port, bytes);
    if (taken >= 0) return value(taken);
    if (this.#ports.kernel !== 'A' || !isFull(taken)) return failed(-taken);
    if (file.mode.nonBlocking) return failed(EAGAIN);
    this.#note(`a writer of ttyRPMSG${port} found no buffer and sleeps; this kernel's driver will not wake it: Ctrl-C`);
    return wait(writeQueue(port));
  }

  /** The last one closes the tty: what nobody read is lost (drivers/tty/tty_port.c, tty_port_close_start()). Its settings stay. */
  #close(file: OpenFile): void {
    const port = Number(file.device);
    const line = this.#lines[port];
    if (line !== undefined && !file.gone && !this.#isOpen(port)) this.#flush(line);
  }

  /** What came while nobody had the tty open comes with the next message. */
  #read(file: OpenFile, length: number): Answer<Uint8Array> {
    const port = Number(file.device);
    const line = this.#lines[port];
    if (line === undefined) return failed(EIO);
    const { told, reading } = (file.private ?? {}) as Sleeping;
    const verdict = judgeRead(line.discipline, length, this.#ports.now(), reading);
    if (verdict.kind === 'take' || (file.mode.nonBlocking && line.discipline.bytes.length > 0)) {
      file.private = told ? { told } : undefined;
      return value(this.#take(port, line, length));
    }
    if (file.mode.nonBlocking) return failed(EAGAIN);
    if (!told) this.#tellHeld(port, heldInput(line.input));
    if (verdict.timer !== undefined) this.#ports.work.after(verdict.timer, 'tty-read', readQueue(port));
    file.private = { told: true, reading: verdict.reading } as unknown as Plain;
    return wait(readQueue(port));
  }

  #take(port: number, line: Port, length: number): Uint8Array {
    const wasFull = line.discipline.bytes.length >= lineLimit;
    const bytes = takeBytes(line.discipline, length);
    if (bytes.length > 0) this.#ports.log.record('tty.read', { port, bytes: bytes.length }, line.arrived);
    if (wasFull) this.#push(port, line);
    return bytes;
  }

  #ioctl(port: number, request: number, argument: Plain): Answer<Plain> {
    const line = this.#lines[port];
    if (line === undefined) return failed(EIO);
    switch (request) {
      case terminalRequests.getSettings:
        return value(line.discipline.termios as unknown as Plain);
      case terminalRequests.setSettings:
        this.#setTermios(port, line, argument as unknown as Termios);
        return value(undefined);
      case terminalRequests.getSize:
        return value({ ...line.size });
      case terminalRequests.setSize:
        line.size = argument as unknown as TerminalSize;
        return value(undefined);
      default:
        return failed(EINVAL);
    }
  }

  /** Readers look again. */
  #setTermios(port: number, line: Port, termios: Termios): void {
    setTermios(line.discipline, termios);
    line.told = false;
    this.#ports.files.wake(readQueue(port));
    this.#ports.files.wake(writeQueue(port));
  }

  #tellHeld(port: number, bytes: number): void {
    if (bytes === 0) return;
    const what = bytes === 1 ? '1 byte that' : `${bytes} bytes that`;
    this.#note(`ttyRPMSG${port} holds ${what} came while nobody had it open: a reader gets them with the next message`);
  }

  /** Nothing on a board says so, and binary data suffers by it. */
  #sayEaten(port: number, line: Port): void {
    const { eaten } = line.discipline;
    if (eaten === undefined || line.told) return;
    line.told = true;
    const byte = `0x${eaten.toString(16).padStart(2, '0')}`;
    this.#note(
      `ttyRPMSG${port} took a byte ${byte} from the M4 for a control character, no reader gets it: stty -F /dev/ttyRPMSG${port} raw`,
    );
  }

  #note(text: string): void {
    this.#ports.kernelLog.print(`ampscope: ${text}`);
  }
}

/** ST's driver of generation A cuts messages itself, and after a refusal forgets that it has sent some. */
const sendAll =
  (send: SendPiece): SendPiece =>
  (piece, of, at) => {
    for (let from = 0; from < piece.length; from += largestPayload) {
      const errno = send(piece.subarray(from, from + largestPayload), of + from, from === 0 ? at : 0);
      if (errno !== 0) return errno;
    }
    return 0;
  };

/** The ring was full: worth another try a little later. */
export const isFull = (result: number): boolean => result === -ENOMEM;
