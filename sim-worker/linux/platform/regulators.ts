/** The regulators that the M4's peripherals hang on: voltage, and who has them switched on. Source: drivers/regulator/core.c. */
import type { Board } from '../../contract/protocol';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { attributeOperations } from '../fs/attribute';
import { EPERM } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import type { KernelLog } from '../kernel/kernel-log';

/** Fixed by equal limits in the device tree. In mV. */
const voltages: Readonly<Record<Board, Readonly<Record<string, number>>>> = {
  dk2: { vrefbuf: 2500 },
  ev1: { vdda: 2900 },
};
export type RegulatorPorts = { readonly files: FileSystem; readonly kernelLog: KernelLog; readonly log: EventLog };
type Consumer = { readonly supply: string; readonly regulator: string; enabled: boolean };

export class Regulators implements Snapshottable {
  readonly #kernelLog: KernelLog;
  readonly #log: EventLog;
  readonly #voltages: Readonly<Record<string, number>>;
  /** In the order of regulator_get(). */
  #consumers: Consumer[] = [];

  constructor({ files, kernelLog, log }: RegulatorPorts, board: Board) {
    this.#kernelLog = kernelLog;
    this.#log = log;
    this.#voltages = voltages[board];
    files.register('regulators', attributeOperations({ show: () => this.#summary() }));
    const mode = 0o444;
    const path = '/sys/kernel/debug/regulator/regulator_summary';
    files.addDevice(path, { driver: 'regulators', device: undefined, mode, character: undefined });
  }

  /** `supply`: the consumer as the kernel names it, device and supply. False where the board has no such regulator. */
  get(supply: string, regulator: string): boolean {
    if (this.#voltages[regulator] === undefined) return false;
    this.#consumers.push({ supply, regulator, enabled: false });
    return true;
  }

  put(supply: string): void {
    this.enable(supply, false);
    this.#consumers = this.#consumers.filter((consumer) => consumer.supply !== supply);
  }

  isEnabled(supply: string): boolean {
    return this.#consumer(supply)?.enabled ?? false;
  }

  /** Switches this consumer's share; the regulator is on while any consumer has it on. */
  enable(supply: string, on: boolean): void {
    const consumer = this.#consumer(supply);
    if (consumer === undefined || consumer.enabled === on) return;
    consumer.enabled = on;
    this.#log.record('pwr.supply', { regulator: consumer.regulator, on, consumer: supply });
  }

  millivolts(supply: string): number {
    return this.#voltages[this.#consumer(supply)?.regulator ?? ''] ?? 0;
  }

  /** 0 where the range holds the voltage that is there, else EPERM: it cannot be changed. */
  setVoltage(supply: string, min: number, max: number): number {
    const now = this.millivolts(supply);
    if (min <= now && now <= max) return 0;
    this.#kernelLog.print(`${this.#consumer(supply)?.regulator}: voltage operation not allowed`);
    return EPERM;
  }

  save(): Plain {
    return structuredClone(this.#consumers) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#consumers = structuredClone(state) as unknown as Consumer[];
  }

  #consumer(supply: string): Consumer | undefined {
    return this.#consumers.find((consumer) => consumer.supply === supply);
  }

  #summary(): string {
    const rows = Object.entries(this.#voltages).flatMap(([name, voltage]) => {
      const consumers = this.#consumers.filter(({ regulator }) => regulator === name);
      const uses = consumers.filter(({ enabled }) => enabled).length;
      const range = `${pad(voltage, 5)}mV     0mA ${pad(voltage, 5)}mV ${pad(voltage, 5)}mV`;
      return [
        ` ${name.padEnd(30)} ${pad(uses, 3)} ${pad(consumers.length, 4)} ${pad(0, 6)} unknown ${range} `,
        ...consumers.map(
          ({ supply, enabled }) =>
            `    ${supply.padEnd(27)} ${pad(enabled ? 1 : 0, 3)} ${pad(0, 33)}mA     0mV     0mV`,
        ),
      ];
    });
    return `${[heading, '-'.repeat(heading.length), ...rows].join('\n')}\n`;
  }
}

const heading = ' regulator                      use open bypass  opmode voltage current     min     max';
const pad = (value: number, width: number): string => String(value).padStart(width);
