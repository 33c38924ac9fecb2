/** Thirty-two hardware semaphores: who may touch what both sides share. */
import { type AccessSize, type Initiator, isFromOutside, type Processor } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { EventLog } from '../../kernel/event-log';
import type { Line } from '../../kernel/line';
import { RegisterFile } from '../../kernel/register-file';
import { hsemMap, semaphores } from './hsem.regs';

export type HsemPorts = {
  readonly log: EventLog;
  readonly lines: Readonly<Record<Processor, Line>>;
  /** A core wanted a semaphore, and got it or not. */
  readonly asked: (semaphore: number, by: Processor, taken: boolean) => void;
};

const lockBit = 0x8000_0000;
const readLockBase = 0x80;
const readLockEnd = 0x100;
/** Bus-master id of each core, as it stands in COREID. */
const coreOf = (by: Initiator): Processor => (by === 'a7' ? 1 : 2);
const asProcessor = (core: number): Processor => (core === 1 ? 1 : 2);

export class Hsem extends Block<typeof hsemMap> {
  readonly registers: RegisterFile<typeof hsemMap>;
  readonly #ports: HsemPorts;

  constructor(ports: HsemPorts) {
    super();
    this.#ports = ports;
    this.registers = new RegisterFile(hsemMap, {
      written: {
        C1IER: () => this.#driveLines(),
        C2IER: () => this.#driveLines(),
        C1ICR: (bits) => this.#acknowledge('C1ISR', bits),
        C2ICR: (bits) => this.#acknowledge('C2ISR', bits),
        CR: (bits) => this.#freeAll(bits),
      },
      compute: {
        C1MISR: () => this.registers.word('C1ISR') & this.registers.word('C1IER'),
        C2MISR: () => this.registers.word('C2ISR') & this.registers.word('C2IER'),
      },
    });
  }

  override reset(): void {
    super.reset();
    this.#driveLines();
  }

  /** Semaphores that are taken now. */
  owners(): readonly { readonly index: number; readonly owner: 0 | 1 | 2; readonly process: number }[] {
    return Array.from({ length: semaphores }, (_, index) => {
      const word = this.#word(index);
      return { index, owner: word === 0 ? 0 : asProcessor((word >>> 8) & 0xf), process: word & 0xff } as const;
    });
  }

  /** A read of RLRn takes a free semaphore in one step, with process 0. */
  override read(offset: number, size: AccessSize, by: Initiator): number | undefined {
    if (offset < readLockBase || offset >= readLockEnd) return super.read(offset, size, by);
    const index = (offset - readLockBase) >>> 2;
    if (!isFromOutside(by)) this.#take(index, coreOf(by), 0);
    return this.#word(index);
  }

  override peek(offset: number, size: AccessSize): number | undefined {
    const isReadLock = offset >= readLockBase && offset < readLockEnd;
    return super.peek(isReadLock ? offset - readLockBase : offset, size);
  }

  override write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    if (offset >= readLockBase) return super.write(offset, value, size, by);
    const index = offset >>> 2;
    const core = (value >>> 8) & 0xf;
    if (!isFromOutside(by) && core !== coreOf(by)) return true;
    if (value >>> 31 === 1) this.#take(index, asProcessor(core), value & 0xff);
    else if (this.#word(index) === (lockBit | (value & 0xfff)) >>> 0) this.#free(index);
    return true;
  }

  #word(index: number): number {
    return this.registers.word(`R${index}`);
  }

  #take(index: number, core: Processor, process: number): void {
    const held = this.#word(index);
    const mine = (lockBit | (core << 8) | process) >>> 0;
    if (held === mine) return;
    this.#ports.asked(index, core, held === 0);
    if (held !== 0) {
      this.#ports.log.record('hsem.refused', { semaphore: index, by: core, owner: asProcessor((held >>> 8) & 0xf) });
      return;
    }
    this.registers.setWord(`R${index}`, mine);
    this.#ports.log.record('hsem.taken', { semaphore: index, by: core, process });
  }

  #free(index: number): void {
    const core = asProcessor((this.#word(index) >>> 8) & 0xf);
    this.registers.setWord(`R${index}`, 0);
    this.#ports.log.record('hsem.released', { semaphore: index, by: core });
    for (const status of ['C1ISR', 'C2ISR'] as const) {
      this.registers.setWord(status, (this.registers.word(status) | (1 << index)) >>> 0);
    }
    this.#driveLines();
  }

  #freeAll(bits: number): void {
    if (bits >>> 16 !== this.registers.get('KEYR', 'KEY')) return;
    for (let index = 0; index < semaphores; index++) {
      const word = this.#word(index);
      if (word !== 0 && ((word >>> 8) & 0xf) === ((bits >>> 8) & 0xf)) this.#free(index);
    }
  }

  #acknowledge(status: 'C1ISR' | 'C2ISR', bits: number): void {
    this.registers.setWord(status, (this.registers.word(status) & ~bits) >>> 0);
    this.#driveLines();
  }

  #driveLines(): void {
    this.#ports.lines[1].set((this.registers.word('C1ISR') & this.registers.word('C1IER')) !== 0);
    this.#ports.lines[2].set((this.registers.word('C2ISR') & this.registers.word('C2IER')) !== 0);
  }
}
