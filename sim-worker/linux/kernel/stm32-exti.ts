/** Driver of the EXTI controller, as far as the watchdog line of the M4 needs it. Source: drivers/irqchip/irq-stm32-exti.c. */
import type { LinuxBus } from './ports';

const base = 0x5000_d000;
/** The bank of lines 64 to 95. */
const registers = { risingEdge: base + 0x40, risingPending: base + 0x4c, a7Mask: base + 0xa0 } as const;
/** `interrupts = <68 1>` of the m4_rproc node: WWDG1 resets the M4, rising edge. */
const watchdogBit = 1 << (68 - 64);

export class Stm32Exti {
  readonly #bus: LinuxBus;

  constructor(bus: LinuxBus) {
    this.#bus = bus;
  }

  requestWatchdog(): void {
    for (const register of [registers.risingEdge, registers.a7Mask])
      this.#bus.write(register, this.#bus.read(register, 4) | watchdogBit, 4);
  }

  acknowledgeWatchdog(): void {
    this.#bus.write(registers.risingPending, watchdogBit, 4);
  }
}
