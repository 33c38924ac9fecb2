/** The names of the file system: a flat table of absolute paths, all plain data. */
import type { Plain } from '../../kernel/snapshot';
import { EACCES, EEXIST, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EPERM } from './errno';
import { childrenOf, folderOf } from './paths';
import type { DeviceNode, FileStatus } from './vfs';

/** `made`: unique per entry, so that an open file knows that its name stands for something else now. */
export type Entry = { readonly made: number; mode: number; changed: number } & (
  | { readonly kind: 'directory' }
  | {
      readonly kind: 'file';
      bytes: Uint8Array;
      /** The buffer behind `bytes` has room at its end that nobody else writes. */
      roomBehind: boolean;
    }
  | { readonly kind: 'device'; readonly node: DeviceNode }
);
export type FileEntry = Extract<Entry, { kind: 'file' }>;

/** Bytes that all ordinary files together may take: /lib/firmware and /tmp share the RAM of the board. */
export const ordinaryLimit = 64 << 20;
const sysfsSize = 4096;

export class Tree {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #made = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.addFolder('/');
  }

  get(path: string): Entry | undefined {
    return this.#entries.get(path);
  }

  get paths(): Iterable<string> {
    return this.#entries.keys();
  }

  /** Bytes of all ordinary files. */
  get usedBytes(): number {
    let sum = 0;
    for (const entry of this.#entries.values()) if (entry.kind === 'file') sum += entry.bytes.length;
    return sum;
  }

  /** Makes the folder and all above it. */
  addFolder(path: string, mode = 0o755): void {
    if (this.#entries.has(path)) return;
    if (path !== '/') this.addFolder(folderOf(path));
    this.#entries.set(path, { kind: 'directory', mode, made: this.#made++, changed: this.#now() });
  }

  addFile(path: string, bytes: Uint8Array, mode = 0o644): FileEntry {
    this.addFolder(folderOf(path));
    const entry: FileEntry = { kind: 'file', mode, bytes, roomBehind: false, made: this.#made++, changed: this.#now() };
    this.#entries.set(path, entry);
    return entry;
  }

  addDevice(path: string, node: DeviceNode): void {
    this.addFolder(folderOf(path));
    this.#entries.set(path, { kind: 'device', mode: node.mode, node, made: this.#made++, changed: this.#now() });
  }

  /** Takes away a name; nothing is asked. */
  drop(path: string): void {
    this.#entries.delete(path);
  }

  /** What is wrong with making `path` by open, mkdir or cp: an errno, or 0. */
  whyNotNew(path: string): number {
    const folder = this.#entries.get(folderOf(path));
    if (this.#entries.has(path)) return EEXIST;
    if (folder === undefined) return ENOENT;
    if (folder.kind !== 'directory') return ENOTDIR;
    return isKernelMade(path) ? EACCES : 0;
  }

  /** What is wrong with rm: an errno, or 0. */
  whyNotRemove(path: string): number {
    const entry = this.#entries.get(path);
    if (entry === undefined) return ENOENT;
    if (entry.kind === 'directory') return EISDIR;
    return isKernelMade(path) ? EPERM : 0;
  }

  /** What is wrong with rmdir: an errno, or 0. */
  whyNotRemoveFolder(path: string): number {
    const entry = this.#entries.get(path);
    if (entry === undefined) return ENOENT;
    if (entry.kind !== 'directory') return ENOTDIR;
    if (isKernelMade(path)) return EPERM;
    return this.list(path).length > 0 ? ENOTEMPTY : 0;
  }

  /** Full paths in a folder, sorted; empty for what is none. */
  list(path: string): readonly string[] {
    return childrenOf(path, this.#entries.keys());
  }

  status(path: string): FileStatus | undefined {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    const size = entry.kind === 'file' ? entry.bytes.length : entry.kind === 'directory' ? 0 : sizeOf(entry.node);
    const node = entry.kind === 'device' ? entry.node : undefined;
    return { path, kind: entry.kind, mode: entry.mode, size, node, changed: entry.changed };
  }

  /**
   * Replaces contents from `position` on. Bytes that somebody has seen are never changed in place, so that copies in
   * checkpoints and in the loader stay as they were; appending uses the room behind them.
   */
  write(entry: FileEntry, position: number, bytes: Uint8Array): void {
    const end = position + bytes.length;
    const { buffer, byteOffset, length } = entry.bytes;
    if (position !== length || !entry.roomBehind || byteOffset + end > buffer.byteLength) {
      const whole = new Uint8Array(position === length ? 2 * end : Math.max(end, length));
      whole.set(entry.bytes);
      entry.bytes = whole.subarray(0, Math.max(end, length));
      entry.roomBehind = true;
    } else entry.bytes = new Uint8Array(buffer, byteOffset, end);
    entry.bytes.set(bytes, position);
    entry.changed = this.#now();
  }

  truncate(entry: FileEntry): void {
    entry.bytes = new Uint8Array(0);
    entry.roomBehind = false;
    entry.changed = this.#now();
  }

  save(): Plain {
    return { made: this.#made, entries: copyOf(this.#entries) as unknown as Plain };
  }

  load(state: Plain): void {
    const { made, entries } = state as unknown as { made: number; entries: [string, Entry][] };
    this.#made = made;
    this.#entries.clear();
    for (const [path, entry] of copyOf(entries)) {
      // The room may have been written since.
      if (entry.kind === 'file') entry.roomBehind = false;
      this.#entries.set(path, entry);
    }
  }
}

/** Bytes that were seen and descriptions of devices are never changed, and so can be shared. */
const copyOf = (entries: Iterable<readonly [string, Entry]>): [string, Entry][] =>
  [...entries].map(([path, entry]) => [path, { ...entry }]);

const sizeOf = (node: DeviceNode): number => (node.character === undefined ? sysfsSize : 0);

/** Nobody makes or removes files in these by hand; /dev is a devtmpfs, where root may. */
const isKernelMade = (path: string): boolean => /^\/(sys|proc)(\/|$)/.test(path);
