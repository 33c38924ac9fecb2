/** At most ten lines in five seconds, and then how many were left out. Source: lib/ratelimit.c, DEFAULT_RATELIMIT_*. */

const interval = 5e9;
const burst = 10;

export type RateLimit = { begin: number | undefined; printed: number; missed: number };

export const freshLimit = (): RateLimit => ({ begin: undefined, printed: 0, missed: 0 });

/** May the line be printed now? `say` hears how many were left out in an interval that is over. */
export function mayPrint(limit: RateLimit, now: number, where: string, say: (text: string) => void): boolean {
  limit.begin ??= now;
  if (now > limit.begin + interval) {
    if (limit.missed > 0) say(`${where}: ${limit.missed} callbacks suppressed`);
    Object.assign(limit, { begin: now, printed: 0, missed: 0 });
  }
  if (limit.printed < burst) {
    limit.printed++;
    return true;
  }
  limit.missed++;
  return false;
}
