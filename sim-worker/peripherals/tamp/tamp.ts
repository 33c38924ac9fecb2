/** Backup registers: thirty-two words that survive a reset, through which boot stages tell each other about the M4. */
import type { AccessSize, Initiator } from '../../contract/units';
import { Block } from '../../kernel/block';
import { RegisterFile } from '../../kernel/register-file';
import { tampMap } from './tamp.regs';

export type TampPorts = {
  /** PWR_CR1.DBP: the M4 may write the backup domain. */
  readonly backupWritable: () => boolean;
};

const firstOpen = 0x100 + 4 * 15;
const firstReadable = 0x100 + 4 * 10;

export class Tamp extends Block<typeof tampMap> {
  readonly registers = new RegisterFile(tampMap);
  readonly #ports: TampPorts;

  constructor(ports: TampPorts) {
    super();
    this.#ports = ports;
  }

  /** Zones as the secure firmware sets them: 0-9 secure, 10-14 readable, 15-31 open. */
  override read(offset: number, size: AccessSize, by: Initiator): number | undefined {
    const value = super.read(offset, size, by);
    return value !== undefined && by !== 'debugger' && offset < firstReadable ? 0 : value;
  }

  override write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    if (!this.registers.has(offset)) return false;
    if (by !== 'debugger' && offset < firstOpen) return true;
    if (by === 'm4' && !this.#ports.backupWritable()) return true;
    return super.write(offset, value, size, by);
  }

  /** The backup domain keeps its content through every reset of the chip. */
  override reset(): void {}
}
