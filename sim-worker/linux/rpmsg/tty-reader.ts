/** How long a read of a tty waits: for a line, or for as many bytes and as long as MIN and TIME say. Source: drivers/tty/n_tty.c, n_tty_read(); termios(3). */
import { type Nanoseconds, ns } from '../../contract/units';
import { cc } from '../fs/termios';
import { hasInput } from './line-discipline';
import { isCanonical, type LineDiscipline } from './line-state';

/** TIME counts tenths of a second. */
const tenth = 100_000_000;

/** What a read that waits has seen so far. */
export type Reading = {
  /** Bytes that were there when the time began to run. */
  readonly seen: number;
  /** ns; when it gives up. */
  readonly until: number | undefined;
};
/** `take`: as much as there is now, which may be nothing. `timer`: wake it up after so long. */
export type Verdict =
  | { readonly kind: 'take' }
  | { readonly kind: 'wait'; readonly reading: Reading; readonly timer: Nanoseconds | undefined };

/** `before`: what the same read answered last. */
export function judgeRead(line: LineDiscipline, length: number, now: number, before: Reading | undefined): Verdict {
  const seen = line.bytes.length;
  if (isCanonical(line)) return hasInput(line) ? { kind: 'take' } : forever(seen);
  const min = line.termios.cc[cc.min] ?? 0;
  const time = (line.termios.cc[cc.time] ?? 0) * tenth;
  if (seen >= Math.min(Math.max(min, 1), length)) return { kind: 'take' };
  if (min === 0 && time === 0) return { kind: 'take' };
  // With MIN the time runs between bytes, and not before the first.
  if (time === 0 || (min > 0 && seen === 0)) return forever(seen);
  const runsOn = before?.until !== undefined && (min === 0 || before.seen === seen);
  const until = runsOn ? before.until! : now + time;
  if (now >= until) return { kind: 'take' };
  return { kind: 'wait', reading: { seen, until }, timer: runsOn ? undefined : ns(time) };
}

const forever = (seen: number): Verdict => ({ kind: 'wait', reading: { seen, until: undefined }, timer: undefined });
