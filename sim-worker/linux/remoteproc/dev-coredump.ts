/** Device core dumps: a file that holds the dump until somebody writes to it, or five minutes have passed. Source: drivers/base/devcoredump.c. */
import { ms } from '../../contract/units';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { value } from '../fs/vfs';
import type { Work } from '../kernel/work';

const folder = '/sys/class/devcoredump';
const driver = 'devcoredump';
const timeout = ms(300_000);

export type DevCoredumpPorts = {
  readonly files: FileSystem;
  readonly work: Work;
  /** All that stands in the dump, from this position on; the end is where nothing comes. */
  readonly inline: (position: number) => Uint8Array;
  /** The dump was thrown away. */
  readonly freed: () => void;
};

/** `bytes`: undefined for a dump that is read from the device itself. Bytes are never changed, and so can be shared. */
type Dump = { readonly path: string; readonly bytes: Uint8Array | undefined; readonly order: number };

export class DevCoredump implements Snapshottable {
  readonly #ports: DevCoredumpPorts;
  #dump: Dump | undefined;
  #made = 0;

  constructor(ports: DevCoredumpPorts) {
    this.#ports = ports;
    ports.files.register(driver, {
      read: (file, length) => value(this.#bytesFrom(file.position).slice(0, length)),
      write: (_file, bytes) => {
        this.#free();
        return value(bytes.length);
      },
    });
    ports.work.on('devcoredump-timeout', () => this.#free());
  }

  addFolder(): void {
    this.#ports.files.addFolder(folder);
  }

  /** False when the dump before is still there: then this one is lost. */
  add(bytes: Uint8Array | undefined): boolean {
    if (this.#dump !== undefined) return false;
    const { files, work } = this.#ports;
    const path = `${folder}/devcd${this.#made++}`;
    files.addDevice(`${path}/data`, { driver, device: undefined, mode: 0o600, character: undefined });
    this.#dump = { path, bytes, order: work.after(timeout, 'devcoredump-timeout') };
    return true;
  }

  /** The dump that waits to be fetched: its name and all its bytes. */
  pending(whole: () => Uint8Array): { readonly name: string; readonly bytes: Uint8Array } | undefined {
    if (this.#dump === undefined) return undefined;
    const { path, bytes } = this.#dump;
    return { name: path.slice(folder.length + 1), bytes: bytes ?? whole() };
  }

  save(): Plain {
    return { dump: this.#dump as unknown as Plain, made: this.#made };
  }

  load(state: Plain): void {
    const { dump, made } = state as unknown as { readonly dump: Dump | undefined; readonly made: number };
    this.#dump = dump;
    this.#made = made;
  }

  #bytesFrom(position: number): Uint8Array {
    return this.#dump?.bytes?.subarray(position) ?? this.#ports.inline(position);
  }

  #free(): void {
    if (this.#dump === undefined) return;
    this.#ports.work.cancel(this.#dump.order);
    this.#ports.files.removeDevice(this.#dump.path);
    this.#dump = undefined;
    this.#ports.freed();
  }
}
