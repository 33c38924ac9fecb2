/** How long the shell's own steps take, in ns of virtual time: plausible for a Cortex-A7 at 650 MHz, not measured. */
import { type Nanoseconds, ns, us } from '../../contract/units';
import type { LatencyRow, LatencyValues } from '../kernel/latencies';

export const shellRows = {
  readLine: {
    usual: us(2_000),
    doc: "From a line's arrival at the shell to its first command: the line crosses the serial console and is parsed.",
  },
  builtin: { usual: us(20), doc: 'A command that the shell runs itself.' },
  exec: { usual: us(300), doc: 'fork and exec of another program.' },
  turn: { usual: us(20), doc: 'One turn of a command: a system call or two.' },
  wakeUp: { usual: us(20), doc: 'From the wake-up of a sleeping process to its running.' },
} as const satisfies Readonly<Record<string, LatencyRow>>;

export type ShellLatencies = LatencyValues<typeof shellRows>;

/** Seconds as a command's argument names them, to ns. */
export const secondsToNs = (seconds: number): Nanoseconds => ns(Math.round(seconds * 1e9));
