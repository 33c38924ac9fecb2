/** Edge detectors between wires and processors: GPIO pins, PVD, watchdog reset, events of the other core. */

import type { Initiator } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { EventLog } from '../../kernel/event-log';
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { extiMap } from './exti.regs';

export type ExtiPorts = {
  readonly log: EventLog;
  /** A bit of C1IMR or C2IMR changed. */
  readonly masked: (cpu: 1 | 2, line: number, by: Initiator) => void;
  /** The interrupt of a line towards the M4, and towards the A7. */
  readonly cpu2: (line: number, level: boolean) => void;
  readonly cpu1: (line: number, level: boolean) => void;
};

export const lines = 76;
const gpioLines = 16;
/** Lines with an edge detector (RM0436, EXTI line table); all others are direct or reserved. */
export const configurable: ReadonlySet<number> = new Set([...Array.from({ length: 20 }, (_, i) => i), 65, 66, 68, 73]);
const bank = (line: number): 1 | 2 | 3 => (line < 32 ? 1 : line < 64 ? 2 : 3);

export class Exti extends Block<typeof extiMap> {
  readonly registers: RegisterFile<typeof extiMap>;
  readonly #ports: ExtiPorts;
  #inputs = new Array<boolean>(lines).fill(false);
  /** Levels of all pins, port after port, so that changing EXTICR does not invent an edge. */
  #pins = new Array<boolean>(12 * gpioLines).fill(false);
  #driven = { 1: new Array<boolean>(lines).fill(false), 2: new Array<boolean>(lines).fill(false) };

  constructor(ports: ExtiPorts) {
    super();
    this.#ports = ports;
    const drive = (): void => this.#drive();
    const written: Record<string, (bits: number, before: number, by: Initiator) => void> = {};
    for (const n of [1, 2, 3] as const) {
      for (const name of ['RPR', 'FPR']) written[`${name}${n}`] = drive;
      for (const cpu of [1, 2] as const) {
        written[`C${cpu}IMR${n}`] = (_bits, before, by) => {
          this.#tellMasked(cpu, n, before, by);
          drive();
        };
      }
      written[`SWIER${n}`] = (bits) => this.#software(n, bits);
    }
    this.registers = new RegisterFile(extiMap, { written });
  }

  override reset(): void {
    super.reset();
    this.#drive();
  }

  /** The wire of a configurable line has this level now. */
  input(line: number, level: boolean): void {
    const before = this.#inputs[line];
    this.#inputs[line] = level;
    if (before === level || !configurable.has(line)) return;
    const edge = level ? 'RTSR' : 'FTSR';
    if (!this.#bit(`${edge}${bank(line)}`, line)) return;
    this.#pend(level ? 'RPR' : 'FPR', line);
  }

  /** A pin of port 0 (A) to 11 (Z) changed; it reaches its line only if EXTICR selects that port. */
  gpioPin(port: number, pin: number, level: boolean): void {
    this.#pins[port * gpioLines + pin] = level;
    if (this.#portOf(pin) === port) this.input(pin, level);
  }

  protected override saveMore(): Plain {
    return structuredClone({ inputs: this.#inputs, pins: this.#pins, to1: this.#driven[1], to2: this.#driven[2] });
  }

  protected override loadMore(state: Plain): void {
    const { inputs, pins, to1, to2 } = structuredClone(state) as unknown as Record<
      'inputs' | 'pins' | 'to1' | 'to2',
      boolean[]
    >;
    this.#inputs = inputs;
    this.#pins = pins;
    this.#driven = { 1: to1, 2: to2 };
  }

  #tellMasked(cpu: 1 | 2, n: 1 | 2 | 3, before: number, by: Initiator): void {
    const changed = this.registers.word(`C${cpu}IMR${n}`) ^ before;
    for (let i = 0; i < 32; i++) if (((changed >>> i) & 1) === 1) this.#ports.masked(cpu, 32 * (n - 1) + i, by);
  }

  #portOf(pin: number): number {
    return (this.registers.word(`EXTICR${(pin >>> 2) + 1}`) >>> (8 * (pin & 3))) & 0xf;
  }

  #bit(register: string, line: number): boolean {
    return ((this.registers.word(register) >>> (line & 31)) & 1) === 1;
  }

  #software(n: 1 | 2 | 3, bits: number): void {
    for (let i = 0; i < 32; i++) {
      const line = 32 * (n - 1) + i;
      if (((bits >>> i) & 1) === 1 && configurable.has(line)) this.#pend('RPR', line);
    }
  }

  #pend(register: 'RPR' | 'FPR', line: number): void {
    const name = `${register}${bank(line)}`;
    this.registers.setWord(name, (this.registers.word(name) | (1 << (line & 31))) >>> 0);
    this.#ports.log.record('exti.triggered', { line, rising: register === 'RPR' });
    this.#drive();
  }

  /** Pending flags are shared; each processor masks for itself. */
  #drive(): void {
    for (const line of configurable) {
      const n = bank(line);
      const pending = this.#bit(`RPR${n}`, line) || this.#bit(`FPR${n}`, line);
      for (const cpu of [1, 2] as const) {
        const level = pending && this.#bit(`C${cpu}IMR${n}`, line);
        if (this.#driven[cpu][line] === level) continue;
        this.#driven[cpu][line] = level;
        (cpu === 1 ? this.#ports.cpu1 : this.#ports.cpu2)(line, level);
      }
    }
  }
}
