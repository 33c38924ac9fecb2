/** The virtual file system: names, open files, pipes and wait queues, all plain data; what devices do comes from registered drivers. */
import type { Clock } from '../../kernel/clock';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EACCES, EBADF, EFBIG, EINVAL, EISDIR, ENODEV, ENOENT, ENOSPC, ENOTTY, ENXIO } from './errno';
import { PipeTable, pipeDriver } from './pipes';
import { type Entry, ordinaryLimit, Tree } from './tree';
import {
  type Answer,
  type DeviceNode,
  type FileOperations,
  type FileStatus,
  failed,
  type OpenFile,
  type OpenMode,
  value,
} from './vfs';

/** Files that `openText` makes. */
const textDriver = 'text';
const anyWrite = 0o222;
const anyRead = 0o444;
type OrdinaryFile = OpenFile & { readonly made: number };

export class FileSystem implements Snapshottable {
  readonly #tree: Tree;
  readonly #drivers = new Map<string, FileOperations>();
  readonly #open = new Map<number, OrdinaryFile>();
  readonly #sleepers: ((queue: string) => void)[] = [];
  #strayListener: (path: string) => void = () => undefined;
  readonly #pipes = new PipeTable((queue) => this.wake(queue));
  #nextHandle = 1;
  #shadowed: string[] = [];

