/** How the page writes numbers: virtual time, spans of time, counts and rates. */

/** Groups of three digits with a space that never breaks. */
const group = (digits: string): string => digits.replace(/(\d{3})(?=\d)/g, '$1\u00a0');

/** Virtual time in seconds with 100 ns resolution, without the unit: 1284117100 ns is "1.284 117 1". */
export function secondsText(ns: number): string {
  const tenths = Math.round(ns / 100);
  const whole = Math.floor(tenths / 10_000_000);
  return `${whole}.${group(String(tenths % 10_000_000).padStart(7, '0'))}`;
}

/** A span with its unit, as precise as a reader can use: "15.1 µs", "2.41 s". */
export function spanText(ns: number): string {
  const value = Math.abs(ns);
  const sign = ns < 0 ? '−' : '';
  if (value < 100) return `${sign}${Math.round(value)} ns`;
  if (value < 999_950) return `${sign}${threeDigits(value / 1_000)} µs`;
  if (value < 999_500_000) return `${sign}${threeDigits(value / 1_000_000)} ms`;
  return `${sign}${threeDigits(value / 1_000_000_000)} s`;
}
function threeDigits(value: number): string {
  if (value < 9.995) return trimmed(value.toFixed(value < 1 ? 1 : 2));
  return value < 99.95 ? trimmed(value.toFixed(1)) : String(Math.round(value));
}
/** "11.0" keeps its tenth, "2.40" loses its last zero. */
const trimmed = (text: string): string => (/\.\d0$/.test(text) ? text.slice(0, -1) : text);

/** Microseconds with one decimal and no unit, for columns: "38.4", "1 204.0". */
export function microsText(ns: number): string {
  const [whole = '0', tenth = '0'] = (ns / 1_000).toFixed(1).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0')}.${tenth}`;
}

export type TimeUnit = { readonly name: string; readonly ns: number };
/** The unit for an axis whose whole width is `spanNs`. */
export function unitFor(spanNs: number): TimeUnit {
  if (spanNs < 2_000) return { name: 'ns', ns: 1 };
  if (spanNs < 2_000_000) return { name: 'µs', ns: 1_000 };
  if (spanNs < 2_000_000_000) return { name: 'ms', ns: 1_000_000 };
  return { name: 's', ns: 1_000_000_000 };
}

/** The step between ticks: 1, 2 or 5 times a power of ten, so that about `wanted` ticks fit. */
export function tickStep(spanNs: number, wanted: number): number {
  const raw = Math.max(1, spanNs / Math.max(1, wanted));
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((f) => f * power >= raw) ?? 10;
  return factor * power;
}

/** A tick's label relative to an origin: "+5 µs", "−20 µs". */
export function tickText(ns: number, unit: TimeUnit, signed: boolean): string {
  const value = Math.round((ns / unit.ns) * 1_000) / 1_000;
  const sign = value < 0 ? '−' : signed && value > 0 ? '+' : '';
  return `${sign}${Math.abs(value)} ${unit.name}`;
}

/** "2,118"; of a whole number. Written many times in a frame, so not by the browser's slow formatter. */
export const countText = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** Events per second: "12", "1.3 k", "2.1 M". */
export function rateText(perSecond: number): string {
  if (perSecond >= 1_000_000) return `${trimmed((perSecond / 1_000_000).toFixed(2))} M`;
  if (perSecond >= 1_000) return `${trimmed((perSecond / 1_000).toFixed(perSecond < 10_000 ? 2 : 1))} k`;
  return perSecond >= 10 ? String(Math.round(perSecond)) : trimmed(perSecond.toFixed(1));
}

export const sizeText = (bytes: number): string => `${countText(bytes)} B`;
export const addressText = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
/** Without the prefix, for the left column of a dump. */
export const addressDigits = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
export const endpointText = (value: number): string => `0x${(value >>> 0).toString(16)}`;
