/** Times of the Linux side as people type and read them: microseconds, down to the nanosecond. */

const perMicrosecond = 1000;
const longest = 1e9;

/** 8000 is "8", 1500 is "1.5". */
export const microseconds = (ns: number): string => String(ns / perMicrosecond);

/** undefined when the text is no number from 0 to a second. */
export function nanoseconds(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(trimmed)) return undefined;
  const ns = Math.round(Number(trimmed) * perMicrosecond);
  return ns <= longest ? ns : undefined;
}