  constructor(clock: Clock) {
    this.#tree = new Tree(() => clock.now);
    this.register(pipeDriver, this.#pipes.operations);
    this.register(textDriver, {
      read: ({ device, position }, length) => value((device as Uint8Array).slice(position, position + length)),
    });
  }

  /** Says what the files of a driver do. Once per driver, when the machine is built. */
  register(driver: string, operations: FileOperations): void {
    if (this.#drivers.has(driver)) throw new Error(`two drivers are called ${driver}`);
    this.#drivers.set(driver, operations);
  }

  /** Hears every wake-up of a wait queue. */
  onWake(listener: (queue: string) => void): void {
    this.#sleepers.push(listener);
  }

  /** Hears when somebody makes an ordinary file in /dev, where a device was meant: nothing on a board says so. */
  onStrayFile(listener: (path: string) => void): void {
    this.#strayListener = listener;
  }

  /** Something changed: whoever waits on this queue tries again. */
  wake(queue: string): void {
    for (const listener of this.#sleepers) listener(queue);
  }

  addFolder(path: string, mode?: number): void {
    this.#tree.addFolder(path, mode);
  }

  /** Puts an ordinary file there, with the folders above it. */
  addFile(path: string, bytes: Uint8Array, mode?: number): void {
    this.#tree.addFile(path, bytes, mode);
  }

  /**
   * Makes a device appear. False when an ordinary file has the name: as in devtmpfs, where mknod then fails
   * silently, the file stays and hides the device until both are gone. A device of that name is replaced.
   */
  addDevice(path: string, node: DeviceNode): boolean {
    const there = this.#tree.get(path);
    if (there?.kind === 'file') {
      if (!this.#shadowed.includes(path)) this.#shadowed.push(path);
      return false;
    }
    if (there !== undefined) this.removeDevice(path);
    this.#tree.addDevice(path, node);
    return true;
  }

  /** Devices that have no node because an ordinary file stands in the way. */
  get shadowed(): readonly string[] {
    return this.#shadowed;
  }

  /**
   * Takes a device, or a folder and all below it, away and hangs up what is open. An ordinary file that hid a
   * device stays. Sleepers of the queues given are woken by the driver itself.
   */
  removeDevice(path: string): void {
    this.#shadowed = this.#shadowed.filter((other) => other !== path);
    for (const name of [...this.#tree.paths]) {
      if (name !== path && !name.startsWith(`${path}/`)) continue;
      const entry = this.#tree.get(name);
      if (entry?.kind === 'file') continue;
      for (const file of this.#open.values()) if (file.made === entry?.made) file.gone = true;
      this.#tree.drop(name);
    }
  }

  status(path: string): FileStatus | undefined {
    return this.#tree.status(path);
  }

  /** Full paths in a folder, sorted. */
  list(path: string): readonly string[] {
    return this.#tree.list(path);
  }

  /** All bytes of an ordinary file, for the firmware loader; `undefined` when there is none. */
  contents(path: string): Uint8Array | undefined {
    const entry = this.#tree.get(path);
    return entry?.kind === 'file' ? entry.bytes : undefined;
  }

  /** chmod: permission bits of what is there. */
  changeMode(path: string, mode: number): Answer<undefined> {
    const entry = this.#tree.get(path);
    if (entry === undefined) return failed(ENOENT);
    entry.mode = mode;
    return value(undefined);
  }

  makeFolder(path: string): Answer<undefined> {
    const errno = this.#tree.whyNotNew(path);
    if (errno === 0) this.#tree.addFolder(path);
    return errno === 0 ? value(undefined) : failed(errno);
  }

  /** rm of one file. A device node goes too: /dev is a devtmpfs. */
  unlink(path: string): Answer<undefined> {
    const errno = this.#tree.whyNotRemove(path);
    if (errno === 0) this.#tree.drop(path);
    return errno === 0 ? value(undefined) : failed(errno);
  }

  removeFolder(path: string): Answer<undefined> {
    const errno = this.#tree.whyNotRemoveFolder(path);
    if (errno === 0) this.#tree.drop(path);
    return errno === 0 ? value(undefined) : failed(errno);
  }

  /** Answers with a handle. The path is absolute and resolved. May wait, and is then called again. */
  open(path: string, mode: OpenMode): Answer<number> {
    let entry = this.#tree.get(path);
    if (entry === undefined && mode.create) {
      const errno = this.#tree.whyNotNew(path);
      if (errno !== 0) return failed(errno);
      entry = this.#tree.addFile(path, new Uint8Array(0));
      if (path.startsWith('/dev/')) this.#strayListener(path);
    }
    if (entry === undefined) return failed(ENOENT);
    const errno = whyNotOpen(entry, mode);
    return errno !== 0 ? failed(errno) : this.#opened(path, entry, mode);
  }

  /** The two ends of a new pipe. */
  pipe(): { readonly reader: number; readonly writer: number } {
    const device = this.#pipes.create();
    const open = (mode: Partial<OpenMode>): number =>
      this.#admit({ path: `pipe:[${device}]`, driver: pipeDriver, device, made: -1 }, { ...noMode, ...mode });
    return { reader: open({ read: true }), writer: open({ write: true }) };
  }

  /** A file without a name to read this from, for here-documents. */
  openText(bytes: Uint8Array): number {
    return this.#admit(
      { path: 'here-document', driver: textDriver, device: bytes, made: -1 },
      { ...noMode, read: true },
    );
  }

  /** One more descriptor for an open file. Returns the handle. */
  share(handle: number): number {
    const file = this.#open.get(handle);
    if (file !== undefined) file.holders++;
    return handle;
  }

  close(handle: number): void {
    const file = this.#open.get(handle);
    if (file === undefined || --file.holders > 0) return;
    this.#open.delete(handle);
    if (file.driver !== '') this.#drivers.get(file.driver)?.close?.(file);
  }

  read(handle: number, length: number): Answer<Uint8Array> {
    const file = this.#open.get(handle);
    if (file === undefined || !file.mode.read) return failed(EBADF);
    const answer = this.#readFrom(file, length);
    if (answer.kind === 'value') file.position += answer.value.length;
    return answer;
  }

  write(handle: number, bytes: Uint8Array): Answer<number> {
    const file = this.#open.get(handle);
    if (file === undefined || !file.mode.write) return failed(EBADF);
    const answer = this.#writeTo(file, bytes);
    if (answer.kind === 'value') file.position += answer.value;
    return answer;
  }

  /** May wait, and is then called again. ENOTTY where the driver knows no requests. */
  ioctl(handle: number, request: number, argument: Plain): Answer<Plain> {
    const file = this.#open.get(handle);
    if (file === undefined) return failed(EBADF);
    if (file.gone) return failed(this.#drivers.get(file.driver)?.whenGone?.ioctl ?? ENODEV);
    return this.#drivers.get(file.driver)?.ioctl?.(file, request, argument) ?? failed(ENOTTY);
  }

  /** lseek of an ordinary file; false for what has no positions. */
  seek(handle: number, position: number): boolean {
    const file = this.#open.get(handle);
    if (file === undefined || file.driver !== '') return false;
    file.position = position;
    return true;
  }

  /** ftruncate of an ordinary file; others stay as they are. */
  truncate(handle: number, length: number): void {
    const file = this.#open.get(handle);
    const entry = file === undefined ? undefined : this.#tree.get(file.path);
    if (file?.driver !== '' || entry?.kind !== 'file' || entry.made !== file.made) return;
    const kept = entry.bytes.slice(0, Math.min(length, ordinaryLimit));
    this.#tree.truncate(entry);
    this.#tree.write(entry, 0, kept);
  }

  /** What is open under a handle. */
  file(handle: number): OpenFile | undefined {
    return this.#open.get(handle);
  }

  /** Open files of a driver, for instance to see whether anybody reads a tty. */
  openFiles(driver: string): readonly OpenFile[] {
    return [...this.#open.values()].filter((file) => file.driver === driver);
  }

  /** Has anybody this device of a driver open, and is it still there? */
  isOpen(driver: string, device: Plain): boolean {
    for (const file of this.#open.values())
      if (file.driver === driver && file.device === device && !file.gone) return true;
    return false;
  }

  save(): Plain {
    return {
      tree: this.#tree.save(),
      open: structuredClone([...this.#open]) as unknown as Plain,
      pipes: this.#pipes.save(),
      nextHandle: this.#nextHandle,
      shadowed: this.#shadowed,
    };
  }

  load(state: Plain): void {
    const saved = state as unknown as {
      tree: Plain;
      open: [number, OrdinaryFile][];
      pipes: Plain;
      nextHandle: number;
      shadowed: readonly string[];
    };
    this.#tree.load(saved.tree);
    this.#open.clear();
    for (const [handle, file] of structuredClone(saved.open)) this.#open.set(handle, file);
    this.#pipes.load(saved.pipes);
    this.#nextHandle = saved.nextHandle;
    this.#shadowed = [...saved.shadowed];
  }

  #opened(path: string, entry: Entry, mode: OpenMode): Answer<number> {
    if (entry.kind !== 'device') {
      if (entry.kind === 'file' && mode.truncate) this.#tree.truncate(entry);
      return value(this.#admit({ path, driver: '', device: undefined, made: entry.made }, mode));
    }
    const { driver, device } = entry.node;
    const operations = this.#drivers.get(driver);
    if (operations === undefined) return failed(ENXIO);
    const handle = this.#admit({ path, driver, device, made: entry.made }, mode);
    const answer = operations.open?.(this.#open.get(handle)!) ?? value(undefined);
    if (answer.kind === 'value') return value(handle);
    this.#open.delete(handle);
    return answer;
  }

  #admit(what: Pick<OrdinaryFile, 'path' | 'driver' | 'device' | 'made'>, mode: OpenMode): number {
    const handle = this.#nextHandle++;
    this.#open.set(handle, { ...what, handle, mode, position: 0, private: undefined, gone: false, holders: 1 });
    return handle;
  }

  #readFrom(file: OrdinaryFile, length: number): Answer<Uint8Array> {
    if (file.driver === '') return this.#readOrdinary(file, length);
    const operations = this.#drivers.get(file.driver);
    if (!file.gone) return operations?.read?.(file, length) ?? failed(EINVAL);
    const errno = operations?.whenGone?.read ?? ENODEV;
    return errno === 0 ? value(new Uint8Array(0)) : failed(errno);
  }

  #writeTo(file: OrdinaryFile, bytes: Uint8Array): Answer<number> {
    if (file.driver === '') return this.#writeOrdinary(file, bytes);
    const operations = this.#drivers.get(file.driver);
    if (file.gone) return failed(operations?.whenGone?.write ?? ENODEV);
    return operations?.write?.(file, bytes) ?? failed(EINVAL);
  }

  #readOrdinary(file: OrdinaryFile, length: number): Answer<Uint8Array> {
    const entry = this.#tree.get(file.path);
    if (entry?.kind === 'directory') return failed(EISDIR);
    // An unlinked file could still be read on a board; here it is empty.
    if (entry?.kind !== 'file' || entry.made !== file.made) return value(new Uint8Array(0));
    return value(entry.bytes.slice(file.position, file.position + length));
  }

  #writeOrdinary(file: OrdinaryFile, bytes: Uint8Array): Answer<number> {
    const entry = this.#tree.get(file.path);
    if (entry?.kind !== 'file' || entry.made !== file.made) return value(bytes.length);
    if (this.#tree.usedBytes + bytes.length > ordinaryLimit) return failed(ENOSPC);
    if (file.mode.append) file.position = entry.bytes.length;
    if (file.position + bytes.length > ordinaryLimit) return failed(EFBIG);
    this.#tree.write(entry, file.position, bytes);
    return value(bytes.length);
  }
}

const noMode: OpenMode = {
  read: false,
  write: false,
  create: false,
  truncate: false,
  append: false,
  nonBlocking: false,
};

function whyNotOpen(entry: Entry, mode: OpenMode): number {
  if (entry.kind === 'directory') return mode.write ? EISDIR : 0;
  if (entry.kind === 'file' || entry.node.character !== undefined) return 0;
  if (mode.write && (entry.mode & anyWrite) === 0) return EACCES;
  return mode.read && (entry.mode & anyRead) === 0 ? EACCES : 0;
}
