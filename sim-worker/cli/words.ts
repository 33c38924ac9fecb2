/** What words of the command line have in common: how a mistake is told, and spans of time. */

/** A mistake of the user, told in one line; the exit code is 2. */
export class UsageError extends Error {}

const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

/** `200ms` to nanoseconds. */
export function parseDuration(text: string, option = '--for'): number {
  const match = /^(\d+(?:\.\d+)?)(ns|us|ms|s)$/.exec(text);
  const unit = units[match?.[2] ?? ''];
  if (match === null || unit === undefined)
    throw new UsageError(`${option} ${text}: give a number with ns, us, ms or s, such as 200ms`);
  return Math.round(Number(match[1]) * unit);
}
