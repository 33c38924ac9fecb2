/** QEMU with a program that runs again and again: as fast as it can, and stopped while somebody else is measured. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { hertz, place } from '../programs/outcome';
import type { Done } from './jobs';

/** "QEMU 7.2.22", or undefined where it is not installed. */
export function qemuVersion(): string | undefined {
  const { status, stdout } = spawnSync('qemu-system-arm', ['--version'], { encoding: 'utf8' });
  return status === 0 ? `QEMU ${/version (\S+)/.exec(stdout)?.[1] ?? ''}` : undefined;
}

const loader = (at: number, value: number): readonly string[] => [
  '-device',
  `loader,addr=${at},data=${value},data-len=4`,
];
const machine = ['-M', 'mps2-an386', '-display', 'none', '-monitor', 'none', '-serial', 'null'];
const console = ['-chardev', 'stdio,id=text', '-semihosting-config', 'enable=on,chardev=text'];

export class QemuRun {
  readonly #child: ChildProcess;
  readonly #turns: number;
  /** Hears of each batch, with the time. */
  #heard: ((time: number) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  /** `turns`: how many turns of the program make a batch. */
  constructor(path: string, turns: number) {
    this.#turns = turns;
    const chosen = [...loader(place.chosen, turns), ...loader(place.chosen + 4, hertz / 1000)];
    this.#child = spawn('qemu-system-arm', [...machine, ...console, ...chosen, '-kernel', path], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.on('data', (marks: Buffer) => {
      const now = performance.now();
      for (const _ of marks) this.#heard?.(now);
    });
    this.#child.on('close', () => this.#failed?.(new Error('QEMU has ended: the program failed')));
  }

  /** Batches for at least so many milliseconds, from the end of one to the end of another. */
  measure(milliseconds: number): Promise<Done> {
    return new Promise((resolve, reject) => {
      let began: number | undefined;
      let batches = 0;
      this.#failed = reject;
      this.#heard = (time) => {
        if (began === undefined) began = time;
        else batches++;
        if (batches === 0 || time - began < milliseconds) return;
        this.#heard = undefined;
        this.#child.kill('SIGSTOP');
        resolve({ amount: batches * this.#turns, instructions: 0, ms: time - began });
      };
      this.#child.kill('SIGCONT');
    });
  }

  close(): void {
    this.#failed = undefined;
    this.#heard = undefined;
    this.#child.kill('SIGKILL');
  }
}
