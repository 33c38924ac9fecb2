/** System configuration: the boot pins that tell firmware who set up the clocks, and the I/O compensation cell. */
import type { BootMode } from '../../contract/protocol';
import { type Nanoseconds, us } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import { syscfgMap } from './syscfg.regs';

export type SyscfgPorts = { readonly clock: Clock; readonly schedule: Schedule; readonly boot: BootMode };

/** BOOT2..0: 100 is engineering boot, 101 boots from SD card. */
const bootPins: Readonly<Record<BootMode, number>> = { engineering: 0b100, linux: 0b101 };
/** Not published; HAL polls for 50 µs at most. */
const cellStart = us(5);
const device = 'syscfg';
const pairs = [
  ['PMCSETR', 'PMCCLRR'],
  ['IOCTRLSETR', 'IOCTRLCLRR'],
  ['CMPENSETR', 'CMPENCLRR'],
] as const;
type PairRegister = (typeof pairs)[number][number];

export class Syscfg extends Block<typeof syscfgMap> {
  readonly registers: RegisterFile<typeof syscfgMap>;
  readonly #ports: SyscfgPorts;

  constructor(ports: SyscfgPorts) {
    super();
    this.#ports = ports;
    const written: { [R in PairRegister]?: (bits: number, before: number) => void } = {};
    for (const [set, clear] of pairs) {
      written[set] = (bits, before) => this.#both(set, clear, before | bits);
      written[clear] = (bits, before) => this.#both(set, clear, before & ~bits);
    }
    this.registers = new RegisterFile(syscfgMap, { written });
    ports.schedule.register(device, () => {
      this.registers.set('CMPCR', 'READY', this.registers.word('CMPENSETR') === 0 ? 0 : 1);
    });
    this.#samplePins();
  }

  override reset(): void {
    super.reset();
    this.#samplePins();
  }

  #samplePins(): void {
    this.registers.set('BOOTR', 'BOOT', bootPins[this.#ports.boot]);
  }

  /** Both registers of a pair show the same bits. */
  #both(set: PairRegister, clear: PairRegister, value: number): void {
    this.registers.setWord(set, value >>> 0);
    this.registers.setWord(clear, value >>> 0);
    if (set === 'CMPENSETR')
      this.#ports.schedule.plan((this.#ports.clock.now + cellStart) as Nanoseconds, device, 'settle');
  }
}
