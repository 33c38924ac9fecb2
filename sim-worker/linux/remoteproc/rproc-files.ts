/** Files of remoteproc in sysfs, debugfs and /dev. Source: drivers/remoteproc/remoteproc_{sysfs,debugfs,cdev}.c; linux-side reference 1.2-1.4. */

import type { KernelGeneration } from '../../contract/protocol';
import type { Plain } from '../../kernel/snapshot';
import { attributeOperations } from '../fs/attribute';
import { EBUSY, EINVAL } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { decodeText, encodeText } from '../fs/text';
import { type Answer, type FileOperations, failed, type OpenFile, value, wait } from '../fs/vfs';
import type { LinuxBus } from '../kernel/ports';
import { daToPa } from './carveouts';
import { carveoutText, tableText } from './debug-text';
import type { Trace } from './resource-table';
import { type Rproc, rprocQueue } from './rproc';

const sysfs = '/sys/class/remoteproc/remoteproc0';
const debugfs = '/sys/kernel/debug/remoteproc/remoteproc0';
/** What an open file remembers while its write sleeps. */
type Sleeping = { readonly ticket: number };
/** Size of the kernel's buffer for a word in debugfs. */
const recoveryBytes = 10;
/** The character device; it came with 5.9, between generations A and B. Its number is given out at start. */
const characterDevice = { path: '/dev/remoteproc0', number: { major: 240, minor: 0 }, commandBytes: 10 } as const;
/** Its ioctls: RPROC_SET_SHUTDOWN_ON_RELEASE and RPROC_GET_SHUTDOWN_ON_RELEASE (include/uapi/linux/remoteproc_cdev.h). */
export const rprocRequests = { setShutdownOnRelease: 0x4004_b701, getShutdownOnRelease: 0x8004_b702 } as const;
type Store = (text: string, file: OpenFile) => Answer<number>;
type Row = {
  readonly path: string;
  readonly mode: number;
  readonly show?: (() => string) | undefined;
  readonly store?: Store | undefined;
  readonly character?: { readonly major: number; readonly minor: number };
  readonly more?: Pick<FileOperations, 'ioctl' | 'close'>;
};

export class RprocFiles {
  readonly #rproc: Rproc;
  readonly #files: FileSystem;
  readonly #bus: LinuxBus;
  readonly #kernel: KernelGeneration;

