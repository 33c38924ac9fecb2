/** What is typed: Linux takes it at once, or, while it stands still, when it goes on. */
import type { LinuxPorts } from './kernel/ports';

const device = 'keyboard';

export type Keys =
  | { readonly to: 'shell' | 'script'; readonly text: string }
  | { readonly to: 'tty'; readonly port: number; readonly text: string };

export class Keyboard {
  readonly #ports: Pick<LinuxPorts, 'schedule' | 'clock'>;
  readonly #take: (keys: Keys) => void;

  constructor(ports: Pick<LinuxPorts, 'schedule' | 'clock'>, take: (keys: Keys) => void) {
    this.#ports = ports;
    this.#take = take;
    ports.schedule.register(device, (_what, data) => take(data as unknown as Keys));
  }

  type(keys: Keys): void {
    const { schedule, clock } = this.#ports;
    if (schedule.isStill(device)) schedule.plan(clock.now, device, 'typed', keys);
    else this.#take(keys);
  }
}
