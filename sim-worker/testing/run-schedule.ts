/** Lets time pass for a block without a machine: what is due on the way happens. */
import { ns } from '../contract/units';
import type { Clock } from '../kernel/clock';
import type { Schedule } from '../kernel/schedule';

/** `nanoseconds`: how long; may have a fraction. */
export function passTime(clock: Clock, schedule: Schedule, nanoseconds: number): void {
  const until = ns(Math.round(clock.now + nanoseconds));
  while ((schedule.nextTime ?? Number.POSITIVE_INFINITY) <= until) {
    clock.advanceTo(ns(schedule.nextTime ?? 0));
    schedule.runNext(clock.now);
  }
  clock.advanceTo(until);
}
