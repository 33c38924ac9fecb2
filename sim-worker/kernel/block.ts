/** What all blocks share: a register file that answers the bus, and its copy for a checkpoint. */
import type { RegisterMap } from '../contract/registers';
import type { AccessSize, Initiator } from '../contract/units';
import type { Device } from './device';
import type { RegisterFile } from './register-file';
import type { Plain, Snapshottable } from './snapshot';

export abstract class Block<M extends RegisterMap> implements Device, Snapshottable {
  abstract readonly registers: RegisterFile<M>;

  read(offset: number, size: AccessSize, by: Initiator): number | undefined {
    return this.registers.read(offset, size, by);
  }

  write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    return this.registers.write(offset, value, size, by);
  }

  peek(offset: number, size: AccessSize): number | undefined {
    return this.registers.peek(offset, size);
  }

  /** As after a reset of the block. */
  reset(): void {
    this.registers.reset();
  }

  save(): Plain {
    return { words: this.registers.save(), more: this.saveMore() };
  }

  load(state: Plain): void {
    const { words, more } = state as { readonly words: readonly number[]; readonly more: Plain };
    this.registers.load(words);
    this.loadMore(more);
  }

  /** State that is not in registers. */
  protected saveMore(): Plain {
    return undefined;
  }

  protected loadMore(_state: Plain): void {}
}
