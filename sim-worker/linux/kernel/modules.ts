/** Loadable modules: which there are, which are loaded, and what loading or removing one does. Source: kernel/module/main.c. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EAGAIN, ENOENT } from '../fs/errno';

export type KernelModule = {
  /** With underscores, as /proc/modules has it. */
  readonly name: string;
  /** Modules whose symbols it uses: they are loaded first and cannot be removed before it. */
  readonly needs: readonly string[];
  /** Bytes, as lsmod shows them: plausible, not measured. */
  readonly size: number;
  readonly insert: () => void;
  readonly remove: () => void;
  /** Open files and other holders that keep it from being removed. */
  readonly holders: () => number;
};
export type LoadedModule = {
  readonly name: string;
  readonly size: number;
  /** Holders, and modules that need it. */
  readonly uses: number;
  readonly usedBy: readonly string[];
};

/** modprobe and the kernel take both signs for the same. */
const nameOf = (name: string): string => name.replaceAll('-', '_');

export class Modules implements Snapshottable {
  readonly #modules = new Map<string, KernelModule>();
  /** In the order of loading. */
  #loaded: string[] = [];

  /** A module that is loaded when the kernel has come up. When the machine is built. */
  add(module: KernelModule): void {
    this.#modules.set(module.name, module);
    this.#loaded.push(module.name);
  }

  /** Loaded modules, the newest first, as in /proc/modules. */
  get loaded(): readonly LoadedModule[] {
    return this.#loaded.toReversed().map((name) => {
      const { size, holders } = this.#modules.get(name)!;
      const usedBy = this.#usersOf(name);
      return { name, size, uses: holders() + usedBy.length, usedBy };
    });
  }

  isLoaded(name: string): boolean {
    return this.#loaded.includes(nameOf(name));
  }

  /** modprobe: with all it needs. 0 also when it is loaded already; ENOENT when there is no such module. */
  insert(name: string): number {
    const module = this.#modules.get(nameOf(name));
    if (module === undefined) return ENOENT;
    if (this.isLoaded(module.name)) return 0;
    for (const needed of module.needs) this.insert(needed);
    this.#loaded.push(module.name);
    module.insert();
    return 0;
  }

  /** delete_module(2): 0; ENOENT when it is not loaded; EAGAIN while it is in use. */
  remove(name: string): number {
    const module = this.#modules.get(nameOf(name));
    if (module === undefined || !this.isLoaded(module.name)) return ENOENT;
    if (module.holders() > 0 || this.#usersOf(module.name).length > 0) return EAGAIN;
    module.remove();
    this.#loaded = this.#loaded.filter((other) => other !== module.name);
    return 0;
  }

  save(): Plain {
    return [...this.#loaded];
  }

  load(state: Plain): void {
    this.#loaded = [...(state as unknown as readonly string[])];
  }

  #usersOf(name: string): readonly string[] {
    return this.#loaded.filter((other) => this.#modules.get(other)!.needs.includes(name));
  }
}
