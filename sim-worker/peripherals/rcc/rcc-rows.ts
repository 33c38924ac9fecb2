/** RCC's many registers in the manual's own short form: `NAME[hi:lo]`, one row per register. */
import { bits, type Field, type Register, reg } from '../../contract/registers';

/** Offset, name, reset value, one sentence, fields. */
export type RccRow = readonly [offset: number, name: string, reset: number, doc: string, fields: string];

/** What the endings of RCC's field names mean. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/RDY$/, 'Ready'],
  [/LPEN$|STPEN$/, 'Clock on while the side sleeps'],
  [/EN$/, 'Clock enable'],
  [/KERON$/, 'On as kernel clock, also in Stop'],
  [/ON$/, 'On'],
  [/RST$/, 'Reset'],
  [/RSTF$/, 'Reset flag'],
  [/SRC$|SEL$/, 'Source'],
  [/DIV\w?\d?$/, 'Divider'],
  [/BYP$/, 'Bypass'],
  [/IE$/, 'Interrupt enable'],
  [/F$/, 'Flag'],
];
const docOf = (name: string): string => `${endings.find(([ending]) => ending.test(name))?.[1] ?? 'Setting'}: ${name}`;
const readOnly = /RDY$/;

/** `LSEON[0], LSEDRV[5:4]` to fields. */
export function rccFields(text: string): Readonly<Record<string, Field>> {
  const fields: Record<string, Field> = {};
  for (const [, name, high, low] of text.matchAll(/(\w+)\[(\d+)(?::(\d+))?\]/g)) {
    if (name === undefined) continue;
    const lsb = Number(low ?? high);
    fields[name] = bits(lsb, Number(high) - lsb + 1, readOnly.test(name) ? 'ro' : 'rw', docOf(name));
  }
  return fields;
}

export const rccRegisters = (rows: readonly RccRow[]): Readonly<Record<string, Register>> =>
  Object.fromEntries(
    rows.map(([offset, name, reset, doc, fields]) => [name, reg(offset, doc, rccFields(fields), { reset })]),
  );
