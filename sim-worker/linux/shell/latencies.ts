/** How long the shell's own steps take, in ns of virtual time: plausible for a Cortex-A7 at 650 MHz, not measured. */
import { type Nanoseconds, ns, us } from '../../contract/units';

export type ShellLatencies = {
  /** From a line's arrival at the shell to its first command: the line crosses the serial console and is parsed. */
  readonly readLine: Nanoseconds;
  /** A command that the shell runs itself. */
  readonly builtin: Nanoseconds;
  /** fork and exec of another program. */
  readonly exec: Nanoseconds;
  /** One turn of a command: a system call or two. */
  readonly turn: Nanoseconds;
  /** From the wake-up of a sleeping process to its running. */
  readonly wakeUp: Nanoseconds;
};

export const shellLatencies: ShellLatencies = {
  readLine: us(2_000),
  builtin: us(20),
  exec: us(300),
  turn: us(20),
  wakeUp: us(20),
};

/** Seconds as a command's argument names them, to ns. */
export const secondsToNs = (seconds: number): Nanoseconds => ns(Math.round(seconds * 1e9));
