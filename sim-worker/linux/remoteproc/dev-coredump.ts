/**
 * Device core dumps: a file that holds the dump until somebody writes to it, for five minutes at most. An idle board at
 * full speed passes five minutes in no time: so the page can fetch the last one also afterwards. Source: drivers/base/devcoredump.c.
 */
import { ms } from '../../contract/units';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { FileSystem } from '../fs/file-system';
import { value } from '../fs/vfs';
import type { KernelLog } from '../kernel/kernel-log';
import type { Work } from '../kernel/work';

const folder = '/sys/class/devcoredump';
const driver = 'devcoredump';
/** DEVCD_TIMEOUT. */
const lifetime = ms(300_000);

export type DevCoredumpPorts = {
  readonly files: FileSystem;
  readonly kernelLog: KernelLog;
  readonly work: Work;
  /** All that stands in the dump, from this position on; the end is where nothing comes. */
  readonly inline: (position: number) => Uint8Array;
  /** The dump was thrown away. */
  readonly freed: () => void;
};

/** `bytes`: undefined for a dump that is read from the device itself. Bytes are never changed, and so can be shared. */
type Dump = {
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
  /** The planned end of it. */
  readonly timer: number;
};

/** A dump that is no longer in sysfs. */
type Kept = { readonly name: string; readonly bytes: Uint8Array };

export class DevCoredump implements Snapshottable {
  readonly #ports: DevCoredumpPorts;
  #dump: Dump | undefined;
  #kept: Kept | undefined;
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
    ports.work.on(driver, () => this.#expire());
  }

  addFolder(): void {
    this.#ports.files.addFolder(folder);
  }

  /** False when the dump before is still there: then this one is lost. */
  add(bytes: Uint8Array | undefined): boolean {
    if (this.#dump !== undefined) return false;
    const path = `${folder}/devcd${++this.#made}`;
    this.#ports.files.addDevice(`${path}/data`, { driver, device: undefined, mode: 0o600, character: undefined });
    this.#kept = undefined;
    this.#dump = { path, bytes, timer: this.#ports.work.after(lifetime, driver) };
    return true;
  }

  /** Name of the dump that waits to be fetched, or did until its time was over. */
  get waiting(): string | undefined {
    return this.#dump?.path.slice(folder.length + 1) ?? this.#kept?.name;
  }

  /** That dump with all its bytes. */
  pending(whole: () => Uint8Array): { readonly name: string; readonly bytes: Uint8Array } | undefined {
    const name = this.waiting;
    if (name === undefined || this.#kept !== undefined) return this.#kept;
    return { name, bytes: this.#dump?.bytes ?? whole() };
  }

  save(): Plain {
    return { dump: this.#dump, kept: this.#kept, made: this.#made } as unknown as Plain;
  }

  load(state: Plain): void {
    const saved = state as unknown as { dump: Dump | undefined; kept: Kept | undefined; made: number };
    this.#dump = saved.dump;
    this.#kept = saved.kept;
    this.#made = saved.made;
  }

  #bytesFrom(position: number): Uint8Array {
    return this.#dump?.bytes?.subarray(position) ?? this.#ports.inline(position);
  }

  /** A board says nothing. */
  #expire(): void {
    const name = this.waiting ?? '';
    this.#kept = { name, bytes: this.#dump?.bytes ?? this.#ports.inline(0) };
    this.#ports.kernelLog.print(
      `ampscope: ${name} is gone from sysfs after five minutes; the page can still save that core dump`,
    );
    this.#free();
  }

  #free(): void {
    if (this.#dump === undefined) return;
    this.#ports.work.cancel(this.#dump.timer);
    this.#ports.files.removeDevice(this.#dump.path);
    this.#dump = undefined;
    this.#ports.freed();
  }
}
