/** ST's rpmsg_sdb: /dev/rpmsg-sdb, whose buffers lie in DDR; rpmsg carries only their places and sizes. Source: STMicroelectronics/linux drivers/remoteproc/stm32_rpmsg_sdb.c; linux-side reference 5.4. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EINVAL, ENOMEM } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { encodeText } from '../fs/text';
import { type Answer, failed, type OpenFile, value, wait } from '../fs/vfs';
import type { KernelLog } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import type { RpmsgChannel, RpmsgDriver } from './rpmsg-channel';
import type { SendWaiter } from './send-waiter';

const driver = 'rpmsg-sdb';
const node = '/dev/rpmsg-sdb';
/** What dma_alloc_wc() hands out here: the upper three quarters of the DDR window. */
const pool = { start: 0xc010_0000, end: 0xc040_0000 } as const;
const page = 4096;
const notWritten = 0xffff_ffff;

/** Its ioctls, type 'R', and what else a program does with the node: mmap(2), a read of the eventfd, a look at the mapping. */
export const sdbRequests = { setEventfd: 0, getDataSize: 1, map: 0x100, readEventfd: 0x101, look: 0x102 } as const;
export type SdbArgument = {
  readonly buffer: number;
  /** Bytes: of a mapping, or to look at. */
  readonly length: number;
  readonly offset: number;
};

type Buffer = {
  /** 0 until it is mapped. */
  address: number;
  size: number;
  /** Bytes that the M4 says it has written; all ones when that was read. */
  written: number;
  /** Count of the eventfd. */
  signals: number;
};
type State = { device: string; src: number; dst: number; buffers: Buffer[] };

export type RpmsgSdbPorts = {
  readonly bus: LinuxBus;
  readonly files: FileSystem;
  readonly kernelLog: KernelLog;
  readonly waiter: SendWaiter;
};

const eventQueue = (buffer: number): string => `rpmsg-sdb${buffer}`;

export class RpmsgSdb implements RpmsgDriver, Snapshottable {
  readonly name = 'stm32_rpmsg_sdb';
  readonly services = ['rpmsg-sdb-channel'];
  readonly #ports: RpmsgSdbPorts;
  #state: State = { device: '', src: 0, dst: 0, buffers: [] };

  constructor(ports: RpmsgSdbPorts) {
    this.#ports = ports;
    ports.files.register(driver, {
      open: () => {
        this.#state.buffers = [];
        return value(undefined);
      },
      close: (file) => {
        ports.waiter.end(file);
        this.#state.buffers = [];
      },
      ioctl: (file, request, argument) => this.#ioctl(file, request, argument as unknown as SdbArgument),
    });
  }

  /** How many have the node open. */
  get openCount(): number {
    return this.#ports.files.openFiles(driver).length;
  }

  get buffers(): readonly Readonly<Buffer>[] {
    return this.#state.buffers;
  }

  probe({ device, src, dst }: RpmsgChannel): string {
    this.#state = { device, src, dst, buffers: [] };
    this.#ports.files.addDevice(node, { driver, device, mode: 0o600, character: { major: 10, minor: 122 } });
    this.#ports.kernelLog.print(`${this.name} ${device}: stm32-rpmsg-sdb probed`);
    return node;
  }

  /** `B<id>L<size>`: the parser skips the first two digits of the size. */
  received(_channel: RpmsgChannel, payload: Uint8Array): void {
    const text = Array.from(payload, (byte) => String.fromCharCode(byte)).join('');
    if (text === '') this.#say('(rpmsg_sdb_drv_cb) Empty lenght requested');
    if (text === '') return;
    const [head = '', tail = ''] = text.split('L', 2);
    const id = /^[+-]?\d+\n?$/.test(head.slice(1)) ? Number(head.slice(1)) : undefined;
    const size = /^[0-9a-f]+\n?$/i.test(tail.slice(2)) ? Number.parseInt(tail.slice(2), 16) : undefined;
    if (id === undefined || size === undefined) {
      const what = id === undefined ? 'id' : 'size';
      this.#ports.kernelLog.print(`rpmsg_sdb_decode_rxbuf_string: extract of buffer ${what} failed(-${EINVAL})`);
      return;
    }
    this.#full(id, size);
  }

  /** A program that sleeps for an eventfd would sleep on; here its call ends with ENODEV. */
  remove(): void {
    const { files } = this.#ports;
    files.removeDevice(node);
    this.#state.buffers.forEach((_buffer, id) => {
      files.wake(eventQueue(id));
    });
    this.#state.buffers = [];
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  #full(id: number, size: number): void {
    const buffer = this.#state.buffers[id];
    if (buffer === undefined) return;
    buffer.written = size;
    if (size > buffer.size) {
      this.#say('(rpmsg_sdb_drv_cb) Writing size is bigger than buffer size');
      return;
    }
    buffer.signals++;
    this.#ports.files.wake(eventQueue(id));
  }

  #ioctl(file: OpenFile, request: number, argument: SdbArgument): Answer<Plain> {
    const { buffers } = this.#state;
    const buffer = buffers[argument.buffer];
    switch (request) {
      case sdbRequests.setEventfd:
        buffers.push({ address: 0, size: 0, written: notWritten, signals: 0 });
        return value(buffers.length - 1);
      case sdbRequests.map:
        return this.#map(file, argument.length);
      case sdbRequests.readEventfd:
        if (buffer === undefined) return failed(EINVAL);
        if (buffer.signals === 0) return wait(eventQueue(argument.buffer));
        buffer.signals = 0;
        return value(1);
      case sdbRequests.getDataSize: {
        const written = buffer?.written ?? notWritten;
        if (buffer !== undefined) buffer.written = notWritten;
        return value(written);
      }
      case sdbRequests.look:
        return buffer === undefined ? failed(EINVAL) : value(this.#look(buffer, argument));
      default:
        return failed(EINVAL);
    }
  }

  /** mmap(2): memory for the buffer that was made last, of which the M4 is told. Called again while that waits. */
  #map(file: OpenFile, length: number): Answer<Plain> {
    const { buffers, device, src, dst } = this.#state;
    const buffer = buffers.at(-1);
    if (buffer === undefined) {
      this.#say('No existing buffer entry exist in the list !!!');
      return failed(EINVAL);
    }
    if (buffer.address === 0) {
      const address = buffers.reduce<number>((end, each) => Math.max(end, each.address + each.size), pool.start);
      const size = Math.ceil(length / page) * page;
      if (size === 0 || address + size > pool.end) {
        this.#ports.kernelLog.print('rpmsg_sdb_mmap: Memory allocation issue');
        return failed(ENOMEM);
      }
      Object.assign(buffer, { address, size });
    }
    const hex = (number: number): string => number.toString(16).padStart(8, '0');
    const text = `B${buffers.length - 1}A${hex(buffer.address)}L${hex(buffer.size)}`;
    const answer = this.#ports.waiter.send(file, device, src, dst, encodeText(text));
    if (answer.kind === 'wait') return answer;
    if (answer.kind === 'error') this.#say(`rpmsg_send failed: -${answer.errno}`, this.name);
    // mmap() does not care whether the M4 heard of it.
    return value(buffer.address);
  }

  #look({ address, size }: Buffer, { offset, length }: SdbArgument): Uint8Array {
    const from = Math.min(Math.max(0, offset), size);
    return this.#ports.bus.readBytes(address + from, Math.min(length, size - from));
  }

  #say(text: string, speaker = 'misc'): void {
    const device = speaker === 'misc' ? 'rpmsg-sdb' : this.#state.device;
    this.#ports.kernelLog.print(`${speaker} ${device}: ${text}`);
  }
}
