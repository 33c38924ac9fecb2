/** mailbox-test: a debugfs client of one IPCC channel with a message buffer in SRAM. Source: drivers/mailbox/mailbox-test.c. */
import { ms } from '../../contract/units';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EAGAIN, EINVAL } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { encodeText } from '../fs/text';
import { type Answer, failed, type OpenFile, value, wait } from '../fs/vfs';
import { EFAULT, surviveAbort } from '../kernel/abort';
import type { KernelLog } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import type { Mailbox } from './mailbox';

/** Device tree: mailbox-test@10046000, one buffer for both directions, mboxes = <&ipcc 4>. */
const deviceName = '10046000.mailbox-test';
const buffer = 0x1004_6000;
const channel = 4;
const timeout = ms(500);
const messageBytes = 128;
const signalBytes = 8;
const folder = `/sys/kernel/debug/${deviceName}`;
/** Wait queues: of readers, and of writers. */
const readQueue = 'mailbox-test-read';
const writeQueue = 'mailbox-test-write';

type State = {
  /** What the last interrupt found in the buffer. */
  received: Uint8Array;
  ready: boolean;
  signal: boolean;
  /** The message on its way, and the open file that sent it. */
  sending: { readonly handle: number; readonly bytes: Uint8Array; errno: number | undefined } | undefined;
};

export class MailboxTest implements Snapshottable {
  readonly #bus: LinuxBus;
  readonly #files: FileSystem;
  readonly #kernelLog: KernelLog;
  readonly #mailbox: Mailbox;
  #state: State = { received: new Uint8Array(messageBytes), ready: false, signal: false, sending: undefined };

  constructor(bus: LinuxBus, files: FileSystem, kernelLog: KernelLog, mailbox: Mailbox) {
    this.#bus = bus;
    this.#files = files;
    this.#kernelLog = kernelLog;
    this.#mailbox = mailbox;
    mailbox.connect(channel, {
      received: () => this.#receive(),
      prepare: () => this.#prepare(),
      sent: (_message, errno) => this.#sent(errno),
    });
    files.register('mailbox-test-message', {
      read: (file, length) => this.#read(file, length),
      write: (file, bytes) => this.#write(file, bytes),
      close: (file) => this.#forget(file),
    });
    files.register('mailbox-test-signal', { write: (_file, bytes) => this.#writeSignal(bytes) });
  }

  probe(): void {
    const node = { device: undefined, character: undefined };
    this.#files.addDevice(`${folder}/message`, { ...node, driver: 'mailbox-test-message', mode: 0o600 });
    this.#files.addDevice(`${folder}/signal`, { ...node, driver: 'mailbox-test-signal', mode: 0o200 });
    this.#say('Successfully registered');
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  #say(text: string): void {
    this.#kernelLog.print(`mailbox_test ${deviceName}: ${text}`);
  }

  #receive(): void {
    this.#state.received = this.#bus.readBytes(buffer, messageBytes);
    this.#state.ready = true;
    this.#files.wake(readQueue);
  }

  #prepare(): void {
    const { sending } = this.#state;
    if (sending === undefined) return;
    const message = new Uint8Array(messageBytes);
    message.set(sending.bytes);
    this.#bus.writeBytes(buffer, message);
  }

  #sent(errno: number): void {
    const { sending } = this.#state;
    if (errno === 0) this.#say('Client: Message sent');
    else this.#say(`Client: Message could not be sent: -${errno}`);
    if (sending !== undefined) sending.errno = errno;
    this.#files.wake(writeQueue);
  }

  #write(file: OpenFile, bytes: Uint8Array): Answer<number> {
    if (bytes.length > messageBytes) {
      this.#say(`Message length ${bytes.length} greater than max allowed ${messageBytes}`);
      return failed(EINVAL);
    }
    const state = this.#state;
    if (state.sending === undefined) {
      state.sending = { handle: file.handle, bytes: bytes.slice(), errno: undefined };
      const send = (): number => this.#mailbox.send(channel, file.handle, timeout);
      const errno = surviveAbort(this.#kernelLog, EFAULT, send);
      if (errno !== 0) state.sending.errno = errno;
    }
    // Another writer holds the mutex.
    if (state.sending.handle !== file.handle) return wait(writeQueue, true);
    const { errno } = state.sending;
    if (errno === undefined) return wait(writeQueue, true);
    this.#endSending();
    if (errno === 0) return value(bytes.length);
    this.#say('Failed to send message via mailbox');
    return failed(errno);
  }

  #endSending(): void {
    this.#state.sending = undefined;
    this.#state.signal = false;
    this.#files.wake(writeQueue);
  }

  #forget(file: OpenFile): void {
    if (this.#state.sending?.handle === file.handle) this.#endSending();
  }

  /** A second read of the same open file sleeps until the next bell and then finds the end of the text: so `cat` waits. */
  #read(file: OpenFile, length: number): Answer<Uint8Array> {
    const state = this.#state;
    if (!state.ready) return file.mode.nonBlocking ? failed(EAGAIN) : wait(readQueue);
    const text = encodeText(hexDump(state.received));
    state.received = new Uint8Array(messageBytes);
    state.ready = false;
    return value(text.slice(file.position, file.position + length));
  }

  #writeSignal(bytes: Uint8Array): Answer<number> {
    if (bytes.length > signalBytes) {
      this.#say(`Signal length ${bytes.length} greater than max allowed ${signalBytes}`);
      return failed(EINVAL);
    }
    this.#state.signal = true;
    return value(bytes.length);
  }
}

/** hex_dump_to_buffer(): sixteen bytes a line, then their characters. */
function hexDump(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Array.from(bytes.subarray(at, at + 16));
    const digits = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    text += `${digits}  ${characters}\n`;
  }
  return text;
}
