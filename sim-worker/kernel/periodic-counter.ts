/** A counter that goes from 0 to `top` and begins anew, worked out from the time alone. */

export type Counting = {
  /** When it was 0; ns, may have a fraction. */
  readonly since: number;
  /** ns per step, may have a fraction. */
  readonly tick: number;
  readonly top: number;
};

export const periodOf = ({ tick, top }: Counting): number => (top + 1) * tick;

export const countAt = ({ since, tick, top }: Counting, now: number): number =>
  Math.floor((now - since) / tick) % (top + 1);

/** The next time at which it comes to `value`, later than `now`; ns, may have a fraction. */
export function nextAt(counting: Counting, value: number, now: number): number {
  const period = periodOf(counting);
  const first = counting.since + value * counting.tick;
  return first + Math.max(0, Math.floor((now - first) / period) + 1) * period;
}