  constructor(rproc: Rproc, files: FileSystem, bus: LinuxBus, kernel: KernelGeneration) {
    this.#rproc = rproc;
    this.#files = files;
    this.#bus = bus;
    this.#kernel = kernel;
    for (const { path, show, store, more } of this.#rows()) {
      files.register(path, { ...attributeOperations({ ...(show && { show }), ...(store && { store }) }), ...more });
    }
    files.register(`${debugfs}/trace`, { read: (file, length) => this.#readTrace(file, length) });
  }

  /** All but the traces, which come and go with the firmware. */
  addNodes(): void {
    for (const { path, mode, character } of this.#rows())
      this.#files.addDevice(path, { driver: path, device: undefined, mode, character });
  }

  /** After each operation of remoteproc: one file per trace entry. */
  updateTraces(): void {
    const { traces } = this.#rproc.state;
    for (const path of this.#files.list(debugfs)) {
      const name = path.slice(debugfs.length + 1);
      if (/^trace\d+$/.test(name) && !traces.some((trace) => trace.name === name)) this.#files.removeDevice(path);
    }
    for (const { name } of traces) {
      const path = `${debugfs}/${name}`;
      if (this.#files.status(path) === undefined)
        this.#files.addDevice(path, { driver: `${debugfs}/trace`, device: name, mode: 0o400, character: undefined });
    }
  }

  /** Text up to the first NUL, as the trace file shows it, and all bytes of the buffer. */
  traceBuffer(trace: Trace): { readonly pa: number; readonly bytes: Uint8Array } | undefined {
    const pa = daToPa(this.#rproc.state.carveouts, trace.da, trace.length);
    return pa === undefined ? undefined : { pa, bytes: this.#bus.readBytes(pa, trace.length) };
  }

  #rows(): readonly Row[] {
    const rproc = this.#rproc;
    const name = (): string => 'm4\n';
    const recovery = (): string => (rproc.state.recovery ? 'enabled\n' : 'disabled\n');
    return [
      {
        path: `${sysfs}/state`,
        mode: 0o644,
        show: () => `${rproc.state.power}\n`,
        store: (text, file) => this.#setState(text, file),
      },
      {
        path: `${sysfs}/firmware`,
        mode: 0o644,
        show: () => `${rproc.state.power === 'attached' ? 'unknown' : rproc.state.firmware || '(null)'}\n`,
        store: (text) => this.#setFirmware(text),
      },
      { path: `${sysfs}/name`, mode: 0o444, show: name },
      ...(this.#kernel === 'A' ? [] : this.#newerRows(recovery)),
      { path: `${debugfs}/name`, mode: 0o400, show: name },
      // The kernel makes it 0400, which does not keep root from writing.
      {
        path: `${debugfs}/recovery`,
        mode: 0o600,
        show: recovery,
        store: (text, file) => this.#setRecovery(text, file, text.length > recoveryBytes ? EINVAL : 0),
      },
      { path: `${debugfs}/crash`, mode: 0o200, store: (text) => this.#crash(text) },
      { path: `${debugfs}/resource_table`, mode: 0o400, show: () => tableText(rproc.table) },
      { path: `${debugfs}/carveout_memories`, mode: 0o400, show: () => carveoutText(rproc.state.carveouts) },
    ];
  }

  /** Generation A has these in debugfs alone, or not at all. */
  #newerRows(recovery: () => string): readonly Row[] {
    const { path, number } = characterDevice;
    return [
      {
        path,
        mode: 0o600,
        character: number,
        store: (text, file) => this.#command(text, file),
        more: {
          ioctl: (_file, request, argument) => this.#ioctl(request, argument),
          close: () => this.#rproc.release(),
        },
      },
      {
        path: `${sysfs}/recovery`,
        mode: 0o644,
        show: recovery,
        store: (text, file) => this.#setRecovery(text, file, EINVAL),
      },
      {
        path: `${sysfs}/coredump`,
        mode: 0o644,
        show: () => `${this.#rproc.state.coredump}\n`,
        store: (text) => this.#setCoredump(text),
      },
    ];
  }

  #setState(text: string, file: OpenFile): Answer<number> {
    const word = trimmed(text);
    const rproc = this.#rproc;
    if (word === 'start') {
      // Generation C only counts.
      const begin = () => (this.#kernel !== 'C' && rproc.isUp ? EBUSY : rproc.boot());
      return this.#operate(text, file, begin);
    }
    if (word === 'stop') return this.#operate(text, file, () => rproc.shutdown(), this.#kernel !== 'C');
    if (word === 'detach' && this.#kernel !== 'A') return this.#operate(text, file, () => rproc.detach());
    rproc.say(`Unrecognised option: ${word}`);
    return failed(EINVAL);
  }

  /** The kernel compares as many bytes as were written: a newline spoils the word, and its beginning is enough. */
  #command(text: string, file: OpenFile): Answer<number> {
    const rproc = this.#rproc;
    const is = (word: string): boolean => text.length > 0 && word.startsWith(text);
    if (text.length === 0 || text.length > characterDevice.commandBytes) return failed(EINVAL);
    if (is('start')) return this.#operate(text, file, () => (rproc.isUp ? EBUSY : rproc.boot()));
    if (is('stop')) return this.#operate(text, file, () => (rproc.isUp ? rproc.shutdown() : EINVAL));
    if (is('detach'))
      return this.#operate(text, file, () => (rproc.state.power === 'attached' ? rproc.detach() : EINVAL));
    rproc.say('Unrecognized option');
    return failed(EINVAL);
  }

  #ioctl(request: number, argument: Plain): Answer<Plain> {
    switch (request) {
      case rprocRequests.setShutdownOnRelease:
        this.#rproc.configure({ shutdownOnRelease: argument !== 0 });
        return value(undefined);
      case rprocRequests.getShutdownOnRelease:
        return value(this.#rproc.state.shutdownOnRelease ? 1 : 0);
      default:
        this.#rproc.say('Unsupported ioctl');
        return failed(EINVAL);
    }
  }

  /** Takes the lock, starts an operation, and sleeps until it has its result, which the file may keep to itself. */
  #operate(text: string, file: OpenFile, begin: () => number | Sleeping, silent = false): Answer<number> {
    const rproc = this.#rproc;
    let sleeping = file.private as unknown as Sleeping | undefined;
    if (sleeping === undefined) {
      if (rproc.locked) return wait(rprocQueue);
      const begun = begin();
      if (typeof begun === 'number') return begun === 0 ? value(text.length) : failed(begun);
      sleeping = begun;
      file.private = sleeping;
    }
    const errno = rproc.result(sleeping.ticket);
    if (errno === undefined) return wait(rprocQueue, true);
    file.private = undefined;
    return errno === 0 || silent ? value(text.length) : failed(errno);
  }

  #setFirmware(text: string): Answer<number> {
    const rproc = this.#rproc;
    if (rproc.locked) return wait(rprocQueue);
    if (rproc.state.power !== 'offline') {
      rproc.say("can't change firmware while running");
      return failed(EBUSY);
    }
    const [firmware = ''] = text.split('\n');
    if (firmware === '') {
      rproc.say("can't provide empty string for firmware name");
      return failed(EINVAL);
    }
    rproc.configure({ firmware });
    return value(text.length);
  }

  /** `otherwise`: what any other word gives. */
  #setRecovery(text: string, file: OpenFile, otherwise: number): Answer<number> {
    const rproc = this.#rproc;
    switch (trimmed(text)) {
      case 'enabled':
        rproc.configure({ recovery: true });
        return this.#operate(text, file, () => rproc.recover(), true);
      case 'disabled':
        rproc.configure({ recovery: false });
        return value(text.length);
      case 'recover':
        return this.#operate(text, file, () => rproc.recover(), true);
      default:
        return otherwise === 0 ? value(text.length) : failed(otherwise);
    }
  }

  #setCoredump(text: string): Answer<number> {
    const rproc = this.#rproc;
    const word = trimmed(text);
    if (rproc.state.power === 'crashed') {
      rproc.say("can't change coredump configuration");
      return failed(EBUSY);
    }
    if (word !== 'disabled' && word !== 'enabled' && word !== 'inline') {
      rproc.say('Invalid coredump configuration');
      return failed(EINVAL);
    }
    rproc.configure({ coredump: word });
    return value(text.length);
  }

  #crash(text: string): Answer<number> {
    const word = trimmed(text);
    if (!/^(0x[0-9a-f]{1,8}|\d{1,9})$/i.test(word)) return failed(EINVAL);
    this.#rproc.reportCrash(Number(word));
    return value(text.length);
  }

  #readTrace(file: OpenFile, length: number): Answer<Uint8Array> {
    const trace = this.#rproc.state.traces.find(({ name }) => name === (file.device as Plain));
    if (trace === undefined) return value(new Uint8Array(0));
    const buffer = this.traceBuffer(trace)?.bytes ?? encodeText(traceMissing);
    return value(untilNul(buffer).slice(file.position, file.position + length));
  }
}

/** The kernel prints a name between the words that it has never set. */
const traceMissing = 'Trace  not available\n';

/** sysfs_streq() ignores one newline at the end. */
const trimmed = (text: string): string => text.replace(/\n$/, '');

export function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** The text that the first NUL hides: what a logger that wraps around wrote before. */
export function behindNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  if (end < 0) return '';
  return decodeText(bytes.subarray(end).filter((byte) => byte !== 0));
}
