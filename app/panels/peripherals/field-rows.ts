/** A register's word taken apart by its map. */
import type { Register } from '../../../sim-worker/contract/registers';

export type FieldRow = { readonly name: string; readonly place: string; readonly text: string; readonly doc: string };

/** Fields from the top bit down; a row of flags names those that are set. */
export function fieldRows({ fields }: Register, word: number): readonly FieldRow[] {
  return Object.entries(fields)
    .sort(([, a], [, b]) => b.lsb - a.lsb)
    .map(([name, field]) => {
      const value = field.width === 32 ? word >>> 0 : (word >>> field.lsb) & ((1 << field.width) - 1);
      const top = field.lsb + field.width - 1;
      const place = field.width === 1 ? `[${field.lsb}]` : `[${top}:${field.lsb}]`;
      return { name, place, doc: field.doc, text: valueText(field, value) };
    });
}

function valueText(field: Register['fields'][string], value: number): string {
  const { perBit, firstBit = 1, values, width } = field;
  if (perBit !== undefined) {
    const set = Array.from({ length: width }, (_, i) => i).filter((i) => ((value >>> i) & 1) === 1);
    if (set.length === 0) return 'none';
    return set.length === width ? 'all' : set.map((i) => perBit.replace('{n}', String(i + firstBit))).join(' ');
  }
  const word = values?.[value];
  const number = width > 4 ? `0x${value.toString(16)}` : String(value);
  return word === undefined ? number : `${number}, ${word}`;
}
