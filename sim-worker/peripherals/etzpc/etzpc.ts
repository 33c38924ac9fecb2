/** The firewall's table: who may use each peripheral. The bus asks `valueOf`; only secure software may change it. */
import type { Board, Decprot } from '../../contract/protocol';
import type { AccessSize, Initiator } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { EventLog } from '../../kernel/event-log';
import { RegisterFile } from '../../kernel/register-file';
import { etzpcMap } from './etzpc.regs';
import { etzpcIds } from './ids';

export type EtzpcPorts = { readonly log: EventLog; readonly changed: (id: number, value: number) => void };

const decprots = ['DECPROT0', 'DECPROT1', 'DECPROT2', 'DECPROT3', 'DECPROT4', 'DECPROT5'] as const;
const locks = ['DECPROT_LOCK0', 'DECPROT_LOCK1', 'DECPROT_LOCK2'] as const;

/**
 * What the secure firmware keeps for itself; everything else is open to both sides. Source for the EV1: OP-TEE's
 * stm32mp157c-ed1.dts, which leaves RCC and its peripherals to the non-secure side. The DK2's OP-TEE secures RCC.
 */
const secureOn: Readonly<
  Record<Board, { readonly values: Readonly<Record<number, Decprot>>; locked: readonly number[] }>
> = {
  dk2: { values: { 0: 0, 1: 1, 2: 0, 4: 0, 5: 0, 7: 0, 8: 0, 9: 0, 10: 0, 11: 0 }, locked: [] },
  ev1: { values: { 0: 0, 1: 0, 2: 0, 10: 1, 11: 1 }, locked: [0, 1, 2, 10, 11] },
};

export class Etzpc extends Block<typeof etzpcMap> {
  readonly registers = new RegisterFile(etzpcMap);
  readonly #decprots = decprots.map((name) => this.registers.placeOf(name));
  readonly #ports: EtzpcPorts;

  constructor(ports: EtzpcPorts) {
    super();
    this.#ports = ports;
  }

  decprotOf(id: number): Decprot {
    return ((this.registers.words[this.#decprots[id >>> 4]!]! >>> (2 * (id & 15))) & 3) as Decprot;
  }

  isLocked(id: number): boolean {
    return ((this.registers.word(locks[id >>> 5] ?? 'DECPROT_LOCK0') >>> (id & 31)) & 1) === 1;
  }

  /** Both processors are non-secure here: they read the table, and their writes go nowhere. */
  override write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    if (!this.registers.has(offset)) return false;
    return by === 'debugger' ? super.write(offset, value, size, by) : true;
  }

  /** As the secure firmware does it; a locked id keeps its value. */
  setValue(id: number, value: Decprot): void {
    if (this.isLocked(id) || this.decprotOf(id) === value) return;
    const register = decprots[id >>> 4] ?? 'DECPROT0';
    const shift = 2 * (id & 15);
    this.registers.setWord(register, ((this.registers.word(register) & ~(3 << shift)) | (value << shift)) >>> 0);
    this.#ports.log.record('etzpc.assigned', { id, peripheral: etzpcIds[id]?.name ?? '', value });
    this.#ports.changed(id, value);
  }

  /** The id keeps its value until the next reset. */
  lock(id: number): void {
    if (this.isLocked(id)) return;
    this.#setLock(id);
    this.#ports.log.record('etzpc.locked', { id, peripheral: etzpcIds[id]?.name ?? '' });
  }

  /** The table as it stands when Linux is up; not told as events, since nobody watched. */
  linuxBooted(board: Board): void {
    const { values, locked } = secureOn[board];
    this.registers.reset();
    for (const { id, name } of etzpcIds) {
      const register = decprots[id >>> 4] ?? 'DECPROT0';
      const value = name === '' ? 0 : (values[id] ?? 3);
      this.registers.setWord(register, (this.registers.word(register) | (value << (2 * (id & 15)))) >>> 0);
    }
    for (const id of locked) this.#setLock(id);
    this.registers.set('TZMA0_SIZE', 'R0SIZE', 0x3ff);
  }

  #setLock(id: number): void {
    const register = locks[id >>> 5] ?? 'DECPROT_LOCK0';
    this.registers.setWord(register, (this.registers.word(register) | (1 << (id & 31))) >>> 0);
  }
}
