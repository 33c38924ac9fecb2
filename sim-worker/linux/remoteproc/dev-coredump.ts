/**
 * Device core dumps: a file that holds the dump until somebody writes to it. A board also drops it after five minutes;
 * here it stays, because an idle board at full speed passes five minutes in no time. Source: drivers/base/devcoredump.c.
 */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { value } from '../fs/vfs';

const folder = '/sys/class/devcoredump';
const driver = 'devcoredump';

export type DevCoredumpPorts = {
  readonly files: FileSystem;
  /** All that stands in the dump, from this position on; the end is where nothing comes. */
  readonly inline: (position: number) => Uint8Array;
  /** The dump was thrown away. */
  readonly freed: () => void;
};

/** `bytes`: undefined for a dump that is read from the device itself. Bytes are never changed, and so can be shared. */
type Dump = { readonly path: string; readonly bytes: Uint8Array | undefined };

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
  }

  addFolder(): void {
    this.#ports.files.addFolder(folder);
  }

  /** False when the dump before is still there: then this one is lost. */
  add(bytes: Uint8Array | undefined): boolean {
    if (this.#dump !== undefined) return false;
    const path = `${folder}/devcd${this.#made++}`;
    this.#ports.files.addDevice(`${path}/data`, { driver, device: undefined, mode: 0o600, character: undefined });
    this.#dump = { path, bytes };
    return true;
  }

  /** Name of the dump that waits to be fetched. */
  get waiting(): string | undefined {
    return this.#dump?.path.slice(folder.length + 1);
  }

  /** That dump with all its bytes. */
  pending(whole: () => Uint8Array): { readonly name: string; readonly bytes: Uint8Array } | undefined {
    const name = this.waiting;
    return name === undefined ? undefined : { name, bytes: this.#dump?.bytes ?? whole() };
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
    this.#ports.files.removeDevice(this.#dump.path);
    this.#dump = undefined;
    this.#ports.freed();
  }
}
