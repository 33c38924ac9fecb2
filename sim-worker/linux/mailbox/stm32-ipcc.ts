/** Driver of the IPCC as processor 1: registers in the kernel's order. Source: drivers/mailbox/stm32-ipcc.c; linux-side reference 3.1, 3.2. */
import type { Say } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import type { MailboxController } from './mailbox';

const base = 0x4c00_1000;
const registers = {
  control: base + 0x00,
  mask: base + 0x04,
  setClear: base + 0x08,
  /** C1TOC2SR: messages on their way to the M4. */
  sent: base + 0x0c,
  /** C2TOC1SR: messages from the M4. */
  arrived: base + 0x1c,
  configuration: base + 0x3f0,
  version: base + 0x3f4,
} as const;
const enableBoth = 0x0001_0001;
const allMasked = 0x003f_003f;
export const ipccChannels = 6;

const rxBit = (channel: number): number => 1 << channel;
const txBit = (channel: number): number => 1 << (channel + 16);

export class Stm32Ipcc implements MailboxController {
  readonly #bus: LinuxBus;

  constructor(bus: LinuxBus) {
    this.#bus = bus;
  }

  probe(say: Say): void {
    this.#write(registers.mask, allMasked);
    this.#write(registers.control, this.#read(registers.control) | enableBoth);
    const version = this.#read(registers.version);
    const channels = this.#read(registers.configuration) & 0xff;
    say(`ipcc rev:${(version >>> 4) & 0xf}.${version & 0xf} enabled, ${channels} chans, proc 0`);
  }

  startup(channel: number): void {
    this.#write(registers.mask, this.#read(registers.mask) & ~rxBit(channel));
  }

  send(channel: number): void {
    this.#write(registers.setClear, txBit(channel));
    this.#write(registers.mask, this.#read(registers.mask) & ~txBit(channel));
  }

  /** Tells of each channel that was rung, then acknowledges it. False when there was none. */
  rxInterrupt(received: (channel: number) => void): boolean {
    const pending = this.#read(registers.arrived) & ~this.#read(registers.mask);
    return this.#each(pending, (channel) => {
      received(channel);
      this.#write(registers.setClear, rxBit(channel));
    });
  }

  /** Masks each channel that became free, then tells of it. False when there was none. */
  txInterrupt(done: (channel: number) => void): boolean {
    const pending = ~this.#read(registers.sent) & ~(this.#read(registers.mask) >>> 16);
    return this.#each(pending, (channel) => {
      this.#write(registers.mask, this.#read(registers.mask) | txBit(channel));
      done(channel);
    });
  }

  #each(bits: number, act: (channel: number) => void): boolean {
    let any = false;
    for (let channel = 0; channel < ipccChannels; channel++) {
      if ((bits & (1 << channel)) === 0) continue;
      any = true;
      act(channel);
    }
    return any;
  }

  #read(address: number): number {
    return this.#bus.read(address, 4);
  }

  #write(address: number, value: number): void {
    this.#bus.write(address, value >>> 0, 4);
  }
}
