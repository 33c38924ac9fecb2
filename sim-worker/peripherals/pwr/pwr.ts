/** Power control: write access to the backup domain, regulators that become ready, and the deep-sleep permission of the M4. */
import { type Nanoseconds, us } from '../../contract/units';
import { Block } from '../../kernel/block';
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import { RegisterFile } from '../../kernel/register-file';
import type { Schedule } from '../../kernel/schedule';
import { pwrMap } from './pwr.regs';

export type PwrPorts = { readonly log: EventLog; readonly clock: Clock; readonly schedule: Schedule };

/** Time from an enable bit to its ready bit; not published, HAL waits up to 100 ms. */
const regulatorStart = us(50);
const device = 'pwr';
/** Enable field, ready field, register. */
const regulators = [
  { register: 'CR2', enable: 'BREN', ready: 'BRRDY' },
  { register: 'CR2', enable: 'RREN', ready: 'RRRDY' },
  { register: 'CR3', enable: 'USB33DEN', ready: 'USB33RDY' },
  { register: 'CR3', enable: 'REG18EN', ready: 'REG18RDY' },
  { register: 'CR3', enable: 'REG11EN', ready: 'REG11RDY' },
] as const;

export class Pwr extends Block<typeof pwrMap> {
  readonly registers: RegisterFile<typeof pwrMap>;
  readonly #ports: PwrPorts;

  constructor(ports: PwrPorts) {
    super();
    this.#ports = ports;
    this.registers = new RegisterFile(pwrMap, {
      written: {
        CR2: () => this.#startRegulators(),
        CR3: () => this.#startRegulators(),
        MCUCR: (bits, before) => this.#mcuControl(bits, before),
        MPUCR: (bits) => this.#clearFlags('MPUCR', bits),
      },
    });
    ports.schedule.register(device, () => this.#settleRegulators());
  }

  /** PWR_CR1.DBP. */
  backupWritable(): boolean {
    return this.registers.get('CR1', 'DBP') === 1;
  }

  #startRegulators(): void {
    this.#ports.schedule.plan((this.#ports.clock.now + regulatorStart) as Nanoseconds, device, 'settle');
  }

  #settleRegulators(): void {
    for (const { register, enable, ready } of regulators) {
      if (register === 'CR2') this.registers.set('CR2', ready, this.registers.get('CR2', enable));
      else this.registers.set('CR3', ready, this.registers.get('CR3', enable));
    }
  }

  #mcuControl(bits: number, before: number): void {
    this.#clearFlags('MCUCR', bits);
    const on = this.registers.get('MCUCR', 'PDDS') === 1;
    if (((before & 1) === 1) !== on) this.#ports.log.record('pwr.pdds', { on });
  }

  #clearFlags(register: 'MCUCR' | 'MPUCR', bits: number): void {
    if (((bits >>> 9) & 1) === 0) return;
    this.registers.set(register, 'STOPF', 0);
    this.registers.set(register, 'SBF', 0);
    if (register === 'MPUCR') this.registers.set('MPUCR', 'SBF_MPU', 0);
  }
}
