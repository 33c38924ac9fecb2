/** The arithmetic of the bench's table: what a row comes to in one place, from rounds that were taken in turns with QEMU's. */
import type { Done } from './jobs';
import type { Row, Unit } from './rows';

export type Round = {
  readonly ours: Done;
  /** The same program on QEMU, right before or after. */
  readonly qemu: Done | undefined;
};
export type Spread = { readonly median: number; readonly least: number; readonly most: number };
export type Figures = {
  readonly unit: Unit;
  readonly value: Spread;
  /** Times the real core; undefined where it has no figure. */
  readonly silicon: number | undefined;
  /** Times QEMU: the median of the rounds' own ratios. */
  readonly qemu: Spread | undefined;
};

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

const valueIn = ({ unit, times = 1 }: Row, { amount, instructions, ms }: Done): number => {
  if (unit === 'MIPS') return instructions / ms / 1e3;
  return unit === 'ms' ? ms / amount : (amount * times * 1e3) / ms;
};
const rateOf = ({ amount, ms }: Done): number => amount / ms;

export function figuresOf(row: Row, rounds: readonly Round[]): Figures {
  const value = spreadOf(rounds.map(({ ours }) => valueIn(row, ours)));
  const ratios = rounds.flatMap(({ ours, qemu }) => (qemu === undefined ? [] : [rateOf(ours) / rateOf(qemu)]));
  return {
    unit: row.unit,
    value,
    silicon: row.silicon === undefined ? undefined : value.median / row.silicon,
    qemu: ratios.length === 0 ? undefined : spreadOf(ratios),
  };
}

const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+$)/g, ',');
/** Three digits that mean something. */
export const numberText = (value: number): string => {
  if (value >= 99.95) return grouped(value.toFixed(0));
  return value.toFixed(value >= 9.995 ? 1 : 2);
};
const ratioText = (value: number | undefined): string => (value === undefined ? '–' : `${numberText(value)} ×`);
const between = ({ least, most }: Spread): string => `${numberText(least)}–${numberText(most)}`;

const titles = ['', 'unit', 'median', 'range', '209 MHz core', 'QEMU', 'range'] as const;

/** Name, unit, and for each column what it says. */
export function cellsOf(name: string, { unit, value, silicon, qemu }: Figures): readonly string[] {
  const ofQemu = qemu === undefined ? ['–', ''] : [ratioText(qemu.median), between(qemu)];
  return [name, unit, numberText(value.median), between(value), ratioText(silicon), ...ofQemu];
}

/** A table in Markdown that also reads well as it is. */
export function tableText(lines: readonly (readonly string[])[]): string {
  const all = [titles, ...lines];
  const widths = titles.map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
  const text = (line: readonly string[]): string =>
    `| ${widths.map((width, i) => (i < 2 ? (line[i] ?? '').padEnd(width) : (line[i] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i < 2 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [text(titles), rule, ...lines.map(text)].join('\n');
}
