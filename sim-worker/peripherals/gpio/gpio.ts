/** One bank of sixteen pins: latches, modes, and the level that the outside sees and drives. */
import type { AccessSize, Initiator } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { EventLog } from '../../kernel/event-log';
import { RegisterFile } from '../../kernel/register-file';
import type { Plain } from '../../kernel/snapshot';
import { gpioMap } from './gpio.regs';

export type GpioPorts = {
  readonly log: EventLog;
  /** `GPIOA`. */
  readonly name: string;
  /** The level of a pin changed, whoever drives it. */
  readonly pinChanged: (pin: number, level: boolean) => void;
  /** A write changed how a pin works: mode, alternate function, type, speed or pull. `PA14`. */
  readonly configured: (pin: string, by: Initiator) => void;
  /** A reset of the bank took away what was set of these pins. */
  readonly forgotten: (pins: readonly string[]) => void;
};

const pins = 16;
const mode = { input: 0, output: 1, alternate: 2, analog: 3 } as const;
const lckr = 0x1c;
/** Registers that a locked pin no longer changes. */
const lockable = new Set([0x00, 0x04, 0x08, 0x0c, 0x20, 0x24]);
const keyBit = 1 << 16;
/** How many bits a pin has in a lockable register, and which pin has the lowest. */
const fieldsAt = (offset: number): { readonly width: number; readonly firstPin: number } => ({
  width: { 0: 2, 8: 2, 12: 2, 32: 4, 36: 4 }[offset] ?? 1,
  firstPin: offset === 0x24 ? 8 : 0,
});

type More = { driven: number; drivenMask: number; levels: number; lockStep: number; lockMask: number };

export class Gpio extends Block<typeof gpioMap> {
  readonly registers: RegisterFile<typeof gpioMap>;
  readonly #ports: GpioPorts;
  #more: More = { driven: 0, drivenMask: 0, levels: 0, lockStep: 0, lockMask: 0 };

