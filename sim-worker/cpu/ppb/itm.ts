/** ITM stimulus ports as consoles: what firmware writes to them is text. Source: ARMv7-M ARM, C1.7. */

import type { AccessSize } from '../../contract/units';
import type { EventLog } from '../../kernel/event-log';
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { itmMap } from './debug.regs';

const ports = 32;
/** Characters kept per port. */
const keptText = 65_536;
/** An unfinished line is told after this many characters. */
const longLine = 80;

export type ItmPorts = { readonly log: EventLog; readonly cause: () => number | undefined };

export class Itm {
  readonly registers: {
    readonly map: typeof itmMap;
    read(offset: number, size: AccessSize, by: 'm4'): number | undefined;
    write(offset: number, value: number, size: AccessSize, by: 'm4'): boolean;
    peek(offset: number, size: AccessSize): number | undefined;
    values(): Readonly<Record<string, number>>;
  };
  readonly base = 0xe000_0000;
  readonly #file: RegisterFile<typeof itmMap>;
  readonly #ports: ItmPorts;
  readonly #texts: string[] = new Array(ports).fill('');
  /** Characters of each port that no event has told yet. */
  readonly #untold: number[] = new Array(ports).fill(0);

  constructor(itmPorts: ItmPorts) {
    this.#ports = itmPorts;
    const ready = Object.fromEntries(Array.from({ length: ports }, (_, n) => [`STIM${n}`, () => 1]));
    this.#file = new RegisterFile(itmMap, { compute: ready });
    this.registers = {
      map: itmMap,
      read: (offset, size, by) => this.#file.read(offset, size, by),
      write: (offset, value, size, by) => {
        if (offset < 4 * ports) this.#stimulus(offset >>> 2, value, size);
        return this.#file.write(offset, value, size, by);
      },
      peek: (offset, size) => this.#file.peek(offset, size),
      values: () => this.#file.values(),
    };
  }

  /** Everything a port has carried, at most its last 64 Ki characters. */
  text(port: number): string {
    return this.#texts[port] ?? '';
  }

  reset(): void {
    this.#file.reset();
  }

  save(): Plain {
    return { words: this.#file.save(), texts: this.#texts.slice(), untold: this.#untold.slice() };
  }

  load(state: Plain): void {
    const saved = state as unknown as { words: readonly number[]; texts: readonly string[]; untold: readonly number[] };
    this.#file.load(saved.words);
    saved.texts.forEach((text, port) => {
      this.#texts[port] = text;
      this.#untold[port] = saved.untold[port] ?? 0;
    });
  }

  /** One write is one packet: a byte is a character, more bytes are as many characters. */
  #stimulus(port: number, value: number, size: AccessSize): void {
    const enabled = this.#file.get('TCR', 'ITMENA') === 1 && ((this.#file.word('TER') >>> port) & 1) === 1;
    if (!enabled) return;
    for (let i = 0; i < size; i++) this.#character(port, String.fromCharCode((value >>> (8 * i)) & 0xff));
  }

  #character(port: number, character: string): void {
    this.#texts[port] = `${this.#texts[port]}${character}`.slice(-keptText);
    this.#untold[port]! += 1;
    if (character !== '\n' && this.#untold[port]! < longLine) return;
    const text = this.#texts[port]!.slice(-this.#untold[port]!);
    this.#untold[port] = 0;
    this.#ports.log.record('debug.printed', { port, text }, this.#ports.cause());
  }
}