  constructor(ports: GpioPorts) {
    super();
    this.#ports = ports;
    const settle = (_bits: number, _before: number, by: Initiator): void => this.#settle(by);
    this.registers = new RegisterFile(gpioMap, {
      written: {
        MODER: settle,
        OTYPER: settle,
        PUPDR: settle,
        ODR: settle,
        BSRR: (bits, _before, by) => this.#latch((bits & 0xffff) >>> 0, bits >>> 16, by),
        BRR: (bits, _before, by) => this.#latch(0, bits & 0xffff, by),
      },
      // An analog pin reads 0 (RM0436, GPIO functional description).
      compute: { IDR: () => this.#more.levels & ~this.#inMode(mode.analog) },
    });
  }

  override reset(): void {
    super.reset();
    this.#more.lockStep = 0;
    this.#more.lockMask = 0;
    this.#settle('debugger');
    this.#ports.forgotten(Array.from({ length: pins }, (_, pin) => this.#pinName(pin)));
  }

  /** A button or wire outside drives a pin; undefined lets go of it. */
  drive(pin: number, level: boolean | undefined): void {
    const bit = 1 << pin;
    this.#more.drivenMask = level === undefined ? this.#more.drivenMask & ~bit : this.#more.drivenMask | bit;
    this.#more.driven = level === true ? this.#more.driven | bit : this.#more.driven & ~bit;
    this.#settle('debugger');
  }

  level(pin: number): boolean {
    return ((this.#more.levels >>> pin) & 1) === 1;
  }

  override write(offset: number, value: number, size: AccessSize, by: Initiator): boolean {
    if ((offset & ~3) === lckr) return this.#lock(value, size);
    if (!lockable.has(offset & ~3)) return super.write(offset, value, size, by);
    const before = this.registers.peek(offset & ~3) ?? 0;
    const wanted = this.#more.lockMask === 0 ? value : this.#keepLocked(offset, value, size);
    const done = super.write(offset, wanted, size, by);
    this.#tellConfigured(offset & ~3, before ^ (this.registers.peek(offset & ~3) ?? 0), by);
    return done;
  }

  protected override saveMore(): Plain {
    return { ...this.#more };
  }

  protected override loadMore(state: Plain): void {
    this.#more = { ...(state as unknown as More) };
  }

  /** The key sequence: 1 + pins, 0 + pins, 1 + pins, read; the same pins each time (RM0436, GPIOx_LCKR). */
  #lock(value: number, size: AccessSize): boolean {
    if (size !== 4 || this.#more.lockMask !== 0) return true;
    const key = (value & keyBit) !== 0;
    const chosen = value & 0xffff;
    const same = this.#more.lockStep === 0 || chosen === this.registers.get('LCKR', 'LCK');
    const expected = this.#more.lockStep !== 1;
    this.#more.lockStep = same && key === expected ? this.#more.lockStep + 1 : 0;
    this.registers.set('LCKR', 'LCK', chosen);
    if (this.#more.lockStep === 3) {
      this.#more.lockMask = chosen;
      this.registers.set('LCKR', 'LCKK', 1);
    }
    return true;
  }

  #keepLocked(offset: number, value: number, size: AccessSize): number {
    const { width, firstPin } = fieldsAt(offset & ~3);
    let mask = 0;
    for (let pin = firstPin; (pin - firstPin) * width < 32 && pin < pins; pin++) {
      if (((this.#more.lockMask >>> pin) & 1) === 1) mask |= ((1 << width) - 1) << ((pin - firstPin) * width);
    }
    const lane = (mask >>> ((offset & 3) * 8)) >>> 0;
    const stored = this.registers.peek(offset, size) ?? 0;
    return ((value & ~lane) | (stored & lane)) >>> 0;
  }

  #tellConfigured(offset: number, changed: number, by: Initiator): void {
    const { width, firstPin } = fieldsAt(offset);
    for (let bits = changed >>> 0, pin = firstPin; bits !== 0; bits >>>= width, pin++) {
      if ((bits & ((1 << width) - 1)) !== 0) this.#ports.configured(this.#pinName(pin), by);
    }
  }

  #pinName(pin: number): string {
    return `P${this.#ports.name.slice(4)}${pin}`;
  }

  /** Set wins over reset. */
  #latch(set: number, reset: number, by: Initiator): void {
    this.registers.setWord('ODR', (this.registers.word('ODR') & ~reset) | set);
    this.#settle(by);
  }

  #inMode(wanted: number): number {
    const moder = this.registers.word('MODER');
    let mask = 0;
    for (let pin = 0; pin < pins; pin++) if (((moder >>> (2 * pin)) & 3) === wanted) mask |= 1 << pin;
    return mask;
  }

  #settle(by: Initiator): void {
    const { drivenMask, driven, levels } = this.#more;
    const odr = this.registers.word('ODR');
    const openDrain = this.registers.word('OTYPER');
    const output = this.#inMode(mode.output);
    // Push-pull drives both levels, open drain only low; then the outside; then the pull resistor.
    const driving = output & (~openDrain | ~odr);
    const pulled = this.#pulledUp();
    const next = ((driving & odr) | (~driving & drivenMask & driven) | (~driving & ~drivenMask & pulled)) & 0xffff;
    this.#more.levels = next;
    const changed = levels ^ next;
    for (let pin = 0; pin < pins; pin++) {
      if (((changed >>> pin) & 1) === 0) continue;
      const high = ((next >>> pin) & 1) === 1;
      if (((output >>> pin) & 1) === 1 && by !== 'debugger') this.#tell(pin, high, by);
      this.#ports.pinChanged(pin, high);
    }
  }

  #tell(pin: number, high: boolean, by: Initiator): void {
    this.#ports.log.record('gpio.driven', {
      pin: this.#pinName(pin),
      high,
      by: by === 'a7' ? 'Linux' : 'M4',
    });
  }

  #pulledUp(): number {
    const pupdr = this.registers.word('PUPDR');
    let mask = 0;
    for (let pin = 0; pin < pins; pin++) if (((pupdr >>> (2 * pin)) & 3) === 1) mask |= 1 << pin;
    return mask;
  }
}
